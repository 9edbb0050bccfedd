/** Items of papers: each numbered item has its row, what its claims say decides it, and finished studies are not run again. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { idOf, ITEM_KINDS, kindOf, type Item, type Paper } from '../../papers/item.ts';
import { papers } from '../../papers/registry.ts';
import { scenarios } from '../../scenarios/registry.ts';
import {
  chooseItems, commandOf, itemsOf, keptStudies, STATUSES, studiesOf, verdictOf, type ListedItem, type StudyOutcome,
} from '../../src/library/reproduction.ts';
import { reproductionPages } from '../../src/report/reproduction.ts';
import type { Claim, Verdict as DocumentVerdict } from '../../src/results/document.ts';
import { emptyView } from '../../src/study/claims.ts';

/** The numbered items of each paper, from its text. */
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  song22: [
    ...Array.from({ length: 12 }, (_, i) => `Definition ${i + 1}`), ...[1, 2, 3, 4].map((n) => `Example ${n}`),
    ...['4.1', '4.2', '5.1', '5.2', '5.3', '6.1', '6.2'].map((n) => `Theorem ${n}`), 'Corollary 5.1', 'Proposition 4.1', 'Proposition 4.2',
    ...['4.1', 'A1', 'A2', 'A3', 'B4', 'B5', 'B6', 'B7', 'B8', 'D9', 'D10', 'D11', 'E12', 'F13'].map((n) => `Lemma ${n}`),
  ],
  jm01: [
    ...['3.1', '4.1', '4.3', '5.1'].map((n) => `Theorem ${n}`), ...['4.2', '4.4', '4.5'].map((n) => `Example ${n}`), 'Figure 1',
    'Remark 1', 'Remark 2', 'Remark 3',
  ],
  brooks23: [
    ...[
      'Ex post incentive compatibility', 'Epistemic ex post incentive compatibility', 'Dominant strategies', 'Known payoff types',
      'Interim and ex post implementation', 'Separable environments', 'Regular', 'Feasible, acceptable and incentive compatible trade',
    ].map((head) => `Definition: ${head}`),
    ...['Robustness of ex post implementation', 'Separable environments'].map((head) => `Proposition: ${head}`),
    ...[
      'Dominant strategies imply ex post', 'Private values', 'Profit maximization', 'Transfer neutrality', 'The optimal multipliers',
      'Analyzing the Lagrangian', 'Regular case', 'Deriving pi-star', 'No common prior', 'Noisy concordant beliefs',
      'Noisy concordance in the maxmin beliefs', 'Using indifference', 'The differential equation',
    ].map((head) => `Claim: ${head}`),
    ...['What goes wrong with separability', 'Where does this depend on regularity', 'Final thoughts'].map((head) => `Remark: ${head}`),
    ...['Without separability', 'No trade without CPA but with IC', 'A parametric example'].map((head) => `Example: ${head}`),
    'Theorem: Chung and Ely', 'Theorem: Morris 1994', 'Lemma: Morris\' theorem',
  ],
  guo18: [
    ...['1.2.1', '1.5.1', '3.4.1', '3.6.1'].map((n) => `Assumption ${n}`),
    ...[
      '1.3.1', '1.4.1', '1.4.2', '1.4.3', '1.5.1', '1.5.2', '2.3.1', '2.3.2', '2.4.1', '2.4.2', '2.4.3', '2.4.4', '2.5.1', '2.8.1', 'B.1.1',
      'B.1.2', '3.2.1', '3.3.1', '3.3.2', '3.3.3', '3.3.4', '3.3.5', '3.4.1', '3.5.1', '3.5.2', '3.6.1', '3.6.2',
    ].map((n) => `Definition ${n}`),
    ...['1.4.1', '1.4.2', '1.5.1', '1.5.2', '1.5.3', '2.5.1', '2.6.1', '3.4.1', '3.5.1'].map((n) => `Theorem ${n}`),
    ...['1.3.1', 'A.1.1', 'A.1.2', 'A.1.3', 'A.1.4', 'A.1.5', 'A.1.6', 'B.1.1', '3.6.1', '3.6.2'].map((n) => `Lemma ${n}`),
    ...['1.5.1', '2.4.1', '2.4.2', 'B.1.1', 'B.1.2', '3.3.1', '3.3.2', '3.3.3', '3.3.4'].map((n) => `Proposition ${n}`),
    ...['3.4.1', '3.5.1', '3.6.1', '3.6.2', '3.6.3'].map((n) => `Corollary ${n}`),
    ...['2.5.1', '2.5.2', '2.5.3', '3.4.1', '3.4.2', '3.4.3'].map((n) => `Claim ${n}`),
    // The examples of section 2.7 and the remarks have no numbers of their own.
    ...['1.4.1', '1.4.2', '1.5.1', '1.5.2', 'A.1.1', '2.7.1', '2.7.2', '2.7.3'].map((n) => `Example ${n}`),
    ...['1.4.1', '1.4.2', '1.4.3', '1.5.1', '1.5.2', 'A.1.1', 'A.1.2'].map((n) => `Table ${n}`),
    ...['after Theorem 1.5.2', 'Other preferences', 'Relaxing the bad outcome property'].map((head) => `Remark: ${head}`),
  ],
  jmm12: [...[1, 2, 3, 4, 5, 6].map((n) => `Lemma ${n}`), 'Theorem 1', 'Figure 1'],
};

describe('papers', () => {
  it.each(
    papers.map((paper) => [paper.id, paper] as const)
  )('%s: every numbered item has one row, and there are no others', (id, paper) => {
    expect(paper.items.map(({ number }) => number).sort()).toEqual([...NUMBERS[id]!].sort());
    for (const item of paper.items) expect(ITEM_KINDS).toContain(kindOf(item));
    // Results without a number are found by their page.
    for (const { number, place } of paper.items) if (number.includes(':')) expect(place).toMatch(/^pages? \d/);
    const ids = paper.items.map((item) => idOf(paper, item));
    expect(new Set(ids).size).toBe(ids.length);
    for (const one of ids) expect(one).toMatch(/^[a-z0-9]+:[a-z]+-[a-z0-9.-]*[a-z0-9]$/);
  });

  it('every item rests on claims that its scenarios make, with parameters that they have', () => {
    for (const { id, item } of itemsOf(papers)) {
      expect(item.shown.length, id).toBeGreaterThan(0);
      for (const { scenario: name, values = {}, claims = [], verdicts = {} } of item.shown) {
        const scenario = scenarios.find((one) => one.name === name);
        expect(scenario, `${id}: ${name}`).toBeDefined();
        const defaults = Object.fromEntries(Object.entries(scenario!.parameters).map(([key, parameter]) => [key, parameter.default]));
        const known = [...Object.keys(defaults), ...Object.keys(scenario!.shorthands ?? {})];
        expect(Object.keys(values).filter((key) => !known.includes(key)), id).toEqual([]);
        const made = scenario!.claims!(emptyView(defaults)).map((claim) => claim.id);
        expect(claims.filter((claim) => !made.includes(claim)), `${id}: ${name}`).toEqual([]);
        expect(claims.length + Object.keys(verdicts).length, id).toBeGreaterThan(0);
      }
    }
  });

  it('every item has the verdict that a quick run gave', () => {
    const kept = JSON.parse(readFileSync(new URL('../../papers/verdicts.quick.json', import.meta.url), 'utf8')) as object;
    expect(Object.keys(kept).sort()).toEqual(itemsOf(papers).map(({ id }) => id).sort());
    expect(Object.values(kept).filter((status) => !STATUSES.includes(status as (typeof STATUSES)[number]))).toEqual([]);
  });

  it('items are named by paper and number, papers by their id, and what is meant is suggested', () => {
    expect(chooseItems(papers, 'jm01:figure-1').map(({ item }) => item.number)).toEqual(['Figure 1']);
    expect(chooseItems(papers, 'JM01')).toHaveLength(NUMBERS.jm01!.length);
    expect(() => chooseItems(papers, 'song23')).toThrow(/^item: unknown paper or item 'song23'; did you mean 'song22'\?/);
    expect(() => chooseItems(papers, 'zzzzzzzz')).toThrow(/papers: song22, jm01, jmm12, brooks23, guo18$/);
  });
});

const claim = (id: string, status: Claim['status']): Claim => ({ id, text: `that ${id}`, source: 'here', status, evidence: 'numbers' });
const made: Paper = { id: 'made', title: 'Made up', authors: 'Nobody', items: [] };
const listed = (more: Partial<Item> = {}): ListedItem => {
  const item: Item = {
    number: 'Theorem 1', place: 'section 1', says: 'something <b>', shown: [{ scenario: 'single-object', claims: ['a', 'b'] }], ...more,
  };
  return { id: idOf(made, item), paper: made, item, kind: 'theorem' };
};
const VERDICTS: readonly DocumentVerdict[] = (['yes', 'no', 'undecided'] as const).flatMap((status) => ['ann', 'ben'].map((agent) => (
  { id: status, agent, point: {}, status: agent === 'ann' ? 'yes' : status, holds: status === 'yes', text: `${agent} ${status}` }
)));
const outcomes = (item: ListedItem, ...claims: Claim[]): ReadonlyMap<string, StudyOutcome> =>
  new Map(studiesOf([item]).map((study) =>
    [study.id, { command: commandOf(study, 7), version: '1', claims, verdicts: VERDICTS, seconds: 1 }]));

describe('verdicts', () => {
  it.each([
    ['holds', ['pass', 'pass'], {}], ['fails', ['pass', 'fail'], {}], ['fails', ['undecided', 'fail'], { correction: 'with care' }],
    ['undecided', ['pass', 'undecided'], {}], ['undecided', ['pass', 'not-applicable'], { notComputable: 'a limit' }],
    ['corrected', ['pass', 'pass'], { correction: 'with care' }], ['not-computable', ['pass', 'pass'], { notComputable: 'a limit' }],
  ] as const)('%s where claims are %j and the item says %j', (status, [a, b], more) => {
    const item = listed(more);
    expect(verdictOf(item, outcomes(item, claim('a', a), claim('b', b))).status).toBe(status);
  });

  it.each([
    ['holds', { yes: 'yes' }], ['holds', { 'no of ann': 'yes', 'no of ben': 'no' }], ['fails', { no: 'no' }], ['fails', { yes: 'no' }],
    ['undecided', { undecided: 'yes' }], ['undecided', { 'undecided of ann': 'yes', 'yes of carl': 'yes' }],
  ] as const)('%s where verdicts are to be %j: of one agent, or of all', (status, verdicts) => {
    const item = listed({ shown: [{ scenario: 'single-object', verdicts }] });
    expect(verdictOf(item, outcomes(item)).status).toBe(status);
  });

  it('a claim that was not made, or a study that was not run, leaves it undecided and says why', () => {
    const item = listed();
    const missing = verdictOf(item, outcomes(item, claim('a', 'pass')));
    expect([missing.status, missing.evidence[1]!.status]).toEqual(['undecided', 'missing']);
    expect(verdictOf(item, new Map()).evidence.map(({ evidence }) => evidence)).toEqual(['was not run', 'was not run']);
  });

  it('one study serves all items that ask for it, and sweeps are part of what it is', () => {
    const swept = listed({ shown: [{ scenario: 'single-object', values: { bidders: [2, 4] }, claims: ['a'] }] });
    expect(studiesOf([listed(), listed({ number: 'Lemma 2' }), swept])).toHaveLength(2);
    expect(commandOf(studiesOf([swept])[0]!, 100)).toBe('misreport run single-object --bidders 2,4 --seed reproduction --profiles 100');
  });
});

describe('what is kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-reproduction-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('a finished study is read again, but not of another command or version, nor a damaged one', () => {
    const outcome: StudyOutcome = { command: 'misreport run x', version: '1', claims: [claim('a', 'pass')], verdicts: [], seconds: 2 };
    const kept = keptStudies(folder, '1');
    kept.write('x', outcome);
    expect(kept.read('x', 'misreport run x')).toEqual(outcome);
    expect(kept.read('x', 'misreport run y')).toBeUndefined();
    expect(keptStudies(folder, '2').read('x', 'misreport run x')).toBeUndefined();
    writeFileSync(join(folder, 'studies', 'x.json'), '{');
    expect(kept.read('x', 'misreport run x')).toBeUndefined();
  });
});

it('pages escape what they show, have a place for every item, and say what was expected', () => {
  const item = {
    id: 'made:theorem-1', number: 'Theorem 1', place: 'section 1', says: 'something <b>', status: 'fails', expected: 'holds',
    remark: undefined,
    evidence: [{ command: 'misreport run x', claim: 'a', text: 'that <a>', status: 'fail', evidence: '[0, 1]' }],
  };
  const pages = new Map(reproductionPages([{ id: 'made', title: 'Made & up', authors: 'Nobody', items: [item] }]));
  expect([...pages.keys()]).toEqual(['index.html', 'made.html']);
  expect(pages.get('index.html')).toContain('<a href="made.html#theorem-1">Theorem 1</a>: fails');
  expect(pages.get('index.html')).toContain('a check of a theorem and no proof of it');
  expect(pages.get('made.html')).toContain('<section id="theorem-1"><h2>Theorem 1: fails (holds expected)</h2>');
  expect(pages.get('made.html')).toContain('something &lt;b&gt;');
  for (const html of pages.values()) expect(html).not.toMatch(/https?:|<b>|undefined/);
});

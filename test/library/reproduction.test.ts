/** Items of papers: each numbered item has its row, what its claims say decides it, and finished studies are not run again. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { idOf, ITEM_KINDS, kindOf, type Item, type Paper } from '../../papers/item.ts';
import { papers } from '../../papers/registry.ts';
import { scenarios } from '../../scenarios/registry.ts';
import { narrowerOf } from '../../src/library/reproduction/deciding.ts';
import { scenarioVersion } from '../../src/library/reproduction/fingerprint.ts';
import { chooseItems, itemsOf, type ListedItem } from '../../src/library/reproduction/items.ts';
import {
  cheapestFirst, commandOf, keptStudies, profilesOf, studiesOf, type StudyOutcome,
} from '../../src/library/reproduction/studies.ts';
import { STATUSES, verdictOf } from '../../src/library/reproduction/verdicts.ts';
import type { Claim, Estimate, Fit, ResultDocument, Verdict as DocumentVerdict } from '../../src/results/document.ts';
import { emptyView } from '../../src/study/claims.ts';
import type { ClaimView, Scenario } from '../../src/study/scenario.ts';

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
    const theirs = paper.items.filter(({ ours }) => ours !== true);
    expect(theirs.map(({ number }) => number).sort()).toEqual([...(NUMBERS[id] ?? [])].sort());
    for (const item of paper.items) expect(ITEM_KINDS).toContain(kindOf(item));
    // Results without a number are found by their page.
    for (const { number, place } of theirs) if (number.includes(':')) expect(place).toMatch(/^pages? \d/);
    const ids = paper.items.map((item) => idOf(paper, item));
    expect(new Set(ids).size).toBe(ids.length);
    for (const one of ids) expect(one).toMatch(/^[a-z0-9]+:[a-z]+-[a-z0-9.-]*[a-z0-9]$/);
  });

  it('every item rests on claims that its scenarios make, with parameters that they have', () => {
    for (const { id, item } of itemsOf(papers)) {
      expect(item.shown.length, id).toBeGreaterThan(0);
      for (const { scenario: name, values = {}, claims = [], verdicts = {}, bounds = [] } of item.shown) {
        const scenario = scenarios.find((one) => one.name === name);
        expect(scenario, `${id}: ${name}`).toBeDefined();
        const defaults = Object.fromEntries(Object.entries(scenario!.parameters).map(([key, parameter]) => [key, parameter.default]));
        // Dependence is an option of all scenarios.
        const known = ['dependence', ...Object.keys(defaults), ...Object.keys(scenario!.shorthands ?? {})];
        expect(Object.keys(values).filter((key) => !known.includes(key)), id).toEqual([]);
        const made = scenario!.claims!(emptyView(defaults)).map((claim) => claim.id);
        expect(claims.filter((claim) => !made.includes(claim)), `${id}: ${name}`).toEqual([]);
        expect(claims.length + Object.keys(verdicts).length + bounds.length, id).toBeGreaterThan(0);
      }
    }
  });

  it.each(['verdicts.json', 'verdicts.quick.json'])('every item has its verdict in %s, and none is undecided', (file) => {
    const kept = JSON.parse(readFileSync(new URL(`../../papers/${file}`, import.meta.url), 'utf8')) as object;
    expect(Object.keys(kept).sort()).toEqual(itemsOf(papers).map(({ id }) => id).sort());
    const decided = STATUSES.filter((status) => status !== 'undecided');
    expect(Object.values(kept).filter((status) => !decided.includes(status as (typeof decided)[number]))).toEqual([]);
  });

  it('items are named by paper and number, papers by their id, and what is meant is suggested', () => {
    expect(chooseItems(papers, 'jm01:figure-1').map(({ item }) => item.number)).toEqual(['Figure 1']);
    expect(chooseItems(papers, 'JM01')).toHaveLength(NUMBERS.jm01!.length);
    expect(() => chooseItems(papers, 'song23')).toThrow(/^item: unknown paper or item 'song23'; did you mean 'song22'\?/);
    expect(() => chooseItems(papers, 'zzzzzzzz')).toThrow(/papers: song22, jm01, jmm12, brooks23, guo18, across$/);
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
const outcome = (command: string, more: Partial<StudyOutcome> = {}): StudyOutcome => (
  { command, version: '1', title: 'T', claims: [], verdicts: [], estimates: [], fits: [], figures: [], seconds: 1, ...more }
);
const outcomes = (item: ListedItem, ...claims: Claim[]): ReadonlyMap<string, StudyOutcome> =>
  new Map(studiesOf([item]).map((study) => [study.id, outcome(commandOf(study, 7), { claims, verdicts: VERDICTS })]));

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

const estimate = (n: number, lower: number, upper: number): Estimate => ({
  quantity: 'epsilonLic', agent: 'seller', point: { n }, estimate: (lower + upper) / 2, lower, upper, confidence: 0.99,
  guarantee: 'continuum', profiles: 100,
});
const RATE = {
  exponent: -0.5, exponentLower: -0.6, exponentUpper: -0.4, coefficient: 1, coefficientLower: 1, coefficientUpper: 1,
  quantity: 'epsilonLic', agent: 'seller', point: {},
} as unknown as Fit;

describe('bounds', () => {
  const bound = { text: 'small', quantity: 'epsilonLic' };
  it.each([
    ['holds', { atMost: 0.4 }], ['undecided', { atMost: 0.3 }], ['fails', { atMost: 0.05 }], ['holds', { atLeast: 0.1 }],
    ['undecided', { atLeast: 0.12 }], ['fails', { atLeast: 0.5 }], ['fails', { atLeast: 0.15, at: { n: 3 } }],
    ['holds', { atMost: 0.2, at: { n: 3 } }], ['undecided', { atMost: 1, agent: 'buyer' }], ['undecided', { atMost: 1, at: { n: 9 } }],
    ['holds', { fit: true, atMost: -0.3 }], ['undecided', { fit: true, atMost: -0.5 }], ['fails', { fit: true, atLeast: 0 }],
  ] as const)('%s where intervals lie as they do and the bound is %j', (status, more) => {
    const item = listed({ shown: [{ scenario: 'single-object', bounds: [{ ...bound, ...more } as never] }] });
    const rows = [estimate(3, 0.1, 0.14), estimate(4, 0.2, 0.4)];
    const found = new Map(studiesOf([item]).map((study) => [study.id, outcome('x', { estimates: rows, fits: [RATE] })]));
    expect(verdictOf(item, found).status).toBe(status);
  });

  it('where undecided say how much narrower intervals would decide them, if any would', () => {
    const said = (more: object): string | undefined => {
      const item = listed({ shown: [{ scenario: 'single-object', bounds: [{ ...bound, ...more } as never] }] });
      return verdictOf(item, new Map(studiesOf([item]).map((study) => [study.id, outcome('x', { estimates: [estimate(4, 0.2, 0.4)] })])))
        .evidence[0]!.decidedBy;
    };
    // The estimate is 0.3, half of the width 0.1: below 0.31 it takes 0.01.
    expect(said({ atMost: 0.31 })).toMatch(/^intervals 16 times narrower would decide it: .*, or about 256 times the profiles$/);
    expect([said({ atMost: 0.3 }), said({ atMost: 0.5 })]).toEqual([undefined, undefined]);
  });

  it('of claims too: they are held against narrower intervals about the same estimates', () => {
    const row = { ...estimate(4, 0.2, 0.4), quantity: 'revenue' };
    const document = {
      command: 'run', estimates: [row], fits: [], verdicts: [],
      claims: [claim('a', 'undecided'), claim('b', 'pass'), claim('c', 'undecided')],
      configuration: { points: [], confidence: 0.99 },
    } as unknown as ResultDocument;
    const scenario = { claims: ({ estimates }: ClaimView) => [
      claim('a', estimates[0]!.upper < 0.33 ? 'pass' : 'undecided'), claim('b', 'pass'), claim('c', 'undecided'),
    ] } as unknown as Scenario;
    expect(narrowerOf(document, scenario)).toEqual({ a: 4 });
  });
});

describe('the plan', () => {
  it('runs cheap studies first, and those of which nothing is known in the middle', () => {
    const studies = ['a', 'b', 'c', 'd'].map((id) => ({ id, showing: { scenario: id } }));
    const seconds: Record<string, number> = { a: 9, b: 1, d: 4 };
    expect(cheapestFirst(studies, (id) => seconds[id]).map(({ study: { id }, expected }) => [id, expected])).toEqual(
      [['b', 1], ['c', 4], ['d', 4], ['a', 9]],
    );
    expect(cheapestFirst(studies.slice(0, 1), () => undefined)[0]!.expected).toBe(1);
  });

  it('a study that needs few profiles takes no more, and no more than the reproduction gives; one that needs many takes no fewer', () => {
    const [study] = studiesOf([listed({ shown: [{ scenario: 'single-object', profiles: 4000, claims: ['a'] }] })]);
    expect([profilesOf(study!, 200_000), profilesOf(study!, 100), profilesOf(study!, undefined)]).toEqual([4000, 100, 4000]);
    const [needy] = studiesOf([listed({ shown: [{ scenario: 'single-object', needs: 5000, claims: ['a'] }] })]);
    expect([profilesOf(needy!, 7000), profilesOf(needy!, 100), profilesOf(needy!, undefined)]).toEqual([7000, 5000, undefined]);
    expect(commandOf(study!, 200_000)).toMatch(/--profiles 4000$/);
  });

  it('a scenario has a version of its own, by its files and what they share', () => {
    const version = scenarioVersion('guo-1-4-1', '0.1.0');
    expect(version).toMatch(/^0\.1\.0\+[0-9a-f]{12}\+[0-9a-f]{12}$/);
    expect(scenarioVersion('guo-1-4-1', '0.1.0')).toBe(version);
    const [, engine, own] = scenarioVersion('guo-1-4-2', '0.1.0').split('+');
    expect([engine, own === version.split('+')[2]]).toEqual([version.split('+')[1], false]);
  });
});

describe('what is kept', () => {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-reproduction-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('a finished study is read again, but not of another command or version, nor a damaged one', () => {
    const whole = outcome('misreport run x', { claims: [claim('a', 'pass')], seconds: 2 });
    const kept = keptStudies(folder);
    kept.write('x', whole);
    expect(kept.read('x', 'misreport run x', '1')).toEqual(whole);
    expect(kept.seconds('x')).toBe(2);
    expect(kept.read('x', 'misreport run y', '1')).toBeUndefined();
    expect(kept.read('x', 'misreport run x', '2')).toBeUndefined();
    kept.write('x', { ...whole, figures: [{ path: 'studies/gone.svg', caption: 'gone' }] });
    expect(kept.read('x', 'misreport run x', '1')).toBeUndefined();
    writeFileSync(join(folder, 'studies', 'x.json'), '{');
    expect(kept.read('x', 'misreport run x', '1')).toBeUndefined();
    expect(kept.seconds('x')).toBeUndefined();
  });
});

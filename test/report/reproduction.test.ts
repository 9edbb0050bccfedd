/** Pages of a reproduction, its tables, its errata and its plots. */
import { describe, expect, it } from 'vitest';
import type { Item } from '../../papers/item.ts';
import { parseErrata, readErrata } from '../../src/library/reproduction/errata.ts';
import { plottedSeries } from '../../src/library/reproduction/plots.ts';
import { studyOf, type StudyOutcome } from '../../src/library/reproduction/studies.ts';
import { plotFigure } from '../../src/report/figures/plot.ts';
import { renderSvg } from '../../src/report/figures/render.ts';
import { numbersOf } from '../../src/report/reproduction/numbers.ts';
import type { ShownItem, ShownReproduction } from '../../src/report/reproduction/shown.ts';
import { siteOf } from '../../src/report/reproduction/site.ts';
import type { Estimate } from '../../src/results/document.ts';

const row = (quantity: string, point: Estimate['point'], lower: number, upper: number, more: Partial<Estimate> = {}): Estimate => ({
  quantity, agent: 'seller', point, estimate: (lower + upper) / 2, lower, upper, confidence: 0.99, guarantee: 'continuum', profiles: 100,
  ...more,
});

const item = (more: Partial<ShownItem> = {}): ShownItem => ({
  id: 'made:theorem-1', number: 'Theorem 1', kind: 'theorem', place: 'section 1', says: 'something <b>', ours: false, status: 'fails',
  expected: 'holds', remark: 'Fails: of <course>.', scenarios: ['single-object'], notions: ['ε-LIC constant'], seconds: 3,
  evidence: [{ command: 'misreport run x', claim: 'a', text: 'that <a>', status: 'fail', evidence: '[0, 1]' }],
  tables: [{ caption: 'Prior <p>', corner: 'p', columns: ['2^1'], rows: [{ head: '1^1', cells: ['1/10'] }] }],
  figures: [{ svg: '<svg><clipPath id="c0"></clipPath><g clip-path="url(#c0)"></g></svg>', caption: 'A & B' }],
  numbers: numbersOf([row('epsilonLic', { sellers: 2 }, 0.1, 0.3, { reference: { value: 0.25, source: 'page 7, "x"' } })], 'run x', 'x'),
  ...more,
});
const all: ShownReproduction = {
  effort: '2 studies.', errata: [{ paper: 'Made', place: 'here', text: '<wrong>', commands: [] }],
  papers: [{
    id: 'made', title: 'Made & up', authors: 'Nobody (1900)',
    items: [item(), item({ id: 'made:lemma-a.1', number: 'Lemma A.1' })],
  }],
};

describe('the site', () => {
  const site = new Map(siteOf(all));

  it('escapes what it shows, loads nothing but its own letters and leads nowhere else', () => {
    for (const [name, text] of site) {
      if (!name.endsWith('.html')) continue;
      const without = text.replace(`<link rel="stylesheet" href="${'../'.repeat(name.split('/').length - 1)}fonts.css">`, '');
      expect(without, name).not.toMatch(/https?:|<script|<link|<b>|<a>|<wrong>|undefined|NaN/);
      expect(text, name).toContain('name="viewport"');
    }
    expect(site.get('fonts.css')!.match(/url\((?!data:font\/woff2;base64,)/)).toBe(null);
    expect(site.get('items/made-theorem-1.html')).toContain('something &lt;b&gt;');
  });

  it('has a page an item and a paper, and all its links lead to a page or a file that is there', () => {
    const there = new Set([...site.keys(), 'items.json']);
    for (const [name, text] of site) {
      for (const [, target] of text.matchAll(/<a href="([^"#]+)"/g)) {
        expect(there, `${name}: ${target}`).toContain(new URL(target!, `file:///${name}`).pathname.slice(1));
      }
    }
    expect([...site.keys()]).toEqual(expect.arrayContaining(['made.html', 'items/made-theorem-1.html', 'items/made-lemma-a.1.html']));
  });

  it('says what was expected, and tells figures of one page apart', () => {
    const page = site.get('items/made-theorem-1.html')!;
    expect(page).toContain('(holds expected)');
    expect(page).toContain('<clipPath id="f0-c0"></clipPath><g clip-path="url(#f0-c0)">');
    expect(site.get('index.html')).toContain('a check of a theorem and no proof of it');
    expect(site.get('by-notion.html')).toContain('ε-LIC constant</a> (2)');
    expect(site.get('errata.html')).toContain('the argument given');
  });

  it('counts differences in standard errors, has each number once, and none of exact rows', () => {
    // Half a width of 0.1 at 99% is 2.5758 standard errors; the estimate is 0.05 below.
    expect(item().numbers[0]!.difference).toBeCloseTo(-0.05 / (0.1 / 2.5758293), 6);
    const [exact] = numbersOf([row('epsilonLic', {}, 1, 1, { reference: { value: 1, source: 'y' } })], 'run x', 'x');
    expect(exact!.difference).toBeUndefined();
    expect(site.get('numbers.csv')!.trim().split('\n')).toHaveLength(2);
    expect(site.get('items.csv')).toContain('made:lemma-a.1,made,Lemma A.1,theorem');
    const evidence = [{ ...item().evidence[0]!, decidedBy: 'intervals half as wide' }];
    const undecided = { ...all, papers: [{ ...all.papers[0]!, items: [item({ status: 'undecided', evidence })] }] };
    expect(new Map(siteOf(undecided)).get('items.csv')).toMatch(/^made:theorem-1,.*,undecided,.*,intervals half as wide,3$/m);
    expect(site.get('appendix.tex')).toContain('Theorem 1 & fails & something $<$b$>$. Fails: of $<$course$>$. \\\\');
  });
});

describe('errata', () => {
  it('are entries with a place, a text and the commands in it', () => {
    const found = parseErrata('- **Lemma 1.** Read `x`: `misreport run\n  y`.\nAside.\n\n## Brooks23\n\n'
      + '- **JM01 (7.11)** prints q.\n- **"No trade".** Not so.\n');
    expect(found).toEqual([
      { paper: 'Guo18', place: 'Lemma 1', text: 'Read `x`: `misreport run y`.', commands: ['misreport run y'] },
      { paper: 'JM01', place: '(7.11)', text: 'prints q.', commands: [] },
      { paper: 'Brooks23', place: '"No trade"', text: 'Not so.', commands: [] },
    ]);
  });

  it('of the documents are of five papers, and most name what settles them', () => {
    const found = readErrata();
    expect(found.length).toBeGreaterThan(50);
    expect(new Set(found.map(({ paper }) => paper))).toEqual(new Set(['Guo18', 'Brooks23', 'JM01', 'JMM12']));
    for (const { place, text } of found) expect(place.length > 0 && text.length > 10).toBe(true);
  });
});

describe('plots', () => {
  const shown = [{ scenario: 'single-object', values: { sellers: [2, 4] }, claims: ['a'] }] as const;
  const series = { label: 'one', showing: 0, quantity: 'epsilonLic', against: 'sellers' } as const;
  const made = (more: object): Item => ({
    number: 'Figure 1', place: 'here', says: 'x', shown, plot: { title: 'T', across: 'M', up: 'ε', series: [{ ...series, ...more }] },
  });
  const rows = [
    row('epsilonLic', { sellers: 2, metric: 'x' }, 0.1, 0.3), row('epsilonLic', { sellers: 4, metric: 'y' }, 0, 0.1),
    row('congruenceGap', { sellers: 4 }, 7, 7),
  ];
  const outcomes = new Map([[studyOf(shown[0]).id, { estimates: rows } as unknown as StudyOutcome]]);

  it('stand against a parameter, or another row at the same parameters', () => {
    expect(plottedSeries(made({}), outcomes)![0]!.points.map(({ across }) => across)).toEqual([2, 4]);
    expect(plottedSeries(made({ at: { metric: 'y' } }), outcomes)![0]!.points).toEqual(
      [{ across: 4, estimate: 0.05, lower: 0, upper: 0.1 }],
    );
    expect(plottedSeries(made({ against: { quantity: 'congruenceGap' } }), outcomes)![0]!.points.map(({ across }) => across)).toEqual([7]);
    expect(plottedSeries(made({ quantity: 'epsilonIc' }), outcomes)).toBeUndefined();
    expect(plottedSeries(made({}), new Map())).toBeUndefined();
  });

  it.each([['both', [2, 4]], ['up', ['global', 'local']], [undefined, [2, 4]]] as const)(
    'are drawn with log axes %s against %j', async (log, across) => {
    const points = across.map((x, i) => ({ across: x, estimate: i, lower: 0, upper: i + 1 }));
    const look = { title: 'T', subtitle: 'S', across: 'A', up: 'U', ...(log === undefined ? {} : { log }) };
    const svg = await renderSvg(plotFigure('plot', look, [{ label: 'one', points }, { label: 'two', points }]));
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg).toContain('two');
  });
});

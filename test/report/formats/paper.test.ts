/** Tables for a paper, in LaTeX and Markdown. */
import { describe, expect, it } from 'vitest';
import { filesOf, FORMATS } from '../../../src/report/formats/index.ts';
import { OUTPUT_FORMATS } from '../../../src/results/output-formats.ts';
import { latexText, renderLatex } from '../../../src/report/formats/latex.ts';
import { renderMarkdown } from '../../../src/report/formats/markdown.ts';
import { tablesOf } from '../../../src/report/tables/index.ts';
import { paperTables } from '../../../src/report/tables/paper.ts';
import { DOCUMENTS, incompleteDocument, MARKETS, rateDocument, runDocument, twoSidedDocument, unequalDocument } from '../fixtures.ts';
import { auctionDocument, auctionSweepDocument, BIDDERS, SOCIAL_DOCUMENTS } from '../social-fixtures.ts';

const table = (name: string, document = rateDocument()) => paperTables(document).find((candidate) => candidate.name === name)!;

describe.each(Object.entries({ ...DOCUMENTS, ...SOCIAL_DOCUMENTS }))('%s', (_, create) => {
  const tables = paperTables(create());

  it('has tables of full columns, each with a name of its own and a caption that states confidence and guarantee', () => {
    expect(new Set(tables.map(({ name }) => name)).size).toBe(tables.length);
    for (const { name, caption, columns } of tables) {
      expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(caption).toMatch(
        name === 'rates' ? /confidence, simultaneous/ : /intervals of [\d.]+% confidence.*guarantee: (?:≥ )?(?:exact|continuum|grid|point)/
      );
      expect(caption).toContain('configuration 3f2a9c0d41b7');
      expect(new Set(columns.map(({ cells }) => cells.length)).size).toBe(1);
    }
  });

  it('is plain ASCII in LaTeX, with as many cells in every row as columns', () => {
    for (const paper of tables) {
      const text = renderLatex(paper);
      expect(text).toMatch(/^[ -~\n]*$/);
      const body = text.slice(text.indexOf('\\toprule'), text.indexOf('\\bottomrule')).split('\n').filter((line) => line.endsWith('\\\\'));
      expect(body).toHaveLength(1 + paper.columns[0]!.cells.length);
      for (const line of body) expect(line.split(/(?<!\\)&/)).toHaveLength(paper.columns.length);
      expect(text.match(/(?<!\\)\{/g)!.length).toBe(text.match(/(?<!\\)\}/g)!.length);
      expect(text.match(/(?<!\\)\$/g)?.length ?? 0).toSatisfy((count: number) => count % 2 === 0);
    }
  });

  it('has as many cells in every row as columns in Markdown', () => {
    for (const paper of tables) {
      const rows = renderMarkdown(paper).trimEnd().split('\n').slice(2);
      expect(rows).toHaveLength(2 + paper.columns[0]!.cells.length);
      for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(paper.columns.length + 2);
    }
  });
});

describe('a sweep', () => {
  it('has a table a quantity, a row a point, rounded by its interval, with references and bounds beside', () => {
    const { columns } = table('epsilon-lic-seller');
    expect(columns.map(({ head }) => head)).toEqual(['Market size M (traders on a side)', 'estimate', 'exact', 'Song22 bound']);
    expect(columns[0]!.cells).toEqual(MARKETS.map(String));
    expect(columns.map(({ cells }) => cells[2])).toEqual(['8', '0.20273 [0.20177, 0.20397]', '0.203042', '0.399832']);
    expect(table('epsilon-lic-buyer').columns[1]!.cells).toEqual(MARKETS.map(() => '0'));
    expect(table('epsilon-lic-buyer', twoSidedDocument()).columns[1]!.cells[0]).toMatch(/^0\.1\d+ \[/);
  });

  it('sets mechanisms side by side', () => {
    const { columns } = table('revenue-market', auctionSweepDocument());
    expect(columns.map(({ head }) => head)).toEqual(['bidders', 'first price', 'exact', 'second price', 'exact']);
    expect(columns[3]!.cells[BIDDERS.indexOf(3)]).toBe('0.5000 [0.4983, 0.5017]');
  });

  it('has a table of its rates', () => {
    const { columns } = table('rates');
    expect(columns.map(({ cells }) => cells[0])).toEqual(['sellers', 'ε-LIC constant', '0.5921', '-0.5147 [-0.5194, -0.5103]', '-0.5142']);
    expect(table('rates', runDocument())).toBeUndefined();
  });
});

describe('a single point', () => {
  it('has a table an agent, a row a quantity, with units, and guarantees where they differ', () => {
    const { columns } = table('estimates-bidder-1', auctionDocument());
    expect(columns.map(({ head }) => head)).toEqual(['quantity', 'unit', 'guarantee', 'first price', 'second price']);
    expect(columns.map(({ cells }) => cells[1])).toEqual([
      'ε-IC constant', 'units of value', 'continuum and grid', '0.1480 [0.1457, 0.1504]', '0',
    ]);
    expect(table('estimates-seller', unequalDocument()).caption).toContain('piecewise("0:0,1:0.7",1)');
  });

  it('shows an exact row as its rational number', () => {
    const [first] = runDocument().estimates;
    const document = { ...runDocument(), estimates: [{ ...first!, exact: '1/3', guarantee: 'exact' as const }] };
    expect(paperTables(document)[0]!.columns.find(({ head }) => head === 'estimate')!.cells).toEqual(['1/3']);
  });

  it('says where it is incomplete', () => {
    expect(paperTables(incompleteDocument())[0]!.caption).toContain('INCOMPLETE');
  });
});

describe('latexText', () => {
  it.each([
    ['50% & more_of #1', '50\\% \\& more\\_of \\#1'], [
      'ε-LIC, δ* ≤ −0.5', '$\\varepsilon$-LIC, $\\delta$* $\\leq$ $-$0.5',
    ], ['8.8e-6', '$8.8 \\times 10^{-6}$'],
    ['beta #3e141e06d, #12e4, e3', 'beta \\#3e141e06d, \\#12e4, e3'], ['(1e3,-2.5e-1]', '($1 \\times 10^{3}$,$-2.5 \\times 10^{-1}$]'],
    ['[-0.51, 2]', '[$-0.51$, 2]'], ['two-3-part', 'two-3-part'], [
      'a\\b{c}', 'a\\textbackslash{}b\\{c\\}',
    ], ['Müller 価', 'Muller [U+4FA1]'],
  ])('%s', (text, expected) => expect(latexText(text)).toBe(expected));
});

describe('formats on request', () => {
  const report = { document: rateDocument(), tables: tablesOf(rateDocument()), figures: [], log: [], writtenAt: new Date(0) };

  it('are written where they are asked for, and listed in the manifest', () => {
    const named = FORMATS.map(({ name }) => name);
    expect(named).toEqual(expect.arrayContaining([...OUTPUT_FORMATS]));
    expect(OUTPUT_FORMATS).toEqual(expect.arrayContaining(FORMATS.filter(({ onRequest }) => onRequest).map(({ name }) => name)));
    const always = filesOf(report).map(({ path }) => path);
    expect(always.filter((path) => path.startsWith('tables/'))).toEqual([]);
    for (const [format, ending] of [['latex', '.tex'], ['markdown', '.md']] as const) {
      const more = filesOf(report, [format]);
      const added = more.map(({ path }) => path).filter((path) => !always.includes(path));
      expect(added).toEqual(paperTables(rateDocument()).map(({ name }) => `tables/${name}${ending}`));
      const manifest = JSON.parse(String(more.at(-1)!.data)) as { files: { path: string }[] };
      expect(manifest.files.map(({ path }) => path)).toEqual(more.slice(0, -1).map(({ path }) => path));
    }
  });
});

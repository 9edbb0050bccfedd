/** Reports of social choice problems: terminal, CSV, JSON and HTML. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { csvOf } from './tables.ts';
import { renderHtml } from '../../src/report/formats/html.ts';
import { renderJson } from '../../src/report/formats/json.ts';
import { formatWitness } from '../../src/report/numbers.ts';
import { groupsBySize, sizeAt } from '../../src/report/points.ts';
import { renderTables } from '../../src/report/terminal/table.ts';
import { agentsInOrder, agentWords } from '../../src/report/vocabulary.ts';
import { writeResults } from '../../src/report/write.ts';
import { lieOf } from '../../src/results/witness.ts';
import { runDocument } from './fixtures.ts';
import {
  auctionDocument, auctionSweepDocument, BIDDERS, CLAIMS, GAMMAS, sizeDocument, SOCIAL_DOCUMENTS, vectorDocument,
} from './social-fixtures.ts';

const lines = (text: string): string[] => text.trimEnd().split('\n');
const print = (document = auctionDocument(), width = 110): string => renderTables(document, { width, color: false });

describe('tables', () => {
  for (const [name, create] of Object.entries(SOCIAL_DOCUMENTS)) {
    it(`prints the ${name} document as in its golden file`, async () => {
      await expect(print(create(), 110)).toMatchFileSnapshot(`golden/social-${name}.txt`);
    });
    for (const width of [60, 70, 90, 200]) {
      it(`keeps the ${name} document within ${width} columns`, () => {
        expect(lines(print(create(), width)).filter((line) => [...line].length > width)).toEqual([]);
      });
    }
  }

  it('puts mechanisms side by side, each number in the column of its own', () => {
    const text = lines(print());
    expect(
      text.find((line) => line.includes('first price') && line.includes('[lower'))
    ).toMatch(/quantity +first price +\[lower, upper\] +second price/);
    expect(text.find((line) => line.trim().startsWith('revenue'))).toMatch(/0\.7500 +\[0\.7483, 0\.7517\] +0\.5000 +\[0\.4983, 0\.5017\]/);
  });

  it('breaks mechanisms over several tables where the width is short, and loses none', () => {
    const narrow = print(auctionDocument(), 70);
    expect(narrow.match(/^ {2}quantity/gm)!.length).toBeGreaterThan(2);
    for (const number of ['0.9385', '0.7500', '0.5000']) expect(narrow).toContain(number);
  });

  it('has a row per point of a sweep and a line for what is 0 throughout', () => {
    const text = print(auctionSweepDocument());
    expect(text).toContain('Bidder 1: ε-LIC exactly 0 at every point, interval [0, 0]: second price');
    const from = lines(text).findIndex((line) => line.startsWith('Market: revenue'));
    expect(lines(text).slice(from + 2, from + 2 + BIDDERS.length).map((line) => Number(line.trim().split(/\s+/)[0]))).toEqual(BIDDERS);
  });

  it('names agents as they are, in order of appearance, the market last', () => {
    expect(agentsInOrder(['market', 'zoe', 'adam', 'zoe', 'buyer', 'seller'])).toEqual(['seller', 'buyer', 'zoe', 'adam', 'market']);
    expect([
      agentWords('seller').plural, agentWords('seller', true).plural, agentWords('bidder 1', true).subject,
    ]).toEqual(['sellers', 'seller', 'bidder 1']);
    expect(print().indexOf('Bidder 1 (')).toBeLessThan(print().indexOf('Market ('));
  });

  it('names a type alone where it is its own report, and no point where a statement is about the problem itself', () => {
    const document = auctionDocument();
    const [first, ...rest] = document.estimates;
    const text = print({
      ...document, estimates: [{ ...first!, witness: { type: [0.25, 1], report: [0.25, 1] } }, ...rest],
      verdicts: [
        ...document.verdicts, { agent: 'market', point: { bidders: 3, value: 'uniform(0,1)' }, text: 'Pivotality holds', holds: true },
      ],
    });
    expect(text).toContain('witness of ε-LIC under first price: bidder 1 of type [0.25, 1]\n');
    expect(text).toContain('✓ Market: Pivotality holds');
  });

  it('writes fits in the symbol of their size', () => {
    expect(print(sizeDocument())).toContain('Agent 1, ε-LIC ≈ 0.8 γ^(0.970), exponent in [0.951, 0.991] at 99% (γ from 0.001 to 0.3)');
  });

  it('shows a quantity that it does not know by its identifier', () => {
    const [first, ...rest] = auctionDocument().estimates;
    expect(print({ ...auctionDocument(), estimates: [{ ...first!, quantity: 'brandNew' }, ...rest] })).toContain('brandNew');
  });
});

describe('claims', () => {
  it('stand with status, text, source and evidence, in colour where there is colour', () => {
    const coloured = renderTables(auctionDocument(), { width: 100, color: true });
    expect(coloured).toContain('\u001b[32mPASS\u001b[39m');
    expect(coloured).toContain('\u001b[31m\u001b[1mFAIL');
    for (const word of ['PASS', 'FAIL', 'UNDECIDED', 'N/A']) expect(print()).toMatch(new RegExp(`^ {2}${word} `, 'm'));
    const flat = print(auctionDocument(), 60).replace(/\s+/g, ' ');
    for (const { text, source, evidence } of CLAIMS) expect(flat).toContain(`${text} (${source}) ${evidence}`);
  });

  it('are wrapped to the width, as everything is: quantities go by their symbols there', () => {
    expect(lines(print(auctionDocument(), 60)).filter((line) => [...line].length > 60)).toEqual([]);
  });

  it('are left out where there are none', () => {
    expect(print(runDocument())).not.toContain('Claims');
    expect(renderHtml(runDocument(), [])).not.toContain('Claims');
  });

  it('are rows of claims.csv, quoted', () => {
    const [head, ...rows] = lines(csvOf(auctionDocument(), 'claims'));
    expect(head).toBe('scenario,id,status,source,text,evidence');
    expect(rows).toHaveLength(CLAIMS.length);
    expect(rows[1]).toBe(
      'single-object,example-2,fail,"made up, so that ""it fails""","The first-price auction, bids taken for values, is incentive '
        + 'compatible.",bidder 1 of type 1 gains at least 0.1458 > 0'
    );
  });

  it('are in report.html, escaped, and in JSON before the long lists', () => {
    const html = renderHtml(auctionDocument(), []);
    expect(html).toContain('<span class="status fail">FAIL</span>');
    expect(html).toContain('so that &quot;it fails&quot;');
    const parsed = JSON.parse(renderJson(auctionDocument())) as Record<string, unknown>;
    expect(parsed.claims).toEqual(CLAIMS);
    expect(Object.keys(parsed).indexOf('claims')).toBeLessThan(Object.keys(parsed).indexOf('estimates'));
  });

  it('are a file of the result folder, in the manifest', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'misreport-claims-'));
    try {
      const written = await writeResults(folder, { ...auctionDocument(), curves: [], surfaces: [] }, { look: { dpi: 50 } });
      expect(written).toContain('claims.csv');
      const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as { files: { path: string }[] };
      expect(manifest.files.map(({ path }) => path)).toContain('claims.csv');
      const without = { ...auctionDocument(), curves: [], surfaces: [], claims: [] };
      expect(await writeResults(folder, without, { look: { dpi: 50 } })).not.toContain('claims.csv');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('signals of several dimensions', () => {
  it('are told apart by as many digits as it takes', () => {
    expect(formatWitness({ type: [0.5, 1], report: [0.5, 0.99999] })).toEqual({ type: '[0.5, 1]', report: '[0.5, 0.99999]' });
    expect(formatWitness({ type: [0.5, 1], report: [0.5, 1] })).toEqual({ type: '[0.5, 1]', report: '[0.5, 1]' });
    expect(formatWitness({ type: 0.123456, report: 0.12 })).toEqual({ type: '0.1235', report: '0.12' });
  });

  it('stand in one cell of the CSV files as a JSON list that gives back every double', () => {
    const document = vectorDocument(7);
    const cells = /"(\[[^"]+\])","(\[[^"]+\])"/;
    const witness = cells.exec(csvOf(document, 'estimates'))!;
    expect([JSON.parse(witness[1]!), JSON.parse(witness[2]!)]).toEqual([
      lieOf(document.estimates[0]!.witness)!.type, lieOf(document.estimates[0]!.witness)!.report,
    ]);
    const rows = lines(csvOf(document, 'surfaces')).slice(1);
    expect(rows).toHaveLength(49);
    const [, type, report] = cells.exec(rows[2 * 7 + 5]!)!;
    expect([JSON.parse(type!), JSON.parse(report!)]).toEqual([document.surfaces[0]!.types[2], document.surfaces[0]!.reports[5]]);
  });

  it('are shown in the HTML table', () => {
    const html = renderHtml(vectorDocument(12), []);
    expect(html).toMatch(/\[0\.\d+, 0\.\d+\] reports \[0\.\d+, 0\.\d+\]/);
  });
});

describe('HTML', () => {
  it('keeps rows of one quantity together, mechanisms under one another', () => {
    const html = renderHtml(auctionSweepDocument(), []);
    const body = html.slice(html.indexOf('<h3>Bidder 1</h3>'), html.indexOf('<h3>Market</h3>'));
    const firstTwo = [
      ...body.matchAll(/<tr><td class="word">([^<]+)<\/td><td>([^<]+)<\/td><td class="word">([^<]+)</g)
    ].slice(0, 4).map(([, ...cells]) => cells);
    expect(firstTwo).toEqual([
      ['ε-LIC constant', '2', 'first price'], [
        'ε-LIC constant', '2', 'second price',
      ], ['ε-LIC constant', '3', 'first price'], ['ε-LIC constant', '3', 'second price'],
    ]);
  });

  for (const [name, create] of Object.entries(SOCIAL_DOCUMENTS)) {
    it(
      `has nothing undefined in the ${name} document`, () => expect(renderHtml(create(), [])).not.toMatch(/NaN|undefined|Infinity|\[object/)
    );
  }
});

describe('sizes of a scenario of its own', () => {
  it('are found by the parameters, whatever facets a row adds', () => {
    const size = sizeAt(sizeDocument());
    expect(GAMMAS.map((gamma) => size({ agents: 2, gamma, mechanism: 'x', alternative: 'A' }))).toEqual(GAMMAS);
    expect(size({ agents: 3, gamma: 0.1 })).toBeUndefined();
  });

  it('group points by the parameters that leave the size alone', () => {
    const points = [2, 3].flatMap((agents) => GAMMAS.map((gamma) => ({ agents, gamma })));
    const values = points.map((point) => ({ point, size: point.gamma }));
    const groups = groupsBySize(points, { size: { symbol: 'γ', description: 'size', values } });
    expect(groups.map((group) => [group.length, group[0]!.agents])).toEqual([[GAMMAS.length, 2], [GAMMAS.length, 3]]);
  });

  it('group points whose parameters always move together', () => {
    const points = [1, 2, 3].map((n) => ({ a: n, b: 2 * n }));
    expect(groupsBySize(
      points, { size: { symbol: 'n', description: 'size', values: points.map((point) => ({ point, size: point.a })) } }
    )).toHaveLength(1);
  });
});

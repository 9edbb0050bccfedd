/** Long texts: one rule for what goes by a short name, and for where lines break; no output grows with the length of a law. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenLines, LABEL_MAX, longTexts, shortName, withShortNames } from '../../src/report/labels.ts';
import { renderTables } from '../../src/report/terminal/table.ts';
import { writeResults } from '../../src/report/write.ts';
import type { Point, ResultDocument } from '../../src/results/document.ts';
import { balanced, MARKETS, rateDocument, runDocument, sellerLic } from './fixtures.ts';
import { readPng } from './png.ts';
import { auctionDocument } from './social-fixtures.ts';

const knots = (count: number): string => `piecewise-linear(${Array.from({ length: count }, (_, i) => (i / count).toFixed(6)).join(',')})`;

describe('shortName', () => {
  it('leaves short texts alone and names long laws by their numbers', () => {
    expect(shortName('beta(2,3)')).toBe('beta(2,3)');
    expect(shortName('x'.repeat(LABEL_MAX))).toBe('x'.repeat(LABEL_MAX));
    expect(shortName(knots(501))).toMatch(/^piecewise-linear\(501 numbers\) #[0-9a-f]{8}$/);
    const data = (folder: string): string => `empirical(${folder}wages.csv,hourly wage,smoothed,sha256:0123456789abcdef)`;
    expect(shortName(data('/home/me/'))).toMatch(/^empirical\(wages\.csv,hourly wage\) #[0-9a-f]{8}$/);
    expect(shortName(data(''))).not.toBe(shortName(data('/home/me/')));
    expect([...shortName(data('').replace('hourly', 'h'.repeat(60)))].length).toBeLessThanOrEqual(LABEL_MAX);
    expect(shortName(knots(3).replaceAll(/[(,]/g, '$&0.0000000:'))).toMatch(/^piecewise-linear\(3 knots\) #/);
    expect(
      shortName('A mechanism whose name goes on and on and on and on')
    ).toMatch(/^A mechanism whose name goes on and on.*… #[0-9a-f]{8}$/);
  });

  it('tells texts apart that begin alike, and leaves a short name as it is', () => {
    const [a, b] = [`${'x'.repeat(60)}1`, `${'x'.repeat(60)}2`];
    expect(shortName(a)).not.toBe(shortName(b));
    expect(shortName(knots(500))).not.toBe(shortName(knots(500).replace('0.002000', '0.002001')));
    for (const text of [a, knots(30), 'Ω'.repeat(200)]) {
      expect([...shortName(text)].length).toBeLessThanOrEqual(LABEL_MAX);
      expect(shortName(shortName(text))).toBe(shortName(text));
    }
  });
});

describe('brokenLines', () => {
  it('breaks at spaces and loses nothing', () => {
    const text = 'the largest gain that any lie of a buyer has';
    expect(brokenLines(text, 12)).toEqual(['the largest', 'gain that', 'any lie of a', 'buyer has']);
    expect(brokenLines(text, 12).join(' ')).toBe(text);
    expect(brokenLines('', 10)).toEqual(['']);
  });

  it('keeps a symbol with its number, and the ends of an interval together', () => {
    expect(brokenLines('here δ = 0.05 and b in [1, 2] holds', 12)).toEqual(['here', 'δ = 0.05 and', 'b in [1, 2]', 'holds']);
  });

  it('cuts a word longer than a line, whatever it is measured in', () => {
    expect(brokenLines('ab cdefghij k', 4)).toEqual(['ab', 'cdef', 'ghij', 'k']);
    const wide = (text: string): number => 7 * text.length;
    for (const line of brokenLines(`a ${'w'.repeat(5000)} b`, 100, wide)) expect(wide(line)).toBeLessThanOrEqual(100);
    expect(brokenLines('x', 0)).toEqual(['x']);
  });

  it('may have a first line of another width', () => {
    expect(brokenLines('aa bb cc', (line) => (line === 0 ? 2 : 5))).toEqual(['aa', 'bb cc']);
  });
});

/** What a law of 500 knots does to a sweep of several markets and to one market. */
const law = knots(500);
const withLaw = (point: Point): Point => ({ ...point, cost: law, value: law });
const place = <R extends { readonly point: Point }>(row: R): R => ({ ...row, point: withLaw(row.point) });
const withLaws = (document: ResultDocument): ResultDocument => ({
  ...document,
  estimates: document.estimates.map(place), curves: document.curves.map(place), surfaces: document.surfaces.map(place),
  fits: document.fits.map(place),
  verdicts: document.verdicts.map(place), samplers: document.samplers.map(place), notes: [...document.notes, `the law ${law} bends`],
});

describe('withShortNames', () => {
  it('names what is long in points, agents and sentences, and keeps every number', () => {
    const agent = `bidder ${'of great distinction '.repeat(4)}`;
    const document = withLaws({ ...runDocument(), estimates: [{ ...sellerLic(balanced(4)), agent }, ...runDocument().estimates] });
    const short = withShortNames(document);
    expect(JSON.stringify(short)).not.toContain(law);
    expect(JSON.stringify(short)).not.toContain(agent);
    expect(short.notes.at(-1)).toBe(`the law ${shortName(law)} bends`);
    expect(short.estimates.map(({ estimate, lower }) => [estimate, lower])).toEqual(
      document.estimates.map(({ estimate, lower }) => [estimate, lower])
    );
    expect(longTexts(document)).toEqual({ [shortName(law)]: law, [shortName(agent)]: agent });
    expect(withShortNames(short)).toEqual(short);
  });
});

describe.each([
  ['run', () => withLaws(runDocument())], ['rate', () => withLaws(rateDocument())], ['mechanisms', () => withLaws(auctionDocument())],
] as const)('outputs of a law of 500 knots (%s)', (_, create) => {
  const document: ResultDocument = { ...create(), configuration: { points: [{ cost: law }, { cost: law }] } };
  let folder: string;
  let paths: string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'misreport-labels-'));
    paths = await writeResults(folder, document);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([60, 100, 200])('keeps terminal lines within %i columns', (width) => {
    expect(renderTables(document, { width, color: false }).split('\n').filter((line) => [...line].length > width)).toEqual([]);
  });

  it('has the law once in result.json and in the manifest, and by its short name everywhere else', async () => {
    for (const path of paths) {
      const text = await readFile(join(folder, path), 'utf8');
      if (path === 'result.json') {
        expect(text.split(law)).toHaveLength(2);
        const { texts, ...rest } = JSON.parse(text) as ResultDocument;
        expect(texts).toEqual({ [shortName(law)]: law });
        expect(JSON.parse(JSON.stringify(rest).replaceAll(shortName(law), law))).toEqual(document);
      } else if (path === 'manifest.json') expect(text.split(law)).toHaveLength(2);
      else expect(text.includes(law.slice(0, 80)) && path !== 'report.html', path).toBe(false);
    }
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as { names: Record<string, string> };
    expect(manifest.names).toEqual({ [shortName(law)]: law });
    expect(await readFile(join(folder, 'estimates.csv'), 'utf8')).toContain(shortName(law));
  });

  it('has pictures and tables of ordinary size', async () => {
    for (const path of paths) {
      if (path.endsWith('.png')) {
        const { width, height } = readPng(await readFile(join(folder, path)));
        expect(Math.max(width, height), path).toBeLessThan(2400);
      }
      expect((await stat(join(folder, path))).size, path).toBeLessThan(3_000_000);
    }
  });
});

it('draws sweeps of long laws apart: labels that begin alike stay different', () => {
  const laws = [knots(400), knots(401)];
  const document = { ...rateDocument(), estimates: laws.flatMap((cost) => MARKETS.map((m) => sellerLic({ ...balanced(m), cost }))) };
  const text = renderTables(document, { width: 120, color: false });
  for (const cost of laws) expect(text).toContain(shortName(cost));
});

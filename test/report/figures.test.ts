import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { drawAll, figuresOf, renderFigure } from '../../src/report/figures/index.ts';
import { textWidth } from '../../src/report/figures/fonts.ts';
import { renderPng, renderSvg } from '../../src/report/figures/render.ts';
import type { Figure } from '../../src/report/figures/figure.ts';
import type { ResultDocument, Surface } from '../../src/results/document.ts';
import {
  balanced, DOCUMENTS, incompleteDocument, MARKETS, rateDocument, runDocument, sellerCurves, sellerSurface, twoSidedDocument,
} from './fixtures.ts';
import { inkShare, readPng } from './png.ts';
import { rounded, rowsByMark, wordsOf } from './specifications.ts';
import { itFirst } from '../support/evidence.ts';

const figure = (document: ResultDocument, name: string): Figure => {
  const found = figuresOf(document).find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no figure ${name} among ${figuresOf(document).map((candidate) => candidate.name).join(', ')}`);
  return found;
};

/** The same surface on every fifth grid point: a golden file of a readable size. */
function coarse(surface: Surface): Surface {
  const pick = <T>(items: readonly T[]): T[] => items.filter((_, i) => i % 5 === 0);
  const grid = (rows: readonly (readonly number[])[]): number[][] => pick(rows).map((row) => pick(row));
  return {
    ...surface, types: pick(surface.types), reports: pick(surface.reports), estimate: grid(surface.estimate), lower: grid(surface.lower),
    upper: grid(surface.upper),
  };
}

describe('golden SVG files', () => {
  const cases: Record<string, () => Figure> = {
    'rate-epsilon-lic': () => figure(rateDocument(), 'rate-epsilon-lic'),
    'rate-two-sided': () => figure(twoSidedDocument(), 'rate-epsilon-lic'),
    'rate-incomplete': () => figure(incompleteDocument(), 'rate-epsilon-ic'),
    utility: () => figure(runDocument(), 'utility'),
    'gain-sellers': () => figure({ ...runDocument(), surfaces: [coarse(sellerSurface(balanced(4)))] }, 'gain-sellers'),
  };
  for (const [name, create] of Object.entries(cases)) {
    it(name, async () => {
      await expect(rounded(await renderSvg(create()))).toMatchFileSnapshot(`golden/${name}.svg`);
    });
  }
});

describe('every figure of every document', () => {
  itFirst(2, 'scenarios', Object.entries(DOCUMENTS))('renders (%s) with title, provenance and ink, and no NaN', async (_, create) => {
    for (const candidate of figuresOf(create())) {
      const { svg, png } = await renderFigure(candidate);
      expect(svg).toContain('configuration 3f2a9c0d41b7');
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      const pixels = readPng(png);
      expect(pixels.width).toBeGreaterThan(1000);
      expect(inkShare(pixels)).toBeGreaterThan(0.02);
    }
  });

  it('gives the same bits twice', async () => {
    const [first, second] = [
      await renderFigure(figure(rateDocument(), 'rate-epsilon-lic')), await renderFigure(figure(rateDocument(), 'rate-epsilon-lic')),
    ];
    expect(second.svg).toBe(first.svg);
    expect(Buffer.from(second.png).equals(Buffer.from(first.png))).toBe(true);
  });

  it('has ids of its own, so that several stand in one page', async () => {
    const [a, b] = await Promise.all(['gain-sellers', 'gain-buyers'].map((name) => renderSvg(figure(runDocument(), name))));
    const ids = (svg: string): string[] => [...svg.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id!);
    expect(ids(a!).length).toBeGreaterThan(0);
    expect(ids(a!).filter((id) => ids(b!).includes(id))).toEqual([]);
    for (const [, id] of a!.matchAll(/url\(#([^)]+)\)/g)) expect(ids(a!)).toContain(id);
  });
});

describe('text without system fonts', () => {
  const svg = (text: string): string => `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"><text x="5" y="25" `
    + `font-family="Inter, sans-serif" font-size="20">${text}</text></svg>`;

  it('shows in the PNG, Greek and all', async () => {
    const ink = async (text: string): Promise<number> => inkShare(readPng(await renderPng(svg(text))));
    expect(await ink('')).toBe(0);
    const missing = await renderPng(svg('\u{E123}'));
    for (const letter of ['ε', 'μ', 'κ', 'Mᵇ', '−', '·', 'M']) {
      expect(await ink(letter)).toBeGreaterThan(0);
      expect(Buffer.from(await renderPng(svg(letter))).equals(Buffer.from(missing))).toBe(false);
    }
  });

  it('is measured as wide as it is drawn', async () => {
    const text = 'Market size M (traders on a side)';
    const { width, rgba } = readPng(await renderPng(svg(text).replace('width="300"', 'width="600"')));
    const columns = Array.from(
      { length: width }, (_, x) => Array.from({ length: 80 }, (__, y) => rgba[4 * (y * width + x)]!).some((red) => red < 128)
    );
    const drawn = (columns.lastIndexOf(true) - columns.indexOf(true)) / 2;
    expect(Math.abs(textWidth(text, 20, false) - drawn)).toBeLessThan(8);
  });
});

describe('rate figure', () => {
  it('draws points with certified ends, the fit, the bound and the labelled reference', () => {
    const rows = rowsByMark(figure(rateDocument(), 'rate-epsilon-lic').specification);
    const points = rows.filter(({ mark, row }) => mark === 'point' && row.exact !== undefined);
    expect(points.map(({ row }) => row.M)).toEqual(MARKETS);
    const lines = new Set(rows.filter(({ mark }) => mark === 'line').map(({ row }) => row.line));
    expect([...lines]).toEqual(['fitted c·Mᵇ', 'exact (reference)', 'Song22 bound']);
    const fit = rows.find(({ row }) => row.line === 'fitted c·Mᵇ' && row.M === 64)!;
    expect(fit.row.value).toBeCloseTo(0.5921 * 64 ** -0.5147, 12);
  });

  it('leaves zeros out of log axes and says so', () => {
    const { specification, caption } = figure(rateDocument(), 'rate-epsilon-lic');
    expect(rowsByMark(specification).filter(({ row }) => row.agent === 'buyers')).toEqual([]);
    expect(caption).toContain('Not on log axes: buyers at every M (estimate 0, upper bound exactly 0).');
    expect(wordsOf(specification)).toContain('Not on log axes');
  });

  it('draws both sides where both gain', () => {
    const agents = rowsByMark(figure(
      twoSidedDocument(), 'rate-epsilon-lic'
    ).specification).filter(({ mark }) => mark === 'point').map(({ row }) => row.agent);
    expect([...new Set(agents)]).toEqual(['sellers', 'buyers']);
  });

  it('says that an interval reaches down to 0', () => {
    expect(wordsOf(figure(incompleteDocument(), 'rate-epsilon-ic').specification)).toContain('reach down to 0');
  });

  it.each([['alike', 1], ['of very different lengths', 60]])('shows whole bars in the lower panel (%s)', (_, longer) => {
    const estimates = rateDocument().estimates.map((row, i) => (i === 0 ? { ...row, upper: row.estimate * (1 + 0.006 * longer) } : row));
    const { specification } = figure({ ...rateDocument(), estimates }, 'rate-epsilon-lic') as unknown as {
      specification: { vconcat: readonly { layer: readonly { encoding: { y?: { scale?: { domain?: number[] } } } }[] }[] },
    };
    const panel = specification.vconcat[1]!;
    const [low, high] = panel.layer[0]!.encoding.y!.scale!.domain!;
    const bars = rowsByMark(panel).filter(
      ({ mark, row }) => mark === 'rule' && row.lower !== undefined
    ).map(({ row }) => row as { lower: number; upper: number });
    expect(bars).toHaveLength(MARKETS.length);
    for (const { lower, upper } of bars) expect(lower > low! && upper < high!).toBe(true);
    expect(wordsOf(specification).includes('logarithmic away from 0')).toBe(longer > 1);
  });

  it('is not drawn where nothing is positive, or for one market', () => {
    const zeros = rateDocument().estimates.filter(({ agent }) => agent === 'buyer');
    expect(figuresOf({ ...rateDocument(), estimates: zeros })).toEqual([]);
    expect(figuresOf(runDocument()).filter(({ name }) => name.startsWith('rate'))).toEqual([]);
  });

  it('parts a sweep over another parameter into figures of their own', () => {
    const [a, b] = [rateDocument(), twoSidedDocument()];
    const names = figuresOf({ ...a, estimates: [...a.estimates, ...b.estimates] }).map(({ name }) => name);
    expect(names).toHaveLength(new Set(names).size);
    expect(names.filter((name) => name.startsWith('rate-epsilon-lic'))).toEqual([
      'rate-epsilon-lic-kappa-0', 'rate-epsilon-lic-kappa-0.5',
    ]);
  });
});

describe('gain and utility figures', () => {
  it('puts reports across and types up, with a ring at the largest gain', () => {
    const rows = rowsByMark(figure(runDocument(), 'gain-sellers').specification);
    const cells = rows.filter(({ mark }) => mark === 'rect').map(
      ({ row }) => row as { t0: number; t1: number; s0: number; s1: number; gain: number }
    );
    const { estimate } = runDocument().surfaces[0]!;
    const types = runDocument().surfaces[0]!.types.map(Number);
    const at = (type: number, report: number): number => cells.find(
      ({ t0, t1, s0, s1 }) => t0 <= report && report < t1 && s0 <= type && type < s1
    )!.gain;
    // An exaggerated cost gains and an understated one loses, so swapped axes would show.
    expect(at(types[12]!, types[17]!)).toBeCloseTo(estimate[12]![17]!, 5);
    expect(at(types[12]!, types[17]!)).toBeGreaterThan(0);
    expect(at(types[17]!, types[12]!)).toBeLessThan(0);
    // The ring stands where the subtitle says that the largest gain is.
    const flat = estimate.flatMap((line, i) => line.map((gain, j) => ({ gain, i, j })));
    const best = flat.reduce((a, b) => (b.gain > a.gain ? b : a));
    const rings = rows.filter(({ row }) => row.report !== undefined).map(({ row }) => [row.report, row.type]);
    expect(rings).toEqual([1, 2].map(() => [types[best.j], types[best.i]]));
    expect(wordsOf(figure(runDocument(), 'gain-sellers').specification)).toContain(`type ${types[best.i]} reporting ${types[best.j]}.`);
  });

  it('sets powers of ten in words as on the axes, and leaves hashes alone', () => {
    const surface = sellerSurface(balanced(4));
    const tiny = { ...surface, estimate: surface.estimate.map((row) => row.map((value) => value * 1e-6)) };
    const words = wordsOf(figure({ ...runDocument(), configHash: '12e3456789abcdef', surfaces: [tiny] }, 'gain-sellers').specification);
    expect(words).toMatch(/Largest gain on the 41 by 41 grid: 1\.99·10⁻⁸ units of value/);
    expect(words).toContain('configuration 12e3456789ab');
  });

  it('calls no estimate a gain that its band does not tell from 0, and leaves it pale', () => {
    const surface = sellerSurface(balanced(4));
    const lower = surface.lower.map((row) => row.map((value) => Math.min(value, 0)));
    const upper = surface.upper.map((row) => row.map(() => 0.5));
    const { specification } = figure({ ...runDocument(), surfaces: [{ ...surface, lower, upper }] }, 'gain-sellers');
    const words = wordsOf(specification);
    expect(words).toContain('No gain on the 41 by 41 grid is told from 0: the largest estimate is 0.0199 units of value');
    expect(words).toContain('its band reaches 0.5.');
    expect(words).not.toContain('Circle');
    expect(JSON.stringify(specification)).toContain('"domain":[0,0.5]');
  });

  it('takes rounding for no gain', () => {
    const surface = sellerSurface(balanced(4));
    const estimate = surface.estimate.map((row) => row.map((value) => (value > 0 ? 1e-17 : value)));
    const { specification } = figure({ ...runDocument(), surfaces: [{ ...surface, estimate }] }, 'gain-sellers');
    expect(wordsOf(specification)).toContain('No pair on the 41 by 41 grid gains');
    expect(wordsOf(specification)).not.toContain('Gain from lying');
  });

  it('thins a fine grid and says so', () => {
    const types = Array.from({ length: 200 }, (_, i) => i / 199);
    const grid = types.map((s) => types.map((t) => -((s - t) ** 2)));
    const { specification } = figure(
      { ...runDocument(), surfaces: [{ ...sellerSurface(balanced(4)), types, reports: types, estimate: grid, lower: grid, upper: grid }] },
      'gain-sellers'
    );
    expect(rowsByMark(specification).filter(({ mark }) => mark === 'rect').length).toBe(72 * 72);
    expect(wordsOf(specification)).toContain('200 by 200');
  });

  it('draws the first, middle and last points of a long sweep', () => {
    const points = MARKETS.map(balanced);
    const document = { ...rateDocument(), curves: points.flatMap(sellerCurves), surfaces: points.map(sellerSurface) };
    expect(figuresOf(document).map(({ name }) => name)).toEqual([
      'rate-epsilon-lic', 'rate-epsilon-ic', 'gain-sellers-m-2', 'gain-sellers-m-8', 'gain-sellers-m-64', 'utility-m-2', 'utility-m-8',
      'utility-m-64',
    ]);
  });
});

describe('bounded pictures', () => {
  it('are smaller than usual where a side would be too long', async () => {
    const svg = (
      width: number, height: number
    ): string => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="9" height="9"/></svg>`;
    for (const [width, height] of [[100, 60], [9000, 60], [60, 9000]] as const) {
      const pixels = readPng(await renderPng(svg(width, height)));
      expect([pixels.width, pixels.height].map((side, i) => side / [width, height][i]!)).toEqual([1, 1].map(() => expect.closeTo(
        Math.min(2, 4096 / Math.max(width, height)), 1
      )));
    }
  });
});

it('asks nowhere which kind of study it reports', () => {
  const folder = new URL('../../src/report/', import.meta.url);
  const files = readdirSync(
    folder, { recursive: true, withFileTypes: true }
  ).filter((entry) => !entry.isDirectory() && entry.name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(40);
  for (const { parentPath, name } of files) {
    const code = readFileSync(join(parentPath, name), 'utf8').replaceAll(/^ *\/?\*.*$/gm, '');
    expect(code, name).not.toMatch(/'double-auction'|'social-choice'|'assignment'|\bpoint\.kind\b/);
  }
});

it('a run that is stopped draws for half a second more, and says how many figures are left out', async () => {
  const document = runDocument();
  const names = figuresOf(document).map(({ name }) => name);
  let [now, left] = [0, 0];
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 300));
  const drawn = await drawAll(document, { signal: AbortSignal.abort(), onLeftOut: (figures) => { left = figures; } });
  clock.mockRestore();
  expect(drawn.map(({ name }) => name)).toEqual(names.slice(0, names.length - left));
  expect(left).toBeGreaterThan(0);
  expect(drawn.length).toBeGreaterThan(0);
});

/** Frontiers: what is reached against what is permitted, and what mixing mechanisms proves between the places studied. */
import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../src/report/figures/index.ts';
import { renderSvg } from '../../src/report/figures/render.ts';
import { tradeOffBand, type Known } from '../../src/report/figures/trade-off-band.ts';
import type { Estimate, Point, ResultDocument } from '../../src/results/document.ts';
import { runDocument } from './fixtures.ts';
import { rounded, rowsByMark, wordsOf } from './specifications.ts';

/** Ends of the band at a place, straight between its corners. */
function bandAt(corners: readonly Known[], x: number): readonly [number, number] {
  const holds = (i: number): boolean => corners[i]!.x < corners[i + 1]!.x && corners[i]!.x <= x && x <= corners[i + 1]!.x;
  const at = corners.findIndex((_, i) => i + 1 < corners.length && holds(i));
  const [a, b] = [corners[at]!, corners[at + 1]!];
  const share = (x - a.x) / (b.x - a.x);
  return [a.lower + share * (b.lower - a.lower), a.upper + share * (b.upper - a.upper)];
}

describe('the band between the places of a frontier', () => {
  const places = [0, 0.04, 0.3, 0.35, 0.8, 1.4];
  const most = (x: number): number => Math.min(1, Math.sqrt(x) + 0.1 * x);
  const known = places.map((x) => ({ x, lower: most(x) - 0.01, upper: most(x) + 0.003 }));
  const across = Array.from({ length: 701 }, (_, i) => (1.4 * i) / 700);

  it('holds every concave, nondecreasing frontier, and its mirror image', () => {
    const band = tradeOffBand(known, 'concave');
    const mirrored = tradeOffBand(known.map(({ x, lower, upper }) => ({ x, lower: 2 - upper, upper: 2 - lower })), 'convex');
    for (const x of across) {
      const [lower, upper] = bandAt(band, x);
      expect(lower).toBeLessThanOrEqual(most(x));
      expect(upper).toBeGreaterThanOrEqual(most(x));
      const [low, high] = bandAt(mirrored, x);
      expect([low, high].map((y) => 2 - y).reverse()).toEqual([expect.closeTo(lower, 12), expect.closeTo(upper, 12)]);
    }
  });

  it('has corners where two lines through what is known cross, and no room where the frontier is straight', () => {
    // Slopes 2 before and 1/2 after: lines 2x and 3 + x/2 cross at 2, below the next end.
    const steep = [[0, 0], [1, 2], [3, 4.5], [5, 5.5]].map(([x, y]) => ({ x: x!, lower: y!, upper: y! }));
    expect(tradeOffBand(steep, 'concave').filter(({ x }) => x === 2)).toEqual([{ x: 2, lower: 3.25, upper: 4 }]);
    const straight = [0, 1, 2, 3].map((x) => ({ x, lower: x, upper: x }));
    for (const { lower, upper, x } of tradeOffBand(straight, 'concave').filter((corner) => corner.x > 0.999 && corner.x < 2.001)) {
      expect([lower, upper]).toEqual([x, x]);
    }
    // With nothing beyond on either side no more is known than that it does not fall.
    expect(tradeOffBand([{ x: 0, lower: 0, upper: 0 }, { x: 1, lower: 1, upper: 1 }], 'concave')).toEqual([
      { x: 0, lower: 0, upper: 1 }, { x: 1, lower: 1, upper: 1 },
    ]);
    expect(tradeOffBand([{ x: 0, lower: 0, upper: 1 }], 'concave')).toEqual([]);
  });
});

const row = (quantity: string, point: Point, estimate: number): Estimate => ({
  quantity, agent: 'market', point, estimate, lower: estimate - 0.001, upper: estimate + 0.001, confidence: 1, guarantee: 'continuum',
  profiles: 0,
});
const documentOf = (estimates: readonly Estimate[]): ResultDocument =>
  ({ ...runDocument(), scenario: 'trade', estimates: [...estimates], curves: [], surfaces: [], verdicts: [], claims: [] });
const named = (document: ResultDocument) => Object.fromEntries(figuresOf(document).map((figure) => [figure.name, figure]));

describe('trade-off figures', () => {
  const welfare = [0, 0.03].flatMap((deficit) => [0, 0.1, 0.2].flatMap((epsilon) => {
    const point = { tilt: 1, deficit, 'permitted-epsilon': epsilon };
    return [row('secondBestWelfare', point, 0.14 + 0.1 * epsilon + deficit / 4), row('firstBestWelfare', point, 1 / 6)];
  }));

  it('show welfare against the permitted epsilon, a line a deficit, up to the first best', async () => {
    const figures = named(documentOf(welfare));
    expect(Object.keys(figures)).toEqual(['trade-off-second-best-welfare']);
    const { specification, caption } = figures['trade-off-second-best-welfare']!;
    const drawn = rowsByMark(specification);
    expect(drawn.filter(({ mark }) => mark === 'point').map(({ row: { x, line } }) => [x, line])).toEqual(
      ['0', '0.03'].flatMap((line) => [0, 0.1, 0.2].map((x) => [x, line])),
    );
    expect(drawn.some(({ mark, row: { estimate } }) => mark === 'line' && estimate === 1 / 6)).toBe(true);
    expect(wordsOf(specification)).toContain('Dashed: first-best welfare.');
    expect(caption).toBe('Second-best welfare against the permitted ε.');
    const svg = rounded(await renderSvg(figures['trade-off-second-best-welfare']!));
    await expect(svg).toMatchFileSnapshot('golden/trade-off-welfare.svg');
  });

  it('show the least epsilon against the deficit, a figure for every value of other parameters', () => {
    const least = [1, 2].flatMap((M) => [-0.1, 0, 0.1].map((deficit) => row('leastEpsilon', { tilt: M, deficit }, (0.3 - deficit) / M)));
    const figures = named(documentOf(least));
    expect(Object.keys(figures)).toEqual(['trade-off-least-epsilon-tilt-1', 'trade-off-least-epsilon-tilt-2']);
    const [first] = rowsByMark(figures['trade-off-least-epsilon-tilt-2']!.specification).filter(({ mark }) => mark === 'point');
    expect(first!.row).toMatchObject({ x: -0.1, estimate: 0.2 });
    expect(wordsOf(figures['trade-off-least-epsilon-tilt-2']!.specification)).toContain('mixing mechanisms makes the frontier convex');
  });

  it('are not drawn of one value alone, which leaves welfare to the sweep', () => {
    const swept = [0.1, 0.2].map((tilt) => row('secondBestWelfare', { tilt, deficit: 0, 'permitted-epsilon': 0 }, tilt));
    expect(Object.keys(named(documentOf(swept)))).toEqual(['sweep-second-best-welfare']);
  });
});

/**
 * Certificates by empirical Bernstein with what they spend on each statement, on tables made by hand: what is printed is the mean and
 * its half-width in full, and a test of a delta turns over exactly where these meet it.
 */
import { describe, expect, it } from 'vitest';
import { POSITIONS } from '../../kernels/market-clearing/spec.ts';
import { integrals, type Survival } from '../../src/experiments/order-statistics/survival.ts';
import { epsilonIcOfTrader } from '../../src/notions/epsilon-ic.ts';
import { tileMeans, TileBounder } from '../../src/notions/epsilon-ic/tiling.ts';
import { lieGains, noShortLieGains, shortLieMoments } from '../../src/notions/delta-star/trader.ts';
import { doubleAuctionMarket } from '../../src/notions/market.ts';
import { epsilonIcOnGrid } from '../../src/notions/epsilon-ic.ts';
import { gainAt, gainBand, PairGains } from '../../src/notions/misreport-gain.ts';
import { empiricalBernstein } from '../../src/statistics/empirical-bernstein.ts';
import { firstPrice, line, simulate } from './simulate.ts';

const n = 100_000;
const table = (change: Partial<Survival> = {}): Survival => ({
  n, weight: 1, sign: 1, first: 0, end: 4, witness: 2,
  x: Float64Array.of(0, 0.25, 0.5, 0.75, 1),
  atLeastL: Float64Array.of(n, 66_000, 65_000, 64_000, 0),
  atLeastU: Float64Array.of(n, 70_000, 69_500, 69_000, 0),
  ...change,
});
const always = (): boolean => true;

/** Where a test of delta turns over, between two deltas at which it says different things. */
function turn(test: (delta: number) => boolean, from: number, to: number): number {
  const before = test(from);
  expect(test(to)).toBe(!before);
  for (let i = 0; i < 60; i++) {
    const middle = (from + to) / 2;
    if (test(middle) === before) from = middle;
    else to = middle;
  }
  return to;
}

describe('a trader', () => {
  it('the largest gain from below: the lower bracket of the witness pair less its half-width', () => {
    const s = table();
    const pair = { type: 1, report: 3 };
    const { lower } = epsilonIcOfTrader(s, [{ i0: 0, i1: 4, k0: 0, k1: 4 }], pair, 0.05, 0.001);
    // Trades at prices that the report could set: U >= x_1 and L < x_3. Gains within [-1/2, 1/2].
    const active = (70_000 - 64_000) / n;
    const half = empiricalBernstein(n, (0.25 * active * n) / (n - 1), 2 * 0.5, 0.4 * 0.05);
    expect(lower).toBeGreaterThan(0);
    expect(lower).toBeCloseTo(gainAt(s, integrals(s), 1, 3).lower - half - 0.001 * 2 * 0.5, 14);
  });

  it('the largest gain from above: of a tile the mean that dominates it and its half-width, at an eighth of the tile\'s share', () => {
    // Prices set all over the tile, by few draws at each place: the mean counts for more than how often any is set.
    const s = table({ atLeastL: Float64Array.of(n, 75_000, 50_000, 25_000, 0), atLeastU: Float64Array.of(n, 80_000, 55_000, 30_000, 0) });
    const tile = { i0: 0, i1: 4, k0: 0, k1: 4 };
    const [edge] = tileMeans(s, integrals(s), tile).edges;
    const expected = edge!.mean + empiricalBernstein(n, (edge!.square * n) / (n - 1), edge!.low + edge!.high, 0.03 / 8);
    expect(expected).toBeLessThan(0.5);
    expect(new TileBounder(0.03, n).bound(s, integrals(s), tile)).toBeCloseTo(expected, 14);
  });

  it('delta* from above: no short lie of a cell gains from where the mean and its half-width are delta', () => {
    // One cell [0.25, 0.5] of the type space: the report may be as low as its lower end, the type as high as its upper one.
    const s = table({ first: 1, end: 2 });
    const { mean, variance, range } = shortLieMoments(s, 1, 2);
    const at = turn((delta) => noShortLieGains(s, delta, 0.05, always, 0.001), mean / 2, 0.24);
    // Reports lower than the types bound the sample's range by one.
    expect(at).toBeCloseTo(mean + empiricalBernstein(n, variance, range, 0.05) + 2 * 0.001, 10);
    // Two cells share the error probability.
    const two = table({
      first: 1,
      end: 3,
      atLeastU: Float64Array.of(n, 70_000, 69_500, 60_000, 0),
      atLeastL: Float64Array.of(n, 66_000, 65_000, 59_000, 0),
    });
    const moments = shortLieMoments(two, 2, 3);
    expect(turn((delta) => noShortLieGains(two, delta, 0.05, always, 0), moments.mean / 2, 0.24)).toBeCloseTo(
      moments.mean + empiricalBernstein(n, moments.variance, moments.range, 0.025),
      10,
    );
  });

  it('delta* from below: the lie gains as long as the mean less its half-width is above delta', () => {
    const s = table();
    const { mean, variance, range } = shortLieMoments(s, 3, 1);
    const at = turn((delta) => lieGains(s, 1, 2, delta, 0.05, 0.001), 1e-6, 0.2);
    expect(at).toBeCloseTo(mean - empiricalBernstein(n, variance, range, 0.05) - 2 * 0.001, 10);
  });
});

it('a market whose gains are lost here and there: losses by their half-width over the least first best', () => {
  const profiles = 10_000;
  const unit = POSITIONS / 2;
  const [firstBest, lost] = [2 * unit * profiles, unit * 40];
  const statistics = {
    firstBest: Float64Array.of(firstBest), realised: Float64Array.of(firstBest - lost), trades: Float64Array.of(2 * profiles),
    squares: Float64Array.of((unit ** 2 / POSITIONS) * profiles, 0), irViolations: new Float64Array(1), imbalances: new Float64Array(1),
  };
  const [width, units, alpha] = [4, 2, 0.01];
  const { efficiency, expectedSurplus } = doubleAuctionMarket(
    statistics,
    profiles,
    { sellers: 2, buyers: 3, width, resolution: 2 ** -16 },
    alpha,
  );
  const meanLost = ((lost / POSITIONS) * width) / profiles;
  const half = units * empiricalBernstein(profiles, ((meanLost / units) * width * profiles) / (profiles - 1), width, alpha / 2);
  expect(efficiency.lower).toBeCloseTo(1 - (meanLost + half) / expectedSurplus.lower, 12);
});

it('pairs of a grid: the mean of each and its half-width, which all pairs share', () => {
  const groups = 25_000;
  const sums = simulate(firstPrice(line(4), 1), 5, groups, 1);
  const gains = new PairGains(sums);
  const pair = { report: 2, type: 4 };
  const { mean, variance } = gains.at(pair);
  const width = sums.gainRange[1] - sums.gainRange[0];
  const half = (alpha: number): number => empiricalBernstein(groups, variance, width, alpha) + 2 * sums.rounding;
  expect(gains.upper(pair, 0.01)).toBeCloseTo(mean + half(0.01), 14);
  expect(gains.lower(pair, 0.01)).toBeCloseTo(mean - half(0.01), 14);
  // Five reports make twenty lies; a band has two sides.
  const { lower, upper } = gainBand(sums, 0.05);
  expect(upper[4]![2]!).toBeCloseTo(mean + half(0.05 / 40), 14);
  expect(lower[4]![2]!).toBeCloseTo(mean - half(0.05 / 40), 14);
  // Half of alpha for each end: all lies above, the witness alone below.
  const { lower: least, upper: most } = epsilonIcOnGrid(sums, 0.05, pair);
  expect(least).toBeCloseTo(mean - half(0.05 / 2), 14);
  expect(most).toBeCloseTo(Math.max(...upper.flatMap((row, type) => row.filter((_, report) => report !== type))), 14);
});

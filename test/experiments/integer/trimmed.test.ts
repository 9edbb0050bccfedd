/** Laws much wider than their bulk: what is moved to the ends of what is drawn, and means that are no less certain for it. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { cellLaw } from '../../../src/experiments/integer/cells.ts';
import { outside } from '../../../src/distributions/unbounded.ts';
import { bulkLaw, trimmed } from '../../../src/experiments/integer/trimmed.ts';

const wide = parseDistribution('truncated-exponential(1,0,100000)');

it('keeps what words tell apart, and says what it leaves out', () => {
  const { support: [low, high], outside } = trimmed(wide)!;
  expect(low).toBe(0);
  expect(high).toBeCloseTo(34 * Math.log(2), 6);
  // E (X - b)^+ = e^-b and Pr(X > b) = e^-b, both bounded from above.
  expect(outside!.mass).toBeCloseTo(2 ** -34, 14);
  expect(outside!.above).toBeGreaterThanOrEqual(2 ** -34);
  expect(outside!.above).toBeLessThan(4 * 2 ** -34);
});

it('leaves alone what would save little, points, and tails that carry the mean', () => {
  for (const text of [
    'uniform(0,1)', 'beta(2,3)', 'exponential(1)', 'discrete(0:0.5,1e6:0.5)', 'piecewise-linear(0:0,0.5:1,0.999:1000,1:1000000)',
    'piecewise-linear(0:0,0.99999999999:1,1:1000000)',
  ]) expect(trimmed(parseDistribution(text)), text).toBeUndefined();
});

it('draws nothing from cells to which no word falls', () => {
  const { drawn: [low, high] } = cellLaw({ support: wide.support, cdf: (x) => wide.cdf(x) }, true);
  expect(low).toBe(0);
  // The last word's quantile is 22.9.
  expect(high).toBeGreaterThan(22);
  expect(high).toBeLessThan(30);
  expect(cellLaw({ support: [0, 1], cdf: (x) => x }, true).drawn).toEqual([0, 1]);
});

it('stands for the whole law: what lies beyond is as large a share of the bulk in bids as in values', () => {
  const { above } = trimmed(wide)!.outside!;
  const plain = bulkLaw(wide)!;
  expect(outside(plain)).toEqual({ mass: expect.closeTo(2 ** -34, 14), above, below: 0 });
  // Bids of twice the value leave the share, bids that rise in the tail alone make it larger.
  const [low, high] = plain.support;
  expect(outside(bulkLaw(wide, (x) => 2 * x)!).above).toBeCloseTo(above, 20);
  const late = outside(bulkLaw(wide, (x) => x + (x > high ? 3 * (x - high) : 0))!).above;
  expect(late).toBeGreaterThan(3.9 * above);
  expect(late).toBeLessThan(4.1 * above);
  expect(bulkLaw(wide, () => low), 'bids that do not rise').toBeUndefined();
  expect(bulkLaw(parseDistribution('uniform(0,1)'))).toBeUndefined();
});

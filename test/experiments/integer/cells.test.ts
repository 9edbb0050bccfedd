/** Cells of laws: how far what is drawn is from the law, found word by word, against what is promised. */
import { describe, expect, it } from 'vitest';
import { cellStarts, positionOf, POSITIONS, validateCoordinates } from '../../../kernels/linear/positions.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { cellLaw, type CellLaw } from '../../../src/experiments/integer/cells.ts';
import { integerSignalLaw } from '../../../src/experiments/integer/coordinates.ts';
import { quadrature } from '../../oracles/special.ts';
import { caseMaker } from '../../oracles/statistics.ts';

const WORDS = 2 ** 32;

/** Pr(drawn <= x): the first word whose position stands for more, by halving. */
function drawnCdf({ coordinate, support: [low, high] }: CellLaw): (x: number) => number {
  const starts = cellStarts(coordinate);
  const positions = starts.at(-1)!;
  const valueOf = (word: number): number => {
    let [from, to] = [0, coordinate.thresholds.length - 1];
    while (to - from > 1) {
      const middle = (from + to) >> 1;
      if (coordinate.thresholds[middle]! <= word) from = middle;
      else to = middle;
    }
    return low + ((high - low) * (positionOf(word, to, coordinate) + 0.5)) / positions;
  };
  return (x) => {
    let [from, to] = [0, WORDS];
    while (to > from) {
      const middle = Math.floor((from + to) / 2);
      if (valueOf(middle) <= x) from = middle + 1;
      else to = middle;
    }
    return from / WORDS;
  };
}

const laws = [
  'uniform(0,1)', 'uniform(-3,7)', 'beta(2,3)', 'beta(0.5,0.5)', 'beta(0.2,2)', 'beta(1e9,1e9)', 'truncated-normal(0,1,-40,40)',
  'truncated-normal(0,1,37,60)',
  'truncated-exponential(1,0,3)', 'truncated-exponential(1,0,1000)', 'truncated-exponential(-20,0,5)', 'piecewise-linear(0,0.1,0.5,1)',
  'piecewise-linear(0:0,0.5:1,0.9:10,0.99:100,1:1000)',
];

describe.each(laws)('%s', (text) => {
  const law = parseDistribution(text);
  const cells = cellLaw(law, true);
  const drawn = drawnCdf(cells);
  const make = caseMaker(31);

  it('is drawn within the distance promised, which is small', () => {
    validateCoordinates([cells.coordinate]);
    for (let i = 0; i < 400; i++) {
      const x = i % 2 === 0 ? law.quantile(make.unit()) : cells.support[0] + (cells.support[1] - cells.support[0]) * make.unit();
      expect(Math.abs(drawn(x) - law.cdf(x))).toBeLessThanOrEqual(cells.distance);
    }
    // Mass that one position holds: at a pole, or in a bulk of 10^-5 of the support.
    expect(cells.distance).toBeLessThan({ 'beta(0.5,0.5)': 1e-4, 'beta(0.2,2)': 0.06, 'beta(1e9,1e9)': 2e-4 }[text] ?? 6e-6);
  });

  it('has cells enough where the density is high, and few', () => {
    expect(cells.coordinate.thresholds.length).toBeLessThanOrEqual(2 ** 14 + 1);
    for (const level of [0.2, 0.5, 0.8]) {
      const x = law.quantile(level);
      const half = 1e-6 * (law.quantile(0.9) - law.quantile(0.1));
      expect(cells.concentration(2 * half)).toBeGreaterThanOrEqual(law.cdf(x + half) - law.cdf(x - half) - 2 * cells.distance);
    }
  });
});

it('means are off by no more than the shift promised', () => {
  for (const text of ['beta(2,3)', 'truncated-exponential(1,0,1000)', 'uniform(0,2)']) {
    const law = parseDistribution(text);
    const cells = cellLaw(law, true);
    const drawn = drawnCdf(cells);
    const [low] = law.support;
    const top = law.quantile(1 - 1e-9);
    const off = quadrature((x) => Math.abs(drawn(x) - law.cdf(x)), low, top, 60);
    expect(off).toBeLessThanOrEqual(cells.shift);
    expect(cells.shift).toBeLessThan(1e-4);
  }
});

it('a law much wider than its bulk gets fine positions, unless these are not taken; a uniform law keeps its sixteen cells', () => {
  const wide = parseDistribution('truncated-exponential(1,0,1000)');
  expect(cellLaw(wide, true).coordinate.fine).toBe(true);
  const coarse = cellLaw(wide, false);
  expect(coarse.coordinate.fine).toBeUndefined();
  expect(coarse.distance).toBeGreaterThan(1e-4);
  expect(cellLaw(parseDistribution('uniform(2,3)'), true).coordinate).toEqual(
    { thresholds: Float64Array.from({ length: 17 }, (_, c) => c * 2 ** 28) }
  );
});

it('what lies beyond a cut is put at its end, and what lies below keeps all digits', () => {
  const law = parseDistribution('truncated-exponential(1,0,100000)');
  const cut = integerSignalLaw(law, true, 1.01);
  const drawn = drawnCdf(cut);
  expect(cut.support).toEqual([0, 1.01]);
  expect(cut.distance).toBeLessThan(3e-6);
  for (const x of [0.001, 0.3, 0.9, 1]) expect(Math.abs(drawn(x) - law.cdf(x))).toBeLessThanOrEqual(cut.distance);
  expect(drawn(1.01)).toBe(1);
  // A cut that saves little is not made.
  expect(integerSignalLaw(parseDistribution('uniform(0,1)'), true, 0.6).support).toEqual([0, 1]);
  expect(POSITIONS).toBe(2 ** 20);
});

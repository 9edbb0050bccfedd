import { describe, expect, it } from 'vitest';
import { POSITIONS, placeOf } from '../../../kernels/double-auction-mechanisms/spec.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { placedSide, scaleOf } from '../../../src/experiments/double-auction/placed-laws.ts';

const WORDS = 2 ** 32;

describe('laws as positions', () => {
  it.each([
    ['uniform(0,1)', 0, 1], ['uniform(0.3,0.4)', -1, 3], ['beta(2,5)', 0, 1], ['beta(0.5,0.5)', 0, 1],
    ['truncated-normal(0,1,-4,9)', -4, 13],
    ['piecewise-linear(0:0,0.5:1,0.9:10,1:1000)', 0, 1], ['discrete(0:0.25,0.3:0.5,1:0.25)', 0, 1], ['normal(0,1)', -3, 6],
    ['pareto(1,1.5)', 1, 30],
  ])('%s on [%d, + %d]: the law that is drawn is within the stated distance, and prices are met exactly', (text, low, width) => {
    const law = parseDistribution(text);
    const price = low + 0.37 * width;
    const { placed: { thresholds, places }, distance, shift } = placedSide(law, { low, width }, [price]);
    expect([thresholds[0], thresholds.at(-1), places[0], places.at(-1)]).toEqual([0, WORDS, 0, POSITIONS]);
    for (const list of [thresholds, places]) expect(list.every((x, j) => j === 0 || x >= list[j - 1]!)).toBe(true);
    // A density without a bound has more mass in its last position than any grid can tell apart.
    expect(distance).toBeLessThan(text === 'beta(0.5,0.5)' ? 1e-4 : 1e-6);
    expect(shift).toBeLessThan(1e-6 * POSITIONS);
    /** Of words whose position is at most p, by bisection: positions do not fall in words. */
    const cellOf = (word: number): number => thresholds.findIndex((t) => t > word);
    const position = (word: number): number => placeOf(word, cellOf(word), { thresholds, places });
    const chanceUpTo = (p: number): number => {
      let [from, to] = [-1, WORDS];
      while (to - from > 1) {
        const middle = Math.floor((from + to) / 2);
        if (position(middle) <= p) from = middle;
        else to = middle;
      }
      return (from + 1) / WORDS;
    };
    for (const share of [0.001, 0.01, 0.1, 0.25, 1 / 3, 0.5, 0.62, 0.77, 0.9, 0.99, 0.9999]) {
      const p = Math.floor(share * POSITIONS);
      // Between this position and the next nothing is an atom.
      expect(Math.abs(chanceUpTo(p) - law.cdf(low + (width * (p + 0.5)) / POSITIONS))).toBeLessThanOrEqual(distance + 2e-9);
    }
    const at = scaleOf({ low, width })(price);
    expect(Math.abs(chanceUpTo(at) - law.cdf(price))).toBeLessThanOrEqual(2 / WORDS);
    expect(Math.abs(chanceUpTo(at - 1) - law.cdf(price))).toBeLessThanOrEqual(2 / WORDS);
  });

  it('an atom is on its place, and so is all that lies beyond an end', () => {
    const { placed: { thresholds, places } } = placedSide(parseDistribution('discrete(0:0.25,0.5:0.5,1:0.25)'), { low: 0, width: 1 }, []);
    const mass = (place: number): number => thresholds.reduce(
      (sum, t, j) => sum + (j > 0 && places[j] === place && places[j - 1] === place ? t - thresholds[j - 1]! : 0), 0,
    ) / WORDS;
    expect([mass(0), mass(POSITIONS / 2), mass(POSITIONS)]).toEqual([0.25, 0.5, 0.25]);
    const cut = placedSide(parseDistribution('normal(0,1)'), { low: 0, width: 1 }, []).placed;
    expect(cut.thresholds[1]! / WORDS).toBeCloseTo(0.5, 6);
    expect(cut.places[1]).toBe(0);
  });
});

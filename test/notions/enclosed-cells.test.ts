/** What is enclosed of functions over boxes of signals. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { formulaExpressions, formulaValues } from '../../src/environment/formula-values.ts';
import { enclosures, type BoxSide } from '../../src/notions/second-best/enclosed-cells.ts';

const FORMULAS = ['a*b', 'a^2 - 3*b', 'sqrt(a) + b', 'max(a, b) - abs(a - 0.4)', 'exp(a*b) / (1 + b)', '7'];

const problem = formulaValues({
  agents: FORMULAS.map((_, i) => `${i}`), alternatives: ['A'], formulas: FORMULAS.map((formula) => [formula]),
  signals: ['a', 'b'].map((name) => ({ owner: 0, name, law: parseDistribution('uniform(0,1)', 'law') })),
});
const list = formulaExpressions(problem).map(([e]) => e!);
const VALUES: readonly ((a: number, b: number) => number)[] = [
  (a, b) => a * b, (a, b) => a * a - 3 * b, (a, b) => Math.sqrt(a) + b, (a, b) => Math.max(a, b) - Math.abs(a - 0.4),
  (a, b) => Math.exp(a * b) / (1 + b), () => 7,
];

const STEPS = 24;

describe('functions over a box', () => {
  it('lie between the ends of what is left besides a linear part, and so do their means, under even laws and others', () => {
    const enclose = enclosures(list, 2);
    for (const [low, high] of [[0, 0.25], [0.3, 0.5], [0, 1]] as const) {
      for (const [even, shape] of [[true, 1], [false, 2]] as const) {
        // A law of cdf x^shape over the side.
        const points = Array.from({ length: STEPS }, (_, j) => low + (high - low) * ((j + 0.5) / STEPS) ** (1 / shape));
        const mean = low + (high - low) * (shape / (shape + 1));
        const side: BoxSide = { low, high, mean, error: even ? 0 : 1e-9, even };
        enclose([side, side]).forEach(({ at, mean: ends, rest, slopes, size }, f) => {
          let sum = 0;
          const middle = VALUES[f]!(mean, mean);
          expect(middle).toBeGreaterThanOrEqual(at[0] - 1e-12);
          let [least, most, largest] = [Infinity, -Infinity, 0];
          for (const a of points) {
            for (const b of points) {
              const value = VALUES[f]!(a, b);
              sum += value / STEPS ** 2;
              const left = value - middle - slopes[0]! * (a - mean) - slopes[1]! * (b - mean);
              least = Math.min(least, left);
              most = Math.max(most, left);
              largest = Math.max(largest, Math.abs(value));
            }
          }
          expect(least).toBeGreaterThanOrEqual(rest[0] - 1e-12);
          expect(most).toBeLessThanOrEqual(rest[1] + 1e-12);
          expect(largest).toBeLessThanOrEqual(size + 1e-12);
          expect(sum).toBeGreaterThanOrEqual(ends[0] - 4e-3 * (high - low));
          expect(sum).toBeLessThanOrEqual(ends[1] + 4e-3 * (high - low));
        });
      }
    }
  });

  it('are known exactly where they are quadratic and laws even, and to the third order where they are smooth', () => {
    const side = (low: number, high: number): BoxSide => ({ low, high, mean: (low + high) / 2, error: 0, even: true });
    const [product, square] = enclosures(list, 2)([side(0.5, 0.75), side(0, 0.25)]);
    expect(product!.mean[1] - product!.mean[0]).toBeLessThan(1e-13);
    expect(square!.mean[0]).toBeCloseTo(0.625 ** 2 + 0.25 ** 2 / 12 - 3 * 0.125, 12);
    const width = (box: number): number => {
      const { mean } = enclosures(list, 2)([side(0.5, 0.5 + box), side(0, box)])[4]!;
      return mean[1] - mean[0];
    };
    expect(width(0.02) / width(0.01)).toBeGreaterThan(6);
  });
});

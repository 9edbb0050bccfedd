/** Sums of signals under laws that are not known to be uniform, held against truncated powers, which are exact. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { linearLaw } from '../../../src/experiments/quadrature/linear-law.ts';

const even = parseDistribution('uniform(0,1)', 'law');
/** The same law by another name: added up cell by cell. */
const flat = parseDistribution('beta(1,1)', 'law');

const CASES = [
  [[1, 1.5], [-1, -1]],
  [[2, -1], [0.5, 3]],
  [[1, 1], [1, -2], [-0.3, 0.5]],
] as const;

describe('sums of several coordinates', () => {
  it.each(CASES.map((terms) => [JSON.stringify(terms), terms] as const))('are within their errors of the exact ones: %s', (_, terms) => {
    const of = (law: typeof even) => linearLaw(terms.map(([own, social]) => ({ law, own, social })), 64);
    const [summed, exact] = [of(flat), of(even)];
    expect(summed.ends.length).toBe(2049);
    const steps = summed.ends.length - 1;
    const most = { below: 0, value: 0, integral: 0 };
    exact.ends.forEach((z, j) => {
      const at = Math.round(((z - summed.ends[0]!) / (summed.ends[steps]! - summed.ends[0]!)) * steps);
      expect(summed.ends[at]).toBeCloseTo(z, 12);
      for (const entry of ['below', 'value', 'integral'] as const) {
        most[entry] = Math.max(most[entry], Math.abs(summed[entry][at]! - exact[entry][j]!));
      }
    });
    for (const entry of ['below', 'value', 'integral'] as const) {
      expect(most[entry], entry).toBeLessThanOrEqual(summed.error[entry] + 1e-12);
    }
    // Of the order of a cell: no entry is known worse than to a few thousandths.
    expect(summed.error.below).toBeLessThan(terms.length === 2 ? 0.0006 : 0.0015);
    expect(summed.error.value).toBeLessThan(0.006);
  });
});

import { expect, it } from 'vitest';
import { alongEnvelope } from '../../../src/experiments/field/rent-sums.ts';

it('integrates what the best alternative adds along a line, ties going to what is best beyond them', () => {
  // 1, 4t and 6t - 2: the first to 1/4, the last from 1 on.
  expect(alongEnvelope([1, 0, -2], [0, 4, 6], [10, 20, 30])).toBeCloseTo(10 / 4 + 20 * (3 / 4), 12);
  expect(alongEnvelope([0, 0, 0], [1, 3, 2], [10, 20, 30])).toBe(20);
  expect(alongEnvelope([0, -1, -1], [0, 2, 4], [1, 2, 3])).toBeCloseTo(1 / 4 + 3 * (3 / 4), 12);
  expect(alongEnvelope([5], [-7], [2])).toBe(2);
});

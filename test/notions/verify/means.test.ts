import { expect, it } from 'vitest';
import { meanOf, uniforms } from '../../../src/notions/verify/draws.ts';

it('a range far beyond what is drawn does not make a mean loose, and the half-width holds', () => {
  const count = 4000;
  let held = 0;
  for (let seed = 0; seed < 60; seed++) {
    const uniform = uniforms(`exponential ${seed}`);
    const { mean, half } = meanOf(count, () => -Math.log(uniform()), [0, 1000]);
    // Of Hoeffding's alone 27; of the spread 0.06, and of the range 3.9.
    expect(half).toBeLessThan(4.2);
    expect(half).toBeGreaterThan(Math.sqrt(2 * Math.log(800) / count));
    held += Number(Math.abs(mean - 1) <= half);
  }
  expect(held).toBe(60);
});

it('of few draws near the ends of a range Hoeffding is the nearer', () => {
  const uniform = uniforms('coin');
  const { mean, half } = meanOf(100, () => (uniform() < 0.5 ? 7 : 9), [7, 9]);
  expect(half).toBeCloseTo(2 * Math.sqrt(Math.log(400) / 200), 12);
  expect(Math.abs(mean - 8)).toBeLessThan(half);
});

/** Rows are cut to what is known of their quantity: [0, 1], [0, infinity) or nothing; an estimate never stands outside its interval. */
import { expect, it } from 'vitest';
import { inRange } from '../../src/results/in-range.ts';
import { quantityOf } from '../../src/results/quantities.ts';
import { study } from '../../src/library/study.ts';
import type { Estimate } from '../../src/results/document.ts';

const row = (quantity: string, lower: number, estimate: number, upper: number): Estimate =>
  ({ quantity, agent: 'seller', point: {}, lower, estimate, upper, confidence: 0.1, guarantee: 'grid', profiles: 1 });
const ends = ({ lower, estimate, upper }: Estimate): number[] => [lower, estimate, upper];

it('cuts by sign', () => {
  expect(ends(inRange(row('efficiency', -29_000, 0.9, 1.5)))).toEqual([0, 0.9, 1]);
  expect(ends(inRange(row('epsilonLic', -0.2, -0.1, 3)))).toEqual([0, 0, 3]);
  expect(ends(inRange(row('epsilonLic', -0.2, -0.1, -0.05)))).toEqual([0, 0, 0]);
  expect(ends(inRange(row('interimIr', -0.2, -0.1, 3)))).toEqual([-0.2, -0.1, 3]);
});

it('keeps an estimate within ends of little confidence, and rows that need nothing', () => {
  expect(ends(inRange(row('epsilonLic', 0.3502, 0.35, 0.3778)))).toEqual([0.3502, 0.3502, 0.3778]);
  const fine = row('revenue', -1, 0, 2);
  expect(inRange(fine)).toBe(fine);
});

it.each([
  { scenario: 'double-auction', traders: 3, confidence: 0.1, profiles: 5000 },
  { scenario: 'single-object', bidders: 2, rivals: 'uniform(0,1000000)', confidence: 0.1, profiles: 40 },
])('%o: estimates inside, ends within what is possible', async (options) => {
  const { estimates } = await study({ ...options, workers: 1 });
  for (const { quantity, lower, estimate, upper } of estimates) {
    expect(lower <= estimate && estimate <= upper, `${quantity}: ${estimate} in [${lower}, ${upper}]`).toBe(true);
    const { sign } = quantityOf(quantity);
    // Nothing is worth less than nothing in these.
    if (sign !== 'any' || quantity === 'welfareShare') expect(lower, quantity).toBeGreaterThanOrEqual(0);
    if (sign === 'share') expect(upper, quantity).toBeLessThanOrEqual(1);
  }
});

it('whole profiles are as many as asked for', async () => {
  const { estimates } = await study({ scenario: 'public-good', profiles: 2100, workers: 1 });
  const whole = estimates.filter(({ agent, quantity }) => agent === 'market' && ['welfare', 'revenue'].includes(quantity));
  expect(whole.length).toBeGreaterThan(3);
  expect(new Set(whole.map(({ profiles }) => profiles))).toEqual(new Set([2100]));
});

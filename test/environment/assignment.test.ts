import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { solveAssignment } from '../../src/environment/assignment.ts';
import { assignmentMarket } from '../../src/environment/assignment-market.ts';
import { assignmentExPost } from '../../src/social-choice/assignment-ex-post.ts';
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';

/** Best total over all ways to give distinct objects to bidders from `i` on. */
function bruteForce(values: readonly number[], bidders: number, objects: number, i = 0, taken = 0): number {
  if (i === bidders) return 0;
  let best = bruteForce(values, bidders, objects, i + 1, taken);
  for (let j = 0; j < objects; j++) {
    if (!((taken >> j) & 1)) best = Math.max(best, values[i * objects + j]! + bruteForce(values, bidders, objects, i + 1, taken | (1 << j)));
  }
  return best;
}

const random = (seed: number, length: number, levels: number): number[] =>
  Array.from({ length }, (_, x) => Math.floor((threefry2x32({ k0: seed, k1: 7 }, [x, 0])[0] / 2 ** 32) * levels) - Math.floor(levels / 5));

describe('solveAssignment', () => {
  // Three levels make many ties; negative values leave bidders without.
  it.each([3, 20, 100000])('agrees with all assignments, values of %i levels', (levels) => {
    for (let seed = 0; seed < 60; seed++) {
      const bidders = 1 + (seed % 5);
      const objects = 1 + (Math.floor(seed / 5) % 4);
      const values = random(seed, bidders * objects, levels);
      const { objectOf, welfare, utilities, prices, payments } = solveAssignment(values, bidders, objects);
      expect(welfare).toBeCloseTo(bruteForce(values, bidders, objects), 9);
      const given = Array.from(objectOf).filter((j) => j >= 0);
      expect(new Set(given).size).toBe(given.length);
      expect(given.reduce((sum, j) => sum + values[objectOf.indexOf(j) * objects + j]!, 0)).toBeCloseTo(welfare, 9);
      for (let i = 0; i < bidders; i++) {
        expect(utilities[i]).toBeGreaterThanOrEqual(0);
        for (let j = 0; j < objects; j++) expect(utilities[i]! + prices[j]!).toBeGreaterThanOrEqual(values[i * objects + j]! - 1e-9);
        const without = values.filter((_, x) => Math.floor(x / objects) !== i);
        const own = objectOf[i]! < 0 ? 0 : values[i * objects + objectOf[i]!]!;
        expect(payments[i]).toBeCloseTo(bruteForce(without, bidders - 1, objects) - (welfare - own), 9);
      }
      prices.forEach((price, j) => {
        expect(price).toBeGreaterThanOrEqual(0);
        if (!given.includes(j)) expect(price).toBe(0);
      });
      expect(utilities.reduce((sum, u) => sum + u, 0) + prices.reduce((sum, p) => sum + p, 0)).toBeCloseTo(welfare, 9);
    }
  });

  it('is Vickrey with one object', () => {
    const { objectOf, payments } = solveAssignment([3, 7, 5, 7], 4, 1);
    expect([...objectOf].filter((j) => j === 0)).toHaveLength(1);
    expect(payments[objectOf.indexOf(0)]).toBe(7);
  });

  it('does 60 by 60 with competitive prices', () => {
    const values = random(5, 3600, 100000);
    const { payments, prices, objectOf } = solveAssignment(values, 60, 60);
    objectOf.forEach((j, i) => {
      if (j >= 0) expect(payments[i]).toBeLessThanOrEqual(prices[j]! + 1e-9);
    });
  });
});

describe('assignmentExPost', () => {
  const market = assignmentMarket({ bidders: 8, objects: 5, law: parseDistribution('uniform(0,1)') });
  const stream = { k0: 1, k1: 2 };
  const scales = [0, 0.5, 0.8, 0.95, 1.1];

  it('finds no gain under VCG and gains under pay-as-bid', () => {
    const vcg = assignmentExPost(market, { payments: 'vcg', scales }, stream, 0, 40);
    expect(vcg.gainful).toEqual(new Array(8).fill(0));
    const payAsBid = assignmentExPost(market, { payments: 'pay-as-bid', scales }, stream, 0, 40);
    expect(payAsBid.gainful.every((count) => count > 10)).toBe(true);
    expect(payAsBid.revenue.sum).toBeCloseTo(payAsBid.welfare.sum, 9);
    expect(payAsBid.payoff.every(({ sum }) => Math.abs(sum) < 1e-9)).toBe(true);
    expect(vcg.welfare.sum).toBe(payAsBid.welfare.sum);
    expect(vcg.revenue.sum).toBeLessThan(vcg.welfare.sum);
    expect(vcg.revenue.sum + vcg.payoff.reduce((sum, one) => sum + one.sum, 0)).toBeCloseTo(vcg.welfare.sum, 9);
  });

  it('is a pure function of the profile', () => {
    const whole = assignmentExPost(market, { payments: 'vcg', scales: [] }, stream, 0, 20);
    const parts = [assignmentExPost(market, { payments: 'vcg', scales: [] }, stream, 0, 7), assignmentExPost(market, { payments: 'vcg', scales: [] }, stream, 7, 13)];
    expect(parts[0]!.revenue.sum + parts[1]!.revenue.sum).toBeCloseTo(whole.revenue.sum, 9);
  });

  it('earns the Vickrey revenue with one object', () => {
    const single = assignmentMarket({ bidders: 3, objects: 1, law: parseDistribution('uniform(0,1)') });
    const { revenue, welfare } = assignmentExPost(single, { payments: 'vcg', scales: [] }, stream, 0, 4000);
    // E second of three = 1/2, E first = 3/4; standard errors 0.0035 and 0.003.
    expect(Math.abs(revenue.sum / 4000 - 0.5)).toBeLessThan(0.015);
    expect(Math.abs(welfare.sum / 4000 - 0.75)).toBeLessThan(0.013);
  });
});

import { describe, expect, it } from 'vitest';
import { expectedHighest, expectedSecond, secondPriceExAnte } from '../../scenarios/single-object/reference.ts';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { publicGood } from '../../src/environment/public-good.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import { highestValues } from '../../src/notions/highest-values.ts';

const KNOTS = 'piecewise-linear(0:0,0.5:1,0.9:10,0.99:100,0.999:1000,1:1000000)';
const WIDE = 'truncated-exponential(1,0,10000)';
const vcg: Mechanism = { name: 'vcg', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };
const known = new Map<string, Distribution>();
function lawOf(text: string): Distribution {
  const law = known.get(text) ?? parseDistribution(text);
  known.set(text, law);
  return law;
}
const laws = (...texts: string[]) => texts.map(lawOf);

function expectAround([lower, upper]: readonly [number, number], exact: number): void {
  expect(lower).toBeLessThan(exact);
  expect(upper).toBeGreaterThan(exact);
  expect(upper - lower).toBeLessThan(0.0021 * exact);
}

describe('brackets hold what is known and are narrow', () => {
  it('three exponential values: harmonic sums', () => {
    const { welfare, revenue, payoffs } = highestValues(singleObject({ laws: laws(WIDE, WIDE, WIDE) }), vcg)!;
    expectAround(welfare, 11 / 6);
    expectAround(revenue, 5 / 6);
    payoffs.forEach((range) => expectAround(range, 1 / 3));
  });

  it('an atom, a seller who may keep, and unequal supports', () => {
    // Against a rival of exactly 2 or 0, each half the time: max and second of an exponential and that.
    const auction = singleObject({ laws: laws(WIDE, 'discrete(0:0.5,2:0.5)'), sellerMayKeep: true });
    const { welfare, revenue, payoffs } = highestValues(auction, vcg)!;
    const below = 1 - Math.exp(-2);
    expectAround(welfare, 0.5 + 0.5 * (2 + Math.exp(-2)));
    expectAround(revenue, 0.5 * below);
    expectAround(payoffs[0]!, 0.5 + 0.5 * Math.exp(-2));
    expectAround(payoffs[1]!, 0.5 * (2 - below));
  });

  it.each([[KNOTS, KNOTS, KNOTS], ['uniform(0,1)', KNOTS, WIDE]])('%s, %s, %s: independent quadrature', (...texts) => {
    const found = highestValues(singleObject({ laws: laws(...texts) }), vcg)!;
    expectAround(found.welfare, expectedHighest(laws(...texts)));
    expectAround(found.revenue, expectedSecond(laws(...texts)));
    found.payoffs.forEach((range, i) => expectAround(range, secondPriceExAnte(laws(...texts), i)));
  });
});

describe('nothing is said', () => {
  it.each([
    ['of laws that are not wide', singleObject({ laws: laws('uniform(0,1)', 'beta(2,3)') }), vcg],
    ['of other problems', publicGood({ laws: laws(WIDE, WIDE), cost: 1 }), vcg],
    ['of other rules', singleObject({ laws: laws(WIDE, WIDE) }), { ...vcg, rule: { kind: 'dictatorial', dictator: 0 } } as Mechanism],
    ['of values below zero', singleObject({ laws: laws('truncated-exponential(1,-1,10000)', WIDE) }), vcg],
    ['of one bidder', singleObject({ laws: laws(WIDE) }), vcg],
  ])('%s', (_, problem, mechanism) => expect(highestValues(problem, mechanism)).toBeUndefined());
});

/** Where constants are infinite: gains by the size of the lie along the types and reports of the proofs, by closed forms of chances. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { normalCdf, normalUpperQuantile } from '../../src/statistics/normal.ts';
import { endlessGain, whyInfinite, type EndsOfTypes } from '../../src/notions/infinite-constant.ts';

const normalQuantile = (p: number): number => 0 - normalUpperQuantile(p);
const law = (text: string): Distribution => parseDistribution(text);

/** Of two bidders, exactly. */
const won = {
  scores: (r: number) => (t: number, u: number): number =>
    (t >= 1 ? 1 : t <= 0 ? 0 : normalCdf((normalQuantile(t) - r * normalQuantile(u)) / Math.sqrt(1 - r * r))),
  clayton: (theta: number) => (t: number, u: number): number => (1 + u ** theta * (t ** -theta - 1)) ** (-1 - 1 / theta),
};

/** g(t, s) / |t - s| of truthful all-pay bids, by the chances of types. */
const allPay = (of: Distribution, chance: (t: number, u: number) => number) => (t: number, u: number): number => {
  const [report, type] = [of.quantile(t), of.quantile(u)];
  return (type * (chance(t, u) - chance(u, u)) - (report - type)) / Math.abs(report - type);
};

interface Case {
  readonly law: string;
  readonly ends: EndsOfTypes['dependence'];
  readonly chance: (t: number, u: number) => number;
  readonly infinite: boolean;
  /** Report and type by their chances, at step n towards the end. */
  readonly lie: (n: number) => readonly [number, number];
}

const top = (n: number): readonly [number, number] => [1, 1 - 2 ** -n];
const twice = (n: number): readonly [number, number] => [2 * 2 ** -n, 2 ** -n];
const partOf = (c: number) => (n: number): readonly [number, number] => [normalCdf(c * normalQuantile(2 ** -n)), 2 ** -n];

const CASES: readonly Case[] = [
  { law: 'uniform(0,1)', ends: { scores: 0.5 }, chance: won.scores(0.5), infinite: true, lie: top },
  { law: 'beta(1,2)', ends: { scores: 0.5 }, chance: won.scores(0.5), infinite: true, lie: top },
  { law: 'beta(2,5)', ends: { scores: 0.25 }, chance: won.scores(0.25), infinite: false, lie: top },
  { law: 'uniform(1,2)', ends: { scores: 0.5 }, chance: won.scores(0.5), infinite: true, lie: partOf(0.25) },
  { law: 'uniform(1,2)', ends: 'clayton', chance: won.clayton(2), infinite: true, lie: twice },
  { law: 'uniform(0,1)', ends: 'clayton', chance: won.clayton(2), infinite: false, lie: twice },
  { law: 'beta(1,0.5)', ends: 'none', chance: (t) => t, infinite: true, lie: top },
  { law: 'beta(0.5,1,1,2)', ends: 'none', chance: (t) => t, infinite: true, lie: twice },
  { law: 'beta(0.5,1)', ends: 'none', chance: (t) => t, infinite: false, lie: twice },
];

describe('truthful all-pay bids of two', () => {
  it.each(CASES)('$law, $ends: $infinite', ({ law: text, ends, chance, infinite, lie }) => {
    const of = law(text);
    const ratio = allPay(of, chance);
    const ratios = [6, 10, 14, 18].map((n) => ratio(...lie(n)));
    const [low, high] = of.support;
    const why = whyInfinite({ others: 1, dependence: ends, powers: of.powers! }, { low, high, steady: true });
    expect(why === undefined).toBe(!infinite);
    for (let n = 1; n < ratios.length; n++) {
      if (infinite) expect(ratios[n]!).toBeGreaterThan(1.3 * ratios[n - 1]!);
      else expect(ratios[n]!).toBeLessThan(4);
    }
  });

  it('nothing is said of laws or payments that do not tell how they end, nor of nobody else', () => {
    const pays = { low: 0, high: 1, steady: true };
    expect(whyInfinite({ others: 1, dependence: { scores: 0.5 }, powers: {} }, pays)).toBeUndefined();
    expect(whyInfinite({ others: 1, dependence: { scores: 0.5 }, powers: { high: 1 } }, { ...pays, steady: false })).toBeUndefined();
    expect(whyInfinite({ others: 0, dependence: { scores: 0.5 }, powers: { high: 1 } }, pays)).toBeUndefined();
    expect(whyInfinite({ others: 1, dependence: 'clayton', powers: { low: 1, high: 1 } }, 'insured VCG')).toBeUndefined();
  });
});

it.each(['uniform(3,5)', 'beta(2,0.3)', 'beta(0.5,4,-1,2)', 'truncated-normal(0,1,-1,3)', 'truncated-exponential(2,0,1)',
  'piecewise-linear(0,1,5)'])('%s ends with the powers that it tells', (text) => {
  const { support: [a, b], cdf, survival, powers } = law(text);
  const h = (b - a) * 2 ** -20;
  expect(Math.log2(cdf(a + 2 * h) / cdf(a + h))).toBeCloseTo(powers!.low!, 4);
  expect(Math.log2(survival!(b - 2 * h) / survival!(b - h))).toBeCloseTo(powers!.high!, 4);
});

it.each([
  ['uniform(0,1)', 0.3], ['beta(2,3)', 0.6], ['beta(2,0.5)', 0.5],
] as const)('full insurance of VCG, %s, correlation %d', (text, r) => {
  const of = law(text);
  const b = of.support[1];
  /** At least what is won at and below the type of score c z. */
  const ratio = (n: number): number => {
    const score = -normalQuantile(2 ** -n);
    const c = (1 + r) / 2;
    const [near, far] = [2 ** -n, normalCdf(-c * score)].map((tail) => b - of.quantile(1 - tail));
    return (normalCdf(((c - r) * score) / Math.sqrt(1 - r * r)) * (far! - near!)) / near!;
  };
  const ratios = [6, 10, 14, 18, 22].map(ratio);
  ratios.slice(1).forEach((one, n) => expect(one).toBeGreaterThan(1.3 * ratios[n]!));
  expect(whyInfinite({ others: 3, dependence: { scores: r }, powers: of.powers! }, 'insured VCG')).toMatch(/^next to the highest type/);
});

it('a value grows without end towards an open end of its law alone', () => {
  const ends = [[0, Infinity], [-Infinity, 0], [-Infinity, Infinity], [0, 1]] as const;
  expect(ends.map((law) => endlessGain(2, law))).toEqual([true, false, true, false]);
  expect(ends.map((law) => endlessGain(-2, law))).toEqual([false, true, true, false]);
  expect(ends.map((law) => endlessGain(0, law))).toEqual([false, false, false, false]);
});

import { describe, expect, it } from 'vitest';
import { rateAsymptotics, type AssumedLaw, type RateAsymptotics, type RateLaw } from '../../src/statistics/asymptotics.ts';
import type { RatePoint } from '../../src/statistics/power-law.ts';
import { binomialMass } from '../../scenarios/double-auction/reference.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { expectWithin } from '../support/same.ts';

const SIZES = [2, 4, 8, 16, 32, 64, 128, 256];

const sweep = (value: (M: number) => number, error = 0.005, sizes: readonly number[] = SIZES): RatePoint[] =>
  sizes.map((market) => {
    const estimate = value(market);
    return { market, estimate, lower: estimate * (1 - error), upper: estimate * (1 + error) };
  });

const of = (points: readonly RatePoint[]): RateAsymptotics => rateAsymptotics(points)!;
const law = (found: RateAsymptotics, name: RateLaw) => found.laws.find((one) => one.law === name)!;

const assumed = (found: RateAsymptotics, name: AssumedLaw) => found.asymptoticExponent!.under.find((one) => one.law === name);

describe('local slopes', () => {
  it('are what two intervals leave open, from the smaller size to the larger, in whatever order points come', () => {
    const points = [{ market: 8, estimate: 1, lower: 0.5, upper: 2 }, { market: 2, estimate: 3, lower: 2, upper: 4 }];
    const { slopes, trend, asymptoticExponent, laws } = of(points);
    expect(slopes).toHaveLength(1);
    expect(slopes[0]).toMatchObject({ from: 2, to: 8 });
    expect(slopes[0]!.estimate).toBeCloseTo(-Math.log(3) / Math.log(4), 10);
    expect(slopes[0]!.lower).toBeCloseTo(Math.log(0.5 / 4) / Math.log(4), 10);
    expect(slopes[0]!.upper).toBeCloseTo(Math.log(2 / 2) / Math.log(4), 10);
    expect([trend, asymptoticExponent]).toEqual([undefined, undefined]);
    expect(of(points).withoutExponent).toBe('it takes at least 3 sizes');
    expect(laws.map((one) => [one.law, one.consistent, one.strain])).toEqual([['power', true, 0]]);
  });

  it('their trend: none along a power, down with a logarithm, up with a positive first correction', () => {
    expect(of(sweep((M) => M ** -0.5)).trend!.lower).toBeLessThan(0);
    expect(of(sweep((M) => M ** -0.5)).trend!.upper).toBeGreaterThan(0);
    expect(of(sweep((M) => Math.log(M) / M)).trend!.upper).toBeLessThan(0);
    expect(of(sweep((M) => (1 + 1 / M) / M)).trend!.lower).toBeGreaterThan(0);
    // log value = log2(M)^2 has slopes that rise by 2 / ln 2 a doubling.
    expect(of(sweep((M) => Math.exp(Math.log2(M) ** 2), 0, [1, 2, 4, 8])).trend!.estimate).toBeCloseTo(2 / Math.LN2, 9);
  });
});

describe('laws', () => {
  it('a logarithmic factor refutes the pure power and the first correction, and its power is found', () => {
    const found = of(sweep((M) => 3 * M ** -1 * Math.log(M) ** 1.5));
    expect([law(found, 'power').consistent, law(found, 'correction').consistent]).toEqual([false, false]);
    expect(law(found, 'power').exponent).toBeUndefined();
    const { term, exponent, strain } = law(found, 'logarithm');
    expect(strain).toBeLessThan(1e-6);
    expect(term!.lower).toBeLessThan(1.5);
    expect(term!.upper).toBeGreaterThan(1.5);
    expect(term!.lower).toBeGreaterThan(1.4);
    expect(exponent!.estimate).toBeCloseTo(-1, 9);
    const { estimate, under, tested, ...range } = found.asymptoticExponent!;
    expect(tested).toBe(true);
    expect(estimate).toBeCloseTo(-1, 2);
    expect(under.find((one) => one.law === 'logarithm')).toMatchObject({ from: 2, assumption: expect.stringContaining('(log M)^t') });
    // A correction passes from larger sizes on; the limit is what any of them allows.
    expect(under.find((one) => one.law === 'correction')?.from ?? Infinity).toBeGreaterThan(2);
    expect(range.lower).toBe(Math.min(...under.map(({ lower }) => lower)));
    expect(range.upper).toBe(Math.max(...under.map(({ upper }) => upper)));
  });

  it('a first correction refutes the pure power, and the limit is not the fitted exponent', () => {
    const found = of(sweep((M) => 0.2 * M ** -0.75 * Math.exp(-3 / M)));
    expect(law(found, 'power').consistent).toBe(false);
    expect(law(found, 'correction').term!.estimate).toBeCloseTo(-3, 9);
    const { estimate, lower, upper, from } = assumed(found, 'correction')!;
    expect(from).toBe(2);
    expect(found.asymptoticExponent!.estimate).toBe(estimate);
    expect(estimate).toBeCloseTo(-0.75, 9);
    expect(upper - lower).toBeLessThan(0.03);
    expect([lower < -0.75, upper > -0.75]).toEqual([true, true]);
  });

  it('a remainder of the size that is allowed is covered: exact values of 1/M (1 + 1/M)', () => {
    const { lower, upper } = assumed(of(sweep((M) => (1 + 1 / M) / M, 0)), 'correction')!;
    expect(lower).toBeLessThan(-1);
    expect(upper).toBeGreaterThan(-1);
    expect(upper - lower).toBeLessThan(0.005);
  });

  it('sizes that shrink to 0: the exponent at 0, with M in place of 1/M', () => {
    const found = of(sweep((x) => 5 * x ** 2 * Math.exp(0.7 * x), 0.001, [0.025, 0.05, 0.1, 0.2, 0.4]));
    expect(found.limit).toBe('zero');
    expect(law(found, 'correction').term!.estimate).toBeCloseTo(0.7, 6);
    expect(found.asymptoticExponent!.estimate).toBeCloseTo(2, 3);
    expect(assumed(found, 'correction')).toMatchObject({ from: 0.4, assumption: expect.stringContaining('<= 0.4') });
  });

  it('small sizes that no correction reaches are left out, and the assumption says from where it holds', () => {
    const found = of(sweep((M) => (M < 16 ? 1 : 16 / M), 0.01));
    for (const { from } of found.asymptoticExponent!.under) expect(from).toBeGreaterThan(2);
    expect(found.asymptoticExponent!.lower).toBeLessThan(-1);
    expect(found.asymptoticExponent!.upper).toBeGreaterThan(-1);
  });

  it.each<[(M: number) => number, number]>([
    [(M) => (1 + M ** -0.5) / M, -1], [(M) => (1 - 0.5 * M ** -0.5) * M ** -0.5, -0.5], [(M) => Math.log(M) / M, -1],
  ])(
    'a limit that the first correction by itself would miss is held: %s', (value, limit) => {
      for (const error of [0.003, 0.01, 0.03]) {
        const { lower, upper } = of(sweep(value, error, [4, 8, 16, 32, 64, 128, 256, 512, 1024])).asymptoticExponent!;
        expect([lower <= limit, upper >= limit]).toEqual([true, true]);
      }
    },
  );

  it('a logarithm is held against sizes beyond 1, where it has a power, and so are those of replicas', () => {
    const value = (M: number): number => (M === 1 ? 0.7 : Math.log(M) / M);
    const [grows, alone] = [of(sweep(value, 0.005, [1, ...SIZES])), of(sweep(value))];
    expect(law(grows, 'logarithm')).toEqual(law(alone, 'logarithm'));
    expect(law(grows, 'power').consistent).toBe(false);
    expect(assumed(grows, 'logarithm')).toEqual(assumed(alone, 'logarithm'));
    const shrinks = of(sweep((M) => value(1 / M), 0.005, [1, ...SIZES].map((M) => 1 / M)));
    const { lower, upper } = law(shrinks, 'logarithm').term!;
    expectWithin(1, lower, upper);
    expect(assumed(shrinks, 'logarithm')).toMatchObject({ from: 1 / 2 });
    expect(of(sweep((M) => 1 / M, 0.01, [1, 2, 4])).laws.map((one) => one.law)).toEqual(['power', 'correction']);
  });

  it('three sizes test nothing; repeated sizes have no slopes', () => {
    const [, , third] = SIZES;
    expect(of(sweep((M) => 1 / M, 0.01, [2, 4, third!])).asymptoticExponent!.tested).toBe(false);
    // A kink at every size: no law passes.
    const jagged = of(sweep((M) => (Math.log2(M) % 2 === 0 ? 1 : 2) / M, 0.01));
    expect(jagged.asymptoticExponent).toBeUndefined();
    expect(jagged.withoutExponent).toMatch(/strain the intervals too much/);
    expect(rateAsymptotics(sweep((M) => 1 / M, 0.01, [2, 2, 4]))).toBeUndefined();
    expect(rateAsymptotics(sweep((M) => 1 / M, 1, [2, 4, 8]))).toBeUndefined();
    expect(rateAsymptotics([])).toBeUndefined();
  });

  it('long sweeps cost little', () => {
    const sizes = Array.from({ length: 300 }, (_, i) => i + 2);
    const { asymptoticExponent, slopes } = of(sweep((M) => 1 / M, 0.01, sizes));
    expect(slopes).toHaveLength(299);
    expect(asymptoticExponent!.estimate).toBeCloseTo(-1, 6);
  });
});

it('the competitive equilibrium mechanism with uniform types: slopes fall to -1/2, which the limit covers', () => {
  // Song22 Appendix C at kappa 0: Pr(binomial(2M - 1, level) = M - 1) at its largest.
  const exact = (M: number): number => binomialMass(2 * M - 1, M - 1, (M - 1) / (2 * M - 1));
  const sizes = [2, 4, 8, 16, 32, 64, 128, 256];
  const { slopes, asymptoticExponent } = of(sweep(exact, 0.002, sizes));
  slopes.forEach(({ lower, upper, from, to }) => {
    const slope = Math.log(exact(to) / exact(from)) / Math.log(to / from);
    expect([lower <= slope, upper >= slope, upper - lower < 0.013]).toEqual([true, true, true]);
  });
  const { lower, upper, under } = asymptoticExponent!;
  expect([lower < -0.5, upper > -0.5, upper - lower < 0.12]).toEqual([true, true, true]);
  expect(under.map((one) => [one.law, one.lower < -0.5, one.upper > -0.5, one.upper - one.lower < 0.03])[0])
    .toEqual(['correction', true, true, true]);
});

// How near the ends are to those of the program is held to eight digits in bounds.test.ts: draws need not come near a corner.
it('ranges are those of the linear program: members at random that pass lie inside, and the ends are approached', () => {
  const make = caseMaker(77);
  const sizes = [2, 3, 5, 9, 20];
  const found = of(sweep((M) => M ** -0.5, 0.02, sizes));
  const { exponent, term } = law(found, 'correction');
  let [least, most] = [Infinity, -Infinity];
  for (let trial = 0; trial < 40_000; trial++) {
    const [b, t] = [-0.5 + 0.12 * (make.unit() - 0.5), 0.6 * (make.unit() - 0.5)];
    const off = sizes.map((M) => (b + 0.5) * Math.log(M) + t / M);
    // Some coefficient passes iff the offsets span no more than the interval, which is the same at every size.
    if (Math.max(...off) - Math.min(...off) > Math.log(1.02 / 0.98)) continue;
    expectWithin(b, exponent!.lower, exponent!.upper);
    expectWithin(t, term!.lower, term!.upper);
    [least, most] = [Math.min(least, b), Math.max(most, b)];
  }
  expect(least - exponent!.lower).toBeLessThan(0.006);
  expect(exponent!.upper - most).toBeLessThan(0.006);
});

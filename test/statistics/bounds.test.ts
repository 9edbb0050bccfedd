/**
 * Every bound of src/statistics against answers that others computed (known-answers.json, written by known-answers.py), and against
 * the case least favourable to it: the bound must hold there, and would not at half its width.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rateAsymptotics, type LawTest, type RateLaw } from '../../src/statistics/asymptotics.ts';
import { binomialSumAt, type BinomialGroup, type SumAt } from '../../src/statistics/binomial-sum.ts';
import { middleOf, replicatesFor } from '../../src/statistics/bootstrap.ts';
import { boundedMean } from '../../src/statistics/bounded-mean.ts';
import { chernoffLower, chernoffUpper, relativeChernoffLower, relativeChernoffUpper } from '../../src/statistics/chernoff.ts';
import { betainc, betaincinv } from '../../src/statistics/incomplete-beta.ts';
import { clopperPearson, clopperPearsonLower, clopperPearsonUpper } from '../../src/statistics/clopper-pearson.ts';
import { dkwHalfWidth } from '../../src/statistics/dkw.ts';
import { empiricalBernstein, empiricalBernsteinAt } from '../../src/statistics/empirical-bernstein.ts';
import { groupHalfWidth, groupMean } from '../../src/statistics/group-mean.ts';
import { boundedDifferences, hoeffding } from '../../src/statistics/hoeffding.ts';
import { difference, exactly, scaled, sides } from '../../src/statistics/interval.ts';
import { lookAlpha, lookProfiles } from '../../src/statistics/looks.ts';
import { normalCdf, normalUpperQuantile, normalUpperTail } from '../../src/statistics/normal.ts';
import { orderQuantile } from '../../src/statistics/order-quantile.ts';
import { fitRate } from '../../src/statistics/power-law.ts';
import { union } from '../../src/statistics/union.ts';
import { binomialAtLeast, binomialAtMost, logGamma } from '../oracles/special.ts';

interface Row {
  readonly bound: string;
  readonly arguments: Readonly<Record<string, number>>;
  readonly value: number;
  /** Relative. */
  readonly tolerance: number;
  readonly source: string;
}

const rows = JSON.parse(readFileSync(new URL('known-answers.json', import.meta.url), 'utf8')) as readonly Row[];

type Arguments = Readonly<Record<string, number>>;

const rateOf = ({ markets, values }: Arguments): NonNullable<ReturnType<typeof fitRate>> => {
  const estimates = values as unknown as readonly number[];
  return fitRate((markets as unknown as readonly number[]).map((market, i) => ({ market, ...exactly(estimates[i]!) })))!;
};

const lawOf = ({ markets, values, error }: Arguments, law: RateLaw): LawTest => {
  const estimates = values as unknown as readonly number[];
  const points = (markets as unknown as readonly number[]).map((market, i) => {
    const estimate = estimates[i]!;
    return { market, estimate, lower: estimate * (1 - error!), upper: estimate * (1 + error!) };
  });
  return rateAsymptotics(points)!.laws.find((one) => one.law === law)!;
};

const sumOf = ({ counts, chances, k }: Arguments): SumAt => {
  const p = chances as unknown as readonly number[];
  const [first, second] = (counts as unknown as readonly number[]).map((count, g): BinomialGroup => ({ count, p: p[g]! }));
  return binomialSumAt(second ? [first!, second] : [first!], k!);
};

const bounds: Readonly<Record<string, (of: Arguments) => number>> = {
  clopperPearsonLower: ({ k, n, alpha }) => clopperPearsonLower(k!, n!, alpha!),
  clopperPearsonUpper: ({ k, n, alpha }) => clopperPearsonUpper(k!, n!, alpha!),
  dkwHalfWidth: ({ n, alpha }) => dkwHalfWidth(n!, alpha!),
  hoeffding: ({ n, range, alpha }) => hoeffding(n!, range!, alpha!),
  boundedDifferences: ({ n, squares, alpha }) => boundedDifferences(n!, squares!, alpha!),
  empiricalBernstein: ({ n, variance, range, alpha }) => empiricalBernstein(n!, variance!, range!, alpha!),
  chernoffLower: ({ sum, n, alpha }) => chernoffLower(sum!, n!, alpha!),
  chernoffUpper: ({ sum, n, alpha }) => chernoffUpper(sum!, n!, alpha!),
  relativeChernoffLower: ({ count, n, alpha }) => relativeChernoffLower(count!, n!, alpha!),
  relativeChernoffUpper: ({ count, n, alpha }) => relativeChernoffUpper(count!, n!, alpha!),
  middleOfLower: ({ replicates, confidence }) => middleOf(replicates as unknown as readonly number[], confidence!)![0],
  middleOfUpper: ({ replicates, confidence }) => middleOf(replicates as unknown as readonly number[], confidence!)![1],
  union: ({ alpha, statements }) => union(alpha!, statements!),
  'groupMean.mean': ({ sum, squares, groups }) => groupMean(sum!, squares!, groups!).mean,
  'groupMean.variance': ({ sum, squares, groups }) => groupMean(sum!, squares!, groups!).variance,
  'groupMean.standardError': ({ sum, squares, groups }) => groupMean(sum!, squares!, groups!).standardError,
  'binomialSumAt.equal': (of) => sumOf(of).equal,
  'binomialSumAt.below': (of) => sumOf(of).below,
  'binomialSumAt.above': (of) => sumOf(of).above,
  normalUpperQuantile: ({ tail }) => normalUpperQuantile(tail!),
  normalUpperTail: ({ z }) => normalUpperTail(z!),
  'fitRate.exponent': (of) => rateOf(of).exponent,
  'fitRate.coefficient': (of) => rateOf(of).coefficient,
  ...Object.fromEntries((['correction', 'logarithm'] as const).flatMap((law) => (['exponent', 'term'] as const).flatMap((part) =>
    (['lower', 'upper'] as const).map((end) => [
      `rateAsymptotics.${law}.${part}${end === 'lower' ? 'Lower' : 'Upper'}`, (of: Arguments) => lawOf(of, law)[part]![end],
    ] as const)))),
};

describe.each(Object.keys(bounds))('%s: known answers', (bound) => {
  const known = rows.filter((row) => row.bound === bound);
  it.each(
    known.map((row) => [`${JSON.stringify(row.arguments)} (${row.source})`, row] as const)
  )('%s', (_, { arguments: of, value, tolerance }) => {
    const found = bounds[bound]!(of);
    if (value === 0) expect(found).toBe(0);
    else expect(Math.abs(found / value - 1)).toBeLessThan(tolerance);
  });
  it('has at least one', () => {
    expect(known.length).toBeGreaterThan(0);
  });
});

it('quantiles of replicates need as many as tell them from the ends', () => {
  expect([0.9, 0.99, 0.5].map(replicatesFor)).toEqual([19, 199, 3]);
  expect(middleOf(Array.from({ length: 18 }, (_, i) => i), 0.9)).toBe(undefined);
  expect(middleOf(Array.from({ length: 19 }, (_, i) => i), 0.9)).toEqual([0, 18]);
});

it('quantiles by order statistics lie between the ranks that the binomial law leaves, and one rank further in they would not hold', () => {
  const ranks = (n: number, share: number, alpha: number) => {
    const numbers = Array.from({ length: n }, (_, i) => i + 1);
    const { lower, upper } = orderQuantile({ lower: numbers, upper: numbers, most: 1e9 }, share, alpha);
    return [lower, upper];
  };
  // Conover, Practical Nonparametric Statistics (1999), section 3.2 and its table A3.
  expect(ranks(100, 0.5, 0.05)).toEqual([40, 61]);
  for (const [n, share, alpha] of [[30, 0.9, 0.1], [57, 0.31, 0.01], [1000, 0.99, 0.05]] as const) {
    const [below, above] = ranks(n, share, alpha) as [number, number];
    expect(binomialAtMost(n, below - 1, share)).toBeLessThanOrEqual(alpha / 2);
    expect(binomialAtMost(n, below, share)).toBeGreaterThan(alpha / 2);
    expect(binomialAtLeast(n, above, share)).toBeLessThanOrEqual(alpha / 2);
    expect(binomialAtLeast(n, above - 1, share)).toBeGreaterThan(alpha / 2);
  }
  // Too few for an upper end, or for a lower one.
  expect(ranks(30, 0.99, 0.05)[1]).toBe(1e9);
  expect(ranks(3, 0.5, 0.05)).toEqual([0, 1e9]);
});

it('the incomplete beta function, its complement and its inverse agree', () => {
  for (const [x, a, b] of [[0.3, 2, 5], [0.99, 0.5, 40], [1e-3, 30, 2]] as const) {
    const [below, above] = [betainc(x, a, b), betainc(x, a, b, true)];
    expect(below + above).toBeCloseTo(1, 12);
    // The larger of the two has lost digits.
    expect((below < above ? betaincinv(below, a, b) : betaincinv(above, a, b, true)) / x).toBeCloseTo(1, 9);
  }
  // I_x(a, 1) = x^a.
  expect(betainc(0.25, 3, 1)).toBeCloseTo(1 / 64, 15);
});

it('every answer is of a bound that is asked, and every file of src/statistics is read here', () => {
  expect([...new Set(rows.map(({ bound }) => bound))].sort()).toEqual(Object.keys(bounds).sort());
  const here = readFileSync(new URL('bounds.test.ts', import.meta.url), 'utf8');
  const files = readdirSync(new URL('../../src/statistics/', import.meta.url)).filter((file) => file.endsWith('.ts'));
  for (const file of files) expect(here).toContain(`src/statistics/${file}`);
  expect(files.length).toBeGreaterThan(10);
});

it('of exact values of a power every local slope is the exponent, and no law beside it is called for', () => {
  const points = [2, 4, 8, 16].map((market) => ({ market, estimate: market ** -1.5, lower: market ** -1.5, upper: market ** -1.5 }));
  const { slopes, laws } = rateAsymptotics(points)!;
  for (const { lower, upper } of slopes) expect([lower, upper].map((end) => Math.abs(end + 1.5) < 1e-9)).toEqual([true, true]);
  for (const { term } of laws) if (term) expect(term.lower <= 0 && term.upper >= 0 && term.upper - term.lower < 1e-6).toBe(true);
});

/** Probability that k of n coins of probability p has k / n above, or not above, a level. */
const above = (n: number, p: number, level: number): number => binomialAtLeast(n, Math.floor(n * level + 1e-9) + 1, p);

describe('least favourable cases', () => {
  const alphas = [0.1, 0.01, 1e-4];

  it.each(alphas)('Hoeffding and bounded differences at alpha = %d: fair coins', (alpha) => {
    for (const n of [100, 4000]) {
      const half = hoeffding(n, 1, alpha);
      expect(above(n, 0.5, 0.5 + half)).toBeLessThanOrEqual(alpha);
      expect(above(n, 0.5, 0.5 + half / 2)).toBeGreaterThan(alpha);
      // n profiles of four arguments that each move the sum by 1: means of 4 n coins, four times over.
      const four = boundedDifferences(n, 4, alpha);
      expect(above(4 * n, 0.5, 0.5 + four / 4)).toBeLessThanOrEqual(alpha);
      expect(above(4 * n, 0.5, 0.5 + four / 8)).toBeGreaterThan(alpha);
    }
  });

  /** The variance that k successes in n have in the sample. */
  const sampleVariance = (k: number, n: number): number => (k * (n - k)) / n / (n - 1);

  /** Exact probability over the counts of n coins of probability p that `misses` of them. */
  function chance(n: number, p: number, misses: (k: number) => boolean): number {
    const mass = (k: number): number =>
      Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p));
    let total = 0;
    for (let k = 0; k <= n; k++) if (misses(k)) total += mass(k);
    return total;
  }

  it.each(alphas)('empirical Bernstein at alpha = %d: fair coins, where variance is all', (alpha) => {
    const n = 40_000;
    const miss = (share: number) => chance(n, 0.5, (k) => k / n + share * empiricalBernstein(n, sampleVariance(k, n), 1, alpha) < 0.5);
    expect(miss(1)).toBeLessThanOrEqual(alpha);
    expect(miss(0.5)).toBeGreaterThan(alpha);
    expect(empiricalBernsteinAt(n, alpha)(0.2, 3)).toBe(empiricalBernstein(n, 0.2, 3, alpha));
  });

  it('empirical Bernstein where nothing was seen: its range term alone carries what rare events leave possible', () => {
    const [n, alpha] = [4000, 0.01];
    const half = empiricalBernstein(n, 0, 1, alpha);
    // A probability this large is missed with chance (1 - p)^n.
    expect((1 - half) ** n).toBeLessThanOrEqual(alpha);
    expect((1 - half / 3) ** n).toBeGreaterThan(alpha / 2);
    expect(empiricalBernstein(1, 0, 3, 0.1)).toBe(3);
  });

  it.each(alphas)('group means at alpha = %d: fair coins in groups of one', (alpha) => {
    const n = 40_000;
    const half = (k: number): number => groupHalfWidth(groupMean(k, k, n), n, n, 1, alpha);
    expect(chance(n, 0.5, (k) => k / n + half(k) < 0.5)).toBeLessThanOrEqual(alpha);
    expect(chance(n, 0.5, (k) => k / n + half(k) / 2 < 0.5)).toBeGreaterThan(alpha);
  });

  it.each(alphas)('means in a range at alpha = %d: both sides, fair coins and rare ones', (alpha) => {
    const n = 2000;
    for (const p of [0.5, 0.001]) {
      const [low, high] = [-1, 3];
      const mean = low + (high - low) * p;
      const misses = (share: number) => chance(n, p, (k) => {
        const { estimate, lower, upper } = boundedMean(
          low * n + (high - low) * k,
          low ** 2 * n + (high ** 2 - low ** 2) * k,
          n,
          [low, high],
          alpha,
        );
        return mean < estimate - share * (estimate - lower) || mean > estimate + share * (upper - estimate);
      });
      expect(misses(1)).toBeLessThanOrEqual(alpha);
      expect(misses(0.5)).toBeGreaterThan(alpha);
    }
  });

  it.each(alphas)('Chernoff at alpha = %d: coins at the bound itself', (alpha) => {
    for (const [k, n] of [[0, 50], [3, 200], [40, 400], [200, 400]] as const) {
      for (const upper of [chernoffUpper(k, n, alpha), relativeChernoffUpper(k, n, alpha)]) {
        // Were the truth at the bound, so few successes would be this rare; halfway they would not.
        expect(binomialAtMost(n, k, Math.min(1, upper))).toBeLessThanOrEqual(alpha);
        expect(binomialAtMost(n, k, (k / n + chernoffUpper(k, n, alpha)) / 2)).toBeGreaterThan(alpha);
      }
      for (const lower of [chernoffLower(k, n, alpha), relativeChernoffLower(k, n, alpha)]) {
        if (lower > 0) expect(binomialAtLeast(n, k, lower)).toBeLessThanOrEqual(alpha);
        if (k > 0) expect(binomialAtLeast(n, k, (k / n + chernoffLower(k, n, alpha)) / 2)).toBeGreaterThan(alpha);
      }
      expect(relativeChernoffUpper(k, n, alpha)).toBeGreaterThanOrEqual(chernoffUpper(k, n, alpha));
      expect(relativeChernoffLower(k, n, alpha)).toBeLessThanOrEqual(chernoffLower(k, n, alpha) + 1e-12);
    }
  });

  it.each(alphas)('Clopper-Pearson at alpha = %d: the tail at a limit is alpha, two-sided is two one-sided at half', (alpha) => {
    for (const [k, n] of [[0, 50], [3, 200], [200, 400]] as const) {
      expect(binomialAtMost(n, k, clopperPearsonUpper(k, n, alpha)) / alpha).toBeCloseTo(1, 5);
      if (k > 0) expect(binomialAtLeast(n, k, clopperPearsonLower(k, n, alpha)) / alpha).toBeCloseTo(1, 5);
      expect(clopperPearson(k, n, alpha)).toEqual({
        estimate: k / n,
        lower: clopperPearsonLower(k, n, alpha / 2),
        upper: clopperPearsonUpper(k, n, alpha / 2),
      });
    }
  });

  it.each(alphas)('Dvoretzky-Kiefer-Wolfowitz at alpha = %d: a law of two atoms, one side alone', (alpha) => {
    const n = 4000;
    const half = dkwHalfWidth(n, alpha);
    expect(2 * above(n, 0.5, 0.5 + half)).toBeLessThanOrEqual(alpha);
    expect(2 * above(n, 0.5, 0.5 + half / 2)).toBeGreaterThan(alpha);
  });

  it('the union bound: independent statements need it almost in full', () => {
    for (const [alpha, statements] of [[0.05, 20], [0.01, 1000]] as const) {
      const each = union(alpha, statements);
      expect(1 - (1 - each) ** statements).toBeLessThanOrEqual(alpha);
      expect(1 - (1 - 2 * each) ** statements).toBeGreaterThan(alpha);
    }
  });

  it('looks: all error probabilities add up to alpha', () => {
    const spent = Array.from({ length: 60 }, (_, look) => lookAlpha(0.05, look + 1)).reduce((a, b) => a + b);
    expect(spent).toBeCloseTo(0.05, 14);
    expect([1, 2, 3, 4, 5, 6].map((look) => lookProfiles(100, look))).toEqual([100, 125, 150, 200, 400, 800]);
  });
});

it('intervals: each side by itself, units, differences of two that hold at once', () => {
  const interval = { estimate: 2, lower: 1, upper: 4 };
  expect(scaled(interval, 3)).toEqual({ estimate: 6, lower: 3, upper: 12 });
  expect(sides((side) => Math.max(interval[side], 1.5))).toEqual({ estimate: 2, lower: 1.5, upper: 4 });
  expect(difference(interval, { estimate: 1, lower: 0, upper: 3 })).toEqual({ estimate: 1, lower: -2, upper: 4 });
  expect(difference(exactly(2), exactly(2))).toEqual(exactly(0));
  expect(normalCdf(1.5) + normalUpperTail(1.5)).toBeCloseTo(1, 15);
});

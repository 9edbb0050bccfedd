/** delta* of an agent who is served or not, against every pair of many types and the worst case of each metric written out. */
import { describe, expect, it } from 'vitest';
import type { Metric } from '../../src/beliefs/belief-set.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { valueTable } from '../../src/environment/table.ts';
import { servedAgent, servedChance, vcgSlope } from '../../src/experiments/quadrature/served.ts';
import { deltaStarOfServed, guaranteedEpsilonOfServed } from '../../src/notions/delta-star/served.ts';
import { deltaStarOfSlope } from '../../src/notions/delta-star/served-slope.ts';

const METRICS: readonly Metric[] = ['prokhorov', 'totalVariation', 'contamination'];

/** Two bidders for one object; bidder 1's bonus moves the choice. */
const problemOf = (law: string, slope: number) =>
  valueTable({
    agents: ['one', 'two'], alternatives: ['one wins', 'two wins'], signals: 'one-dimensional', law: parseDistribution(law),
    coefficients: [[[slope, 0], [0, 0]], [[0, 0], [0, 1]]],
  });

const ruleWith = (bonus: number) =>
  ({ name: 'm', rule: { kind: 'affine-maximizer', weights: [1, 1], bonuses: [bonus, 0] }, transfers: { kind: 'none' } }) as const;

describe.each([['beta(2,3)', 1, 0], ['uniform(1,3)', 1, 0.3], ['beta(3,1)', 2, 0]])('%s, slope %d, bonus %d', (text, slope, bonus) => {
  const law = parseDistribution(text);
  const [low, high] = law.support;
  const served = servedAgent(problemOf(text, slope), ruleWith(bonus), 0)!;
  // Served where y < slope t + bonus.
  const c = (t: number): number => slope * t + bonus;
  const least = (metric: Metric, delta: number, t: number): number => {
    if (c(t) > high) return 1;
    if (metric === 'contamination') return (1 - delta) * law.cdf(c(t));
    return Math.max(0, law.cdf(c(t) - (metric === 'prokhorov' ? delta : 0)) - delta);
  };
  const most = (metric: Metric, delta: number, t: number): number => {
    if (c(t) >= high) return 1;
    if (c(t) <= low) return 0;
    if (metric === 'contamination') return (1 - delta) * law.cdf(c(t)) + delta;
    return Math.min(1, law.cdf(c(t) + (metric === 'prokhorov' ? delta : 0)) + delta);
  };
  const values = [0, 0.02, 0.25, 0.3, 0.75, 1.1].map((x) => x * slope * (high - low));
  const pieces = values.length - 1;
  const mu = (s: number): number => {
    const place = ((s - low) / (high - low)) * pieces;
    const piece = Math.min(pieces - 1, Math.floor(place));
    return values[piece]! + (values[piece + 1]! - values[piece]!) * (place - piece);
  };

  it.each(METRICS)('%s: no pair of types gains above it, some pair gains below it', (metric) => {
    const star = deltaStarOfServed(served, { values, support: [low, high] }, metric);
    const knots = Array.from({ length: pieces + 1 }, (_, n) => low + ((high - low) * n) / pieces);
    const types = [
      ...Array.from({ length: 91 }, (_, i) => low + ((high - low) * i) / 90), ...knots.flatMap((x) => [x - 1e-5, x + 1e-5]),
    ].filter((t) => t >= low && t <= high);
    const largest = (delta: number): number => Math.max(...types.flatMap((t) => types.map((s) =>
      mu(t) - mu(s) + slope * (s > t ? (s - t) * least(metric, delta, t) : (s - t) * most(metric, delta, t)))));
    if (star === undefined) {
      expect(largest(1)).toBeGreaterThan(1e-9);
      return;
    }
    expect(star.upper - star.lower).toBeLessThan(1e-9);
    expect(largest(Math.min(1, star.upper + 1e-9))).toBeLessThan(1e-8);
    if (star.lower > 0.01) expect(largest(star.lower - 0.01)).toBeGreaterThan(0);
  });

  it.each(METRICS)('%s: what it guarantees is the most that ambiguity takes, and chances rise with the report', (metric) => {
    const delta = 0.07;
    const { lower, upper } = guaranteedEpsilonOfServed(served, [low, high], metric, { lower: delta, estimate: delta, upper: delta });
    const types = Array.from({ length: 401 }, (_, i) => low + ((high - low) * (i + 0.5)) / 401);
    const prior = (t: number): number => least('totalVariation', 0, t);
    const taken = Math.max(...types.map((t) => Math.max(prior(t) - least(metric, delta, t), most(metric, delta, t) - prior(t))));
    expect(lower).toBeGreaterThanOrEqual(slope * taken - 2e-2);
    expect(upper).toBeGreaterThanOrEqual(slope * taken - 1e-9);
    expect(upper - lower).toBeLessThan(1e-3);
    for (const side of ['least', 'most'] as const) {
      const chances = types.map((t) => servedChance(served, side, metric, delta, t));
      expect(chances.every((chance, i) => i === 0 || chance >= chances[i - 1]! - 1e-12)).toBe(true);
    }
  });
});

it('served above the critical signal: a buyer who is served where the cost is low, and a seller who keeps where the value is', () => {
  const problem = valueTable({
    agents: ['seller', 'buyer'], alternatives: ['keep', 'trade'], signals: 'one-dimensional', law: parseDistribution('uniform(0,1)'),
    coefficients: [[[1, 0], [0, 0]], [[0, 0], [0, 1]]],
  });
  const efficient = { name: 'm', rule: { kind: 'efficient' }, transfers: { kind: 'none' } } as const;
  for (const agent of [0, 1]) {
    const served = servedAgent(problem, efficient, agent)!;
    expect(served).toMatchObject({ worth: 1, base: 0, below: true });
    expect(served.critical(0.3)).toBeCloseTo(0.3, 12);
  }
  expect(servedAgent(problem, { ...efficient, rule: { kind: 'dictatorial', dictator: 0 } }, 0)).toBeUndefined();
});

it('served above the critical signal: a good that is built where values reach its cost together', () => {
  const problem = valueTable({
    agents: ['one', 'two'], alternatives: ['build', 'not'], signals: 'one-dimensional', law: parseDistribution('uniform(0,1)'),
    coefficients: [[[1, 0], [0, 1]], [[0, 0], [0, 0]]],
  });
  const rule = { kind: 'affine-maximizer', weights: [1, 1], bonuses: [-1, 0] } as const;
  const served = servedAgent(problem, { name: 'm', rule, transfers: { kind: 'none' } }, 0)!;
  expect(served).toMatchObject({ worth: 1, base: 0, below: false });
  expect(served.critical(0.3)).toBeCloseTo(0.7, 12);
  const at = (side: 'least' | 'most', metric: Metric): number => servedChance(served, side, metric, 0.05, 0.3);
  expect([at('least', 'prokhorov'), at('most', 'prokhorov')]).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.4, 12)]);
  expect([at('least', 'totalVariation'), at('most', 'totalVariation')]).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.35, 12)]);
  expect([at('least', 'contamination'), at('most', 'contamination')]).toEqual([expect.closeTo(0.285, 12), expect.closeTo(0.335, 12)]);
  expect(servedChance(served, 'most', 'totalVariation', 0.05, -0.1)).toBe(0);
  expect(servedChance(served, 'least', 'totalVariation', 0.05, 1.1)).toBe(1);
});

describe('a generalised VCG bidder, whose utility has the slope (1 - beta) H', () => {
  const bidder = (text: string, beta: number) => {
    const law = parseDistribution(text);
    const problem = singleObject({
      laws: [law, law], interdependence: { kind: 'one-dimensional', weights: [[0, beta], [beta, 0]] },
    });
    const mechanism = { name: 'm', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } } as const;
    const served = servedAgent(problem, mechanism, 0)!;
    return { law, served, slope: vcgSlope(problem, mechanism, 0)! };
  };
  const starOf = (text: string, beta: number, metric: Metric) => {
    const { law, served, slope } = bidder(text, beta);
    return deltaStarOfSlope(served, slope, law.support, metric)!;
  };

  it.each([['beta(2,3)', 0.5, 0.7], ['uniform(0,1)', 0.3, 0.2]] as const)('%s', (text, beta, x) => {
    const { law, served, slope: { from, rise } } = bidder(text, beta);
    expect(from + rise * servedChance(served, 'most', 'totalVariation', 0, x)).toBeCloseTo((1 - beta) * law.cdf(x), 12);
  });

  it('uniform: H(x) - delta <= (1 - beta) x, and 2 delta where types move; beta by total variation and contamination', () => {
    for (const [metric, exact] of [['totalVariation', 0.3], ['prokhorov', 0.15], ['contamination', 0.3]] as const) {
      const { lower, upper } = starOf('uniform(0,1)', 0.3, metric);
      expect(lower).toBeLessThanOrEqual(exact + 1e-12);
      expect(upper).toBeGreaterThanOrEqual(exact - 1e-12);
      expect(upper - lower).toBeLessThan(1e-6);
    }
  });

  it('a denser law: the largest delta with which some type still gains, by bisection over many types', () => {
    const { law } = bidder('beta(2,3)', 0.5);
    const needed = (x: number): number => {
      let [low, high] = [0, 1];
      for (let step = 0; step < 40; step++) {
        const middle = (low + high) / 2;
        if (Math.max(0, law.cdf(x - middle) - middle) <= 0.5 * law.cdf(x)) high = middle;
        else low = middle;
      }
      return high;
    };
    const most = Math.max(...Array.from({ length: 4000 }, (_, j) => needed((j + 0.5) / 4000)));
    const { lower, upper } = starOf('beta(2,3)', 0.5, 'prokhorov');
    expect(upper).toBeGreaterThanOrEqual(most);
    expect(lower).toBeLessThan(most + 1e-4);
  });
});

describe('contamination, where chances are small', () => {
  const served = servedAgent(problemOf('uniform(0,1)', 1), ruleWith(0), 0)!;
  it('a table of t^2 / 4 whose first slope is h / 4 where the chance is h: 3/4, and so the interval says', () => {
    for (const steps of [64, 8192]) {
      const values = Array.from({ length: steps + 1 }, (_, n) => (n / steps) ** 2 / 4);
      const { lower, upper } = deltaStarOfServed(served, { values, support: [0, 1] }, 'contamination')!;
      expect([lower <= 0.75, upper >= 0.75, upper - lower < 1e-6], `${steps}: [${lower}, ${upper}]`).toEqual([true, true, true]);
    }
  });
  it('a slope that is short of the least chance by a tenth of it: a tenth', () => {
    // One's own law begins where the chance of being served is a millionth.
    const { lower, upper } = deltaStarOfSlope(served, { from: 0, rise: 0.9, isFree: true }, [1e-6, 1], 'contamination')!;
    expect([lower <= 0.1, upper >= 0.1, upper - lower < 1e-4], `[${lower}, ${upper}]`).toEqual([true, true, true]);
  });
});

/** Gains of an agent whose chance of being served steps with her report: no pair of a dense list gains more, and some hardly less. */
import { describe, expect, it } from 'vitest';
import type { Metric } from '../../src/beliefs/belief-set.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { steppedGains } from '../../src/kinds/social-choice/stepped.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import { SteppedGains, type ReportStep } from '../../src/notions/stepped-gains.ts';

const METRICS = ['totalVariation', 'contamination'] as const;
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}
const chancesOf = (p: number): ReportStep['chances'] => (metric, delta) =>
  (metric === 'contamination' ? [(1 - delta) * p, (1 - delta) * p + delta] : [Math.max(0, p - delta), Math.min(1, p + delta)]);

/** A table of utilities, two intervals of reports, and two single ones; of every other law the first interval is sure. */
function example(seed: number) {
  const next = numbers(seed * 7919);
  const [low, high, worth] = [-1 + next(), 1 + next(), 0.5 + next()];
  const knots = 5;
  const values = Array.from({ length: knots }, () => 0).reduce<number[]>((all) =>
    [...all, all.at(-1)! + (next() * 1.2 * worth * (high - low)) / knots - 0.02], [0.3]);
  const middle = low + next() * (high - low);
  const chance = (): number => next();
  const first = seed % 2 === 0 ? 1 : chance();
  const points = [low + next() * (high - low), high];
  const steps: ReportStep[] = [
    { from: low, to: middle, chances: chancesOf(first) }, { from: middle, to: high, chances: chancesOf(chance()) },
    ...points.map((at) => ({ from: at, to: at, chances: chancesOf(chance()) })),
  ];
  return { worth, table: { values, support: [low, high] as const }, steps };
}

/** Reports with their step, and types, densely. */
function dense({ table: { values, support: [low, high] }, steps }: ReturnType<typeof example>) {
  const n = 160;
  const knots = values.map((_, j) => low + ((high - low) * j) / (values.length - 1));
  const mu = (x: number): number => {
    const place = Math.min(values.length - 2, Math.max(0, Math.floor(((x - low) / (high - low)) * (values.length - 1))));
    return values[place]! + ((values[place + 1]! - values[place]!) * (x - knots[place]!)) / (knots[place + 1]! - knots[place]!);
  };
  const types = [...knots, ...steps.flatMap(({ from, to }) => [from, to, from - 1e-4, from + 1e-4, to - 1e-4, to + 1e-4]),
    ...Array.from({ length: n }, (_, j) => low + ((high - low) * j) / n), ...knots.flatMap((x) => [x - 1e-4, x + 1e-4])]
    .filter((x) => x >= low && x <= high);
  const reports = steps.flatMap((step) => (step.from === step.to ? [{ t: step.from, step }]
    : types.filter((t) => t > step.from && t < step.to).map((t) => ({ t, step }))));
  return { mu, types, reports };
}

const near = ({ lower, upper }: { lower: number; upper: number }, found: number, share: number): void => {
  expect(upper).toBeGreaterThanOrEqual(found - 1e-9);
  expect(lower).toBeLessThanOrEqual(found + share);
  expect(upper - lower).toBeLessThan(1e-8);
};

describe('steps of chances', () => {
  it.each(Array.from({ length: 8 }, (_, j) => j + 1))('constants, gains and deltas, law %d', (seed) => {
    const given = example(seed);
    const { mu, types, reports } = dense(given);
    const known = new SteppedGains(given);
    const { worth } = given;
    const size = (metric: Metric, delta: number, unit: boolean): number => reports.reduce((most, { t, step }) => {
      const [least, greatest] = step.chances(metric, delta);
      return types.reduce((best, s) => {
        if (Math.abs(s - t) < 1e-6) return best;
        const gain = mu(t) - mu(s) + worth * (s > t ? least : greatest) * (s - t);
        return Math.max(best, unit ? gain / Math.abs(s - t) : gain);
      }, most);
    }, 0);
    near(known.epsilonLic(), size('totalVariation', 0, true), 1e-3);
    near(known.largestGain({ kind: 'bayesian' })!, size('totalVariation', 0, false), 1e-3);
    for (const metric of METRICS) {
      near(known.largestGain({ kind: metric, delta: 0.13 })!, size(metric, 0.13, false), 1e-3);
      const star = known.deltaStar(metric);
      if (!star) {
        expect(size(metric, 1, true)).toBeGreaterThan(1e-6);
        continue;
      }
      expect(size(metric, Math.min(1, star.upper + 1e-9), true)).toBeLessThan(1e-7);
      if (star.lower > 0.01) expect(size(metric, star.lower - 0.01, true)).toBeGreaterThan(1e-6);
      expect(star.upper - star.lower).toBeLessThan(1e-6);
      const need = known.needed(metric)!;
      expect(need.lower).toBeLessThanOrEqual(star.upper);
      const breaks = (delta: number): boolean => reports.some((one) => reports.some((other) => one.t > other.t
        && one.step.chances(metric, delta)[1] < other.step.chances(metric, delta)[0] - 1e-9));
      expect(breaks(Math.min(1, need.upper))).toBe(false);
      if (need.lower > 1e-6) expect(breaks(need.lower - 1e-6)).toBe(true);
    }
    const bounded = reports.reduce((most, { t, step }) => types.reduce((best, s) => (s < t - 1e-6
      ? Math.max(best, Math.min(1, (mu(t) - mu(s)) / (t - s) / worth) - step.chances('totalVariation', 0)[0]) : best), most), 0);
    near(known.epsilonBounded().epsilon, bounded, 1e-3);
  });
});

describe('a rule that steps', () => {
  const law = (text: string) => parseDistribution(text, 'law');
  const problem = singleObject({ laws: [law('uniform(0,1)'), law('beta(2,2)')] });
  const mechanism: Mechanism = {
    name: 'm', rule: { kind: 'stepped', threshold: 0.5, exceptions: [{ at: 0.7, threshold: 0.9 }, { at: 5, threshold: 3 }] },
    transfers: { kind: 'insured-table', utility: [[0, 0.5], [0, 0, 0.5]] },
  };

  it('moves the second agent\'s chances by what beliefs put on single signals of the first', () => {
    const second = steppedGains(problem, mechanism, 'private', 1)!;
    // mu' = 1 from 1/2 on: nothing gains.
    expect(second.deltaStar('prokhorov')).toMatchObject({ estimate: 0 });
    expect(second.deltaStar('contamination')!.upper).toBeLessThan(1e-8);
    // From 1/2 to 0.9 the least chance is 1 less what goes to 0.7: 2 delta + delta, delta, delta; from 0.9 on it is 1.
    const star = (utility: number[], metric: Metric) => {
      const insured: Mechanism = { ...mechanism, transfers: { kind: 'insured-table', utility: [[0, 0.5], utility] } };
      return steppedGains(problem, insured, 'private', 1)!.deltaStar(metric);
    };
    expect(star([0, 0, 0.4], 'totalVariation')).toBeUndefined();
    const tenths = [0, 0, 0, 0, 0, 0, 0.08, 0.16, 0.24, 0.32, 0.42];
    expect(star(tenths, 'totalVariation')!.estimate).toBeCloseTo(0.2, 8);
    expect(star(tenths, 'prokhorov')!.estimate).toBeCloseTo(0.2 / 3, 8);
    expect(star(tenths, 'contamination')!.estimate).toBeCloseTo(0.2, 8);
  });

  it('says nothing of dependent types, atoms, strategies, or values of both', () => {
    expect(steppedGains(problem, mechanism, 'private', 0)).toBeDefined();
    expect(steppedGains(problem, mechanism, 'additively-separable', 0)).toBeUndefined();
    expect(steppedGains(problem, { ...mechanism, rule: { kind: 'efficient' } }, 'private', 0)).toBeUndefined();
    expect(steppedGains(problem, { ...mechanism, transfers: { kind: 'vcg' } }, 'private', 0)).toBeUndefined();
    const atoms = singleObject({ laws: [law('discrete(0:0.5,1:0.5)'), law('uniform(0,1)')] });
    expect(steppedGains(atoms, mechanism, 'private', 0)).toBeUndefined();
  });
});

/** Gains of an agent who is served or not against one opponent: closed forms, and no pair of a fine list gains more. */
import { describe, expect, it } from 'vitest';
import type { BeliefSet } from '../../src/beliefs/belief-set.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { servedChance, type Served } from '../../src/experiments/quadrature/served.ts';
import {
  epsilonBoundedOfServed, epsilonLicOfServed, monotonicityOfServed, servedLine, type ServedUtility,
} from '../../src/notions/served-gains.ts';
import { largestServedGain } from '../../src/notions/served-gains/largest.ts';

const law = (text: string) => parseDistribution(text, 'law');
const against = (text: string, more: Partial<Served> = {}): Served =>
  ({ worth: 1, base: 0, law: law(text), below: true, critical: (t) => t, ...more });
const table = (values: readonly number[], served = against('uniform(0,1)'), support: readonly [number, number] = [0, 1]): ServedUtility =>
  ({ served, support, slope: { table: { values, support } } });
const generalised = (beta: number): ServedUtility =>
  ({ served: against('uniform(0,1)'), support: [0, 1], slope: { chance: { from: 0, rise: 1 - beta, isFree: true } } });
const gainUnder = (utility: ServedUtility, beliefs: BeliefSet) => largestServedGain(utility, servedLine(utility)!, beliefs)!;

/** The exact value within the interval, which is no wider than a share of it. */
function holds({ lower, upper }: { lower: number; upper: number }, exact: number, share = 1e-3): void {
  expect(lower).toBeLessThanOrEqual(exact);
  expect(upper).toBeGreaterThanOrEqual(exact);
  expect(upper - lower).toBeLessThanOrEqual(share * exact + 1e-7);
}

describe('closed forms, uniform signals', () => {
  // u(t, 1) - u(1, 1) = t (1 - t) - (1 - beta) (1 - t^2) / 2, largest at t = 1 / (1 + beta).
  it.each([0.2, 0.5, 0.9])('generalised VCG, weight %d of the other\'s signal', (beta) => {
    const utility = generalised(beta);
    const line = servedLine(utility)!;
    holds(epsilonLicOfServed(utility, line), beta, 1e-8);
    const gain = (t: number, delta: number): number => (t - delta) * (1 - t) - ((1 - beta) * (1 - t * t)) / 2;
    holds(gainUnder(utility, { kind: 'bayesian' }), gain(1 / (1 + beta), 0));
    const delta = beta / 10;
    holds(gainUnder(utility, { kind: 'totalVariation', delta }), gain((1 + delta) / (1 + beta), delta));
    holds(epsilonBoundedOfServed(utility, line)!.epsilon, 0);
    holds(monotonicityOfServed(line), 0);
  });

  // Nothing is left to the truth: (1 - t) L(t).
  it.each<[BeliefSet, number]>([
    [{ kind: 'bayesian' }, 0.25], [{ kind: 'totalVariation', delta: 0.1 }, 0.2025], [{ kind: 'prokhorov', delta: 0.1 }, 0.16],
    [{ kind: 'contamination', delta: 0.2 }, 0.2], [{ kind: 'all' }, 0],
  ])('no utility, %j: %d', (beliefs, exact) => holds(gainUnder(table([0, 0]), beliefs), exact, 2e-4));

  it('a slope too steep at the top, too flat before: both constants at the ends of pieces', () => {
    // Slopes 0, 0.5 and 1.2 on thirds.
    const utility = table([0, 0, 1 / 6, 1 / 6 + 0.4]);
    const line = servedLine(utility)!;
    holds(epsilonLicOfServed(utility, line), 1.2 - 2 / 3, 1e-8);
    const { epsilon, excess } = epsilonBoundedOfServed(utility, line)!;
    holds(epsilon, 1 / 3, 1e-8);
    holds(excess, 0.2 / 3, 1e-8);
    expect(monotonicityOfServed(line).estimate).toBeCloseTo(0, 12);
    // The highest type pretends to nothing: types of the last third gain int (1.2 - 1) up to the top whatever is believed.
    holds(gainUnder(utility, { kind: 'all' }), 0.2 / 3);
  });

  it('a utility that falls', () => {
    const utility = table([0.3, 0.1, 0.4]);
    holds(epsilonLicOfServed(utility, servedLine(utility)!), 0.9, 1e-8);
    expect(monotonicityOfServed(servedLine(utility)!)).toMatchObject({ guarantee: 'continuum', witness: { type: 0 } });
    expect(monotonicityOfServed(servedLine(utility)!).estimate).toBeCloseTo(0.4, 12);
  });
});

describe('other laws, either side, any piece', () => {
  const CASES: readonly (readonly [string, Served, readonly [number, number], readonly number[]])[] = [
    ['beta law', against('beta(2,3)'), [0, 1], [0, 0.05, 0.1, 0.3, 0.31, 0.6]],
    ['served above, a base', against('uniform(-1,1)', { below: false, critical: (t) => 0.4 - 1.3 * t, base: 0.3, worth: 2 }), [-0.5, 1.5],
      [1, 1.5, 1.2, 2.8, 4.1]],
    ['a law with a knot, whose ends lie inside', against('piecewise-linear(0:0.2,0.8:0.5,1:0.9)'), [0, 1], [0, 0, 0.1, 0.5, 0.6]],
  ];
  const SETS: readonly BeliefSet[] = [{ kind: 'bayesian' }, { kind: 'totalVariation', delta: 0.07 }, { kind: 'prokhorov', delta: 0.05 }];

  it.each(CASES)('%s', (_, served, support, values) => {
    const utility = table(values, served, support);
    const line = servedLine(utility)!;
    const [low, high] = support;
    const pieces = values.length - 1;
    const mu = (t: number): number => {
      const place = Math.min(pieces - 1e-12, Math.max(0, ((t - low) / (high - low)) * pieces));
      const n = Math.floor(place);
      return values[n]! + (values[n + 1]! - values[n]!) * (place - n);
    };
    const types = Array.from({ length: 301 }, (__, n) => low + ((high - low) * n) / 300);
    for (const beliefs of SETS) {
      const [metric, delta] = beliefs.kind === 'bayesian' ? ['totalVariation', 0] as const
        : [beliefs.kind, (beliefs as { delta: number }).delta] as ['totalVariation' | 'prokhorov', number];
      let [most, ratio] = [0, 0];
      for (const t of types) {
        const [up, down] = (['most', 'least'] as const)
          .map((side) => served.base + served.worth * servedChance(served, side, metric, delta, t));
        for (const s of types) {
          const gain = mu(t) - mu(s) + (s - t) * (t > s ? up! : down!);
          most = Math.max(most, gain);
          if (s !== t) ratio = Math.max(ratio, gain / Math.abs(t - s));
        }
      }
      const found = largestServedGain(utility, line, beliefs)!;
      expect(found.upper).toBeGreaterThanOrEqual(most - 1e-12);
      expect(found.upper).toBeLessThan(most * 1.02 + 1e-4);
      expect(found.lower).toBeGreaterThan(most * 0.999 - 1e-5);
      if (beliefs.kind !== 'bayesian') continue;
      const lic = epsilonLicOfServed(utility, line);
      expect(lic.upper).toBeGreaterThanOrEqual(ratio - 1e-12);
      expect(lic.upper).toBeLessThan(ratio * 1.04);
    }
  });

  it('is the same in other units, and undefined where the opponent\'s law has atoms or priors are listed', () => {
    const unit = 2 ** 20;
    const scaled = table([0, 0.1 * unit, 0.6 * unit], against(`uniform(0,${unit})`), [0, unit]);
    const plain = table([0, 0.1, 0.6]);
    const [big, small] = [scaled, plain].map((utility) => gainUnder(utility, { kind: 'bayesian' }).upper);
    expect(big! / unit).toBeCloseTo(small!, 12);
    expect(servedLine(table([0, 1], against('discrete(0:0.5,1:0.5)')))).toBeUndefined();
    expect(largestServedGain(plain, servedLine(plain)!, { kind: 'priors', priors: [] })).toBeUndefined();
  });
});

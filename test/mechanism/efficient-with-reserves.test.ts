/** A reserve price for each bidder: the rule, what VCG transfers make of it, and what nobody can do about it. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { multiObject } from '../../src/environment/multi-object.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { chooseAlternative } from '../../src/mechanism/choose.ts';
import { incentiveCompatibleByStructure } from '../../src/mechanism/incentives.ts';
import type { ChoiceRule, Mechanism } from '../../src/mechanism/mechanism.ts';
import { withReserves } from '../../src/mechanism/rules/efficient-with-reserves.ts';
import { validateMechanism } from '../../src/mechanism/validate.ts';
import { dot, outcomeAt, transferAt, valuesAt } from '../experiments/tensor/oracle.ts';
import { Random, randomSignals } from './linear-cases.ts';

const unit = parseDistribution('uniform(0,1)');
const auction = (bidders: number): SocialChoiceProblem => singleObject({ laws: new Array(bidders).fill(unit), sellerMayKeep: true });
const never = { externality: () => NaN, utility: () => NaN };
const vcgWith = (rule: ChoiceRule): Mechanism => ({ name: 'VCG with reserves', rule, transfers: { kind: 'vcg' } });

/** Alternative chosen and what everybody pays. */
function played(problem: SocialChoiceProblem, mechanism: Mechanism, signals: readonly number[]): { chosen: number; paid: number[] } {
  const twin = { problem };
  return {
    chosen: outcomeAt(twin, mechanism, signals).probabilities.indexOf(1),
    paid: problem.agents.map((_, i) => 0 - transferAt(twin, mechanism, i, signals, never)),
  };
}

describe('one object', () => {
  it('goes to the largest excess over the reserve, for the reserve and the next excess', () => {
    const problem = auction(3);
    const mechanism = vcgWith(withReserves(problem, [0.5, 0.3, 0.1]));
    const first = played(problem, mechanism, [0.9, 0.6, 0.2]);
    expect(first.chosen).toBe(1);
    expect(first.paid[0]).toBeCloseTo(0.5 + 0.3, 12);
    expect(first.paid.slice(1)).toEqual([0, 0]);
    // The second value is the larger, the third bidder's excess is.
    const third = played(problem, mechanism, [0.2, 0.45, 0.4]);
    expect(third.chosen).toBe(3);
    expect(third.paid[2]).toBeCloseTo(0.1 + 0.15, 12);
  });

  it('stays unsold where nobody is above her reserve, and at a tie with the seller', () => {
    const problem = auction(2);
    const mechanism = vcgWith(withReserves(problem, [0.5, 0.25]));
    expect(played(problem, mechanism, [0.49, 0.2])).toEqual({ chosen: 0, paid: [0, 0] });
    expect(played(problem, mechanism, [0.5, 0.25])).toEqual({ chosen: 0, paid: [0, 0] });
  });

  it('is the second-price auction with a reserve where all are alike, a posted price for one bidder, and VCG without reserves', () => {
    const random = new Random(3);
    const problem = auction(4);
    const alike = vcgWith(withReserves(problem, [0.4, 0.4, 0.4, 0.4]));
    for (let trial = 0; trial < 200; trial++) {
      const signals = randomSignals(random, problem);
      const [best, next] = signals.toSorted((a, b) => b - a) as [number, number];
      const { chosen, paid } = played(problem, alike, signals);
      expect(chosen).toBe(best > 0.4 ? signals.indexOf(best) + 1 : 0);
      expect(paid.reduce((sum, x) => sum + x, 0)).toBeCloseTo(best > 0.4 ? Math.max(0.4, next) : 0, 12);
      expect(
        chooseAlternative(withReserves(problem, [0, 0, 0, 0]), valuesAt({ problem }, signals))
      ).toBe(chooseAlternative({ kind: 'efficient' }, valuesAt({ problem }, signals)));
    }
    const alone = vcgWith(withReserves(auction(1), [0.7]));
    expect(played(auction(1), alone, [0.8])).toEqual({ chosen: 1, paid: [expect.closeTo(0.7, 12)] });
    expect(played(auction(1), alone, [0.6])).toEqual({ chosen: 0, paid: [0] });
  });
});

describe('two objects, private values', () => {
  const problem = multiObject({ bidders: 2, objects: 2, values: 'bundles', law: unit });
  const rule = withReserves(problem, [0.3, 0.15]);
  const mechanism = vcgWith(rule);

  it('is incentive compatible by structure, and no random lie gains', () => {
    expect(incentiveCompatibleByStructure(problem, mechanism, 'private')).toMatch(/dominant/);
    expect(incentiveCompatibleByStructure(problem, mechanism, 'nonseparable')).toBeUndefined();
    const random = new Random(11);
    for (let trial = 0; trial < 300; trial++) {
      const truth = randomSignals(random, problem);
      const lie = randomSignals(random, problem).map((x, d) => (problem.signals[d]!.owner === 0 ? x : truth[d]!));
      const own = valuesAt({ problem }, truth)[0]!;
      const payoff = (signals: readonly number[]): number =>
        dot(outcomeAt({ problem }, mechanism, signals).probabilities, own) - played(problem, mechanism, signals).paid[0]!;
      expect(payoff(lie)).toBeLessThanOrEqual(payoff(truth) + 1e-12);
    }
  });

  it('lets nobody pay less than her reserve for what she gets, nor more than it is worth to her', () => {
    const random = new Random(12);
    let sold = 0;
    for (let trial = 0; trial < 300; trial++) {
      const signals = randomSignals(random, problem);
      const { chosen, paid } = played(problem, mechanism, signals);
      paid.forEach((price, i) => {
        expect(price).toBeGreaterThanOrEqual(rule.reserves[i]![chosen]! - 1e-12);
        expect(price).toBeLessThanOrEqual(valuesAt({ problem }, signals)[i]![chosen]! + 1e-12);
        if (rule.reserves[i]![chosen]! > 0) sold++;
      });
    }
    expect(sold).toBeGreaterThan(100);
  });
});

describe('what is refused', () => {
  const fieldOf = (rule: unknown, problem = auction(2)): string => {
    try {
      validateMechanism(problem, vcgWith(rule as ChoiceRule));
      return 'accepted';
    } catch (error) {
      return (error as { field: string }).field;
    }
  };

  it('names the field', () => {
    const kind = 'efficient-with-reserves';
    expect(fieldOf({ kind, reserves: [[0, 1, 0], [0, 0, 1]] })).toBe('accepted');
    expect(fieldOf({ kind, reserves: [[0, 1, 0]] })).toBe('rule.reserves');
    expect(fieldOf({ kind, reserves: [[0, 1], [0, 0, 1]] })).toBe('rule.reserves[0]');
    expect(fieldOf({ kind, reserves: [[0, 1, 0], [0, 0, NaN]] })).toBe('rule.reserves[1][2]');
    expect(fieldOf({ kind, reserves: [[0, 1, 0], [0, 0, -1]] })).toBe('rule.reserves[1][2]');
    // Without an alternative in which the seller keeps the object a reserve excludes nobody.
    expect(fieldOf({ kind, reserves: [[1, 0], [0, 1]] }, singleObject({ laws: [unit, unit] }))).toBe('rule.reserves');
    expect(() => withReserves(auction(2), [0.1])).toThrow(/reserves/);
    expect(() => withReserves(multiObject({ bidders: 2, objects: 2, values: 'unit-demand', law: unit }), [0.1, 0.1])).toThrow(/linear/);
  });
});

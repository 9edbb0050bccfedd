/** VCG with part of its revenue handed back: rebates that are known, budgets, and what no report moves. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { publicGood } from '../../src/environment/public-good.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { incentiveCompatibleByStructure } from '../../src/mechanism/incentives.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import { leastRevenue } from '../../src/mechanism/transfers/redistributed-vcg.ts';
import { validateMechanism } from '../../src/mechanism/validate.ts';
import { outcomeAt, transferAt, valuesAt } from '../experiments/tensor/oracle.ts';
import { Random, randomProblem, randomSignals } from './linear-cases.ts';

const law = parseDistribution;
const laws = (count: number, text = 'uniform(0,1)') => new Array(count).fill(law(text));
const vcg: Mechanism = { name: 'VCG', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };
const redistributed: Mechanism = { ...vcg, name: 'redistributed VCG', transfers: { kind: 'redistributed-vcg' } };
const never = { externality: () => NaN, utility: () => NaN };

const revenue = (problem: SocialChoiceProblem, signals: readonly number[]): number =>
  problem.agents.reduce((sum, _, i) => sum - transferAt({ problem }, vcg, i, signals, never), 0);
const rebates = (problem: SocialChoiceProblem, signals: readonly number[]): number[] =>
  problem.agents.map((_, i) => leastRevenue(problem, i, signals) / problem.agents.length);

describe('one object', () => {
  const problem = singleObject({ laws: laws(4) });
  it('gives back an N-th of the second highest value among the others (Cavallo 2006)', () => {
    expect(rebates(problem, [0.9, 0.6, 0.2, 0.5])).toEqual([0.5, 0.5, 0.6, 0.6].map((x) => expect.closeTo(x / 4, 12)));
    // Ties, and everybody at an end.
    expect(rebates(problem, [0.7, 0.7, 0.7, 0])).toEqual([0.7, 0.7, 0.7, 0.7].map((x) => expect.closeTo(x / 4, 12)));
    expect(rebates(problem, [0, 0, 0, 0])).toEqual([0, 0, 0, 0]);
  });

  it('gives two bidders an N-th of the lowest value that either may have', () => {
    expect(rebates(singleObject({ laws: laws(2) }), [0.9, 0.6])).toEqual([0, 0]);
    expect(
      rebates(singleObject({ laws: laws(2, 'uniform(0.4,1)') }), [0.9, 0.6])
    ).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.2, 12)]);
  });
});

describe('a public good', () => {
  it('is the least of the taxes, found by hand', () => {
    // Net values s - 1/2. The others' 0.3 + 0.4 build it whatever agent 1 says, and at most types of hers nobody is pivotal.
    const problem = publicGood({ laws: laws(3), cost: 1.5 });
    expect(rebates(problem, [0.2, 0.8, 0.9])[0]).toBeCloseTo(0, 12);
    // A sure thing or never: nobody is pivotal.
    expect(rebates(publicGood({ laws: laws(3, 'uniform(0.6,1)'), cost: 1.5 }), [0.7, 0.8, 0.9])).toEqual([0, 0, 0]);
    // Agent 1 has a net value within 0.3 of 0, the others 0.5 and -0.4: some tax is due at every type of hers, least at 0.3, where
    // agent 2 is pivotal by 0.3 - 0.4.
    const narrow = publicGood({ laws: [law('uniform(0.2,0.8)'), ...laws(2)], cost: 1.5 });
    expect(rebates(narrow, [0.4, 1, 0.1])[0]).toBeCloseTo(0.1 / 3, 12);
  });
});

describe('any efficient rule with private values', () => {
  it('never runs a deficit, never hands back more than there is, and takes rebates from the others alone', () => {
    const random = new Random(5);
    let handedBack = 0;
    for (let trial = 0; trial < 150; trial++) {
      const problem = randomProblem(random, { dimensions: 1, private: true });
      const signals = randomSignals(random, problem);
      const back = rebates(problem, signals);
      expect(back.reduce((sum, x) => sum + x, 0)).toBeLessThanOrEqual(revenue(problem, signals) + 1e-9);
      expect(Math.min(...back)).toBeGreaterThanOrEqual(0);
      handedBack += back.reduce((sum, x) => sum + x, 0);
      problem.agents.forEach((_, i) => {
        const lie = signals.map((x, d) => (problem.signals[d]!.owner === i ? randomSignals(random, problem)[d]! : x));
        expect(leastRevenue(problem, i, lie)).toBeCloseTo(leastRevenue(problem, i, signals), 12);
        // The least over a grid of her types is no less, and close.
        const { support: [low, high] } = problem.signals.find(({ owner }) => owner === i)!.law;
        const grid = Array.from(
          { length: 401 },
          (_none, n) => revenue(problem, signals.map((x, d) => (problem.signals[d]!.owner === i ? low + ((high - low) * n) / 400 : x))),
        );
        const least = leastRevenue(problem, i, signals);
        expect(Math.min(...grid)).toBeGreaterThanOrEqual(least - 1e-9);
        expect(Math.min(...grid)).toBeLessThanOrEqual(least + (20 * (high - low)) / 400);
      });
    }
    expect(handedBack).toBeGreaterThan(1);
  });

  it('is incentive compatible by structure, and no random lie gains', () => {
    const problem = singleObject({ laws: laws(3) });
    expect(incentiveCompatibleByStructure(problem, redistributed, 'private')).toMatch(/dominant/);
    const random = new Random(6);
    for (let trial = 0; trial < 100; trial++) {
      const truth = randomSignals(random, problem);
      const own = valuesAt({ problem }, truth)[0]!;
      const payoff = (report: number): number => {
        const signals = [report, ...truth.slice(1)];
        const chosen = outcomeAt({ problem }, redistributed, signals).probabilities.indexOf(1);
        return own[chosen]! + transferAt({ problem }, vcg, 0, signals, never) + leastRevenue(problem, 0, signals) / 3;
      };
      expect(payoff(random.unit())).toBeLessThanOrEqual(payoff(truth[0]!) + 1e-12);
    }
  });
});

describe('what is refused', () => {
  const complaint = (problem: SocialChoiceProblem, mechanism: Mechanism): string => {
    try {
      validateMechanism(problem, mechanism);
      return 'accepted';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('says what is missing', () => {
    const problem = singleObject({ laws: laws(2) });
    expect(complaint(problem, redistributed)).toBe('accepted');
    expect(
      complaint(problem, { ...redistributed, rule: { kind: 'affine-maximizer', weights: [1, 2], bonuses: [0, 0] } })
    ).toMatch(/transfers\.kind: .*efficient rule/);
    expect(
      complaint(singleObject({ laws: laws(2), interdependence: { kind: 'one-dimensional', weights: [[0, 0.2], [0.2, 0]] } }), redistributed)
    ).toMatch(/private values/);
    expect(
      complaint(singleObject({ laws: laws(2), interdependence: { kind: 'multi-dimensional', size: 0.1 } }), redistributed)
    ).toMatch(/one-dimensional/);
    const honest = { name: 'truth', bid: (s: number) => s, inverse: (b: number) => b, range: [0, 1] as const };
    expect(complaint(problem, { ...redistributed, strategies: [honest, honest] })).toMatch(/truthful reports/);
  });
});

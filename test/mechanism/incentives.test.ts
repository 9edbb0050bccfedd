/** Mechanisms called incentive compatible by their structure never gain from a lie, played in real numbers; others are refused. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { LinearValuations, SocialChoiceProblem, ValueStructure } from '../../src/environment/social-choice.ts';
import { incentiveCompatibleByStructure, interimIncentiveCompatible, maximises, paysByReport } from '../../src/mechanism/incentives.ts';
import type { Mechanism, Strategy } from '../../src/mechanism/mechanism.ts';
import { ownSpace } from '../../src/experiments/own-signal.ts';
import { BruteForce } from '../experiments/brute-force.ts';
import { affine, efficient, named, Random, randomProblem, randomSignals } from './linear-cases.ts';

const uniform = parseDistribution('uniform(0,1)');
const ROUNDING = 1e-10;

type Payoff = (report: readonly number[], type: readonly number[], profile: readonly number[]) => number;

/** The largest gain found over random profiles, types and reports, long lies and short ones. */
function largestGain(random: Random, problem: SocialChoiceProblem, agent: number, payoff: Payoff, profiles: number): number {
  const { coordinates, supports } = ownSpace(problem, agent);
  let most = -Infinity;
  for (let i = 0; i < profiles; i++) {
    const [profile, elsewhere] = [randomSignals(random, problem), randomSignals(random, problem)];
    const type = coordinates.map((d) => profile[d]!);
    const far = coordinates.map((d) => elsewhere[d]!);
    const near = type.map((x, c) => Math.min(supports[c]![1], Math.max(supports[c]![0], x + random.between(-0.01, 0.01))));
    for (const report of [far, near]) most = Math.max(most, payoff(report, type, profile) - payoff(type, type, profile));
  }
  return most;
}

const played = (problem: SocialChoiceProblem, mechanism: Mechanism, agent: number): Payoff => {
  const brute = new BruteForce(problem, mechanism, agent);
  return (report, type, profile) => brute.payoff(report, type, profile);
};

/** Values that satisfy (5.1): others' coefficients on a signal are a multiple of its owner's, above -1 in sum. */
function congruent(random: Random): SocialChoiceProblem {
  const problem = randomProblem(random, { dimensions: 1, agents: [2, 4] });
  const valuations = problem.valuations as LinearValuations;
  const factors = problem.agents.map(() => problem.agents.map(() => random.between(-0.9, 2) / (problem.agents.length - 1)));
  const coefficients = problem.agents.map((_, i) =>
    problem.alternatives.map((_k, k) =>
      problem.agents.map((_j, j) => (i === j ? 1 : factors[i]![j]!) * valuations.coefficients[j]![k]![j]!)));
  return { ...problem, valuations: { ...valuations, coefficients } };
}

it('full insurance by the rule that it insures gains nothing in expectation, by another rule it may', () => {
  const problem = singleObject({ laws: [uniform, uniform] });
  const insured = (bonus: number): Mechanism => named(efficient, {
    kind: 'full-insurance', base: named({ kind: 'affine-maximizer', weights: [1, 1], bonuses: [bonus, 0] }, { kind: 'vcg' }),
  });
  const same = named(efficient, { kind: 'full-insurance', base: named(efficient, { kind: 'vcg' }) });
  expect(interimIncentiveCompatible(problem, same, 'private')).toMatch(/dominant/);
  // A draw may gain, so that it is not so by every profile.
  expect(incentiveCompatibleByStructure(problem, same, 'private')).toBeUndefined();
  expect(interimIncentiveCompatible(problem, insured(0.2), 'private')).toBeUndefined();
  const dependent: SocialChoiceProblem = { ...problem, dependence: { kind: 'clayton', theta: 2 } };
  expect(interimIncentiveCompatible(dependent, same, 'private')).toBeUndefined();
  const bids: Strategy = { name: 'half', bid: (x) => x / 2, inverse: (b) => 2 * b, range: [0, 0.5] };
  expect(interimIncentiveCompatible(problem, { ...same, strategies: [bids, bids] }, 'private')).toBeUndefined();
  // Paid what type t expects, mu(t), less her value as reported: against a rival on even steps, who wins ties with nobody.
  const rivals = Array.from({ length: 200 }, (_, n) => (n + 0.5) / 200);
  const mean = (of: (y: number) => number): number => rivals.reduce((sum, y) => sum + of(y), 0) / rivals.length;
  const gain = (t: number, s: number, bonus: number): number => {
    const mu = (x: number): number => mean((y) => (x + bonus > y ? x + bonus - Math.max(bonus, y) : Math.min(0, y - bonus)));
    const utility = (report: number): number => mean((y) => (report > y ? s - report : 0)) + mu(report);
    return utility(t) - utility(s);
  };
  const grid = rivals.map((y) => y + 1 / 400);
  const largest = (bonus: number): number => Math.max(...grid.flatMap((s) => [gain(s * 0.5, s, bonus), gain((1 + s) / 2, s, bonus)]));
  expect(largest(0)).toBeLessThan(1e-12);
  expect(largest(0.2)).toBeGreaterThan(0.01);
});

describe('mechanisms that are blessed never gain', () => {
  it.each(['vcg', 'groves'] as const)('%s with private values: ex post, efficient rules and affine maximizers', (kind) => {
    const random = new Random(kind.length);
    for (let i = 0; i < 60; i++) {
      const problem = randomProblem(random, { private: true });
      const mechanism = named(i % 2 === 0 ? efficient : affine(random, problem), { kind });
      expect(incentiveCompatibleByStructure(problem, mechanism, 'private')).toMatch(/dominant/);
      const agent = random.whole(0, problem.agents.length - 1);
      expect(largestGain(random, problem, agent, played(problem, mechanism, agent), 60)).toBeLessThan(ROUNDING);
    }
  });

  it.each([false, true])('posted price, ex post; the seller owns the good: %s', (ownership) => {
    const random = new Random(5);
    const problem = bilateralTrade({ cost: parseDistribution('uniform(0.2,1)'), value: uniform, ownership });
    const mechanism = named({ kind: 'posted-price', price: 0.55 }, { kind: 'posted-price', price: 0.55 });
    expect(incentiveCompatibleByStructure(problem, mechanism, 'private')).toMatch(/dominant/);
    for (const agent of [0, 1]) {
      expect(largestGain(random, problem, agent, postedPrice(agent, 0.55, 0.55, ownership), 500)).toBeLessThanOrEqual(0);
    }
  });

  it('expected externality with private values, in expectation over the others', () => {
    const random = new Random(6);
    for (let i = 0; i < 20; i++) {
      const problem = randomProblem(random, { private: true, agents: [2, 4] });
      const mechanism = named(efficient, { kind: 'expected-externality' });
      expect(incentiveCompatibleByStructure(problem, mechanism, 'private')).toMatch(/Bayesian/);
      expect(largestGain(random, problem, 0, expectedExternality(random, problem, 0), 40)).toBeLessThan(ROUNDING);
    }
  });

  it('(7.12) of JM01 under weak congruence: ex post', () => {
    const random = new Random(7);
    for (let i = 0; i < 60; i++) {
      const problem = congruent(random);
      const mechanism = named(efficient, { kind: 'weak-congruence' });
      for (const structure of ['additively-separable', 'private'] as const) {
        expect(incentiveCompatibleByStructure(problem, mechanism, structure)).toMatch(/weak congruence/);
      }
      const agent = random.whole(0, problem.agents.length - 1);
      expect(largestGain(random, problem, agent, played(problem, mechanism, agent), 40)).toBeLessThan(1e-8);
    }
  });
});

/** Seller 0 and buyer 1 say whether they trade at the price of the rule, and pay that of the transfers. */
function postedPrice(agent: number, ruled: number, paid: number, ownership: boolean): Payoff {
  return (report, type, profile) => {
    const signals = profile.map((x, d) => (d === agent ? report[0]! : x));
    const trade = signals[0]! < ruled && signals[1]! > ruled;
    if (agent === 1) return trade ? type[0]! - paid : 0;
    return trade ? paid - (ownership ? 0 : type[0]!) : ownership ? type[0]! : 0;
  };
}

/**
 * d'Aspremont and Gerard-Varet over 40 equally likely signals of the others: one is paid what one's report is expected to be worth to them.
 */
function expectedExternality(random: Random, problem: SocialChoiceProblem, agent: number): Payoff {
  const groves = new BruteForce(problem, named(efficient, { kind: 'groves' }), agent);
  const alone = new BruteForce(problem, named(efficient, { kind: 'none' }), agent);
  const others = Array.from({ length: 40 }, () => randomSignals(random, problem));
  const mean = (of: (profile: readonly number[]) => number): number =>
    others.reduce((sum, profile) => sum + of(profile), 0) / others.length;
  return (report, type) => {
    const externality = mean((profile) => groves.payoff(report, report, profile) - alone.payoff(report, report, profile));
    return mean((profile) => alone.payoff(report, type, profile)) + externality;
  };
}

describe('others are refused, and do gain where there is something to gain', () => {
  const trade = bilateralTrade({ cost: uniform, value: uniform });
  const line = singleObject({ laws: [uniform, uniform] });
  const interdependent = singleObject({
    laws: [uniform, uniform], interdependence: { kind: 'one-dimensional', weights: [[1, 0.5], [0.5, 1]] },
  });
  const half: Strategy = { name: 'half', bid: (v) => v / 2, inverse: (b) => 2 * b, range: [0, 0.5] };
  const vcg = named(efficient, { kind: 'vcg' });
  const weighted = (weights: readonly number[]): Mechanism =>
    named({ kind: 'affine-maximizer', weights, bonuses: [0, 0] }, { kind: 'vcg' });
  const refused: readonly (readonly [string, SocialChoiceProblem, Mechanism, ValueStructure])[] = [
    ['VCG, additively separable values', interdependent, vcg, 'additively-separable'],
    ['VCG, nonseparable values', interdependent, vcg, 'nonseparable'],
    ['VCG, values of which nothing is known', line, vcg, 'unknown'],
    ['Groves, interdependent values', interdependent, named(efficient, { kind: 'groves' }), 'additively-separable'],
    ['a weight of zero', line, weighted([0, 1]), 'private'],
    ['a negative weight', line, weighted([1, -1]), 'private'],
    ['a weight that is no number', line, weighted([1, Number.NaN]), 'private'],
    ['a dictator', line, named({ kind: 'dictatorial', dictator: 0 }, { kind: 'vcg' }), 'private'],
    ['a mixture', line, named({ kind: 'mixture', share: 0.1, rule: efficient, other: efficient }, { kind: 'vcg' }), 'private'],
    ['strategies', line, { ...vcg, strategies: [half, half] }, 'private'],
    ['two posted prices', trade, named({ kind: 'posted-price', price: 0.5 }, { kind: 'posted-price', price: 0.6 }), 'private'],
    ['a posted price on the efficient rule', trade, named(efficient, { kind: 'posted-price', price: 0.5 }), 'private'],
    [
      'a posted price, interdependent values', trade, named({ kind: 'posted-price', price: 0.5 }, { kind: 'posted-price', price: 0.5 }),
      'additively-separable',
    ],
    [
      'expected externality, correlated signals', { ...line, dependence: { kind: 'common-factor', loadings: [0.5, 0.5] } },
      named(efficient, { kind: 'expected-externality' }), 'private',
    ],
    [
      'expected externality, interdependent values', interdependent, named(efficient, { kind: 'expected-externality' }),
      'additively-separable',
    ],
    ['expected externality of an affine maximizer', line, { ...weighted([1, 2]), transfers: { kind: 'expected-externality' } }, 'private'],
    ['weak congruence of an affine maximizer', line, { ...weighted([1, 2]), transfers: { kind: 'weak-congruence' } }, 'private'],
    ['first price', line, named(efficient, { kind: 'first-price' }), 'private'],
    ['all-pay', line, named(efficient, { kind: 'all-pay' }), 'private'],
    ['no transfers', line, named(efficient, { kind: 'none' }), 'private'],
    ['modified VCG', line, named(efficient, { kind: 'modified-vcg' }), 'additively-separable'],
    ['full insurance', line, named(efficient, { kind: 'full-insurance', base: vcg }), 'private'],
  ];
  it.each(refused)('%s', (_, problem, mechanism, structure) => {
    expect(incentiveCompatibleByStructure(problem, mechanism, structure)).toBeUndefined();
  });

  it('(7.12) where weak congruence is violated', () => {
    const random = new Random(8);
    let gainful = 0;
    for (let i = 0; i < 40; i++) {
      const problem = randomProblem(random, { dimensions: 1, agents: [2, 3] });
      const mechanism = named(efficient, { kind: 'weak-congruence' });
      if (incentiveCompatibleByStructure(problem, mechanism, 'additively-separable')) continue;
      const gains = problem.agents.map((_, agent) => largestGain(random, problem, agent, played(problem, mechanism, agent), 40));
      if (Math.max(...gains) > 1e-3) gainful++;
    }
    expect(gainful).toBeGreaterThan(5);
  });

  it('(7.12) needs one-dimensional signals and linear values', () => {
    const mechanism = named(efficient, { kind: 'weak-congruence' });
    const several = singleObject({ laws: [uniform, uniform], interdependence: { kind: 'multi-dimensional', size: 0.1 } });
    expect(incentiveCompatibleByStructure(several, mechanism, 'additively-separable')).toBeUndefined();
    const general: SocialChoiceProblem = {
      ...line,
      valuations: { kind: 'general', structure: 'private', range: [0, 1], evaluate: (tf, signals) => tf.zeros([signals.shape[0], 2, 2]) },
    };
    expect(incentiveCompatibleByStructure(general, mechanism, 'private')).toBeUndefined();
    expect(incentiveCompatibleByStructure(general, vcg, 'private')).toMatch(/dominant/);
  });

  it('generalised VCG, two posted prices and first price gain', () => {
    const random = new Random(9);
    for (
      const [problem, mechanism] of [
        [interdependent, vcg], [line, named(efficient, { kind: 'first-price' })], [line, named(efficient, { kind: 'all-pay' })],
      ] as const
    ) {
      expect(largestGain(random, problem, 0, played(problem, mechanism, 0), 200)).toBeGreaterThan(0.05);
    }
    expect(largestGain(random, trade, 0, postedPrice(0, 0.5, 0.6, false), 200)).toBeGreaterThan(0.01);
  });

  it('maximises: positive weights only; pays by report: first price and all-pay', () => {
    expect([efficient, weighted([0.1, 3]).rule].map((rule) => maximises(rule, trade))).toEqual([true, true]);
    expect(
      [
        weighted([0, 1]).rule, { kind: 'dictatorial', dictator: 1 } as const, { kind: 'posted-price', price: 1 } as const,
      ].map((rule) => maximises(rule, trade))
    ).toEqual([false, false, false]);
    expect(
      (['first-price', 'all-pay', 'vcg', 'none'] as const).map((kind) => paysByReport(named(efficient, { kind })))
    ).toEqual([true, true, false, false]);
  });
});

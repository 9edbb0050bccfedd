/** Lowered kernels against mechanisms played in real numbers, profile by profile. */
import { describe, expect, it } from 'vitest';
import { kernels } from '../../../kernels/registry.ts';
import type { InterimParameters } from '../../../kernels/interim/spec.ts';
import { referencePositions } from '../../../kernels/linear/evaluate.ts';
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { multiObject } from '../../../src/environment/multi-object.ts';
import { publicGood } from '../../../src/environment/public-good.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { Mechanism, Strategy } from '../../../src/mechanism/mechanism.ts';
import type { InterimQuestion, InterimSums } from '../../../src/experiments/interim-sums.ts';
import { decodeInterim } from '../../../src/experiments/integer/decode.ts';
import { integerInterim, type IntegerInterim } from '../../../src/experiments/integer/interim.ts';
import { lineReports, listedReports } from '../../../src/experiments/reports.ts';
import { ownSpace } from '../../../src/experiments/own-signal.ts';
import { BruteForce } from '../brute-force.ts';

const unit = parseDistribution('uniform(0,1)');
const key = { k0: 0x01234567, k1: 0x89abcdef };
const random = (seed: number, x: number): number => threefry2x32({ k0: seed, k1: 99 }, [x, 0])[0] / 2 ** 32;

const line = (low: number, high: number, steps: number): number[][] =>
  Array.from({ length: steps + 1 }, (_, r) => [low + ((high - low) * r) / steps]);

function questionOf(problem: SocialChoiceProblem, agent: number): InterimQuestion {
  const space = ownSpace(problem, agent);
  const oneDimensional = space.coordinates.length === 1;
  const reports = oneDimensional ? line(space.supports[0]![0], space.supports[0]![1], 16) : listedReports(space).slice(0, 14);
  return { agent, reports, paired: reports.map((_, r) => r), groupSize: 1, line: oneDimensional };
}

function lowered(problem: SocialChoiceProblem, mechanism: Mechanism, question: InterimQuestion): IntegerInterim {
  const result = integerInterim(problem, mechanism, question);
  if ('unsupported' in result) throw new Error(result.unsupported);
  return result;
}

type Sample = (first: number, count: number) => InterimSums;

function sampler(plan: IntegerInterim, question: InterimQuestion, how: 'prepareReference' | 'prepareCpu' = 'prepareReference'): Sample {
  const kernel = kernels.interim;
  kernel.validate(plan.parameters);
  const run = kernel[how](plan.parameters);
  return (first, count) => {
    const statistics = kernel.emptyStatistics(plan.parameters);
    run(key, first, count, statistics);
    return decodeInterim(statistics, count, question, plan);
  };
}

const sumsOf = (
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  question: InterimQuestion,
  first: number,
  count: number,
  how: 'prepareReference' | 'prepareCpu' = 'prepareReference',
): InterimSums =>
  sampler(lowered(problem, mechanism, question), question, how)(first, count);

/** Real signals (or bids) of all agents at the middles of a profile's positions; the agent's own stay undefined zeros. */
function drawn(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  agent: number,
  parameters: InterimParameters,
  profile: number,
): number[] {
  const positions = referencePositions(key, profile, parameters.coordinates);
  let next = 0;
  let rest = parameters.coordinates.length;
  return problem.signals.map(({ owner, law }) => {
    if (owner === agent) return 0;
    const [low, high] = mechanism.strategies?.[owner]?.range ?? law.support;
    const { fine } = parameters.coordinates[next]!;
    const upper = positions[next++]!;
    const share = fine ? (upper * 2 ** 8 + positions[rest++]! / 2 ** 12 + 0.5) / 2 ** 28 : (upper + 0.5) / 2 ** 20;
    return low + (high - low) * share;
  });
}

function expectAgreement(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  profiles = 12,
  agents = problem.agents.map((_, i) => i),
): void {
  for (const agent of agents) {
    const question = questionOf(problem, agent);
    const plan = lowered(problem, mechanism, question);
    const brute = new BruteForce(problem, mechanism, agent);
    const sample = sampler(plan, question);
    // Crossings are placed within 1/1024 of one of 16 steps.
    const span = Math.max(1, ...problem.signals.map(({ law }) => law.support[1] - law.support[0]));
    expect(plan.rounding).toBeLessThan((mechanism.transfers.kind === 'weak-congruence' ? 2e-3 : 1e-5) * span);
    for (let profile = 0; profile < profiles; profile++) {
      const sums = sample(profile, 1);
      const others = drawn(problem, mechanism, agent, plan.parameters, profile);
      const size = question.reports.length;
      const where = `${mechanism.name}, agent ${agent}, profile ${profile}`;
      const tolerance = plan.rounding + 1e-9;
      const within = (x: number, [low, high]: readonly [number, number]): boolean => x >= low && x <= high;
      question.reports.forEach((type, s) => {
        const truth = brute.payoff(type, type, others);
        expect(Math.abs(sums.truth[s]! - truth), `${where}: truth of ${type}`).toBeLessThanOrEqual(tolerance);
        expect(within(sums.truth[s]!, plan.truthRange), where).toBe(true);
        const gains = question.reports.map((report) => brute.payoff(report, type, others) - truth);
        const lowerings = question.reports.map((_, r) => sums.gain[r * size + s]!);
        expect(
          Math.max(...gains.map((gain, r) => Math.abs(gain - lowerings[r]!))), `${where}: gains of ${type}`,
        ).toBeLessThanOrEqual(2 * tolerance);
        expect(lowerings.every((gain) => within(gain, plan.gainRange)), where).toBe(true);
      });
    }
  }
}

/** Random coefficients; own ones positive where asked. */
function randomTable(
  seed: number,
  signals: 'one-dimensional' | 'per-alternative' | 'per-alternative-and-agent',
  isPrivate: boolean,
): SocialChoiceProblem {
  const n = 2 + (seed % 3);
  const k = 2 + (Math.floor(seed / 3) % 4);
  let x = 0;
  const laws = ['uniform(0,1)', 'uniform(-1,2)', 'beta(2,3)'].map((text) => parseDistribution(text));
  return valueTable({
    agents: Array.from({ length: n }, (_, i) => `a${i}`),
    alternatives: Array.from({ length: k }, (_, a) => `k${a}`),
    signals,
    law: (owner) => laws[(owner + seed) % 3]!,
    coefficients: Array.from(
      { length: k },
      () =>
        Array.from(
          { length: n },
          (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 0.2 + random(seed, x++) : isPrivate ? 0 : random(seed, x++) - 0.4)),
        ),
    ),
    constants: Array.from({ length: k }, () => Array.from({ length: n }, () => random(seed, x++) - 0.5)),
  });
}

const efficient = { kind: 'efficient' } as const;
const named = (transfers: Mechanism['transfers'], rule: Mechanism['rule'] = efficient): Mechanism =>
  ({ name: transfers.kind, rule, transfers });
const maximizer = (problem: SocialChoiceProblem): Mechanism['rule'] =>
  ({
    kind: 'affine-maximizer', weights: problem.agents.map((_, i) => 0.6 + 0.35 * i), bonuses: problem.alternatives.map((_, k) => 0.1 * k),
  });

describe('lowered interim kernels agree with play in real numbers', () => {
  const shapes = ['one-dimensional', 'per-alternative', 'per-alternative-and-agent'] as const;
  for (const shape of shapes) {
    for (const isPrivate of [true, false]) {
      it(`random ${isPrivate ? 'private' : 'interdependent'} values, ${shape} signals`, () => {
        for (let seed = 0; seed < 6; seed++) {
          const problem = randomTable(seed, shape, isPrivate);
          const rule = maximizer(problem);
          const vcg = named({ kind: 'vcg' }, rule);
          for (const mechanism of [
            named({ kind: 'none' }), named({ kind: 'vcg' }), named({ kind: 'groves' }), vcg, named({ kind: 'groves' }, rule),
            named({ kind: 'none' }, { kind: 'dictatorial', dictator: 1 }), named({ kind: 'modified-vcg' }),
            named({ kind: 'full-insurance', base: vcg }), named({ kind: 'full-insurance', base: named({ kind: 'none' }) }, rule),
          ]) expectAgreement(problem, mechanism, 3);
        }
      });
    }
  }

  it('weak-congruence transfers, (5.1) holding or not', () => {
    for (let seed = 0; seed < 8; seed++) {
      expectAgreement(randomTable(seed, 'one-dimensional', seed % 2 === 0), named({ kind: 'weak-congruence' }), 6);
    }
  });

  it('several objects with externalities', () => {
    const problem = multiObject({
      bidders: 3, objects: 2, values: 'additive', law: unit, crowding: 0.5, damage: 0.1, informational: { weight: 0.1, of: 'own-bundle' },
    });
    for (const mechanism of [named({ kind: 'vcg' }), named({ kind: 'modified-vcg' })]) expectAgreement(problem, mechanism, 4, [0, 2]);
    const bundles = multiObject({
      bidders: 2, objects: 3, values: 'bundles', law: (_, bundle) => parseDistribution(`uniform(0,${1 + Math.log2(bundle)})`),
    });
    expectAgreement(bundles, named({ kind: 'vcg' }), 4);
  });

  it('Song22 section 6.2: the modified VCG mechanism of a single object', () => {
    const problem = singleObject({
      laws: [unit, parseDistribution('beta(2,2)'), unit], interdependence: { kind: 'multi-dimensional', size: 0.2 },
    });
    expectAgreement(problem, named({ kind: 'modified-vcg' }), 12);
    expectAgreement(problem, named({ kind: 'full-insurance', base: named({ kind: 'modified-vcg' }) }), 4);
  });

  it('first price and all pay, truthful and with bids', () => {
    const laws = [unit, unit, parseDistribution('beta(2,2)')];
    const problem = singleObject({ laws });
    const linearBids: Strategy = { name: 'two thirds', bid: (s) => (2 * s) / 3, inverse: (b) => 1.5 * b, range: [0, 2 / 3] };
    const curved: Strategy = { name: 'square', bid: (s) => s * s, inverse: Math.sqrt, range: [0, 1] };
    for (const kind of ['first-price', 'all-pay', 'vcg', 'groves', 'none'] as const) {
      expectAgreement(problem, named({ kind }), 8);
      for (const strategy of [linearBids, curved]) {
        expectAgreement(problem, { ...named({ kind }), strategies: [strategy, strategy, strategy] }, 8);
      }
    }
  });

  it('wide laws, with fine positions', () => {
    const wide = [
      'truncated-exponential(1,0,300)', 'piecewise-linear(0:0,0.5:1,0.9:10,1:200)', 'beta(2,900,0,250)',
    ].map((text) => parseDistribution(text));
    const problem = singleObject({ laws: wide });
    for (const kind of ['vcg', 'groves', 'none', 'first-price'] as const) expectAgreement(problem, named({ kind }), 8);
    const good = publicGood({ laws: wide, cost: 3 });
    expectAgreement(good, named({ kind: 'vcg' }), 8);
    expect(lowered(good, named({ kind: 'vcg' }), questionOf(good, 1)).parameters.coordinates.map(({ fine }) => fine)).toEqual([true, true]);
  });

  it('tables of utilities', () => {
    const problem = publicGood({ laws: [unit, parseDistribution('uniform(1,2)')], cost: 1.5 });
    expectAgreement(problem, named({ kind: 'insured-table', utility: [[0, 0.1, 0.5], [0.2, 0.3]] }), 8);
    expectAgreement(bilateralTrade({ cost: unit, value: unit }), named({ kind: 'vcg' }), 8);
  });
});

describe('exactness', () => {
  const count = 512;
  it('VCG with private values never gains, in integers and draw by draw', () => {
    for (let seed = 0; seed < 6; seed++) {
      for (const shape of ['one-dimensional', 'per-alternative'] as const) {
        const problem = randomTable(seed, shape, true);
        for (const mechanism of [named({ kind: 'vcg' }), named({ kind: 'groves' }), named({ kind: 'vcg' }, maximizer(problem))]) {
          const question = questionOf(problem, 1);
          expect(lowered(problem, mechanism, question).gainRange[1]).toBe(0);
          const sample = sampler(lowered(problem, mechanism, question), question);
          for (let profile = 0; profile < 16; profile++) expect(Math.max(...sample(profile, 1).gain)).toBe(0);
        }
      }
    }
  });

  it('with the wrong weights it does gain', () => {
    const problem = randomTable(4, 'one-dimensional', true);
    const wrong: Mechanism = named({ kind: 'full-insurance', base: named({ kind: 'vcg' }) }, maximizer(problem));
    expect(Math.max(...sumsOf(problem, wrong, questionOf(problem, 0), 0, count, 'prepareCpu').gain)).toBeGreaterThan(0);
  });

  it('weak congruence: no gain beyond rounding where (5.1) holds, gains where it does not', () => {
    const table = (middle: number): SocialChoiceProblem => valueTable({
      agents: ['1', '2'], alternatives: ['A', 'B', 'C'], signals: 'one-dimensional', law: unit,
      coefficients: [[[0.3, 0.1], [0.1, 0.9]], [[0.7, 0], [middle, 1.1]], [[1, 0.2], [0.1, 0.1]]],
    });
    // Sums of the first signal: 0.4, 0.7 + middle, 1.1. Where B's is below A's, B comes before A along her signal.
    for (const [middle, holds] of [[0.1, true], [-0.5, false]] as const) {
      const problem = table(middle);
      const question = questionOf(problem, 0);
      const plan = lowered(problem, named({ kind: 'weak-congruence' }), question);
      const sample = sampler(plan, question);
      const most = Math.max(...Array.from({ length: 64 }, (_, profile) => Math.max(...sample(profile, 1).gain)));
      if (holds) expect(most).toBeLessThanOrEqual(2 * plan.rounding);
      else expect(most).toBeGreaterThan(0.05);
    }
  });

  it('modified VCG: the truthful payoff does not depend on irrelevant coordinates (Song22 section 6.2.1)', () => {
    const problem = singleObject({ laws: [unit, unit, unit], interdependence: { kind: 'multi-dimensional', size: 0.3 } });
    const reports = [[0.4, 0, 0], [0.4, 1, 0], [0.4, 0.2, 0.9], [0.7, 0, 1], [0.7, 1, 0]];
    const question: InterimQuestion = { agent: 0, reports, paired: [0, 1, 2, 3, 4], groupSize: 1, line: false };
    const sample = sampler(lowered(problem, named({ kind: 'modified-vcg' }), question), question);
    for (let profile = 0; profile < 32; profile++) {
      const { truth } = sample(profile, 1);
      expect(truth[1]).toBe(truth[0]);
      expect(truth[2]).toBe(truth[0]);
      expect(truth[4]).toBe(truth[3]);
    }
    const generalised = sumsOf(problem, named({ kind: 'vcg' }), question, 0, count, 'prepareCpu');
    expect(generalised.truth[1]).not.toBeCloseTo(generalised.truth[0]!, 2);
  });

  it('lines are exact where coefficients are in proportion, and a thousand steps keep their place', () => {
    const problem = publicGood({
      laws: [parseDistribution('uniform(0,3)'), unit],
      levels: [{ name: 'a', benefit: 0.3, cost: 0.1 }, { name: 'b', benefit: 0.7, cost: 0.2 }, { name: 'c', benefit: 1, cost: 0.9 }],
    });
    const reports = lineReports(ownSpace(problem, 0));
    const question: InterimQuestion = { agent: 0, reports: reports as number[][], paired: [0, 512, 1024], groupSize: 64, line: true };
    const { parameters, unit: money } = lowered(problem, named({ kind: 'vcg' }), question);
    expect(parameters.line).toBeDefined();
    reports.forEach(([s], r) =>
      [0.3, 0.7, 1].forEach((benefit, c) => expect(Math.abs(parameters.typeValue[3 * r + c]! * money - benefit * s!)).toBeLessThan(1e-12)));
    const sums = sumsOf(problem, named({ kind: 'vcg' }), question, 0, count, 'prepareCpu');
    const same = sumsOf(problem, named({ kind: 'vcg' }), question, 0, count);
    expect(sums).toEqual(same);
    expect(Math.max(...sums.gain)).toBe(0);
  });
});

describe('classes, laws and decoding', () => {
  it('an auction without externalities has a class for every bundle', () => {
    const problem = multiObject({ bidders: 3, objects: 3, values: 'additive', law: unit });
    expect(problem.alternatives).toHaveLength(64);
    expect(lowered(problem, named({ kind: 'vcg' }), questionOf(problem, 0)).parameters.classes).toBe(8);
    // With crowding, her value also depends on how many objects rivals get.
    const crowded = multiObject({ bidders: 3, objects: 3, values: 'additive', law: unit, crowding: 0.5 });
    expect(lowered(crowded, named({ kind: 'vcg' }), questionOf(crowded, 0)).parameters.classes).toBeGreaterThan(8);
  });

  it('draws the others by their laws', () => {
    const problem = singleObject({ laws: [unit, parseDistribution('truncated-normal(0.3,0.2,0,1)'), parseDistribution('beta(2,5)')] });
    const { parameters, lawError } = lowered(problem, named({ kind: 'vcg' }), questionOf(problem, 0));
    expect(lawError).toBeLessThan(2e-4);
    const laws = [problem.signals[1]!.law, problem.signals[2]!.law];
    const draws = Array.from(
      { length: 4000 },
      (_, profile) => referencePositions(key, profile, parameters.coordinates).map((p) => (p + 0.5) / 2 ** 20),
    );
    laws.forEach((law, d) => {
      for (const x of [0.1, 0.3, 0.5, 0.9]) {
        const share = draws.filter((draw) => draw[d]! <= x).length / draws.length;
        expect(Math.abs(share - law.cdf(x))).toBeLessThan(0.03);
      }
    });
  });

  it('the second-price gain surface is that of the formula', () => {
    // Two bidders, uniform: type s who reports r wins with probability r at E[bid | below r] = r/2: u = s r - r^2 / 2.
    const problem = singleObject({ laws: [unit, unit] });
    const question = { ...questionOf(problem, 0), groupSize: 64 };
    const count = 2 ** 15;
    const sums = sumsOf(problem, named({ kind: 'vcg' }), question, 0, count, 'prepareCpu');
    const size = question.reports.length;
    question.reports.forEach(([s], column) => question.reports.forEach(([r], row) => {
      const mean = sums.gain[row * size + column]! / sums.groups;
      const deviation = Math.sqrt(Math.max(0, sums.gainSquares[row * size + column]! / sums.groups - mean ** 2) / sums.groups);
      expect(Math.abs(mean - (0 - (s! - r!) ** 2 / 2))).toBeLessThanOrEqual(5 * deviation + 1e-6);
    }));
    expect(sums.choices[2 * 16]! + sums.choices[2 * 16 + 1]!).toBe(count);
  });
});

describe('what the tensor path does', () => {
  const problem = singleObject({ laws: [unit, unit] });
  const question = questionOf(problem, 0);
  const reason = (of: SocialChoiceProblem, mechanism: Mechanism): string => {
    const result = integerInterim(of, mechanism, question);
    return 'unsupported' in result ? result.unsupported : 'lowered';
  };
  it('is named', () => {
    expect(
      reason({ ...problem, dependence: { kind: 'common-factor', loadings: [0.5, 0.5] } }, named({ kind: 'vcg' }))
    ).toMatch(/correlated/);
    expect(reason(problem, named({ kind: 'expected-externality' }))).toMatch(/balance/);
    expect(reason(problem, named({ kind: 'none' }, { kind: 'mixture', share: 0.1, rule: efficient, other: efficient }))).toMatch(/mixture/);
    expect(
      reason(bilateralTrade({ cost: unit, value: unit }), named({ kind: 'posted-price', price: 0.5 }, { kind: 'posted-price', price: 0.5 }))
    ).toMatch(/posted-price/);
    expect(reason(problem, named({ kind: 'monotone-repair', base: { kind: 'vcg' }, epsilon: 0.1 }))).toMatch(/repair/);
  });
});

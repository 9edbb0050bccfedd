/** Questions of lowered interim kernels, and their answers held against mechanisms played in real numbers. */
import { expect } from 'vitest';
import { kernels } from '../../../kernels/registry.ts';
import type { InterimParameters } from '../../../kernels/interim/spec.ts';
import { referencePositions } from '../../../kernels/linear/evaluate.ts';
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import type { InterimQuestion, InterimSums } from '../../../src/experiments/interim-sums.ts';
import { decodeInterim } from '../../../src/experiments/integer/decode.ts';
import { integerInterim, type IntegerInterim } from '../../../src/experiments/integer/interim.ts';
import { listedReports } from '../../../src/experiments/reports.ts';
import { ownSpace } from '../../../src/experiments/own-signal.ts';
import { BruteForce } from '../brute-force.ts';

export const unit = parseDistribution('uniform(0,1)');
export const key = { k0: 0x01234567, k1: 0x89abcdef };
export const random = (seed: number, x: number): number => threefry2x32({ k0: seed, k1: 99 }, [x, 0])[0] / 2 ** 32;

export const line = (low: number, high: number, steps: number): number[][] =>
  Array.from({ length: steps + 1 }, (_, r) => [low + ((high - low) * r) / steps]);

export function questionOf(problem: SocialChoiceProblem, agent: number): InterimQuestion {
  const space = ownSpace(problem, agent);
  const oneDimensional = space.coordinates.length === 1;
  const reports = oneDimensional ? line(space.supports[0]![0], space.supports[0]![1], 16) : listedReports(space).slice(0, 14);
  return { agent, reports, paired: reports.map((_, r) => r), groupSize: 1, line: oneDimensional };
}

export function lowered(problem: SocialChoiceProblem, mechanism: Mechanism, question: InterimQuestion): IntegerInterim {
  const result = integerInterim(problem, mechanism, question);
  if ('unsupported' in result) throw new Error(result.unsupported);
  return result;
}

type Sample = (first: number, count: number) => InterimSums;

export function sampler(
  plan: IntegerInterim, question: InterimQuestion, how: 'prepareReference' | 'prepareCpu' = 'prepareReference',
): Sample {
  const kernel = kernels.interim;
  kernel.validate(plan.parameters);
  const run = kernel[how](plan.parameters);
  return (first, count) => {
    const statistics = kernel.emptyStatistics(plan.parameters);
    run(key, first, count, statistics);
    return decodeInterim(statistics, count, question, plan);
  };
}

export const sumsOf = (
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  question: InterimQuestion,
  first: number,
  count: number,
  how: 'prepareReference' | 'prepareCpu' = 'prepareReference',
): InterimSums =>
  sampler(lowered(problem, mechanism, question), question, how)(first, count);

/** Real signals (or bids) of all agents at the middles of a profile's positions; the agent's own stay undefined zeros. */
export function drawn(
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

export function expectAgreement(
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
      // One assertion a profile: there are many thousands.
      const faults = question.reports.flatMap((type, s) => {
        const truth = brute.payoff(type, type, others);
        const gains = question.reports.map((report) => brute.payoff(report, type, others) - truth);
        const lowerings = question.reports.map((_, r) => sums.gain[r * size + s]!);
        return [
          ...(Math.abs(sums.truth[s]! - truth) <= tolerance ? [] : [`truth of ${type}`]),
          ...(within(sums.truth[s]!, plan.truthRange) ? [] : [`range of the truth of ${type}`]),
          ...(gains.every((gain, r) => Math.abs(gain - lowerings[r]!) <= 2 * tolerance) ? [] : [`gains of ${type}`]),
          ...(lowerings.every((gain) => within(gain, plan.gainRange)) ? [] : [`range of the gains of ${type}`]),
        ];
      });
      expect(faults, where).toEqual([]);
    }
  }
}

/** Random coefficients; own ones positive where asked. */
export function randomTable(
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

export const efficient = { kind: 'efficient' } as const;
export const named = (transfers: Mechanism['transfers'], rule: Mechanism['rule'] = efficient): Mechanism =>
  ({ name: transfers.kind, rule, transfers });
export const maximizer = (problem: SocialChoiceProblem): Mechanism['rule'] =>
  ({
    kind: 'affine-maximizer', weights: problem.agents.map((_, i) => 0.6 + 0.35 * i), bonuses: problem.alternatives.map((_, k) => 0.1 * k),
  });

/** |u(r, s) - u(s, s)| <= sum_c slopes[c] |r_c - s_c| for every profile, against mechanisms played in real numbers. */
import { describe, expect, it } from 'vitest';
import { kernels } from '../../kernels/registry.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { gainSlopes } from '../../src/mechanism/gain-slopes.ts';
import type { ChoiceRule, Mechanism } from '../../src/mechanism/mechanism.ts';
import { ownSpace } from '../../src/experiments/own-signal.ts';
import { lineReports, listedReports } from '../../src/experiments/reports.ts';
import type { InterimQuestion, InterimSums } from '../../src/experiments/interim-sums.ts';
import { decodeInterim } from '../../src/experiments/integer/decode.ts';
import { integerInterim } from '../../src/experiments/integer/interim.ts';
import { tensorInterimSampler } from '../../src/experiments/tensor/interim.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { BruteForce } from '../experiments/brute-force.ts';
import { affine, efficient, named, Random, randomProblem, randomSignals } from './linear-cases.ts';
import { drawOn } from '../../src/run/run.ts';
import { itFirst } from '../support/evidence.ts';

const PLAIN = ['vcg', 'groves', 'modified-vcg', 'first-price'] as const;
const SCHEMES = [...PLAIN, 'insured vcg', 'insured modified-vcg', 'insured twice', 'insured-table', 'weak-congruence'] as const;
type Scheme = (typeof SCHEMES)[number];
const oneDimensional = (scheme: Scheme): boolean => scheme === 'insured-table' || scheme === 'weak-congruence';

function mechanismOf(random: Random, problem: SocialChoiceProblem, scheme: Scheme): Mechanism {
  const rule = (): ChoiceRule => (random.unit() < 0.5 ? efficient : affine(random, problem));
  const insure = (base: Mechanism): Mechanism => named(rule(), { kind: 'full-insurance', base });
  switch (scheme) {
    case 'insured vcg': return insure(named(rule(), { kind: 'vcg' }));
    case 'insured modified-vcg': return insure(named(rule(), { kind: 'modified-vcg' }));
    case 'insured twice': return insure(insure(named(rule(), { kind: 'groves' })));
    case 'insured-table': return named(
      rule(),
      { kind: 'insured-table', utility: problem.agents.map(() => Array.from({ length: random.whole(2, 6) }, () => random.between(-1, 2))) },
    );
    case 'weak-congruence': return named(efficient, { kind: scheme });
    default: return named(rule(), { kind: scheme });
  }
}

type Signal = readonly number[];

/** The two sides of a change of the payoff's choice between r and s, as near to each other as 1e-9 of the way. */
function acrossJump(payoff: (r: Signal) => number, r: Signal, s: Signal): readonly [Signal, Signal] {
  const at = (share: number): number[] => r.map((x, c) => x + (s[c]! - x) * share);
  let [low, high] = [0, 1];
  let [left, right] = [payoff(at(low)), payoff(at(high))];
  // Towards the half over which the payoff changes faster: there a jump is, if there is one.
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    const centre = payoff(at(middle));
    if (Math.abs(centre - left) >= Math.abs(right - centre)) [high, right] = [middle, centre];
    else [low, left] = [middle, centre];
  }
  return [at(low), at(high)];
}

interface Extremes {
  /** Largest |gain| over its bound, and largest |gain| above its bound. */
  share: number;
  excess: number;
}

function extremes(
  random: Random,
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  agent: number,
  slopes: readonly number[],
  profiles: number,
): Extremes {
  const brute = new BruteForce(problem, mechanism, agent);
  const found: Extremes = { share: 0, excess: -Infinity };
  const supports = brute.owned.map((d) => problem.signals[d]!.law.support);
  const own = (): number[] => brute.owned.map((d) => randomSignals(random, problem)[d]!);
  const compare = (r: Signal, s: Signal, others: Signal): void => {
    const gain = Math.abs(brute.payoff(r, s, others) - brute.payoff(s, s, others));
    const bound = slopes.reduce((sum, slope, c) => sum + slope * Math.abs(r[c]! - s[c]!), 0);
    if (bound > 1e-6) found.share = Math.max(found.share, gain / bound);
    found.excess = Math.max(found.excess, gain - bound);
  };
  for (let i = 0; i < profiles; i++) {
    const others = randomSignals(random, problem);
    const s = own();
    const r = own();
    const c = random.whole(0, s.length - 1);
    const along = s.map((x, other) => (other === c ? r[c]! : x));
    const short = s.map((x, other) => Math.min(supports[other]![1], Math.max(supports[other]![0], x + 1e-3 * random.between(-1, 1))));
    for (const report of [r, along, short]) compare(report, s, others);
    for (const [from, to] of [[r, s], [along, s]] as const) {
      // The gain jumps where U(r) = u(r, r) does, whatever s.
      const [a, b] = acrossJump((x) => brute.payoff(x, x, others), from, to);
      compare(a, b, others);
      compare(b, a, others);
    }
  }
  return found;
}

describe('bounds that hold for every profile', () => {
  it.each(SCHEMES)('%s: private and interdependent values, one and several dimensions, any sign, near ties', (scheme) => {
    const random = new Random(SCHEMES.indexOf(scheme) + 1);
    const shares: number[] = [];
    for (let i = 0; i < 40; i++) {
      const problem = randomProblem(random, { private: i % 3 === 0, ...(oneDimensional(scheme) || i % 2 === 0 ? { dimensions: 1 } : {}) });
      const mechanism = mechanismOf(random, problem, scheme);
      const agent = random.whole(0, problem.agents.length - 1);
      const slopes = gainSlopes(problem, mechanism, agent)!;
      expect(slopes).toHaveLength(ownSpace(problem, agent).coordinates.length);
      const { share, excess } = extremes(random, problem, mechanism, agent, slopes, 12);
      expect(
        excess,
        `${mechanism.name}, problem ${i}, agent ${agent}: ${JSON.stringify([problem.valuations, mechanism, slopes])}`,
      ).toBeLessThan(1e-9);
      if (slopes.some((slope) => slope > 0) && problem.alternatives.length > 1) shares.push(share);
    }
    const mean = shares.reduce((sum, x) => sum + x, 0) / shares.length;
    if (process.env.MISREPORT_SHOW_COVERAGE) {
      console.log(JSON.stringify({ scheme, cases: shares.length, mean, least: Math.min(...shares) }));
    }
    // Not silly: a gain of a quarter of the bound is found, on average.
    expect(mean).toBeGreaterThan(1 / 4);
  });
});

it('the search sees jumps where there are some: an all-pay auction', () => {
  const random = new Random(7);
  const problem = singleObject({ laws: [0, 1].map(() => parseDistribution('uniform(0,1)')) });
  expect(extremes(random, problem, named(efficient, { kind: 'all-pay' }), 0, [3], 12).excess).toBeGreaterThan(0.2);
});

const key = { k0: 0x600df00d, k1: 0x12345678 };

/** Where one profile's gains exceed their bound, allowing for fixed-point or float arithmetic. */
function worst({ gain, question, rounding }: InterimSums, slopes: readonly number[]): number {
  const { reports } = question;
  return reports.reduce((most, r, report) => reports.reduce((inner, s, type) => {
    const bound = slopes.reduce((sum, slope, c) => sum + slope * Math.abs(r[c]! - s[c]!), 2 * rounding);
    return Math.max(inner, Math.abs(gain[report * reports.length + type]!) - bound);
  }, most), -Infinity);
}

function questionOf(problem: SocialChoiceProblem, agent: number): InterimQuestion {
  const space = ownSpace(problem, agent);
  const line = space.coordinates.length === 1;
  const reports = line ? lineReports(space, 64) : listedReports(space).slice(0, 40);
  return { agent, reports, paired: reports.map((_, r) => r), groupSize: 1, line };
}

describe('samples keep the bounds, profile by profile', () => {
  it.each([...SCHEMES, 'weak-congruence of an affine maximizer'] as const)('fused kernel: %s', (scheme) => {
    const random = new Random(100 + scheme.length);
    let compared = 0;
    for (let i = 0; i < 16; i++) {
      const isFirstPrice = scheme === 'first-price';
      const problem = isFirstPrice
        ? singleObject({ laws: ['uniform(0,1)', 'beta(2,3)', 'uniform(0.5,2)'].map((text) => parseDistribution(text)) })
        : randomProblem(
          random,
          {
            agents: [2, 4],
            private: scheme === 'insured-table' || i % 2 === 0,
            ...(scheme.startsWith('weak') || scheme === 'insured-table' || i % 3 === 0 ? { dimensions: 1 } : {})
          },
        );
      const mechanism = scheme === 'weak-congruence of an affine maximizer'
        ? named(affine(random, problem), { kind: 'weak-congruence' })
        : mechanismOf(random, problem, scheme);
      const agent = random.whole(0, problem.agents.length - 1);
      const question = questionOf(problem, agent);
      const lowered = integerInterim(problem, mechanism, question);
      if ('unsupported' in lowered) throw new Error(lowered.unsupported);
      const run = kernels.interim.prepareCpu(lowered.parameters);
      const slopes = gainSlopes(problem, mechanism, agent)!;
      for (let profile = 0; profile < 8; profile++) {
        const statistics = kernels.interim.emptyStatistics(lowered.parameters);
        run(key, profile, 1, statistics);
        const sums = decodeInterim(statistics, 1, question, lowered);
        expect(worst(sums, slopes), `${mechanism.name}, problem ${i}, profile ${profile}`).toBeLessThanOrEqual(1e-12);
        compared += sums.gain.filter((gain) => Math.abs(gain) > 1e-6).length;
      }
    }
    expect(compared).toBeGreaterThan(500);
  });

  itFirst(2, 'scenarios',
    ['vcg', 'modified-vcg', 'insured vcg', 'insured-table', 'weak-congruence'] as const
  )('tensor ops: %s, independent and correlated', async (scheme) => {
    const random = new Random(200 + scheme.length);
    const device = inProcessDevice();
    for (let i = 0; i < 6; i++) {
      const independent = randomProblem(random, { agents: [2, 3], ...(oneDimensional(scheme) || i % 2 === 0 ? { dimensions: 1 } : {}) });
      const correlated = i % 2 === 1 && scheme !== 'insured vcg';
      const problem: SocialChoiceProblem = correlated
        ? { ...independent, dependence: { kind: 'common-factor', loadings: independent.signals.map(() => 0.6) } }
        : independent;
      const mechanism = mechanismOf(random, problem, scheme);
      const { reports, ...rest } = questionOf(problem, 0);
      const kept = reports.filter((_, r) => r % 8 === 0);
      const sampler = await tensorInterimSampler(
        problem, mechanism, { ...rest, reports: kept, paired: kept.map((_, r) => r) }, drawOn(device),
      );
      for (let profile = 0; profile < 4; profile++) {
        expect(worst(await sampler.run(key, profile, 1), gainSlopes(problem, mechanism, 0)!)).toBeLessThanOrEqual(0);
      }
    }
  });
});

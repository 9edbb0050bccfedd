/** What lowered interim kernels keep exactly, and how their sums are decoded. */
import { describe, expect, it } from 'vitest';
import { referencePositions } from '../../../kernels/linear/evaluate.ts';
import { kernels } from '../../../kernels/registry.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { multiObject } from '../../../src/environment/multi-object.ts';
import { publicGood } from '../../../src/environment/public-good.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import { valueTable } from '../../../src/environment/table.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import type { InterimQuestion } from '../../../src/experiments/interim-sums.ts';
import { integerInterim } from '../../../src/experiments/integer/interim.ts';
import { lineReports } from '../../../src/experiments/reports.ts';
import { ownSpace } from '../../../src/experiments/own-signal.ts';
import { efficient, key, lowered, maximizer, named, questionOf, randomTable, sampler, sumsOf, unit } from './played.ts';

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

  it('numbers fit whatever their signs: what a report alone adds may exceed all that the others leave of it', () => {
    // What rivals know of their own bundles adds to what one's report says, and what they get takes from it.
    const crowded = multiObject({
      bidders: 3, objects: 4, values: 'additive', law: parseDistribution('truncated-exponential(5.01,0.887,1.73)'),
      crowding: 0.214, damage: 0.463, informational: { weight: 0.381, of: 'rival-bundles' },
    });
    const problems = [
      crowded, ...Array.from({ length: 12 }, (_, seed) => randomTable(seed, 'one-dimensional', false)),
      ...Array.from({ length: 12 }, (_, seed) => randomTable(seed, 'per-alternative', false)),
    ];
    for (const problem of problems) {
      for (const mechanism of [named({ kind: 'vcg' }), named({ kind: 'none' }), named({ kind: 'groves' }, maximizer(problem))]) {
        for (const agent of [0, 1]) {
          const question = questionOf(problem, agent);
          kernels.interim.validate(lowered(problem, mechanism, question).parameters);
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

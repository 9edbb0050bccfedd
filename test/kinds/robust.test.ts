import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import type { TwoAgentRule, TwoAgentValue } from '../../src/environment/two-agent.ts';
import type { LinearProblem } from '../../src/experiments/field/walk-sums.ts';
import { robustKind } from '../../src/kinds/robust/kind.ts';
import type { BeliefsQuestion, EfficientRuleQuestion, RobustStudy } from '../../src/kinds/robust/study-point.ts';
import type { SweepPoint } from '../../src/kinds/kind.ts';
import { congruenceGaps } from '../../src/notions/congruence-gap.ts';
import { formatJson } from '../../src/report/formats/json.ts';
import { efficientRuleInBall } from '../../src/notions/robust/efficient-rule-in-ball.ts';
import type { Estimate } from '../../src/results/document.ts';
import { openRun } from '../../src/run/run.ts';
import { asRobust } from '../../src/study/as-robust.ts';
import { congruenceScenario } from '../../scenarios/congruence/scenario.ts';
import { doubleAuctionScenario } from '../../scenarios/double-auction/scenario.ts';
import { genericImpossibilityScenario } from '../../scenarios/generic-impossibility/scenario.ts';
import { jmmzScenario } from '../../scenarios/jmmz/scenario.ts';
import { locallyRobustDeterministicScenario } from '../../scenarios/locally-robust-deterministic/scenario.ts';
import { locallyRobustScenario } from '../../scenarios/locally-robust/scenario.ts';
import { randomValuesScenario } from '../../scenarios/random-values/scenario.ts';
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');

async function study(problem: RobustStudy, { profiles = 2000, signal = undefined as AbortSignal | undefined } = {}) {
  const point: SweepPoint<RobustStudy> = {
    values: {}, size: 1, primaryAgent: 'i', kind: robustKind, pictures: false, references: () => [], problem,
  };
  const run = openRun(inProcessDevice(), 'robust', signal ? { signal } : {});
  const planned = await robustKind.plan(point, { command: 'run', profiles, maxProfiles: profiles, confidence: 0.99, sampler: 'auto' }, run);
  const result = await planned.study(run);
  // Whatever rows and their witnesses hold can be written.
  formatJson([result.estimates, result.verdicts]);
  return result;
}

const defaultsOf = ({ parameters }: Scenario): ParameterValues =>
  Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]));
const built = (scenario: Scenario, more: ParameterValues = {}): BeliefsQuestion =>
  scenario.environment({ ...defaultsOf(scenario), ...more }) as BeliefsQuestion;
const row = (rows: readonly Estimate[], quantity: string, agent = 'i', metric?: string): Estimate =>
  rows.find((one) => one.quantity === quantity && one.agent === agent && (metric === undefined || one.point.metric === metric))!;

const ZERO = { constant: 0, first: [0], second: [0], cross: [[0]] };

/** One number each; `value` is that of i. */
const line = (value: TwoAgentValue, rule: TwoAgentRule, more: Partial<BeliefsQuestion> = {}): BeliefsQuestion => ({
  kind: 'robust', question: 'beliefs', agents: ['i', 'j'], types: [[uniform], [uniform]],
  values: [value, { kind: 'bilinear', ...ZERO, second: [1] }], rule, agent: 'i', metrics: ['contamination'], ...more,
});

describe('robust, one-dimensional types', () => {
  it('has the least ε of both examples by hand, in both readings of absolute variation', async () => {
    for (const [mechanism, share] of [['dictatorial', 1], ['regular', 0.5]] as const) {
      const question = { ...built(locallyRobustScenario, { mechanism }), radius: 0.4 };
      const { estimates } = await study({ ...question, metrics: ['total-variation', 'absolute-variation'] });
      // Worst means (1 - r)²/2 at 0.4 and at 0.2.
      expect(row(estimates, 'leastEpsilon', 'i', 'total-variation').estimate).toBeCloseTo((share * (1 - 1.5 * 0.36)) / 2, 5);
      expect(row(estimates, 'leastEpsilon', 'i', 'absolute-variation').estimate).toBeCloseTo((share * (1 - 1.5 * 0.64)) / 2, 5);
    }
  });

  it('gives a deterministic rule whose boundary moves all beliefs or none, for values linear in the own type', async () => {
    const index = { ...ZERO, first: [1], second: [-1] };
    const rising = line({ kind: 'bilinear', ...ZERO, first: [0.2], cross: [[1]] }, { kind: 'deterministic', index });
    expect(row((await study(rising)).estimates, 'robustRadius')).toMatchObject({ lower: 1, upper: 1, guarantee: 'continuum' });
    const falling = line({ kind: 'bilinear', ...ZERO, first: [-0.2], cross: [[1]] }, { kind: 'deterministic', index });
    const { estimates } = await study(falling);
    expect(row(estimates, 'monotonicityRadius')).toMatchObject({ lower: 0, upper: 0 });
    // A contamination of 0.1 at z = 0, where the value falls at 0.2, over both directions of the pair.
    expect(row(estimates, 'leastEpsilon').lower).toBeGreaterThan(0);
    expect(row(estimates, 'leastEpsilon').lower).toBeLessThanOrEqual((0.1 * 0.2) / 2 + 1e-12);
    const opposite = line({ kind: 'bilinear', ...ZERO, first: [-1] }, { kind: 'deterministic', index: { ...ZERO, first: [-1],
      second: [1] } });
    expect(row((await study(opposite)).estimates, 'robustRadius').lower).toBe(1);
  });

  it('says that the baseline itself fails, and keeps what does not depend on her type', async () => {
    const chance = { kind: 'stochastic', chance: { ...ZERO, first: [0.5], second: [0.5] } } as const;
    const { estimates, verdicts } = await study(line({ kind: 'bilinear', ...ZERO, first: [-2], cross: [[3]] }, chance));
    expect(row(estimates, 'robustRadius').upper).toBe(0);
    expect(verdicts.find(({ id }) => id === 'locally-robust')!.text).toMatch(/baseline itself/);
    const constant = await study(line({ kind: 'bilinear', ...ZERO, first: [-2] }, { kind: 'stochastic', chance: { ...ZERO,
      constant: 0.5 } }));
    expect(row(constant.estimates, 'robustRadius').lower).toBe(1);
  });

  it('treats a polynomial that is bilinear as what it is', async () => {
    for (const rule of [
      { kind: 'stochastic', chance: { ...ZERO, first: [0.5], second: [0.5] } }, { kind: 'deterministic', index: { ...ZERO,
        constant: -0.4, first: [1] } },
    ] as const) {
      const plain = await study(line({ kind: 'bilinear', ...ZERO, first: [-1], cross: [[3]] }, rule));
      const bent = await study(line({ kind: 'polynomial', coefficients: [[0], [-1, 3]] }, rule));
      for (const quantity of ['monotonicityRadius', 'robustRadius']) {
        expect(row(bent.estimates, quantity).estimate).toBeCloseTo(row(plain.estimates, quantity).estimate, 4);
      }
    }
  });

  it('finds the radii of the deterministic example, and that beyond them a pair fails under the belief found', async () => {
    const question = built(locallyRobustDeterministicScenario, { bend: 1.7 });
    const { estimates } = await study({ ...question, metrics: ['contamination'] });
    expect(row(estimates, 'monotonicityRadius').upper).toBeCloseTo(0.3 / 1.7, 9);
    expect(row(estimates, 'robustRadius')).toMatchObject({ lowerGuarantee: 'grid', upperGuarantee: 'continuum' });
    expect(row(estimates, 'robustRadius').upper).toBeCloseTo(0.3 / 3.1, 9);
    const gentle = await study({ ...built(locallyRobustDeterministicScenario, { bend: 0.9 }), metrics: ['contamination'] });
    expect(row(gentle.estimates, 'robustRadius').lower).toBe(1);
  });

  it('refuses curved boundaries of polynomials and boundaries whose sides change', async () => {
    const curved = line({ kind: 'polynomial', coefficients: [[0], [1]] }, { kind: 'deterministic', index: { ...ZERO,
      first: [1], cross: [[1]] } });
    await expect(study(curved)).rejects.toThrow(/rule.index.cross/);
    const index = { constant: 0.25, first: [-0.5], second: [-0.5], cross: [[1]] };
    await expect(study(line({ kind: 'bilinear', ...ZERO, first: [1] }, { kind: 'deterministic', index }))).rejects.toThrow(/rule.index/);
  });
});

describe('robust, several dimensions', () => {
  it('finds radius zero for regular rules, a circulation, and no bracket of the least ε upside down', async () => {
    for (const rule of ['efficient', 'chance', 'dictatorial']) {
      const { estimates } = await study({ ...built(genericImpossibilityScenario, { rule }), agent: 'i', metrics: ['contamination'] });
      expect(row(estimates, 'robustRadius').upper).toBe(0);
      expect(row(estimates, 'circulation').lower).toBeGreaterThan(0.005);
      const { lower, upper } = row(estimates, 'leastEpsilon');
      expect([lower > 0, lower < upper]).toEqual([true, true]);
    }
  });

  it('lets every belief do for the rules built, for both agents', async () => {
    for (const question of [
      built(genericImpossibilityScenario, { rule: 'potential', mix: 0 }), built(genericImpossibilityScenario, { rule: 'one-coordinate' }),
      built(jmmzScenario),
    ]) {
      const { estimates } = await study({ ...question, metrics: ['prokhorov'] });
      for (const agent of ['i', 'j']) expect(row(estimates, 'robustRadius', agent).lower).toBe(1);
    }
    const { estimates } = await study({ ...built(jmmzScenario, { 'b-jk': -0.8, 'b-jl': -0.4 }), metrics: ['prokhorov'] });
    expect(row(estimates, 'robustRadius').upper).toBe(0);
    expect(row(estimates, 'parallelGap').upper).toBeLessThan(1e-3);
  });

  it('does not mind the order of the agents', async () => {
    const question = built(genericImpossibilityScenario, { rule: 'chance' });
    const { estimates } = await study({ ...question, agent: 'j', metrics: ['contamination'] });
    const turned = (of: { first: readonly number[]; second: readonly number[]; cross: readonly (readonly number[])[]; constant: number }) =>
      ({ constant: of.constant, first: of.second, second: of.first, cross: of.second.map((_, k) => of.cross.map((one) => one[k]!)) });
    const [own, other] = question.values as [TwoAgentValue & typeof ZERO, TwoAgentValue & typeof ZERO];
    const rule = question.rule as Extract<TwoAgentRule, { kind: 'stochastic' }>;
    const swapped = await study({
      ...question, agents: ['j', 'i'], types: [question.types[1], question.types[0]], agent: 'j', metrics: ['contamination'],
      values: [{ kind: 'bilinear', ...turned(other) }, { kind: 'bilinear', ...turned(own) }], rule: { kind: 'stochastic',
        chance: turned(rule.chance) },
    });
    for (const quantity of ['monotonicityRadius', 'parallelGap', 'leastEpsilon', 'circulation']) {
      expect(row(swapped.estimates, quantity, 'j').estimate).toBeCloseTo(row(estimates, quantity, 'j').estimate, 9);
    }
  });
});

describe('robust, random values', () => {
  const random = (more: ParameterValues = {}) => randomValuesScenario.environment({ ...defaultsOf(randomValuesScenario),
    ...more }) as RobustStudy;

  it('holds exact shares and angles, lattices included', async () => {
    for (const more of [{}, { law: 'entries' }, { other: 1 }, { own: 1 }]) {
      const { estimates, curves } = await study(random(more), { profiles: 1200 });
      const known = randomValuesScenario.references!({ ...defaultsOf(randomValuesScenario), ...more });
      expect(known.length).toBeGreaterThan(0);
      for (const { quantity, reference } of known) {
        const { lower, upper } = row(estimates, quantity, 'market');
        expect(reference!.value, quantity).toBeGreaterThanOrEqual(lower - 1e-9);
        expect(reference!.value, quantity).toBeLessThanOrEqual(upper + 1e-9);
      }
      expect(curves[0]!.estimate.at(-1)).toBe(1);
    }
  });

  it('is marked where it was stopped', async () => {
    const { complete, estimates } = await study(random(), { signal: AbortSignal.abort() });
    expect(complete).toBe(false);
    for (const { estimate } of estimates) expect(Number.isFinite(estimate)).toBe(true);
  });
});

describe('robust, the efficient rule of another scenario', () => {
  const asked = (scenario: Scenario, more: ParameterValues = {}) => {
    const robust = asRobust(scenario);
    return robust.environment({ ...defaultsOf(robust), ...more }) as RobustStudy;
  };

  it('has all beliefs or none: by congruence, its sign and what ties at the top', async () => {
    for (const [more, radius] of [
      [{}, 0], [{ 'external-a': 0 }, 2], [{ variant: 'between' }, 2], [{ 'external-a': -3, 'external-b': -3 }, 0],
    ] as const) {
      const { estimates } = await study(asked(congruenceScenario, { ...more, metric: 'absolute-variation' }));
      expect(estimates.map(({ quantity, lower, upper }) => [quantity, lower, upper])).toEqual([
        ['monotonicityRadius', radius, radius], ['robustRadius', radius, radius], ['leastEpsilon', expect.any(Number), expect.any(Number)],
      ]);
    }
  });

  it('takes atoms beside densities and laws without an end as boxes of types, and lists as they are', async () => {
    for (const signal of ['exponential(1)', 'mixture(0.5:0,0.5:uniform(0,1))']) {
      for (const [more, radius] of [[{}, 0], [{ 'external-a': 0 }, 1]] as const) {
        const { estimates } = await study(asked(congruenceScenario, { ...more, signal, metric: 'contamination' }));
        expect(estimates.slice(0, 2).map(({ lower, upper }) => [lower, upper])).toEqual([[radius, radius], [radius, radius]]);
      }
    }
    const listed = await study(asked(congruenceScenario, {
      signal: 'discrete(0:0.3,0.5:0.3,1:0.4)', 'external-a': -0.2, 'external-b': 0.7, metric: 'contamination',
    }));
    expect(listed.estimates.map(({ lower }) => lower)).toEqual([0, 0, expect.closeTo(0.0676667, 6)]);
    expect(listed.estimates[1]!.witness).toMatchObject({ type: expect.anything(), report: expect.anything() });
    // Pairs that are not congruent and tie nowhere in sight of a law without an end.
    const far = asked(congruenceScenario, { signal: 'exponential(1)', metric: 'contamination' }) as EfficientRuleQuestion;
    const problem = far.problem as LinearProblem;
    const apart = { ...problem, valuations: { ...problem.valuations, constants: [[1000, 0], [0, 0]] } };
    const { estimates: [open] } = await study({ ...far, problem: apart });
    expect([open!.lower, open!.upper]).toEqual([0, 1]);
    const law = (text: string) => parseDistribution(text, 'law');
    const beside = {
      ...problem, signals: problem.signals.map((signal, d) => ({ ...signal, law: law(d > 0 ? 'uniform(0,1)' : 'discrete(0:0.5,1:0.5)') })),
    };
    expect(() => robustKind.validate({ ...far, problem: beside })).toThrow(/problem.signals\[0\].law: must not be a list of values/);
    const long = Array.from({ length: 50 }, (_, j) => `${j}:0.02`).join();
    const lists = { ...problem, signals: problem.signals.map((signal) => ({ ...signal, law: law(`discrete(${long})`) })) };
    expect(() => robustKind.validate({ ...far, problem: lists })).toThrow(/problem.signals/);
  });

  it('leaves at least the share of the ball of what each tie leaves ex post, and no more than that', async () => {
    // Own (1, 1) and social (1.5, 1) leave 0.1 ex post (docs/fields.md, section 6); with social (-2, -2) half of the own rates.
    for (const [more, epsilon] of [[{}, 0.1], [{ 'external-a': -3, 'external-b': -3 }, 0.5], [{ 'external-a': 0 }, 0]] as const) {
      for (const [metric, radius, share] of [
        ['prokhorov', 0.25, 0.25], ['absolute-variation', 0.25, 0.125], ['total-variation', 2, 1], ['contamination', 0, 0],
      ] as const) {
        const { estimates } = await study(asked(congruenceScenario, { ...more, metric, radius }));
        const { lower, upper, point } = estimates.at(-1)!;
        expect([lower, upper], `${metric} ${epsilon}`).toEqual([expect.closeTo(share * epsilon, 12), expect.closeTo(epsilon, 12)]);
        expect(point).toMatchObject({ metric, radius });
      }
    }
    const { problem } = asked(congruenceScenario) as EfficientRuleQuestion & { problem: LinearProblem };
    // A tie that does not move with the others' signals says nothing of balls.
    const coefficients = problem.valuations.coefficients.map((rows) =>
      rows.map((row) => row.map((c, d) => (problem.signals[d]!.owner === 0 ? c : 0))));
    const fixed = { ...problem, valuations: { ...problem.valuations, coefficients } };
    const { least } = efficientRuleInBall(fixed, 0, await congruenceGaps(fixed, 0), 1);
    expect([least.lower, least.upper]).toEqual([0, expect.closeTo(0.1, 12)]);
    expect(() => robustKind.validate({ ...asked(congruenceScenario), radius: 3 })).toThrow(/^radius: must be a number in \[0, 2\]/);
  });

  it('answers for double auctions and names what has no efficient rule', async () => {
    const { estimates, verdicts } = await study(asked(doubleAuctionScenario, { agent: 'all' }));
    expect(estimates).toHaveLength(2 * 3 * 4);
    expect(verdicts.map(({ agent, status }) => [agent, status])).toEqual([['seller', 'yes'], ['buyer', 'yes']]);
    expect(() => robustKind.validate({ ...asked(doubleAuctionScenario), agent: 'broker' })).toThrow(/^agent/);
    expect(() => robustKind.validate({ ...asked(congruenceScenario), metrics: [] })).toThrow(/^metrics/);
    expect(() => robustKind.validate({ ...asked(congruenceScenario), problem: 3 })).toThrow(/^problem/);
  });
});

describe('bad input', () => {
  const good = built(locallyRobustScenario);
  it.each([
    ['types[1][0]', { types: [[uniform], [parseDistribution('uniform(0,2)', 'law')]] }],
    ['types[1]', { types: [[uniform], []] }],
    ['types[0][0]', { types: [[parseDistribution('discrete(0:0.5,1:0.5)', 'law')], [uniform]] }],
    ['values[0].cross', { values: [{ kind: 'bilinear', ...ZERO, cross: [] }, good.values[1]] }],
    ['values[1].kind', { values: [good.values[0], { kind: 'cubic' }] }],
    ['values[0].coefficients[0]', { values: [{ kind: 'polynomial', coefficients: [['x']] }, good.values[1]] }],
    ['rule.chance', { rule: { kind: 'stochastic', chance: { ...ZERO, constant: 0.9, first: [0.2] } } }],
    ['metrics', { metrics: ['sup'] }],
    ['radius', { radius: 3 }],
    ['agent', { agent: 'k' }],
  ])('names %s', (field, more) => {
    expect(() => robustKind.validate({ ...good, ...more })).toThrow(new RegExp(`^${field.replace(/[[\].]/g, '\\$&')}`));
  });

  it('names random values that cannot be drawn, and scenarios without beliefs', () => {
    const random = randomValuesScenario.environment(defaultsOf(randomValuesScenario));
    expect(() => robustKind.validate({ ...random, dimensions: [0, 2] })).toThrow(/^dimensions/);
    expect(() => robustKind.validate({ ...random, entries: 'cauchy' })).toThrow(/^entries/);
    expect(() => asRobust({ ...locallyRobustScenario, environment: () => ({ kind: 'field' }) as never }))
      .toThrow(/^environment\.question: must be/);
  });
});

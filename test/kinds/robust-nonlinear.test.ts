/** Beliefs round the efficient rule of values that are no linear functions. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { formulaValues } from '../../src/environment/formula-values.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { robustKind } from '../../src/kinds/robust/kind.ts';
import type { EfficientRuleQuestion, RobustStudy } from '../../src/kinds/robust/study-point.ts';
import type { SweepPoint } from '../../src/kinds/kind.ts';
import type { Estimate } from '../../src/results/document.ts';
import { openRun } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

async function study(problem: SocialChoiceProblem, more: Partial<EfficientRuleQuestion> = {}) {
  const question: EfficientRuleQuestion = {
    kind: 'robust', question: 'efficient-rule', problem, agent: problem.agents[0]!, metrics: ['contamination'], ...more,
  };
  robustKind.validate(question);
  const point: SweepPoint<RobustStudy> = {
    values: {}, size: 1, primaryAgent: 'one', kind: robustKind, pictures: false, references: () => [], problem: question,
  };
  const run = openRun(inProcessDevice(), 'robust');
  const aim = { command: 'run', profiles: 2048, maxProfiles: 2048, confidence: 0.99, sampler: 'auto' } as const;
  const planned = await robustKind.plan(point, aim, run);
  const { estimates, verdicts } = await planned.study(run);
  const of = (quantity: string): Estimate => estimates.find((row) => row.quantity === quantity)!;
  return { of, status: verdicts[0]!.status, text: verdicts[0]!.text, estimates };
}

const law = (text: string) => parseDistribution(text, 'law');
const signals = (...names: readonly (readonly [owner: number, name: string, law?: string])[]) =>
  names.map(([owner, name, text = 'uniform(0,1)']) => ({ owner, name, law: law(text) }));
const problemOf = (formulas: readonly (readonly (string | number)[])[], of: ReturnType<typeof signals>) => formulaValues({
  agents: formulas.map((_, i) => ['one', 'two', 'three'][i]!), alternatives: formulas[0]!.map((_, k) => 'ABC'[k]!), formulas, signals: of,
});

/** Linear values; with another text for s the same after a change of variables. */
const linear = (s: string, own: number, social: number): [string[], string[]] =>
  [['0', `${own}*${s} + b - 0.9*z`], ['0', `${social}*${s} + b - 0.1`]];

describe('robust, values that are no linear functions', () => {
  it('is what the linear environment has after a change of variables', async () => {
    // Own rates (1, 1), social ones (1.5, 2): no factor; and (2, 2): factor 2.
    for (const [social, every, s] of [[0.5, false, 'sqrt(t)'], [1, true, '(t*t)']] as const) {
      const { of, status } = await study(problemOf(linear(s, 1, social), signals([0, 't'], [0, 'b'], [1, 'z'])));
      expect(of('robustRadius')).toMatchObject(every ? { lower: 1, upper: 1 } : { lower: 0, upper: 0, confidence: 1 });
      expect(of('monotonicityRadius').estimate).toBe(of('robustRadius').estimate);
      expect(status).toBe(every ? 'yes' : 'no');
      if (every) expect(of('leastEpsilon')).toMatchObject({ lower: 0, upper: 0 });
    }
  });

  it('brackets the least ε of a ball, δ times that of a tie below, which for linear values is that of the linear study', async () => {
    // a = (1, 1), b = (1.5, 2): min over λ of the largest |1 - λ b| is 1/7, half of that a unit, δ = 0.5.
    const { of } = await study(problemOf(linear('s', 1, 0.5), signals([0, 's'], [0, 'b'], [1, 'z'])), { radius: 0.5 });
    expect(of('leastEpsilon').lower).toBeGreaterThan((0.5 / 14) * 0.999);
    expect(of('leastEpsilon').lower).toBeLessThanOrEqual(0.5 / 14);
    expect(of('leastEpsilon').upper).toBeCloseTo(1 / 14, 6);
    const scaled = await study(problemOf([['0', '10*(s + b - 0.9*z)'], ['0', '10*(0.5*s + b - 0.1)']],
      signals([0, 's'], [0, 'b'], [1, 'z'])), { radius: 0.5, metrics: ['absolute-variation'] });
    expect(scaled.of('leastEpsilon').lower).toBeCloseTo(10 / 56, 4);
  });

  it('brackets footnote 10: monotone to 1/3, robust to 1/5 under contamination', async () => {
    const problem = problemOf([['0', 's - z - 1.5*(s - z)^3'], ['0', '1.5*(s - z)^3']], signals([0, 's'], [1, 'z']));
    const { of, status } = await study(problem);
    expect(status).toBe('undecided');
    for (const [quantity, radius] of [['monotonicityRadius', 1 / 3], ['robustRadius', 1 / 5]] as const) {
      expect(of(quantity).lower).toBe(0);
      expect(of(quantity).upper).toBeGreaterThanOrEqual(radius);
    }
    expect(of('monotonicityRadius').upper).toBeLessThan(0.6);
    expect(of('monotonicityRadius').witness).toBeDefined();
  });

  it('lets every belief do where one signal orders alternatives alike, and none where it orders them the other way', async () => {
    const one = await study(problemOf([['0', 's^2*(1 + z) - z'], ['0', 'z - 0.5 + s']], signals([0, 's'], [1, 'z'])));
    expect(one.of('robustRadius')).toMatchObject({ lower: 1, upper: 1 });
    expect(one.text).toMatch(/orders every two alternatives alike/);
    const other = await study(problemOf([['0', 's^2 - z'], ['0', '1 - 2*s^2']], signals([0, 's'], [1, 'z'])));
    expect(other.of('robustRadius')).toMatchObject({ lower: 0, upper: 0 });
  });

  it('proves ties of values with kinks where boundaries are thin', async () => {
    const thin = problemOf([['0', 'max(s, 0.3) + b - z'], ['0', 'b - 0.2']], signals([0, 's'], [0, 'b'], [1, 'z']));
    expect((await study(thin)).of('robustRadius').upper).toBe(0);
  });
});

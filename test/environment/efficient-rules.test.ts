/** Assignment markets and problems of two agents as social choice problems. */
import { expect, test } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { solveAssignment } from '../../src/environment/assignment.ts';
import { assignmentMarket, assignmentProblem, isListable } from '../../src/environment/assignment-market.ts';
import { assignmentKind } from '../../src/kinds/assignment/kind.ts';
import { isPolynomial } from '../../src/environment/polynomial-values.ts';
import { bilinearAt, type Bilinear, type TwoAgentProblem } from '../../src/environment/two-agent.ts';
import { efficientProblem } from '../../src/environment/two-agent-efficient.ts';
import { validateProblem } from '../../src/environment/validate.ts';
import { asField } from '../../src/study/as-field.ts';
import { asSecondBest } from '../../src/study/as-second-best.ts';

const uniform = parseDistribution('uniform(0,1)', 'law');

test.each([
  [3, 2, 6], [2, 3, 6], [4, 3, 24], [1, 4, 4], [4, 1, 4],
])('%i bidders and %i objects: the best listed is the best', (n, m, count) => {
  const problem = assignmentProblem(assignmentMarket({ bidders: n, objects: m, law: uniform }));
  validateProblem(problem);
  expect(new Set(problem.alternatives).size).toBe(count);
  expect(problem.alternatives).toHaveLength(count);
  if (problem.valuations.kind !== 'linear') throw new Error('must be linear');
  const { coefficients } = problem.valuations;
  const worths = Array.from({ length: n * m }, (_, x) => (x * 37 + 11) % 23);
  const welfare = problem.alternatives.map((_, k) =>
    coefficients.reduce((sum, rows) => sum + rows[k]!.reduce((total, c, d) => total + c * worths[d]!, 0), 0));
  expect(Math.max(...welfare)).toBe(solveAssignment(worths, n, m).welfare);
});

test('more assignments than can be held against each other are not listed: the market itself is handed on', () => {
  for (const [bidders, objects] of [[4, 3], [32, 1], [1, 32]] as const) expect(isListable({ bidders, objects })).toBe(true);
  for (const [bidders, objects] of [[6, 4], [33, 1], [1024, 1024]] as const) expect(isListable({ bidders, objects })).toBe(false);
  const market = assignmentMarket({ bidders: 6, objects: 4, law: uniform });
  const study = { kind: 'assignment', market, mechanisms: [] } as const;
  for (const listed of [true, false]) {
    expect(assignmentKind.efficientRule!(study, listed))
      .toMatchObject({ problem: { alternatives: [], agents: { length: 6 } }, unlisted: market });
  }
  expect(assignmentKind.efficientRule!({ ...study, market: assignmentMarket({ bidders: 2, objects: 1, law: uniform }) }, true))
    .not.toHaveProperty('unlisted');
});

const value = (cross: number): Bilinear => ({ constant: 0.5, first: [1], second: [-2, 3], cross: [[cross, 0]] });
const two = (first: Bilinear): TwoAgentProblem => ({
  agents: ['i', 'j'], types: [[uniform], [uniform, uniform]], values: [{ kind: 'bilinear', ...first }, { kind: 'bilinear', ...value(0) }],
  rule: { kind: 'deterministic', index: value(0) },
});

test('two agents have the values that they have in a question about beliefs, linear where nothing is multiplied', () => {
  const linear = efficientProblem(two(value(0)));
  expect(linear.valuations).toMatchObject({ kind: 'linear', constants: [[0, 0.5], [0, 0.5]] });
  const bent = efficientProblem(two(value(7)));
  if (!isPolynomial(bent.valuations)) throw new Error('must be polynomial');
  const at = [0.25, 0.5, 0.75];
  const told = bent.valuations.terms[0]![1]!.reduce((sum, { coefficient, powers }) =>
    sum + powers.reduce((product, power, d) => product * at[d]! ** power, coefficient), 0);
  expect(told).toBeCloseTo(bilinearAt(value(7), [0.25], [0.5, 0.75]), 12);
  expect(bent.signals.map(({ owner }) => owner)).toEqual([0, 1, 1]);
  const nothing: Bilinear = { constant: 0, first: [0], second: [0, 0], cross: [[0, 0]] };
  expect(() => efficientProblem({ ...two(nothing), values: [{ kind: 'bilinear', ...nothing }, { kind: 'bilinear', ...nothing }] }))
    .toThrow(/^values: are all 0/);
});

test('rows of the efficient rule do not bear the name of the rule that a question about beliefs is about', () => {
  const scenario = scenarios.find(({ name }) => name === 'locally-robust')!;
  for (const { parameters } of [asField(scenario, { market: false }), asSecondBest(scenario)]) {
    expect(Object.keys(parameters)).toContain('slope');
    expect(Object.keys(parameters)).not.toContain('mechanism');
  }
});

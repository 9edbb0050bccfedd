/** What is wrong with a point is said in the words of who asked for it. */
import { expect, it } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import { sweepPoints } from '../../src/study/sweep.ts';
import type { ParameterValues } from '../../src/study/scenario.ts';

function complaint(name: string, changes: ParameterValues): string {
  const scenario = scenarios.find((one) => one.name === name)!;
  const defaults = Object.fromEntries(Object.entries(scenario.parameters).map(([key, parameter]) => [key, parameter.default]));
  try {
    sweepPoints({ scenario, points: [defaults, { ...defaults, ...changes }], command: 'run' });
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing';
}

it.each([
  ['first-price', { value: 'pareto(1,1)' }, /^value: pareto\(1,1\) has no mean/],
  ['locally-robust', { beliefs: 'uniform(0,2)' }, /^beliefs: must lie within \[0, 1\]/],
  ['unit-demand', { value: 'weibull(0.05,1)' }, /^value: weibull/],
  ['single-object', { rivals: 'pareto(1,1)' }, /^rivals: pareto\(1,1\) has no mean/],
] as const)('%s with %j names the parameter that gave the law', (name, changes, message) => {
  expect(complaint(name, changes)).toMatch(message);
});

it('a law that two parameters gave is named by the shorthand of both', () => {
  expect(complaint('single-object', { value: 'pareto(1,1)', rivals: 'pareto(1,1)' })).toMatch(/^law: pareto\(1,1\) has no mean/);
});

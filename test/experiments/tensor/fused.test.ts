/** The two paths of interim and ex post experiments on the same problems: fused integers and tensor ops. */
import { afterAll, describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { openCpuDevice } from '../../../src/engine/devices/cpu.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import { fusedExPostSampler, fusedInterimSampler } from '../../../src/experiments/fused.ts';
import type { InterimSums, Moments } from '../../../src/experiments/interim-sums.ts';
import { tensorExPostSampler } from '../../../src/experiments/tensor/ex-post.ts';
import { tensorInterimSampler } from '../../../src/experiments/tensor/interim.ts';
import { linearProblem, mechanism } from './problems.ts';
import { drawOn } from '../../../src/run/run.ts';

const device = await openCpuDevice(1);
afterAll(() => device.close());
const stream = { k0: 99, k1: 100 };
const COUNT = 2048;
const several = linearProblem([0, 0, 1, 1, 1, 2], 3, 5);
const reports = [[-1, 0.7, 0], [0, 0, 0], [1.4, 1.9, 0.5], [0.2, 0.1, 1], [2, 2, 1]];
const efficient = { kind: 'efficient' } as const;
const affine = { kind: 'affine-maximizer', weights: [1, 0.5, 2], bonuses: [0.2, 0, -0.1, 0.05, 0] } as const;
const privateOf = (problem: SocialChoiceProblem): SocialChoiceProblem => {
  if (problem.valuations.kind !== 'linear') throw new TypeError();
  const coefficients = problem.valuations.coefficients.map((table, i) =>
    table.map((row) => row.map((a, d) => (problem.signals[d]!.owner === i ? a : 0))));
  return { ...problem, valuations: { ...problem.valuations, coefficients } };
};
const cases: [string, SocialChoiceProblem, Mechanism][] = [
  ['vcg', several, mechanism(efficient, { kind: 'vcg' })],
  ['vcg, private', privateOf(several), mechanism(efficient, { kind: 'vcg' })],
  ['groves of an affine maximizer', several, mechanism(affine, { kind: 'groves' })],
  ['vcg of an affine maximizer', several, mechanism(affine, { kind: 'vcg' })],
  ['modified vcg', several, mechanism(efficient, { kind: 'modified-vcg' })],
  ['modified vcg, declared', several, mechanism(efficient, { kind: 'modified-vcg', relevant: [true, true, true, false, false, true] })],
  ['insured', several, mechanism(efficient, { kind: 'full-insurance', base: mechanism(affine, { kind: 'vcg' }) })],
  ['a dictator', several, mechanism({ kind: 'dictatorial', dictator: 2 }, { kind: 'none' })],
];

/** Means agree within five standard errors of their difference, were the draws independent, and what arithmetic may move. */
function agree(a: InterimSums, b: InterimSums): void {
  const [n, tolerance] = [a.groups, a.rounding + b.rounding];
  const compare = (name: 'gain' | 'truth', squares: 'gainSquares' | 'truthSquares'): void => a[name].forEach((sum, i) => {
    const variance = Math.max(0, a[squares][i]! / n - (sum / n) ** 2) + Math.max(0, b[squares][i]! / n - (b[name][i]! / n) ** 2);
    expect(
      Math.abs(sum - b[name][i]!) / n, `${name} ${i}: ${sum / n}, ${b[name][i]! / n}`,
    ).toBeLessThanOrEqual(5 * Math.sqrt(variance / n) + tolerance);
    expect(Math.abs(a[squares][i]! - b[squares][i]!)).toBeLessThanOrEqual(0.1 * Math.abs(b[squares][i]!) + n * tolerance);
  });
  compare('gain', 'gainSquares');
  compare('truth', 'truthSquares');
}

describe.each(cases)('interim: %s', (_, problem, tested) => {
  it('gains, truthful payoffs, classes, choices', async () => {
    const question = { agent: 1, reports, paired: [0, 1, 2, 3, 4], groupSize: 8, line: false };
    const fusedSampler = fusedInterimSampler(problem, tested, question, drawOn(device));
    if ('unsupported' in fusedSampler) throw new Error(fusedSampler.unsupported);
    const fused = await fusedSampler.run(stream, 0, COUNT);
    const tensor = await (await tensorInterimSampler(problem, tested, question, drawOn(device))).run(stream, 0, COUNT);
    agree(tensor, fused);
    const perAlternative = (sums: InterimSums, r: number, c: number): number => sums.choices[r * sums.classes + c]!;
    if (tensor.classes === fused.classes) {
      expect([...tensor.classOf]).toEqual([...fused.classOf]);
      // The same words: draws differ by rounding alone.
      reports.forEach((_, r) =>
        fused.classOf.forEach((c) => expect(Math.abs(perAlternative(tensor, r, c) - perAlternative(fused, r, c))).toBeLessThanOrEqual(4)));
    }
    for (const sums of [tensor, fused]) {
      expect(sums.truthRange[0]).toBeLessThanOrEqual(Math.min(...sums.truth) / sums.groups);
      expect(sums.gainRange[1]).toBeGreaterThanOrEqual(Math.max(...sums.gain) / sums.groups - sums.rounding);
    }
    if (tensor.gainRange[1] === 0) {
      for (const sums of [tensor, fused]) expect(Math.max(...sums.gain) / sums.groups).toBeLessThanOrEqual(sums.rounding);
    }
  });
});

it('weak congruence along a line: gains, up to the size of a step', async () => {
  const base = linearProblem([0, 1, 2], 3, 4);
  if (base.valuations.kind !== 'linear') throw new TypeError();
  const step = [0.2, 0.9, 0.5, 1.6];
  const coefficients = base.valuations.coefficients.map((table, i) =>
    table.map((row, k) => row.map((a, d) => (d === i ? step[k]! : 0.1 * a + (step[k]! * (d + 1)) / 10))));
  const signals = base.signals.map((signal) => ({ ...signal, law: parseDistribution('uniform(0,1)') }));
  const problem = { ...base, signals, valuations: { ...base.valuations, coefficients } };
  const question = { agent: 1, reports: Array.from({ length: 65 }, (_, r) => [r / 64]), paired: [0, 16, 32, 64], groupSize: 8, line: true };
  const tested = mechanism(efficient, { kind: 'weak-congruence' });
  const fusedSampler = fusedInterimSampler(problem, tested, question, drawOn(device));
  if ('unsupported' in fusedSampler) throw new Error(fusedSampler.unsupported);
  agree(
    await (await tensorInterimSampler(problem, tested, question, drawOn(device))).run(stream, 0, 1024),
    await fusedSampler.run(stream, 0, 1024),
  );
});

it.each(
  cases.filter(([, , { transfers }]) => transfers.kind === 'vcg' || transfers.kind === 'groves')
)('ex post: %s', async (_, problem, tested) => {
  const questions = [{ agent: 1, reports, paired: [], groupSize: 1, line: false }];
  const fusedSampler = fusedExPostSampler(problem, tested, questions, drawOn(device));
  if ('unsupported' in fusedSampler) throw new Error(fusedSampler.unsupported);
  const fused = await fusedSampler.run(stream, 0, COUNT);
  const tensor = await (await tensorExPostSampler(problem, tested, questions, drawOn(device))).run(stream, 0, COUNT);
  const close = (a: Moments, b: Moments): void => {
    const variance = a.squares / COUNT - (a.sum / COUNT) ** 2;
    expect(Math.abs(a.sum - b.sum) / COUNT).toBeLessThanOrEqual(5 * Math.sqrt((2 * variance) / COUNT) + 1e-4);
  };
  for (const name of ['firstBest', 'welfare', 'revenue'] as const) close(tensor[name], fused[name]);
  tensor.payoff.forEach((moments, i) => close(moments, fused.payoff[i]!));
  expect(Math.abs(tensor.deficits - fused.deficits)).toBeLessThanOrEqual(5);
  tensor.irViolations.forEach((n, i) => expect(Math.abs(n - fused.irViolations[i]!)).toBeLessThanOrEqual(5));
  expect(Math.abs(tensor.gainful[1]! - fused.gainful[1]!)).toBeLessThanOrEqual(5);
});

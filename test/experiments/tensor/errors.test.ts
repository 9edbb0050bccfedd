/** What users' functions may return wrongly: named with the field and, where only a run can tell, the offending profile. */
import { afterAll, describe, expect, it } from 'vitest';
import { openCpuDevice } from '../../../src/engine/devices/cpu.ts';
import type { GeneralValuations, SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import { InputError } from '../../../src/errors.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../../src/mechanism/mechanism.ts';
import { tensorExPostSampler } from '../../../src/experiments/tensor/ex-post.ts';
import { tensorInterimSampler } from '../../../src/experiments/tensor/interim.ts';
import { chanceOf } from './oracle.ts';
import { asGeneral, bilinear, linearProblem, mechanism, softRule } from './problems.ts';
import { drawOn } from '../../../src/run/run.ts';

const device = await openCpuDevice(1);
afterAll(() => device.close());
const stream = { k0: 4, k1: 5 };
const question = { agent: 0, reports: [[0], [0.5], [1]], paired: [0, 1, 2], groupSize: 1, line: false };
const efficient: ChoiceRule = { kind: 'efficient' };
const { problem } = bilinear('unknown');
const valuations = problem.valuations as GeneralValuations;
const withValues = (evaluate: GeneralValuations['evaluate'], structure: GeneralValuations['structure'] = 'unknown'): SocialChoiceProblem =>
  ({ ...problem, valuations: { ...valuations, structure, evaluate } });

async function failure(of: SocialChoiceProblem, tested: Mechanism, asked = question): Promise<InputError> {
  const run = async () => (await tensorInterimSampler(of, tested, asked, drawOn(device))).run(stream, 32, 64);
  const error: unknown = await run().catch((error: unknown) => error);
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
}

describe('valuations', () => {
  it('of the wrong shape', async () => {
    const error = await failure(
      withValues((tf, signals) => tf.zeros([signals.shape[0], 3, 2]) as ReturnType<typeof valuations.evaluate>),
      mechanism(efficient, { kind: 'none' }),
    );
    expect(error.field).toBe('valuations.evaluate');
    expect(error.message).toMatch(/must return a tensor of shape \[192, 3, 3\], returned \[192, 3, 2\]/);
  });

  it.each([['NaN', NaN], ['too large', 9]])('%s on some profile: agent, alternative, profile and its signals are named', async (_,
    wrong) => {
    // Wrong where agent 2's signal is in the top fifth.
    const bad = withValues((tf, signals) => {
      const values = valuations.evaluate(tf, signals);
      const top = tf.reshape(tf.greater(tf.slice(signals, [0, 1], [-1, 1]), 0.6), [-1, 1, 1]);
      const here = tf.reshape(tf.equal(tf.range(0, 9, 1, 'float32'), 5), [1, 3, 3]);
      return tf.where(tf.logicalAnd(top, here), tf.mul(tf.onesLike(values), wrong), values);
    });
    const law = problem.signals[1]!.law;
    const first = Array.from({ length: 64 }, (_, b) => 32 + b).find((profile) => law.quantile(chanceOf(stream, profile, 0)) > 0.6)!;
    const error = await failure(bad, mechanism(efficient, { kind: 'none' }));
    expect(error.message).toMatch(
      new RegExp(
        `^valuations.evaluate: value of agent 2 for alternative 3 is ${wrong} on profile ${first} \\(s1 = 0, s2 = 0\\.\\d+, s3 = `
        + `0\\.\\d+\\)`
      )
    );
    const audit = async () =>
      (await tensorExPostSampler(bad, mechanism(efficient, { kind: 'vcg' }), [], drawOn(device))).run(stream, 0, 64);
    await expect(audit()).rejects.toThrow(/value of agent 2 for alternative 3/);
  });

  it('that do not separate as they are said to', async () => {
    const error = await failure(
      withValues((tf, signals) => valuations.evaluate(tf, signals), 'additively-separable'), mechanism(efficient, { kind: 'none' }),
    );
    expect(error.field).toBe('valuations.structure');
    expect(error.message).toMatch(/agent 1 for alternative 1 misses .* on profile \d+/);
  });
});

it('values said to be private that another\'s signal moves', async () => {
  const linear = asGeneral(linearProblem([0, 1, 2], 3, 3)).problem;
  const asked = { ...question, reports: [[0], [0.5], [1]] };
  const said = (structure: GeneralValuations['structure']): SocialChoiceProblem =>
    ({ ...linear, valuations: { ...(linear.valuations as GeneralValuations), structure } });
  expect(
    (await failure(said('private'), mechanism(efficient, { kind: 'none' }), asked)).message
  ).toMatch(/^valuations.structure: said to be private, but/);
  const sums = await (
    await tensorInterimSampler(said('additively-separable'), mechanism(efficient, { kind: 'none' }), asked, drawOn(device))
  ).run(stream, 0, 64);
  expect(sums.profiles).toBe(64);
});

it('runs leave no tensors behind, nor do failures', async () => {
  const { tf, activate } = await device.tensors();
  activate();
  const sampler = await tensorInterimSampler(problem, mechanism(efficient, { kind: 'expected-externality' }), question, drawOn(device));
  const audit = await tensorExPostSampler(
    problem, mechanism(efficient, { kind: 'full-insurance', base: mechanism(efficient, { kind: 'vcg' }) }), [question], drawOn(device),
  );
  const failing = await tensorInterimSampler(
    problem,
    mechanism(
      { kind: 'general', choose: (tf, values) => tf.zeros([values.shape[0], 3]) as ReturnType<typeof tf.tensor2d> },
      { kind: 'none' },
    ),
    question,
    drawOn(device),
  );
  await sampler.run(stream, 0, 64);
  const before = tf.memory().numTensors;
  await sampler.run(stream, 0, 64);
  await audit.run(stream, 0, 64);
  await expect(failing.run(stream, 0, 64)).rejects.toThrow(/sum to 0/);
  expect(tf.memory().numTensors).toBe(before);
});

describe('rules', () => {
  const withRule = (choose: Extract<ChoiceRule, { kind: 'general' }>['choose']): Mechanism =>
    mechanism({ kind: 'general', choose }, { kind: 'none' });

  it('of the wrong shape', async () => {
    expect(
      (await failure(problem, withRule((tf, values) => tf.zeros([values.shape[0], 4]) as ReturnType<typeof tf.tensor2d>))).message
    ).toMatch(/^mechanism.rule.choose: must return a tensor of shape \[192, 3\], returned \[192, 4\]/);
  });

  it('with a negative probability', async () => {
    const error = await failure(problem, withRule((tf, values) => tf.tile(tf.tensor2d([[1.2, -0.2, 0]]), [values.shape[0], 1])));
    expect(error.message).toMatch(/probability of alternative 1 is 1\.2\d* on profile 32 /);
  });

  it('whose probabilities do not sum to one', async () => {
    const error = await failure(problem, withRule((tf, values) => tf.tile(tf.tensor2d([[0.5, 0.2, 0.2]]), [values.shape[0], 1])));
    expect(error.message).toMatch(/probabilities sum to 0\.(9|89)\d* on profile 32 /);
  });
});

describe('transfers', () => {
  const paying = (transfer: Extract<TransferScheme, { kind: 'general' }>['transfer']): Mechanism =>
    mechanism(softRule, { kind: 'general', transfer, range: [-1, 1] });

  it('outside their range', async () => {
    const error = await failure(problem, paying((tf, values) => tf.tile(tf.tensor2d([[0, 3, 0]]), [values.shape[0], 1])));
    expect(error.message).toMatch(/^mechanism.transfers.transfer: transfer of agent 2 is 3 on profile 32 .*outside the range \[-1, 1\]/);
  });

  it('of the wrong shape', async () => {
    expect(
      (await failure(problem, paying((tf, values) => tf.zeros([values.shape[0], 2]) as ReturnType<typeof tf.tensor2d>))).message
    ).toMatch(/shape \[192, 3\], returned \[192, 2\]/);
  });

  it.each([
    ['monotone-repair', { kind: 'monotone-repair', base: { kind: 'vcg' }, epsilon: 0.1 }, /monotone-repair/],
    ['weak-congruence without linear values', { kind: 'weak-congruence' }, /linear values/],
  ] as [string, TransferScheme, RegExp][])('%s', async (_, scheme, message) => {
    expect((await failure(problem, mechanism(efficient, scheme))).message).toMatch(message);
  });
});

describe('questions', () => {
  it('reports outside the support, or of the wrong length', async () => {
    expect(
      (await failure(problem, mechanism(efficient, { kind: 'none' }), { ...question, reports: [[0], [1.5], [1]] })).message
    ).toMatch(/reports: report 1 of agent 1: s1 = 1.5 is outside \[0, 1\]/);
    expect(
      (await failure(problem, mechanism(efficient, { kind: 'none' }), { ...question, reports: [[0], [0, 1], [1]] })).message
    ).toMatch(/has 2 coordinates, she has 1/);
  });

  it('profiles that are no whole groups', async () => {
    const sampler = await tensorInterimSampler(
      linearProblem([0, 1], 2, 3), mechanism(efficient, { kind: 'vcg' }), { ...question, groupSize: 8 }, drawOn(device),
    );
    await expect(sampler.run(stream, 0, 12)).rejects.toThrow(/multiple of 8/);
  });

  it('strategies that bid no number', async () => {
    const strategies = [0, 1, 2].map((i) => ({
      name: `bid ${i}`, bid: (v: number) => (i === 2 ? NaN : v), inverse: (b: number) => b, range: [0, 1] as const,
    }));
    expect(
      (await failure(problem, mechanism(efficient, { kind: 'first-price' }, strategies))).message
    ).toMatch(/bid 2: bid\(0\.\d+\) is NaN/);
  });

  it('a stopped run says how far it came', async () => {
    const sampler = await tensorInterimSampler(
      linearProblem([0, 1], 2, 3), mechanism(efficient, { kind: 'vcg' }), question, drawOn(device),
    );
    const stop = new AbortController();
    const seen: number[] = [];
    const sums = await sampler.run(
      stream, 0, 2 ** 16, { signal: stop.signal, onProgress: (profiles) => { seen.push(profiles); stop.abort(); } },
    );
    expect(seen).toEqual([sums.profiles]);
    expect(sums.profiles).toBeLessThan(2 ** 16);
    expect(sums.choices.reduce((sum, x) => sum + x, 0)).toBe(3 * sums.profiles);
  });
});

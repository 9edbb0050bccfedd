/** The general path on TFJS's webgpu backend (SwiftShader where there is no GPU) gives what it gives on the host's. */
import { afterAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device.ts';
import { openCpuDevice } from '../../../src/engine/devices/cpu.ts';
import { openWebGpuDevice } from '../../../src/engine/devices/webgpu.ts';
import type { Mechanism } from '../../../src/mechanism/mechanism.ts';
import { tensorExPostSampler } from '../../../src/experiments/tensor/ex-post.ts';
import { tensorInterimSampler } from '../../../src/experiments/tensor/interim.ts';
import { gpuHere } from '../../support/gpu.ts';
import { interimOracle, type Twin } from './oracle.ts';
import { asGeneral, bilinear, linearProblem, mechanism, oddTransfer, oddTwin, softRule, softTwin } from './problems.ts';
import { drawOn } from '../../../src/run/run.ts';
import { itFirst } from '../../support/evidence.ts';

const noGpu = await gpuHere();
const stream = { k0: 12, k1: 34 };
const linear = linearProblem([0, 0, 1, 1, 1, 2], 3, 4);
const reports = [[-1, 0.7, 0], [0, 0, 0], [1.4, 1.9, 0.5], [0.2, 0.1, 1], [2, 2, 1]];
const efficient = { kind: 'efficient' } as const;
const tests: [string, Twin, Mechanism][] = [
  ['linear, vcg', { problem: linear }, mechanism(efficient, { kind: 'vcg' })],
  ['linear, modified vcg', { problem: linear }, mechanism(efficient, { kind: 'modified-vcg' })],
  [
    'linear, a dictator insured',
    { problem: linear },
    mechanism(
      { kind: 'dictatorial', dictator: 0 }, { kind: 'full-insurance', base: mechanism(efficient, { kind: 'expected-externality' }) },
    ),
  ],
  ['general, a lottery and odd money', { ...asGeneral(linear), rule: softTwin, transfer: oddTwin }, mechanism(softRule, oddTransfer)],
  ['bilinear, groves', bilinear(), mechanism(efficient, { kind: 'groves' })],
];

describe.skipIf(noGpu !== undefined)(`webgpu${noGpu ? ` (skipped: ${noGpu})` : ''}`, () => {
  let gpu: Promise<Device> | undefined;
  let host: Promise<Device> | undefined;
  const webgpu = (): Promise<Device> => (gpu ??= openWebGpuDevice(1));
  const cpu = (): Promise<Device> => (host ??= openCpuDevice(1));
  afterAll(async () => {
    await (await gpu)?.close();
    await (await host)?.close();
  });

  itFirst(3, 'scenarios', tests)('interim: %s', async (_, twin, tested) => {
    const agent = 1;
    const own = twin.problem === linear || twin.problem.signals.length === 6 ? reports : [[0], [0.3], [0.9]];
    const question = { agent, reports: own, paired: own.map((_, r) => r), groupSize: 4, line: false };
    const device = await webgpu();
    expect((await device.tensors()).backend).toBe('webgpu');
    const sums = await (await tensorInterimSampler(twin.problem, tested, question, drawOn(device))).run(stream, 0, 32);
    const oracle = interimOracle(twin, tested, agent, own, 4, stream, 0, 32);
    sums.gain.forEach((x, i) => expect(x).toBeCloseTo(oracle.gain.flat()[i]!, 3));
    sums.gainSquares.forEach((x, i) => expect(x).toBeCloseTo(oracle.gainSquares.flat()[i]!, 3));
    sums.truth.forEach((x, i) => expect(x).toBeCloseTo(oracle.truth[i]!, 3));
    expect(oracle.gain.flat().some((x) => Math.abs(x) > 0.01)).toBe(true);
  });

  it('ex post, and the two backends in turns', async () => {
    const of = async (device: Device) =>
      tensorExPostSampler(
        linear, mechanism(efficient, { kind: 'vcg' }), [{ agent: 1, reports, paired: [], groupSize: 1, line: false }], drawOn(device),
      );
    const [there, here] = [await of(await webgpu()), await of(await cpu())];
    const [a, b] = await Promise.all([there.run(stream, 0, 200), here.run(stream, 0, 200)]);
    expect(a.gainful).toEqual(b.gainful);
    expect(a.revenue.sum).toBeCloseTo(b.revenue.sum, 3);
    a.payoff.forEach(({ sum }, i) => expect(sum).toBeCloseTo(b.payoff[i]!.sum, 3));
    expect(a.largestGain[1]).toBeCloseTo(b.largestGain[1]!, 4);
  });

  it('a value that is not a number is found there too', async () => {
    const { problem } = bilinear('unknown');
    if (problem.valuations.kind !== 'general') throw new TypeError();
    const { evaluate } = problem.valuations;
    const bad = {
      ...problem,
      valuations: { ...problem.valuations, evaluate: ((tf, signals) => tf.log(tf.sub(evaluate(tf, signals), 0.2))) as typeof evaluate },
    };
    const run = async () =>
      (
        await tensorInterimSampler(
          bad, mechanism(efficient, { kind: 'none' }), { agent: 0, reports: [[0], [1]], paired: [0, 1], groupSize: 1, line: false },
          drawOn(await webgpu()),
        )
      ).run(stream, 0, 16);
    await expect(run()).rejects.toThrow(/^valuations.evaluate: value of agent \d for alternative \d is (NaN|-)/);
  });
});

/** Draws through a run: what is kept is not drawn again, and gaps are filled with the same bits. */
import { describe, expect, it } from 'vitest';
import type { TensorExperiment } from '../../src/run/request.ts';
import { memoryLedger } from '../../src/run/ledger.ts';
import { drawOn } from '../../src/run/run.ts';
import { fingerprint } from '../../src/run/fingerprint.ts';
import { streamKey } from '../../src/engine/streams.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const parameters = {
  groups: [{ count: 3, thresholds: Float64Array.from({ length: 17 }, (_, j) => (j === 16 ? 2 ** 32 : j * 2 ** 28)) }], rank: 1, cells: 16,
};
const request = (first: number, count: number) => ({ kernel: 'direct', parameters, stream: streamKey('s', 'a'), first, count }) as const;

describe('the ledger behind draw', () => {
  it('fills gaps with the same bits as one whole draw, and draws nothing twice', async () => {
    const device = inProcessDevice();
    const run = drawOn(device);
    const [middle] = [await run.draw(request(100, 50)), await run.draw(request(300, 7))];
    const kept = structuredClone(middle.statistics);
    const whole = await run.draw(request(0, 400));
    expect(device.jobs.map(({ first, count }) => [first, count])).toEqual([[100, 50], [300, 7], [0, 100], [150, 150], [307, 93]]);
    expect(whole).toEqual(await drawOn(inProcessDevice()).draw(request(0, 400)));
    expect(middle.statistics).toEqual(kept);
    await run.draw(request(0, 400));
    expect(device.jobs.length).toBe(5);
  });

  it('tells streams, parameters and kernels apart', async () => {
    const device = inProcessDevice();
    const run = drawOn(device);
    await run.draw(request(0, 10));
    await run.draw({ ...request(0, 10), stream: streamKey('s', 'b') });
    await run.draw({ ...request(0, 10), parameters: { ...parameters, rank: 2 } });
    expect(device.jobs.length).toBe(3);
  });

  it('keeps no more than it may, the oldest going first, and draws what went again', async () => {
    const device = inProcessDevice();
    const run = drawOn(device, memoryLedger(0));
    const first = await run.draw(request(0, 10));
    expect(await run.draw(request(0, 10))).toEqual(first);
    expect(device.jobs.length).toBe(2);
  });

  it('an interrupted draw is a prefix that a later one goes on from', async () => {
    const device = inProcessDevice();
    const short = { ...device, run: async (one: ReturnType<typeof request>) => device.run({ ...one, count: Math.min(one.count, 4) }) };
    const ledger = memoryLedger();
    const before = await drawOn(short as never, ledger).draw(request(0, 10));
    expect(before.profiles).toBe(4);
    expect(await drawOn(device, ledger).draw(request(0, 10))).toEqual(await drawOn(inProcessDevice()).draw(request(0, 10)));
  });

  it('merges sums of tensor experiments in order', async () => {
    const experiment: TensorExperiment<{ readonly profiles: number; readonly parts: readonly string[] }> = {
      name: 'words', parameters: {}, chunk: 8,
      draw: async (_, __, first, count) => ({ profiles: count, parts: [`${first}+${count}`] }),
      merge: (a, b) => ({ profiles: a.profiles + b.profiles, parts: [...a.parts, ...b.parts] }),
    };
    const run = drawOn(inProcessDevice());
    const stream = streamKey('s', 'a');
    await run.draw({ experiment, stream, first: 8, count: 8 });
    expect(await run.draw({ experiment, stream, first: 0, count: 20 })).toEqual({ profiles: 20, parts: ['0+8', '8+8', '16+4'] });
  });
});

it('fingerprints tell data apart by every value, laws by their text and functions by their source', () => {
  const law = (text: string) => ({ text, cdf: () => 0 });
  const different = [
    1, '1', [1], { a: 1 }, { a: undefined, b: 1 }, null, undefined, -0, 0, Float64Array.of(1), Int32Array.of(1), law('a'), law('b'),
    () => 1, () => 2, 1n, true,
  ];
  expect(new Set(different.map(fingerprint)).size).toBe(different.length);
  expect(fingerprint({ b: 1, a: 2 })).toBe(fingerprint({ a: 2, b: 1 }));
});

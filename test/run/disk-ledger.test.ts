/** The ledger on disk: the same bits out of files, whatever happened to some of them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDiskLedger, type DiskLedgerOptions } from '../../src/run/disk-ledger.ts';
import { decode, encode } from '../../src/run/encode.ts';
import { filesOf, prune } from '../../src/run/ledger-files.ts';
import { layered, memoryLedger } from '../../src/run/ledger.ts';
import { requestName, type TensorExperiment } from '../../src/run/request.ts';
import { drawOn } from '../../src/run/run.ts';
import { streamKey } from '../../src/engine/streams.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

const folders: string[] = [];
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'misreport-ledger-'));
  folders.push(folder);
});
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

const parameters = {
  groups: [{ count: 3, thresholds: Float64Array.from({ length: 17 }, (_, j) => (j === 16 ? 2 ** 32 : j * 2 ** 28)) }], rank: 1, cells: 16,
};
const request = (first: number, count: number) => ({ kernel: 'direct', parameters, stream: streamKey('s', 'a'), first, count }) as const;
const whole = (count: number) => drawOn(inProcessDevice()).draw(request(0, count));

function open(more: Partial<DiskLedgerOptions> = {}) {
  const said: string[] = [];
  const ledger = openDiskLedger({
    folder, bytesMax: 2 ** 24, interval: 1e-9, least: 0, after: 0, floatingPoint: (backend) => (backend === 'cpu' ? 'here' : undefined),
    warn: (text) => said.push(text), ...more,
  });
  return { ledger, said };
}

const files = (): string[] => filesOf(folder).map(({ path }) => path);

it('gives numbers back with the same bits, and refuses what is no data', () => {
  const value = {
    empty: new Float64Array(0), sums: Float64Array.of(2 ** 53 - 1, -0, 0.1, NaN, -Infinity), bytes: Uint8Array.of(1, 2, 3), text: 'ε\n',
    list: [1, [2], { x: -0 }, Infinity, null, true], nested: { range: [0.1 + 0.2, 5e-324] }, absent: undefined,
    odd: new Int32Array(new Uint8Array(12).fill(7).buffer, 4, 2),
  };
  const { absent: _, ...present } = value;
  expect(decode(encode(value))).toEqual(present);
  expect(Object.is((decode(encode(value)) as typeof value).sums[1], -0)).toBe(true);
  for (const bad of [() => 1, { f: () => 1 }, [undefined], new Map(), 1n]) expect(() => encode(bad)).toThrow(TypeError);
});

describe('the ledger on disk', () => {
  it('is gone on from by another process, in slices that leave one file', async () => {
    const first = open();
    const device = inProcessDevice();
    const stopped = {
      ...device, run: async (job: never) => (device.jobs.length < 3 ? device.run(job) : Promise.reject(new Error('killed'))),
    };
    // Slices begin at 2^25 draws, some 10 million profiles of three: the gap is larger than all that is drawn here.
    const count = 300_000;
    await drawOn(device, first.ledger).draw(request(0, 1000));
    await drawOn(device, first.ledger).draw(request(4000, 500));
    await expect(drawOn(stopped as never, open().ledger).draw(request(0, count))).rejects.toThrow('killed');
    const again = inProcessDevice();
    expect(await drawOn(again, open().ledger).draw(request(0, count))).toEqual(await whole(count));
    expect(again.jobs.reduce((sum, job) => sum + job.count, 0)).toBeLessThan(count);
    expect(files().length).toBe(1);
    const idle = inProcessDevice();
    const last = open();
    expect(await drawOn(idle, last.ledger).draw(request(0, count))).toEqual(await whole(count));
    expect(idle.jobs).toEqual([]);
    expect(last.ledger.tally).toEqual({ found: count, kept: 0 });
  });

  it('names damaged files, and draws them anew', async () => {
    const good = await drawOn(inProcessDevice(), open().ledger).draw(request(0, 100));
    const [path] = files() as [string];
    const bytes = readFileSync(path);
    const flipped = Buffer.from(bytes);
    flipped[flipped.length - 3]! ^= 1;
    for (const damage of [
      () => writeFileSync(path, flipped), () => truncateSync(path, bytes.length - 1), () => truncateSync(path, 10),
      () => truncateSync(path, 0), () => writeFileSync(path, 'nothing of ours\n'),
      () => { rmSync(path); mkdirSync(path); writeFileSync(join(path, 'inside'), ''); },
    ]) {
      damage();
      const { ledger, said } = open();
      const device = inProcessDevice();
      expect(await drawOn(device, ledger).draw(request(0, 100))).toEqual(good);
      expect(device.jobs.length).toBe(1);
      expect(said).toEqual([expect.stringMatching(/^ledger .*[0-9a-f]{64}\/0\+100\.sums .*drawn anew$/)]);
    }
    // A whole file under another's name.
    const other = open();
    await drawOn(inProcessDevice(), other.ledger).draw(request(100, 50));
    writeFileSync(path, readFileSync(files().find((file) => file.includes('100+50'))!));
    const { ledger, said } = open();
    expect(await drawOn(inProcessDevice(), ledger).draw(request(0, 100))).toEqual(good);
    expect(said[0]).toContain('holds something else than its name tells');
  });

  it('keeps nothing that is not worth a file, nothing before its time, and then all that waited', async () => {
    await drawOn(inProcessDevice(), open({ least: 1000 }).ledger).draw(request(0, 100));
    // A clock of our own: how long a draw takes is the machine's.
    let now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    try {
      const late = open({ after: 0.05 });
      await drawOn(inProcessDevice(), late.ledger).draw(request(0, 100));
      now += 49;
      await drawOn(inProcessDevice(), late.ledger).draw(request(200, 100));
      expect(readdirSync(folder)).toEqual([]);
      now += 2;
      await drawOn(inProcessDevice(), late.ledger).draw(request(100, 100));
      expect(files().length).toBe(3);
    } finally {
      clock.mockRestore();
    }
  });

  it('goes on without a disk that is full, and says so once', async () => {
    const { ledger, said } = open({ folder: '/dev/null/ledger' });
    const run = drawOn(inProcessDevice(), ledger);
    await run.draw(request(0, 100));
    expect(await run.draw(request(0, 300))).toEqual(await whole(300));
    expect(said).toEqual([expect.stringMatching(/nothing more is kept/)]);
    expect(said[0]).toContain(ledger.failure()!);
    expect(open().ledger.failure()).toBeUndefined();
  });

  it('makes room: the oldest first, its own last, and what a killed process left', async () => {
    for (const first of [0, 100, 200]) await drawOn(inProcessDevice(), open().ledger).draw(request(first, 100));
    const at = (first: number): string => files().find((path) => path.endsWith(`/${first}+100.sums`))!;
    const [old, middle, young] = [at(0), at(100), at(200)];
    utimesSync(old, 1000, 1000);
    utimesSync(middle, 2000, 2000);
    writeFileSync(join(old, '..', '.partial-host-1-0'), 'x');
    expect(prune(filesOf(folder), { bytesMax: 2 * 4096 }).map(({ path }) => path)).toEqual([old]);
    expect(prune(filesOf(folder), { bytesMax: 4096, isSpared: (path) => path === middle }).map(({ path }) => path)).toEqual([young]);
    utimesSync(join(old, '..', '.partial-host-1-0'), 1000, 1000);
    expect(prune(filesOf(folder), { bytesMax: 0 }).length).toBe(2);
    expect(readdirSync(folder)).toEqual([]);
    // A run that needs more than there is room for keeps what it can.
    const small = open({ bytesMax: 4096 });
    for (const first of [0, 100, 200]) await drawOn(inProcessDevice(), small.ledger).draw(request(first, 100));
    expect(files().length).toBeLessThanOrEqual(2);
    expect(statSync(folder).isDirectory()).toBe(true);
  });
});

describe('sums in floating point', () => {
  /** Sums that show in which order they were added. */
  const experiment = (drawn: string[]): TensorExperiment<{ readonly profiles: number; readonly sum: number }> => ({
    name: 'tenths', parameters: { one: 0.1 }, chunk: 8,
    async draw(_, __, first, count) {
      drawn.push(`${first}+${count}`);
      let sum = 0;
      for (let i = first; i < first + count; i++) sum += 0.1 * i;
      return { profiles: count, sum };
    },
    merge: (a, b) => ({ profiles: a.profiles + b.profiles, sum: a.sum + b.sum }),
  });
  const of = (drawn: string[], first: number, count: number) =>
    ({ experiment: experiment(drawn), stream: streamKey('s', 'a'), first, count });

  it('have the same bits however they were drawn, chunk by chunk', async () => {
    const alone = await drawOn(inProcessDevice()).draw(of([], 0, 50));
    const drawn: string[] = [];
    for (const [first, count] of [[8, 16], [40, 10], [0, 8], [3, 9]] as const) {
      await drawOn(inProcessDevice(), layered(memoryLedger(), open().ledger)).draw(of([], first, count));
    }
    expect(await drawOn(inProcessDevice(), open().ledger).draw(of(drawn, 0, 50))).toEqual(alone);
    expect(drawn).toEqual(['24+8', '32+8']);
  });

  it('are not mixed where they need not be the same: another backend, other code', async () => {
    await drawOn(inProcessDevice(), open().ledger).draw(of([], 0, 8));
    const drawn: string[] = [];
    const elsewhere = open({ floatingPoint: () => 'elsewhere' }).ledger;
    await drawOn(inProcessDevice(), elsewhere).draw(of(drawn, 0, 8));
    const gpu = {
      ...inProcessDevice(), tensors: async () => ({ ...(await inProcessDevice().tensors()), backend: 'webgpu' }),
    };
    await drawOn(gpu, open().ledger).draw(of(drawn, 0, 8));
    expect(drawn).toEqual(['0+8', '0+8']);
    // On a GPU not even with themselves.
    await drawOn(gpu, open().ledger).draw(of(drawn, 0, 8));
    expect(drawn.length).toBe(3);
    expect(requestName(request(0, 1), 'a')).toBe(requestName(request(9, 2), 'b'));
  });
});

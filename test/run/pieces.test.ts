/** Pieces drawn by several threads: in order, the same whoever draws them, and the first fault told. */
import { expect, it } from 'vitest';
import { streamKey } from '../../src/engine/streams.ts';
import type { Crew } from '../../src/run/helpers.ts';
import { memoryLedger } from '../../src/run/ledger.ts';
import type { TensorExperiment } from '../../src/run/request.ts';
import { drawOn } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

interface Words { readonly profiles: number; readonly parts: readonly string[] }

const FAULTY = new Set<number>();
const experiment: TensorExperiment<Words> = {
  name: 'words', parameters: {}, chunk: 8, piece: 2,
  async draw(_, __, first, count, { signal }) {
    await new Promise((resolve) => { setImmediate(resolve); });
    if (FAULTY.has(first)) throw new Error(`profile ${first}`);
    return signal?.aborted ? { profiles: 0, parts: [] } : { profiles: count, parts: [`${first}+${count}`] };
  },
  merge: (a, b) => ({ profiles: a.profiles + b.profiles, parts: [...a.parts, ...b.parts] }),
};
const request = { experiment, stream: streamKey('s', 'a'), first: 3, count: 40 };

/** Helpers that answer late and in reverse order, and cannot draw what `beyond` says. */
function slowCrew(beyond: (first: number) => boolean = () => false): { readonly drawn: number[]; crew<S>(): Crew<S> } {
  const drawn: number[] = [];
  let waiting = 0;
  return {
    drawn,
    crew: <S>(): Crew<S> => ({
      free: () => Math.max(0, 5 - waiting),
      async draw(_, { first, count }) {
        const turns = 3 + 2 * (5 - waiting++);
        for (let t = 0; t < turns; t++) await new Promise((resolve) => { setImmediate(resolve); });
        waiting--;
        if (beyond(first) || FAULTY.has(first)) return undefined;
        drawn.push(first);
        return { profiles: count, parts: [`${first}+${count}`] } as S;
      },
    }),
  };
}

const drawWith = (crew?: ReturnType<typeof slowCrew>, signal?: AbortSignal): Promise<Words> =>
  drawOn(inProcessDevice(), memoryLedger(), signal, undefined, crew).draw(request);

it('come in order, whoever draws them', async () => {
  const crew = slowCrew();
  const alone = await drawWith();
  expect(alone.parts[0]).toBe('3+1');
  expect(alone.parts).toHaveLength(21);
  expect(await drawWith(crew)).toEqual(alone);
  expect(crew.drawn.length).toBeGreaterThan(5);
});

it('are drawn here where a helper could not', async () => {
  const crew = slowCrew((first) => first % 4 === 0);
  expect(await drawWith(crew)).toEqual(await drawWith());
  expect(crew.drawn.length).toBeGreaterThan(0);
});

it('tell the first fault, whoever met another one before', async () => {
  for (const faults of [[6, 8, 20], [30], [4], [42, 40, 38]]) {
    faults.forEach((first) => FAULTY.add(first));
    const wanted = `profile ${Math.min(...faults)}`;
    await expect(drawWith()).rejects.toThrow(wanted);
    await expect(drawWith(slowCrew())).rejects.toThrow(wanted);
    FAULTY.clear();
  }
});

it('are a prefix where the run was stopped', async () => {
  const all = await drawWith();
  for (const turns of [0, 1, 4, 7]) {
    const abort = new AbortController();
    void (async () => {
      for (let t = 0; t < turns; t++) await new Promise((resolve) => { setImmediate(resolve); });
      abort.abort();
    })();
    const some = await drawWith(slowCrew(), abort.signal);
    expect(some.profiles).toBeLessThan(all.profiles);
    expect(some.parts).toEqual(all.parts.slice(0, some.parts.length));
  }
});

/** Long work has its turns by whatever clock runs, one that was set back included. */
import { afterEach, expect, it, vi } from 'vitest';
import { inTurns } from '../../src/run/turns.ts';

afterEach(() => void vi.restoreAllMocks());

function* steps(count: number): Generator<undefined, number> {
  for (let j = 0; j < count; j++) yield;
  return count;
}

/** Times at which work of ten steps was told of, by a clock that starts at `from` and shows `each` more at every look. */
async function toldAt(from: number, each: number): Promise<number[]> {
  let now = from;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += each));
  const told: number[] = [];
  expect(await inTurns(steps(10), undefined, (taken) => told.push(taken))).toBe(10);
  return told;
}

it('is told of after every 50 ms, on a clock set back as well', async () => {
  expect(await toldAt(1e9, 1000)).toHaveLength(10);
  expect(await toldAt(0, 1000)).toHaveLength(10);
  // What was done before counts: at most one turn, then none for the few milliseconds that ten steps take.
  expect((await toldAt(2e6, 1)).length).toBeLessThan(2);
});

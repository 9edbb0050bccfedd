/** What tells no share of itself is measured by what was like it. */
import { expect, it } from 'vitest';
import { Foretold, shareOf } from '../../src/run/foretold.ts';
import { taken } from '../../src/run/turns.ts';

it('one size foretells others by the usual power, two by their own, and none what is far off or of another kind', () => {
  const past = new Foretold();
  expect(past.expected('programs', 100, 1.5)).toBeUndefined();
  past.record('programs', 100, 10);
  expect(past.expected('programs', 100, 1.5)).toBeCloseTo(10);
  expect(past.expected('programs', 400, 1.5)).toBeCloseTo(80);
  expect(past.expected('programs', 1000, 1.5)).toBeUndefined();
  expect(past.expected('cycles', 100, 1)).toBeUndefined();
  past.record('programs', 200, 40);
  expect(past.expected('programs', 400, 1.5)).toBeCloseTo(160);
  // Sizes alike show no power; the latest counts.
  past.record('programs', 210, 44);
  expect(past.expected('programs', 420, 1.5)).toBeCloseTo(44 * 2 ** (Math.log(4.4) / Math.log(2.1)));
  // Nor does a power beyond reason.
  past.record('programs', 420, 44e6);
  expect(past.expected('programs', 840, 1.5)).toBeCloseTo(44e6 * 8);
  past.record('programs', 0, 1);
  past.record('programs', 1, 0);
  expect(past.expected('programs', 1, 1)).toBeUndefined();
});

it('a share is told up to what was foretold, and none beyond', () => {
  expect([shareOf(1, 4), shareOf(4, 4), shareOf(5, 4), shareOf(1, undefined)]).toEqual([0.25, undefined, undefined, undefined]);
});

it('the second search of a run is told by the first, as many times longer as it is larger', async () => {
  const shares: (number | undefined)[] = [];
  const run = { past: new Foretold(), step: (share?: number) => void shares.push(share) };
  const work = function* (steps: number): Generator<undefined, string> {
    for (let step = 0; step < steps; step++) {
      const until = performance.now() + 30;
      while (performance.now() < until);
      yield;
    }
    return 'done';
  };
  expect(await taken(run, work(4), { kind: 'search', size: 10 })).toBe('done');
  expect(shares.length).toBeGreaterThan(0);
  expect(shares.every((share) => share === undefined)).toBe(true);
  expect(run.past.expected('search', 20, 1)).toBe(8);
  shares.length = 0;
  await taken(run, work(6), { kind: 'search', size: 20 });
  expect(shares.length).toBeGreaterThan(0);
  for (const share of shares) expect(share! * 8).toBeCloseTo(Math.round(share! * 8), 12);
});

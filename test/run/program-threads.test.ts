/** Programs have the same solutions on a thread of their own, which is ended when the run is. */
import { expect, it } from 'vitest';
import { FloatBuilder } from '../../src/programs/float-builder.ts';
import type { FloatProgram } from '../../src/programs/float.ts';
import { openInside } from '../../src/programs/inside.ts';
import { openPrograms } from '../../src/run/program-threads.ts';
import { randomSource } from '../support/random.ts';

/** A packing program of 12 columns; the more rows, the later ones last. */
function packing(rows: number): FloatProgram {
  const { unit } = randomSource(7);
  const build = new FloatBuilder('maximise');
  const columns = Array.from({ length: 12 }, () => build.column(0, 1, 1 + unit()));
  for (let r = 0; r < rows; r++) build.row(columns.map((column) => [column, unit()]), -Infinity, 2);
  return build.program();
}

it('have the same bits here and there, one after another too, and fail at once where the run is over', async () => {
  const stop = new AbortController();
  const [here, there] = [openPrograms(), openPrograms(stop.signal, undefined, { solve: 0, interior: 0 })];
  expect(await there.solve(packing(8))).toEqual(await here.solve(packing(8)));
  for (const rows of [8, 10]) {
    const { status, primal, dual } = await here.inside(packing(rows), rows > 8);
    expect(status).toBe('optimal');
    expect(await there.inside(packing(rows), rows > 8)).toMatchObject({ status, primal, dual });
  }
  const asked = there.solve(packing(400));
  stop.abort();
  expect((await asked).status).toBe('failed');
  expect((await there.inside(packing(8), false)).status).toBe('failed');
});

it('tells how far a program inside is from its tolerance, step by step, up to the end', () => {
  const shares: number[] = [];
  expect(openInside()(packing(40), false, (share) => void shares.push(share)).status).toBe('optimal');
  expect(shares.length).toBeGreaterThan(3);
  expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
  expect(shares.at(-1)).toBe(1);
  // Much the same at every step: the half of them is no less than a quarter of the way, and no more than three.
  expect(Math.abs(shares[shares.length >> 1]! - 0.5)).toBeLessThan(0.3);
});

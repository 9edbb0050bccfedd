import { expect, it } from 'vitest';
import type { FloatProgram } from '../../src/programs/float.ts';
import { ProgramBuilder, type Program } from '../../src/programs/program.ts';
import { rational } from '../../src/programs/rational.ts';
import { solveProgram } from '../../src/programs/solve.ts';
import { openRun } from '../../src/run/run.ts';
import { openSolver } from '../../src/run/solver.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';

function least(bound: [number, number]): Program {
  const build = new ProgramBuilder('minimise');
  const x = build.column('x', 'nonnegative');
  build.objective([[x, rational(2)]]);
  build.row('demand', [[x, rational(1)]], '>=', rational(...bound));
  return build.program();
}

it('solves each program once, and tells those apart that differ in a number', async () => {
  let solved = 0;
  const solve = openSolver((program) => (solved++, solveProgram(program)));
  const [first, again, other] = await Promise.all([least([1, 3]), least([1, 3]), least([1, 4])].map(solve));
  expect(solved).toBe(2);
  expect(again).toBe(first);
  expect([first, other].map((one) => (one!.status === 'optimal' ? one!.objective.toFraction() : one!.status))).toEqual(['2/3', '1/2']);
});

it('takes programs for one that differ in names alone, and apart those of another relation, direction or kind of column', async () => {
  let solved = 0;
  const solve = openSolver((program) => (solved++, solveProgram(program)));
  const first = least([1, 3]);
  const [row] = first.rows;
  const names = { ...first, rows: [{ ...row!, name: 'other' }] };
  expect(await solve(names)).toBe(await solve(first));
  const others: Program[] = [
    { ...first, direction: 'maximise' }, { ...first, rows: [{ ...row!, relation: '=' }] }, { ...first, rows: [row!, row!] },
    { ...first, columns: [{ name: 'x', kind: 'free' }] }, { ...first, objective: [] },
  ];
  for (const other of others) await solve(other);
  expect(solved).toBe(1 + others.length);
});

it('a run is the door to it', async () => {
  const solution = await openRun(inProcessDevice(), 'seed').solve(least([5, 7]));
  expect(solution.status === 'optimal' && solution.objective.toFraction()).toBe('10/7');
});

it('answers a floating program by the same door, and the same one once', async () => {
  const { solve } = openRun(inProcessDevice(), 'seed');
  const program: FloatProgram = {
    direction: 'minimise', cost: Float64Array.of(2), lower: Float64Array.of(0), upper: Float64Array.of(Infinity),
    rowLower: Float64Array.of(0.25), rowUpper: Float64Array.of(Infinity),
    starts: Int32Array.of(0, 1), indices: Int32Array.of(0), values: Float64Array.of(1),
  };
  const solution = await solve(program);
  expect(solution).toMatchObject({ status: 'optimal', objective: 0.5 });
  expect(await solve({ ...program })).toBe(solution);
});

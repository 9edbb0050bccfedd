import { describe, expect, it } from 'vitest';
import { pointsOfBasis } from '../../src/programs/basis.ts';
import { proves } from '../../src/programs/check.ts';
import { crissCross } from '../../src/programs/criss-cross.ts';
import { ProgramBuilder, type Program, type Solution, type Term } from '../../src/programs/program.ts';
import { ONE, rational, rationalText, ZERO } from '../../src/programs/rational.ts';
import { solveProgram } from '../../src/programs/solve.ts';
import { randomSource } from '../support/random.ts';

function randomProgram(seed: number, columns: number, rows: number): Program {
  const random = randomSource(seed);
  const build = new ProgramBuilder(random.chance(0.5) ? 'minimise' : 'maximise');
  for (let c = 0; c < columns; c++) build.column(`x${c}`, random.chance(0.3) ? 'free' : 'nonnegative');
  const terms = (): Term[] => Array.from({ length: columns }, (_, c): Term => [c, random.chance(0.6) ? random.fraction(4) : ZERO]);
  for (let r = 0; r < rows; r++) {
    const relation = (['>=', '<=', '='] as const)[random.whole(0, 5) % 4 % 3]!;
    build.row(`r${r}`, terms(), relation, random.chance(0.3) ? ZERO : random.fraction(5));
  }
  build.objective(terms());
  return build.program();
}

const key = (solution: Solution): string =>
  solution.status === 'optimal' ? `optimal ${rationalText(solution.objective)}` : solution.status;

describe('solveProgram', () => {
  it('proves what it says of random programs, and agrees with exact pivoting', async () => {
    const seen = new Map<string, number>();
    for (let seed = 0; seed < 400; seed++) {
      const program = randomProgram(seed, 1 + (seed % 9), 1 + (Math.floor(seed / 7) % 11));
      const solution = await solveProgram(program);
      expect(proves(program, solution), `seed ${seed}: ${solution.status}`).toBe(true);
      const exact = crissCross(program);
      expect(proves(program, exact), `exact pivoting, seed ${seed}: ${exact.status}`).toBe(true);
      expect(key(solution)).toBe(key(exact));
      seen.set(solution.status, (seen.get(solution.status) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual(['infeasible', 'optimal', 'unbounded']);
    for (const count of seen.values()) expect(count).toBeGreaterThan(30);
  });

  it('starts exact pivoting from any basis, singular ones too', () => {
    for (let seed = 0; seed < 100; seed++) {
      const program = randomProgram(seed, 6, 7);
      const random = randomSource(seed + 1000);
      const pick = (length: number): number[] => [...Array.from({ length }).keys()].filter(() => random.chance(0.5));
      const solution = crissCross(program, { columns: pick(6), rows: pick(7) });
      expect(proves(program, solution)).toBe(true);
      expect(key(solution)).toBe(key(crissCross(program)));
    }
  });

  it('tells 1/3 from its double: infeasible by one part in 10^30', async () => {
    const build = new ProgramBuilder();
    const x = build.column('x', 'nonnegative');
    const others = Array.from({ length: 8 }, (_, k) => build.column(`y${k}`, 'nonnegative'));
    build.row('three', [[x, rational(3)]], '>=', ONE);
    build.row('third', [[x, ONE]], '<=', rational(1, 3).sub(rational(1n, 10n ** 30n)));
    others.forEach((y, k) => build.row(`y${k}`, [[y, ONE]], '>=', rational(1, 7)));
    const program = build.program();
    const solution = await solveProgram(program);
    expect(solution.status).toBe('infeasible');
    expect(proves(program, solution)).toBe(true);
  });

  it('takes coefficients beyond the range of doubles', async () => {
    const build = new ProgramBuilder('maximise');
    const x = build.column('x', 'nonnegative');
    Array.from({ length: 8 }, (_, k) => build.column(`y${k}`, 'nonnegative'));
    build.row('huge', [[x, rational(10n ** 400n)]], '<=', ONE);
    for (let k = 1; k <= 8; k++) build.row(`small${k}`, [[k, rational(1n, 10n ** 400n)]], '<=', rational(k));
    build.objective([[x, ONE], [3, ONE]]);
    const solution = await solveProgram(build.program());
    expect(key(solution)).toBe(`optimal ${rationalText(rational(1n, 10n ** 400n).add(rational(3n * 10n ** 400n)))}`);
  });

  it('solves degenerate programs: an assignment of eight to eight', async () => {
    const build = new ProgramBuilder('maximise');
    const random = randomSource(5);
    const cells = Array.from({ length: 64 }, (_, k) => build.column(`x${k}`, 'nonnegative'));
    for (let i = 0; i < 8; i++) {
      build.row(`row ${i}`, cells.filter((_, k) => Math.floor(k / 8) === i).map((c): Term => [c, ONE]), '=', ONE);
      build.row(`column ${i}`, cells.filter((_, k) => k % 8 === i).map((c): Term => [c, ONE]), '=', ONE);
    }
    build.objective(cells.map((c): Term => [c, rational(random.whole(0, 3))]));
    const program = build.program();
    const solution = await solveProgram(program);
    expect(solution.status).toBe('optimal');
    expect(proves(program, solution)).toBe(true);
  });

  it('has programs without rows or without columns', async () => {
    const unbounded = new ProgramBuilder('maximise');
    unbounded.objective([[unbounded.column('x', 'nonnegative'), ONE]]);
    expect((await solveProgram(unbounded.program())).status).toBe('unbounded');
    const idle = new ProgramBuilder();
    idle.objective([[idle.column('x', 'nonnegative'), ONE]]);
    expect(key(await solveProgram(idle.program()))).toBe('optimal 0');
    const empty = new ProgramBuilder();
    empty.row('impossible', [], '>=', ONE);
    expect((await solveProgram(empty.program())).status).toBe('infeasible');
  });

  it('has no points at a singular basis or one of the wrong size', () => {
    const build = new ProgramBuilder();
    const [x, y] = [build.column('x', 'free'), build.column('y', 'free')];
    build.row('a', [[x, ONE], [y, ONE]], '=', ONE);
    build.row('b', [[x, rational(2)], [y, rational(2)]], '=', rational(2));
    expect(pointsOfBasis(build.program(), { columns: [x, y], rows: [0, 1] })).toBeUndefined();
    expect(pointsOfBasis(build.program(), { columns: [x], rows: [0, 1] })).toBeUndefined();
    expect(pointsOfBasis(build.program(), { columns: [x], rows: [0] })?.primal.map(rationalText)).toEqual(['1', '0']);
  });
});

describe('check', () => {
  it('rejects a solution with one altered entry', async () => {
    for (let seed = 0; seed < 120; seed++) {
      const program = randomProgram(seed, 5, 6);
      const solution = await solveProgram(program);
      const random = randomSource(seed + 500);
      if (solution.status === 'infeasible') {
        // Farkas multipliers stay multipliers in a cone, so only entries that spoil a cancellation are altered.
        const r = solution.farkas.findIndex(
          (value, k) => value.n !== 0n && program.rows[k]!.terms.some(([c]) => program.columns[c]!.kind === 'free'),
        );
        if (r < 0) continue;
        const farkas = solution.farkas.map((value, k) => (k === r ? value.add(ONE) : value));
        expect(proves(program, { status: 'infeasible', farkas })).toBe(false);
        expect(proves(program, { status: 'infeasible', farkas: solution.farkas.map(() => ZERO) })).toBe(false);
        expect(proves(program, { status: 'infeasible', farkas: solution.farkas.slice(1) })).toBe(false);
      } else if (solution.status === 'optimal') {
        expect(proves(program, { ...solution, objective: solution.objective.add(rational(1, 1000)) })).toBe(false);
        const at = random.whole(0, 4);
        if (program.objective.some(([c]) => c === at)) {
          expect(
            proves(program, { ...solution, primal: solution.primal.map((value, c) => (c === at ? value.add(rational(1, 7)) : value)) }),
          ).toBe(false);
        }
      } else if (solution.status === 'unbounded') {
        expect(proves(program, { ...solution, ray: solution.ray.map(() => ZERO) })).toBe(false);
        expect(proves(program, { ...solution, ray: solution.ray.map((value) => value.neg()) })).toBe(false);
      }
    }
  });
});

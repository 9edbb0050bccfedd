import { describe, expect, it } from 'vitest';
import { boundFromMultipliers } from '../../src/programs/float-bound.ts';
import { FloatBuilder, type FloatTerm } from '../../src/programs/float-builder.ts';
import { solveFloat } from '../../src/programs/float.ts';
import { interiorPoint } from '../../src/programs/interior-point.ts';
import { SparseCholesky } from '../../src/programs/sparse-cholesky.ts';
import { randomSource } from '../support/random.ts';

describe('SparseCholesky', () => {
  /** A grid of n x n unknowns, each tied to its neighbours, and one that is tied to all: few entries, then a dense end. */
  function grid(n: number) {
    const size = n * n + 1;
    const columns: number[][] = Array.from({ length: size }, (_, j) => [j]);
    for (let j = 0; j < n * n; j++) {
      if (j % n < n - 1) columns[j]!.push(j + 1);
      if (j + n < n * n) columns[j]!.push(j + n);
      columns[j]!.push(n * n);
    }
    const starts = new Int32Array(size + 1);
    columns.forEach((rows, j) => { starts[j + 1] = starts[j]! + rows.length; });
    return { size, starts, rows: Int32Array.from(columns.flat()) };
  }

  it('solves what was factored, twice with one order, in few entries', () => {
    const pattern = grid(20);
    const { size, starts, rows } = pattern;
    const factors = new SparseCholesky(pattern);
    expect(factors.rows.length).toBeLessThan(10 * rows.length);
    for (const diagonal of [8, 30]) {
      const entries = Float64Array.from(rows, (i, at) => (starts.includes(at) && i !== size - 1 ? diagonal : i === size - 1 ? -0.5 : -1));
      entries[rows.length - 1] = 1000;
      factors.factor(entries);
      const wanted = Float64Array.from({ length: size }, (_, j) => Math.sin(j));
      const right = new Float64Array(size);
      for (let j = 0; j < size; j++) {
        for (let at = starts[j]!; at < starts[j + 1]!; at++) {
          right[rows[at]!]! += entries[at]! * wanted[j]!;
          if (rows[at] !== j) right[j]! += entries[at]! * wanted[rows[at]!]!;
        }
      }
      factors.solve(right).forEach((x, j) => expect(x).toBeCloseTo(wanted[j]!, 10));
    }
  });
});

describe('interiorPoint', () => {
  /** Some point keeps every row; bounds on all columns, some of them alike; equations, one of them twice; rows open at one end. */
  function random(seed: number) {
    const { whole, chance, unit } = randomSource(seed);
    const columns = whole(4, 9);
    const build = new FloatBuilder(chance(0.5) ? 'maximise' : 'minimise');
    const inside = Array.from({ length: columns }, () => 4 * unit() - 2);
    inside.forEach((x, j) => build.column(j === 0 ? x : x - whole(0, 2) - 0.1, j === 0 ? x : x + whole(0, 2) + 0.1, whole(-3, 3)));
    for (let r = 0; r < whole(3, 10); r++) {
      const terms = inside.flatMap((_, j): FloatTerm[] => (chance(0.6) ? [[j, whole(-4, 4)]] : []));
      const at = terms.reduce((sum, [j, a]) => sum + a * inside[j]!, 0);
      if (r < 2) build.row(terms, at, at);
      if (r === 0) build.row(terms.map(([j, a]) => [j, 2 * a]), 2 * at, 2 * at);
      if (r > 1) build.row(terms, chance(0.5) ? at - unit() : -Infinity, chance(0.5) ? at + unit() : Infinity);
    }
    return build.program();
  }

  it('agrees with HiGHS on random programs, and its multipliers prove as much', async () => {
    for (let seed = 1; seed <= 25; seed++) {
      const program = random(seed);
      const known = await solveFloat(program);
      const { status, primal, dual } = interiorPoint(program);
      expect(status, `seed ${seed}`).toBe('optimal');
      expect(primal.reduce((sum, x, j) => sum + x * program.cost[j]!, 0)).toBeCloseTo(known.objective, 5);
      if (program.direction === 'maximise') expect(boundFromMultipliers(program, dual) - known.objective).toBeLessThan(1e-5);
    }
  });

  it('fails, and says so, where no point keeps the rows', () => {
    const build = new FloatBuilder('maximise');
    const x = build.column(0, 1, 1);
    build.row([[x, 1]], 3, 4);
    expect(interiorPoint(build.program()).status).toBe('failed');
  });
});

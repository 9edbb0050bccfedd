/** Least epsilon of agents who may stay away and are paid from one budget: best ways instead of a solver. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  constantOf, gainBeforeUtility, leastEpsilon, type LieNotion, type TypeField,
} from '../../../src/notions/least-epsilon.ts';
import { balancedRows, leastEpsilonFile } from '../../../src/notions/least-epsilon/certificate.ts';
import { constrainedLeastEpsilon } from '../../../src/notions/least-epsilon/program.ts';
import { judgeLeastEpsilonFile } from '../../../src/notions/verify/least-epsilon.ts';
import { leastPotentials } from '../../../src/programs/least-potentials.ts';
import { FloatBuilder } from '../../../src/programs/float-builder.ts';
import { solveFloat } from '../../../src/programs/float.ts';
import { randomSource } from '../../support/random.ts';
import { stoppedSoon } from '../../support/stopped-soon.ts';

/** Types on a plane of n x n, two alternatives worth a and b to her, chosen for sure by where 2 a stands to b. */
function sure(n: number): TypeField {
  const points = Array.from({ length: n * n }, (_, t) => [(Math.floor(t / n) + 0.5) / n, ((t % n) + 0.5) / n]);
  return {
    points, relevant: [true, true], classes: 2, values: Float64Array.from(points.flat()),
    chances: Float64Array.from(points.flatMap(([a, b]) => (2 * a! >= b! ? [1, 0] : [0, 1]))),
  };
}

function random(next: () => number, isSure: boolean, relevant: readonly boolean[]): TypeField {
  const points = Array.from({ length: 9 }, (_, t) => [Math.floor(t / 3) / 2, (t % 3) / 2]);
  const rates = [0, 1, 2].map(() => relevant.map((enters) => (enters ? 3 * next() - 1 : 0)));
  return {
    points, relevant, classes: 3,
    values: Float64Array.from(points.flatMap((point) => rates.map((rate) => rate.reduce((sum, r, c) => sum + r * point[c]!, 0)))),
    chances: Float64Array.from(points.flatMap(() => {
      const row = [next(), next(), next()];
      const total = row[0]! + row[1]! + row[2]!;
      const best = row.indexOf(Math.max(...row));
      return row.map((x, k) => (isSure ? Number(k === best) : x / total));
    })),
  };
}

/** The program with a row for every lie there is, types at distance zero included. */
async function byProgram(fields: readonly TypeField[], counts: readonly number[], notion: LieNotion, budget: number): Promise<number> {
  const build = new FloatBuilder('minimise');
  const epsilon = build.column(0, Infinity, 1);
  const cost: [number, number][] = [];
  fields.forEach((field, i) => {
    const { points, relevant } = field;
    const columns = points.map(() => build.column(0, Infinity));
    columns.forEach((column) => cost.push([column, -counts[i]! / points.length]));
    points.forEach((point, s) => points.forEach((other, t) => {
      if (s === t) return;
      const steps = point.map((x, c) => Math.abs(x - other[c]!));
      const added = steps.reduce((sum, x, c) => sum + (relevant[c] ? x : 0), 0);
      const length = { ic: 1, weak: Math.max(...steps), lic: added }[notion];
      build.row([[columns[s]!, 1], [columns[t]!, -1], [epsilon, length]], gainBeforeUtility(field, t, s));
    }));
  });
  build.row(cost, -budget);
  const { status, objective } = await solveFloat(build.program());
  expect(status).toBe('optimal');
  return objective;
}

describe('least epsilon paid from a budget', () => {
  it('is that of the program over all lies, with multipliers that prove it, whatever the notion and however sure the choice', async () => {
    const next = randomSource(17).unit;
    for (let n = 0; n < 24; n++) {
      const notion = (['lic', 'weak', 'ic'] as const)[n % 3]!;
      const fields = [random(next, n % 2 === 0, [true, true]), random(next, n % 4 < 2, [true, notion !== 'lic'])];
      const counts = [1, 1 + (n % 3)];
      const agents = fields.map((field, i) =>
        ({ field, weights: new Float64Array(9).fill(1 / 9), count: counts[i]!, members: [1, 1, 1] }));
      const budget = 3 * next() ** 2;
      const constraints = { notion, individuallyRational: true, budget: { welfare: budget, deficit: 0 } };
      const { epsilon, utilities, binding } = await constrainedLeastEpsilon(agents, constraints);
      expect(epsilon).toBeCloseTo(await byProgram(fields, counts, notion, budget), 9);
      const proved = agents.map(({ weights, count, ...rest }, i) =>
        ({ ...rest, name: `agent ${i}`, weights: weights.map((weight) => count * weight), utility: utilities[i]! }));
      const file = leastEpsilonFile(proved, constraints, balancedRows(proved, binding, constraints), epsilon);
      expect(judgeLeastEpsilonFile(JSON.parse(JSON.stringify(file))).faults).toEqual([]);
    }
  });

  it('spends all of the budget on a fine grid where chances are 0 or 1, and keeps every lie', async () => {
    const field = sure(20);
    const weights = new Float64Array(400).fill(1 / 400);
    const at = async (welfare: number) => constrainedLeastEpsilon(
      [{ field, weights }], { notion: 'lic', individuallyRational: true, budget: { welfare, deficit: 0 } },
    );
    const { epsilon, utilities: [utility] } = await at(0.3);
    expect(utility!.reduce((sum, u) => sum + u / 400, 0)).toBeCloseTo(0.3, 12);
    expect(Math.min(...utility!)).toBe(0);
    expect(constantOf(field, 'lic', utility!)).toBeCloseTo(epsilon, 12);
    // The program with all lies between them says as much; so do cycles once money does not bind.
    expect(epsilon).toBeCloseTo(0.44706197296211914, 9);
    const free = await at(3);
    expect(free.epsilon).toBeCloseTo(leastEpsilon(field, 'lic').ratio, 12);
    expect(free.binding.every(({ kind }) => kind === 'lie')).toBe(true);
  });

  it('hears a stop on the way, with a solver and without', async () => {
    const field = sure(12);
    // A clock by which every step has taken long: how soon work asks for a turn is not the machine's.
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
    onTestFinished(() => clock.mockRestore());
    for (const monotone of [false, true]) {
      const found = await constrainedLeastEpsilon(
        [{ field, weights: new Float64Array(144).fill(1 / 144) }],
        { notion: 'lic', individuallyRational: true, monotone, budget: { welfare: 0.3, deficit: 0 } }, solveFloat, stoppedSoon(),
      );
      expect(found).toBeUndefined();
    }
  });

  it('is zero without lies that gain, and for a single type', async () => {
    const one = { points: [[0.5]], relevant: [true], classes: 1, values: Float64Array.of(1), chances: Float64Array.of(1) };
    const budget = { welfare: 0, deficit: 0 };
    const alone = await constrainedLeastEpsilon(
      [{ field: one, weights: Float64Array.of(1) }], { notion: 'lic', individuallyRational: true, budget },
    );
    expect(alone).toEqual({ epsilon: 0, utilities: [Float64Array.of(0)], binding: [] });
  });
});

it('potentials do not exist below the critical ratio', () => {
  const arcs = { nodes: 2, row: (_: number, weight: Float64Array, length: Float64Array) => { weight.fill(1); length.fill(1); } };
  expect(leastPotentials(arcs, 1, 1).potentials).toEqual(Float64Array.of(0, 0));
  expect(leastPotentials(arcs, 2, 1)).toMatchObject({ next: Int32Array.of(-1, -1) });
  expect(() => leastPotentials(arcs, 0.5, 1)).toThrow(/gain without end/);
});

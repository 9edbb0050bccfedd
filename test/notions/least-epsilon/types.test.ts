import { describe, expect, it } from 'vitest';
import {
  constantOf,
  gainBeforeUtility,
  leastEpsilon,
  leastEpsilonOnLine,
  type LieNotion,
  type TypeField,
} from '../../../src/notions/least-epsilon.ts';
import { constrainedLeastEpsilon, type ConstrainedAgent } from '../../../src/notions/least-epsilon/program.ts';
import { ProgramBuilder } from '../../../src/programs/program.ts';
import { ONE, rational, rationalNumber, type Rational } from '../../../src/programs/rational.ts';
import { solveProgram } from '../../../src/programs/solve.ts';
import { randomSource } from '../../support/random.ts';

const NOTIONS: readonly LieNotion[] = ['lic', 'weak', 'ic'];

/** Types on a grid of eighths, random chances in sixteenths, linear values; every number is exact in binary. */
function randomField(seed: number, types: number, dimensions: number, relevant: readonly boolean[], classes = 3): TypeField {
  const random = randomSource(seed);
  const points: number[][] = [];
  while (points.length < types) {
    const point = Array.from({ length: dimensions }, () => random.whole(0, dimensions > 1 ? 3 : 64) / 8);
    if (!points.some((other) => other.join() === point.join())) points.push(point);
  }
  const coefficients = Array.from({ length: classes }, () => relevant.map((enters) => (enters ? random.whole(-8, 8) / 4 : 0)));
  const values = points.flatMap((point) => coefficients.map((row) => row.reduce((sum, a, x) => sum + a * point[x]!, 0)));
  const chances = points.flatMap(() => {
    const cuts = Array.from({ length: classes - 1 }, () => random.whole(0, 16) / 16).sort((a, b) => a - b);
    return Array.from({ length: classes }, (_, c) => (c === classes - 1 ? 1 : cuts[c]!) - (c === 0 ? 0 : cuts[c - 1]!));
  });
  return { points, relevant, classes, values: Float64Array.from(values), chances: Float64Array.from(chances) };
}

const exactly = (value: number): Rational => rational(Math.round(value * 2 ** 20), 2 ** 20);

/** Minimise ε over all transfers, written out pair by pair in rationals; distance zero included as it stands. */
async function exactLeastEpsilon(field: TypeField, notion: LieNotion): Promise<number> {
  const build = new ProgramBuilder('minimise');
  const epsilon = build.column('epsilon', 'free');
  const money = field.points.map((_, t) => build.column(`y${t}`, 'free'));
  field.points.forEach((point, s) => field.points.forEach((reported, t) => {
    if (s === t) return;
    const differences = point.flatMap((x, d) => (notion === 'lic' && !field.relevant[d] ? [] : [exactly(Math.abs(x - reported[d]!))]));
    let distance = ONE;
    if (notion === 'lic') distance = differences.reduce((sum, x) => sum.add(x), rational(0));
    if (notion === 'weak') distance = differences.reduce((most, x) => (x.compare(most) > 0 ? x : most), rational(0));
    // In transfers: W(s, s) + y(s) >= W(t, s) + y(t) - ε d, W(t, s) = Σ_c q_c(t) f_c(s).
    const worth = (report: number): Rational => Array.from(
      { length: field.classes },
      (_, c) => exactly(field.chances[report * field.classes + c]!).mul(exactly(field.values[s * field.classes + c]!)),
    ).reduce((sum, x) => sum.add(x));
    build.row(`${s} -> ${t}`, [[money[s]!, ONE], [money[t]!, rational(-1)], [epsilon, distance]], '>=', worth(t).sub(worth(s)));
  }));
  build.objective([[epsilon, ONE]]);
  const solution = await solveProgram(build.program());
  if (solution.status !== 'optimal') throw new Error(solution.status);
  return rationalNumber(solution.objective);
}

describe('leastEpsilon', () => {
  it('is what the exact program over transfers says, own-payoff-irrelevant coordinates included', async () => {
    for (let seed = 0; seed < 18; seed++) {
      for (const relevant of [[true, true], [true, false], [true]]) {
        const field = randomField(seed, 7, relevant.length, relevant);
        for (const notion of NOTIONS) {
          const { ratio, bound } = leastEpsilon(field, notion);
          const exact = await exactLeastEpsilon(field, notion);
          expect(ratio, `${notion} ${seed} ${relevant}`).toBeCloseTo(exact, 10);
          expect(bound).toBeCloseTo(exact, 10);
        }
      }
    }
  });

  it('names a cycle whose gains add up to the ratio, and utilities whose constant is the bound', () => {
    for (let seed = 100; seed < 120; seed++) {
      for (const relevant of [[true, true], [true, false]]) {
        const field = randomField(seed, 14, 2, relevant);
        for (const notion of NOTIONS) {
          const { ratio, bound, cycle, utility } = leastEpsilon(field, notion);
          let gain = 0;
          let length = 0;
          cycle.forEach((type, position) => {
            const report = cycle[(position + 1) % cycle.length]!;
            const gaps = field.points[type]!.map((x, d) => Math.abs(x - field.points[report]![d]!));
            gain += gainBeforeUtility(field, report, type);
            length += notion === 'ic' ? 1 : notion === 'weak' ? Math.max(...gaps) : gaps.reduce(
              (sum, gap, d) => sum + (relevant[d] ? gap : 0),
              0,
            );
          });
          expect(gain / length).toBeCloseTo(ratio, 10);
          expect(constantOf(field, notion, utility)).toBeCloseTo(bound, 10);
        }
      }
    }
  });

  it('is half the largest fall of the slope where types lie on a line, with the sign kept', () => {
    for (let seed = 200; seed < 230; seed++) {
      const field = randomField(seed, 25, 1, [true]);
      const order = [...field.points.keys()].sort((a, b) => field.points[a]![0]! - field.points[b]![0]!);
      const [low, high] = [order[0]!, order.at(-1)!];
      const span = field.points[high]![0]! - field.points[low]![0]!;
      const slopes = order.map((t) => Array.from(
        { length: 3 },
        (_, c) => field.chances[t * 3 + c]! * (field.values[high * 3 + c]! - field.values[low * 3 + c]!) / span,
      ).reduce((sum, x) => sum + x));
      expect(leastEpsilon(field, 'lic').ratio).toBeCloseTo(leastEpsilonOnLine(slopes), 9);
    }
    expect(leastEpsilonOnLine([1, 2, 4])).toBe(-0.5);
    expect(leastEpsilonOnLine([3, 2.5, 4, 1])).toBe(1.5);
    expect(leastEpsilonOnLine([3])).toBe(-Infinity);
  });

  it('is zero under a gradient of a convex function, whatever is added to all values, and for a single type', () => {
    const points = Array.from({ length: 36 }, (_, t) => [Math.floor(t / 6) / 6, (t % 6) / 6]);
    // Chances grow in the own coordinate alone, at half the slope: the gradient of (x² + y²)/4.
    const field = (shift: number): TypeField => ({
      points, relevant: [true, true], classes: 3,
      values: Float64Array.from(points.flatMap(([x, y]) => [x! + shift, y! - shift, shift])),
      chances: Float64Array.from(points.flatMap(([x, y]) => [x! / 2, y! / 2, 1 - x! / 2 - y! / 2])),
    });
    expect(leastEpsilon(field(0), 'lic').ratio).toBeLessThan(0);
    expect(leastEpsilon(field(0), 'lic').epsilon).toBe(0);
    expect(leastEpsilon(field(2 ** 30), 'lic').ratio).toBeCloseTo(leastEpsilon(field(0), 'lic').ratio, 6);
    const single = leastEpsilon({ ...field(0), points: [[0, 0]], values: new Float64Array(3), chances: new Float64Array(3) }, 'lic');
    expect(single).toMatchObject({ epsilon: 0, ratio: -Infinity, cycle: [] });
  });
});

const uniformly = (field: TypeField): ConstrainedAgent =>
  ({ field, weights: new Float64Array(field.points.length).fill(1 / field.points.length) });

/** Song22 Definition 4 as it stands: the greedy knapsack. */
function capOfRise(field: TypeField, low: number, high: number, epsilon: number): number {
  const { classes, values, chances } = field;
  const rises = Array.from(
    { length: classes },
    (_, c) => [values[high * classes + c]! - values[low * classes + c]!, chances[high * classes + c]! + epsilon] as const,
  );
  let room = 1;
  let cap = 0;
  for (const [rise, weight] of rises.sort((a, b) => b[0] - a[0])) {
    if (rise <= 0) break;
    cap += rise * Math.min(room, weight);
    room -= Math.min(room, weight);
  }
  return cap;
}

describe('constrainedLeastEpsilon', () => {
  it('is the largest cycle ratio where nothing else is asked, for several agents the largest of theirs', async () => {
    for (let seed = 300; seed < 312; seed++) {
      const fields = [randomField(seed, 12, 2, [true, true]), randomField(seed + 50, 9, 2, [true, false])];
      for (const notion of NOTIONS) {
        const { epsilon, utilities } = await constrainedLeastEpsilon(fields.map(uniformly), { notion });
        expect(epsilon).toBeCloseTo(Math.max(...fields.map((field) => leastEpsilon(field, notion).epsilon)), 7);
        fields.forEach((field, i) => expect(constantOf(field, notion, utilities[i]!)).toBeLessThan(epsilon + 1e-6));
      }
    }
  });

  it('keeps Definition 4 and monotonicity at the ε it names, which is no smaller for it', async () => {
    let dearer = 0;
    for (let seed = 400; seed < 424; seed++) {
      const field = randomField(seed, 9, 1 + (seed % 2), seed % 2 ? [true, true] : [true]);
      const free = (await constrainedLeastEpsilon([uniformly(field)], { notion: 'lic' })).epsilon;
      const { epsilon, utilities: [utility] } = await constrainedLeastEpsilon(
        [uniformly(field)],
        { notion: 'lic', bounded: true, monotone: true },
      );
      expect(epsilon).toBeGreaterThan(free - 1e-7);
      if (epsilon > free + 1e-6) dearer++;
      if (!utility) {
        expect(epsilon).toBe(Infinity);
        continue;
      }
      field.points.forEach((low, s) => field.points.forEach((high, t) => {
        if (s === t || !low.every((x, d) => high[d]! >= x)) return;
        expect(utility[t]! - utility[s]!).toBeGreaterThan(-1e-7);
        expect(utility[t]! - utility[s]!).toBeLessThan(capOfRise(field, s, t, epsilon) + 1e-6);
      }));
    }
    expect(dearer).toBeGreaterThan(3);
  });

  it('is the same number in any units of money and of signals, and wherever values begin', async () => {
    const scaled = ({ points, values, ...rest }: TypeField, money: number, length: number, shift = 0): TypeField => ({
      ...rest, points: points.map((point) => point.map((x) => length * (x + shift))),
      values: values.map((x, at) => money * (x + shift * (1 + (at % rest.classes)))),
    });
    for (const seed of [401, 404]) {
      const field = randomField(seed, 9, 1 + (seed % 2), seed % 2 ? [true, true] : [true]);
      const at = async (money: number, length: number, shift: number, bounded: boolean) => constrainedLeastEpsilon(
        [uniformly(scaled(field, money, length, shift))], { notion: 'lic', bounded, monotone: true },
      );
      // Definition 4 adds ε to chances: it is told in pure numbers, and only money and signals together may change their unit.
      for (const bounded of [false, true]) {
        const { epsilon } = await at(1, 1, 0, bounded);
        expect(epsilon).toBeGreaterThan(0.01);
        const units = [[1e-9, 1e-9, 0], [1e9, 1e9, 0], [1, 1, 7], [1e-9, 1, 0], [1e9, 1, 0], [1, 1e-9, 0]] as const;
        for (const [money, length, shift] of units) {
          if (bounded && money !== length) continue;
          const other = await at(money, length, shift, bounded);
          expect((other.epsilon * length) / money / epsilon).toBeCloseTo(1, 6);
          expect(constantOf(scaled(field, money, length, shift), 'lic', other.utilities[0]!)).toBeLessThan(other.epsilon * (1 + 1e-6));
        }
      }
    }
    const { agents, welfare } = bilateral(12);
    const [one, other] = await Promise.all([1, 1e-9].map((unit) => constrainedLeastEpsilon(
      agents.map(({ field, weights }) => ({ weights, field: scaled(field, unit, unit) })),
      { notion: 'lic', monotone: true, individuallyRational: true, budget: { welfare: unit * welfare, deficit: 0 } },
    )));
    expect(other!.epsilon / one!.epsilon).toBeCloseTo(1, 6);
  });
});

/** A buyer and a seller with uniform types at the midpoints of n cells, who trade where it is efficient against the other's law. */
function bilateral(n: number): { agents: ConstrainedAgent[]; welfare: number } {
  const points = Array.from({ length: n }, (_, j) => [(j + 0.5) / n]);
  const field = (sign: 1 | -1): TypeField => ({
    points, relevant: [true], classes: 2,
    values: Float64Array.from(points.flatMap(([x]) => [sign * x!, 0])),
    chances: Float64Array.from(points.flatMap(([x]) => (sign === 1 ? [x!, 1 - x!] : [1 - x!, x!]))),
  });
  return { agents: [uniformly(field(1)), uniformly(field(-1))], welfare: 1 / 6 };
}

/** Least μ that is nonnegative and ε-locally incentive compatible, by raising what is too low until nothing is. */
function lowestUtility({ points, chances }: TypeField, sign: 1 | -1, epsilon: number): number[] {
  const utility = points.map(() => 0);
  for (let moved = true; moved;) {
    moved = false;
    points.forEach(([s], type) => points.forEach(([t], report) => {
      const least = utility[report]! + sign * chances[report * 2]! * (s! - t!) - epsilon * Math.abs(s! - t!);
      if (least > utility[type]! + 1e-15) {
        utility[type] = least;
        moved = true;
      }
    }));
  }
  return utility;
}

describe('bilateral trade on a type grid', () => {
  it('needs the ε at which the lowest utilities use up welfare and deficit, and nears 1 - (1/2 + 3d)^(1/3)', async () => {
    for (const deficit of [0, 0.05, -0.03]) {
      const n = 30;
      const { agents, welfare } = bilateral(n);
      const { epsilon, binding } = await constrainedLeastEpsilon(
        agents,
        { notion: 'lic', individuallyRational: true, budget: { welfare, deficit } },
      );
      const claimed = agents.reduce(
        (sum, { field }, i) => sum + lowestUtility(field, i === 0 ? 1 : -1, epsilon).reduce((total, x) => total + x / n, 0),
        0,
      );
      expect(claimed).toBeCloseTo(welfare + deficit, 6);
      expect(epsilon).toBeCloseTo(1 - (0.5 + 3 * deficit) ** (1 / 3), 1);
      expect(binding.filter(({ kind }) => kind === 'budget')).toHaveLength(1);
    }
  });

  it('needs nothing where the deficit covers what VCG loses, and cannot collect more than all welfare', async () => {
    const { agents, welfare } = bilateral(12);
    expect((await constrainedLeastEpsilon(
      agents,
      { notion: 'lic', individuallyRational: true, budget: { welfare, deficit: 1 / 6 } },
    )).epsilon).toBeCloseTo(0, 9);
    await expect(constrainedLeastEpsilon(
      agents,
      { notion: 'lic', individuallyRational: true, budget: { welfare, deficit: -0.17 } },
    )).rejects.toThrow(/deficit/);
  });

  it('takes two hundred types a side with every pair respected', async () => {
    const { agents, welfare } = bilateral(200);
    const { epsilon, utilities } = await constrainedLeastEpsilon(
      agents,
      { notion: 'lic', individuallyRational: true, budget: { welfare, deficit: 0 } },
    );
    expect(Math.abs(epsilon - (1 - 0.5 ** (1 / 3)))).toBeLessThan(0.01);
    agents.forEach(({ field }, i) => expect(constantOf(field, 'lic', utilities[i]!)).toBeLessThan(epsilon + 1e-5));
  });
});

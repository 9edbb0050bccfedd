import { describe, expect, it } from 'vitest';
import { alongCycle, criticalCycle, ratioBound, type ArcRows } from '../../src/programs/cycles.ts';
import { ProgramBuilder } from '../../src/programs/program.ts';
import { ONE, rational, rationalNumber, type Rational } from '../../src/programs/rational.ts';
import { solveProgram } from '../../src/programs/solve.ts';
import { atOnce } from '../../src/run/turns.ts';
import { randomSource } from '../support/random.ts';

interface Dense {
  readonly weight: readonly (readonly Rational[])[];
  readonly length: readonly (readonly Rational[])[];
}

const arcsOf = ({ weight, length }: Dense): ArcRows => ({
  nodes: weight.length,
  row(from, weights, lengths) {
    weight[from]!.forEach((value, to) => { weights[to] = rationalNumber(value); });
    length[from]!.forEach((value, to) => { lengths[to] = rationalNumber(value); });
  },
});

function randomDense(seed: number, nodes: number, unit: boolean): Dense {
  const random = randomSource(seed);
  const table = (entry: () => Rational): Rational[][] => Array.from({ length: nodes }, () => Array.from({ length: nodes }, entry));
  return { weight: table(() => random.fraction(5)), length: table(() => (unit ? ONE : rational(random.whole(1, 9), random.whole(1, 4)))) };
}

/** Every simple cycle of a small graph, by depth-first search. */
function enumerated({ weight, length }: Dense): Rational {
  const nodes = weight.length;
  let best: Rational | undefined;
  const visit = (first: number, at: number, seen: readonly number[], total: Rational, measure: Rational): void => {
    for (let to = first; to < nodes; to++) {
      if (to === at) continue;
      const sum = total.add(weight[at]![to]!);
      const along = measure.add(length[at]![to]!);
      if (to === first) {
        const ratio = sum.div(along);
        if (best === undefined || ratio.compare(best) > 0) best = ratio;
      } else if (!seen.includes(to)) visit(first, to, [...seen, to], sum, along);
    }
  };
  for (let first = 0; first < nodes; first++) visit(first, first, [first], rational(0), rational(0));
  return best!;
}

/** The same as an exact linear program in potentials. */
async function programmed({ weight, length }: Dense): Promise<Rational> {
  const build = new ProgramBuilder('minimise');
  const lambda = build.column('lambda', 'free');
  const potentials = weight.map((_, node) => build.column(`p${node}`, 'free'));
  weight.forEach((row, from) => row.forEach((value, to) => {
    if (to === from) return;
    build.row(`${from} -> ${to}`, [[lambda, length[from]![to]!], [potentials[from]!, ONE], [potentials[to]!, rational(-1)]], '>=', value);
  }));
  build.objective([[lambda, ONE]]);
  const solution = await solveProgram(build.program());
  if (solution.status !== 'optimal') throw new Error(solution.status);
  return solution.objective;
}

describe('criticalCycle', () => {
  it('finds the largest ratio among all simple cycles, as the rational program does', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const dense = randomDense(seed, 2 + (seed % 6), seed % 3 === 0);
      const found = atOnce(criticalCycle(arcsOf(dense)))!;
      const exact = enumerated(dense);
      expect((await programmed(dense)).equals(exact), `seed ${seed}`).toBe(true);
      expect(found.ratio).toBeCloseTo(rationalNumber(exact), 10);
      expect(found.bound).toBeCloseTo(rationalNumber(exact), 10);
    }
  });

  it('brackets larger random graphs by a cycle that is there and potentials that prove it best', () => {
    for (const [seed, nodes] of [[1, 40], [2, 90], [3, 150]] as const) {
      const arcs = arcsOf(randomDense(seed, nodes, false));
      const { ratio, bound, cycle, potentials } = atOnce(criticalCycle(arcs))!;
      const { weight, length } = alongCycle(arcs, cycle);
      expect(ratio).toBe(weight / length);
      expect(bound).toBe(atOnce(ratioBound(arcs, potentials)));
      expect(new Set(cycle).size).toBe(cycle.length);
      expect(bound - ratio).toBeLessThan(1e-10);
      expect(bound - ratio).toBeGreaterThan(-1e-12);
    }
  });

  it('does not move when a difference of potentials is added to the weights, and scales with them', () => {
    const dense = randomDense(8, 12, false);
    const random = randomSource(9);
    const heights = dense.weight.map(() => random.fraction(1000));
    const shifted = {
      ...dense,
      weight: dense.weight.map((row, a) => row.map((value, b) => value.add(heights[b]!).sub(heights[a]!).mul(rational(7)))),
    };
    expect(atOnce(criticalCycle(arcsOf(shifted)))!.ratio).toBeCloseTo(7 * atOnce(criticalCycle(arcsOf(dense)))!.ratio, 9);
  });

  it('keeps the sign of a ratio below zero, and has nothing to say of a single node', () => {
    const graph = (nodes: number): ArcRows => ({ nodes, row: (_, weight, length) => { weight.fill(-3); length.fill(2); } });
    expect(atOnce(criticalCycle(graph(2)))).toMatchObject({ ratio: -1.5, bound: -1.5 });
    expect(atOnce(criticalCycle(graph(5)))).toMatchObject({ ratio: -1.5, bound: -1.5 });
    expect(atOnce(criticalCycle(graph(1)))).toBeUndefined();
  });

  it('refuses lengths of zero and weights that are no numbers', () => {
    const graph = (weightAt: number, lengthAt: number): ArcRows =>
      ({ nodes: 3, row: (_, weight, length) => { weight.fill(weightAt); length.fill(lengthAt); } });
    expect(() => atOnce(criticalCycle(graph(1, 0)))).toThrow(/length 0/);
    expect(() => atOnce(criticalCycle(graph(NaN, 1)))).toThrow(/NaN/);
  });
});

import { describe, expect, it } from 'vitest';
import { parallelEverywhere } from '../../../src/environment/parallel.ts';
import { bilinearAt, type Bilinear } from '../../../src/environment/two-agent.ts';
import { boundaryOf, boundaryVariation, exPostTransfer, exPostTransferGradient } from '../../../src/notions/robust/ex-post-boundary.ts';
import { oneCoordinateRule, potentialRule } from '../../../src/notions/robust/ex-post-rules.ts';
import { genericity } from '../../../src/notions/robust/genericity.ts';
import { boundaryPoints, parallelGap } from '../../../src/notions/robust/parallel-gap.ts';
import { distanceFromRankOne } from '../../../src/notions/robust/symmetric-eigen.ts';
import { taxation } from '../../../src/notions/robust/taxation.ts';
import { randomSource } from '../../support/random.ts';

const random = randomSource(12).unit;
/** To three decimals, so that doubles of them are decimals as well. */
const normal = (): number => Math.round(1000 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())) / 1000;
const vector = (n: number): number[] => Array.from({ length: n }, normal);
const matrix = (d: number, e: number): number[][] => Array.from({ length: d }, () => vector(e));
const bilinear = (d: number, e: number): Bilinear => ({ constant: normal(), first: vector(d), second: vector(e), cross: matrix(d, e) });
const times = (m: number[][], x: readonly number[]): number[] => m.map((row) => row.reduce((sum, y, k) => sum + y * x[k]!, 0));
const minor = (x: readonly number[], y: readonly number[]): number =>
  Math.max(0, ...x.flatMap((u, j) => x.map((w, k) => Math.abs(u * y[k]! - w * y[j]!))));
const outer = (u: number[], p: number[]): number[][] => u.map((x) => p.map((y) => x * y));

describe('(G1) and (G2)', () => {
  it('hold of multiples, of ranges on one line, and of rows along G or a G of zero; of little else', () => {
    const cross = [[0.3, -1.2, 2], [0.7, 0.1, 5]];
    const second = [1, -2, 0.5];
    const multiple = cross.map((row) => row.map((x) => -4 * x));
    expect(genericity({ cross }, { cross: multiple, second })).toMatchObject({ g1: true, g2: false, distances: { g1: 0 } });
    const [p, q] = [[1, 2, 3], [4, -1, 0.5]];
    const line = genericity({ cross: outer([2, -1], p) }, { cross: outer([2, -1], q), second });
    expect(line).toMatchObject({ g1: true, g2: false });
    expect(genericity({ cross: outer([2, -1], p) }, { cross: outer([2, -1.001], q), second }).g1).toBe(false);
    expect(genericity({ cross }, { cross: outer([0.1, 0.7], second), second })).toMatchObject({ g1: false, g2: true });
    expect(genericity({ cross }, { cross: [[1, 0, 0], [0, 1, 0]], second: [0, 0, 0] }).g2).toBe(true);
    expect(genericity({ cross }, { cross: [[1, 0, 0], [0, 1, 0]], second })).toMatchObject({ g1: false, g2: false });
    expect(genericity({ cross: [[0, 0], [0, 0]] }, { cross: [[1, 2], [3, 4]], second: [1, 1] }).g1).toBe(true);
  });

  it('decide decimals as rationals: 0.1 times 3 is 0.3', () => {
    expect(genericity({ cross: [[0.1, 0.2], [0.3, 0.7]] }, { cross: [[0.3, 0.6], [0.9, 2.1]], second: [1, 2] }).g1).toBe(true);
    expect(genericity({ cross: [[0.1, 0.2], [0.3, 0.7]] }, { cross: [[0.3, 0.6], [0.9, 2.1 + 1e-14]], second: [1, 2] }).g1).toBe(false);
  });

  it('always hold where a side has one coordinate', () => {
    for (let k = 0; k < 20; k++) {
      expect(genericity({ cross: matrix(3, 1) }, { cross: matrix(3, 1), second: vector(1) })).toMatchObject({ g2: true,
        distances: { g2: 0 } });
      expect(genericity({ cross: matrix(1, 3) }, { cross: matrix(1, 3), second: vector(3) })).toMatchObject({ g1: true,
        distances: { g1: 0 } });
    }
  });

  it('are as far away as no closer pair that satisfies them', () => {
    const [own, other] = [matrix(2, 2), matrix(2, 2)];
    const { g1 } = genericity({ cross: own }, { cross: other, second: [1, 1] }).distances;
    const far = (p: number[][], q: number[][]): number => Math.hypot(...p.flat().map((x, k) => x - own.flat()[k]!),
      ...q.flat().map((x, k) =>
      x - other.flat()[k]!));
    let closest = Infinity;
    // Multiples of one matrix by angle of the pair of factors; ranges on a line by its angle.
    for (let turn = 0; turn < 2000; turn++) {
      const [c, s] = [Math.cos((Math.PI * turn) / 2000), Math.sin((Math.PI * turn) / 2000)];
      const mixed = own.map((row, j) => row.map((x, k) => c * x + s * other[j]![k]!));
      closest = Math.min(closest, far(mixed.map((row) => row.map((x) => c * x)), mixed.map((row) => row.map((x) => s * x))));
      const on = (m: number[][]): number[][] => outer([c, s], m[0]!.map((_, k) => c * m[0]![k]! + s * m[1]![k]!));
      closest = Math.min(closest, far(on(own), on(other)));
    }
    expect(closest).toBeGreaterThanOrEqual(g1 - 1e-9);
    expect(closest).toBeLessThan(g1 + 1e-3);
    expect(distanceFromRankOne([[3, 0], [0, 4], [0, 0]])).toBeCloseTo(3, 12);
  });
});

describe('the lemmas of the appendix', () => {
  it('Lemma 5: three values of α do, two do not', () => {
    const at = (alpha: number): number => minor([1 + alpha, 0], [0, -1 + alpha]);
    expect([at(1), at(-1)]).toEqual([0, 0]);
    expect(minor([1, 0], [0, 1])).toBe(1);
    // x + αy and x' + αy' parallel for all α, drawn as multiples: then so are y and y'.
    for (let k = 0; k < 50; k++) {
      const [x, y, factor] = [vector(3), vector(3), normal()];
      expect(minor(y, y.map((u) => factor * u))).toBeLessThan(1e-12);
      const other = [x, y].map((of) => of.map((u) => factor * u)) as [number[], number[]];
      for (const alpha of [-2, 0.3, 7]) {
        expect(minor(x.map((u, j) => u + alpha * y[j]!), other[0].map((u, j) => u + alpha * other[1][j]!))).toBeLessThan(1e-9);
      }
    }
  });

  it('Lemma 6: four vectors on one line are parallel in all combinations without a common factor', () => {
    const [x, y, other] = [[2, -1], [4, -2], [2, -1]];
    for (const alpha of [0, 0.2, 0.5, 1]) {
      const mix = (p: readonly number[], q: readonly number[]) => p.map((u, j) => alpha * u + (1 - alpha) * q[j]!);
      expect(minor(mix(x!, y!), mix(other!, other!))).toBe(0);
    }
    expect(other![0]! / x![0]!).not.toBe(other![0]! / y![0]!);
    // As matrices: (G1) holds, and they are no multiples of each other.
    const [own, of] = [outer([2, -1], [1, 2]), outer([2, -1], [1, 1])];
    expect(genericity({ cross: own }, { cross: of, second: [1, 3] }).g1).toBe(true);
    for (let k = 0; k < 20; k++) {
      const delta = vector(2);
      expect(minor(times(own, delta), times(of, delta))).toBeLessThan(1e-12);
    }
  });
});

describe('Lemmas 5 and 6 in the plane, all vectors of -1, 0 and 1', () => {
  const steps = [-1, 0, 1];
  const vectors = steps.flatMap((x) => steps.map((y) => [x, y] as const));
  const cross = (p: readonly number[], q: readonly number[]): number => p[0]! * q[1]! - p[1]! * q[0]! + 0;
  const mixed = (a: number, p: readonly number[], b: number, q: readonly number[]) => [a * p[0]! + b * q[0]!, a * p[1]! + b * q[1]!];
  const quadruples = vectors.flatMap((x) => vectors.flatMap((y) => vectors.flatMap((u) => vectors.map((v) => [x, y, u, v] as const))));

  it('Lemma 5 holds, zero vectors included: parallel at three α, they are so at every α; two occur without y ∥ y\'', () => {
    const alphas = [-2, -1, -0.5, 0, 0.5, 1, 2, 3];
    let two = 0;
    for (const [x, y, u, v] of quadruples) {
      const count = alphas.filter((alpha) => cross(mixed(1, x, alpha, y), mixed(1, u, alpha, v)) === 0).length;
      if (count >= 3) expect([cross(y, v), count]).toEqual([0, alphas.length]);
      if (count === 2 && cross(y, v) !== 0) two += 1;
    }
    expect(two).toBeGreaterThan(100);
  });

  it('Lemma 6 holds unless all four lie on one line, and fails on most of those', () => {
    const alphas = [0, 0.25, 0.5, 0.75, 1];
    let failed = 0;
    for (const [x, y, u, v] of quadruples) {
      if (!alphas.every((alpha) => cross(mixed(alpha, x, 1 - alpha, y), mixed(alpha, u, 1 - alpha, v)) === 0)) continue;
      // One λ for x, y and their combinations that do not vanish; where x and y are on one line so are their images, at every one of them.
      const combinations = steps.flatMap((a) => steps.map((b) => [mixed(a, x, b, y), mixed(a, u, b, v)] as const))
        .filter(([of]) => of.some((entry) => entry !== 0));
      const common = [-2, -1, -0.5, 0, 0.5, 1, 2].some((lambda) =>
        combinations.every(([of, to]) => of.every((entry, j) => lambda * entry === to[j]!)));
      if (common) continue;
      failed += 1;
      expect([x, y, u, v].every((one) => [x, y, u, v].every((other) => cross(one, other) === 0))).toBe(true);
    }
    expect(failed).toBeGreaterThan(50);
  });
});

describe('parallelGap', () => {
  const centre = (d: number, e: number): readonly [number[], number[]] => [new Array<number>(d).fill(0.5), new Array<number>(e).fill(0.5)];

  it('brackets what a search over gradients finds, and its points lie on the level set', () => {
    for (const [d, e] of [[2, 2], [3, 2], [2, 3]] as const) {
      const [own, other] = [bilinear(d, e), bilinear(d, e)];
      const at = centre(d, e);
      const { lower, upper } = parallelGap(own, other, at);
      const points = boundaryPoints(other, ...at, 8);
      const level = bilinearAt(other, ...at);
      for (const z of points) expect(bilinearAt(other, at[0], z)).toBeCloseTo(level, 9);
      const slope = (of: Bilinear, z: readonly number[]): number[] => of.first.map((x, j) => x + of.cross[j]!.reduce((sum, y, k) =>
        sum + y * z[k]!, 0));
      const widest = (c: readonly number[]): number => Math.max(...points.map((z) => {
        const [a, b] = [slope(own, z), slope(other, z).map((x, j) => x - c[j]!)];
        const cosine = a.reduce((sum, x, j) => sum + x * b[j]!, 0) / (Math.hypot(...a) * Math.hypot(...b));
        return (180 / Math.PI) * Math.acos(Math.min(1, Math.abs(cosine)));
      }));
      let best = { c: new Array<number>(d).fill(0), value: Infinity };
      for (let k = 0; k < 4000; k++) {
        const size = k < 1000 ? 10 ** (2 * random()) : 10 ** (-3 * random());
        const c = best.c.map((x) => x + size * normal());
        const value = widest(c);
        if (value < best.value) best = { c, value };
      }
      expect(best.value).toBeGreaterThan(lower - 1e-6);
      expect(lower).toBeGreaterThan(0.01);
      expect(upper).toBeLessThan(best.value * 1.5 + 0.5);
    }
  });

  it('is zero for proportional interactions, one coordinate, and where nothing varies', () => {
    const own = bilinear(2, 2);
    expect(parallelGap(own, { ...bilinear(2, 2), cross: own.cross.map((row) => row.map((x) => -2 * x)) }, centre(2,
      2)).upper).toBeLessThan(1e-4);
    expect(parallelGap(bilinear(1, 3), bilinear(1, 3), centre(1, 3)).upper).toBe(0);
    expect(parallelGap(bilinear(3, 1), bilinear(3, 1), centre(3, 1)).upper).toBe(0);
    expect(parallelGap(own, { ...bilinear(2, 2), cross: [[0, 0], [0, 0]] }, centre(2, 2)).upper).toBe(0);
  });
});

/** Ex post incentive compatible with prices of alternative 1 that do not depend on the own report, from the definition on a grid. */
function isExPost(value: Bilinear, index: Bilinear, agent: 0 | 1): boolean {
  const points = (n: number): number[][] => Array.from({ length: 3 ** n }, (_, c) => Array.from({ length: n }, (__, j) => (Math.floor(c
    / 3 ** j) % 3) * 0.49 + 0.01));
  const [own, other] = agent === 0 ? [points(index.first.length), points(index.second.length)] : [points(index.second.length), points(
    index.first.length,
  )];
  const of = (f: Bilinear, mine: number[], z: number[]): number => (agent === 0 ? bilinearAt(f, mine, z) : bilinearAt(f, z, mine));
  return other.every((z) => {
    const [gets, not] = [own.filter((mine) => of(index, mine, z) >= 0), own.filter((mine) => of(index, mine, z) < 0)];
    // Some price separates them.
    return Math.min(...gets.map((mine) => of(value, mine, z))) >= Math.max(...not.map((mine) => of(value, mine, z))) - 1e-9;
  });
}

describe('rules that are ex post incentive compatible', () => {
  it('are built from proportional interactions, not from opposite ones', () => {
    for (let k = 0; k < 5; k++) {
      const own = bilinear(2, 3);
      const doubled = { ...bilinear(2, 3), cross: own.cross.map((row) => row.map((x) => 2 * x)) };
      const index = potentialRule(own, doubled)!;
      expect(isExPost(own, index, 0) && isExPost(doubled, index, 1)).toBe(true);
      expect(isExPost({ ...doubled, cross: doubled.cross.map((row) => row.map((x) => -x)) }, index, 1)).toBe(false);
    }
    const own = bilinear(2, 2);
    expect(potentialRule(own, { ...own, cross: own.cross.map((row) => row.map((x) => -x)) })).toBeUndefined();
    expect(potentialRule(own, { ...own, cross: [[0, 0], [0, 0]] })).toBeUndefined();
  });

  it('exist where the other has one coordinate and her value moves one way', () => {
    for (const sign of [1, -1]) {
      const own = bilinear(3, 1);
      const other = { ...bilinear(3, 1), cross: [[0.4], [-0.3], [0.2]], second: [sign] };
      const index = oneCoordinateRule(own, other)!;
      expect(isExPost(own, index, 0) && isExPost(other, index, 1)).toBe(true);
    }
    expect(oneCoordinateRule(bilinear(2, 1), { ...bilinear(2, 1), cross: [[2], [-2]], second: [0] })).toBeUndefined();
  });
});

describe('the boundary ex post', () => {
  it('has a transfer whose gradient is footnote 12 with a minus', () => {
    const own: Bilinear = { constant: 0, first: [1, -1], second: [0.3, 0.2], cross: [[1, 0], [0, -0.5]] };
    const index = potentialRule(own, { ...own, second: [1, -0.7], cross: [[2, 0], [0, -1]] })!;
    const rule = { kind: 'deterministic', index } as const;
    const level = boundaryOf(rule, [[0.5, 0.5], [0.5, 0.5]]);
    const z = [0.45, 0.6];
    const step = 1e-5;
    const [minus, plus] = ([-1, 1] as const).map((sign) => exPostTransferGradient(own, level, z, sign)!);
    z.forEach((_, k) => {
      const moved = (by: number) => exPostTransfer(own, level, z.map((x, j) => (j === k ? x + by : x)))!;
      const difference = (moved(step) - moved(-step)) / (2 * step);
      expect(minus![k]).toBeCloseTo(difference, 6);
      expect(Math.abs(plus![k]! - difference)).toBeGreaterThan(0.1);
    });
    expect(boundaryVariation(own, level, z).size).toBeLessThan(1e-12);
  });

  it('varies by what a walk along it finds', () => {
    const [own, index] = [bilinear(2, 2), { ...bilinear(2, 2), constant: 0.1, first: [1, -0.8] }];
    const z = [0.3, 0.6];
    const { size, from, to } = boundaryVariation(own, index, z);
    if (size > 0) {
      expect(bilinearAt(index, from, z)).toBeCloseTo(0, 9);
      expect(bilinearAt(own, to, z) - bilinearAt(own, from, z)).toBeCloseTo(size, 9);
    }
    expect(boundaryVariation(own, { ...index, constant: 100 }, z).size).toBe(0);
  });
});

it('the taxation function of Lemma 3 is a schedule whose slope is the value iff the two gradients are parallel', () => {
  const value: Bilinear = { constant: 0.2, first: [1, -2], second: [0.5], cross: [[0.4], [-0.8]] };
  const chance: Bilinear = { constant: 0.5, first: [0.1, -0.2], second: [0.05], cross: [[0.02], [-0.04]] };
  const straight = taxation(value, chance, [0.3])!;
  expect(straight.spread).toBeLessThan(1e-12);
  expect(straight.slopeMiss).toBeLessThan(1e-9);
  const bent = taxation(value, { ...chance, first: [0.1, 0.1] }, [0.3])!;
  expect(bent.spread).toBeGreaterThan(0.01);
  expect(taxation(value, { ...chance, first: [0, 0], cross: [[0], [0]] }, [0.3])).toBeUndefined();
});

it('parallelEverywhere tells polynomials that vanish from ones that vanish at corners', () => {
  // z (1 - z) is zero at both ends.
  const [a, b] = [[{ constant: 0, slopes: [1] }, { constant: 0, slopes: [0] }], [{ constant: 0, slopes: [0] }, { constant: 1,
    slopes: [-1] }]];
  expect(parallelEverywhere(a!, b!)).toBe(false);
  expect(parallelEverywhere(a!, a!)).toBe(true);
  expect(parallelEverywhere([a![0]!], [b![1]!])).toBe(true);
});

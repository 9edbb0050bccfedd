/** Kernel `reach`: what it refuses, its tables, and reach by hand. */
import { describe, expect, it } from 'vitest';
import { reach } from '../../kernels/reach/cpu.ts';
import { gatherAlike } from '../../kernels/reach/alike.ts';
import { REACH_CLASSES_MAX, HIGHEST, LOWEST, SPAN, type ReachParameters } from '../../kernels/reach/spec.ts';
import { blocksOf } from '../../kernels/reach/tables.ts';
import { createWitnessSearch } from '../../kernels/reach/witness.ts';
import { profileBlockKey } from '../../kernels/threefry/threefry.ts';
import { CLASSES_MAX } from '../../src/experiments/reach-sums.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { reachParameters, type ReachShape } from './reach-cases.ts';
import { runKernel, testStream, total } from './run.ts';

const shape: ReachShape = {
  seed: 5, alternatives: 5, classes: 3, reports: 6, coordinates: 4, directions: 3, radii: 4, size: 1000, unsure: 2,
};

describe('kernel reach', () => {
  it('every profile counts once for every radius and report', () => {
    const { inner, outer } = runKernel(reach, 'prepareCpu', reachParameters(shape), 3, 500);
    for (const counts of [inner!, outer!]) for (let at = 0; at < 24; at++) expect(total(counts.subarray(at * 24, (at + 1) * 24))).toBe(500);
  });

  it('any stretch of profiles in any pieces', () => {
    for (
      const made of [
        shape, { ...shape, apart: true, unsure: undefined }, { ...shape, apart: true, classes: 2, unsure: undefined },
        { ...shape, directions: 1, unsure: undefined },
      ] as const
    ) {
      const parameters = reachParameters(made as ReachShape);
      const into = runKernel(reach, 'prepareCpu', parameters, 5, 300);
      const run = reach.prepareCpu(parameters);
      const pieces = reach.emptyStatistics(parameters);
      const key = profileBlockKey(testStream, 0);
      for (const [first, end] of [[200, 305], [5, 6], [6, 77], [77, 200]] as const) run(key, first, end - first, pieces);
      expect(pieces).toEqual(into);
    }
  });

  it('a rival at a known place: the report wins once the radius covers what it is short of', () => {
    // The rival sits in cell 8 of 16: u between 2^20 and 2^20 + 2^17 half steps.
    const thresholds = Float64Array.from({ length: 17 }, (_, c) => (c <= 8 ? 0 : 2 ** 32));
    const shifts = [0, 2 ** 17 - 1, 2 ** 18, SPAN];
    const parameters: ReachParameters = {
      coordinates: [{ thresholds }], alternatives: 2, classes: 2, classOf: Int32Array.of(0, 1), constants: new Int32Array(2),
      directions: 1, directionOf: Int32Array.of(0), signs: Int32Array.of(1), slopes: Int32Array.of(0, 2 ** 20),
      reports: 3, reportObjective: Int32Array.of(2 ** 18 + 2 ** 17, 0, 2 ** 19 - 2 ** 16, 0, 2 ** 20, 0),
      radii: 4, shifts: Int32Array.from(shifts), excluded: Uint8Array.of(0, 0, 0, 0, 0, 0), sure: Uint8Array.of(1, 1),
    };
    const { outer } = runKernel(reach, 'prepareCpu', parameters, 0, 1000);
    const share = (i: number, r: number, chosen: number, mask: number): number => outer![((i * 3 + r) * 2 + chosen) * 4 + mask]! / 1000;
    // 3/8 of the support is an eighth below the rival's cell: 2^18 half steps, less than which leaves her out.
    expect([0, 1, 2, 3].map((i) => share(i, 0, 1, 2) > 0)).toEqual([true, true, true, false]);
    expect(share(2, 0, 1, 3)).toBeLessThan(0.01);
    expect(share(3, 0, 1, 3)).toBe(1);
    // A sixteenth below the middle, 2^17 half steps: out of reach by one, then within reach whatever the place in the cell.
    expect([share(1, 1, 1, 2), share(2, 1, 1, 3)]).toEqual([1, 1]);
    // A report as high as can be ties at best, and ties go to her; the rival may still come up to the top.
    expect([0, 1, 2, 3].map((i) => share(i, 2, 0, 1))).toEqual([1, 1, 1, 1]);
    expect(HIGHEST - LOWEST).toBe(SPAN);
  });

  it.each([
    ['classes', { classes: 9 }], ['reports', { reports: 2 ** 20, radii: 16 }], [
      'classOf', { classOf: Int32Array.of(0, 1, 2, 3, 0) },
    ], ['signs', { signs: Int32Array.of(1, 0, 1, 1) }],
    ['directionOf', { directionOf: Int32Array.of(3, 0, 0, 0) }], [
      'shifts', { shifts: Int32Array.from({ length: 16 }, (_, i) => 16 - i) },
    ], ['sure', { sure: Uint8Array.of(1) }],
    ['excluded', { excluded: new Uint8Array(3) }], [
      'slopes', { slopes: new Int32Array(15).fill(2 ** 29) },
    ], ['hulls', { hulls: new Float64Array(7) }], ['radii', { radii: 0 }],
  ] as const)('refuses bad %s, by name', (field, bad) => {
    expect(() => reach.validate({ ...reachParameters(shape), ...bad } as ReachParameters)).toThrow(new RegExp(`^${field}:`));
  });

  it('has as many classes as sums of reach', () => expect(REACH_CLASSES_MAX).toBe(CLASSES_MAX));
});

describe('conditions that are looked up', () => {
  /** Alternatives of rising slopes, each worth more to higher reports, which come in no order and some of them twice. */
  const ordered = (seed: number, size: number, sameClass: boolean): ReachParameters => {
    const made = reachParameters({ ...shape, seed, alternatives: 5, classes: 5, directions: 1, unsure: 0, size, hulls: seed % 3 === 0 });
    const make = caseMaker(seed);
    const classOf = sameClass ? Int32Array.of(3, 2, 2, 0, 1) : Int32Array.of(3, 2, 4, 0, 1);
    const levels = Int32Array.from({ length: made.reports }, () => make.whole(6) - 2);
    const worth = (c: number): number => size * classOf.indexOf(c);
    return {
      ...made, classOf,
      slopes: Int32Array.from({ length: 5 }, (_, k) => size * (k - 1)),
      reportObjective: Int32Array.from({ length: made.reports * 5 }, (_, at) => levels[Math.floor(at / 5)]! * worth(at % 5)),
      excluded: Uint8Array.from({ length: made.reports * 5 }, (_, at) => (levels[Math.floor(at / 5)]! > 4 - (at % 5) ? 1 : 0)),
      sure: new Uint8Array(5).fill(1),
      ...(made.hulls ? { hulls: made.hulls.map((_, at) => (at % 2 === 0 ? -1.5 : SPAN / 2 + 0.5)) } : {}),
    };
  };

  it.each([[1, 1, false], [2, 1000, false], [3, 1000, false], [4, 2 ** 20, true], [5, 2, true], [6, 2 ** 20, false]] as const)(
    'counts what the plain twin counts (%i)', (seed, size, sameClass) => {
      const parameters = ordered(seed, size, sameClass);
      expect(runKernel(reach, 'prepareCpu', parameters, 3, 40)).toEqual(runKernel(reach, 'prepareReference', parameters, 3, 40));
    },
  );

  it('of reports in no order', () => {
    const parameters = ordered(2, 1000, false);
    const tables = parameters.reportObjective.map((x, at) => (at % 5 === 2 ? 700 * (at % 3) : x));
    const unordered = { ...parameters, reportObjective: tables };
    expect(runKernel(reach, 'prepareCpu', unordered, 3, 40)).toEqual(runKernel(reach, 'prepareReference', unordered, 3, 40));
  });

  it.each([
    // More conditions on one item than a table has, and several blocks of reports.
    ['one direction', { alternatives: 12, classes: 4, directions: 1, reports: 130, radii: 2 }],
    // An index of more than a byte.
    ['two directions', { alternatives: 8, classes: 6, directions: 2, hulls: true, reports: 66, radii: 2 }],
    ['apart, in lists', { alternatives: 9, classes: 3, directions: 9, coordinates: 12, apart: true, excluding: 4, reports: 65 }],
  ] as const)('of many reports: %s', (_, changed) => {
    const parameters = reachParameters({ ...shape, ...changed, seed: 7, unsure: 0, size: 2 ** 20 });
    const [counts, plain] = (['prepareCpu', 'prepareReference'] as const).map((way) => runKernel(reach, way, parameters, 3, 6).outer!);
    expect(counts!.findIndex((count, at) => count !== plain![at])).toBe(-1);
  });

  it('blocks have at most 64 reports, and are as equal as can be', () => {
    const sizes = (reports: number): number[] => blocksOf(reports).map(({ from, to }) => to - from);
    expect([1, 64, 65, 130, 200].map(sizes)).toEqual([[1], [64], [33, 32], [44, 44, 42], [50, 50, 50, 50]]);
  });

  it('alternatives alike are one, at the best of their positions', () => {
    const alike = reachParameters({
      ...shape, alike: true, apart: true, unsure: 0, alternatives: 7, classes: 2, coordinates: 7, directions: 7,
    });
    const { gathered, parameters } = gatherAlike(alike);
    const sizes = gathered.map(({ coordinates }) => coordinates.length).sort();
    expect(sizes.reduce((sum, length) => sum + length)).toBe(7);
    expect([parameters.alternatives, parameters.directions]).toEqual([sizes.length, sizes.length]);
    expect(sizes.length).toBeLessThan(7);
  });
});

describe('witness search', () => {
  it('what it finds is in the box and best there; in a triangle it finds the middle one', () => {
    // Three alternatives best at three corners of the square, and one that is second there but best in the middle.
    const scores = {
      alternatives: 4, classes: 4, classOf: Int32Array.of(0, 1, 2, 3), constants: Int32Array.of(0, 0, 0, 5), directions: 2,
      slopes: Int32Array.of(10, -10, 10, 0, 10, 10, -20, 0), reportObjective: new Int32Array(4),
    };
    const search = createWitnessSearch(scores);
    const value = (k: number, z: ArrayLike<number>): number =>
      SPAN * scores.constants[k]! + scores.slopes[k]! * z[0]! + scores.slopes[4 + k]! * z[1]!;
    const [low, high] = [[-SPAN, -SPAN], [SPAN, SPAN]];
    for (let k = 0; k < 4; k++) {
      const point = search.find(0, k, low, high, [SPAN / 2, SPAN / 2])!;
      for (let l = 0; l < 4; l++) expect(value(k, point)).toBeGreaterThanOrEqual(value(l, point));
      expect(Math.max(...Array.from(point, Math.abs))).toBeLessThanOrEqual(SPAN);
    }
    expect(search.find(0, 3, [SPAN / 2, SPAN / 2], high, [SPAN, SPAN])).toBeUndefined();
  });
});

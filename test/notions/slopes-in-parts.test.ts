/** Gains by the size of the lie, by slopes along the way, against gains of utilities that are known everywhere. */
import { describe, expect, it } from 'vitest';
import { productsOf } from '../../kernels/report-gains/spec.ts';
import { cellsBetween, type ReportCells } from '../../src/experiments/network/cell-errors.ts';
import {
  gainAlongWays, partedCells, partedCorners, slopesAtPairs, type PartedCells, type PartSlopes,
} from '../../src/notions/slopes-in-parts.ts';
import { gainsFarApart, waysFrom } from '../../src/notions/slopes-between-reports.ts';
import { empiricalBernstein } from '../../src/statistics/empirical-bernstein.ts';
import { numbersFrom } from '../kernels/regret-cases.ts';

/** Expected amounts and payment of a report, and by every bid what they change by. */
interface Known {
  readonly objects: number;
  outcome(report: readonly number[]): { readonly amounts: readonly number[]; readonly payment: number };
  slopes(report: readonly number[], k: number): { readonly amounts: readonly number[]; readonly payment: number };
  /** Half of what interpolation over a part of that width may be off, of the payment's slope. */
  error(width: number): number;
}

const gridOf = (objects: number, points: number): number[][] =>
  Array.from({ length: points ** objects }, (_, n) => Array.from({ length: objects }, (__, j) =>
    (Math.floor(n / points ** j) % points) / (points - 1)));

const PROFILES = 4096;

/** Every profile alike: means at once, and no variance. */
function slopesOf(known: Known, cells: ReportCells, along: number, alpha: number): { parted: PartedCells; by: PartSlopes[] } {
  const { objects } = known;
  const parted = partedCells(cells, along);
  const list = parted.reports;
  const count = list.length / objects;
  expect(partedCorners(cells, along)).toBe(count);
  const width = parted.parts.high[0]! - parted.parts.low[0]!;
  const by = Array.from({ length: objects }, (_, k): PartSlopes => {
    const given = Array.from({ length: count }, (__, r) => known.slopes([...list.subarray(r * objects, (r + 1) * objects)], k));
    const moments = given.flatMap(({ amounts, payment }) =>
      productsOf(objects + 1).map(([a, b]) => PROFILES * [...amounts, payment][a]! * [...amounts, payment][b]!));
    const types = Math.max(...cells.corners.flat()) + 1;
    return {
      stages: [{ alpha, places: [...given.keys()], sums: {
        profiles: PROFILES, objects, reports: list, squares: new Float64Array(0), moments: Float64Array.from(moments), moved: 0, off: 0,
        amounts: Float64Array.from(given.flatMap(({ amounts }) => amounts.map((amount) => PROFILES * amount))),
        payments: Float64Array.from(given, ({ payment }) => PROFILES * payment),
      } }],
      caps: {
        caps: new Float64Array(cells.corners.length * (objects + 2)), low: new Float64Array(cells.corners.length * types).fill(-9),
        high: new Float64Array(cells.corners.length * types).fill(9),
      },
      errors: Float64Array.from({ length: parted.parts.corners.length * (objects + 2) }, (__, n) =>
        (n % (objects + 2) === objects ? known.error(width) : 0)),
    };
  });
  return { parted, by };
}

/** The largest gain by the size of the lie over a grid. */
function truthOf(known: Known, points: number): number {
  const list = gridOf(known.objects, points);
  const outcomes = list.map((report) => known.outcome(report));
  const worth = (type: readonly number[], { amounts, payment }: (typeof outcomes)[number]): number =>
    amounts.reduce((sum, amount, j) => sum + amount * type[j]!, -payment);
  let most = 0;
  for (const [t, type] of list.entries()) {
    for (const [r, report] of list.entries()) {
      if (r !== t) {
        most = Math.max(most, (worth(type, outcomes[r]!) - worth(type, outcomes[t]!))
          / type.reduce((sum, x, j) => sum + Math.abs(x - report[j]!), 0));
      }
    }
  }
  return most;
}

const boundOf = ({ parted, by }: ReturnType<typeof slopesOf>, far: Float64Array, floor = 0): number => {
  const slopesAt = slopesAtPairs(parted, by);
  return [...parted.cells.corners.keys()].reduce((most, types) => gainAlongWays(parted, far, slopesAt, types, most), floor);
};

const cellsOf = (objects: number, points: number): ReportCells => cellsBetween(Float64Array.from(gridOf(objects, points).flat()), objects)!;
const nowhere = ({ corners }: ReportCells): Float64Array => new Float64Array(corners.length ** 2).fill(Infinity);

/** q = r^2, p = c r^3: slopes 2 r t - 3 c r^2. */
const cubic = (c: number): Known => ({
  objects: 1,
  outcome: ([r]) => ({ amounts: [r! ** 2], payment: c * r! ** 3 }), slopes: ([r]) => ({ amounts: [2 * r!], payment: 3 * c * r! ** 2 }),
  error: (width) => (width ** 2 / 8) * 6 * c / 2,
});

/** q = -r^2, p = -r^2: slopes 2 r (1 - t), at most 1/2 at the truth, 2 far from it, and 1 - t^2 on the way from t to 1. */
const falling: Known = {
  objects: 1,
  outcome: ([r]) => ({ amounts: [-(r! ** 2)], payment: -(r! ** 2) }), slopes: ([r]) => ({ amounts: [-2 * r!], payment: -2 * r! }),
  error: () => 0,
};

/** Amounts A r, payment r . B r / 2 + b . r. */
function quadratic(seed: number): Known {
  const next = numbersFrom(seed);
  const [a, b] = [0, 1].map(() => Array.from({ length: 2 }, () => Array.from({ length: 2 }, () => next() - 0.5)));
  const fee = [0, 1].map(() => next() - 0.5);
  const symmetric = (j: number, k: number): number => b![j]![k]! + b![k]![j]!;
  return {
    objects: 2,
    outcome: (r) => ({
      amounts: a!.map((row) => row[0]! * r[0]! + row[1]! * r[1]!),
      payment: r.reduce((sum, x, j) => sum + fee[j]! * x + r.reduce((part, y, k) => part + (x * y * symmetric(j, k)) / 2, 0), 0),
    }),
    slopes: (r, k) => ({ amounts: a!.map((row) => row[k]!), payment: fee[k]! + r.reduce((sum, x, j) => sum + x * symmetric(j, k), 0) }),
    error: () => 0,
  };
}

describe('gains along the way', () => {
  it.each([[0.5, 1.05], [0.8, 1.1], [2, 1.01]])('are what short and long lies gain, payment %s r^3', (c, factor) => {
    const cells = cellsOf(1, 17);
    const truth = truthOf(cubic(c), 401);
    const bounds = [1, 4].map((along) => boundOf(slopesOf(cubic(c), cells, along, Infinity), nowhere(cells)));
    for (const bound of bounds) expect(bound).toBeGreaterThanOrEqual(truth - 1e-9);
    expect(bounds[1]!).toBeLessThan(factor * truth + 0.02);
  });

  it('are means along the way, not the largest slope on it', () => {
    const cells = cellsOf(1, 17);
    const bound = boundOf(slopesOf(falling, cells, 4, Infinity), nowhere(cells));
    expect(truthOf(falling, 401)).toBeCloseTo(1, 9);
    expect(bound).toBeGreaterThanOrEqual(1);
    expect(bound).toBeLessThan(1.12);
  });

  it.each([1, 2, 3, 4, 5, 6])('pass no lie in two dimensions, in whichever direction (%s)', (seed) => {
    const known = quadratic(seed);
    const truth = truthOf(known, 13);
    const cells = cellsOf(2, 5);
    const bound = boundOf(slopesOf(known, cells, 2, Infinity), nowhere(cells));
    expect(bound).toBeGreaterThanOrEqual(truth - 1e-9);
    expect(bound).toBeLessThan(1.6 * truth + 0.1);
  });

  it('lies that are bounded otherwise ask for no slopes', () => {
    const cells = cellsOf(1, 17);
    const slopes = slopesOf(cubic(2), cells, 1, Infinity);
    const far = Float64Array.from({ length: 256 }, (_, n) => (Math.abs(Math.floor(n / 16) - (n % 16)) > 2 ? 0.1 : Infinity));
    expect(waysFrom(cells, far, 8, 0.2).asked).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(waysFrom(cells, far, 8, 0.05).asked.length).toBe(16);
    expect(boundOf(slopes, far, 0.3)).toBeLessThanOrEqual(boundOf(slopes, nowhere(cells), 0.3));
    // None is asked for where the rest gains nothing either.
    expect(boundOf(slopes, new Float64Array(256).fill(0.1), 0.3)).toBe(0.3);
    expect(boundOf(slopes, new Float64Array(256).fill(0.1))).toBe(0.1);
  });

  it('of parts are the largest of corners, what is off interpolation, and what sampling leaves open', () => {
    const cells = cellsOf(1, 5);
    for (const alpha of [Infinity, 0.1]) {
      const { parted, by } = slopesOf(cubic(2), cells, 2, alpha);
      const open = alpha === Infinity ? 0 : empiricalBernstein(PROFILES, 0, 18, alpha / (2 * 9 * 9));
      const { up, down } = slopesAtPairs(parted, by)(1, 2);
      for (const [t, r] of [[0, 0], [0, 1], [1, 0], [1, 1]] as const) {
        const corners = [0, 1].flatMap((v) => [0, 1].map((w) => {
          const [type, report] = [0.25 + (t + v) / 8, 0.5 + (r + w) / 8];
          return 2 * report * type - 6 * report ** 2;
        }));
        const more = 2 * cubic(2).error(1 / 8) + open;
        expect(up[0]![2 * t + r]!).toBeCloseTo(Math.max(...corners) + more, 6);
        expect(down[0]![2 * t + r]!).toBeCloseTo(-Math.min(...corners) + more, 6);
      }
    }
  });
});

it('gains far apart are those of the corners by their distance, and unknown of neighbours', () => {
  const cells = cellsOf(1, 5);
  const lies = Float64Array.from({ length: 25 }, (_, n) => Math.abs(Math.floor(n / 5) - (n % 5)) / 4);
  const far = gainsFarApart(cells, {
    above: new Float64Array(25).fill(0.2), errors: new Float64Array(12), least: new Float64Array(5), most: new Float64Array(5),
  }, lies);
  expect([far[0], far[1]]).toEqual([Infinity, Infinity]);
  expect(far[2]!).toBeCloseTo(0.2 / 0.25, 9);
  expect(far[3]!).toBeCloseTo(0.2 / 0.5, 9);
});

/** Parameters of kernel `assignment`: markets of any shape, few levels of worth for ties. */
import { WORTH_MAX, type AssignmentParameters } from '../../kernels/assignment/spec.ts';
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';

export interface AssignmentShape {
  readonly bidders: number;
  readonly objects: number;
  readonly bidder?: number;
  readonly laws?: number;
  /** Largest worth; small: ties. */
  readonly size?: number;
  readonly reports?: number;
  readonly types?: number;
  /** Worths within which objects are tied; absent: the plain rule. */
  readonly within?: number;
}

const cdfs: readonly ((x: number) => number)[] = [(x) => x, (x) => x * x, (x) => Math.sqrt(x)];

export function assignmentParameters({
  bidders, objects, bidder = 0, laws = 1, size = WORTH_MAX, reports = 7, types = 3, within,
}: AssignmentShape): AssignmentParameters {
  const below = (n: number, x: number): number => Math.floor((threefry2x32({ k0: 11, k1: n }, [x, 0])[0] / 2 ** 32) * n);
  const rows = (count: number, seed: number): Int32Array =>
    Int32Array.from({ length: count * objects }, (_, x) => below(size + 1, 1000 * seed + x));
  const bases = Int32Array.from({ length: laws }, (_, c) => Math.floor((c * size) / 7));
  return {
    bidders, objects, bidder, bases,
    coordinates: Array.from(
      { length: laws },
      (_, c) => ({ thresholds: Float64Array.from({ length: 65 }, (_t, j) => Math.round(cdfs[c % 3]!(j / 64) * 2 ** 32)) }),
    ),
    spans: bases.map((base) => size - base),
    lawOf: Int32Array.from({ length: bidders * objects }, (_, d) => below(laws, d)),
    reports: rows(reports, 1),
    types: rows(types, 2),
    ...(within === undefined ? {} : { ties: { within, tops: new Int32Array(objects).fill(size) } }),
  };
}

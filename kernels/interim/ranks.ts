/**
 * Choices alone, of two or three classes: O(log) for a profile whatever the number of reports. Report r ends in class 0 iff the differences
 * o_0 - o_c of the classes' objectives reach θ_0c(r) = table[r, c] - table[r, 0], in class 1 iff o_0 - o_1 is below θ_01(r) and o_1 - o_2
 * reaches θ_12(r) (ties: the lowest class). So a profile counts once, where its differences stand among the sorted θ, and every report's
 * count is a sum over a quadrant of these places.
 */
import type { Statistics } from '../kernel.ts';
import { isZeroFunctional } from '../linear/evaluate.ts';
import { LANES } from '../simd/layout.ts';
import type { Workbench } from '../simd/workbench.ts';
import type { ClassView } from './class-view.ts';
import type { InterimParameters } from './spec.ts';

/** Places of two differences together, at most, and reports from which on places are worth their sums. */
const PLACES_MAX = 2 ** 21;
const REPORTS_MIN = 32;

/** Whether nothing but choices is asked for, of few enough classes and reports. */
export function isChoicesAlone({ base, classes, mechanism, ownValue, paired, reports }: InterimParameters): boolean {
  if (base !== undefined || paired.length > 0 || mechanism.transfer !== 'none' || !isZeroFunctional(ownValue)) return false;
  return reports >= REPORTS_MIN && (classes === 2 || (classes === 3 && (reports + 1) ** 2 <= PLACES_MAX));
}

/** Sixteen profiles' choices after the steps of the view. */
export interface LaneCounter {
  /** Where a chunk begins. */
  begin(): void;
  /** Of the sixteen, from .. to - 1. */
  add(from: number, to: number): void;
  /** Moves what was counted to the statistics. */
  finish(into: Statistics): void;
}

const BUCKETS = 4096;

/** Where numbers stand among sorted thresholds. */
interface Ranks {
  /** Thresholds that differ. */
  readonly count: number;
  /** [R] how many thresholds are below that of report r. */
  readonly below: Int32Array;
  /** Thresholds that are no larger than x. */
  rank(x: number): number;
}

/** θ(r) = table[r, minus] - table[r, plus]. */
function ranksOf({ classes, mechanism: { reportObjective }, reports }: InterimParameters, plus: number, minus: number): Ranks {
  const thresholds = Int32Array.from({ length: reports }, (_, r) =>
    reportObjective[r * classes + minus]! - reportObjective[r * classes + plus]!);
  const sorted = Int32Array.from(new Set(thresholds)).sort();
  const count = sorted.length;
  const low = sorted[0]!;
  const last = sorted[count - 1]!;
  const shift = Math.max(0, Math.ceil(Math.log2((last - low + 1) / BUCKETS)));
  const starts = new Int32Array(BUCKETS + 1);
  for (let bucket = 0, at = 0; bucket <= BUCKETS; bucket++) {
    while (at < count && (sorted[at]! - low) >>> shift < bucket) at++;
    starts[bucket] = at;
  }
  const places = new Map(Array.from(sorted, (threshold, at) => [threshold, at]));
  return {
    count,
    below: thresholds.map((threshold) => places.get(threshold)!),
    rank(x) {
      if (x < low) return 0;
      if (x >= last) return count;
      let at = starts[(x - low) >>> shift]!;
      while (sorted[at]! <= x) at++;
      return at;
    },
  };
}

/** Rows and columns of places become sums over all places no lower in either. */
function sumFromAbove(places: Int32Array, rows: number, columns: number): void {
  for (let row = rows - 1; row >= 0; row--) {
    let sum = 0;
    for (let at = row * columns + columns - 1; at >= row * columns; at--) {
      sum += places[at]!;
      places[at] = sum + (row + 1 < rows ? places[at + columns]! : 0);
    }
  }
}

function betweenTwo(bench: Workbench, parameters: InterimParameters, { objective }: ClassView): LaneCounter {
  const { reports } = parameters;
  const { below, count, rank } = ranksOf(parameters, 0, 1);
  const places = new Int32Array(count + 1);
  let objectives: Int32Array = places;
  let profiles = 0;
  return {
    begin() {
      objectives = bench.ints(objective, 2 * LANES);
      profiles = 0;
    },
    add(from, to) {
      for (let lane = from; lane < to; lane++) places[rank(objectives[lane]! - objectives[LANES + lane]!)]!++;
      profiles += to - from;
    },
    finish({ choices }) {
      sumFromAbove(places, 1, count + 1);
      for (let r = 0; r < reports; r++) {
        const first = places[below[r]! + 1]!;
        choices![2 * r]! += first;
        choices![2 * r + 1]! += profiles - first;
      }
      places.fill(0);
    },
  };
}

function betweenThree(bench: Workbench, parameters: InterimParameters, { objective }: ClassView): LaneCounter {
  const { reports } = parameters;
  const [first, outer, second] = [ranksOf(parameters, 0, 1), ranksOf(parameters, 0, 2), ranksOf(parameters, 1, 2)];
  const rows = first.count + 1;
  const [ofFirst, ofSecond] = [outer.count + 1, second.count + 1];
  const places = new Int32Array(rows * ofFirst);
  // Rows turned round: the fewer thresholds o_0 - o_1 reaches, the higher.
  const turned = new Int32Array(rows * ofSecond);
  let objectives: Int32Array = places;
  let profiles = 0;
  return {
    begin() {
      objectives = bench.ints(objective, 3 * LANES);
      profiles = 0;
    },
    add(from, to) {
      for (let lane = from; lane < to; lane++) {
        const [a, b, c] = [objectives[lane]!, objectives[LANES + lane]!, objectives[2 * LANES + lane]!];
        const row = first.rank(a - b);
        places[row * ofFirst + outer.rank(a - c)]!++;
        turned[(rows - 1 - row) * ofSecond + second.rank(b - c)]!++;
      }
      profiles += to - from;
    },
    finish({ choices }) {
      sumFromAbove(places, rows, ofFirst);
      sumFromAbove(turned, rows, ofSecond);
      for (let r = 0; r < reports; r++) {
        const row = first.below[r]!;
        const inFirst = places[(row + 1) * ofFirst + outer.below[r]! + 1]!;
        const inSecond = turned[(rows - 1 - row) * ofSecond + second.below[r]! + 1]!;
        choices![3 * r]! += inFirst;
        choices![3 * r + 1]! += inSecond;
        choices![3 * r + 2]! += profiles - inFirst - inSecond;
      }
      places.fill(0);
      turned.fill(0);
    },
  };
}

export const createRankCounter = (bench: Workbench, parameters: InterimParameters, view: ClassView): LaneCounter =>
  (parameters.classes === 2 ? betweenTwo : betweenThree)(bench, parameters, view);

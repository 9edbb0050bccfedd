/** Sums of a block of profiles: counts of classes and limbs of report parts, report by report or piece by piece. */
import type { Statistics } from '../kernel.ts';
import type { Workbench } from '../simd/workbench.ts';

/**
 * Most profiles between two flushes, a multiple of every group size. 2^14 low limbs below 2^16, or high limbs below
 * 2^15, sum to less than 2^30: 32-bit sums suffice.
 */
export const BLOCK = 2 ** 14;

/** Addresses, as loop addReports wants them. */
export interface ReportSums {
  /** [R, C] i32 */
  readonly counts: number;
  /** [R]: four i32 of low limbs, four of high ones, to be added up. */
  readonly limbs: number;
  /** Moves the sums to the statistics. */
  flush(into: Statistics): void;
}

export function createReportSums(bench: Workbench, reports: number, classes: number): ReportSums {
  const counts = bench.reserve(4 * reports * classes);
  const limbs = bench.reserve(32 * reports);
  return {
    counts,
    limbs,
    flush({ choices, reportPartLow, reportPartHigh }) {
      const counted = bench.ints(counts, reports * classes);
      for (let i = 0; i < counted.length; i++) choices![i]! += counted[i]!;
      counted.fill(0);
      const parts = bench.ints(limbs, 8 * reports);
      for (let r = 0; r < reports; r++) {
        for (let i = 8 * r; i < 8 * r + 4; i++) {
          reportPartLow![r]! += parts[i]!;
          reportPartHigh![r]! += parts[i + 4]!;
        }
      }
      parts.fill(0);
    },
  };
}

/** Addresses, as loop addPieces wants them. */
export interface PieceSums {
  /** [C, R + 1] i32 */
  readonly counts: number;
  /** [R + 1] pairs of i32 */
  readonly limbs: number;
  flush(into: Statistics): void;
}

/** into[at + r spacing] += sum of the differences up to r. */
function integrate(
  differences: Int32Array,
  from: number,
  step: number,
  reports: number,
  into: Float64Array,
  at: number,
  spacing: number,
): void {
  let sum = 0;
  for (let r = 0; r < reports; r++) {
    sum = (sum + differences[from + r * step]!) | 0;
    into[at + r * spacing]! += sum;
  }
}

/** Class counts say how often each entry of the table was paid. */
function addPaid(
  differences: Int32Array,
  from: number,
  table: Int32Array,
  c: number,
  classes: number,
  { reportPartLow, reportPartHigh }: Statistics,
): void {
  let times = 0;
  const reports = reportPartLow!.length;
  for (let r = 0; r < reports; r++) {
    times += differences[from + r]!;
    if (times === 0) continue;
    const paid = table[r * classes + c]!;
    reportPartLow![r]! += times * (paid & 65535);
    reportPartHigh![r]! += times * (paid >> 16);
  }
}

/**
 * Differences from report to report, so that a profile costs its pieces and not its reports. `table` [R, C]: what B(r)
 * has on top of the piece's constant, which must then be zero. Differences may wrap; the sums, below 2^30, do not.
 */
export function createPieceSums(bench: Workbench, reports: number, classes: number, table?: Int32Array): PieceSums {
  const stride = reports + 1;
  const counts = bench.reserve(4 * classes * stride);
  const limbs = bench.reserve(8 * stride);
  return {
    counts,
    limbs,
    flush(into) {
      const limbView = bench.ints(limbs, 2 * stride);
      integrate(limbView, 0, 2, reports, into.reportPartLow!, 0, 1);
      integrate(limbView, 1, 2, reports, into.reportPartHigh!, 0, 1);
      const countView = bench.ints(counts, classes * stride);
      for (let c = 0; c < classes; c++) {
        integrate(countView, c * stride, 1, reports, into.choices!, c, classes);
        if (table) addPaid(countView, c * stride, table, c, classes, into);
      }
      limbView.fill(0);
      countView.fill(0);
    },
  };
}

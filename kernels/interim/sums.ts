/** Sums of a block of profiles: counts of classes and limbs of money, report by report or piece by piece. */
import type { Statistics } from '../kernel.ts';
import type { Pieces } from './envelope.ts';

/**
 * Most profiles between two flushes, a multiple of every group size. 2^14 low limbs below 2^16, or high limbs below
 * 2^15, sum to less than 2^30: 32-bit sums suffice.
 */
export const BLOCK = 2 ** 14;

export interface ReportSums {
  add(choice: Int32Array, money: Int32Array): void;
  /** Moves the sums to the statistics. */
  flush(into: Statistics): void;
}

function moveInts(from: Int32Array, into: Float64Array): void {
  for (let i = 0; i < from.length; i++) into[i]! += from[i]!;
  from.fill(0);
}

export function createReportSums(reports: number, classes: number): ReportSums {
  const counts = new Int32Array(reports * classes);
  const low = new Int32Array(reports);
  const high = new Int32Array(reports);
  return {
    add(choice, money) {
      for (let r = 0, row = 0; r < reports; r++, row += classes) {
        const value = money[r]!;
        counts[row + choice[r]!]!++;
        low[r]! += value & 65535;
        high[r]! += value >> 16;
      }
    },
    flush(into) {
      moveInts(counts, into.choices!);
      moveInts(low, into.moneyLow!);
      moveInts(high, into.moneyHigh!);
    },
  };
}

export interface PieceSums {
  /** `money` [count]: B(r) on each piece. */
  add(pieces: Pieces, money: Int32Array): void;
  flush(into: Statistics): void;
}

/**
 * Differences from report to report, so that a profile costs its pieces and not its reports. `table` [R, C]: what B(r)
 * has on top of the piece's constant, which must then be zero: class counts say how often each entry was paid.
 * Partial sums of a block's differences are its sums, below 2^30; sums of their sizes, below 2^46.
 */
export function createPieceSums(reports: number, classes: number, table?: Int32Array): PieceSums {
  const stride = reports + 1;
  /** [C, R + 1] */
  const counts = new Float64Array(classes * stride);
  const low = new Float64Array(stride);
  const high = new Float64Array(stride);

  const flushTable = (into: Statistics, r: number, c: number, times: number): void => {
    const paid = table![r * classes + c]!;
    into.moneyLow![r]! += times * (paid & 65535);
    into.moneyHigh![r]! += times * (paid >> 16);
  };
  /** Adds the running sums of differences `from .. from + R - 1` to every `spacing`-th entry. */
  const integrate = (differences: Float64Array, from: number, into: Float64Array, at: number, spacing: number): void => {
    let sum = 0;
    for (let r = 0; r < reports; r++) {
      sum += differences[from + r]!;
      into[at + r * spacing]! += sum;
    }
  };

  return {
    add({ count, from, chosen }, money) {
      let lastLow = 0;
      let lastHigh = 0;
      for (let i = 0; i < count; i++) {
        const start = from[i]!;
        const row = chosen[i]! * stride;
        counts[row + start]! += 1;
        counts[row + from[i + 1]!]! -= 1;
        const value = money[i]!;
        low[start]! += (value & 65535) - lastLow;
        high[start]! += (value >> 16) - lastHigh;
        lastLow = value & 65535;
        lastHigh = value >> 16;
      }
    },
    flush(into) {
      integrate(low, 0, into.moneyLow!, 0, 1);
      integrate(high, 0, into.moneyHigh!, 0, 1);
      for (let c = 0; c < classes; c++) {
        integrate(counts, c * stride, into.choices!, c, classes);
        if (table === undefined) continue;
        let times = 0;
        for (let r = 0; r < reports; r++) {
          times += counts[c * stride + r]!;
          if (times !== 0) flushTable(into, r, c, times);
        }
      }
      for (const differences of [counts, low, high]) differences.fill(0);
    },
  };
}

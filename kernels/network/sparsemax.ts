/**
 * Sparsemax along an axis. A share rises in its own entry and falls in every other, so its ends over a box are values at two of its
 * corners. Its Jacobian is sum_l w_kl (e_k - e_l), w_kl one over the size of the support where both entries belong to it, and zero
 * elsewhere.
 */
import { settle, type Cells, type Halves, type Operation } from './cells.ts';
import type { SimplexNode } from './graph.ts';
import { placeIn, planesOf } from './planes.ts';
import { down, up } from './rounding.ts';

/** The threshold tau with sum_k max(0, z_k - tau) = 1; `z` is sorted in place, from the largest. */
function threshold(z: Float64Array): number {
  z.sort().reverse();
  let sum = 0;
  let tau = 0;
  for (let k = 0; k < z.length; k++) {
    sum += z[k]!;
    const next = (sum - 1) / (k + 1);
    if (k > 0 && z[k]! <= next) break;
    tau = next;
  }
  return tau;
}

/** Of thresholds and of their rounding: a sum of K entries of size up to `most`. */
const thresholdError = (length: number, most: number): number => (length + 4) * 2 ** -50 * (most + 1);

export function sparsemaxOperation(node: SimplexNode, x: Cells, y: Cells, halves: Halves): Operation {
  const { outer, length, inner } = node;
  const row = new Float64Array(length);
  const sorted = new Float64Array(length);
  const at = (o: number, k: number, n: number): number => placeIn(node, o, k, n);
  const planes = planesOf(node, x, y);

  const forward = (o: number, n: number): void => {
    for (let k = 0; k < length; k++) sorted[k] = x.value[at(o, k, n)]!;
    const tau = threshold(sorted);
    for (let k = 0; k < length; k++) y.value[at(o, k, n)] = Math.max(0, x.value[at(o, k, n)]! - tau);
  };

  /** The share and its rounding, the own entry at `own`, the others at `others`. */
  const shareAt = (o: number, k: number, n: number, own: Float64Array, others: Float64Array): readonly [number, number] => {
    let most = 0;
    for (let l = 0; l < length; l++) {
      const value = (l === k ? own : others)[at(o, l, n)]!;
      sorted[l] = value;
      most = Math.max(most, Math.abs(value));
    }
    return [own[at(o, k, n)]! - threshold(sorted), thresholdError(length, most)];
  };
  const encloseEntry = (o: number, k: number, n: number): void => {
    const i = at(o, k, n);
    const [low, lowError] = shareAt(o, k, n, x.low, x.high);
    const [high, highError] = shareAt(o, k, n, x.high, x.low);
    y.low[i] = Math.min(1, Math.max(0, low - lowError));
    y.high[i] = Math.max(0, Math.min(1, high + highError));
  };

  const isSure = (i: number): boolean => y.low[i]! > 0;
  /** Entries that surely belong to the support over the box, and those that may. */
  const sizesOfSupport = (o: number, n: number): readonly [number, number] => {
    let [sure, possible] = [0, 0];
    for (let k = 0; k < length; k++) {
      if (isSure(at(o, k, n))) sure++;
      if (y.high[at(o, k, n)]! > 0) possible++;
    }
    return [sure, possible];
  };

  /** Values at the middle, and their rounding. */
  const centreRow = (o: number, n: number): number => {
    let most = 0;
    for (let k = 0; k < length; k++) {
      sorted[k] = row[k] = x.centre[at(o, k, n)]!;
      most = Math.max(most, Math.abs(row[k]!));
    }
    const tau = threshold(sorted);
    for (let k = 0; k < length; k++) row[k] = Math.max(0, row[k]! - tau);
    return thresholdError(length, most);
  };

  /**
   * By the mean value theorem y_k(z) = y_k(c) + sum_l w_kl ((z_k - c_k) - (z_l - c_l)) with weights w_kl from the ends found: the middle of
   * each times a difference of affine forms, and half its width times the radius of that difference.
   */
  const affineEntry = (o: number, k: number, n: number, [sure, possible]: readonly [number, number], rounding: number): void => {
    const i = at(o, k, n);
    const slopes = planes.slopes.subarray(i * length, (i + 1) * length).fill(0);
    let [error, size, own, shift] = [rounding, Math.abs(row[k]!), rounding, row[k]!];
    for (const slope of y.slope) slope[i] = 0;
    for (let l = 0; l < length; l++) {
      const j = at(o, l, n);
      if (l === k || y.high[i]! <= 0 || y.high[j]! <= 0) continue;
      const low = isSure(i) && isSure(j) ? down(1 / possible) : 0;
      // Where neither is nought both belong to the support.
      const most = up(1 / (sure + (isSure(i) ? 0 : 1) + (isSure(j) ? 0 : 1)));
      const [weight, doubt] = [(low + most) / 2, up((most - low) / 2)];
      let reach = 0;
      for (let a = 0; a < halves.length; a++) {
        const apart = x.slope[a]![i]! - x.slope[a]![j]!;
        y.slope[a]![i]! += weight * apart;
        reach += Math.abs(apart) * halves[a]!;
      }
      const wrong = x.error[i]! + x.error[j]!;
      error += weight * wrong + doubt * (reach + wrong);
      own += doubt * (reach + wrong);
      slopes[k]! += weight;
      slopes[l] = -weight;
      shift -= weight * (x.centre[i]! - x.centre[j]!);
      size += weight * (x.reach[i]! + x.reach[j]!) + doubt * (x.reach[i]! + x.reach[j]!) + Math.abs(x.centre[i]!) + Math.abs(x.centre[j]!);
    }
    planes.shift[i] = shift;
    planes.error[i] = own + size * (length + 4) * 2 ** -48;
    y.centre[i] = row[k]!;
    y.error[i] = error;
    settle(y, i, halves, size, y.low[i]!, y.high[i]!);
  };

  return {
    forward() {
      for (let o = 0; o < outer; o++) for (let n = 0; n < inner; n++) forward(o, n);
    },
    enclose() {
      for (let o = 0; o < outer; o++) {
        for (let n = 0; n < inner; n++) {
          for (let k = 0; k < length; k++) encloseEntry(o, k, n);
          const ends = sizesOfSupport(o, n);
          const rounding = centreRow(o, n);
          for (let k = 0; k < length; k++) affineEntry(o, k, n, ends, rounding);
        }
      }
    },
    pull: planes.pull,
  };
}

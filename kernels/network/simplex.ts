/**
 * Softmax and sparsemax along an axis. Both rise in their own entry and fall in every other, so the ends over a box are values at two of
 * its corners. Their Jacobians are sum_l w_k w_l (e_k - e_l): w_k w_l the product of the values for softmax; for sparsemax one over the
 * size of the support where both entries belong to it.
 */
import { settle, type Cells, type Halves, type Operation } from './cells.ts';
import type { SimplexNode } from './graph.ts';
import { down, functionDown, functionUp, up } from './rounding.ts';

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

/** Largest power that a sum takes; what is larger is a share of nothing. */
const POWER_MAX = Math.exp(700);

/** 1 / sum from below; 0 where a power was cut. */
const leastShare = (sum: number): number => (sum >= POWER_MAX ? 0 : Math.max(0, down(1 / sum)));

/** Of thresholds and of their rounding: a sum of K entries of size up to `most`. */
const thresholdError = (length: number, most: number): number => (length + 4) * 2 ** -50 * (most + 1);

export function simplexOperation({ op, outer, length, inner }: SimplexNode, x: Cells, y: Cells, halves: Halves): Operation {
  const row = new Float64Array(length);
  const sorted = new Float64Array(length);
  const at = (o: number, k: number, n: number): number => (o * length + k) * inner + n;

  const softmaxForward = (o: number, n: number): void => {
    let most = -Infinity;
    for (let k = 0; k < length; k++) most = Math.max(most, x.value[at(o, k, n)]!);
    let sum = 0;
    for (let k = 0; k < length; k++) sum += row[k] = Math.exp(x.value[at(o, k, n)]! - most);
    for (let k = 0; k < length; k++) y.value[at(o, k, n)] = row[k]! / sum;
  };
  const sparsemaxForward = (o: number, n: number): void => {
    for (let k = 0; k < length; k++) sorted[k] = x.value[at(o, k, n)]!;
    const tau = threshold(sorted);
    for (let k = 0; k < length; k++) y.value[at(o, k, n)] = Math.max(0, x.value[at(o, k, n)]! - tau);
  };

  /** The own entry at `own`, the others at `others`: 1 / (1 + sum e^(x_l - x_k)), whose terms have one rounding too many each. */
  const softmaxAt = (o: number, k: number, n: number, own: Float64Array, others: Float64Array, out: (x: number) => number): number => {
    let sum = 1;
    for (let l = 0; l < length; l++) {
      // Beyond 700 the share is below 1e-304 either way, and no sum of powers is infinite.
      if (l !== k) sum = out(sum + out(Math.exp(Math.min(700, out(others[at(o, l, n)]! - own[at(o, k, n)]!)))));
    }
    return sum;
  };
  const sparsemaxAt = (o: number, k: number, n: number, own: Float64Array, others: Float64Array): readonly [number, number] => {
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
    if (op === 'softmax') {
      y.low[i] = leastShare(softmaxAt(o, k, n, x.low, x.high, functionUp));
      y.high[i] = Math.min(1, up(1 / Math.max(1, softmaxAt(o, k, n, x.high, x.low, functionDown))));
    } else {
      const [low, lowError] = sparsemaxAt(o, k, n, x.low, x.high);
      const [high, highError] = sparsemaxAt(o, k, n, x.high, x.low);
      y.low[i] = Math.min(1, Math.max(0, low - lowError));
      y.high[i] = Math.max(0, Math.min(1, high + highError));
    }
  };

  /** One over the size of the support: its ends over the box. */
  const sizesOfSupport = (o: number, n: number): readonly [number, number] => {
    let [sure, possible] = [0, 0];
    for (let k = 0; k < length; k++) {
      if (y.low[at(o, k, n)]! > 0) sure++;
      if (y.high[at(o, k, n)]! > 0) possible++;
    }
    return [1 / Math.max(1, possible), 1 / Math.max(1, sure)];
  };

  /**
   * By the mean value theorem y_k(z) = y_k(c) + sum_l w_kl ((z_k - c_k) - (z_l - c_l)) with weights w_kl from the ends found: the middle of
   * each times a difference of affine forms, and half its width times the radius of that difference.
   */
  const affineEntry = (o: number, k: number, n: number, least: number, most: number): void => {
    const i = at(o, k, n);
    let [error, size] = [valueError, Math.abs(row[k]!)];
    for (const slope of y.slope) slope[i] = 0;
    for (let l = 0; l < length; l++) {
      const j = at(o, l, n);
      if (l === k || y.high[i]! <= 0 || y.high[j]! <= 0) continue;
      const sure = y.low[i]! > 0 && y.low[j]! > 0;
      const low = op === 'softmax' ? Math.max(0, down(y.low[i]! * y.low[j]!)) : sure ? down(least) : 0;
      // Of two shares the product is at most a quarter.
      const high = op === 'softmax' ? Math.min(0.25, up(y.high[i]! * y.high[j]!)) : up(most);
      const [weight, doubt] = [(low + high) / 2, up((high - low) / 2)];
      let reach = 0;
      for (let a = 0; a < halves.length; a++) {
        const apart = x.slope[a]![i]! - x.slope[a]![j]!;
        y.slope[a]![i]! += weight * apart;
        reach += Math.abs(apart) * halves[a]!;
      }
      const wrong = x.error[i]! + x.error[j]!;
      error += weight * wrong + doubt * (reach + wrong);
      size += weight * (x.reach[i]! + x.reach[j]!) + doubt * (x.reach[i]! + x.reach[j]!);
    }
    y.centre[i] = row[k]!;
    y.error[i] = error;
    settle(y, i, halves, size, y.low[i]!, y.high[i]!);
  };
  /** Rounding of values at the centre. */
  let valueError = 0;
  const centreRow = (o: number, n: number): void => {
    let most = 0;
    for (let k = 0; k < length; k++) {
      sorted[k] = row[k] = x.centre[at(o, k, n)]!;
      most = Math.max(most, Math.abs(row[k]!));
    }
    valueError = thresholdError(length, most);
    if (op === 'sparsemax') {
      const tau = threshold(sorted);
      for (let k = 0; k < length; k++) row[k] = Math.max(0, row[k]! - tau);
      return;
    }
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    let sum = 0;
    for (let k = 0; k < length; k++) sum += row[k] = Math.exp(row[k]! - top);
    for (let k = 0; k < length; k++) row[k]! /= sum;
  };

  const lines = (work: (o: number, n: number) => void) => (): void => {
    for (let o = 0; o < outer; o++) for (let n = 0; n < inner; n++) work(o, n);
  };
  return {
    forward: lines(op === 'softmax' ? softmaxForward : sparsemaxForward),
    enclose: lines((o, n) => {
      for (let k = 0; k < length; k++) encloseEntry(o, k, n);
      const [least, most] = op === 'sparsemax' ? sizesOfSupport(o, n) : [0, 0];
      centreRow(o, n);
      for (let k = 0; k < length; k++) affineEntry(o, k, n, least, most);
    }),
  };
}

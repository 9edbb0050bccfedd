/**
 * Softmax along an axis. A share rises in its own entry and falls in every other, so its ends over a box are values at two of its corners.
 * For planes beside it: share k is 1 / (1 + e^(z - x_k)), z the logarithm of the sum of the other powers, which grows entry by entry,
 * x_l + log(1 + e^(z - x_l)); lines beside functions of one difference do.
 */
import { cellsOf, copyEntry, settleLinear, type Cells, type Halves, type Operation } from './cells.ts';
import { addEntries } from './elementwise.ts';
import { power, softplus } from './functions.ts';
import type { SimplexNode } from './graph.ts';
import { curveLine, PAST_POWERS, type CurveLine } from './lines.ts';
import { placeIn, planesOf } from './planes.ts';
import { down, functionDown, functionUp, up } from './rounding.ts';

/** Below e^700, the largest power that a sum takes; what is larger is a share of nothing. */
export const POWER_MAX = 2 ** 1000;

/** 1 / sum from below; 0 where a power was cut. */
const leastShare = (sum: number): number => (sum >= POWER_MAX ? 0 : Math.max(0, down(1 / sum)));

/** Lines and planes are found for the `wanted` entries alone. */
export function softmaxOperation(node: SimplexNode, x: Cells, y: Cells, halves: Halves, wanted?: Uint8Array): Operation {
  const { outer, length, inner } = node;
  const row = new Float64Array(length);
  const at = (o: number, k: number, n: number): number => placeIn(node, o, k, n);
  const planes = planesOf(node, x, y);
  const [apart, soft, others] = [cellsOf(1, halves.length), cellsOf(1, halves.length), cellsOf(1, halves.length)];
  const line: CurveLine = { share: 0, shift: 0, error: 0, low: 0, high: 0 };

  const forward = (o: number, n: number): void => {
    let most = -Infinity;
    for (let k = 0; k < length; k++) most = Math.max(most, x.value[at(o, k, n)]!);
    let sum = 0;
    for (let k = 0; k < length; k++) sum += row[k] = power(x.value[at(o, k, n)]! - most);
    for (let k = 0; k < length; k++) y.value[at(o, k, n)] = row[k]! / sum;
  };

  /**
   * The own entry at `own`, the others at `rest`: 1 + sum e^(x_l - x_k), whose terms have one rounding too many each. Beyond 700 the share
   * is below 1e-304 either way, and no sum of powers is infinite; a power below `least` is 0.
   */
  const powers = (
    o: number, k: number, n: number, own: Float64Array, rest: Float64Array, out: (x: number) => number, least: number,
  ): number => {
    let sum = 1;
    for (let l = 0; l < length; l++) {
      if (l === k) continue;
      const apart = Math.max(least, Math.min(700, out(rest[at(o, l, n)]! - own[at(o, k, n)]!)));
      const part = power(-Math.abs(apart));
      sum = out(sum + out(apart > 0 ? 1 / part : part));
    }
    return sum;
  };

  /** `others` becomes the logarithm of the sum of all powers but the k-th; its slopes by the entries go to `slopes`. */
  const encloseOthers = (o: number, k: number, n: number, slopes: Float64Array): { readonly shift: number; readonly error: number } => {
    let [shift, error, none] = [0, 0, true];
    for (let l = 0; l < length; l++) {
      if (l === k) continue;
      const j = at(o, l, n);
      if (none) {
        copyEntry(others, 0, x, j, halves);
        slopes[l] = 1;
        none = false;
        continue;
      }
      const low = functionDown(x.low[j]! + functionDown(softplus(others.low[0]! - x.low[j]!)));
      const high = functionUp(x.high[j]! + (functionUp(softplus(others.high[0]! - x.high[j]!)) + PAST_POWERS));
      addEntries(apart, 0, others, 0, x, j, -1, halves);
      curveLine('softplus', apart.low[0]!, apart.high[0]!, line);
      settleLinear(soft, 0, apart, 0, halves, line.share, line.shift, line.error, Math.max(0, line.low), line.high);
      addEntries(others, 0, soft, 0, x, j, 1, halves);
      others.low[0] = Math.max(others.low[0]!, low);
      others.high[0] = Math.min(others.high[0]!, high);
      for (let m = 0; m < l; m++) slopes[m]! *= line.share;
      slopes[l] = 1 - line.share;
      shift = line.share * shift + line.shift;
      error = line.share * error + line.error;
    }
    return { shift, error };
  };

  const enclose = (o: number, k: number, n: number): void => {
    const i = at(o, k, n);
    const low = leastShare(powers(o, k, n, x.low, x.high, functionUp, -700));
    const high = Math.min(1, up(1 / Math.max(1, powers(o, k, n, x.high, x.low, functionDown, -Infinity))));
    const slopes = planes.slopes.subarray(i * length, (i + 1) * length).fill(0);
    if (length === 1) {
      y.centre[i] = planes.shift[i] = 1;
      planes.error[i] = 0;
      for (const slope of y.slope) slope[i] = 0;
      y.error[i] = y.reach[i] = 0;
      y.low[i] = y.high[i] = 1;
      return;
    }
    const { shift, error } = encloseOthers(o, k, n, slopes);
    addEntries(apart, 0, x, i, others, 0, -1, halves);
    curveLine('sigmoid', apart.low[0]!, apart.high[0]!, line);
    settleLinear(y, i, apart, 0, halves, line.share, line.shift, line.error, Math.max(low, line.low), Math.min(high, line.high));
    let size = 1 + shift;
    for (let l = 0; l < length; l++) {
      slopes[l]! *= -line.share;
      size += Math.max(Math.abs(x.low[at(o, l, n)]!), Math.abs(x.high[at(o, l, n)]!));
    }
    slopes[k] = line.share;
    planes.shift[i] = line.shift - line.share * shift;
    // Products of shares are rounded, and so are their sums.
    planes.error[i] = line.error + line.share * error + size * (length + 4) * 2 ** -50;
  };

  return {
    forward() {
      for (let o = 0; o < outer; o++) for (let n = 0; n < inner; n++) forward(o, n);
    },
    enclose() {
      for (let o = 0; o < outer; o++) {
        for (let n = 0; n < inner; n++) {
          for (let k = 0; k < length; k++) if (!wanted || wanted[at(o, k, n)]) enclose(o, k, n);
        }
      }
    },
    pull: planes.pull,
  };
}

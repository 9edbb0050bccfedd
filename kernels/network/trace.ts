/**
 * Upper ends of weighted sums of entries, by tracing weights back from the outcome to the bids: every node passes the weights of its
 * entries on to those of its inputs along the lines or planes by which it was enclosed. What several entries do alike cancels on the way,
 * errors of hidden entries included, which affine forms carried forwards have lost (Zhang, Weng, Chen, Hsieh and Daniel 2018, Efficient
 * neural network robustness certification with general activation functions). Costs about one evaluation.
 */
import { sizeOf, type Halves, type Rest } from './cells.ts';
import { up } from './rounding.ts';
import type { Tape } from './tape.ts';

export interface Trace {
  readonly rest: Rest;
  /** The sum is at most the bound less sum_a |slope_a| h_a - slope_a xi_a at the place xi of the box. */
  readonly slopes: Float64Array;
  /** Takes all weights away; then they are set, in `weight` of the tapes' cells. */
  start(): void;
  /** No less than the weighted sum anywhere in the box. */
  finish(): number;
}

/** Tapes whose axes are the same, enclosed over the same box. */
export function traceOf(tapes: readonly Tape[], halves: Halves): Trace {
  const rest: Rest = { high: 0, size: 0 };
  const slopes = new Float64Array(halves.length);
  /** At least the number of terms of any sum that is made on the way. */
  const terms = 4 * tapes.reduce((sum, { terms: own }) => sum + own, 8);
  return {
    rest, slopes,
    start() {
      for (const tape of tapes) tape.clear();
      rest.high = rest.size = 0;
    },
    finish() {
      slopes.fill(0);
      for (const tape of tapes) {
        tape.pull(rest);
        const bids = tape.cells[0]!;
        for (let c = 0; c < bids.weight.length; c++) {
          const weight = bids.weight[c]!;
          rest.high += weight * bids.centre[c]!;
          rest.size += Math.abs(weight) * sizeOf(bids, c);
          for (let a = 0; a < slopes.length; a++) slopes[a]! += weight * bids.slope[a]![c]!;
        }
      }
      let reach = 0;
      for (let a = 0; a < slopes.length; a++) reach += Math.abs(slopes[a]!) * halves[a]!;
      return up(rest.high + reach + terms * 2 ** -51 * (rest.size + reach));
    },
  };
}

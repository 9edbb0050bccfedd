/**
 * The largest regret that any profile of types can have, bounded from above: branch and bound over the types of all and the report of one
 * bidder at once,
 *
 *     g(t, r) = t_i . (Q_i(r, t_-i) - Q_i(t)) - P_i(r, t_-i) + P_i(t).
 */
import type { Cells } from '../network/cells.ts';
import { evaluatorOf, type NetworkMechanism, type Worth } from '../network/mechanism.ts';
import { down, productHigh, up } from '../network/rounding.ts';
import { createHeap } from './heap.ts';

export interface WorstRegret {
  /** No profile has more. */
  readonly upper: number;
  readonly boxes: number;
}

/** Ends of one evaluation: amounts and payment of the bidder, and slopes of t . Q - P by all bids. */
interface Side {
  readonly amountLow: Float64Array;
  readonly amountHigh: Float64Array;
  readonly slopeLow: Float64Array;
  readonly slopeHigh: Float64Array;
  paymentLow: number;
  paymentHigh: number;
  readonly worth: Worth;
}

const sideOf = (objects: number, bids: number): Side => ({
  amountLow: new Float64Array(objects), amountHigh: new Float64Array(objects), slopeLow: new Float64Array(bids),
  slopeHigh: new Float64Array(bids), paymentLow: 0, paymentHigh: 0, worth: { low: 0, high: 0 },
});

/**
 * Looks at `boxes` boxes. Types and reports lie in [low, high], an entry for every bidder and object. `floor` is a regret that some
 * profile is known to have: boxes whose bound is within `gap` of it are not cut.
 */
export function worstRegret(
  mechanism: NetworkMechanism, low: Float64Array, high: Float64Array, bidder: number, boxes: number, floor: number, gap: number,
): WorstRegret {
  const { objects, result } = mechanism;
  const evaluator = evaluatorOf(mechanism);
  const bids = evaluator.tape.cells[0]!;
  const size = low.length;
  const own = bidder * objects;
  // A box: the types of all, then the report.
  const boxLow = Float64Array.from([...low, ...low.subarray(own, own + objects)]);
  const boxHigh = Float64Array.from([...high, ...high.subarray(own, own + objects)]);
  const axes = boxLow.length;
  const [lie, truth] = [sideOf(objects, size), sideOf(objects, size)];
  const outputs = result.kind === 'outcome'
    ? { amounts: evaluator.tape.cells[result.amounts]!, payments: evaluator.tape.cells[result.payments]! }
    : undefined;
  const slopeLow = new Float64Array(axes);
  const slopeHigh = new Float64Array(axes);
  const centre = new Float64Array(axes);

  const evaluate = (side: Side, from: Float64Array, to: Float64Array, report: boolean, slopes: boolean): void => {
    for (let c = 0; c < size; c++) {
      const at = report && c >= own && c < own + objects ? size + c - own : c;
      bids.low[c] = from[at]!;
      bids.high[c] = to[at]!;
    }
    const types = { low: from.subarray(own, own + objects), high: to.subarray(own, own + objects) };
    evaluator.worth(bidder, types, side.worth, slopes);
    if (outputs) copyOutputs(side, outputs, own, bidder);
    side.slopeLow.set(bids.slopeLow);
    side.slopeHigh.set(bids.slopeHigh);
  };

  /** The upper end of g over the box by intervals alone. */
  const natural = (from: Float64Array, to: Float64Array, slopes: boolean): number => {
    evaluate(lie, from, to, true, slopes);
    evaluate(truth, from, to, false, slopes);
    const apart = up(lie.worth.high - truth.worth.low);
    if (!outputs) return apart;
    let sum = up(truth.paymentHigh - lie.paymentLow);
    for (let j = 0; j < objects; j++) {
      const [least, most] = [down(lie.amountLow[j]! - truth.amountHigh[j]!), up(lie.amountHigh[j]! - truth.amountLow[j]!)];
      sum = up(sum + productHigh(from[own + j]!, to[own + j]!, least, most));
    }
    return Math.min(apart, sum);
  };

  const slopesOfGain = (): void => {
    for (let c = 0; c < size; c++) {
      const j = c - own;
      if (j >= 0 && j < objects) {
        slopeLow[c] = down(down(lie.amountLow[j]! - truth.amountHigh[j]!) - truth.slopeHigh[c]!);
        slopeHigh[c] = up(up(lie.amountHigh[j]! - truth.amountLow[j]!) - truth.slopeLow[c]!);
        slopeLow[size + j] = lie.slopeLow[c]!;
        slopeHigh[size + j] = lie.slopeHigh[c]!;
      } else {
        slopeLow[c] = down(lie.slopeLow[c]! - truth.slopeHigh[c]!);
        slopeHigh[c] = up(lie.slopeHigh[c]! - truth.slopeLow[c]!);
      }
    }
  };

  const bound = (): number => {
    const plain = natural(boxLow, boxHigh, true);
    if (!outputs) return plain;
    slopesOfGain();
    for (let a = 0; a < axes; a++) {
      const [least, most] = [slopeLow[a]!, slopeHigh[a]!];
      const share = least >= 0 ? 1 : most <= 0 ? 0 : most / (most - least);
      centre[a] = Math.min(boxHigh[a]!, Math.max(boxLow[a]!, boxLow[a]! + share * (boxHigh[a]! - boxLow[a]!)));
    }
    let linear = natural(centre, centre, false);
    for (let a = 0; a < axes; a++) {
      const [above, below] = [up(boxHigh[a]! - centre[a]!), up(centre[a]! - boxLow[a]!)];
      linear = up(linear + Math.max(0, up(slopeHigh[a]! * above), up(-slopeLow[a]! * below)));
    }
    return Math.min(plain, linear);
  };

  const widestAxis = (): number => {
    let [axis, most] = [0, -1];
    for (let a = 0; a < axes; a++) {
      const width = boxHigh[a]! - boxLow[a]!;
      const smear = outputs ? width * Math.max(Math.abs(slopeLow[a]!), Math.abs(slopeHigh[a]!)) : width;
      if (smear > most) [axis, most] = [a, smear];
    }
    return axis;
  };

  const heap = createHeap();
  heap.clear(2 * axes);
  let settled = -Infinity;
  let looked = 0;
  const look = (): void => {
    looked++;
    const most = bound();
    const axis = widestAxis();
    const middle = boxLow[axis]! + (boxHigh[axis]! - boxLow[axis]!) / 2;
    if (middle > boxLow[axis]! && middle < boxHigh[axis]!) heap.push(most, axis, boxLow, boxHigh);
    else settled = Math.max(settled, most);
  };
  look();
  while (heap.size > 0 && looked + 2 <= boxes && heap.top() > floor + gap) {
    const axis = heap.pop(boxLow, boxHigh);
    const [from, to] = [boxLow.slice(), boxHigh.slice()];
    const middle = from[axis]! + (to[axis]! - from[axis]!) / 2;
    boxHigh[axis] = middle;
    look();
    boxLow.set(from);
    boxHigh.set(to);
    boxLow[axis] = middle;
    look();
  }
  return { upper: Math.max(0, floor, settled, heap.size > 0 ? heap.top() : -Infinity), boxes: looked };
}

function copyOutputs(side: Side, { amounts, payments }: { amounts: Cells; payments: Cells }, own: number, bidder: number): void {
  for (let j = 0; j < side.amountLow.length; j++) {
    side.amountLow[j] = amounts.low[own + j]!;
    side.amountHigh[j] = amounts.high[own + j]!;
  }
  side.paymentLow = payments.low[bidder]!;
  side.paymentHigh = payments.high[bidder]!;
}

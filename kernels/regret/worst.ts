/**
 * The largest regret that any profile of types can have, bounded from above: branch and bound over the types of all and the report of one
 * bidder at once,
 *
 *     g(t, r) = t_i . (Q_i(r, t_-i) - Q_i(t)) - P_i(r, t_-i) + P_i(t).
 */
import { cellsOf, copyEntry, type Cells } from '../network/cells.ts';
import { addEntries, multiplyEntries } from '../network/elementwise.ts';
import { evaluatorOf, type NetworkMechanism } from '../network/mechanism.ts';
import { createHeap } from './heap.ts';

export interface WorstRegret {
  /** No profile has more. */
  readonly upper: number;
  readonly boxes: number;
}

/** Over the box of types and report set by `place`: g as an affine form, types first among the axes, then the report. */
function gainForm(mechanism: NetworkMechanism, bidder: number): (low: Float64Array, high: Float64Array) => Cells {
  const { bidders, objects, result } = mechanism;
  const size = bidders * objects;
  const own = bidder * objects;
  const axes = size + objects;
  const evaluator = evaluatorOf(mechanism, axes);
  const { tape } = evaluator;
  const { halves, cells } = tape;
  const types = cellsOf(objects, axes);
  const kept = cellsOf(objects + 1, axes);
  const [form, other, product] = [cellsOf(1, axes), cellsOf(1, axes), cellsOf(1, axes)];
  const place = (low: Float64Array, high: Float64Array, lie: boolean): void => {
    for (let c = 0; c < size; c++) {
      const axis = lie && c >= own && c < own + objects ? size + c - own : c;
      tape.setBid(c, axis, low[axis]!, high[axis]!);
    }
    tape.enclose();
  };
  return (low, high) => {
    // The truth first: it sets the halves of the types' axes, and its bids are the types.
    place(low, high, false);
    for (let j = 0; j < objects; j++) copyEntry(types, j, cells[0]!, own + j, halves);
    if (result.kind === 'menu') {
      evaluator.truth(bidder, other);
      place(low, high, true);
      evaluator.worth(bidder, types, 0, form);
      addEntries(form, 0, form, 0, other, 0, -1, halves);
      return form;
    }
    const [amounts, payments] = [cells[result.amounts]!, cells[result.payments]!];
    for (let j = 0; j < objects; j++) copyEntry(kept, j, amounts, own + j, halves);
    copyEntry(kept, objects, payments, bidder, halves);
    place(low, high, true);
    addEntries(form, 0, kept, objects, payments, bidder, -1, halves);
    for (let j = 0; j < objects; j++) {
      addEntries(other, 0, amounts, own + j, kept, j, -1, halves);
      multiplyEntries(product, 0, types, j, other, 0, halves);
      addEntries(form, 0, form, 0, product, 0, 1, halves);
    }
    return form;
  };
}

/**
 * Steps of two boxes each that look at `boxes` of them. Types and reports lie in [low, high], an entry for every bidder and object. `floor`
 * is a regret that some profile is known to have: boxes whose bound is within `gap` of it are not cut.
 */
export function* worstRegret(
  mechanism: NetworkMechanism, low: Float64Array, high: Float64Array, bidder: number, boxes: number, floor: number, gap: number,
): Generator<undefined, WorstRegret> {
  const { objects } = mechanism;
  const own = bidder * objects;
  const boxLow = Float64Array.from([...low, ...low.subarray(own, own + objects)]);
  const boxHigh = Float64Array.from([...high, ...high.subarray(own, own + objects)]);
  const gain = gainForm(mechanism, bidder);
  let axis = 0;
  const bound = (): number => {
    const { slope, error, high: [most] } = gain(boxLow, boxHigh);
    const total = boxLow.reduce((sum, end, a) => sum + boxHigh[a]! - end, 0) || 1;
    let widest = -1;
    for (let a = 0; a < boxLow.length; a++) {
      const width = boxHigh[a]! - boxLow[a]!;
      const part = (Math.abs(slope[a]![0]!) + (2 * error[0]!) / total) * width;
      if (part > widest) [axis, widest] = [a, part];
    }
    return most!;
  };

  const heap = createHeap();
  heap.clear(2 * boxLow.length);
  let settled = -Infinity;
  let looked = 0;
  const look = (): void => {
    looked++;
    const most = bound();
    const middle = boxLow[axis]! + (boxHigh[axis]! - boxLow[axis]!) / 2;
    if (middle > boxLow[axis]! && middle < boxHigh[axis]!) heap.push(most, axis, boxLow, boxHigh);
    else settled = Math.max(settled, most);
  };
  look();
  while (heap.size > 0 && looked + 2 <= boxes && heap.top() > floor + gap) {
    const cut = heap.pop(boxLow, boxHigh);
    const [from, to] = [boxLow.slice(), boxHigh.slice()];
    const middle = from[cut]! + (to[cut]! - from[cut]!) / 2;
    boxHigh[cut] = middle;
    look();
    boxLow.set(from);
    boxHigh.set(to);
    boxLow[cut] = middle;
    look();
    yield;
  }
  return { upper: Math.max(0, floor, settled, heap.size > 0 ? heap.top() : -Infinity), boxes: looked };
}

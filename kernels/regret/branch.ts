/** Branch and bound: what a function does not exceed on a box, by bounds on the boxes it is cut into. */
import type { Cells, Halves } from '../network/cells.ts';
import { boxesOf, boxPair, type BoxPair, type Cutting } from './boxes.ts';
import { cutBelow } from './cut-below.ts';
import { createHeap } from './heap.ts';

/** What is known of f on a box: f <= most - sum_a |slope_a| h_a + sum_a slope_a xi_a, and what of that no line explains. */
export interface BoxBound {
  most: number;
  error: number;
  /** Whether the slopes are those of such a bound. */
  linear: boolean;
  readonly slopes: Float64Array;
}

/**
 * Of an affine form and the end of the same sum traced back, Infinity where it was not, with its slopes: whichever is the lesser bound, and
 * its slopes.
 */
export function settleBound(
  bound: BoxBound, { centre, slope, error, high: [high] }: Cells, traced: number, slopes: ArrayLike<number>, halves: Halves,
): void {
  bound.linear = traced < Infinity && traced <= high!;
  bound.most = bound.linear ? traced : high!;
  let reach = 0;
  for (let a = 0; a < halves.length; a++) {
    bound.slopes[a] = bound.linear ? slopes[a]! : slope[a]![0]!;
    reach += Math.abs(bound.slopes[a]!) * halves[a]!;
  }
  bound.error = bound.linear ? Math.max(0, traced - centre[0]! - reach) : error[0]!;
}

export interface Bounded {
  /** The function is nowhere above. */
  readonly upper: number;
  readonly boxes: number;
}

/** Bounds of two boxes side by side. */
export type BoundsOf = (boxes: BoxPair) => readonly [Readonly<BoxBound>, Readonly<BoxBound>];

/** Branch and bound at its beginning, where the whole has been looked at. */
function begun(boundsOf: BoundsOf, low: Float64Array, high: Float64Array, floor: number, gap: number) {
  const pair = boxPair(low.length);
  const level = floor + gap / 4;
  const cutting: Cutting = { axis: 0, settled: -Infinity };
  let bounds: ReturnType<BoundsOf>;
  const bound = (lane: 0 | 1): number => {
    const { slopes, error, most, linear } = bounds[lane];
    const { low: from, high: to } = pair[lane];
    let total = 0;
    for (let a = 0; a < from.length; a++) total += to[a]! - from[a]!;
    let widest = -1;
    for (let a = 0; a < from.length; a++) {
      const part = (Math.abs(slopes[a]!) + (2 * error) / (total || 1)) * (to[a]! - from[a]!);
      if (part > widest) [cutting.axis, widest] = [a, part];
    }
    if (linear && cutBelow(level, most, slopes, from, to)) cutting.settled = Math.max(cutting.settled, level);
    return most;
  };
  const found = boxesOf(createHeap(), pair, { low, high }, cutting, () => { bounds = boundsOf(pair); }, bound);
  return {
    found, cutting,
    /** Steps of two boxes each, to so many in all. */
    *cutTo(most: number): Generator<undefined, void> {
      while (found.looked + 2 <= most && found.top() > floor + gap) {
        found.cut();
        yield;
      }
    },
    upper: () => Math.max(floor, cutting.settled, found.top()),
  };
}

/**
 * Steps of two boxes each that look at `boxes` of them. `floor` is a value that the function is known to reach: boxes whose bound is within
 * `gap` of it are not cut.
 */
export function* boundedAbove(
  boundsOf: BoundsOf, low: Float64Array, high: Float64Array, boxes: number, floor: number, gap: number,
): Generator<undefined, Bounded> {
  const { found, cutTo, upper } = begun(boundsOf, low, high, floor, gap);
  yield* cutTo(boxes);
  return { upper: upper(), boxes: found.looked };
}

/**
 * The same in parts that do not depend on each other: when the `first` boxes have been looked at, those that can still be cut are dealt, in
 * the order of their bounds, so that parts are alike, and part `of` looks at its share of the other boxes. No value is above the largest of
 * the parts' ends, as every box is in one of them. Numbers of boxes are those that no other part counts.
 */
export function dealtAbove(
  boundsOf: BoundsOf, low: Float64Array, high: Float64Array, boxes: number, first: number, floor: number, gap: number,
): (parts: number, of: number) => Bounded {
  const { found, cutting, cutTo, upper } = begun(boundsOf, low, high, floor, gap);
  for (const _ of cutTo(Math.min(boxes, first)));
  const { settled } = cutting;
  const open = found.drain();
  const begin = found.looked;
  return (parts, of) => {
    cutting.settled = settled;
    found.refill(open.filter((_, n) => n % parts === of));
    const before = found.looked;
    for (const _ of cutTo(before + Math.floor((boxes - begin) / parts)));
    return { upper: upper(), boxes: found.looked - before + (of === 0 ? begin : 0) };
  };
}

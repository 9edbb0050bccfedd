/** Branch and bound: what a function does not exceed on a box, by bounds on the boxes it is cut into. */
import { boxesOf, type Cutting } from './boxes.ts';
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

export interface Bounded {
  /** The function is nowhere above. */
  readonly upper: number;
  readonly boxes: number;
}

/**
 * Steps of two boxes each that look at `boxes` of them. `floor` is a value that the function is known to reach: boxes whose bound is within
 * `gap` of it are not cut.
 */
export function* boundedAbove(
  boundOf: (low: Float64Array, high: Float64Array) => Readonly<BoxBound>, low: Float64Array, high: Float64Array, boxes: number,
  floor: number, gap: number,
): Generator<undefined, Bounded> {
  const [boxLow, boxHigh] = [low.slice(), high.slice()];
  const level = floor + gap / 4;
  const cutting: Cutting = { axis: 0, settled: -Infinity };
  const bound = (): number => {
    const { slopes, error, most, linear } = boundOf(boxLow, boxHigh);
    const total = boxLow.reduce((sum, end, a) => sum + boxHigh[a]! - end, 0) || 1;
    let widest = -1;
    for (let a = 0; a < boxLow.length; a++) {
      const width = boxHigh[a]! - boxLow[a]!;
      const part = (Math.abs(slopes[a]!) + (2 * error) / total) * width;
      if (part > widest) [cutting.axis, widest] = [a, part];
    }
    if (linear && cutBelow(level, most, slopes, boxLow, boxHigh)) cutting.settled = Math.max(cutting.settled, level);
    return most;
  };

  const found = boxesOf(createHeap(), boxLow, boxHigh, cutting, bound);
  while (found.looked + 2 <= boxes && found.top() > floor + gap) {
    found.cut();
    yield;
  }
  return { upper: Math.max(floor, cutting.settled, found.top()), boxes: found.looked };
}

/** Boxes that branch and bound cuts in two: the one with the largest bound first, along the axis that its bound names. */
import type { Heap } from './heap.ts';

/** Written by whoever bounds a box. */
export interface Cutting {
  /** Axis along which the box is to be cut. */
  axis: number;
  /** The function is nowhere above on what was cut off or is too small to be cut. */
  settled: number;
}

export interface Boxes {
  /** How many were looked at. */
  readonly looked: number;
  /** Largest bound of those that can still be cut; -Infinity where none is left. */
  top(): number;
  /** Cuts that one in two and looks at both halves. */
  cut(): void;
}

/** Looks at the whole, from `low` to `high`. `bound`: of the box whose ends stand in these two, a number that nothing in it exceeds. */
export function boxesOf(heap: Heap, low: Float64Array, high: Float64Array, cutting: Cutting, bound: () => number): Boxes {
  let looked = 0;
  const look = (): void => {
    looked++;
    const most = bound();
    const { axis } = cutting;
    const middle = low[axis]! + (high[axis]! - low[axis]!) / 2;
    if (middle > low[axis]! && middle < high[axis]!) heap.push(most, axis, low, high);
    else cutting.settled = Math.max(cutting.settled, most);
  };
  heap.clear(2 * low.length);
  look();
  return {
    get looked() {
      return looked;
    },
    top: () => (heap.size > 0 ? heap.top() : -Infinity),
    cut() {
      const axis = heap.pop(low, high);
      const [from, to] = [low.slice(), high.slice()];
      const middle = from[axis]! + (to[axis]! - from[axis]!) / 2;
      high[axis] = middle;
      look();
      low.set(from);
      high.set(to);
      low[axis] = middle;
      look();
    },
  };
}

/** Boxes that branch and bound cuts in two: the one with the largest bound first, along the axis that its bound names. */
import type { Heap } from './heap.ts';

/** Written by whoever bounds a box. */
export interface Cutting {
  /** Axis along which the box is to be cut. */
  axis: number;
  /** The function is nowhere above on what was cut off or is too small to be cut. */
  settled: number;
}

/** A box that can still be cut, and what its bound says. */
export interface OpenBox extends Box {
  readonly bound: number;
  readonly axis: number;
}

export interface Boxes {
  /** How many were looked at. */
  readonly looked: number;
  /** Largest bound of those that can still be cut; -Infinity where none is left. */
  top(): number;
  /** Cuts that one in two and looks at both halves. */
  cut(): void;
  /** Takes all away that can still be cut: the largest bound first. */
  drain(): OpenBox[];
  /** These are all that can still be cut, instead of those there are. */
  refill(boxes: readonly OpenBox[]): void;
}

export interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Two boxes that are looked at side by side. */
export type BoxPair = readonly [Box, Box];

/**
 * Looks at the whole, from `low` to `high`; both boxes of `pair` are written over. `enclose` is told that two boxes stand there, `bound`
 * gives of one of them a number that nothing in it exceeds; it may cut parts off.
 */
export function boxesOf(
  heap: Heap, pair: BoxPair, { low, high }: Box, cutting: Cutting, enclose: () => void, bound: (lane: 0 | 1) => number,
): Boxes {
  let looked = 0;
  const look = (lane: 0 | 1): void => {
    const box = pair[lane];
    looked++;
    const most = bound(lane);
    const { axis } = cutting;
    const [from, to] = [box.low[axis]!, box.high[axis]!];
    const middle = from + (to - from) / 2;
    if (middle > from && middle < to) heap.push(most, axis, box.low, box.high);
    else cutting.settled = Math.max(cutting.settled, most);
  };
  heap.clear(2 * low.length);
  for (const box of pair) {
    box.low.set(low);
    box.high.set(high);
  }
  enclose();
  look(0);
  return {
    get looked() {
      return looked;
    },
    top: () => (heap.size > 0 ? heap.top() : -Infinity),
    cut() {
      const [first, second] = pair;
      const axis = heap.pop(first.low, first.high);
      second.low.set(first.low);
      second.high.set(first.high);
      first.high[axis] = second.low[axis] = first.low[axis]! + (first.high[axis]! - first.low[axis]!) / 2;
      enclose();
      look(0);
      look(1);
    },
    drain() {
      const [{ low: from, high: to }] = pair;
      const open: OpenBox[] = [];
      while (heap.size > 0) {
        const bound = heap.top();
        const axis = heap.pop(from, to);
        open.push({ bound, axis, low: from.slice(), high: to.slice() });
      }
      return open;
    },
    refill(boxes) {
      heap.clear(2 * low.length);
      for (const box of boxes) heap.push(box.bound, box.axis, box.low, box.high);
    },
  };
}

export const boxPair = (axes: number): BoxPair => {
  const box = (): Box => ({ low: new Float64Array(axes), high: new Float64Array(axes) });
  return [box(), box()];
};

/**
 * Boxes of (type, report) pairs for the largest gain. A box is c in [x_i0, x_i1], x in [x_k0, x_k1] on the grid of a
 * survival table, in the seller's orientation, with x >= c.
 */
import { integrals, type Integrals, type Survival } from './survival.ts';

export interface Box {
  readonly i0: number;
  readonly i1: number;
  readonly k0: number;
  readonly k1: number;
}

export interface BoxBound {
  /** Sample mean of a variable that is at least the gain of every pair in the box, profile by profile. */
  readonly mean: number;
  /** The variable lies in [-low, high]. */
  readonly low: number;
  readonly high: number;
  /** Share of profiles in which it may differ from zero. */
  readonly active: number;
}

/**
 * Bracket of the gain over a box. With c0 <= c <= c1 and x0 <= x <= x1 and c1 <= x0, per profile
 *
 *     g(x, c) <= w |(L, U] cut with [c0, x1]| - (U - c1) 1{c1 <= U < x0},
 *
 * because lies grow the first term and the second shrinks to the inner interval. On the diagonal (c1 > x0) the loss is
 * dropped.
 */
export function boxBound({ x, atLeastL, atLeastU, n, weight }: Survival, sums: Integrals, { i0, i1, k0, k1 }: Box): BoxBound {
  const price = weight * (sums.upperU[k1]! - sums.upperU[i0]! - (sums.lowerL[k1]! - sums.lowerL[i0]!));
  const inside = i1 < k0;
  const loss = inside ? sums.lowerU[k0]! - sums.lowerU[i1]! - ((x[k0]! - x[i1]!) * atLeastU[k0]!) / n : 0;
  return {
    mean: price - Math.max(0, loss),
    low: inside ? x[k0]! - x[i1]! : 0,
    high: weight * (x[k1]! - x[i0]!),
    active: (atLeastU[i0]! - atLeastL[k1]!) / n,
  };
}

interface Entry {
  readonly box: Box;
  readonly key: number;
}

/** A binary max-heap, since the best box is split thousands of times. */
class Heap {
  readonly entries: Entry[] = [];

  push(entry: Entry): void {
    const { entries } = this;
    let at = entries.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (entries[parent]!.key >= entries[at]!.key) break;
      [entries[parent], entries[at]] = [entries[at]!, entries[parent]!];
      at = parent;
    }
  }

  pop(): Entry {
    const { entries } = this;
    const top = entries[0]!;
    const last = entries.pop()!;
    if (entries.length === 0) return top;
    entries[0] = last;
    for (let at = 0; ; ) {
      const left = 2 * at + 1;
      if (left >= entries.length) break;
      const child = left + 1 < entries.length && entries[left + 1]!.key > entries[left]!.key ? left + 1 : left;
      if (entries[child]!.key <= entries[at]!.key) break;
      [entries[child], entries[at]] = [entries[at]!, entries[child]!];
      at = child;
    }
    return top;
  }
}

/**
 * Tiles the triangle {c <= x} of the type space with at most `limit` boxes, splitting the one with the largest bracket
 * again and again. Run on a pilot's survival table, so that the tiling is independent of the sample that certifies it.
 */
export function tileTriangle(pilot: Survival, limit: number): Box[] {
  const sums = integrals(pilot);
  const { x, first, end } = pilot;
  const heap = new Heap();
  const done: Box[] = [];
  const push = (box: Box): void => {
    // Boxes wholly below the diagonal hold no report above its type.
    if (box.k1 > box.i0) heap.push({ box, key: boxBound(pilot, sums, box).mean });
  };
  push({ i0: first, i1: end, k0: first, k1: end });
  while (heap.entries.length > 0 && heap.entries.length + done.length < limit) {
    const { box } = heap.pop();
    const { i0, i1, k0, k1 } = box;
    const typeWidth = i1 - i0 > 1 ? x[i1]! - x[i0]! : 0;
    const reportWidth = k1 - k0 > 1 ? x[k1]! - x[k0]! : 0;
    if (typeWidth === 0 && reportWidth === 0) {
      done.push(box);
    } else if (typeWidth > reportWidth) {
      const middle = split(x, i0, i1);
      push({ i0, i1: middle, k0, k1 });
      push({ i0: middle, i1, k0, k1 });
    } else {
      const middle = split(x, k0, k1);
      push({ i0, i1, k0, k1: middle });
      push({ i0, i1, k0: middle, k1 });
    }
  }
  return [...done, ...heap.entries.map(({ box }) => box)];
}

/** Boundary strictly between the two that is nearest to the middle of their interval. */
function split(x: Float64Array, from: number, to: number): number {
  const target = (x[from]! + x[to]!) / 2;
  let low = from + 1;
  let high = to - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! < target) low = middle + 1;
    else high = middle;
  }
  return low > from + 1 && target - x[low - 1]! < x[low]! - target ? low - 1 : low;
}

/**
 * Boxes of (type, report) pairs for the largest gain. A box is c in [x_i0, x_i1], x in [x_k0, x_k1] on the grid of a
 * survival table, in the seller's orientation, with x >= c.
 */
import { clopperPearsonUpper, empiricalBernstein } from './confidence.ts';
import { integrals, type Integrals, type Survival } from './survival.ts';

export interface Box {
  readonly i0: number;
  readonly i1: number;
  readonly k0: number;
  readonly k1: number;
}

/** A bounded variable whose mean dominates the gain over a box or at one of its edges. */
export interface Dominating {
  /** Sample mean. */
  readonly mean: number;
  /** The variable lies in [-low, high]. */
  readonly low: number;
  readonly high: number;
  /** Bound on the mean square in the sample. */
  readonly square: number;
}

/**
 * Bounds the gain over a box c0 <= c <= c1, x0 <= x <= x1: it is at most the larger of the means returned.
 *
 * Off the diagonal (c1 <= x0), profile by profile, g(x, c1) is at most
 *     A = w |(L, U] cut with [c1, x1]| - (U - c1) 1{c1 <= U < x0},
 * and in expectation, for c below c1, g(x, c) = g(x, c1) + int_c^c1 (w P(y) - (S_U(y) - S_U(x))) dy is at most
 *     E A + (c1 - c) E B,   B = w 1{L < c1, U >= c0} - 1{c1 <= U < x0}.
 * That is linear in c, so its ends A and A + (c1 - c0) B do. At the best type E B is about zero, which is what makes
 * wide boxes good. On the diagonal only w |(L, U] cut with [c0, x1]| is used.
 */
export function boxBounds({ x, atLeastL, atLeastU, n, weight }: Survival, sums: Integrals, { i0, i1, k0, k1 }: Box): Dominating[] {
  const price = (from: number): number => weight * (sums.upperU[k1]! - sums.upperU[from]! - (sums.lowerL[k1]! - sums.lowerL[from]!));
  if (i1 > k0) {
    const high = weight * (x[k1]! - x[i0]!);
    return [{ mean: price(i0), low: 0, high, square: (high ** 2 * Math.max(0, atLeastU[i0]! - atLeastL[k1]!)) / n }];
  }
  const width = x[i1]! - x[i0]!;
  const lie = x[k0]! - x[i1]!;
  const loss = Math.max(0, sums.lowerU[k0]! - sums.lowerU[i1]! - (lie * atLeastU[k0]!) / n);
  const lost = (atLeastU[i1]! - atLeastU[k0]!) / n;
  const drift = weight * ((atLeastU[i0]! - atLeastL[i1]!) / n) - lost;
  // U >= x0 and L < x1: the variable is in [0, high]. c0 <= U < x0: at most low + width in absolute value. Else zero.
  const kept = Math.max(0, atLeastU[k0]! - atLeastL[k1]!) / n;
  const missed = (atLeastU[i0]! - atLeastU[k0]!) / n;
  const edge = (extra: number): Dominating => {
    const high = weight * (x[k1]! - x[i1]! + extra);
    const low = lie + extra;
    return { mean: price(i1) - loss + (extra === 0 ? 0 : width * drift), low, high, square: high ** 2 * kept + Math.max(low, high) ** 2 * missed };
  };
  return [edge(0), edge(width)];
}

/** Up to this many profiles with any gain at all, the probability of one is the better handle on its mean. */
const RARE = 32;

/**
 * Upper confidence bounds for boxes: with probability 1 - alpha for one box. `profiles`: the sample size to bound for, the
 * table's own unless a pilot's table stands in for a sample to come.
 */
export class BoxBounder {
  readonly #alpha: number;
  readonly #rare: number[] = [];

  constructor(alpha: number) {
    // Two means and a probability share the error.
    this.#alpha = alpha / 3;
  }

  bound(s: Survival, sums: Integrals, box: Box, profiles = s.n): number {
    let upper = -Infinity;
    for (const { mean, low, high, square } of boxBounds(s, sums, box)) {
      const variance = (square * profiles) / Math.max(1, profiles - 1);
      upper = Math.max(upper, mean + empiricalBernstein(profiles, variance, low + high, this.#alpha));
    }
    // A gain needs L < x1 and U >= c0, and is at most w (x1 - c0).
    const active = Math.ceil(((s.atLeastU[box.i0]! - s.atLeastL[box.k1]!) / s.n) * profiles - 1e-6);
    if (active > RARE) return upper;
    const k = Math.max(0, active);
    const rare = (this.#rare[k] ??= clopperPearsonUpper(k, profiles, this.#alpha));
    return Math.min(upper, rare * s.weight * (s.x[box.k1]! - s.x[box.i0]!));
  }
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
 * Tiles the triangle {c <= x} of the type space with at most `limit` boxes, splitting the one with the largest bound
 * again and again, along the side that lowers it more. Run on a pilot's survival table with the number of profiles that
 * is to certify, so that the tiling is independent of the certifying sample.
 */
export function tileTriangle(pilot: Survival, limit: number, profiles: number, alpha: number): Box[] {
  const bounder = new BoxBounder(alpha / limit);
  const sums = integrals(pilot);
  const { x, first, end } = pilot;
  const heap = new Heap();
  const done: Box[] = [];
  // Boxes wholly below the diagonal hold no report above its type.
  const entry = (box: Box): Entry[] => (box.k1 > box.i0 ? [{ box, key: bounder.bound(pilot, sums, box, profiles) }] : []);
  const largest = (entries: readonly Entry[]): number => Math.max(-Infinity, ...entries.map(({ key }) => key));
  for (const whole of entry({ i0: first, i1: end, k0: first, k1: end })) heap.push(whole);
  while (heap.entries.length > 0 && heap.entries.length + done.length < limit) {
    const { box } = heap.pop();
    const { i0, i1, k0, k1 } = box;
    const options: Entry[][] = [];
    if (i1 - i0 > 1) {
      const middle = split(x, i0, i1);
      options.push([...entry({ i0, i1: middle, k0, k1 }), ...entry({ i0: middle, i1, k0, k1 })]);
    }
    if (k1 - k0 > 1) {
      const middle = split(x, k0, k1);
      options.push([...entry({ i0, i1, k0, k1: middle }), ...entry({ i0, i1, k0: middle, k1 })]);
    }
    if (options.length === 0) {
      done.push(box);
      continue;
    }
    const better = options.length === 1 || largest(options[0]!) <= largest(options[1]!) ? options[0]! : options[1]!;
    for (const half of better) heap.push(half);
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

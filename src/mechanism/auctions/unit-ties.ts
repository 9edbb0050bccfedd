/** Numbers of others' bids above a bid and equal to it, where every other bidder makes several that rise together in her value. */

import type { BidChances } from './bid-function.ts';

/**
 * The law of how many bids of one bidder exceed x, where `chances` are those of bid 1, 2, ... not to: they do not fall along the list, and
 * bid t exceeds x where bid t + 1 does.
 */
export function countLaw(chances: readonly number[]): number[] {
  const list = chances.reduce<number[]>((rising, chance) => [...rising, Math.max(rising.at(-1) ?? 0, chance)], []);
  return [...list, 1].map((chance, t) => chance - (list[t - 1] ?? 0));
}

export function convolved(a: readonly number[], b: readonly number[]): number[] {
  const sum = new Array<number>(a.length + b.length - 1).fill(0);
  for (const [i, p] of a.entries()) for (const [j, q] of b.entries()) sum[i + j]! += p * q;
  return sum;
}

/** Of one bidder: [chance, bids above, bids equal], by the ends of the intervals of her quantile on which both stay. */
function levels(own: readonly BidChances[]): (readonly [chance: number, more: number, same: number])[] {
  const ends = [...new Set([0, 1, ...own.flatMap(({ below, upTo }) => [below, upTo])])].sort((a, b) => a - b);
  return ends.slice(1).map((end, k) => {
    const middle = (end + ends[k]!) / 2;
    const [more, least] = [own.filter(({ upTo }) => upTo < middle).length, own.filter(({ below }) => below < middle).length];
    return [end - ends[k]!, more, least - more];
  });
}

/** Chance that l = 1 .. same or more of `same` bids are among `left` drawn from them and `tied` others. */
function drawn(left: number, same: number, tied: number): number[] {
  if (left >= same + tied) return new Array<number>(same).fill(1);
  // One draw after another: chances of how many of the own bids are among those drawn so far.
  let counts = [1, ...new Array<number>(same).fill(0)];
  for (let n = 0; n < left; n++) {
    counts = counts.map((p, o) => p * Math.max(0, tied - (n - o)) / (same + tied - n)
      + (o > 0 ? counts[o - 1]! * (same - o + 1) / (same + tied - n) : 0));
  }
  return counts.slice(1).map((_, l) => counts.slice(l + 1).reduce((sum, p) => sum + p, 0));
}

/**
 * Chances that one or more, two or more, ... of `same` equal bids of a bidder win where `left` objects are left by her higher bids.
 * `others`: of every other bidder the chances of each of her bids at that bid.
 */
export function chanceOfUnits(others: readonly (readonly BidChances[])[], left: number, same: number): number[] {
  /** [more][tied]. */
  let counts = new Map<string, readonly [chance: number, more: number, tied: number]>([['0,0', [1, 0, 0]]]);
  for (const own of others) {
    const next = new Map<string, readonly [chance: number, more: number, tied: number]>();
    for (const [p, more, tied] of counts.values()) {
      for (const [q, above, equal] of levels(own)) {
        const key = `${more + above},${tied + equal}`;
        next.set(key, [p * q + (next.get(key)?.[0] ?? 0), more + above, tied + equal]);
      }
    }
    counts = next;
  }
  const chances = new Array<number>(same).fill(0);
  for (const [p, more, tied] of counts.values()) {
    if (left > more) for (const [l, chance] of drawn(left - more, same, tied).entries()) chances[l]! += p * chance;
  }
  return chances.map((chance) => Math.min(1, chance));
}

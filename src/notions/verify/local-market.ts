/**
 * What a local bidder's bids bring against another local bidder and a global one, for checks that share nothing with
 * src/mechanism/auctions. The locals win where b + c is no less than the global bid g, and at g = b + c either pays her bid under every
 * rule of the list. So with G(g) = Pr(global bid <= g) her surplus below her bid is, by parts, E[b - p(g); g <= b + c] = integral from 0
 * to b + c of p'(g) G(g), and with A the integral of G from 0 on:
 *
 *     vcg            p = max(0, g - c)                                     A(b + c) - A(c)
 *     nearest-vcg    half of what both Vickrey payments lack more          (A(b + c) + A(b) - A(c)) / 2
 *     nearest-bid    bids less half of what they have too much, from 0 on  (A(b + c) +- A(|b - c|)) / 2, + where b > c
 *     proxy          half of g, as far as no bid is exceeded               A(2 b) / 2 where b < c, else A(b + c) - A(2 c) / 2
 *     proportional   g b / (b + c)                                         A(b + c) b / (b + c)
 *
 * Each is a sum of slopes from 0 on times pieces of A, so that sums below G make it too small and sums above too large. Surplus rises in c,
 * and so does the chance to win: c is rounded down and up to the grid. Whatever a higher bid wins more costs the lower bid at least, and
 * what is won in any case no less: bids between two points cost no less than b_k W - S(b_k), W their chance and S the surplus, and no more
 * than b_k W + (b_l - b_k) W(b_l) - S(b_l).
 */
import { chancesOf, type Reading, type Strategy } from './bid-market.ts';
import { readGrid } from './grid-reading.ts';
import type { CheckedLaw } from './laws.ts';

export const LOCAL_RULES = ['llg-vcg', 'llg-nearest-vcg', 'llg-nearest-bid', 'llg-proxy', 'llg-proportional'] as const;
export type LocalRule = (typeof LOCAL_RULES)[number];

/** Surplus at bids of `b` and `c` cells, by the integral at points of the grid. */
const SURPLUS: Readonly<Record<LocalRule, (area: Float64Array, b: number, c: number) => number>> = {
  'llg-vcg': (area, b, c) => area[b + c]! - area[c]!,
  'llg-nearest-vcg': (area, b, c) => (area[b + c]! + area[b]! - area[c]!) / 2,
  'llg-nearest-bid': (area, b, c) => (b > c ? area[b + c]! + area[b - c]! : area[b + c]! - area[c - b]!) / 2,
  'llg-proxy': (area, b, c) => (b < c ? area[2 * b]! / 2 : area[b + c]! - area[2 * c]! / 2),
  'llg-proportional': (area, b, c) => (b + c === 0 ? 0 : (area[b + c]! * b) / (b + c)),
};

/** Parts of a cell by which G is summed. */
const PARTS = 32;

interface Chances {
  readonly below: Float64Array;
  readonly upTo: Float64Array;
}

/** At the first points of the grid; a corner of the bid function that rounding alone parts from a point is one. */
function chancesAt(strategy: Strategy, law: CheckedLaw, points: number, step: number): Chances {
  const [below, upTo] = [new Float64Array(points), new Float64Array(points)];
  for (let k = 0; k < points; k++) {
    const [less, same] = chancesOf(strategy, law, k * step);
    [below[k], upTo[k]] = [less, less + same];
  }
  return { below, upTo };
}

/** Sums below and above the integral of G at every point. */
function areas({ below, upTo }: Chances, step: number): readonly [low: Float64Array, high: Float64Array] {
  const count = (below.length - 1) / PARTS + 1;
  const [low, high] = [new Float64Array(count), new Float64Array(count)];
  let [less, more] = [0, 0];
  for (let n = 1; n < below.length; n++) {
    less += (step / PARTS) * upTo[n - 1]!;
    more += (step / PARTS) * below[n]!;
    if (n % PARTS === 0) [low[n / PARTS], high[n / PARTS]] = [less, more];
  }
  return [low, high];
}

/** Of local bidder i, 0 or 1; the bids are even cells from 0 on. */
export function readLocal(
  rule: LocalRule, strategies: readonly Strategy[], laws: readonly CheckedLaw[], i: number, bids: readonly number[],
  types: readonly number[],
): Reading {
  const step = bids[1]!;
  const count = bids.length;
  const other = chancesAt(strategies[1 - i]!, laws[1 - i]!, count, step);
  const rival = chancesAt(strategies[2]!, laws[2]!, (2 * count - 2) * PARTS + 1, step / PARTS);
  const [low, high] = areas(rival, step);
  const [rare, often] = [new Float64Array(count), new Float64Array(count)];
  const [least, most] = [new Float64Array(count), new Float64Array(count)];
  const surplus = SURPLUS[rule];
  for (let c = 0; c < count; c++) {
    const at = Math.max(0, other.upTo[c]! - other.below[c]!);
    const after = c + 1 < count ? Math.max(0, other.below[c + 1]! - other.upTo[c]!) : 0;
    const before = c > 0 ? Math.max(0, other.below[c]! - other.upTo[c - 1]!) : 0;
    if (at + after + before === 0) continue;
    for (let b = 0; b < count; b++) {
      const [loses, wins] = [rival.below[(b + c) * PARTS]!, rival.upTo[(b + c) * PARTS]!];
      // A bid of the other's between two points makes the sum more than that of the lower one.
      rare[b]! += at * loses + after * wins;
      often[b]! += (at + before) * wins;
      least[b]! += (at + after) * surplus(low, b, c);
      most[b]! += (at + before) * surplus(high, b, c);
    }
  }
  return readGrid({
    bids, rare, often,
    price: (from, to, chance) => [
      bids[from]! * chance - most[from]!, bids[from]! * chance + (bids[to]! - bids[from]!) * often[to]! - least[to]!,
    ],
  }, strategies[i]!, types);
}

/**
 * Tilings of the (type, report) pairs for the largest gain. A tile is c in [x_i0, x_i1], x in [x_k0, x_k1] on the grid of a
 * survival table, in the seller's orientation, with x >= c.
 */
import { relativeChernoffLower, relativeChernoffUpper } from '../../statistics/chernoff.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../../statistics/clopper-pearson.ts';
import { empiricalBernsteinAt } from '../../statistics/empirical-bernstein.ts';
import { integrals, type Integrals, type Survival } from '../../experiments/order-statistics/survival.ts';

export interface Tile {
  readonly i0: number;
  readonly i1: number;
  readonly k0: number;
  readonly k1: number;
}

/** A bounded variable whose mean dominates the gain over a tile or at one of its edges. */
export interface Dominating {
  /** Sample mean. */
  readonly mean: number;
  /** The variable lies in [-low, high]. */
  readonly low: number;
  readonly high: number;
  /** Bound on the mean square in the sample. */
  readonly square: number;
}

export interface TileMeans {
  /** Dominates the gain at the upper type, g(x, c1), and at the lower type, g(x, c0). One alone where the tile meets the diagonal. */
  readonly edges: readonly Dominating[];
  /** Off the diagonal: dominates the rate at which the gain grows as the type falls below c1. */
  readonly drift?: Dominating;
}

/**
 * Means that bound the gain over a tile c0 <= c <= c1, x0 <= x <= x1.
 *
 * Off the diagonal (c1 <= x0), profile by profile, g(x, c1) is at most
 *     A = w |(L, U] cut with [c1, x1]| - (U - c1) 1{c1 <= U < x0}.
 * In c the gain is concave, since its derivative is ((1 - w) S_U + w S_L)(c) - S_U(x) and survival functions fall; so for
 * c <= c1 it is at most
 *     E A + (c1 - c) E B,   B = w 1{L < c1 <= U} - 1{c1 <= U < x0},
 * which is linear in c: its ends A and A + (c1 - c0) B bound it, and so does E A + (c1 - c0) max(0, E B). Near the best type
 * E B is about zero, which is what makes wide tiles good. On the diagonal only w |(L, U] cut with [c0, x1]| is used.
 */
export function tileMeans({ x, atLeastL, atLeastU, n, weight }: Survival, sums: Integrals, { i0, i1, k0, k1 }: Tile): TileMeans {
  const price = (from: number): number => weight * (sums.upperU[k1]! - sums.upperU[from]! - (sums.lowerL[k1]! - sums.lowerL[from]!));
  if (i1 > k0) {
    const high = weight * (x[k1]! - x[i0]!);
    return { edges: [{ mean: price(i0), low: 0, high, square: (high ** 2 * Math.max(0, atLeastU[i0]! - atLeastL[k1]!)) / n }] };
  }
  const width = x[i1]! - x[i0]!;
  const lie = x[k0]! - x[i1]!;
  const stay = atLeastU[k0]! / n;
  const loss = Math.max(0, sums.lowerU[k0]! - sums.lowerU[i1]! - lie * stay);
  const lost = atLeastU[i1]! / n - stay;
  const setting = (atLeastU[i1]! - atLeastL[i1]!) / n;
  const drift = { mean: weight * setting - lost, low: 1, high: weight, square: weight ** 2 * setting + lost };
  // U >= x0 and L < x1: A + extra B is in [0, high]. c1 <= U < x0: it is in [-(U - c1) - extra, 0]. Else zero.
  const kept = Math.max(0, atLeastU[k0]! - atLeastL[k1]!) / n;
  const first = Math.max(0, sums.upperU[k0]! - sums.upperU[i1]! - lie * stay);
  const second = Math.max(
    0,
    sums.momentU[k0]! - sums.momentU[i1]! - 2 * (x[i1]! - x[0]!) * (sums.upperU[k0]! - sums.upperU[i1]!) - lie ** 2 * stay,
  );
  const edge = (extra: number): Dominating => {
    const high = weight * (x[k1]! - x[i1]! + extra);
    return {
      mean: price(i1) - loss + extra * drift.mean,
      low: lie + extra,
      high,
      square: high ** 2 * kept + second + 2 * extra * first + extra ** 2 * lost,
    };
  };
  return { edges: [edge(0), edge(width)], drift };
}

/** Up to this many events Clopper-Pearson is worth its time (and its table); beyond, Chernoff's bound is nearly as good. */
const RARE = 256;
/** Confidence statements that one tile makes. */
const STATEMENTS = 8;
/** Of a lie, the part that lost trades and lower prices near its end are counted to cost. */
const COUNTED_LOSS = 0.9;

/**
 * Upper confidence bounds for tiles: with probability 1 - alpha for one tile. `profiles`: the sample size to bound for, the
 * table's own unless a pilot's table stands in for a sample to come.
 */
export class TileBounder {
  readonly #alpha: number;
  readonly #uppers: number[] = [];
  readonly #lowers: number[] = [];
  readonly #profiles: number;
  readonly #halfWidth: (variance: number, range: number) => number;

  constructor(alpha: number, profiles: number) {
    this.#alpha = alpha / STATEMENTS;
    this.#profiles = profiles;
    this.#halfWidth = empiricalBernsteinAt(profiles, this.#alpha);
  }

  bound(s: Survival, sums: Integrals, tile: Tile, { edges, drift }: TileMeans = tileMeans(s, sums, tile)): number {
    const { x, weight } = s;
    const { i0, i1, k0, k1 } = tile;
    const first = this.#meanUpper(edges[0]!);
    const ends = edges.length > 1 ? Math.max(first, this.#meanUpper(edges[1]!)) : first;
    // Song22 Appendix C: g(x, c) <= w (x - c) Pr(L < x <= U), which is what tells most far from the optimum.
    const setting = this.#upper(s.atLeastU[k0]! - s.atLeastL[k1]!, s.n);
    let upper = Math.min(ends, weight * (x[k1]! - x[i0]!) * setting);
    if (!drift) return upper;
    const width = x[i1]! - x[i0]!;
    upper = Math.min(upper, first + width * Math.max(0, this.#meanUpper(drift)));
    // Long lies far out in the tails: few events of large size, where counting beats Bernstein. Profile by profile the gain is
    // at most w (x - c1) 1{L < x <= U} - (1 - w) (U - c1) 1{c1 <= U < x} - w (L - c1) 1{c1 <= L < x}.
    const lie = x[k0]! - x[i1]!;
    const near = boundaryFrom(x, x[i1]! + COUNTED_LOSS * lie, i1, k0);
    const lost = (1 - weight) * this.#lower(
      s.atLeastU[near]! - s.atLeastU[k0]!,
      s.n,
    ) + weight * this.#lower(s.atLeastL[near]! - s.atLeastL[k0]!, s.n);
    const edge = weight * (x[k1]! - x[i1]!) * setting - COUNTED_LOSS * lie * lost;
    const slope = weight * this.#upper(s.atLeastU[i1]! - s.atLeastL[i1]!, s.n) - this.#lower(s.atLeastU[i1]! - s.atLeastU[k0]!, s.n);
    return Math.min(upper, edge + width * Math.max(0, slope));
  }

  #meanUpper({ mean, low, high, square }: Dominating): number {
    const n = this.#profiles;
    return mean + this.#halfWidth((square * n) / Math.max(1, n - 1), low + high);
  }

  /** Upper bound on a probability of which `count` in `of` was seen. */
  #upper(count: number, of: number): number {
    const k = Math.max(0, Math.ceil((count / of) * this.#profiles - 1e-6));
    if (k <= RARE) return (this.#uppers[k] ??= clopperPearsonUpper(k, this.#profiles, this.#alpha));
    return relativeChernoffUpper(k, this.#profiles, this.#alpha);
  }

  #lower(count: number, of: number): number {
    const k = Math.max(0, Math.floor((count / of) * this.#profiles + 1e-6));
    if (k <= RARE) return (this.#lowers[k] ??= clopperPearsonLower(k, this.#profiles, this.#alpha));
    return relativeChernoffLower(k, this.#profiles, this.#alpha);
  }
}

/** First boundary at or above `target` among from .. to. */
function boundaryFrom(x: Float64Array, target: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle]! < target) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Off the diagonal a tile may be this much longer in types than in reports. */
const ELONGATION_MAX = 1024;

interface Entry {
  readonly tile: Tile;
  readonly key: number;
  /** Whether the gain rises with the type all through the tile. */
  readonly rises: boolean;
}

/** A binary max-heap, since the best tile is split thousands of times. */
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
 * Tiles the triangle {c <= x} of the type space with at most `limit` tiles, splitting the one with the largest bound
 * again and again. Run on a pilot's survival table with the number of profiles that
 * is to certify, so that the tiling is independent of the certifying sample. `types`: ranges of boundaries between which there are types;
 * absent: all.
 */
export function tileTriangle(
  pilot: Survival,
  limit: number,
  profiles: number,
  alpha: number,
  types: readonly (readonly [number, number])[] = [[pilot.first, pilot.end]],
): Tile[] {
  const bounder = new TileBounder(alpha / limit, profiles);
  const sums = integrals(pilot);
  const { x, end } = pilot;
  const heap = new Heap();
  const done: Tile[] = [];
  // Tiles wholly below the diagonal hold no report above its type.
  const entry = (tile: Tile): Entry[] => {
    if (tile.k1 <= tile.i0) return [];
    const means = tileMeans(pilot, sums, tile);
    return [{ tile, key: bounder.bound(pilot, sums, tile, means), rises: (means.drift?.mean ?? 0) < 0 }];
  };
  const total = (entries: readonly Entry[]): number => entries.reduce((sum, { key }) => sum + key, 0);
  for (const [from, to] of types) for (const whole of entry({ i0: from, i1: to, k0: from, k1: end })) heap.push(whole);
  while (heap.entries.length > 0 && heap.entries.length + done.length < limit) {
    const { tile, rises } = heap.pop();
    const { i0, i1, k0, k1 } = tile;
    const typeWidth = i1 - i0 > 1 ? x[i1]! - x[i0]! : 0;
    const reportWidth = k1 - k0 > 1 ? x[k1]! - x[k0]! : 0;
    if (typeWidth === 0 && reportWidth === 0) {
      done.push(tile);
      continue;
    }
    const halveType = (): Entry[] => {
      const middle = (i0 + i1) >> 1;
      return [...entry({ i0, i1: middle, k0, k1 }), ...entry({ i0: middle, i1, k0, k1 })];
    };
    const halveReport = (): Entry[] => {
      const middle = split(x, k0, k1);
      return [...entry({ i0, i1, k0, k1: middle }), ...entry({ i0, i1, k0: middle, k1 })];
    };
    // A wide range of reports costs in proportion to its width, a range of types only to the square of it.
    let better: Entry[];
    // Where the gain rises with the type, the upper type decides and halving types is idle.
    if (typeWidth === 0 || reportWidth > typeWidth || (reportWidth > 0 && rises)) better = halveReport();
    else if (reportWidth === 0 || typeWidth > ELONGATION_MAX * reportWidth) better = halveType();
    else better = [halveType(), halveReport()].reduce((p, q) => (total(q) < total(p) ? q : p));
    for (const half of better) heap.push(half);
  }
  return [...done, ...heap.entries.map(({ tile }) => tile)];
}

/** Boundary strictly between the two that is nearest to the middle of their interval. */
function split(x: Float64Array, from: number, to: number): number {
  const target = (x[from]! + x[to]!) / 2;
  const above = boundaryFrom(x, target, from + 1, to - 1);
  return above > from + 1 && target - x[above - 1]! < x[above]! - target ? above - 1 : above;
}

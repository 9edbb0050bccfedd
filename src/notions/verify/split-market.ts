/**
 * What asks for a whole contract and for a half of it bring against another supplier's, for checks that share nothing with
 * src/mechanism/auctions. Her asks x and y, and x - y, do not fall in her cost; u is its quantile. Asks p and q get
 *
 *     the whole where u > B = Pr(y <= p - q) and p < x, half of the time where p = x;     a half where u <= B and u >= b = Pr(x - y < q),
 *
 * so with a = Pr(x < p), gains w of a whole and h of a half are f(B) = w (1 - max(a, B)) + h max(0, B - b): linear in a, b and B but for
 * bends at B = a and B = b. Over boxes of p and q, f is most where w, h and -a, -b are, and B is at an end or at the bend a (b's is
 * convex); it is least at ends or bends. Whether no asks are worth more than a number is found by halving boxes of a lattice until none
 * may be. The best is worth a convex function of the cost, below its chords; the least of linear functions, that of the table's asks
 * between two costs, is concave, so that losses between are most at the ends.
 */
import { bidOf, chancesOf, type Reading, type Strategy } from './bid-market.ts';
import type { CheckedLaw } from './laws.ts';

export interface SplitRules {
  readonly splitCost: number;
  /** Both suppliers' asks: for the whole, and for a half. */
  readonly asks: readonly (readonly [whole: Strategy, half: Strategy])[];
}

/** The lattice has so many cells of equal width an axis, up to the end; best asks are found for every so many costs, and the last. */
export interface SplitSearch {
  readonly cells: number;
  readonly end: number;
  readonly every: number;
}

export const dearerOf = ([whole, half]: readonly [Strategy, Strategy]): Strategy =>
  ({ values: whole.values, bids: whole.bids.map((ask, k) => ask - half.bids[k]!) });

type Ends = readonly [low: number, high: number];

const gains = (at: number, w: number, h: number, a: number, b: number): number => w * (1 - Math.max(a, at)) + h * Math.max(0, at - b);

const within = ([low, high]: Ends, x: number): number => Math.min(high, Math.max(low, x));

/** A corner of the list, where rounding alone parts the number from it. */
const listed = (bids: readonly number[], x: number): number => bids.find((b) => Math.abs(b - x) <= 1e-14 * Math.abs(bids.at(-1)!)) ?? x;

/** Of supplier i; `best`: what the file says that the best asks are worth, per cost of the list. */
export function readSplit(
  { splitCost, asks }: SplitRules, laws: readonly CheckedLaw[], i: number, { cells, end, every }: SplitSearch, types: readonly number[],
  best: readonly number[],
): Reading {
  const [rival, law] = [asks[1 - i]!, laws[1 - i]!];
  const dearer = dearerOf(rival);
  const [whole, half] = rival;
  const step = end / cells;
  const [a, b, upTo] = Array.from({ length: 3 }, () => new Float64Array(cells + 1)) as [Float64Array, Float64Array, Float64Array];
  for (let k = 0; k <= cells; k++) {
    [a[k]] = chancesOf(whole, law, k * step);
    [b[k]] = chancesOf(dearer, law, k * step);
    const [below, at] = chancesOf(half, law, k * step);
    upTo[k] = below + at;
  }
  const upToAt = (k: number): number => (k < 0 ? 0 : upTo[Math.min(cells, k)]!);

  /** At most the worth of asks p in cells l to l + m and q in cells j to j + n. */
  const bound = (cost: number, l: number, m: number, j: number, n: number): number => {
    const ends: Ends = [upToAt(l - j - n), upToAt(l + m - j)];
    const [w, h] = [Math.max(0, (l + m) * step - cost), Math.max(0, (j + n) * step - splitCost * cost)];
    return Math.max(...[...ends, within(ends, a[l]!)].map((at) => gains(at, w, h, a[l]!, b[j]!)));
  };
  /** The given worth if no asks bring more, else a bound that a cell of the lattice leaves. */
  const most = (cost: number, given: number, slack: number): number => {
    if (given < -slack) return 0;
    const open: [number, number, number, number][] = [[0, cells, 0, cells]];
    for (let box = open.pop(); box; box = open.pop()) {
      const [l, m, j, n] = box;
      const high = bound(cost, l, m, j, n);
      if (high <= given + slack) continue;
      if (m === 1 && n === 1) return high;
      const [wide, deep] = [m >> 1, n >> 1];
      const byWhole = m === 1 ? Infinity : Math.max(bound(cost, l, wide, j, n), bound(cost, l + wide, m - wide, j, n));
      const byHalf = n === 1 ? Infinity : Math.max(bound(cost, l, m, j, deep), bound(cost, l, m, j + deep, n - deep));
      if (byWhole < byHalf || (byWhole === byHalf && m >= n)) open.push([l, wide, j, n], [l + wide, m - wide, j, n]);
      else open.push([l, m, j, deep], [l, m, j + deep, n - deep]);
    }
    return given;
  };

  const slack = 1e-12 * end;
  const last = types.length - 1;
  const own = types.map((v) => {
    const [p, q] = asks[i]!.map((one) => bidOf(one, v)) as [number, number];
    return { p: listed(whole.bids, p), q: listed(dearer.bids, q), apart: listed(half.bids, p - q) };
  });
  /** Of the asks of costs k to n, by one of cost v: at least. */
  const least = (k: number, n: number, v: number): number => {
    const [low, high] = [own[k]!, own[n]!];
    const same = low.p === high.p && low.q === high.q && low.apart === high.apart;
    const [w, h] = [low.p - v, low.q - splitCost * v];
    const at = (x: number): number => chancesOf(half, law, x)[0] + chancesOf(half, law, x)[1];
    const ends: Ends = [at(low.apart), at(high.apart)];
    const [[less, equal], [lower], [fewer], [later, tied]] = [chancesOf(whole, law, low.p), chancesOf(dearer, law, low.q),
      chancesOf(dearer, law, high.q), chancesOf(whole, law, high.p)];
    if (same) return (gains(ends[0], w, h, less, lower) + gains(ends[0], w, h, less + equal, lower)) / 2;
    const [wholes, halves] = [[less, later + tied], [lower, fewer]];
    const places = [...ends, ...[...wholes, ...halves].map((x) => within(ends, x))];
    return Math.min(...places.flatMap((place) => wholes.flatMap((x) => halves.map((y) => gains(place, w, h, x, y)))));
  };
  return {
    most: types.map((v, k) => {
      if (k % every === 0 || k === last) return most(v, best[k]!, slack);
      const [from, to] = [k - (k % every), Math.min(last, k - (k % every) + every)];
      return best[from]! + ((best[to]! - best[from]!) * (v - types[from]!)) / (types[to]! - types[from]!);
    }),
    has: (k) => least(k, k, types[k]!),
    needs: (k, [first, next]) => Math.max(first - least(k, k + 1, types[k]!), next - least(k, k + 1, types[k + 1]!)),
  };
}

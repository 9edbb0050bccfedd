/**
 * What lies gain by their size, however short, of a bidder who pays by her report (../dependent-payments.ts). With w(t, s) = v(s) -
 * p_1(t) + p_0(t), P_1 and P_0 the slopes of payments and h that of H in the report (../dependent-slopes.ts),
 *
 *     g(t, s) = (H(t | s) - H(s | s)) w(t, s) - H(s | s) (p_1(t) - p_1(s)) - (1 - H(s | s)) (p_0(t) - p_0(s))
 *
 * so over a lie upwards the ratio is at most max(0, w) times the mean of h between s and t, less H P_1 + (1 - H) P_0, and over one
 * downwards at most H P_1 + (1 - H) P_0 less w times that mean. A mean is bounded by what H moves by between numbers of the table where the
 * two are apart, and by the ends of h over what lies between them where they are near: whichever is less.
 *
 * Next to the lowest type a, u = F(s) -> 0, h of Clayton's copula has no bound, but u h has: A^(k - 1 / theta) = A, so u h_j is at most
 * (1 + theta) A B^k / (A + B - 1)^(k + 1) <= K = (1 + theta) k^k / (1 + k)^(k + 1) (1 + 1 / A_0)^(k + 1) for A >= A_0, since
 * A B^k / (A + B)^(k + 1) is largest at B = k A. Where w(a, a) = 0, p_1 - p_0 does not fall and the density next to a is at least m > 0,
 * w(t, s) <= v(s) - v(a) <= worth u / m for t >= s, so that w h <= worth K / m times the sum of tau_j' f_j.
 */
import type { WonGiven } from '../../experiments/quadrature/won-given.ts';
import { winningSlopes, type Ends, type WinningSlopes } from '../dependent-slopes.ts';

/** Money paid by an agent of a type (her report), nondecreasing. */
export interface Costs {
  served(type: number): number;
  unserved(type: number): number;
  /** Ends of the slopes of both over an interval of types; absent: not known. */
  slopes?(from: number, to: number): { readonly served: readonly [number, number]; readonly unserved: readonly [number, number] };
}

export interface ShortLies {
  /** [cells of types] No lie of a type of the cell gains more by its size; infinite where that is not known. */
  readonly bounds: readonly number[];
}

interface Asked {
  readonly table: WonGiven;
  readonly costs: Costs & { readonly slopes: NonNullable<Costs['slopes']> };
  /** [numbers] */
  readonly value: Float64Array;
  readonly served: Float64Array;
  readonly unserved: Float64Array;
  readonly slopes: WinningSlopes;
}

/** Numbers beyond a cell of types over which slopes are looked at. */
const NEAR = 48;
/** Of the largest amount: nothing but rounding. */
const NOTHING = 1e-9;

/** In steps of a few milliseconds. Undefined where slopes are not told. */
export function* shortLies(
  table: WonGiven, costs: Costs, amounts: Pick<Asked, 'value' | 'served' | 'unserved'>,
): Generator<undefined, ShortLies | undefined> {
  const slopes = costs.slopes && winningSlopes(table);
  if (!slopes) return undefined;
  const asked: Asked = { table, costs: costs as Asked['costs'], slopes, ...amounts };
  const { types } = table;
  const bounds: number[] = [];
  for (let s = 0; s + 1 < types.length; s++) {
    yield;
    bounds.push(s === 0 ? lowestTypes(asked) : Math.max(upwards(asked, s), downwards(asked, s)));
  }
  return { bounds };
}

/** Rows of H for types of a cell, and what H(s | s) lies between. */
function cellOf({ table: { below, above, types, alike } }: Asked, s: number) {
  const [from, to] = [types[s]!, types[s + 1]!];
  const [least, most] = [below[s + 1]!, above[s]!];
  return { from, to, least, most, won: [Math.max(least[from]!, alike ? below[s]![from]! : 0), most[to]!] as Ends };
}

const paid = (won: Ends, served: number, unserved: number, side: 'least' | 'most'): number => {
  const ends = won.map((h) => h * served + (1 - h) * unserved);
  return side === 'least' ? Math.min(...ends) : Math.max(...ends);
};

function upwards(asked: Asked, s: number): number {
  const { table: { at, error }, costs, value, served, unserved, slopes } = asked;
  const { from, to, most, won } = cellOf(asked, s);
  const types = [at[from]!, at[to]!] as const;
  let [steepest, first, second, bound] = [0, Infinity, Infinity, 0];
  for (let y = from; y + 1 < at.length; y++) {
    const reports = [at[y]!, at[y + 1]!] as const;
    steepest = y < to + NEAR ? Math.max(steepest, slopes.rise(types, reports)[1]) : Infinity;
    const cost = costs.slopes(...reports);
    [first, second] = [Math.min(first, cost.served[0]), Math.min(second, cost.unserved[0])];
    const apart = y > to ? (most[y + 1]! - won[0] + 2 * error) / (at[y]! - at[to]!) : Infinity;
    const stake = value[to]! - served[y]! + unserved[y + 1]!;
    const mean = Math.min(steepest, Math.max(0, apart));
    bound = Math.max(bound, (stake > 0 ? stake * mean : 0) - paid(won, first, second, 'least'));
  }
  return bound;
}

function downwards(asked: Asked, s: number): number {
  const { table: { at, error, types: [lowest] }, costs, value, served, unserved, slopes } = asked;
  const { from, to, least, most, won } = cellOf(asked, s);
  const types = [at[from]!, at[to]!] as const;
  let [flattest, steepest, first, second, bound] = [Infinity, 0, 0, 0, 0];
  for (let y = to - 1; y >= lowest!; y--) {
    const reports = [at[y]!, at[y + 1]!] as const;
    if (y >= from - NEAR) {
      const [low, high] = slopes.rise(types, reports);
      [flattest, steepest] = [Math.min(flattest, low), Math.max(steepest, high)];
    } else [flattest, steepest] = [0, Infinity];
    const cost = costs.slopes(...reports);
    [first, second] = [Math.max(first, cost.served[1]), Math.max(second, cost.unserved[1])];
    const distance = at[from]! - at[y + 1]!;
    const [low, high] = distance > 0
      ? [(won[0] - most[y + 1]! - 2 * error) / (at[to]! - at[y]!), (won[1] - least[y]! + 2 * error) / distance] : [0, Infinity];
    const stake = value[from]! - served[y + 1]! + unserved[y]!;
    const lost = stake >= 0 ? stake * Math.max(flattest, low, 0) : stake * Math.min(steepest, high);
    bound = Math.max(bound, paid(won, first, second, 'most') - lost);
  }
  return bound;
}

/** Of types next to the lowest, as the head of this file says; else infinite. */
function lowestTypes(asked: Asked): number {
  const { table: { at, types, worth, own, rivals }, costs, value, served, unserved, slopes: { theta } } = asked;
  const [a, to] = [types[0]!, types[1]!];
  const size = [value, served, unserved].reduce((most, of) => of.reduce((large, x) => Math.max(large, Math.abs(x)), most), 0);
  const stake = value[a]! - served[a]! + unserved[a]!;
  const [density] = own.densityOn!(at[a]!, at[to]!);
  const cost = costs.slopes(at[a]!, at[to]!);
  // The stake of the truth rises from 0, so that lies downwards lose by it, and what is paid does not fall for being served.
  const isZero = Math.abs(stake) <= NOTHING * size && worth - cost.served[1] + cost.unserved[0] >= 0;
  const rises = at.every((_, y) => y === 0 || served[y]! - unserved[y]! >= served[y - 1]! - unserved[y - 1]! - NOTHING * size);
  if (theta === undefined || !isZero || !rises || !(density > 0)) return Infinity;
  const k = 1 + 1 / theta;
  const first = own.cdf(at[to]!) ** -theta;
  const most = (1 + theta) * (k / (1 + k)) ** k / (1 + k) * (1 + 1 / first) ** (k + 1);
  const reached = worth * (at[to]! - at[a]!);
  let up = Infinity;
  for (let y = to + 1; y < at.length; y++) {
    const rates = rivals.reduce((sum, { law, tau, rise }) => {
      const [low, high] = law.support;
      const ends = [Math.max(low, tau(at[a]!)), Math.min(high, tau(at[y]!))] as const;
      return ends[0] > ends[1] ? sum : sum + rise! * law.densityOn!(...ends)[1];
    }, 0);
    up = Math.min(up, Math.max((worth / density) * most * rates, y + 1 < at.length ? reached / (at[y]! - at[to]!) : 0));
  }
  const all = costs.slopes(at[a]!, at.at(-1)!);
  return Math.max(up - Math.min(all.served[0], all.unserved[0]), cost.served[1], cost.unserved[1]);
}

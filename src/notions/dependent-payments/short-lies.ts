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
 *
 * With normal scores z_j of tau_j(y) and x of the own type, r the correlation, h is at most the sum over rivals of tau_j' f_j / phi(z_j)
 * times phi((z_j - r x) / sqrt(1 - r^2)) / sqrt(1 - r^2). Where rivals' types begin at tau_j(a) and there (y - a) tau_j' f_j <= P F_j
 * (`tailOn`, or P the ratio of the ends of the density), w(t, s) h <= worth (y - a) h is at most worth times the sum of P Phi(z_j) /
 * phi(z_j) phi(0) / sqrt(1 - r^2), and Phi / phi rises. Next to the highest type b, all being alike, y >= s and z = z_j >= x >= 1 make the
 * argument of phi at least z sqrt((1 - r) / (1 + r)). With (b - y) f <= Q (1 - F) and 1 - F <= (C (b - y))^q, phi z / (1 + z^2) <= 1 - F <=
 * phi / z bound f / phi(z) by Q C (1 - F)^(-1/q) / z, and h by the sum of
 *
 *     Q C (1 + 1 / z^2)^(1/q) z^(1/q - 1) (2 pi)^(1/(2 q) - 1/2) exp(-((1 - r) / (1 + r) - 1/q) z^2 / 2) / sqrt(1 - r^2),
 *
 * which falls in z where q (1 - r) >= 1 + r, so is largest at the lowest type of the cell; else there may be none (infinite-constant.ts).
 */
import type { WonGiven } from '../../experiments/quadrature/won-given.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import type { Rival } from '../../experiments/quadrature/rivals.ts';
import { normalUpperTail } from '../../statistics/normal.ts';
import { scoreOf, winningSlopes, type Ends, type WinningSlopes } from '../dependent-slopes.ts';

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
/** The density of a score at 0. */
const PEAK = 0.39895;
/** What scores, and a law's tails, may do to bounds next to an end, as a share. */
const ROUNDING = 1e-6;
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
    bounds.push(s === 0 ? lowestTypes(asked, slopes) : Math.max(
      s + 2 === types.length ? Math.min(upwards(asked, s), highestTypes(asked, slopes)) : upwards(asked, s), downwards(asked, s),
    ));
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
function lowestTypes(asked: Asked, { theta, correlations }: WinningSlopes): number {
  const { table: { at, types, worth, own, rivals, alike, above, error }, costs, value, served, unserved } = asked;
  const [a, to] = [types[0]!, types[1]!];
  const size = [value, served, unserved].reduce((most, of) => of.reduce((large, x) => Math.max(large, Math.abs(x)), most), 0);
  const stake = value[a]! - served[a]! + unserved[a]!;
  const cost = costs.slopes(at[a]!, at[to]!);
  // The stake of the truth rises from 0, so that lies downwards lose by it, and what is paid does not fall for being served.
  const isZero = Math.abs(stake) <= NOTHING * size && worth - cost.served[1] + cost.unserved[0] >= 0;
  const rises = at.every((_, y) => y === 0 || served[y]! - unserved[y]! >= served[y - 1]! - unserved[y - 1]! - NOTHING * size);
  if (!isZero || !rises) return Infinity;
  const reached = worth * (at[to]! - at[a]!);
  /** At most (s - a) h(y | s) up to that report. */
  const near = theta === undefined
    ? (y: number) => rivals.reduce((sum, rival, j) => sum + nearByScores(rival, correlations![j]!, at[a]!, at[y]!), 0)
    : nearByClayton(theta, own, rivals, [at[a]!, at[to]!]);
  let up = Infinity;
  for (let y = to + 1; y < at.length; y++) {
    up = Math.min(up, Math.max(worth * near(theta === undefined ? y : at[y]!), y + 1 < at.length ? reached / (at[y]! - at[to]!) : 0));
  }
  const all = costs.slopes(at[a]!, at.at(-1)!);
  // Downwards what the truth pays is saved: H(s | s) rises where all are alike.
  const won: Ends = [0, alike ? Math.min(1, above[1]![to]! + error) : 1];
  return Math.max(up - Math.min(all.served[0], all.unserved[0]), paid(won, cost.served[1], cost.unserved[1], 'most'));
}

function nearByClayton(theta: number, own: Distribution, rivals: readonly Rival[], [a, to]: Ends): (report: number) => number {
  const [density] = own.densityOn!(a, to);
  if (!(density > 0)) return () => Infinity;
  const k = 1 + 1 / theta;
  const first = own.cdf(to) ** -theta;
  const most = (1 + theta) * (k / (1 + k)) ** k / (1 + k) * (1 + 1 / first) ** (k + 1);
  return (report) => (most / density) * rivals.reduce((sum, { law, tau, rise }) => {
    const [low, high] = law.support;
    const ends = [Math.max(low, tau(a)), Math.min(high, tau(report))] as const;
    return ends[0] > ends[1] ? sum : sum + rise! * law.densityOn!(...ends)[1];
  }, 0);
}

/** Of one rival, whose types begin where the own ones do. */
function nearByScores({ law, tau }: Rival, r: number, a: number, report: number): number {
  const [low, high] = law.support;
  if (tau(a) !== low) return Infinity;
  const to = Math.min(high, tau(report));
  const [thin, thick] = law.densityOn!(low, to);
  const rate = Math.min(law.tailOn?.('low', to).rate ?? Infinity, thin > 0 ? thick / thin : Infinity);
  return (rate * millsBelow(scoreOf(law, to)) * PEAK * (1 + ROUNDING)) / Math.sqrt(1 - r * r);
}

/** Phi / phi, which rises. */
const millsBelow = (z: number): number => (z < -8 ? -1 / z : (normalUpperTail(-z) * Math.sqrt(2 * Math.PI)) / Math.exp(-0.5 * z * z));

/** Upwards, of types next to the highest, where all are alike and the law tells how it thins out there; else infinite. */
function highestTypes(asked: Asked, { correlations }: WinningSlopes): number {
  const { table: { at, types, alike, own }, costs, value, served, unserved } = asked;
  const [from, to] = [types.at(-2)!, types.at(-1)!];
  const z = scoreOf(own, at[from]!);
  if (!alike || !correlations || !own.tailOn || !(z >= 1)) return Infinity;
  const { rate, reach, power: q } = own.tailOn('high', at[from]!);
  const mean = correlations.reduce((sum, r) => {
    const falls = (1 - r) / (1 + r) - 1 / q;
    if (falls < 0) return Infinity;
    const powers = (1 + 1 / (z * z)) ** (1 / q) * z ** (1 / q - 1) * (2 * Math.PI) ** (1 / (2 * q) - 1 / 2);
    return sum + (rate * reach * powers * Math.exp(-0.5 * falls * z * z)) / Math.sqrt(1 - r * r);
  }, 0) * (1 + ROUNDING);
  const cost = costs.slopes(at[from]!, at[to]!);
  const stake = value[to]! - served[from]! + unserved[to]!;
  return Math.max(0, Math.max(0, stake) * mean - Math.min(cost.served[0], cost.unserved[0]));
}

/**
 * The epsilon-LIC constant of a bidder for one object who pays by her own report alone, served or not, where types are independent:
 * first price and all-pay, at truthful bids or at strategies that rise. Nothing is drawn. With H(y) the chance that report y wins, v(s) =
 * worth s + start what the object is worth and p_1, p_0 what a report pays served and not, nondecreasing and Lipschitz,
 *
 *     u(t, s) = H(t) (v(s) - p_1(t)) - (1 - H(t)) p_0(t),     w(y) = v(y) - p_1(y) + p_0(y)
 *     omega(y) = d/dt u(t, y) at t = y = h(y) w(y) - H(y) p_1'(y) - (1 - H(y)) p_0'(y)
 *
 * h = H'. The slope of u(., s) at y is omega(y) + worth h(y) (s - y), and h >= 0, so that
 *
 *     t > s:   g(t, s) = int_s^t (omega(y) - worth h(y) (y - s)) dy <= (t - s) sup omega
 *     t < s:   g(t, s) = int_t^s (worth h(y) (y - s) - omega(y)) dy <= (s - t) sup -omega
 *
 * and as t tends to s from above and below the ratio tends to omega(s) and -omega(s), for almost every s. So the constant is the
 * (essential) supremum of |omega|: the marginal gain at the truth, as in marginal-gain.ts, but without a truthful utility that is known.
 *
 * Rivals tie with types tau_j(y), affine and increasing: H = prod_j F_j(tau_j(y)), and h the sum over j of tau_j' f_j(tau_j(y)) times the
 * product of the others' chances. Over a cell [x', x''] both lie between what the ends of chances, which rise, and of densities
 * (`densityOn`) make of them; p_1', p_0' have ends (`slopes`), and w, whose slope is worth - p_1' + p_0', is within what that makes of its
 * values at both ends. So omega has an upper and a lower end on the cell. The cells that are bounded by most are halved until the bound is
 * the pairs' up to a little, or too many. From below by both ends of a cell as type and report, of the first cells: nearer ones tell of
 * bids in a table how each of its pieces bends, and serve to see how far a bound may still fall.
 *
 * Next to the lowest type a the density may have no bound, but where w(a) = 0, rivals' types begin at tau_j(a) and laws tell that (y - a)
 * tau_j' f_j <= P_j F_j there (`tailOn`), (y - a) h <= sum P_j H, so w h is bounded by that times the ends of w's slope.
 *
 * Where the cell next to an end is bounded by more than a hundredth above all others, and above what pairs inside it show, it is left out,
 * and its pair with it: both ends are then of types and reports between the other cells' ends. So is the one next to an end beyond which
 * the law goes on: types out there bid as the end does, with which that bid ties, so that the shortest lies up to it gain beyond all
 * proportion.
 */
import { upperQuantile, type Distribution } from '../distributions/distribution.ts';
import type { Rival } from '../experiments/quadrature/rivals.ts';
import { TAIL_ERROR, type Bidder } from '../experiments/quadrature/won-given.ts';
import { atLeastZero, type CertifiedWithin } from './certified.ts';
import type { Costs } from './dependent-payments/short-lies.ts';
import type { Ends } from './dependent-slopes.ts';

export const DENSITY_BASIS = 'densities and chances of the laws, without sampling';

/** Of the type space, and of its chances. */
const STEPS = 512;
const HALVINGS = 30;
const CELLS_MAX = 2 ** 14;
/** Cells are halved until the bound is within so much of the lower end, as a share, and of what a unit of type is worth. */
const SHARE = 1e-3;
const LEAST = 1e-7;
/** By how much a cell next to an end may raise the bound before it is left out of it. */
const RAISED = 1.01;
/** What products and sums of doubles may be off by, as a share of what is added. */
const ROUNDING = 1e-13;
/** No two ends of the first cells are nearer, as a share of the larger: payments are doubles. */
const APART = 2 ** -20;
/** No cell is halved that is narrower, as a share of the type space and of its ends. */
const NARROW = 2 ** -40;

export type SlopedCosts = Costs & { readonly slopes: NonNullable<Costs['slopes']> };

interface Cell {
  readonly from: number;
  readonly to: number;
  readonly bound: number;
  /** Position among the first cells: of both ends' cells the bound may be left out. */
  readonly first: number;
}

/**
 * In steps. Undefined where densities, slopes of bids or of ties are not told, or laws that are not alike go on without an end, so that
 * bids of types beyond tie with types between the ends of others.
 */
export function* independentPayments(bidder: Bidder, costs: Costs): Generator<undefined, CertifiedWithin | undefined> {
  const { law, rivals } = bidder;
  const told = (one: Distribution): boolean =>
    one.densityOn !== undefined && (one.whole === undefined || bidder.alike) && !one.atoms?.length;
  if (!costs.slopes || !told(law) || rivals.some((rival) => !told(rival.law) || rival.rise === undefined)) return undefined;
  const sloped: SlopedCosts = { ...costs, slopes: costs.slopes };
  const at = marksOf(bidder);
  const { whole, support: [low, high] } = law;
  const goesOn = [whole !== undefined && whole.ends[0] < low, whole !== undefined && whole.ends[1] > high] as const;
  yield;
  const won = winning(rivals);
  const last = at.length - 2;
  const narrow = NARROW * Math.max(high - low, Math.abs(low), Math.abs(high));
  const isOut = ({ first }: Pick<Cell, 'first'>): boolean => (goesOn[0] && first === 0) || (goesOn[1] && first === last);
  const isOpen = (cell: Cell): boolean => cell.to - cell.from > narrow && !isOut(cell);
  /** Of each of the first cells the best pair among both ends of it and of what it was cut into. */
  const shown = at.slice(1).map(() => NONE);
  const cellOf = (from: number, to: number, first: number): Cell => {
    const pair = bestPair(from, to, bidder, sloped, won);
    if (pair.sure > shown[first]!.sure) shown[first] = pair;
    return { from, to, bound: steepest([from, to], bidder, sloped, won), first };
  };
  let cells = at.slice(1).map((to, c) => cellOf(at[c]!, to, c));
  const pairs = [...shown];
  for (let count = cells.length; count <= CELLS_MAX;) {
    yield;
    const { sure } = best(shown.filter((_, first) => !isOut({ first })));
    const top = largest(cells.filter(isOpen));
    if (top <= sure * (1 + SHARE) + LEAST * bidder.worth) break;
    // Of bounds that are infinite those alone, else the upper half of what is open.
    const worst = top === Infinity ? top : (top + sure) / 2;
    const halved = cells.flatMap((cell): Cell[] => {
      const { from, to, bound, first } = cell;
      if (bound < worst || !isOpen(cell)) return [cell];
      const middle = from + (to - from) / 2;
      return [cellOf(from, middle, first), cellOf(middle, to, first)];
    });
    [cells, count] = [halved, halved.length];
  }
  const of = (c: number): number => largest(cells.filter(({ first }) => first === c));
  const innermost = largest(cells.filter(({ first }) => first > 0 && first < last));
  const isLeft = (c: number): boolean => of(c) > RAISED * (Math.max(innermost, shown[c]!.sure) + SHARE * bidder.worth);
  const without = [goesOn[0] || isLeft(0), goesOn[1] || isLeft(last)] as const;
  const pair = best(pairs.filter((_, first) => !(without[0] && first === 0) && !(without[1] && first === last)));
  const upper = Math.max(pair.sure, innermost, without[0] ? 0 : of(0), without[1] ? 0 : of(last));
  // Nothing is left where types are as near as numbers are.
  if (upper === Infinity || without.filter(Boolean).length > last) return undefined;
  const found: CertifiedWithin = {
    ...atLeastZero(pair.sure, pair.size, upper), ...(pair.sure > 0 ? { witness: { type: pair.type, report: pair.report } } : {}),
  };
  if (!without[0] && !without[1]) return found;
  return { ...found, guarantee: 'grid', within: [at[Number(without[0])]!, at[last + 1 - Number(without[1])]!] };
}

const largest = (cells: readonly Cell[]): number => cells.reduce((most, { bound }) => Math.max(most, bound), 0);

/** Equal steps of the type space and of its chances, halvings of these towards both ends, and where a density may jump. */
export function marksOf({ law, rivals }: Bidder): number[] {
  const [low, high] = law.support;
  const shares = Array.from({ length: STEPS - 1 }, (_, n) => (n + 1) / STEPS);
  const tails = Array.from({ length: HALVINGS }, (_, n) => 2 ** -(n + 1));
  const others = rivals.flatMap(({ law: { support, knots = [] }, own }) => [...support, ...knots].map(own));
  const inside = [
    ...shares.flatMap((share) => [low + share * (high - low), law.quantile(share)]),
    ...tails.flatMap((tail) => [law.quantile(tail), upperQuantile(law, tail)]), ...(law.knots ?? []), ...others,
  ].filter((x) => x > low && x < high);
  const marks = [low];
  for (const x of inside.sort((a, b) => a - b)) if (isApart(marks.at(-1)!, x) && isApart(x, high)) marks.push(x);
  return [...marks, high];
}

const isApart = (x: number, y: number): boolean => y > x && y - x >= APART * Math.max(Math.abs(x), Math.abs(y));

export interface Winning {
  /** Ends of H. */
  at(y: number): Ends;
  /** Ends of h. */
  slope(ends: Ends): Ends;
  /** Up to a report no (y - a) h / H is larger, a the lowest type. */
  rateAbove(a: number, to: number): number;
}

/** Rivals of one law who tie alike are one, so many times. */
export function winning(rivals: readonly Rival[]): Winning {
  const groups: { readonly rival: Rival; count: number }[] = [];
  for (const rival of rivals) {
    const [low, high] = rival.law.support;
    const like = groups.find(({ rival: { law, rise, own } }) =>
      law.text === rival.law.text && rise === rival.rise && own(low) === rival.own(low) && own(high) === rival.own(high));
    if (like) like.count++;
    else groups.push({ rival, count: 1 });
  }
  const chance = ({ law, tau, blur }: Rival, y: number, side: -1 | 1): number => law.cdf(tau(y) + side * blur(y));
  const product = (y: number, side: -1 | 1, less?: Rival): number =>
    groups.reduce((all, { rival, count }) => all * chance(rival, y, side) ** (count - (rival === less ? 1 : 0)), 1);
  const off = rivals.length * TAIL_ERROR + ROUNDING;
  return {
    rateAbove: (a, to) => groups.reduce((sum, { rival: { law, tau }, count }) => {
      const rate = tau(a) === law.support[0] && tau(to) < law.support[1] ? law.tailOn?.('low', tau(to)).rate : undefined;
      return sum + count * (rate ?? Infinity);
    }, 0),
    at: (y) => [product(y, -1) * (1 - off), Math.min(1, product(y, 1) * (1 + off))],
    slope: ([from, to]) => groups.reduce<Ends>(([least, most], { rival, count }) => {
      const { law: { support: [low, high], densityOn }, tau, rise, blur } = rival;
      const [a, b] = [tau(from) - blur(from), tau(to) + blur(to)];
      if (b < low || a > high) return [least, most];
      const [thin, thick] = densityOn!(Math.max(low, a), Math.min(high, b));
      const rate = count * rise!;
      const above = product(to, 1, rival);
      return [
        least + (a < low || b > high ? 0 : rate * thin * product(from, -1, rival) * (1 - off)),
        most + times(above, rate * thick) * (1 + off),
      ];
    }, [0, 0]),
  };
}

/** At most |omega| on a cell. */
function steepest(ends: Ends, bidder: Bidder, costs: SlopedCosts, won: Winning): number {
  const [least, most] = marginalEnds(ends, bidder, costs, won);
  return Math.max(most, -least, 0);
}

/** Ends of omega on a cell; infinite where nothing is known. */
export function marginalEnds(
  ends: Ends, { worth, start, law }: Bidder, { served, unserved, slopes }: SlopedCosts, won: Winning,
): Ends {
  const [from, to] = ends;
  const { served: first, unserved: second } = slopes(from, to);
  const [thin, thick] = won.slope(ends);
  const stakes = ends.map((y) => worth * y + start - served(y) + unserved(y)) as [number, number];
  const drift: Ends = [worth - first[1] + second[0], worth - first[0] + second[1]];
  const length = to - from;
  // From either end, what the slope lets it reach.
  const most = Math.min(stakes[0] + Math.max(0, drift[1]) * length, stakes[1] - Math.min(0, drift[0]) * length);
  const least = Math.max(stakes[0] + Math.min(0, drift[0]) * length, stakes[1] - Math.max(0, drift[1]) * length);
  const chances: Ends = [won.at(from)[0], won.at(to)[1]];
  // (y - a) h next to the lowest type a.
  const near = from === law.support[0] && stakes[0] === 0 ? times(chances[1], won.rateAbove(from, to)) : Infinity;
  // Elsewhere what is at stake need not have begun at nothing.
  const nearly = near < Infinity ? [times(Math.min(0, drift[0]), near), times(Math.max(0, drift[1]), near)] : [-Infinity, Infinity];
  const gained: Ends = [
    Math.max(times(least, least >= 0 ? thin : thick), nearly[0]!), Math.min(times(most, most >= 0 ? thick : thin), nearly[1]!),
  ];
  const paid = (p1: number, p0: number): Ends => chances.map((chance) => times(chance, p1) + times(1 - chance, p0)) as [number, number];
  const up = gained[1] - Math.min(...paid(first[0], second[0]));
  const down = Math.max(...paid(first[1], second[1])) - gained[0];
  const size = Math.abs(gained[0]) + Math.abs(gained[1]) + first[1] + second[1];
  const off = ROUNDING * size;
  // Slopes of bids may have no bound, nor densities: where both are so, nothing is known.
  return Number.isNaN(up + down + off) ? [-Infinity, Infinity] : [-down - off, up + off];
}

const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);

interface Found {
  readonly size: number;
  readonly sure: number;
  readonly type: number;
  readonly report: number;
}

const NONE: Found = { size: 0, sure: 0, type: 0, report: 0 };

const best = (pairs: readonly Found[]): Found => pairs.reduce((most, pair) => (pair.sure > most.sure ? pair : most), NONE);

/** Of the lies from one report to the other and back, by the size of the lie; what it surely is. */
function bestPair(
  from: number, to: number, { worth, start }: Bidder, { served, unserved }: SlopedCosts, won: Winning,
): Found {
  const [low, high] = [from, to].map((y) => ({ y, chance: won.at(y), served: served(y), unserved: unserved(y) })) as [End, End];
  return best([[low, high], [high, low]].map(([s, t]): Found => {
    const worthOf = (p: End, chance: number): number => chance * (worth * s!.y + start - p.served) - (1 - chance) * p.unserved;
    const [truths, lies] = [s!, t!].map((p) => p.chance.map((chance) => worthOf(p, chance))) as [number[], number[]];
    const amounts = Math.abs(worth * s!.y + start) + Math.abs(t!.served) + Math.abs(t!.unserved);
    const sure = (Math.min(...lies) - Math.max(...truths) - ROUNDING * amounts) / (to - from);
    const size = (lies[0]! + lies[1]! - truths[0]! - truths[1]!) / 2 / (to - from);
    return { size, sure, type: s!.y, report: t!.y };
  }));
}

interface End {
  readonly y: number;
  readonly chance: Ends;
  readonly served: number;
  readonly unserved: number;
}

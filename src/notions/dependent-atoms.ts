/**
 * A trader of a double auction whose types, like the others', are atoms that depend on each other (conditional-atoms.ts), in the seller's
 * orientation: types are her atoms, reports every number from her lowest to her highest. With P = S_U - S_L given her type c
 *
 *     g(x, c) = int_c^x (w P(y) - (S_U(y) - S_U(x))) dy,  x >= c           (survival.ts)
 *
 * and lies downwards gain nothing. Between neighbouring types of others P and S_U(x) do not change, so g rises there, and jumps down just
 * above a place: it is largest at places and at her highest report. So is g / (x - c), monotone in between and no larger just above a
 * place than at it; up to the first place it is w P throughout. Whether she trades at ties with her own side index decides, so that the
 * chance of trade lies between those of losing and of winning all of them.
 */
import type { AtomRow, AtomSurvival } from '../experiments/order-statistics/conditional-atoms.ts';
import type { Interval } from '../statistics/interval.ts';
import type { CertifiedOnLine } from './certified.ts';

export interface AtomConstants {
  readonly lic: CertifiedOnLine;
  readonly ic: CertifiedOnLine;
  /** Before types are known. */
  readonly utility: Interval;
  readonly trade: Interval;
  /** Of the types in their order. */
  readonly utilities: readonly Interval[];
  readonly trades: readonly Interval[];
}

/** S_U and S_L on (from, to]. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly upper: number;
  readonly lower: number;
}

/** From the own type on, up to `end`; beyond the last type of others nobody lies above. */
function stretches(places: readonly number[], { type, upper, lower }: AtomRow, end: number): Stretch[] {
  let from = type;
  const found: Stretch[] = [];
  places.forEach((place, j) => {
    if (place <= from || from >= end) return;
    const to = Math.min(place, end);
    found.push({ from, to, upper: upper[j]!, lower: lower[j]! });
    from = to;
  });
  if (from < end) found.push({ from, to: end, upper: 0, lower: 0 });
  return found;
}

const at = (estimate: number, error: number): Interval =>
  ({ estimate: Math.max(0, estimate), lower: Math.max(0, estimate - error), upper: Math.max(0, estimate + error) });

const NONE = { estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' } as const;

const larger = (a: CertifiedOnLine, b: CertifiedOnLine): CertifiedOnLine => ({
  ...(b.estimate > a.estimate ? b : a), lower: Math.max(a.lower, b.lower), upper: Math.max(a.upper, b.upper),
});

/** `weight`: of the own report in the price; `sign`: -1 where the line was reflected. */
export function atomConstants({ places, types }: AtomSurvival, weight: number, sign: 1 | -1): AtomConstants {
  const [top, last] = [types.at(-1)!.type, places.at(-1)!];
  let [lic, ic]: [CertifiedOnLine, CertifiedOnLine] = [NONE, NONE];
  const found = types.map((row) => {
    const { type, error } = row;
    const take = (gain: number, off: number, report: number): CertifiedOnLine =>
      ({ ...at(gain, off), guarantee: 'continuum', ...(gain > 0 ? { witness: { type: sign * type, report: sign * report } } : {}) });
    let [mass, price] = [0, 0];
    // Where the own report sets no price no lie gains.
    (weight === 0 ? [] : stretches(places, row, top)).forEach(({ from, to, upper, lower }) => {
      // int w P and int S_U from the type on.
      mass += weight * (upper - lower) * (to - from);
      price += upper * (to - from);
      const size = to - type;
      const gain = mass - price + size * upper;
      const off = 2 * (weight + 1) * error;
      ic = larger(ic, take(gain, size * off, to));
      lic = larger(lic, take(gain / size, off, to));
    });
    const utility = stretches(places, row, Math.max(last, type)).reduce((sum, { from, to, upper, lower }) =>
      sum + (to - from) * ((1 - weight) * upper + weight * lower), 0);
    const chance = (lies: (place: number) => boolean): number => row.upper[places.findIndex(lies)] ?? 0;
    const [won, lost] = [chance((place) => place >= type), chance((place) => place > type)];
    return {
      utility: at(utility, Math.max(0, last - type) * error),
      trade: { estimate: (won + lost) / 2, lower: Math.max(0, lost - error), upper: Math.min(1, won + error) },
    };
  });
  const mean = (of: 'utility' | 'trade'): Interval => ({
    estimate: average((s) => found[s]![of].estimate), lower: average((s) => found[s]![of].lower),
    upper: average((s) => found[s]![of].upper),
  });
  return {
    lic, ic, utility: mean('utility'), trade: mean('trade'), utilities: found.map(({ utility }) => utility),
    trades: found.map(({ trade }) => trade),
  };

  function average(of: (s: number) => number): number {
    return types.reduce((sum, { mass }, s) => sum + mass * of(s), 0);
  }
}

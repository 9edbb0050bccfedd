/**
 * A bidder for one object whose type depends on the others' and who pays by her own report alone, served or not: all-pay, first price, at
 * truthful bids or at strategies. From the chances H(y | s) of winning with a report y (quadrature/won-given.ts), which rise with y and
 * fall with s, nothing is drawn. With v(s) what the object is worth to her and p_1, p_0 nondecreasing
 *
 *     u(t, s) = H(t | s) (v(s) - p_1(t)) - (1 - H(t | s)) p_0(t),     g(t, s) = u(t, s) - u(s, s)
 *
 * In a cell [s', s''] of types and one [t', t''] of reports H(t | s) lies between H(t' | s'') and H(t'' | s'), in which u is affine, and
 * payments are at least those of t': so a report of the cell is worth at most the larger of two lines in v(s), and D, the largest over all
 * cells of reports, is convex in v(s). The truth of types in a part [y', y''] of the cell is worth at least the smaller of two lines, with
 * H between H(y' | s'') and H(y'' | s') and the payments of y''; where all are alike H(s | s) rises, so is at least H(s' | s'). A convex
 * function less a concave one is largest at an end of the part. From below by pairs of numbers of the table.
 *
 * The ratios g(t, s) / |t - s| of short lies need slopes of H in its report, from the laws' densities (dependent-payments/short-lies.ts):
 * of the epsilon-LIC constant the lower end is a pair's, on the continuum, and the upper end of all lies where densities and slopes of bids
 * are told; elsewhere that of pairs of the table's types that are far enough apart for chances to tell. No upper end need exist:
 * infinite-constant.ts has where there is none.
 */
import type { WonGiven } from '../experiments/quadrature/won-given.ts';
import { shortLies, type Costs } from './dependent-payments/short-lies.ts';
import { atLeastZero, type CertifiedWithin } from './certified.ts';

export type { Costs } from './dependent-payments/short-lies.ts';

export interface PaidByReport {
  readonly ic: CertifiedWithin;
  readonly lic: CertifiedWithin;
}

/** By how much types next to an end may raise a bound before they are left out of it. */
const RAISED = 1.01;

/** The upper end of ratios is of pairs so far apart that chances tell them up to this share of what a unit of type is worth. */
const TOLD = 1e-3;

interface Line {
  readonly slope: number;
  readonly start: number;
}

/** In steps. */
export function* paidByReport(table: WonGiven, costs: Costs): Generator<undefined, PaidByReport> {
  const { at, types } = table;
  const value = Float64Array.from(at, (y) => table.worth * y + table.start);
  const served = Float64Array.from(at, (y) => costs.served(y));
  const unserved = Float64Array.from(at, (y) => costs.unserved(y));
  const largest = (amounts: Float64Array): number => amounts.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const error = 2 * table.error * (largest(value) + largest(served) + largest(unserved));
  const parts: Parts = { table, value, served, unserved };
  const losses = types.slice(1).map((_, s) => lossOf(parts, s));
  const { gain, ratio } = pairsOf(parts, error);
  const inner = losses.slice(1, -1).reduce((most, loss) => Math.max(most, loss), gain.size);
  const [first, last] = [losses[0]!, losses.at(-1)!].map((loss) => loss > RAISED * inner) as [boolean, boolean];
  const upper = Math.max(inner, first ? 0 : losses[0]!, last ? 0 : losses.at(-1)!);
  const ic = { ...atLeastZero(gain.size - error, gain.size, upper + error), ...witnessed(gain) };
  const lic = yield* licOf(parts, costs, ratio);
  if (!first && !last) return { ic, lic };
  const within = [at[types[Number(first)]!]!, at[types[types.length - 1 - Number(last)]!]!] as const;
  return { lic, ic: { ...ic, guarantee: 'grid', within } };
}

/** On the continuum where slopes are told, of types away from ends of the law where these raise the bound; else as far as pairs tell. */
function* licOf(
  parts: Parts, costs: Costs, ratio: ReturnType<typeof pairsOf>['ratio'],
): Generator<undefined, CertifiedWithin> {
  const { table: { at, types } } = parts;
  const shown = witnessed(ratio);
  const bounds = (yield* shortLies(parts.table, costs, parts))?.bounds;
  const inner = bounds?.slice(1, -1).reduce((most, bound) => Math.max(most, bound), ratio.sure) ?? Infinity;
  if (!bounds || inner === Infinity) return { ...atLeastZero(ratio.sure, ratio.size, ratio.most), guarantee: 'grid', ...shown };
  const [first, last] = [bounds[0]!, bounds.at(-1)!].map((bound) => bound > RAISED * inner) as [boolean, boolean];
  const upper = Math.max(inner, first ? 0 : bounds[0]!, last ? 0 : bounds.at(-1)!);
  const found = { ...atLeastZero(ratio.sure, ratio.size, upper), ...shown };
  return first || last
    ? { ...found, guarantee: 'grid', within: [at[types[Number(first)]!]!, at[types[types.length - 1 - Number(last)]!]!] } : found;
}

const witnessed = ({ size, witness }: Found): { readonly witness?: NonNullable<Found['witness']> } =>
  (size > 0 && witness ? { witness } : {});

interface Parts {
  readonly table: WonGiven;
  /** [numbers] */
  readonly value: Float64Array;
  readonly served: Float64Array;
  readonly unserved: Float64Array;
}

const lineOf = ({ served, unserved }: Parts, chance: number, payer: number): Line =>
  ({ slope: chance, start: -chance * served[payer]! - (1 - chance) * unserved[payer]! });

/** At most what types between two neighbours lose. */
function lossOf(parts: Parts, s: number): number {
  const { table: { below, above, types, alike }, value } = parts;
  const [from, to] = [types[s]!, types[s + 1]!];
  const [least, most] = [below[s + 1]!, above[s]!];
  const surely = alike && s > 0 ? below[s]![from]! : 0;
  const best = new Float64Array(to - from + 1).fill(-Infinity);
  for (let t = types[0]!; t + 1 < least.length; t++) {
    for (const chance of [least[t]!, most[t + 1]!]) {
      const { slope, start } = lineOf(parts, chance, t);
      for (let y = from; y <= to; y++) best[y - from] = Math.max(best[y - from]!, start + slope * value[y]!);
    }
  }
  let loss = 0;
  for (let y = from; y < to; y++) {
    for (const chance of [Math.max(surely, least[y]!), most[y + 1]!]) {
      const { slope, start } = lineOf(parts, chance, y + 1);
      for (const end of [y, y + 1]) loss = Math.max(loss, best[end - from]! - start - slope * value[end]!);
    }
  }
  return loss;
}

interface Found {
  readonly size: number;
  readonly witness?: { readonly type: number; readonly report: number };
}

/** The best pair, and the best by the size of the lie: what it is, is for sure and may be. Ends of the type space are limits. */
function pairsOf(
  parts: Parts, error: number,
): { readonly gain: Found; readonly ratio: Found & { readonly sure: number; readonly most: number } } {
  const { table, value } = parts;
  const { at, below, above, types } = table;
  let [gain, ratio]: [Found, Found] = [{ size: 0 }, { size: 0 }];
  let [sure, most] = [0, 0];
  const isType = new Set(types);
  for (let s = 1; s + 1 < types.length; s++) {
    const place = types[s]!;
    const worth = (row: Float64Array, y: number): number => {
      const { slope, start } = lineOf(parts, row[y]!, y);
      return start + slope * value[place]!;
    };
    const [less, more] = [below[s]!, above[s]!];
    const truth = Math.max(worth(less, place), worth(more, place));
    for (let y = types[0]!; y < at.length; y++) {
      if (y === place) continue;
      const found = Math.min(worth(less, y), worth(more, y)) - truth;
      const distance = Math.abs(at[y]! - at[place]!);
      const witness = { type: at[place]!, report: at[y]! };
      if (found > gain.size) gain = { size: found, witness };
      if ((found - error) / distance > sure) {
        sure = (found - error) / distance;
        ratio = { size: found / distance, witness };
      }
      if (isType.has(y) && error < TOLD * table.worth * distance) most = Math.max(most, (found + error) / distance);
    }
  }
  return { gain, ratio: { ...ratio, sure, most } };
}

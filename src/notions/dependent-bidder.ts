/**
 * A bidder for one object whose type depends on the others', from the chances H(y | s) of winning with a report y
 * (quadrature/won-given.ts), which rise with y and fall with s. In units of value, a being the worth of a unit of type:
 *
 *     pays her bid            g(t, s) = a (s - t) H(t | s), so that only t < s gains; the epsilon-LIC constant is a sup H(s | s)
 *     full insurance of VCG   mu(s) = a int^s H(y | s) dy is what VCG is worth, and g(t, s) = mu(t) - mu(s) + a (s - t) H(t | s). For t > s
 *                             it is at most 0: beliefs are worse at t, so mu(t) - mu(s) <= a int_s^t H(y | s) dy <= a (t - s) H(t | s)
 *
 * Over cells [s', s''] of types and [t', t''] of reports everything is bounded by its values at their ends, and below by pairs of ends. At
 * the ends of the type space chances are limits, so that a supremum there may have no witness.
 */
import type { WonGiven } from '../experiments/quadrature/won-given.ts';
import { insuredSlopes } from './dependent-slopes.ts';
import { atLeastZero, type Certified, type CertifiedWithin } from './certified.ts';

interface Best {
  readonly gain: number;
  readonly witness?: { readonly type: number; readonly report: number };
}

/** With what chances may be off by, of amounts up to `scale`. */
function bounded({ gain, witness }: Best, upper: number, { error: off }: WonGiven, scale: number): Certified {
  const error = off * scale;
  return { ...atLeastZero(gain - error, gain, upper + error), ...(witness && gain > 0 ? { witness } : {}) };
}

const widthOf = ({ at, worth }: WonGiven): number => 2 * worth * (at.at(-1)! - at[0]!);

/** The largest of `gain`; a pair with the highest type is a limit. */
function largest(types: readonly number[], gain: (type: number, report: number) => number, at: Float64Array, reports: number[]): Best {
  let best: Best = { gain: 0 };
  types.forEach((place, s) => {
    for (const [r, y] of reports.entries()) {
      if (y >= place) break;
      const found = gain(s, r);
      if (found > best.gain) {
        best = { gain: found, ...(s < types.length - 1 ? { witness: { type: at[place]!, report: at[y]! } } : {}) };
      }
    }
  });
  return best;
}

export interface PaidBid {
  /** Next to the lowest type nothing better than H <= 1 may be known. */
  readonly lic: CertifiedWithin;
  readonly ic: Certified;
}

/** By how much the lowest types may raise a bound before they are left out of it. */
const RAISED = 1.01;

/** Of truthful bids that are paid. */
export function payAsBid(table: WonGiven): PaidBid {
  const { worth, at, types, below, above, alike } = table;
  const last = types.length - 1;
  const reports = Array.from({ length: at.length - types[0]! }, (_, n) => types[0]! + n);
  const pairs = largest(types, (s, r) => worth * (at[types[s]!]! - at[reports[r]!]!) * below[s]![reports[r]!]!, at, reports);
  let [ic, lic, lowest, least] = [0, 0, 0, 0];
  for (let s = 0; s < last; s++) {
    const [row, end] = [above[s]!, types[s + 1]!];
    for (let y = types[0]!; y < end; y++) ic = Math.max(ic, worth * (at[end]! - at[y]!) * row[y + 1]!);
    // H(s | s) rises where all are alike: in the lowest cell it is no more than at its end.
    if (s === 0) lowest = worth * (alike ? above[1]! : row)[end]!;
    else lic = Math.max(lic, worth * row[end]!);
  }
  let best = 1;
  for (let s = 1; s < last; s++) {
    const chance = below[s]![types[s]!]!;
    if (chance > least) [least, best] = [chance, s];
  }
  const top = alike ? 1 : least;
  const type = at[types[best]!]!;
  const found = bounded(
    { gain: worth * top, ...(top === least ? { witness: { type, report: at[types[best]! - 1]! } } : {}) },
    lowest > RAISED * lic ? lic : Math.max(lic, lowest), table, 2 * worth,
  );
  // What H is at most.
  const capped = { ...found, upper: Math.max(found.estimate, Math.min(worth, found.upper)) };
  return {
    ic: bounded(pairs, ic, table, widthOf(table)),
    lic: lowest > RAISED * lic ? { ...capped, guarantee: 'grid', within: [at[types[1]!]!, at.at(-1)!] } : capped,
  };
}

/** A pair of types further apart than this share of the type space; nearer ones are not told by sums of steps. */
const APART = 1 / 32;

/** Both constants of full insurance of VCG; where slopes are not told, the upper end of epsilon-LIC is of pairs of types so far `APART`. */
export function insuredVcg(table: WonGiven): { readonly ic: Certified; readonly lic: CertifiedWithin } {
  const { worth, at, types } = table;
  const last = types.length - 1;
  // int up to each type of H(y | s), its steps below and above, where the chance of the belief of type `row` is taken.
  const areas = table.below.map((row, s) => {
    const [below, above] = [new Float64Array(at.length), new Float64Array(at.length)];
    for (let y = 1; y < at.length; y++) {
      below[y] = below[y - 1]! + (at[y]! - at[y - 1]!) * row[y - 1]!;
      above[y] = above[y - 1]! + (at[y]! - at[y - 1]!) * table.above[s]![y]!;
    }
    return { below, above };
  });
  const pairs = largest(
    types,
    (s, t) => worth
      * (areas[t]!.below[types[t]!]! - areas[s]!.above[types[s]!]! + (at[types[s]!]! - at[types[t]!]!) * table.below[s]![types[t]!]!),
    at, [...types],
  );
  let upper = 0;
  for (let s = 0; s < last; s++) {
    const least = areas[s + 1]!.below[types[s]!]!;
    for (let t = 0; t <= s; t++) {
      const size = at[types[s + 1]!]! - at[types[t]!]!;
      upper = Math.max(upper, worth * (areas[t]!.above[types[t + 1]!]! - least + size * table.above[s]![types[t + 1]!]!));
    }
  }
  const error = table.error * widthOf(table);
  const [ends, far] = [{ sure: 0, most: 0 }, APART * (at.at(-1)! - at[0]!)];
  for (let s = 1; s <= last; s++) {
    for (let t = 0; t < s; t++) {
      const size = at[types[s]!]! - at[types[t]!]!;
      const paid = (side: 'below' | 'above'): number => worth * size * table[side][s]![types[t]!]!;
      const least = areas[t]!.below[types[t]!]! - areas[s]!.above[types[s]!]!;
      const most = areas[t]!.above[types[t]!]! - areas[s]!.below[types[s]!]!;
      ends.sure = Math.max(ends.sure, (worth * least + paid('below') - error) / size);
      if (size >= far) ends.most = Math.max(ends.most, (worth * most + paid('above') + error) / size);
    }
  }
  const local = insuredSlopes(table);
  return {
    ic: bounded(pairs, upper, table, widthOf(table)),
    lic: local ? atLeastZero(Math.max(ends.sure, local[0]), Math.max(ends.sure, (local[0] + local[1]) / 2), local[1])
      : { ...atLeastZero(ends.sure, ends.sure, Math.max(ends.sure, ends.most)), guarantee: 'grid' },
  };
}

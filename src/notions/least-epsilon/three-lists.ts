/**
 * The least ε of an efficient rule with linear values where an agent's signals tell three lists of alternatives apart, and what a signal
 * is worth to her and to society differs between them by one factor: own rates A, social ones B, and for each signal c
 *
 *     A_kc - A_lc = ρ_c (B_kc - B_lc)      for all lists k, l,   with ρ_c >= 0, or society's rates alike in all,
 *
 * as where each signal is about one alternative, and worth more or less, but not the contrary, to others (JM01). Then far lies gain no more
 * a unit than near ones (docs/fields.md, section 10), and what a grid of types leaves is that of lattice-utilities.ts.
 *
 * The field along c is Σ_k A_kc q_k. With lists in the order of what is left of their rates, r_1 <= r_2 <= r_3, it is
 *
 *     Σ_k r_k q_k = r_2 - (r_2 - r_1) q_1 + (r_3 - r_2) q_3,
 *
 * and over a box of types a chance q_k = Pr(k leads both others) lies between those at the least and the largest own leads.
 */
import { OTHERS, type ListPlace } from '../../experiments/field/list-leads.ts';
import type { Gradients } from '../../experiments/field/walk-sums.ts';
import type { Box, Remainder } from './lattice-utilities.ts';
import { structuralBound } from './structural.ts';

export interface ThreeLists {
  /** [3] alternatives by their places. */
  readonly lists: readonly (readonly number[])[];
  /** [3][C] rates of a list. */
  readonly own: readonly (readonly number[])[];
  readonly social: readonly (readonly number[])[];
}

/** Rates that differ from one factor's by no more than this share are so by rounding. */
const ROUNDING = 1e-13;

/** Whether one factor that is not negative turns differences of b into those of a; or b is the same in all. */
function areInProportion(a: readonly number[], b: readonly number[]): boolean {
  const [da, db] = [a, b].map((x) => [x[1]! - x[0]!, x[2]! - x[0]!, x[2]! - x[1]!]) as [number[], number[]];
  if (db.every((x) => x === 0)) return true;
  if (da.every((x) => x === 0)) return false;
  const largest = Math.max(...db.map(Math.abs));
  const factor = da[db.findIndex((x) => Math.abs(x) === largest)]! / db[db.findIndex((x) => Math.abs(x) === largest)]!;
  return factor >= 0 && da.every((x, j) => Math.abs(x - factor * db[j]!) <= ROUNDING * Math.max(...a.map(Math.abs)));
}

/** Undefined where her signals tell fewer or more lists apart, or no factor will do, or one moves the choice without a value of its own. */
export function threeLists({ own, social }: Gradients): ThreeLists | undefined {
  const keys = own.map((row, k) => [...row, ...social[k]!].join());
  const found = [...new Set(keys)];
  if (found.length !== 3) return undefined;
  const lists = found.map((key) => keys.flatMap((one, k) => (one === key ? [k] : [])));
  const [ofOwn, ofSocial] = [own, social].map((rows) => lists.map(([k]) => rows[k!]!)) as [number[][], number[][]];
  const column = (rows: readonly (readonly number[])[], c: number): number[] => rows.map((row) => row[c]!);
  const fits = ofOwn[0]!.every((_, c) => areInProportion(column(ofOwn, c), column(ofSocial, c)));
  return fits ? { lists, own: ofOwn, social: ofSocial } : undefined;
}

/** Ends of the chance that a list is chosen, by its leads over both others in her own signals (in the order of OTHERS); none falls. */
export interface LeadBand {
  lower(list: ListPlace, leads: readonly [number, number]): number;
  upper(list: ListPlace, leads: readonly [number, number]): number;
}

type Rest = Pick<Remainder, 'lambda' | 'open' | 'rates'>;

export function restOfThree({ own, social }: ThreeLists): Rest {
  const { lambda } = structuralBound({ own, social });
  const columns = own[0]!.map((_, c) => own.map((row, k) => row[c]! - lambda * social[k]![c]!));
  return {
    lambda, rates: columns.map((left) => (Math.max(...left) - Math.min(...left))),
    open: [...columns.keys()].filter((c) => own.some((row) => row[c] !== own[0]![c])),
  };
}

/** Ends over a box of by how much list k leads l at her own signals. */
export function leadOver({ social }: Pick<ThreeLists, 'social'>, k: number, l: number, box: Box): [number, number] {
  let [low, high] = [0, 0];
  for (let c = 0; c < box.length; c++) {
    const rate = social[k]![c]! - social[l]![c]!;
    const [from, to] = box[c]!;
    low += rate * (rate > 0 ? from : to);
    high += rate * (rate > 0 ? to : from);
  }
  return [low, high];
}

/** Ends of what is left of the field over boxes of types. */
export function remainderOfThree(field: ThreeLists, rest: Rest, band: LeadBand): Remainder {
  const { own, social } = field;
  const orders = own[0]!.map((_, c) => {
    const left = own.map((row, k) => row[c]! - rest.lambda * social[k]![c]!);
    const [first, middle, last] = ([0, 1, 2] as ListPlace[]).sort((k, l) => left[k]! - left[l]!) as [ListPlace, ListPlace, ListPlace];
    return { first, last, middle: left[middle]!, below: left[middle]! - left[first]!, above: left[last]! - left[middle]! };
  });
  const ends = (list: ListPlace, box: Box): [number, number] => {
    const [l, m] = OTHERS[list];
    const [one, other] = [leadOver(field, list, l, box), leadOver(field, list, m, box)];
    return [band.lower(list, [one[0], other[0]]), band.upper(list, [one[1], other[1]])];
  };
  return {
    ...rest,
    over(box, c) {
      const { first, last, middle, below, above } = orders[c]!;
      const [fewest, most] = below > 0 ? ends(first, box) : [0, 0];
      const [least, greatest] = above > 0 ? ends(last, box) : [0, 0];
      return [middle - below * most + above * least, middle - below * fewest + above * greatest];
    },
  };
}

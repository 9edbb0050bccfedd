/**
 * Several directions: an alternative is within a report's reach where its least leads over every other class, each at the corner that is
 * best for it, make up for what the class's table has more, and the box meets its hull; a class is chosen where it is ahead of every other.
 */
import {
  ahead, firstValue, form, highOf, lowOf, opposite, placeOf, presentIn, scoreOf, tableLeads, type Condition, type Conditions, type Form,
  type Row, type Value,
} from './conditions.ts';
import { SPAN, type ReachParameters } from './spec.ts';

/** Lead of k over l at the corner that is best for k. */
const leadOf = (parameters: ReachParameters, k: number, l: number): Form => {
  const { alternatives, constants, slopes } = parameters;
  return form(
    parameters, SPAN * (constants[k]! - constants[l]!), (g) => slopes[g * alternatives + k]! - slopes[g * alternatives + l]!,
    (g, slope) => (slope > 0 ? highOf : lowOf)(parameters, g),
  );
};

/** A class is chosen that is ahead of every other, of equals the lower one; of the first class nothing is said. */
export function choosingRows(parameters: ReachParameters, present: readonly number[]): { rows: Row[]; still: Value[] } {
  const { classes, classOf } = parameters;
  const pairs = present.flatMap((c) => present.filter((d) => d > c).map((d) => [c, d] as const));
  const bests = present.map((c): Value =>
    ({ fold: 'larger', forms: [...classOf.keys()].filter((k) => classOf[k] === c).map((k) => scoreOf(parameters, k, placeOf)) }));
  const best = (c: number): number => firstValue(parameters) + present.indexOf(c);
  const beats = (c: number, d: number): Condition => {
    const item = firstValue(parameters) + present.length + pairs.findIndex(([a, b]) => a === Math.min(c, d) && b === Math.max(c, d));
    return c < d ? { item, from: tableLeads(parameters, d, c) } : { item, to: tableLeads(parameters, c, d) };
  };
  return {
    still: [...bests, ...pairs.map(([c, d]) => ahead(best(c), best(d)))],
    rows: present.filter((c) => c > 0).map((c) =>
      ({ bits: c << classes, conditions: present.filter((d) => d !== c).map((d) => beats(c, d)) })),
  };
}

export function listedConditions(parameters: ReachParameters): Conditions {
  const { alternatives, classOf, directions, excluded, hulls, reports } = parameters;
  const present = presentIn(parameters);
  const { rows: choosing, still } = choosingRows(parameters, present);
  const [all, sides] = [[...classOf.keys()], Array.from({ length: directions }, (_, g) => g)];
  const low = firstValue(parameters) + still.length;
  const rivals = all.flatMap((k) => present.filter((c) => c !== classOf[k]).map((c) => [k, c] as const));
  const leads = rivals.map(([k, c]): Value =>
    ({ fold: 'smaller', forms: all.filter((l) => classOf[l] === c).map((l) => leadOf(parameters, k, l)) }));
  const lead = low + directions;
  const by = (entry: (r: number) => number): Float64Array => Float64Array.from({ length: reports }, (_, r) => entry(r));
  const hullEnds = (k: number, g: number): Condition[] => {
    if (!hulls) return [];
    const end = (r: number, side: number): number => hulls[2 * ((r * alternatives + k) * directions + g) + side]!;
    return [{ item: highOf(parameters, g), from: by((r) => end(r, 0)) }, { item: low + g, from: by((r) => -end(r, 1)) }];
  };
  return {
    choosing, still,
    moving: [...sides.map((g) => opposite(lowOf(parameters, g))), ...leads],
    reaching: all.map((k): Row => ({
      bits: 1 << classOf[k]!,
      conditions: [
        { item: placeOf(0), from: by((r) => (excluded[r * alternatives + k] === 1 ? Infinity : -Infinity)) },
        ...rivals.flatMap(([own, c], n) => (own === k ? [{ item: lead + n, from: tableLeads(parameters, c, classOf[k]!) }] : [])),
        ...sides.flatMap((g) => hullEnds(k, g)),
      ],
    })),
  };
}

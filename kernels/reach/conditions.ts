/**
 * What is asked of a report, where what is necessary for reach is enough: conditions from <= item < to, the item being the profile's and
 * the ends the report's. A report chooses a class, or has an alternative within reach, where all conditions of a row hold.
 *
 * Items, in this order: where the profile is in every direction; low ends of the box; high ends; values that stay as radii grow; values of
 * a radius. All are whole numbers below 2^53 in size.
 */
import { HIGHEST, LOWEST, SPAN, type ReachParameters } from './spec.ts';

/** start + sum of factors times items. */
export interface Form {
  readonly start: number;
  readonly terms: readonly (readonly [factor: number, item: number])[];
}

/** The smallest or the largest of several forms. */
export interface Value {
  readonly fold: 'smaller' | 'larger';
  readonly forms: readonly Form[];
}

export interface Condition {
  readonly item: number;
  /** [R] */
  readonly from?: Float64Array;
  readonly to?: Float64Array;
}

export interface Row {
  /** What a report gets that meets all conditions: of a class that is chosen its number, from bit C on; of an alternative a class's bit. */
  readonly bits: number;
  readonly conditions: readonly Condition[];
}

export interface Conditions {
  /** Of items that stay, then of those of a radius. */
  readonly still: readonly Value[];
  readonly moving: readonly Value[];
  /** Of every class but the first, which is chosen where no other is. */
  readonly choosing: readonly Row[];
  readonly reaching: readonly Row[];
}

export const placeOf = (g: number): number => g;
export const lowOf = ({ directions }: ReachParameters, g: number): number => directions + g;
export const highOf = ({ directions }: ReachParameters, g: number): number => 2 * directions + g;
export const firstValue = ({ directions }: ReachParameters): number => 3 * directions;

/** Classes that have alternatives. */
export const presentIn = ({ classOf }: ReachParameters): number[] => [...new Set(classOf)].sort((a, b) => a - b);

/** [R] what class d's table has more than that of class c. */
export const tableLeads = ({ classes, reportObjective, reports }: ReachParameters, d: number, c: number): Float64Array =>
  Float64Array.from({ length: reports }, (_, r) => SPAN * (reportObjective[r * classes + d]! - reportObjective[r * classes + c]!));

/** Terms by direction, those that are not nothing. */
export const form = (
  { directions }: ReachParameters, start: number, slope: (g: number) => number, end: (g: number, slope: number) => number,
): Form => ({
  start, terms: Array.from({ length: directions }, (_, g) => [slope(g), end(g, slope(g))] as const).filter(([factor]) => factor !== 0),
});

/** Score of alternative k, its table apart, where directions are at such ends. */
export const scoreOf = (parameters: ReachParameters, k: number, end: (g: number, slope: number) => number): Form =>
  form(parameters, SPAN * parameters.constants[k]!, (g) => parameters.slopes[g * parameters.alternatives + k]!, end);

/** What one item has more than another. */
export const ahead = (item: number, other: number): Value => ({ fold: 'smaller', forms: [{ start: 0, terms: [[1, item], [-1, other]] }] });
/** Turned round. */
export const opposite = (item: number): Value => ({ fold: 'smaller', forms: [{ start: 0, terms: [[-1, item]] }] });

/** [items] least and greatest number that each may be. */
export function rangesOf(parameters: ReachParameters, values: readonly Value[]): (readonly [number, number])[] {
  const { directionOf, directions, signs } = parameters;
  const sides = Array.from({ length: directions }, (_, g): readonly [number, number] => directionOf.reduce<readonly [number, number]>(
    ([low, high], own, x) => (own !== g ? [low, high] : signs[x]! > 0 ? [low + LOWEST, high + HIGHEST] : [low - HIGHEST, high - LOWEST]),
    [0, 0],
  ));
  const ranges = [...sides, ...sides, ...sides];
  for (const { fold, forms } of values) {
    const each = forms.map(({ start, terms }) => terms.reduce(([low, high], [factor, item]) => {
      const ends = ranges[item]!.map((end) => factor * end);
      return [low + Math.min(...ends), high + Math.max(...ends)];
    }, [start, start]));
    const best = fold === 'smaller' ? Math.min : Math.max;
    ranges.push([best(...each.map(([low]) => low!)), best(...each.map(([, high]) => high!))]);
  }
  return ranges;
}

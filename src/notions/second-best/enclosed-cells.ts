/**
 * What cells of signals leave open of values that are no linear functions: over a box, with m the mean of the signals and x = s - m,
 *
 *     f(s) = f(m) + g·x + ρ(s),      ρ between two ends,      E f between two ends,
 *
 * of which the nearest are taken that any of three ways gives. *Slopes* in [G] over the box, kinks allowed (Lebourg): g the middle of G, ρ
 * no larger than Σ rad G_d |x_d|, and E f within Σ rad G_d E|x_d| of f(m). *Second slopes* in [H], where f has no kinks: g the slope at m,
 * ρ in ½ Σ H_de x_d x_e, and E f - f(m) in ½ Σ H_dd Var_d, up to rad H_de E|x_d| E|x_e| for d ≠ e, because signals are independent.
 * *Values* over the box: g = 0. E|x_d| is at most half a width, a quarter under an even law, whose variance is width²/12.
 */
import { partsOf, type Expression } from '../../environment/formula/expression.ts';
import { expressions as algebra } from '../../environment/value-algebra.ts';

type Ends = readonly [low: number, high: number];

/** A side of a box: its ends, the mean of the signal and by how much that may be off, and whether the law is even there. */
export interface BoxSide {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly error: number;
  readonly even: boolean;
}

export interface Enclosed {
  /** f at the mean, E f, and what a function less its linear part may be more than f(m). */
  readonly at: Ends;
  readonly mean: Ends;
  readonly rest: Ends;
  /** [D] g */
  readonly slopes: readonly number[];
  /** [D] ends of slopes over the box. */
  readonly ranges: readonly Ends[];
  /** What no value over the box is larger than in size. */
  readonly size: number;
}

const isSmooth = (e: Expression): boolean => partsOf([e]).every(({ op }) => op !== 'abs' && op !== 'max' && op !== 'where');
const middle = ([low, high]: Ends): number => low + (high - low) / 2;
const radius = ([low, high]: Ends): number => (high - low) / 2;
const largest = ([low, high]: Ends): number => Math.max(Math.abs(low), Math.abs(high));
const width = ([low, high]: Ends): number => high - low;
const nearer = (one: Ends, other: Ends): Ends => [Math.max(one[0], other[0]), Math.min(one[1], other[1])];

/** Encloses every function of a list over a box. */
export function enclosures(list: readonly Expression[], signals: number): (box: readonly BoxSide[]) => Enclosed[] {
  const axes = Array.from({ length: signals }, (_, d) => d);
  const slopes = list.map((e) => axes.map((d) => algebra.derivative(e, d)));
  const seconds = list.map((e, f) => (isSmooth(e)
    ? axes.flatMap((d) => axes.slice(d).flatMap((o) => {
      const of = algebra.derivative(slopes[f]![d]!, o);
      return algebra.isZero(of) ? [] : [{ d, o, of }];
    })) : undefined));
  const atPoint = algebra.ranges([...list, ...slopes.flat()]);
  const flat = seconds.flatMap((rows) => rows ?? []);
  const over = algebra.ranges([...list, ...slopes.flat(), ...flat.map(({ of }) => of)]);
  const F = list.length;
  return (box) => {
    const point = atPoint(box.map(({ mean }) => [mean, mean]));
    const all = over(box.map(({ low, high }) => [low, high]));
    const far = box.map(({ low, high, mean }) => Math.max(high - mean, mean - low));
    const away = box.map(({ low, high, error, even }) => (high - low) / (even ? 4 : 2) + error);
    let next = F * (1 + signals);
    return list.map((_, f): Enclosed => {
      const at = point[f]!;
      const value = all[f]!;
      const ranges = axes.map((d) => all[F + f * signals + d]!);
      const bias = ranges.reduce((sum, ends, d) => sum + (box[d]!.error > 0 ? largest(ends) * box[d]!.error : 0), 0);
      const spread = (by: readonly number[]): number => ranges.reduce((sum, ends, d) => sum + (by[d]! > 0 ? radius(ends) * by[d]! : 0), 0);
      const [byFar, byAway] = [spread(far), spread(away) + bias];
      let mean = nearer(value, [at[0] - byAway, at[1] + byAway]);
      let [best, rest]: [readonly number[], Ends] = [ranges.map(middle), [-byFar, byFar]];
      const rows = seconds[f];
      if (rows) {
        let [low, high, least, most] = [0, 0, -bias, bias];
        for (const { d, o } of rows) {
          const ends = all[next++]!;
          if (far[d] === 0 || far[o] === 0) continue;
          if (d === o) {
            const square = far[d]! ** 2;
            low += Math.min(0, ends[0]) * square / 2;
            high += Math.max(0, ends[1]) * square / 2;
            const { low: from, high: to, error, even } = box[d]!;
            const [little, much] = even ? [(to - from) ** 2 / 12, (to - from) ** 2 / 12] : [0, (to - from) ** 2 / 4 + error ** 2];
            least += Math.min(ends[0] * little, ends[0] * much) / 2;
            most += Math.max(ends[1] * little, ends[1] * much) / 2;
          } else {
            const size = largest(ends) * far[d]! * far[o]!;
            low -= size;
            high += size;
            const off = radius(ends) * away[d]! * away[o]! + Math.abs(middle(ends)) * box[d]!.error * box[o]!.error;
            least -= off;
            most += off;
          }
        }
        const there = axes.map((d) => point[F + f * signals + d]!);
        const turn = there.reduce((sum, ends, d) => sum + (far[d]! > 0 ? radius(ends) * far[d]! : 0), 0);
        if (Number.isFinite(least + most)) mean = nearer(mean, [at[0] + least, at[1] + most]);
        if (high - low + 2 * turn < width(rest)) [best, rest] = [there.map(middle), [low - turn, high + turn]];
      }
      if (!(width(value) >= width(rest))) [best, rest] = [axes.map(() => 0), [value[0] - at[1], value[1] - at[0]]];
      return { at, mean, rest, slopes: best, ranges, size: largest(value) };
    });
  };
}

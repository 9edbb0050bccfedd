/** Planes beside the entries of a node that mixes the entries of a line along an axis: entry k of a line is near sum_l slope_kl x_l. */
import { passOn, type Cells, type Rest } from './cells.ts';
import type { Axis } from './graph.ts';
import { up } from './rounding.ts';

export interface Planes {
  /** [size, length]: entry i of y lies within `error` of `shift` and slopes times the entries of its line. */
  readonly slopes: Float64Array;
  readonly shift: Float64Array;
  readonly error: Float64Array;
  /** As `Operation.pull` does. */
  pull(rest: Rest): void;
}

/** Place of entry k of line (o, n). */
export const placeIn = ({ length, inner }: Axis, o: number, k: number, n: number): number => (o * length + k) * inner + n;

export function planesOf(axis: Axis, x: Cells, y: Cells): Planes {
  const { outer, length, inner } = axis;
  const size = outer * length * inner;
  const [slopes, shift, error] = [new Float64Array(size * length), new Float64Array(size), new Float64Array(size)];
  const pullEntry = (rest: Rest, o: number, k: number, n: number): void => {
    const i = placeIn(axis, o, k, n);
    const weight = y.weight[i]!;
    if (weight === 0) return;
    if (error[i]! >= up((y.high[i]! - y.low[i]!) / 2)) {
      // The ends alone say more than the plane.
      rest.high += Math.max(weight * y.low[i]!, weight * y.high[i]!);
      rest.size += Math.abs(weight) * Math.max(Math.abs(y.low[i]!), Math.abs(y.high[i]!));
      return;
    }
    rest.high += weight * shift[i]! + Math.abs(weight) * error[i]!;
    rest.size += Math.abs(weight) * (Math.abs(shift[i]!) + error[i]!);
    for (let l = 0; l < length; l++) {
      const slope = slopes[i * length + l]!;
      if (slope !== 0) passOn(rest, weight, x, placeIn(axis, o, l, n), slope, 0, 0);
    }
  };
  return {
    slopes, shift, error,
    pull(rest) {
      for (let o = 0; o < outer; o++) for (let n = 0; n < inner; n++) for (let k = 0; k < length; k++) pullEntry(rest, o, k, n);
    },
  };
}

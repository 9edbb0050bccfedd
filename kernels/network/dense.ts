/** Matrix products: of values, of centres, of the slopes by every axis, and of the sizes that bound errors. */
import { sizeOf, type Cells, type Halves, type Operation } from './cells.ts';
import type { DenseNode } from './graph.ts';
import { down, sumError, up } from './rounding.ts';

export function denseOperation({ rows, inputs, outputs, weights, bias }: DenseNode, x: Cells, y: Cells, halves: Halves): Operation {
  const sizes = weights.map(Math.abs);
  const sums = Float64Array.from({ length: outputs }, (_, o) =>
    sizes.subarray(o * inputs, (o + 1) * inputs).reduce((sum, weight) => sum + weight, 0));
  const doubt = new Float64Array(inputs);
  const error = sumError(inputs);
  const sumUp = 1 + sumError(inputs + 4);

  /** y = first + matrix x for the row of `from` that starts at `start`, four outputs at once: each has a sum of its own, in order. */
  const product = (
    matrix: Float64Array, from: Float64Array, start: number, first: Float64Array | undefined, to: Float64Array, at: number,
  ): void => {
    let o = 0;
    for (; o + 4 <= outputs; o += 4) {
      const base = o * inputs;
      let a = first ? first[o]! : 0;
      let b = first ? first[o + 1]! : 0;
      let c = first ? first[o + 2]! : 0;
      let d = first ? first[o + 3]! : 0;
      for (let k = 0; k < inputs; k++) {
        const value = from[start + k]!;
        a += matrix[base + k]! * value;
        b += matrix[base + inputs + k]! * value;
        c += matrix[base + 2 * inputs + k]! * value;
        d += matrix[base + 3 * inputs + k]! * value;
      }
      to[at + o] = a;
      to[at + o + 1] = b;
      to[at + o + 2] = c;
      to[at + o + 3] = d;
    }
    for (; o < outputs; o++) {
      let sum = first ? first[o]! : 0;
      for (let k = 0; k < inputs; k++) sum += matrix[o * inputs + k]! * from[start + k]!;
      to[at + o] = sum;
    }
  };

  const isZero = (from: Float64Array, start: number): boolean => {
    for (let k = start; k < start + inputs; k++) if (from[k] !== 0) return false;
    return true;
  };

  return {
    forward() {
      for (let r = 0; r < rows; r++) product(weights, x.value, r * inputs, bias, y.value, r * outputs);
    },
    enclose() {
      for (let r = 0; r < rows; r++) {
        for (let k = 0; k < inputs; k++) {
          const i = r * inputs + k;
          doubt[k] = x.error[i]! + error * (Math.abs(x.centre[i]!) + x.reach[i]!);
        }
        product(weights, x.centre, r * inputs, bias, y.centre, r * outputs);
        for (let a = 0; a < halves.length; a++) {
          // Of two tapes side by side each is flat along the other's axes: sums of zeros are zero, without a product.
          if (isZero(x.slope[a]!, r * inputs)) y.slope[a]!.fill(0, r * outputs, (r + 1) * outputs);
          else product(weights, x.slope[a]!, r * inputs, undefined, y.slope[a]!, r * outputs);
        }
        product(sizes, doubt, 0, undefined, y.error, r * outputs);
        for (let o = r * outputs; o < (r + 1) * outputs; o++) {
          let reach = 0;
          for (let a = 0; a < halves.length; a++) reach += Math.abs(y.slope[a]![o]!) * halves[a]!;
          const lost = up((y.error[o]! + error * Math.abs(bias[o - r * outputs]!)) * sumUp);
          y.reach[o] = reach = up(reach * sumUp);
          y.error[o] = lost;
          const wide = up(reach + lost);
          y.low[o] = down(y.centre[o]! - wide);
          y.high[o] = up(y.centre[o]! + wide);
        }
      }
    },
    pull(rest) {
      for (let r = 0; r < rows; r++) {
        let most = 0;
        for (let k = r * inputs; k < (r + 1) * inputs; k++) most = Math.max(most, sizeOf(x, k));
        for (let o = 0; o < outputs; o++) {
          const weight = y.weight[r * outputs + o]!;
          if (weight === 0) continue;
          rest.high += weight * bias[o]!;
          rest.size += Math.abs(weight) * (Math.abs(bias[o]!) + sums[o]! * most);
          for (let k = 0; k < inputs; k++) x.weight[r * inputs + k]! += weight * weights[o * inputs + k]!;
        }
      }
    },
  };
}

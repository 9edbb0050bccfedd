/** Matrix products. Enclosures are of midpoint and radius: two products instead of four, and none depends on signs (Rump 1999). */
import type { Cells, Operation } from './cells.ts';
import type { DenseNode } from './graph.ts';
import { down, sumError, up } from './rounding.ts';

export function denseOperation({ rows, inputs, outputs, weights, bias }: DenseNode, x: Cells, y: Cells): Operation {
  const sizes = weights.map(Math.abs);
  const mid = new Float64Array(inputs);
  const radius = new Float64Array(inputs);
  const error = sumError(inputs);
  const pullError = sumError(outputs);
  const sumUp = 1 + sumError(inputs + 4);
  const pullUp = 1 + sumError(outputs + 4);

  /** y = bias + weights x for the row of `from` that starts at `start`, four outputs at once: each has a sum of its own, in order. */
  const product = (matrix: Float64Array, from: Float64Array, start: number, first: Float64Array | undefined, to: Float64Array,
    at: number) => {
    let o = 0;
    for (; o + 4 <= outputs; o += 4) {
      const base = o * inputs;
      let [a, b, c, d] = first ? [first[o]!, first[o + 1]!, first[o + 2]!, first[o + 3]!] : [0, 0, 0, 0];
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

  return {
    forward() {
      for (let r = 0; r < rows; r++) product(weights, x.value, r * inputs, bias, y.value, r * outputs);
    },
    enclose() {
      for (let r = 0; r < rows; r++) {
        for (let k = 0; k < inputs; k++) {
          const [low, high] = [x.low[r * inputs + k]!, x.high[r * inputs + k]!];
          const centre = low + (high - low) / 2;
          mid[k] = centre;
          radius[k] = up(Math.max(high - centre, centre - low)) + error * Math.abs(centre);
        }
        product(weights, mid, 0, bias, y.low, r * outputs);
        product(sizes, radius, 0, undefined, y.high, r * outputs);
        for (let o = r * outputs; o < (r + 1) * outputs; o++) {
          const centre = y.low[o]!;
          const wide = up((y.high[o]! + error * Math.abs(bias[o - r * outputs]!)) * sumUp);
          y.low[o] = down(centre - wide);
          y.high[o] = up(centre + wide);
        }
      }
    },
    pull() {
      for (let r = 0; r < rows; r++) {
        mid.fill(0);
        radius.fill(0);
        for (let o = 0; o < outputs; o++) {
          const [low, high] = [y.slopeLow[r * outputs + o]!, y.slopeHigh[r * outputs + o]!];
          if (low === 0 && high === 0) continue;
          const centre = low + (high - low) / 2;
          const wide = up(Math.max(high - centre, centre - low)) + pullError * Math.abs(centre);
          const base = o * inputs;
          for (let k = 0; k < inputs; k++) {
            mid[k]! += weights[base + k]! * centre;
            radius[k]! += sizes[base + k]! * wide;
          }
        }
        for (let k = 0; k < inputs; k++) {
          const wide = up(radius[k]! * pullUp);
          x.slopeLow[r * inputs + k] = down(x.slopeLow[r * inputs + k]! + down(mid[k]! - wide));
          x.slopeHigh[r * inputs + k] = up(x.slopeHigh[r * inputs + k]! + up(mid[k]! + wide));
        }
      }
    },
  };
}

/** Functions of one entry, of two entries, copies, and sums or extremes along an axis. */
import { cellsOf, copyEntry, passOn, settle, settleLinear, sizeOf, type Cells, type Halves, type Operation, type Rest } from './cells.ts';
import { FUNCTIONS } from './functions.ts';
import type { GatherNode, MapNode, PairNode, ReduceNode, ScaleNode } from './graph.ts';
import { curveLine, leakyLine, linesOf, type CurveLine, type Line } from './lines.ts';
import { down, productHigh, productLow, up } from './rounding.ts';

const RANGES = { tanh: [-1, 1], sigmoid: [0, 1], softplus: [0, Infinity] } as const;

export function mapOperation(node: MapNode, x: Cells, y: Cells, halves: Halves): Operation {
  const { size, by, leak } = node;
  const line: CurveLine = { share: 0, shift: 0, error: 0, low: 0, high: 0 };
  if (by === 'leaky') {
    const at = (z: number): number => (z > 0 ? z : leak * z);
    return {
      forward() {
        for (let i = 0; i < size; i++) y.value[i] = at(x.value[i]!);
      },
      enclose() {
        for (let i = 0; i < size; i++) {
          const [low, high] = [x.low[i]!, x.high[i]!];
          leakyLine(leak, low, high, line);
          const least = low > 0 || leak === 0 ? Math.max(low, 0) : down(leak * low);
          const most = high > 0 || leak === 0 ? Math.max(high, 0) : up(leak * high);
          settleLinear(y, i, x, i, halves, line.share, line.shift, line.error, least, most);
        }
      },
      pull(rest) {
        for (let i = 0; i < size; i++) {
          const weight = y.weight[i]!;
          if (weight === 0) continue;
          const [low, high] = [x.low[i]!, x.high[i]!];
          // Where little is wanted, the function is above a line through zero of either slope.
          if (weight < 0 && low < 0 && high > 0) passOn(rest, weight, x, i, high > -low ? 1 : leak, 0, 0);
          else {
            leakyLine(leak, low, high, line);
            passOn(rest, weight, x, i, line.share, line.shift, line.error);
          }
        }
      },
    };
  }
  if (by === 'step') return stepOperation(node, x, y, halves);
  const kept = linesOf(size);
  const [least, most] = RANGES[by];
  const valueOf = FUNCTIONS[by];
  return {
    forward() {
      for (let i = 0; i < size; i++) y.value[i] = valueOf(x.value[i]!);
    },
    enclose() {
      for (let i = 0; i < size; i++) {
        curveLine(by, x.low[i]!, x.high[i]!, line);
        kept.keep(i, line);
        settleLinear(y, i, x, i, halves, line.share, line.shift, line.error, Math.max(least, line.low), Math.min(most, line.high));
      }
    },
    pull(rest) {
      const { share, shift, error } = kept;
      for (let i = 0; i < size; i++) if (y.weight[i] !== 0) passOn(rest, y.weight[i]!, x, i, share[i]!, shift[i]!, error[i]!);
    },
  };
}

/** 1 where x > 0, else `leak`: a constant, or over a box with either the middle of the two, give or take. */
function stepOperation({ size, leak }: MapNode, x: Cells, y: Cells, halves: Halves): Operation {
  const [middle, half] = [(1 + leak) / 2, up((1 - leak) / 2)];
  const isOne = (i: number): boolean => x.low[i]! > 0;
  const isEither = (i: number): boolean => !isOne(i) && x.high[i]! > 0;
  const shiftOf = (i: number): number => (isEither(i) ? middle : isOne(i) ? 1 : leak);
  return {
    forward() {
      for (let i = 0; i < size; i++) y.value[i] = x.value[i]! > 0 ? 1 : leak;
    },
    enclose() {
      for (let i = 0; i < size; i++) {
        const either = isEither(i);
        settleLinear(y, i, x, i, halves, 0, shiftOf(i), either ? half : 0, isOne(i) ? 1 : leak, isOne(i) || either ? 1 : leak);
      }
    },
    pull(rest) {
      for (let i = 0; i < size; i++) if (y.weight[i] !== 0) passOn(rest, y.weight[i]!, x, i, 0, shiftOf(i), isEither(i) ? half : 0);
    },
  };
}

export function scaleOperation({ size, factor, shift }: ScaleNode, x: Cells, y: Cells, halves: Halves): Operation {
  return {
    forward() {
      for (let i = 0; i < size; i++) y.value[i] = factor * x.value[i]! + shift;
    },
    enclose() {
      for (let i = 0; i < size; i++) {
        const low = down(productLow(factor, factor, x.low[i]!, x.high[i]!) + shift);
        const high = up(productHigh(factor, factor, x.low[i]!, x.high[i]!) + shift);
        settleLinear(y, i, x, i, halves, factor, shift, 0, low, high);
      }
    },
    pull(rest) {
      for (let i = 0; i < size; i++) passOn(rest, y.weight[i]!, x, i, factor, shift, 0);
    },
  };
}

export function gatherOperation({ size, source, index }: GatherNode, inputs: readonly Cells[], y: Cells, halves: Halves): Operation {
  return {
    forward() {
      for (let i = 0; i < size; i++) y.value[i] = inputs[source[i]!]!.value[index[i]!]!;
    },
    enclose() {
      for (let i = 0; i < size; i++) copyEntry(y, i, inputs[source[i]!]!, index[i]!, halves);
    },
    pull(rest) {
      for (let i = 0; i < size; i++) if (y.weight[i] !== 0) passOn(rest, y.weight[i]!, inputs[source[i]!]!, index[i]!, 1, 0, 0);
    },
  };
}

/** Entry n of y becomes entry i of a plus `sign` times entry j of b. */
export function addEntries(y: Cells, n: number, a: Cells, i: number, b: Cells, j: number, sign: 1 | -1, halves: Halves): void {
  const size = Math.abs(a.centre[i]!) + a.reach[i]! + Math.abs(b.centre[j]!) + b.reach[j]!;
  const low = down(a.low[i]! + (sign === 1 ? b.low[j]! : -b.high[j]!));
  const high = up(a.high[i]! + (sign === 1 ? b.high[j]! : -b.low[j]!));
  y.error[n] = a.error[i]! + b.error[j]!;
  y.centre[n] = a.centre[i]! + sign * b.centre[j]!;
  for (let axis = 0; axis < halves.length; axis++) y.slope[axis]![n] = a.slope[axis]![i]! + sign * b.slope[axis]![j]!;
  settle(y, n, halves, size, low, high);
}

/** (c + L)(d + M) = c d + c M + d L + L M, |L M| at most the product of the radii. */
export function multiplyEntries(y: Cells, n: number, a: Cells, i: number, b: Cells, j: number, halves: Halves): void {
  const [c, d, r, s] = [a.centre[i]!, b.centre[j]!, a.reach[i]!, b.reach[j]!];
  const [e, f] = [a.error[i]!, b.error[j]!];
  const low = productLow(a.low[i]!, a.high[i]!, b.low[j]!, b.high[j]!);
  const high = productHigh(a.low[i]!, a.high[i]!, b.low[j]!, b.high[j]!);
  const size = (Math.abs(c) + r + e) * (Math.abs(d) + s + f);
  y.error[n] = Math.abs(c) * f + Math.abs(d) * e + (r + e) * (s + f);
  y.centre[n] = c * d;
  for (let axis = 0; axis < halves.length; axis++) y.slope[axis]![n] = c * b.slope[axis]![j]! + d * a.slope[axis]![i]!;
  settle(y, n, halves, size, low, high);
}

/** Passes the weight of a product on to its factors: (a - c)(b - d) is at most the product of the radii, c and d the middles. */
export function pullProduct(rest: Rest, weight: number, a: Cells, i: number, b: Cells, j: number): void {
  const [c, d] = [middleOf(a, i), middleOf(b, j)];
  const [r, s] = [radiusOf(a, i, c), radiusOf(b, j, d)];
  passOn(rest, weight, a, i, d, -c * d, r * s);
  passOn(rest, weight, b, j, c, 0, 0);
}

const middleOf = (x: Cells, i: number): number => x.low[i]! + (x.high[i]! - x.low[i]!) / 2;
const radiusOf = (x: Cells, i: number, middle: number): number => Math.max(0, up(x.high[i]! - middle), up(middle - x.low[i]!));

/**
 * Larger (sign 1) or smaller (sign -1) of two entries: b + sign max(0, sign (a - b)). Back comes the line by which share a + (1 - share) b
 * was taken for it.
 */
function createExtreme(sign: 1 | -1, halves: Halves): (y: Cells, n: number, a: Cells, i: number, b: Cells, j: number) => Readonly<Line> {
  const apart = cellsOf(1, halves.length);
  const line: Line = { share: 0, shift: 0, error: 0 };
  const pick = sign === 1 ? Math.max : Math.min;
  return (y, n, a, i, b, j) => {
    const above = (p: Cells, at: number, q: Cells, other: number): boolean =>
      (sign === 1 ? p.low[at]! >= q.high[other]! : p.high[at]! <= q.low[other]!);
    const copied = (x: Cells, from: number, share: 0 | 1): Readonly<Line> => {
      copyEntry(y, n, x, from, halves);
      line.share = share;
      line.shift = line.error = 0;
      return line;
    };
    if (above(a, i, b, j)) return copied(a, i, 1);
    if (above(b, j, a, i)) return copied(b, j, 0);
    const [low, high] = [pick(a.low[i]!, b.low[j]!), pick(a.high[i]!, b.high[j]!)];
    // With the line of max(0, x) on sign (a - b) the entry is share a + (1 - share) b, give or take.
    if (sign === 1) addEntries(apart, 0, a, i, b, j, -1, halves);
    else addEntries(apart, 0, b, j, a, i, -1, halves);
    leakyLine(0, apart.low[0]!, apart.high[0]!, line);
    const size = Math.abs(b.centre[j]!) + b.reach[j]! + Math.abs(apart.centre[0]!) + apart.reach[0]! + line.shift;
    y.error[n] = (1 - line.share) * b.error[j]! + line.share * a.error[i]! + line.error;
    y.centre[n] = b.centre[j]! + sign * (line.share * apart.centre[0]! + line.shift);
    for (let axis = 0; axis < halves.length; axis++) y.slope[axis]![n] = b.slope[axis]![j]! + sign * line.share * apart.slope[axis]![0]!;
    settle(y, n, halves, size, low, high);
    line.shift *= sign;
    return line;
  };
}

export function pairOperation({ size, by, left, right }: PairNode, a: Cells, b: Cells, y: Cells, halves: Halves): Operation {
  const VALUES = {
    add: (p: number, q: number) => p + q, subtract: (p: number, q: number) => p - q, multiply: (p: number, q: number) => p * q,
    minimum: Math.min, maximum: Math.max,
  };
  const value = VALUES[by];
  const extreme = createExtreme(by === 'minimum' ? -1 : 1, halves);
  const kept = linesOf(by === 'minimum' || by === 'maximum' ? size : 0);
  return {
    forward() {
      for (let n = 0; n < size; n++) y.value[n] = value(a.value[left[n]!]!, b.value[right[n]!]!);
    },
    enclose() {
      for (let n = 0; n < size; n++) {
        const [i, j] = [left[n]!, right[n]!];
        if (by === 'add' || by === 'subtract') addEntries(y, n, a, i, b, j, by === 'add' ? 1 : -1, halves);
        else if (by === 'multiply') multiplyEntries(y, n, a, i, b, j, halves);
        else kept.keep(n, extreme(y, n, a, i, b, j));
      }
    },
    pull(rest) {
      for (let n = 0; n < size; n++) {
        const weight = y.weight[n]!;
        if (weight === 0) continue;
        const [i, j] = [left[n]!, right[n]!];
        if (by === 'multiply') {
          pullProduct(rest, weight, a, i, b, j);
          continue;
        }
        const extremes = by === 'minimum' || by === 'maximum';
        const share = extremes ? kept.share[n]! : 1;
        passOn(rest, weight, a, i, share, extremes ? kept.shift[n]! : 0, extremes ? kept.error[n]! : 0);
        passOn(rest, weight, b, j, by === 'add' ? 1 : by === 'subtract' ? -1 : 1 - share, 0, 0);
      }
    },
  };
}

export function reduceOperation({ by, outer, length, inner }: ReduceNode, x: Cells, y: Cells, halves: Halves): Operation {
  const VALUES = { sum: (p: number, q: number) => p + q, minimum: Math.min, maximum: Math.max };
  const value = VALUES[by];
  const extreme = createExtreme(by === 'minimum' ? -1 : 1, halves);
  const kept = linesOf(by === 'sum' ? 0 : outer * length * inner);
  const lines = (start: (to: number, from: number) => void, next: (to: number, from: number) => void): void => {
    for (let o = 0; o < outer; o++) {
      for (let n = 0; n < inner; n++) {
        start(o * inner + n, o * length * inner + n);
        for (let k = 1; k < length; k++) next(o * inner + n, (o * length + k) * inner + n);
      }
    }
  };
  return {
    forward: () =>
      lines((to, from) => void (y.value[to] = x.value[from]!), (to, from) => void (y.value[to] = value(y.value[to]!, x.value[from]!))),
    enclose: () => lines(
      (to, from) => copyEntry(y, to, x, from, halves),
      (to, from) => (by === 'sum' ? addEntries(y, to, y, to, x, from, 1, halves) : kept.keep(from, extreme(y, to, y, to, x, from))),
    ),
    pull(rest) {
      for (let o = 0; o < outer; o++) {
        for (let n = 0; n < inner; n++) {
          let weight = y.weight[o * inner + n]!;
          const at = (k: number): number => (o * length + k) * inner + n;
          let most = 0;
          for (let k = 0; k < length; k++) most = Math.max(most, sizeOf(x, at(k)));
          for (let k = length - 1; k > 0 && weight !== 0; k--) {
            if (by === 'sum') {
              passOn(rest, weight, x, at(k), 1, 0, 0);
              continue;
            }
            const share = kept.share[at(k)]!;
            passOn(rest, weight, x, at(k), 1 - share, kept.shift[at(k)]!, kept.error[at(k)]!);
            rest.size += Math.abs(weight) * most;
            weight *= share;
          }
          if (weight !== 0) passOn(rest, weight, x, at(0), 1, 0, 0);
        }
      }
    },
  };
}

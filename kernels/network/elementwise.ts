/** Functions of one entry, of two entries, copies, and sums or extremes along an axis. */
import type { Cells, Operation } from './cells.ts';
import type { GatherNode, MapName, MapNode, PairNode, ReduceNode, ScaleNode } from './graph.ts';
import { down, functionDown, functionUp, productHigh, productLow, up } from './rounding.ts';

/** 1 / (1 + e^-x), without overflow. */
const sigmoid = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
};

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Adds slope times [low, high] to the slopes of entry `from` of x. */
function addSlope(x: Cells, from: number, low: number, high: number, slopeLow: number, slopeHigh: number): void {
  x.slopeLow[from] = down(x.slopeLow[from]! + productLow(low, high, slopeLow, slopeHigh));
  x.slopeHigh[from] = up(x.slopeHigh[from]! + productHigh(low, high, slopeLow, slopeHigh));
}

interface SmoothFunction {
  readonly value: (x: number) => number;
  /** Ends of its range. */
  readonly range: readonly [number, number];
  /** Ends of the derivative over the entry, from the ends of the function and of its argument. */
  readonly slopes: (yLow: number, yHigh: number, xLow: number, xHigh: number) => readonly [number, number];
}

const squareLow = (low: number, high: number): number => (low <= 0 && high >= 0 ? 0 : Math.min(low * low, high * high));

const SMOOTH: Readonly<Record<Exclude<MapName, 'leaky'>, SmoothFunction>> = {
  tanh: {
    value: Math.tanh,
    range: [-1, 1],
    slopes: (low, high) => [Math.max(0, down(1 - up(Math.max(low * low, high * high)))), up(1 - down(squareLow(low, high)))],
  },
  sigmoid: {
    value: sigmoid,
    range: [0, 1],
    slopes: (low, high) => {
      const [atLow, atHigh] = [low * (1 - low), high * (1 - high)];
      return [Math.max(0, functionDown(Math.min(atLow, atHigh))), low <= 0.5 && high >= 0.5 ? 0.25 : functionUp(Math.max(atLow, atHigh))];
    },
  },
  softplus: {
    value: softplus,
    range: [0, Infinity],
    slopes: (_low, _high, xLow, xHigh) => [Math.max(0, functionDown(sigmoid(xLow))), Math.min(1, functionUp(sigmoid(xHigh)))],
  },
};

function smooth({ size }: MapNode, { value, range: [least, most], slopes }: SmoothFunction, x: Cells, y: Cells): Operation {
  return {
    forward() {
      for (let i = 0; i < size; i++) y.value[i] = value(x.value[i]!);
    },
    enclose() {
      for (let i = 0; i < size; i++) {
        y.low[i] = Math.max(least, functionDown(value(x.low[i]!)));
        y.high[i] = Math.min(most, functionUp(value(x.high[i]!)));
      }
    },
    pull() {
      for (let i = 0; i < size; i++) {
        const [low, high] = slopes(y.low[i]!, y.high[i]!, x.low[i]!, x.high[i]!);
        addSlope(x, i, low, high, y.slopeLow[i]!, y.slopeHigh[i]!);
      }
    },
  };
}

export function mapOperation(node: MapNode, x: Cells, y: Cells): Operation {
  if (node.by !== 'leaky') return smooth(node, SMOOTH[node.by], x, y);
  const { size, leak } = node;
  const at = (z: number): number => (z > 0 ? z : leak * z);
  return {
    forward() {
      for (let i = 0; i < size; i++) y.value[i] = at(x.value[i]!);
    },
    enclose() {
      for (let i = 0; i < size; i++) {
        const [low, high] = [x.low[i]!, x.high[i]!];
        y.low[i] = low > 0 || leak === 0 ? Math.max(low, 0) : down(leak * low);
        y.high[i] = high > 0 || leak === 0 ? Math.max(high, 0) : up(leak * high);
      }
    },
    pull() {
      for (let i = 0; i < size; i++) {
        const [low, high] = [y.slopeLow[i]!, y.slopeHigh[i]!];
        if (low === 0 && high === 0) continue;
        addSlope(x, i, x.low[i]! > 0 ? 1 : leak, x.high[i]! < 0 ? leak : 1, low, high);
      }
    },
  };
}

export function scaleOperation({ size, factor, shift }: ScaleNode, x: Cells, y: Cells): Operation {
  return {
    forward() {
      for (let i = 0; i < size; i++) y.value[i] = factor * x.value[i]! + shift;
    },
    enclose() {
      for (let i = 0; i < size; i++) {
        y.low[i] = down(productLow(factor, factor, x.low[i]!, x.high[i]!) + shift);
        y.high[i] = up(productHigh(factor, factor, x.low[i]!, x.high[i]!) + shift);
      }
    },
    pull() {
      for (let i = 0; i < size; i++) addSlope(x, i, factor, factor, y.slopeLow[i]!, y.slopeHigh[i]!);
    },
  };
}

export function gatherOperation({ size, source, index }: GatherNode, inputs: readonly Cells[], y: Cells): Operation {
  const copy = (which: 'value' | 'low' | 'high'): void => {
    for (let i = 0; i < size; i++) y[which][i] = inputs[source[i]!]![which][index[i]!]!;
  };
  return {
    forward: () => copy('value'),
    enclose() {
      copy('low');
      copy('high');
    },
    pull() {
      for (let i = 0; i < size; i++) {
        const x = inputs[source[i]!]!;
        const at = index[i]!;
        if (y.slopeLow[i] === 0 && y.slopeHigh[i] === 0) continue;
        x.slopeLow[at] = down(x.slopeLow[at]! + y.slopeLow[i]!);
        x.slopeHigh[at] = up(x.slopeHigh[at]! + y.slopeHigh[i]!);
      }
    },
  };
}

interface PairFunction {
  readonly value: (a: number, b: number) => number;
  readonly low: (aLow: number, aHigh: number, bLow: number, bHigh: number) => number;
  readonly high: (aLow: number, aHigh: number, bLow: number, bHigh: number) => number;
}

const PAIRS: Readonly<Record<PairNode['by'], PairFunction>> = {
  add: { value: (a, b) => a + b, low: (a, _, c) => down(a + c), high: (_, b, _c, d) => up(b + d) },
  subtract: { value: (a, b) => a - b, low: (a, _b, _c, d) => down(a - d), high: (_a, b, c) => up(b - c) },
  multiply: { value: (a, b) => a * b, low: productLow, high: productHigh },
  minimum: { value: Math.min, low: (a, _, c) => Math.min(a, c), high: (_, b, _c, d) => Math.min(b, d) },
  maximum: { value: Math.max, low: (a, _, c) => Math.max(a, c), high: (_, b, _c, d) => Math.max(b, d) },
};

export function pairOperation({ size, by, left, right }: PairNode, a: Cells, b: Cells, y: Cells): Operation {
  const { value, low, high } = PAIRS[by];
  /** Whether the first entry can be chosen, and whether the second can. */
  const first = (i: number, j: number): boolean => (by === 'maximum' ? a.high[i]! >= b.low[j]! : a.low[i]! <= b.high[j]!);
  const second = (i: number, j: number): boolean => (by === 'maximum' ? b.high[j]! >= a.low[i]! : b.low[j]! <= a.high[i]!);
  return {
    forward() {
      for (let n = 0; n < size; n++) y.value[n] = value(a.value[left[n]!]!, b.value[right[n]!]!);
    },
    enclose() {
      for (let n = 0; n < size; n++) {
        const [i, j] = [left[n]!, right[n]!];
        y.low[n] = low(a.low[i]!, a.high[i]!, b.low[j]!, b.high[j]!);
        y.high[n] = high(a.low[i]!, a.high[i]!, b.low[j]!, b.high[j]!);
      }
    },
    pull() {
      for (let n = 0; n < size; n++) {
        const [i, j, slopeLow, slopeHigh] = [left[n]!, right[n]!, y.slopeLow[n]!, y.slopeHigh[n]!];
        if (slopeLow === 0 && slopeHigh === 0) continue;
        if (by === 'multiply') {
          addSlope(a, i, b.low[j]!, b.high[j]!, slopeLow, slopeHigh);
          addSlope(b, j, a.low[i]!, a.high[i]!, slopeLow, slopeHigh);
        } else if (by === 'add' || by === 'subtract') {
          const sign = by === 'add' ? 1 : -1;
          addSlope(a, i, 1, 1, slopeLow, slopeHigh);
          addSlope(b, j, sign, sign, slopeLow, slopeHigh);
        } else {
          const [one, other] = [first(i, j), second(i, j)];
          if (one) addSlope(a, i, other ? 0 : 1, 1, slopeLow, slopeHigh);
          if (other) addSlope(b, j, one ? 0 : 1, 1, slopeLow, slopeHigh);
        }
      }
    },
  };
}

export function reduceOperation({ by, outer, length, inner }: ReduceNode, x: Cells, y: Cells): Operation {
  const add = by === 'sum';
  const pick = by === 'minimum' ? Math.min : Math.max;
  const start = by === 'minimum' ? Infinity : -Infinity;
  const along = (from: Float64Array, to: Float64Array, sum: (total: number, term: number) => number): void => {
    for (let o = 0; o < outer; o++) {
      for (let n = 0; n < inner; n++) {
        let total = add ? from[o * length * inner + n]! : start;
        for (let k = add ? 1 : 0; k < length; k++) total = sum(total, from[(o * length + k) * inner + n]!);
        to[o * inner + n] = total;
      }
    }
  };
  return {
    forward: () => along(x.value, y.value, add ? (a, b) => a + b : pick),
    enclose() {
      along(x.low, y.low, add ? (a, b) => down(a + b) : pick);
      along(x.high, y.high, add ? (a, b) => up(a + b) : pick);
    },
    pull() {
      for (let o = 0; o < outer; o++) {
        for (let n = 0; n < inner; n++) {
          const at = o * inner + n;
          const [slopeLow, slopeHigh] = [y.slopeLow[at]!, y.slopeHigh[at]!];
          if (slopeLow === 0 && slopeHigh === 0) continue;
          const can = (i: number): boolean => add || (by === 'maximum' ? x.high[i]! >= y.low[at]! : x.low[i]! <= y.high[at]!);
          let candidates = 0;
          for (let k = 0; k < length; k++) candidates += can((o * length + k) * inner + n) ? 1 : 0;
          for (let k = 0; k < length; k++) {
            const i = (o * length + k) * inner + n;
            if (can(i)) addSlope(x, i, add || candidates === 1 ? 1 : 0, 1, slopeLow, slopeHigh);
          }
        }
      }
    },
  };
}

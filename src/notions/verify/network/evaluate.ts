/** Enclosures of every node of a network over a box of bids. */
import { CURVES } from './curves.ts';
import { addScaled, copyEntry, enclosure, extreme, multiply, rising, type Enclosure } from './enclosure.ts';
import { lines, repeated, sourcesOf, weighingOf } from './layout.ts';
import { sizeOf, type Program, type Step } from './manifest.ts';
import { shares } from './simplex.ts';

/** Ends of start_o + sum_k w_ok x_k for every row of x: of the sums of middles, so much to both sides. */
function weigh(
  weights: Float64Array, start: Float64Array, inputs: number, low: Float64Array, high: Float64Array, toLow: Float64Array,
  toHigh: Float64Array,
): void {
  const outputs = start.length;
  for (let i = 0; i < toLow.length; i++) {
    const [row, o] = [Math.floor(i / outputs) * inputs, i % outputs];
    let [middle, reach] = [0, 0];
    for (let k = 0; k < inputs; k++) {
      const w = weights[o * inputs + k]!;
      middle += w * (low[row + k]! + high[row + k]!);
      reach += Math.abs(w) * (high[row + k]! - low[row + k]!);
    }
    toLow[i] = start[o]! + (middle - reach) / 2;
    toHigh[i] = start[o]! + (middle + reach) / 2;
  }
}

type Run = (at: (n: number) => Enclosure, to: Enclosure) => void;

function runOf(step: Step, shapeOf: (n: number) => readonly number[]): Run {
  const { op, of: [x = -1, z = -1], more, tensors, shape } = step;
  const entries = [...Array(sizeOf(shape)).keys()];
  const from = sourcesOf(step, shapeOf);
  if (from) return (at, to) => from.forEach(([n, k], i) => copyEntry(to, i, at(n), k));
  switch (op) {
    case 'tensor':
    case 'constant': {
      const values = op === 'tensor' ? tensors[0]!.values : Float64Array.from(more.values as number[]);
      return (_, to) => {
        to.low.set(values);
        to.high.set(values);
      };
    }
    case 'dense': {
      const { outputs, inputs, weights, start } = weighingOf(step);
      const none = new Float64Array(outputs);
      return (at, to) => {
        const from = at(x);
        weigh(weights, start, inputs, from.low, from.high, to.low, to.high);
        for (let a = 0; a < to.slopeLow.length; a++) {
          weigh(weights, none, inputs, from.slopeLow[a]!, from.slopeHigh[a]!, to.slopeLow[a]!, to.slopeHigh[a]!);
        }
      };
    }
    case 'tanh':
    case 'sigmoid':
    case 'softplus': {
      const { value, slope, bump } = CURVES[op];
      return (at, to) => {
        const { low, high } = at(x);
        for (const i of entries) {
          const [a, b] = [low[i]!, high[i]!];
          const steep = bump ? slope(a > 0 ? a : b < 0 ? b : 0) : slope(b);
          rising(to, i, at(x), i, [value(a), value(b)], [Math.min(slope(a), slope(b)), steep]);
        }
      };
    }
    case 'relu':
    case 'leaky-relu': {
      const leak = op === 'relu' ? 0 : Number(more.slope);
      const bent = (v: number): number => (v > 0 ? v : leak * v);
      return (at, to) => {
        const { low, high } = at(x);
        for (const i of entries) {
          rising(to, i, at(x), i, [bent(low[i]!), bent(high[i]!)], [low[i]! >= 0 ? 1 : leak, high[i]! <= 0 ? leak : 1]);
        }
      };
    }
    case 'scale': {
      const [factor, shift] = [Number(more.factor ?? 1), Number(more.shift ?? 0)];
      return (at, to) => entries.forEach((i) => {
        to.low[i] = to.high[i] = shift;
        for (const slopes of [...to.slopeLow, ...to.slopeHigh]) slopes[i] = 0;
        addScaled(to, i, at(x), i, factor);
      });
    }
    case 'softmax':
    case 'sparsemax': {
      const all = lines(shape, Number(more.axis));
      return (at, to) => all.forEach((line) => shares(op, to, at(x), line));
    }
    case 'sum':
    case 'max':
    case 'min': {
      const all = lines(shapeOf(x), Number(more.axis));
      if (op !== 'sum') return (at, to) => all.forEach((line, i) => extreme(to, i, line.map((k) => [at(x), k]), op === 'max' ? 1 : -1));
      return (at, to) => all.forEach((line, i) => {
        to.low[i] = to.high[i] = 0;
        for (const slopes of [...to.slopeLow, ...to.slopeHigh]) slopes[i] = 0;
        line.forEach((k) => addScaled(to, i, at(x), k, 1));
      });
    }
    default: {
      const [left, right] = [repeated(shapeOf(x), shape), repeated(shapeOf(z), shape)];
      if (op === 'multiply') return (at, to) => entries.forEach((i) => multiply(to, i, at(x), left[i]!, at(z), right[i]!));
      if (op === 'add' || op === 'subtract') {
        return (at, to) => entries.forEach((i) => {
          copyEntry(to, i, at(x), left[i]!);
          addScaled(to, i, at(z), right[i]!, op === 'add' ? 1 : -1);
        });
      }
      return (at, to) => entries.forEach((i) =>
        extreme(to, i, [[at(x), left[i]!], [at(z), right[i]!]], op === 'maximum' ? 1 : -1));
    }
  }
}

export interface Evaluation {
  /** The bids, to be set before a run: entries, and slopes of one along their axes. */
  readonly bids: Enclosure;
  /**
   * `halves`: half the width of the box along every axis, where nothing but the axes moves. Then every entry also lies within slopes times
   * these of its value at the middle.
   */
  run(halves?: ArrayLike<number>): void;
  at(node: number): Enclosure;
  /** Value of an entry at the middle of the box of the last run with halves. */
  middleOf(node: number, entry: number): number;
}

/** With derivatives along so many axes. */
export function evaluation(program: Program, axes: number): Evaluation {
  const { bidders, objects, steps } = program;
  const bids = enclosure(bidders * objects, axes);
  const cells = steps.map(({ shape }) => enclosure(sizeOf(shape), axes));
  const at = (n: number): Enclosure => (n < 0 ? bids : cells[n]!);
  const shapeOf = (n: number): readonly number[] => (n < 0 ? [bidders, objects] : steps[n]!.shape);
  const runs = steps.map((step) => runOf(step, shapeOf));
  const middle = axes > 0 ? evaluation(program, 0) : undefined;
  return {
    bids, at,
    middleOf: (n, i) => middle!.at(n).low[i]!,
    run(halves) {
      if (halves === undefined || middle === undefined) return runs.forEach((run, n) => run(at, cells[n]!));
      for (let c = 0; c < bids.size; c++) middle.bids.low[c] = middle.bids.high[c] = (bids.low[c]! + bids.high[c]!) / 2;
      middle.run();
      runs.forEach((run, n) => {
        run(at, cells[n]!);
        tighten(cells[n]!, middle.at(n), halves);
      });
    },
  };
}

function tighten({ size, low, high, slopeLow, slopeHigh }: Enclosure, middle: Enclosure, halves: ArrayLike<number>): void {
  for (let i = 0; i < size; i++) {
    let reach = 0;
    for (let a = 0; a < slopeLow.length; a++) reach += Math.max(-slopeLow[a]![i]!, slopeHigh[a]![i]!) * halves[a]!;
    low[i] = Math.max(low[i]!, middle.low[i]! - reach);
    high[i] = Math.min(high[i]!, middle.high[i]! + reach);
  }
}

/**
 * Upper ends of weighted sums of a network's entries, from the outcome back to the bids: each step hands the weights of its entries to what
 * it reads, along straight lines beside its functions, and what lies between line and function is added up. Numbers are rounded to nearest.
 */
import { between, CURVES } from './curves.ts';
import type { Enclosure } from './enclosure.ts';
import type { Evaluation } from './evaluate.ts';
import { lines, repeated, sourcesOf, weighingOf } from './layout.ts';
import { sizeOf, type Program, type Step } from './manifest.ts';
import { planeOfShare } from './simplex.ts';

/** Hands weight `w` of entry `i` on; back comes what is to be added. */
type Hand = (w: number, i: number, halves: ArrayLike<number>, slopes: Float64Array) => number;

export interface Backward {
  /** Of a node's entries, -1 the bids; all zero after a run. */
  weightsOf(node: number): Float64Array;
  /** The weighted sum over the box of the evaluation's last run is at most what comes back and `slopes` times places from its middle. */
  run(halves: ArrayLike<number>, slopes: Float64Array): number;
}

const middle = (x: Enclosure, k: number): number => (x.low[k]! + x.high[k]!) / 2;
const radius = (x: Enclosure, k: number): number => (x.high[k]! - x.low[k]!) / 2;

export function backward(program: Program, evaluation: Evaluation): Backward {
  const { bidders, objects, steps } = program;
  const { at } = evaluation;
  const shapeOf = (n: number): readonly number[] => (n < 0 ? [bidders, objects] : steps[n]!.shape);
  const weights = [new Float64Array(bidders * objects), ...steps.map(({ shape }) => new Float64Array(sizeOf(shape)))];
  const weightsOf = (n: number): Float64Array => weights[n + 1]!;

  /** The entry by its ends, or by the middles of its slopes along the axes: whichever leaves less. */
  const byAxes = (n: number): Hand => (w, i, halves, slopes) => {
    const { low, high, slopeLow, slopeHigh } = at(n);
    const left = slopeLow.reduce((sum, down, a) => sum + (slopeHigh[a]![i]! - down[i]!) * halves[a]!, 0) / 2;
    if (left >= radius(at(n), i)) return w > 0 ? w * high[i]! : w * low[i]!;
    slopeLow.forEach((down, a) => { slopes[a]! += (w * (down[i]! + slopeHigh[a]![i]!)) / 2; });
    return w * evaluation.middleOf(n, i) + Math.abs(w) * left;
  };

  /** Of the larger (`sign` 1) or the smaller of some entries: the one that it is for sure, or one that it is not beyond. */
  type Entry = readonly [number, number];
  const extreme = (n: number, sign: 1 | -1, from: (i: number) => readonly Entry[]): Hand => (w, i, halves, slopes) => {
    const list = from(i);
    const to = at(n);
    const sure = list.find(([m, k]) => list.every(([o, l]) =>
      (m === o && k === l) || (sign > 0 ? at(m).low[k]! >= at(o).high[l]! : at(m).high[k]! <= at(o).low[l]!)));
    // Where little is wanted of the larger one, each of the two will do.
    const taken = sure ?? (w * sign < 0
      ? list.reduce((best, one) => (sign * (middle(at(one[0]), one[1]) - middle(at(best[0]), best[1])) > 0 ? one : best)) : undefined);
    if (taken === undefined || to.low[i] === to.high[i]) return byAxes(n)(w, i, halves, slopes);
    weightsOf(taken[0])[taken[1]]! += w;
    return 0;
  };

  const handOf = (step: Step, n: number): Hand => {
    const { op, of: [x = -1, z = -1], more, shape } = step;
    const sources = sourcesOf(step, shapeOf);
    if (sources) {
      return (w, i) => {
        weightsOf(sources[i]![0])[sources[i]![1]]! += w;
        return 0;
      };
    }
    switch (op) {
      case 'tensor':
      case 'constant': return (w, i) => w * at(n).low[i]!;
      case 'dense': {
        const { outputs, inputs, weights: matrix, start } = weighingOf(step);
        return (w, i) => {
          const [row, o] = [Math.floor(i / outputs) * inputs, i % outputs];
          const to = weightsOf(x);
          for (let k = 0; k < inputs; k++) to[row + k]! += w * matrix[o * inputs + k]!;
          return w * start[o]!;
        };
      }
      case 'tanh':
      case 'sigmoid':
      case 'softplus': return (w, i) => {
        const { low, high } = at(x);
        if (low[i] === high[i]) return w * CURVES[op].value(low[i]!);
        const { share, least, most } = between(op, low[i]!, high[i]!);
        weightsOf(x)[i]! += w * share;
        return w * (w > 0 ? most : least);
      };
      case 'relu':
      case 'leaky-relu': {
        const leak = op === 'relu' ? 0 : Number(more.slope);
        return (w, i) => {
          const [a, b] = [at(x).low[i]!, at(x).high[i]!];
          const chord = a < 0 && b > 0 && w > 0;
          const share = chord ? (b - leak * a) / (b - a) : b > -a ? 1 : leak;
          weightsOf(x)[i]! += w * share;
          return chord ? w * (1 - share) * b : 0;
        };
      }
      case 'scale': return (w, i) => {
        weightsOf(x)[i]! += w * Number(more.factor ?? 1);
        return w * Number(more.shift ?? 0);
      };
      case 'softmax': {
        const all = lines(shape, Number(more.axis));
        const lineOf = new Map(all.flatMap((line) => line.map((i) => [i, line] as const)));
        return (w, i, halves, slopes) => {
          if (at(n).low[i] === at(n).high[i]) return w * at(n).low[i]!;
          const line = lineOf.get(i)!;
          const plane = planeOfShare(at(x), at(n), line, line.indexOf(i), halves);
          if ((plane.most - plane.least) / 2 >= radius(at(n), i)) return byAxes(n)(w, i, halves, slopes);
          line.forEach((k, l) => { weightsOf(x)[k]! += w * plane.slopes[l]!; });
          return w * (w > 0 ? plane.most : plane.least);
        };
      }
      case 'sparsemax': return byAxes(n);
      case 'sum':
      case 'max':
      case 'min': {
        const all = lines(shapeOf(x), Number(more.axis));
        if (op !== 'sum') return extreme(n, op === 'max' ? 1 : -1, (i) => all[i]!.map((k) => [x, k]));
        return (w, i) => {
          for (const k of all[i]!) weightsOf(x)[k]! += w;
          return 0;
        };
      }
      default: {
        const [left, right] = [repeated(shapeOf(x), shape), repeated(shapeOf(z), shape)];
        if (op === 'add' || op === 'subtract') {
          return (w, i) => {
            weightsOf(x)[left[i]!]! += w;
            weightsOf(z)[right[i]!]! += op === 'add' ? w : -w;
            return 0;
          };
        }
        if (op !== 'multiply') return extreme(n, op === 'maximum' ? 1 : -1, (i) => [[x, left[i]!], [z, right[i]!]]);
        // (p - c)(q - d) lies within the product of the radii.
        return (w, i) => {
          const [p, q, k, m] = [at(x), at(z), left[i]!, right[i]!];
          const [c, d] = [middle(p, k), middle(q, m)];
          weightsOf(x)[k]! += w * d;
          weightsOf(z)[m]! += w * c;
          return -w * c * d + Math.abs(w) * radius(p, k) * radius(q, m);
        };
      }
    }
  };
  const hands = steps.map(handOf);
  return {
    weightsOf,
    run(halves, slopes) {
      let rest = 0;
      for (let n = steps.length - 1; n >= 0; n--) {
        weightsOf(n).forEach((w, i) => { if (w !== 0) rest += hands[n]!(w, i, halves, slopes); });
        weightsOf(n).fill(0);
      }
      const { bids } = evaluation;
      weightsOf(-1).forEach((w, c) => {
        rest += w * middle(bids, c);
        bids.slopeLow.forEach((down, a) => { slopes[a]! += w * down[c]!; });
      });
      weightsOf(-1).fill(0);
      return rest;
    },
  };
}

/**
 * What a graph's entries do along some of the bids, the own ones, where all bids lie anywhere in a box. With xi_k the k-th own bid measured
 * from the middle of its side, every entry is, for each of the others' bids,
 *
 *     f(middle) + sum_k S_k xi_k + e,     S_k in [low_k, high_k],  |e| <= error,
 *
 * S_k of the others' bids alone. So errors fall with the square of the own sides, however wide the others' are: an affine form over the
 * whole box (cells.ts) also has in its error what bends along the others' bids.
 *
 * By Taylor's formula at the middle: a curve g makes g'(middle) S_k of S_k, and of e what g' and half of g'' leave of the entry's whole
 * move r = sum_k |S_k| h_k + |e|; of a product is left what both move. Derivatives are bounded by the ends of entries over the whole box,
 * which a tape or the like has enclosed before. Where a function bends it is a line between its branches and |x|, which moves as x does.
 */
import { functionDown, functionUp } from './rounding.ts';
import type { Cells } from './cells.ts';
import { FUNCTIONS } from './functions.ts';
import type { DenseNode, Graph, MapNode, Node, PairNode, ReduceNode, SimplexNode } from './graph.ts';
import { placeIn } from './planes.ts';

export interface OwnForms {
  /** One array an own bid. */
  readonly low: readonly Float64Array[];
  readonly high: readonly Float64Array[];
  readonly error: Float64Array;
}

/** Share of the sizes of its terms that a sum of up to some thousand products loses, by far; and what rounding near zero does. */
const ROUNDING = 2 ** -40;
const LEAST = 2 ** -1000;

type Ends = Pick<Cells, 'low' | 'high'>;

const sizeIn = (low: number, high: number): number => Math.max(Math.abs(low), Math.abs(high));

/** Slopes of tanh, sigmoid and what softplus's are: top - z^2, where z is the value, of the last two less 1/2. */
const slopeAt = (top: number, z: number): number => top - z * z;

/** Largest |g''| of tanh and sigmoid, 2 z (top - z^2), where |z| is in [a, b]: at z^2 = top / 3 it is largest of all. */
function bendIn(top: number, a: number, b: number): number {
  const turn = Math.sqrt(top / 3);
  const far = Math.min(Math.sqrt(top), b);
  const near = Math.min(far, a);
  return a <= turn && turn <= b ? (4 / 3) * top * turn : 2 * Math.max(near * slopeAt(top, near), far * slopeAt(top, far));
}

/** Ends of g' over an entry, and at least the largest |g''|; ends of the curve's values in, of softplus those of its slope. */
function curveSlopes(by: MapNode['by'], low: number, high: number): readonly [number, number, number] {
  const [middle, top] = by === 'tanh' ? [0, 1] : [0.5, 0.25];
  const [from, to] = [low - middle, high - middle];
  const far = sizeIn(from, to);
  const near = from <= 0 && to >= 0 ? 0 : Math.min(Math.abs(from), Math.abs(to));
  const bend = by === 'softplus' ? slopeAt(top, near) : bendIn(top, near, far);
  const [least, most] = by === 'softplus' ? [low, high] : [slopeAt(top, far), slopeAt(top, near)];
  return [Math.max(0, least - ROUNDING), Math.max(0, most + ROUNDING), Math.max(0, bend) + ROUNDING];
}

/** Forms of the nodes, in the graph's order, by ends of their entries: of the bids from `own` on, `halves.length` of them. */
export function ownFormsOf(graph: Graph, own: number, axes: number): {
  readonly forms: readonly OwnForms[];
  /** `halves`: half the own bids' sides. */
  enclose(cells: readonly Ends[], halves: ArrayLike<number>): void;
} {
  const forms = graph.map(({ size }): OwnForms & { readonly move: Float64Array } => ({
    low: Array.from({ length: axes }, () => new Float64Array(size)), high: Array.from({ length: axes }, () => new Float64Array(size)),
    error: new Float64Array(size), move: new Float64Array(size),
  }));
  type Form = (typeof forms)[number];
  let halves: ArrayLike<number> = [];

  /** Sets slope k of entry i, whose terms are of that size in all, rounded outwards. */
  const setSlope = (y: Form, k: number, i: number, low: number, high: number, size: number): void => {
    const wide = size * ROUNDING + LEAST;
    y.low[k]![i] = low - wide;
    y.high[k]![i] = high + wide;
  };
  /** Sets the error of an entry whose slopes stand. */
  const settle = (y: Form, i: number, error: number): void => {
    const own = error * (1 + ROUNDING) + LEAST;
    let move = own;
    for (let k = 0; k < axes; k++) move += sizeIn(y.low[k]![i]!, y.high[k]![i]!) * halves[k]!;
    y.error[i] = own;
    y.move[i] = move * (1 + ROUNDING);
  };
  const still = (y: Form, i: number, error = 0): void => {
    for (let k = 0; k < axes; k++) y.low[k]![i] = y.high[k]![i] = 0;
    settle(y, i, error);
  };
  /** Entry i of y is `factor` in [least, most], of no negative end, times entry j of x, and `more`. */
  const scaled = (y: Form, i: number, x: Form, j: number, least: number, most: number, more: number): void => {
    for (let k = 0; k < axes; k++) {
      const [low, high] = [x.low[k]![j]!, x.high[k]![j]!];
      setSlope(y, k, i, Math.min(low * least, low * most), Math.max(high * least, high * most), sizeIn(low, high) * most);
    }
    settle(y, i, most * x.error[j]! + more);
  };
  /** Half the sum of two entries, or of their difference what it moves by. */
  const apart = (a: Form, i: number, b: Form, j: number): number => {
    let move = a.error[i]! + b.error[j]!;
    for (let k = 0; k < axes; k++) {
      move += Math.max(Math.abs(a.high[k]![i]! - b.low[k]![j]!), Math.abs(a.low[k]![i]! - b.high[k]![j]!)) * halves[k]!;
    }
    return move * (1 + ROUNDING);
  };
  /** Entry n of y is the larger or lesser of entries, either of which it may be. */
  const between = (y: Form, n: number, a: Form, i: number, b: Form, j: number): void => {
    const bend = apart(a, i, b, j) / 2;
    for (let k = 0; k < axes; k++) {
      const [low, high] = [(a.low[k]![i]! + b.low[k]![j]!) / 2, (a.high[k]![i]! + b.high[k]![j]!) / 2];
      setSlope(y, k, n, low, high, Math.abs(low) + Math.abs(high));
    }
    settle(y, n, (a.error[i]! + b.error[j]!) / 2 + bend);
  };
  const copy = (y: Form, i: number, x: Form, j: number): void => {
    for (let k = 0; k < axes; k++) {
      y.low[k]![i] = x.low[k]![j]!;
      y.high[k]![i] = x.high[k]![j]!;
    }
    y.error[i] = x.error[j]!;
    y.move[i] = x.move[j]!;
  };

  const dense = ({ rows, inputs, outputs, weights }: DenseNode, x: Form, y: Form): void => {
    for (let r = 0; r < rows; r++) {
      for (let o = 0; o < outputs; o++) {
        const i = r * outputs + o;
        let error = 0;
        for (let n = 0; n < inputs; n++) error += Math.abs(weights[o * inputs + n]!) * x.error[r * inputs + n]!;
        for (let k = 0; k < axes; k++) {
          const [lows, highs] = [x.low[k]!, x.high[k]!];
          let [low, high, size] = [0, 0, 0];
          for (let n = 0; n < inputs; n++) {
            const weight = weights[o * inputs + n]!;
            const [a, b] = [weight * lows[r * inputs + n]!, weight * highs[r * inputs + n]!];
            low += weight > 0 ? a : b;
            high += weight > 0 ? b : a;
            size += Math.abs(a) + Math.abs(b);
          }
          setSlope(y, k, i, low, high, size);
        }
        settle(y, i, error);
      }
    }
  };
  const map = ({ by, leak, size }: MapNode, x: Form, y: Form, from: Ends, to: Ends): void => {
    for (let i = 0; i < size; i++) {
      const [low, high] = [from.low[i]!, from.high[i]!];
      const isSure = low > 0 || high <= 0;
      if (by === 'step') still(y, i, isSure ? 0 : 1 - leak);
      else if (by === 'leaky') {
        const slope = low > 0 ? 1 : isSure ? leak : (1 + leak) / 2;
        scaled(y, i, x, i, slope, slope, isSure ? 0 : (x.move[i]! * (1 - leak)) / 2);
      } else {
        const [least, most, bend] = by === 'softplus'
          ? curveSlopes(by, functionDown(FUNCTIONS.sigmoid(low)), functionUp(FUNCTIONS.sigmoid(high)))
          : curveSlopes(by, to.low[i]!, to.high[i]!);
        scaled(y, i, x, i, least, most, (bend * x.move[i]! ** 2) / 2);
      }
    }
  };
  const multiply = (y: Form, n: number, a: Form, i: number, ends: Ends, b: Form, j: number, others: Ends): void => {
    const [aLow, aHigh, bLow, bHigh] = [ends.low[i]!, ends.high[i]!, others.low[j]!, others.high[j]!];
    for (let k = 0; k < axes; k++) {
      const [sLow, sHigh, tLow, tHigh] = [a.low[k]![i]!, a.high[k]![i]!, b.low[k]![j]!, b.high[k]![j]!];
      const low = Math.min(aLow * tLow, aLow * tHigh, aHigh * tLow, aHigh * tHigh)
        + Math.min(bLow * sLow, bLow * sHigh, bHigh * sLow, bHigh * sHigh);
      const high = Math.max(aLow * tLow, aLow * tHigh, aHigh * tLow, aHigh * tHigh)
        + Math.max(bLow * sLow, bLow * sHigh, bHigh * sLow, bHigh * sHigh);
      setSlope(y, k, n, low, high, sizeIn(aLow, aHigh) * sizeIn(tLow, tHigh) + sizeIn(bLow, bHigh) * sizeIn(sLow, sHigh));
    }
    settle(y, n, sizeIn(aLow, aHigh) * b.error[j]! + sizeIn(bLow, bHigh) * a.error[i]! + a.move[i]! * b.move[j]!);
  };
  const pair = ({ by, left, right, size }: PairNode, a: Form, b: Form, y: Form, ends: Ends, others: Ends): void => {
    for (let n = 0; n < size; n++) {
      const [i, j] = [left[n]!, right[n]!];
      if (by === 'multiply') multiply(y, n, a, i, ends, b, j, others);
      else if (by === 'add' || by === 'subtract') {
        for (let k = 0; k < axes; k++) {
          const [low, high] = [b.low[k]![j]!, b.high[k]![j]!];
          const [least, most] = by === 'add' ? [low, high] : [-high, -low];
          setSlope(y, k, n, a.low[k]![i]! + least, a.high[k]![i]! + most, sizeIn(a.low[k]![i]!, a.high[k]![i]!) + sizeIn(low, high));
        }
        settle(y, n, a.error[i]! + b.error[j]!);
      } else {
        const sign = by === 'maximum' ? 1 : -1;
        if (sign === 1 ? ends.low[i]! >= others.high[j]! : ends.high[i]! <= others.low[j]!) copy(y, n, a, i);
        else if (sign === 1 ? others.low[j]! >= ends.high[i]! : others.high[j]! <= ends.low[i]!) copy(y, n, b, j);
        else between(y, n, a, i, b, j);
      }
    }
  };
  const reduce = (node: ReduceNode, x: Form, y: Form, ends: Ends): void => {
    const { by, outer, length, inner } = node;
    for (let o = 0; o < outer; o++) {
      for (let n = 0; n < inner; n++) {
        const i = o * inner + n;
        const first = placeIn(node, o, 0, n);
        copy(y, i, x, first);
        let [low, high] = [ends.low[first]!, ends.high[first]!];
        for (let l = 1; l < length; l++) {
          const j = placeIn(node, o, l, n);
          if (by === 'sum') {
            for (let k = 0; k < axes; k++) {
              const [a, b, c, d] = [y.low[k]![i]!, y.high[k]![i]!, x.low[k]![j]!, x.high[k]![j]!];
              setSlope(y, k, i, a + c, b + d, sizeIn(a, b) + sizeIn(c, d));
            }
            settle(y, i, y.error[i]! + x.error[j]!);
            continue;
          }
          const sign = by === 'maximum' ? 1 : -1;
          const [own, other] = sign === 1 ? [[low, high], [ends.low[j]!, ends.high[j]!]] : [[-high, -low], [-ends.high[j]!, -ends.low[j]!]];
          if (other[0]! >= own[1]!) copy(y, i, x, j);
          else if (own[0]! < other[1]!) between(y, i, y, i, x, j);
          [low, high] = sign === 1 ? [Math.max(low, ends.low[j]!), Math.max(high, ends.high[j]!)]
            : [Math.min(low, ends.low[j]!), Math.min(high, ends.high[j]!)];
        }
      }
    }
  };
  /** Shares: sum_l w_kl (x_k - x_l), weights in [least, most], and what they bend by. */
  const shares = (node: SimplexNode, x: Form, y: Form, to: Ends): void => {
    const { op, outer, length, inner } = node;
    for (let o = 0; o < outer; o++) {
      for (let n = 0; n < inner; n++) {
        const line = Array.from({ length }, (_, l) => placeIn(node, o, l, n));
        const possible = line.filter((i) => to.high[i]! > 0).length;
        const sure = line.filter((i) => to.low[i]! > 0).length;
        let spread = 0;
        if (op === 'softmax') for (const i of line) for (const j of line) spread = Math.max(spread, apart(x, i, x, j));
        for (const i of line) {
          still(y, i);
          let error = op === 'softmax' ? (sizeIn(to.low[i]!, to.high[i]!) * spread * spread) / 2 : 0;
          for (const j of line) {
            if (j === i) continue;
            let [least, most] = [to.low[i]! * to.low[j]! * (1 - ROUNDING), Math.min(0.25, to.high[i]! * to.high[j]!) * (1 + ROUNDING)];
            if (op === 'sparsemax') {
              if (!(to.high[i]! > 0 && to.high[j]! > 0)) continue;
              const [both, one] = [to.low[i]! > 0, to.low[j]! > 0];
              [least, most] = [both && one ? 1 / possible : 0, 1 / (sure + (both ? 0 : 1) + (one ? 0 : 1))];
              error += ((most - least) / 2) * apart(x, i, x, j);
              least = most = (least + most) / 2;
            }
            for (let k = 0; k < axes; k++) {
              const [low, high] = [x.low[k]![i]! - x.high[k]![j]!, x.high[k]![i]! - x.low[k]![j]!];
              const [a, b] = [y.low[k]![i]!, y.high[k]![i]!];
              setSlope(y, k, i, a + Math.min(low * least, low * most), b + Math.max(high * least, high * most),
                sizeIn(a, b) + (sizeIn(x.low[k]![i]!, x.high[k]![i]!) + sizeIn(x.low[k]![j]!, x.high[k]![j]!)) * most);
            }
            error += most * (x.error[i]! + x.error[j]!);
          }
          settle(y, i, error);
        }
      }
    }
  };
  const enclose = (node: Node, n: number, cells: readonly Ends[]): void => {
    const y = forms[n]!;
    switch (node.op) {
      case 'bids':
        for (let i = 0; i < node.size; i++) {
          still(y, i);
          if (i < own || i >= own + axes) continue;
          y.low[i - own]![i] = y.high[i - own]![i] = 1;
          settle(y, i, 0);
        }
        break;
      case 'constant': for (let i = 0; i < node.size; i++) still(y, i); break;
      case 'dense': dense(node, forms[node.of]!, y); break;
      case 'map': map(node, forms[node.of]!, y, cells[node.of]!, cells[n]!); break;
      case 'scale':
        for (let i = 0; i < node.size; i++) {
          const x = forms[node.of]!;
          for (let k = 0; k < axes; k++) {
            const [a, b] = [node.factor * x.low[k]![i]!, node.factor * x.high[k]![i]!];
            setSlope(y, k, i, Math.min(a, b), Math.max(a, b), sizeIn(a, b));
          }
          settle(y, i, Math.abs(node.factor) * x.error[i]!);
        }
        break;
      case 'gather': for (let i = 0; i < node.size; i++) copy(y, i, forms[node.of[node.source[i]!]!]!, node.index[i]!); break;
      case 'pair': pair(node, forms[node.of[0]]!, forms[node.of[1]]!, y, cells[node.of[0]]!, cells[node.of[1]]!); break;
      case 'reduce': reduce(node, forms[node.of]!, y, cells[node.of]!); break;
      case 'softmax':
      case 'sparsemax': shares(node, forms[node.of]!, y, cells[n]!);
    }
  };
  return {
    forms,
    enclose(cells, sides) {
      halves = sides;
      for (const [n, node] of graph.entries()) enclose(node, n, cells);
    },
  };
}

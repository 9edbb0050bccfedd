/**
 * What single precision may move: for every node of a graph ends of |computed - exact| over a box of bids, entry by entry, where the exact
 * function is that of real numbers, with weights as they stand, and the computed one is that of kernels/network in single precision.
 * Forward, node by node, with u = 2^-24 and L = 2^-149, so that every operation that is rounded adds at most u times the size of its exact
 * result, and L, to what its operands bring:
 *
 *     bids        u |x|                                    they are rounded first
 *     dense       sum_k (|w^_k| e_k + |w^_k - w_k| |x_k|) + |b^ - b|, and the roundings of the sum in its order: of products in blocks, of
 *                 the blocks' partial sums, and of the sums of blocks, every one u times the largest size it has, by intervals of the terms
 *     map         s e and what singles.ts says of the function, where s is the largest slope over the values' enclosure widened by e;
 *                 what is done in doubles and rounded, its own last rounding
 *     softmax     (e + u D) / 2 + (2 POWER_ERROR + (n + 2) u) p + 2^-100: differences to the largest move by e, the largest error of a
 *                 line, and u D, D the largest of them in size; sum_l |dp_k / dx_l| = 2 p_k (1 - p_k) <= 1/2. Powers, their sum of n, at
 *                 least 1, and the quotient are off relatively; powers that count as 0 are below 2^-125
 *     sparsemax   2 e + u: entries move by no more than e and what is taken off all of them, which moves by no more than e
 *     in parts    PARTED_ERROR s, whatever came before (kernels/network/parted.ts)
 *
 * Sizes of exact values are those of one enclosure over the box. These ends are computed in doubles, and enlarged by more than that loses.
 * Slopes that jump (`step`) have no end.
 */
import type { Cells } from '../../../kernels/network/cells.ts';
import type { DenseNode, Graph, MapNode, ReduceNode, SimplexNode } from '../../../kernels/network/graph.ts';
import { evaluatorOf, type NetworkMechanism } from '../../../kernels/network/mechanism.ts';
import { PARTED_ERROR, partedNodes } from '../../../kernels/network/parted.ts';
import { placeIn } from '../../../kernels/network/planes.ts';
import { POWER_ERROR, SINGLES, TANH_ERROR } from '../../../kernels/network/singles.ts';
import { scaleOf } from './scale.ts';

const UNIT = 2 ** -24;
const LEAST = 2 ** -149;
/** What is lost here: sums of fewer than 2^20 terms that are all at least 0. */
const MORE = 1 + 2 ** -30;
/** Larger numbers might pass the end of single precision on the way. */
const LARGEST = 2 ** 100;

const sizeAt = ({ low, high }: Cells, i: number): number => Math.max(Math.abs(low[i]!), Math.abs(high[i]!));
/** Of a result of that size at most, which rounding moves. */
const rounding = (size: number): number => UNIT * size + LEAST;

function denseErrors({ rows, inputs, outputs, weights, bias }: DenseNode, x: Cells, error: Float64Array): Float64Array {
  return Float64Array.from({ length: rows * outputs }, (_, i) => {
    const [r, o] = [Math.floor(i / outputs), i % outputs];
    const first = Math.fround(bias[o]!);
    let [low, high, lost, moved] = [first, first, 0, Math.abs(first - bias[o]!)];
    for (let from = 0; from < inputs; from += SINGLES.block) {
      let [least, most, off] = [0, 0, 0];
      for (let k = from; k < Math.min(from + SINGLES.block, inputs); k++) {
        const [at, exact] = [r * inputs + k, weights[o * inputs + k]!];
        const weight = Math.fround(exact);
        const [own, [a, b]] = [Math.abs(weight) * error[at]!, [weight * x.low[at]!, weight * x.high[at]!]];
        moved += own + Math.abs(weight - exact) * sizeAt(x, at);
        least += Math.min(a, b) - own;
        most += Math.max(a, b) + own;
        off += rounding(Math.max(Math.abs(a), Math.abs(b)) + own);
        if (k > from) off += rounding(Math.max(-least, most) + off);
      }
      low += least;
      high += most;
      lost += off;
      lost += rounding(Math.max(-low, high) + lost);
    }
    return Math.max(-low, high) < LARGEST ? moved + lost : Infinity;
  });
}

/** Largest slope of tanh where its argument is no nearer to 0. */
const tanhSlope = (nearest: number): number => 1 - Math.tanh(nearest) ** 2 + 2 ** -40;

function mapErrors({ by, leak, size }: MapNode, x: Cells, y: Cells, error: Float64Array): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => {
    const own = error[i]!;
    const nearest = Math.max(0, x.low[i]! - own, -x.high[i]! - own);
    switch (by) {
      case 'tanh': return tanhSlope(nearest) * own + TANH_ERROR;
      case 'sigmoid': return (tanhSlope(nearest / 2) * own) / 4 + TANH_ERROR;
      case 'softplus': return own + 2 * rounding(sizeAt(y, i) + own);
      case 'leaky': {
        const slope = Math.fround(leak);
        return leak === 0 ? own : own + Math.abs(slope - leak) * sizeAt(x, i) + rounding(slope * (sizeAt(x, i) + own));
      }
      case 'step': return Infinity;
    }
  });
}

/** Of every line of an axis, its entries' places and errors. */
function lines(node: ReduceNode | SimplexNode, take: (line: number, places: readonly number[]) => void): void {
  for (let o = 0; o < node.outer; o++) {
    for (let m = 0; m < node.inner; m++) {
      take(o * node.inner + m, Array.from({ length: node.length }, (_, k) => placeIn(node, o, k, m)));
    }
  }
}

function reduceErrors(node: ReduceNode, x: Cells, error: Float64Array): Float64Array {
  const errors = new Float64Array(node.size);
  lines(node, (line, places) => {
    if (node.by !== 'sum') {
      errors[line] = Math.max(...places.map((i) => error[i]!));
      return;
    }
    let size = 0;
    for (const [k, i] of places.entries()) {
      size += sizeAt(x, i) + error[i]!;
      errors[line]! += error[i]!;
      if (k > 0) errors[line]! += rounding(size + errors[line]!);
    }
  });
  return errors;
}

function simplexErrors(node: SimplexNode, x: Cells, y: Cells, error: Float64Array): Float64Array {
  const errors = new Float64Array(node.size);
  lines(node, (_, places) => {
    const moved = Math.max(...places.map((i) => error[i]!));
    const spread = Math.max(...places.map((i) => x.high[i]!)) - Math.min(...places.map((i) => x.low[i]!)) + 2 * moved;
    const apart = (moved + rounding(spread)) / 2;
    for (const i of places) {
      errors[i] = node.op === 'sparsemax' ? 2 * moved + UNIT
        : apart + (2 * POWER_ERROR + (node.length + 2) * UNIT) * Math.min(1, sizeAt(y, i) + apart) + 2 ** -100;
    }
  });
  return errors;
}

/** Of a node's entries; `errors` has those of the nodes before it. */
function errorsOf(graph: Graph, n: number, cells: readonly Cells[], errors: readonly Float64Array[]): Float64Array {
  const node = graph[n]!;
  switch (node.op) {
    case 'bids': return Float64Array.from({ length: node.size }, (_, i) => rounding(sizeAt(cells[n]!, i)));
    case 'constant': return node.values.map((value) => Math.abs(Math.fround(value) - value));
    case 'dense': return denseErrors(node, cells[node.of]!, errors[node.of]!);
    case 'map': return mapErrors(node, cells[node.of]!, cells[n]!, errors[node.of]!);
    case 'scale': {
      const [factor, shift] = [Math.fround(node.factor), Math.fround(node.shift)];
      return errors[node.of]!.map((own, i) => {
        const size = sizeAt(cells[node.of]!, i);
        const product = Math.abs(factor) * (size + own);
        return Math.abs(factor) * own + Math.abs(factor - node.factor) * size + Math.abs(shift - node.shift)
          + rounding(product) + rounding(product + rounding(product) + Math.abs(shift));
      });
    }
    case 'gather': return Float64Array.from({ length: node.size }, (_, i) => errors[node.of[node.source[i]!]!]![node.index[i]!]!);
    case 'pair': return Float64Array.from({ length: node.size }, (_, i) => {
      const [a, b] = [errors[node.of[0]]![node.left[i]!]!, errors[node.of[1]]![node.right[i]!]!];
      if (node.by === 'minimum' || node.by === 'maximum') return Math.max(a, b);
      const [x, y] = [sizeAt(cells[node.of[0]]!, node.left[i]!), sizeAt(cells[node.of[1]]!, node.right[i]!)];
      return node.by === 'multiply' ? a * y + b * x + a * b + rounding((x + a) * (y + b)) : a + b + rounding(x + y + a + b);
    });
    case 'reduce': return reduceErrors(node, cells[node.of]!, errors[node.of]!);
    case 'softmax':
    case 'sparsemax': return simplexErrors(node, cells[node.of]!, cells[n]!, errors[node.of]!);
  }
}

/** Of every node; `parted`: nodes that are taken in parts. Infinite where there is no end. */
export function singleErrors(
  mechanism: NetworkMechanism, low: ArrayLike<number>, high: ArrayLike<number>, parted: readonly number[] = [],
): readonly Float64Array[] {
  const { graph } = mechanism;
  const { tape: { setBid, enclose, cells } } = evaluatorOf(mechanism, low.length);
  for (let c = 0; c < low.length; c++) setBid(c, c, low[c]!, high[c]!);
  enclose();
  const errors: Float64Array[] = [];
  for (const [n, node] of graph.entries()) {
    const own = parted.includes(n) && node.op === 'map'
      ? new Float64Array(node.size).fill((node.by === 'tanh' ? 2 : 1) * PARTED_ERROR) : errorsOf(graph, n, cells, errors);
    errors.push(own.map((error, i) => (sizeAt(cells[n]!, i) + error < LARGEST ? error * MORE : Infinity)));
  }
  return errors;
}

/**
 * No gain of hers, of any type by any report at any profile, is further off for it; nor is an amount. Infinite of code and of menus, whose
 * best offer may be another one.
 */
export function singleGainError(
  mechanism: NetworkMechanism, low: ArrayLike<number>, high: ArrayLike<number>, bidder: number, isParted: boolean,
): number {
  const { objects, result, graph } = mechanism;
  if (result.kind === 'menu') return Infinity;
  const errors = singleErrors(mechanism, low, high, isParted ? partedNodes(graph).map(({ node }) => node) : []);
  const scale = scaleOf({ low, high });
  let worth = errors[result.payments]![bidder]!;
  for (let c = bidder * objects; c < (bidder + 1) * objects; c++) {
    worth += Math.max(scale, Math.abs(low[c]!), Math.abs(high[c]!)) * errors[result.amounts]![c]!;
  }
  return 2 * worth * MORE;
}

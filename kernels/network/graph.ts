/**
 * A function of the bids as data: nodes in an order in which every node comes after what it reads. All numbers are doubles; every
 * sum runs over its terms in the order in which they are stored, from an accumulator that starts with the bias or with zero.
 *
 *     dense       y_ro = bias_o + sum_k weights_ok x_rk        for each of the rows r
 *     map         tanh, sigmoid 1 / (1 + e^-x), softplus log(1 + e^x), leaky max(x, leak x); relu is leaky with leak 0; step, its slope: 1
 *                 where x > 0, else leak
 *     scale       factor x + shift
 *     gather      copies of entries: reshape, transpose, slice, concatenate
 *     pair        add, subtract, multiply, minimum, maximum of two entries each
 *     reduce      sum, minimum or maximum along an axis
 *     softmax     e^(x_k) / sum_l e^(x_l) along an axis, from differences to the largest entry
 *     sparsemax   the point of the simplex nearest to x, along an axis (Martins and Astudillo 2016)
 *
 * Ties: the derivative of max(x, y) at x = y is any number between those of its branches, as Clarke's is.
 */

/** An axis of a row-major array: entry (o, k, n) is at (o length + k) inner + n. */
export interface Axis {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

export type MapName = 'tanh' | 'sigmoid' | 'softplus' | 'leaky' | 'step';
export type PairName = 'add' | 'subtract' | 'multiply' | 'minimum' | 'maximum';
export type ReduceName = 'sum' | 'minimum' | 'maximum';

interface Sized {
  /** Number of entries. */
  readonly size: number;
}

export interface DenseNode extends Sized {
  readonly op: 'dense';
  readonly of: number;
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  /** [outputs, inputs]. */
  readonly weights: Float64Array;
  /** [outputs]. */
  readonly bias: Float64Array;
}

export interface MapNode extends Sized {
  readonly op: 'map';
  readonly by: MapName;
  readonly of: number;
  /** Slope below zero, in [0, 1]; of `leaky` and `step` only. */
  readonly leak: number;
}

export interface ScaleNode extends Sized {
  readonly op: 'scale';
  readonly of: number;
  readonly factor: number;
  readonly shift: number;
}

export interface GatherNode extends Sized {
  readonly op: 'gather';
  readonly of: readonly number[];
  /** [size]: which of the inputs, and which of its entries. */
  readonly source: Int32Array;
  readonly index: Int32Array;
}

export interface PairNode extends Sized {
  readonly op: 'pair';
  readonly by: PairName;
  readonly of: readonly [number, number];
  /** [size]: entries of the first and of the second input. */
  readonly left: Int32Array;
  readonly right: Int32Array;
}

export interface ReduceNode extends Sized, Axis {
  readonly op: 'reduce';
  readonly by: ReduceName;
  readonly of: number;
}

export interface SimplexNode extends Sized, Axis {
  readonly op: 'softmax' | 'sparsemax';
  readonly of: number;
}

/** The bids [bidders, objects], row-major; the first node of every graph. */
export interface BidsNode extends Sized {
  readonly op: 'bids';
}

export interface ConstantNode extends Sized {
  readonly op: 'constant';
  readonly values: Float64Array;
}

export type Node =
  | BidsNode | ConstantNode | DenseNode | MapNode | ScaleNode | GatherNode | PairNode | ReduceNode | SimplexNode;

/** Plain data: it crosses threads as a structured clone. */
export type Graph = readonly Node[];

/** Nodes that a node reads. */
export const inputsOf = (node: Node): readonly number[] =>
  (!('of' in node) ? [] : typeof node.of === 'number' ? [node.of] : node.of);

/** Multiplications, and as many additions, of one evaluation; functions count ten. */
export const workOf = (graph: Graph): number => graph.reduce((sum, node) => {
  if (node.op === 'dense') return sum + node.rows * node.inputs * node.outputs;
  if (node.op === 'map' && node.by !== 'leaky' && node.by !== 'step') return sum + 10 * node.size;
  return sum + (node.op === 'softmax' || node.op === 'sparsemax' ? 10 * node.size : node.op === 'constant' ? 0 : node.size);
}, 0);

/** A graph made ready to run: buffers of every node, and its operations in order. */
import { cellsOf, type Cells, type Halves, type Operation, type Rest } from './cells.ts';
import { inputsOf, type Graph } from './graph.ts';
import { operationOf } from './operations.ts';
import { up } from './rounding.ts';

/** What is known over a box of bids. */
export interface BoxTape {
  /** Of every node; those of node 0 are the bids. */
  readonly cells: readonly Cells[];
  readonly halves: Halves;
  /** Bid c lies in [low, high] and moves with axis `axis`; with -1, it has one value, and with an axis of its own it fills the box. */
  setBid(c: number, axis: number, low: number, high: number): void;
}

export interface Tape extends BoxTape {
  /** Entries of all nodes, those of shares as often as their lines are long. */
  readonly terms: number;
  /** Values at the bids in `cells[0].value`. */
  forward(): void;
  /** Affine forms and ends over the box of bids that was set. */
  enclose(): void;
  /** Takes all weights away. */
  clear(): void;
  /** Traces the weighted sum of entries back to the bids, whose weights are then those of the sum: it is at most theirs and the rest. */
  pull(rest: Rest): void;
}

export const setBidOf = (bids: Cells, halves: Halves): BoxTape['setBid'] => {
  /** Axis of each bid as its slopes stand. */
  const axisOf = new Int32Array(bids.centre.length).fill(-1);
  return (c, axis, low, high) => {
    const middle = low + (high - low) / 2;
    const half = low === high ? 0 : up(Math.max(high - middle, middle - low));
    bids.low[c] = low;
    bids.high[c] = high;
    bids.centre[c] = middle;
    bids.reach[c] = half;
    if (axis >= 0) halves[axis] = half;
    if (axis === axisOf[c]) return;
    for (let a = 0; a < halves.length; a++) bids.slope[a]![c] = a === axis ? 1 : 0;
    axisOf[c] = axis;
  };
};

export const termsOf = (graph: Graph): number =>
  graph.reduce((sum, node) => sum + node.size * ('length' in node ? node.length : 1), 0);

/**
 * For boxes of so many axes. Throws RangeError where a node reads one that does not come before it. `wanted`: entries whose enclosures are
 * looked at (wanted.ts); those of others may be left as they are.
 */
export function tapeOf(graph: Graph, axes: number, wanted?: readonly Uint8Array[]): Tape {
  const cells: Cells[] = [];
  const operations: Operation[] = [];
  const constants: Cells[] = [];
  const halves: Halves = new Float64Array(axes);
  for (const [n, node] of graph.entries()) {
    if (inputsOf(node).some((input) => !(input < n))) throw new RangeError(`graph: node ${n} reads a node that is not before it`);
    const own = cellsOf(node.size, axes);
    if (node.op === 'constant') {
      for (const part of [own.value, own.centre, own.low, own.high]) part.set(node.values);
      constants.push(own);
    }
    cells.push(own);
    const operation = operationOf(node, cells, own, halves, wanted?.[n]);
    if (operation) operations.push(operation);
  }
  return {
    cells,
    halves,
    terms: termsOf(graph),
    forward() {
      for (const operation of operations) operation.forward();
    },
    setBid: setBidOf(cells[0]!, halves),
    enclose() {
      for (const operation of operations) operation.enclose();
    },
    clear() {
      for (const { weight } of cells) weight.fill(0);
    },
    pull(rest) {
      for (let n = operations.length - 1; n >= 0; n--) operations[n]!.pull(rest);
      for (const { weight, value } of constants) {
        for (let i = 0; i < weight.length; i++) {
          rest.high += weight[i]! * value[i]!;
          rest.size += Math.abs(weight[i]! * value[i]!);
        }
      }
    },
  };
}

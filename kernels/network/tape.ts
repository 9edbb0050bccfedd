/** A graph made ready to run: buffers of every node, and its operations in order. */
import { cellsOf, type Cells, type Operation } from './cells.ts';
import { denseOperation } from './dense.ts';
import { gatherOperation, mapOperation, pairOperation, reduceOperation, scaleOperation } from './elementwise.ts';
import { inputsOf, type Graph, type Node } from './graph.ts';
import { simplexOperation } from './simplex.ts';

export interface Tape {
  /** Of every node; those of node 0 are the bids, to be filled before a run. */
  readonly cells: readonly Cells[];
  /** Values at the bids in `cells[0].value`. */
  forward(): void;
  /** Enclosures over the box in `cells[0].low` and `.high`. */
  enclose(): void;
  /** Slopes by the bids, after `enclose`; the caller has called `clearSlopes` and put the objective's slopes by its nodes. */
  pull(): void;
  clearSlopes(): void;
}

function operationOf(node: Node, cells: readonly Cells[], y: Cells): Operation | undefined {
  const [x, z] = inputsOf(node).map((input) => cells[input]!);
  switch (node.op) {
    case 'bids':
    case 'constant': return undefined;
    case 'dense': return denseOperation(node, x!, y);
    case 'map': return mapOperation(node, x!, y);
    case 'scale': return scaleOperation(node, x!, y);
    case 'gather': return gatherOperation(node, node.of.map((input) => cells[input]!), y);
    case 'pair': return pairOperation(node, x!, z!, y);
    case 'reduce': return reduceOperation(node, x!, y);
    case 'softmax':
    case 'sparsemax': return simplexOperation(node, x!, y);
  }
}

/** Throws RangeError where a node reads one that does not come before it. */
export function tapeOf(graph: Graph): Tape {
  const cells: Cells[] = [];
  const operations: Operation[] = [];
  for (const [n, node] of graph.entries()) {
    if (inputsOf(node).some((input) => !(input < n))) throw new RangeError(`graph: node ${n} reads a node that is not before it`);
    const own = cellsOf(node.size);
    if (node.op === 'constant') for (const part of [own.value, own.low, own.high]) part.set(node.values);
    cells.push(own);
    const operation = operationOf(node, cells, own);
    if (operation) operations.push(operation);
  }
  const backwards = operations.toReversed();
  return {
    cells,
    forward() {
      for (const operation of operations) operation.forward();
    },
    enclose() {
      for (const operation of operations) operation.enclose();
    },
    pull() {
      for (const operation of backwards) operation.pull();
    },
    clearSlopes() {
      for (const { slopeLow, slopeHigh } of cells) {
        slopeLow.fill(0);
        slopeHigh.fill(0);
      }
    },
  };
}

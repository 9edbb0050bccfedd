/** What each node of a graph does to entries: its operation, by name. */
import type { Cells, Halves, Operation } from './cells.ts';
import { denseOperation } from './dense.ts';
import { gatherOperation, mapOperation, pairOperation, reduceOperation, scaleOperation } from './elementwise.ts';
import { inputsOf, type Node } from './graph.ts';
import { softmaxOperation } from './softmax.ts';
import { sparsemaxOperation } from './sparsemax.ts';

/**
 * From the cells of all nodes before it to its own, y; undefined of nodes that read none. Enclosures may leave out entries that are not
 * wanted.
 */
export function operationOf(node: Node, cells: readonly Cells[], y: Cells, halves: Halves, wanted?: Uint8Array): Operation | undefined {
  const [x, z] = inputsOf(node).map((input) => cells[input]!);
  switch (node.op) {
    case 'bids':
    case 'constant': return undefined;
    case 'dense': return denseOperation(node, x!, y, halves);
    case 'map': return mapOperation(node, x!, y, halves);
    case 'scale': return scaleOperation(node, x!, y, halves);
    case 'gather': return gatherOperation(node, node.of.map((input) => cells[input]!), y, halves);
    case 'pair': return pairOperation(node, x!, z!, y, halves);
    case 'reduce': return reduceOperation(node, x!, y, halves);
    case 'softmax': return softmaxOperation(node, x!, y, halves, wanted);
    case 'sparsemax': return sparsemaxOperation(node, x!, y, halves);
  }
}

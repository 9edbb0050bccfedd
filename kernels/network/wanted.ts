/** Which entries of a graph some outputs read, through however many nodes. */
import type { Graph, Node } from './graph.ts';

/** Nodes and the entries of theirs that are read. */
export type Outputs = readonly { readonly node: number; readonly entries: readonly number[] }[];

/** One array a node: 1 for entries that count. */
export function wantedEntries(graph: Graph, outputs: Outputs): Uint8Array[] {
  const wanted = graph.map(({ size }) => new Uint8Array(size));
  for (const { node, entries } of outputs) for (const i of entries) wanted[node]![i] = 1;
  for (let n = graph.length - 1; n > 0; n--) wanted[n]!.forEach((counts, i) => { if (counts) mark(graph[n]!, i, wanted); });
  return wanted;
}

/** What entry i of a node reads. */
function mark(node: Node, i: number, wanted: readonly Uint8Array[]): void {
  switch (node.op) {
    case 'bids':
    case 'constant': return;
    case 'dense': {
      const row = Math.floor(i / node.outputs) * node.inputs;
      wanted[node.of]!.fill(1, row, row + node.inputs);
      return;
    }
    case 'map':
    case 'scale':
      wanted[node.of]![i] = 1;
      return;
    case 'gather':
      wanted[node.of[node.source[i]!]!]![node.index[i]!] = 1;
      return;
    case 'pair':
      wanted[node.of[0]]![node.left[i]!] = 1;
      wanted[node.of[1]]![node.right[i]!] = 1;
      return;
    case 'reduce': {
      const { length, inner } = node;
      const first = Math.floor(i / inner) * length * inner + (i % inner);
      for (let k = 0; k < length; k++) wanted[node.of]![first + k * inner] = 1;
      return;
    }
    case 'softmax':
    case 'sparsemax': {
      const { length, inner } = node;
      const first = Math.floor(i / (length * inner)) * length * inner + (i % inner);
      for (let k = 0; k < length; k++) wanted[node.of]![first + k * inner] = 1;
    }
  }
}

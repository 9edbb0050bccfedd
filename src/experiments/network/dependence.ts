/** Whose bids a node's entries depend on, from the graph alone: what is not in the set has no influence, whatever the numbers. */
import { inputsOf, type Graph, type Node } from '../../../kernels/network/graph.ts';
import type { NetworkMechanism } from '../../../kernels/network/mechanism.ts';

/** Of every node, for every entry, bit i where bidder i's bids may enter. At most 30 bidders. */
function influences(graph: Graph, objects: number): Int32Array[] {
  const known: Int32Array[] = [];
  for (const node of graph) known.push(influence(node, known, objects));
  return known;
}

function influence(node: Node, known: readonly Int32Array[], objects: number): Int32Array {
  const [x, z] = inputsOf(node).map((input) => known[input]!);
  const entries = (of: (i: number) => number): Int32Array => Int32Array.from({ length: node.size }, (_, i) => of(i));
  switch (node.op) {
    case 'bids': return entries((i) => 1 << Math.floor(i / objects));
    case 'constant': return entries(() => 0);
    case 'map':
    case 'scale': return x!.slice();
    case 'gather': return entries((i) => known[node.of[node.source[i]!]!]![node.index[i]!]!);
    case 'pair': return entries((i) => x![node.left[i]!]! | z![node.right[i]!]!);
    case 'dense': return entries((i) => {
      const [row, output] = [Math.floor(i / node.outputs), i % node.outputs];
      let bits = 0;
      for (let k = 0; k < node.inputs; k++) if (node.weights[output * node.inputs + k] !== 0) bits |= x![row * node.inputs + k]!;
      return bits;
    });
    case 'reduce': return entries((i) => lineOf(x!, node, Math.floor(i / node.inner), i % node.inner));
    case 'softmax':
    case 'sparsemax': return entries((i) => lineOf(x!, node, Math.floor(i / (node.length * node.inner)), i % node.inner));
  }
}

function lineOf(x: Int32Array, { length, inner }: { readonly length: number; readonly inner: number }, o: number, n: number): number {
  let bits = 0;
  for (let k = 0; k < length; k++) bits |= x[(o * length + k) * inner + n]!;
  return bits;
}

/**
 * Whether no bid of bidder i can gain by the construction of the mechanism: she chooses, by her bid, what her bid says is best from a menu
 * on whose entries her bids have no influence.
 */
export function isTruthfulByConstruction({ graph, objects, result }: NetworkMechanism, bidder: number): boolean {
  if (result.kind !== 'menu') return false;
  const known = influences(graph, objects);
  const { amounts, prices } = result.offers[bidder]!;
  return [amounts, prices].every((node) => known[node]!.every((bits) => (bits & (1 << bidder)) === 0));
}

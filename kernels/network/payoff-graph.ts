/**
 * What a lie gains as a graph of one last entry: everything from the bids to the gain is enclosed and traced back in one go. Of mechanisms
 * whose graph gives amounts and payments.
 */
import type { Graph, Node, PairName } from './graph.ts';
import type { NetworkMechanism } from './mechanism.ts';

type Outcome = Extract<NetworkMechanism['result'], { readonly kind: 'outcome' }>;

const range = (count: number, from = 0): Int32Array => Int32Array.from({ length: count }, (_, k) => from + k);

/** Adds a node, whose place comes back. */
const added = (nodes: Node[], node: Node): number => nodes.push(node) - 1;
const pair = (nodes: Node[], by: PairName, [a, left]: readonly [number, Int32Array], [b, right]: readonly [number, Int32Array]): number =>
  added(nodes, { op: 'pair', by, of: [a, b], left, right, size: left.length });
const total = (nodes: Node[], of: number): number =>
  added(nodes, { op: 'reduce', by: 'sum', of, outer: 1, length: nodes[of]!.size, inner: 1, size: 1 });

/** A copy of a graph whose bids are these entries of the first node; places of the amounts and of the payments come back. */
function copied(nodes: Node[], graph: Graph, entries: Int32Array, { amounts, payments }: Outcome): readonly [number, number] {
  const first = added(nodes, { op: 'gather', of: [0], source: new Int32Array(entries.length), index: entries, size: entries.length });
  for (const node of graph.slice(1)) {
    const { of } = node as { readonly of?: number | readonly number[] };
    nodes.push((of === undefined ? node : { ...node, of: typeof of === 'number' ? first + of : of.map((n) => first + n) }) as Node);
  }
  return [first + amounts, first + payments];
}

/** Types of all, then her report: t_i . (Q_i(r, t_-i) - Q_i(t)) - P_i(r, t_-i) + P_i(t). */
export function gainGraph({ graph, bidders, objects }: NetworkMechanism, result: Outcome, bidder: number): Graph {
  const size = bidders * objects;
  const own = range(objects, bidder * objects);
  const nodes: Node[] = [{ op: 'bids', size: size + objects }];
  const [amounts, payments] = copied(nodes, graph, range(size), result);
  const bids = range(size);
  bids.set(range(objects, size), bidder * objects);
  const [lies, dues] = copied(nodes, graph, bids, result);
  const more = pair(nodes, 'subtract', [lies, own], [amounts, own]);
  const values = pair(nodes, 'multiply', [0, own], [more, range(objects)]);
  const saved = pair(nodes, 'subtract', [payments, range(1, bidder)], [dues, range(1, bidder)]);
  pair(nodes, 'add', [saved, range(1)], [total(nodes, values), range(1)]);
  return nodes;
}

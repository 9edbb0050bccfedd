/**
 * What a graph's entries change by where one bid changes, as a graph again: forward differentiation, node by node, so values, affine forms
 * and draws of slopes are those of any graph.
 *
 * Where a function bends (leaky, minimum, maximum, sparsemax) the slope is that of one branch, and over a box in which either may hold,
 * anything between: along a straight line, at almost every point, both branches have the same slope wherever they tie for longer than a
 * point (Lipschitz functions of one number are differentiable almost everywhere), so what a value changes by along the line is the
 * integral of these slopes, whichever branch is taken.
 */
import type { Graph, Node, PairNode, ReduceNode, SimplexNode } from './graph.ts';
import type { NetworkMechanism } from './mechanism.ts';
import { placeIn } from './planes.ts';

const counted = (size: number): Int32Array => Int32Array.from({ length: size }, (_, i) => i);

/** The graph with slopes by bid `bid` behind it, and every node's slopes among them. */
function differentiated(graph: Graph, bid: number): { readonly graph: Node[]; readonly slopes: (number | undefined)[] } {
  const nodes: Node[] = [...graph];
  /** Of the nodes of the graph; undefined where the bid moves nothing. */
  const slopes: (number | undefined)[] = [];
  const add = (node: Node): number => nodes.push(node) - 1;
  const zeros = (size: number): number => add({ op: 'constant', size, values: new Float64Array(size) });
  const pair = (by: PairNode['by'], a: number, left: Int32Array, b: number, right: Int32Array): number =>
    add({ op: 'pair', by, of: [a, b], left, right, size: left.length });
  const times = (a: number, b: number): number => pair('multiply', a, counted(nodes[a]!.size), b, counted(nodes[b]!.size));
  const scaled = (of: number, factor: number, shift: number): number => add({ op: 'scale', of, factor, shift, size: nodes[of]!.size });
  const picked = (of: number, index: Int32Array): number =>
    add({ op: 'gather', of: [of], source: new Int32Array(index.length), index, size: index.length });

  const sum = (
    by: 'add' | 'subtract', a: number | undefined, left: Int32Array, b: number | undefined, right: Int32Array,
  ): number | undefined => {
    if (a === undefined) return b === undefined ? undefined : by === 'add' ? picked(b, right) : scaled(picked(b, right), -1, 0);
    return b === undefined ? picked(a, left) : pair(by, a, left, b, right);
  };
  /** Slopes of max(a, b) = b + max(0, a - b) and min(a, b) = a - max(0, a - b); ties take the slope of the second branch. */
  const extreme = (
    by: 'minimum' | 'maximum', [a, da]: readonly [number, number | undefined], left: Int32Array,
    [b, db]: readonly [number, number | undefined], right: Int32Array,
  ): number | undefined => {
    const apart = sum('subtract', da, left, db, right);
    if (apart === undefined) return undefined;
    const which = add({ op: 'map', by: 'step', of: pair('subtract', a, left, b, right), leak: 0, size: left.length });
    const all = counted(left.length);
    const more = times(which, apart);
    return by === 'maximum' ? sum('add', db && picked(db, right), all, more, all) : sum('subtract', da && picked(da, left), all, more, all);
  };

  const ofMap = (node: Extract<Node, { readonly op: 'map' }>, n: number, inner: number): number => {
    switch (node.by) {
      case 'tanh': return times(scaled(times(n, n), -1, 1), inner);
      case 'sigmoid': return times(times(n, scaled(n, -1, 1)), inner);
      case 'softplus': return times(add({ ...node, by: 'sigmoid' }), inner);
      case 'leaky': return times(add({ ...node, by: 'step' }), inner);
      case 'step': throw new RangeError('graph: steps have no slopes');
    }
  };
  /** From the first entry of every line to the last, as extremes are taken. */
  const ofReduced = (node: ReduceNode, inner: number): number | undefined => {
    if (node.by === 'sum') return add({ ...node, of: inner });
    const at = (k: number): Int32Array => Int32Array.from({ length: node.size }, (_, i) =>
      placeIn(node, Math.floor(i / node.inner), k, i % node.inner));
    const all = counted(node.size);
    let [value, slope]: [number, number | undefined] = [picked(node.of, at(0)), picked(inner, at(0))];
    for (let k = 1; k < node.length; k++) {
      slope = extreme(node.by, [value, slope], all, [node.of, inner], at(k));
      value = pair(node.by, value, all, node.of, at(k));
    }
    return slope;
  };
  /** y_k (x_k' - sum_l y_l x_l'). */
  const ofShares = ({ outer, length, inner, size }: SimplexNode, n: number, entries: number): number => {
    const mean = add({ op: 'reduce', by: 'sum', of: times(n, entries), outer, length, inner, size: outer * inner });
    const line = Int32Array.from({ length: size }, (_, i) => Math.floor(i / (length * inner)) * inner + (i % inner));
    return times(n, pair('subtract', entries, counted(size), mean, line));
  };
  /** 1 / max(2, c) of whole numbers c from 1 to `most`: straight lines from each of them to the next. */
  const reciprocal = (of: number, most: number): number => {
    const all = counted(nodes[of]!.size);
    let sum = add({ op: 'constant', size: all.length, values: new Float64Array(all.length).fill(1 / 2) });
    for (let k = 2; k < most; k++) {
      const above = add({ op: 'map', by: 'leaky', of: scaled(of, 1, -k), leak: 0, size: all.length });
      // From the slope -1 / (k (k - 1)) before k, of 2 from 0, to -1 / (k (k + 1)) behind it.
      sum = pair('add', sum, all, scaled(above, k === 2 ? -1 / 6 : 2 / ((k - 1) * k * (k + 1)), 0), all);
    }
    return sum;
  };
  /**
   * Of shares x_k - tau, and 0 where that is negative, that add up to 1: with s_k = 1 where a share is positive, else 0, its slope is
   * s_k (x_k' - tau') = s_k sum_l s_l (x_k' - x_l') / sum_l s_l, the mean slope of the positive ones being tau'. Of one alone the sum is 0.
   */
  const ofSparsest = ({ outer, length, inner, size }: SimplexNode, n: number, entries: number): number => {
    const axis = { outer, length, inner };
    const isIn = add({ op: 'map', by: 'step', of: n, leak: 0, size });
    const members = add({ op: 'reduce', by: 'sum', of: isIn, ...axis, size: outer * inner });
    /** Entry k of a line beside each entry l of it: [outer, length of k, length of l, inner]. */
    const own = Int32Array.from({ length: size * length }, (_, i) => Math.floor(i / (length * inner)) * inner + (i % inner));
    const others = Int32Array.from({ length: size * length }, (_, i) =>
      (Math.floor(i / (length * length * inner)) * length + (Math.floor(i / inner) % length)) * inner + (i % inner));
    const apart = pair('multiply', pair('subtract', entries, own, entries, others), counted(own.length), isIn, others);
    const sum = add({ op: 'reduce', by: 'sum', of: apart, outer: outer * length, length, inner, size });
    const line = Int32Array.from({ length: size }, (_, i) => Math.floor(i / (length * inner)) * inner + (i % inner));
    return times(isIn, pair('multiply', sum, counted(size), reciprocal(members, length), line));
  };

  for (const [n, node] of graph.entries()) {
    const inner = 'of' in node && typeof node.of === 'number' ? slopes[node.of] : undefined;
    switch (node.op) {
      case 'bids': slopes.push(add({ op: 'constant', size: node.size, values: new Float64Array(node.size).fill(1, bid, bid + 1) })); break;
      case 'constant': slopes.push(undefined); break;
      case 'dense':
        slopes.push(inner === undefined ? undefined : add({ ...node, of: inner, bias: new Float64Array(node.outputs) }));
        break;
      case 'map': slopes.push(inner === undefined ? undefined : ofMap(node, n, inner)); break;
      case 'scale': slopes.push(inner === undefined ? undefined : scaled(inner, node.factor, 0)); break;
      case 'gather': {
        const of = node.of.map((input) => slopes[input]);
        slopes.push(of.every((input) => input === undefined) ? undefined
          : add({ ...node, of: of.map((input, k) => input ?? zeros(nodes[node.of[k]!]!.size)) }));
        break;
      }
      case 'pair': {
        const { by, left, right, of: [a, b] } = node;
        const [da, db] = [slopes[a], slopes[b]];
        if (by === 'minimum' || by === 'maximum') slopes.push(extreme(by, [a, da], left, [b, db], right));
        else if (by !== 'multiply') slopes.push(sum(by, da, left, db, right));
        else {
          const all = counted(node.size);
          slopes.push(sum('add', da === undefined ? undefined : pair('multiply', da, left, b, right), all,
            db === undefined ? undefined : pair('multiply', a, left, db, right), all));
        }
        break;
      }
      case 'reduce': slopes.push(inner === undefined ? undefined : ofReduced(node, inner)); break;
      case 'softmax': slopes.push(inner === undefined ? undefined : ofShares(node, n, inner)); break;
      case 'sparsemax': slopes.push(inner === undefined ? undefined : ofSparsest(node, n, inner));
    }
  }
  return { graph: nodes, slopes };
}

/**
 * What a bidder's amounts and payment change by where her bid on an object changes: a mechanism whose outcome these are, of the same bids.
 * undefined of menus.
 */
export function slopeMechanism(mechanism: NetworkMechanism, bidder: number, object: number): NetworkMechanism | undefined {
  const { graph, bidders, objects, result } = mechanism;
  if (result.kind !== 'outcome') return undefined;
  const found = differentiated(graph, bidder * objects + object);
  const nodeOf = (node: number): number => found.slopes[node]
    ?? found.graph.push({ op: 'constant', size: graph[node]!.size, values: new Float64Array(graph[node]!.size) }) - 1;
  const [amounts, payments] = [nodeOf(result.amounts), nodeOf(result.payments)];
  return { graph: found.graph, bidders, objects, result: { kind: 'outcome', amounts, payments } };
}

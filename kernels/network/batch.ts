/**
 * A graph at many bids at once: WebAssembly loops (kernels/simd/network-source.ts) over items, an entry of a node for all lanes. Every
 * operation is done in the order of `tapeOf`, so every lane holds the same bits as a tape's values. Sparsemax, softplus and steps are done
 * lane by lane. In single precision there are twice as many lanes, functions are those of singles.ts, and sums are in its order; what is
 * done lane by lane is rounded once.
 */
import { NETWORK_ITEM } from '../simd/layout.ts';
import { createWorkbench, type Workbench } from '../simd/workbench.ts';
import { cellsOf } from './cells.ts';
import { inputsOf, type DenseNode, type Graph, type Node, type ReduceNode, type SimplexNode } from './graph.ts';
import { operationOf } from './operations.ts';
import { placeIn } from './planes.ts';
import { wantedEntries, type Outputs } from './wanted.ts';

type Numbers = Float64Array | Float32Array;

/** What the numbers of a batch are. */
export interface Precision<A extends Numbers> {
  /** Of the names of loops. */
  readonly name: '64' | '32';
  /** Vectors of bids that a graph is evaluated at together. */
  readonly lanes: number;
  /** So many zeros. */
  zeros(count: number): A;
  view(bench: Workbench, at: number, count: number): A;
}

export const DOUBLE: Precision<Float64Array> = {
  name: '64', lanes: NETWORK_ITEM / 8, zeros: (count) => new Float64Array(count), view: (bench, at, count) => bench.doubles(at, count),
};
export const SINGLE: Precision<Float32Array> = {
  name: '32', lanes: NETWORK_ITEM / 4, zeros: (count) => new Float32Array(count), view: (bench, at, count) => bench.singles(at, count),
};

/** Of doubles. */
export const LANES = DOUBLE.lanes;
/** Outputs of a matrix product that the loop takes at a time. */
const OUTPUTS = 4;

export interface Batch<A extends Numbers = Float64Array> {
  /** Of every node [entries][lanes]; those of node 0 are the bids. */
  readonly values: readonly A[];
  run(): void;
}

type Loop = (...values: number[]) => void;

/** Loops in the order in which they run. */
type Steps = (() => void)[];

/** Runs of whole numbers from `from` on at which `at` holds. */
function runsOf(at: Uint8Array): (readonly [from: number, size: number])[] {
  const runs: [number, number][] = [];
  at.forEach((counts, i) => {
    if (!counts) return;
    const last = runs.at(-1);
    if (last && last[0] + last[1] === i) last[1]++;
    else runs.push([i, 1]);
  });
  return runs;
}

/**
 * What was reserved on the bench before stays; views of it are made anew. Other nodes than the first may be `bids` too, whose values are
 * set from outside. `outputs`: entries that are looked at after a run, default all.
 */
export const batchOf = (graph: Graph, bench?: Workbench, outputs?: Outputs): Batch => batchIn(DOUBLE, graph, bench, outputs);

/** The same in one precision or the other. */
export function batchIn<A extends Numbers>(
  precision: Precision<A>, graph: Graph, bench: Workbench = createWorkbench(), outputs?: Outputs,
): Batch<A> {
  const { name, lanes } = precision;
  const wanted = outputs ? wantedEntries(graph, outputs) : graph.map(({ size }) => new Uint8Array(size).fill(1));
  const loops = bench.loops as Record<string, Loop>;
  const places = graph.map(({ size }) => bench.reserve((size + OUTPUTS - 1) * NETWORK_ITEM));
  const steps: Steps = [];
  /** Views are made when all is reserved. */
  const views: (() => void)[] = [];
  const item = (node: number, entry: number): number => places[node]! + entry * NETWORK_ITEM;
  const listed = (title: string, list: readonly number[]): void => {
    const [at, loop] = [bench.put(Int32Array.from(list)), loops[title + name]!];
    const end = at + 4 * list.length;
    steps.push(() => loop(at, end));
  };
  const mapped = (title: string, from: number, size: number, to: number, ...values: number[]): void => {
    const [loop, end, [first, second]] = [loops[title + name]!, from + size * NETWORK_ITEM, values];
    if (values.length === 0) steps.push(() => loop(from, end, to));
    else if (values.length === 1) steps.push(() => loop(from, end, to, first!));
    else steps.push(() => loop(from, end, to, first!, second!));
  };

  /** Outputs of one product, row after row: to the nodes' own places where they are the only ones, and all that it has. */
  const dense = (products: readonly (readonly [node: DenseNode, n: number])[]): void => {
    const [[{ of, rows, inputs, outputs, size }, first]] = products as [readonly [DenseNode, number]];
    const columns = products.flatMap(([node, n]) => Array.from({ length: node.outputs }, (_, o) => ({ node, n, o })))
      .filter(({ node, n, o }) => Array.from({ length: rows }, (_, r) => wanted[n]![r * node.outputs + o]!).some(Boolean));
    const blocks = Math.ceil(columns.length / OUTPUTS);
    const [packed, shifts] = [precision.zeros(blocks * inputs * OUTPUTS), precision.zeros(blocks * OUTPUTS)];
    for (const [c, { node, o }] of columns.entries()) {
      for (let k = 0; k < inputs; k++) {
        packed[(Math.floor(c / OUTPUTS) * inputs + k) * OUTPUTS + (c % OUTPUTS)] = node.weights[o * inputs + k]!;
      }
      shifts[c] = node.bias[o]!;
    }
    const [matrix, bias, loop] = [bench.put(packed), bench.put(shifts), loops[`dense${name}`]!];
    const isWhole = products.length === 1 && columns.length === outputs;
    const [to, row] = isWhole ? [places[first]!, outputs] : [bench.reserve(rows * blocks * OUTPUTS * NETWORK_ITEM), blocks * OUTPUTS];
    for (let r = 0; r < rows; r++) {
      steps.push(() => loop(item(of, r * inputs), to + r * row * NETWORK_ITEM, matrix, bias, inputs, columns.length));
    }
    if (isWhole || size === 0) return;
    listed('copy', Array.from({ length: rows }, (_, r) => columns.flatMap(({ node, n, o }, c) =>
      [item(n, r * node.outputs + o), to + (r * row + c) * NETWORK_ITEM])).flat());
  };
  /** Products of the same rows are taken together, where the first of them stands. */
  const alike = (node: DenseNode): (readonly [DenseNode, number])[] => graph.flatMap((other, n) =>
    (other.op === 'dense' && other.of === node.of && other.rows === node.rows && other.inputs === node.inputs && wanted[n]!.some(Boolean)
      ? [[other, n] as const] : []));

  const reduce = ({ of, by, outer, length, inner }: ReduceNode, n: number): void => {
    const [copies, triples]: [number[], number[]] = [[], []];
    for (let o = 0; o < outer; o++) {
      for (let m = 0; m < inner; m++) {
        if (!wanted[n]![o * inner + m]) continue;
        const to = item(n, o * inner + m);
        copies.push(to, item(of, placeIn({ outer, length, inner }, o, 0, m)));
        for (let k = 1; k < length; k++) triples.push(to, to, item(of, placeIn({ outer, length, inner }, o, k, m)));
      }
    }
    listed('copy', copies);
    listed(by === 'sum' ? 'add' : by, triples);
  };

  const softmax = (node: SimplexNode, n: number): void => {
    const { of, size, outer, length, inner } = node;
    const isWanted = (o: number, m: number): boolean =>
      Array.from({ length }, (_, k) => wanted[n]![placeIn(node, o, k, m)]!).some(Boolean);
    const [most, powers] = [bench.reserve(outer * inner * NETWORK_ITEM), bench.reserve(size * NETWORK_ITEM)];
    const sums = bench.reserve(outer * inner * NETWORK_ITEM);
    const lists = { first: [] as number[], largest: [] as number[], apart: [] as number[], start: [] as number[], sum: [] as number[],
      share: [] as number[] };
    for (let o = 0; o < outer; o++) {
      for (let m = 0; m < inner; m++) {
        const line = (o * inner + m) * NETWORK_ITEM;
        if (!isWanted(o, m)) continue;
        for (let k = 0; k < length; k++) {
          const i = placeIn(node, o, k, m);
          const own = powers + i * NETWORK_ITEM;
          if (k === 0) {
            lists.first.push(most + line, item(of, i));
            lists.start.push(sums + line, own);
          } else {
            lists.largest.push(most + line, most + line, item(of, i));
            lists.sum.push(sums + line, sums + line, own);
          }
          lists.apart.push(own, item(of, i), most + line);
          if (wanted[n]![i]) lists.share.push(item(n, i), own, sums + line);
        }
      }
    }
    listed('copy', lists.first);
    listed('maximum', lists.largest);
    listed('subtract', lists.apart);
    mapped('power', powers, size, powers);
    listed('copy', lists.start);
    listed('add', lists.sum);
    listed('divide', lists.share);
  };

  /** Lane by lane, by the tape's own operation. */
  const alone = (node: Node, n: number): void => {
    const inputs = inputsOf(node);
    const cells = graph.map(({ size }, i) => cellsOf(inputs.includes(i) ? size : 0, 0));
    const own = cellsOf(node.size, 0);
    const operation = operationOf(node, cells, own, new Float64Array(0))!;
    steps.push(() => {
      for (let lane = 0; lane < lanes; lane++) {
        for (const input of inputs) {
          const { value } = cells[input]!;
          for (let i = 0; i < value.length; i++) value[i] = values[input]![i * lanes + lane]!;
        }
        operation.forward();
        for (let i = 0; i < node.size; i++) values[n]![i * lanes + lane] = own.value[i]!;
      }
    });
  };

  /** A loop over all that is wanted of a node whose entries are functions of another's. */
  const each = (title: string, of: number, n: number, ...values: number[]): void => {
    for (const [from, size] of runsOf(wanted[n]!)) mapped(title, item(of, from), size, item(n, from), ...values);
  };

  for (const [n, node] of graph.entries()) {
    const entries = Array.from({ length: node.size }, (_, i) => i).filter((i) => wanted[n]![i]);
    if (entries.length === 0) continue;
    switch (node.op) {
      case 'bids': break;
      case 'constant':
        views.push(() => values[n]!.forEach((_, k, all) => { all[k] = node.values[Math.floor(k / lanes)]!; }));
        break;
      case 'dense': {
        const products = alike(node);
        if (products[0]![1] === n) dense(products);
        break;
      }
      case 'map':
        if (node.by === 'softplus' || node.by === 'step') alone(node, n);
        else each(node.by, node.of, n, ...(node.by === 'leaky' ? [node.leak] : []));
        break;
      case 'scale': each('scale', node.of, n, node.factor, node.shift); break;
      case 'gather':
        listed('copy', entries.flatMap((i) => [item(n, i), item(node.of[node.source[i]!]!, node.index[i]!)]));
        break;
      case 'pair':
        listed(node.by, entries.flatMap((i) => [item(n, i), item(node.of[0], node.left[i]!), item(node.of[1], node.right[i]!)]));
        break;
      case 'reduce': reduce(node, n); break;
      case 'softmax': softmax(node, n); break;
      case 'sparsemax': alone(node, n); break;
    }
  }
  const values = graph.map(({ size }, n) => precision.view(bench, places[n]!, size * lanes));
  for (const view of views) view();
  return {
    values,
    run() {
      for (const step of steps) step();
    },
  };
}

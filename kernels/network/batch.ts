/**
 * A graph at many bids at once: WebAssembly loops (kernels/simd/network-source.ts) over items, an entry of a node for all lanes. Every
 * operation is done in the order of `tapeOf`, so every lane holds the same bits as a tape's values. Sparsemax, softplus and steps are done
 * lane by lane.
 */
import { NETWORK_ITEM } from '../simd/layout.ts';
import { createWorkbench, type Workbench } from '../simd/workbench.ts';
import { cellsOf } from './cells.ts';
import { inputsOf, type DenseNode, type Graph, type Node, type ReduceNode, type SimplexNode } from './graph.ts';
import { operationOf } from './operations.ts';
import { placeIn } from './planes.ts';

/** Vectors of bids that a graph is evaluated at together. */
export const LANES = NETWORK_ITEM / 8;
/** Outputs of a matrix product that the loop takes at a time. */
const OUTPUTS = 4;

export interface Batch {
  /** Of every node [entries][LANES]; those of node 0 are the bids. */
  readonly values: readonly Float64Array[];
  run(): void;
}

type Loop = (...values: number[]) => void;

/** Loops in the order in which they run. */
type Steps = (() => void)[];

/** What was reserved on the bench before stays; views of it are made anew. */
export function batchOf(graph: Graph, bench: Workbench = createWorkbench()): Batch {
  const loops = bench.loops as Record<string, Loop>;
  const places = graph.map(({ size }) => bench.reserve((size + OUTPUTS - 1) * NETWORK_ITEM));
  const steps: Steps = [];
  /** Views are made when all is reserved. */
  const views: (() => void)[] = [];
  const item = (node: number, entry: number): number => places[node]! + entry * NETWORK_ITEM;
  const listed = (title: string, list: readonly number[]): void => {
    const [at, loop] = [bench.put(Int32Array.from(list)), loops[`${title}64`]!];
    const end = at + 4 * list.length;
    steps.push(() => loop(at, end));
  };
  const mapped = (title: string, from: number, size: number, to: number, ...values: number[]): void => {
    const [loop, end, [first, second]] = [loops[`${title}64`]!, from + size * NETWORK_ITEM, values];
    if (values.length === 0) steps.push(() => loop(from, end, to));
    else if (values.length === 1) steps.push(() => loop(from, end, to, first!));
    else steps.push(() => loop(from, end, to, first!, second!));
  };

  const dense = ({ of, rows, inputs, outputs, weights, bias }: DenseNode, n: number): void => {
    const blocks = Math.ceil(outputs / OUTPUTS);
    const packed = new Float64Array(blocks * inputs * OUTPUTS);
    for (let o = 0; o < outputs; o++) {
      for (let k = 0; k < inputs; k++) {
        packed[(Math.floor(o / OUTPUTS) * inputs + k) * OUTPUTS + (o % OUTPUTS)] = weights[o * inputs + k]!;
      }
    }
    const shifts = new Float64Array(blocks * OUTPUTS);
    shifts.set(bias);
    const [matrix, first, loop] = [bench.put(packed), bench.put(shifts), loops.dense64!];
    for (let r = 0; r < rows; r++) {
      const [from, to] = [item(of, r * inputs), item(n, r * outputs)];
      steps.push(() => loop(from, to, matrix, first, inputs, outputs));
    }
  };

  const reduce = ({ of, by, outer, length, inner }: ReduceNode, n: number): void => {
    const [copies, triples]: [number[], number[]] = [[], []];
    for (let o = 0; o < outer; o++) {
      for (let m = 0; m < inner; m++) {
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
    const [most, powers] = [bench.reserve(outer * inner * NETWORK_ITEM), bench.reserve(size * NETWORK_ITEM)];
    const sums = bench.reserve(outer * inner * NETWORK_ITEM);
    const lists = { first: [] as number[], largest: [] as number[], apart: [] as number[], start: [] as number[], sum: [] as number[],
      share: [] as number[] };
    for (let o = 0; o < outer; o++) {
      for (let m = 0; m < inner; m++) {
        const line = (o * inner + m) * NETWORK_ITEM;
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
          lists.share.push(item(n, i), own, sums + line);
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
      for (let lane = 0; lane < LANES; lane++) {
        for (const input of inputs) {
          const { value } = cells[input]!;
          for (let i = 0; i < value.length; i++) value[i] = values[input]![i * LANES + lane]!;
        }
        operation.forward();
        for (let i = 0; i < node.size; i++) values[n]![i * LANES + lane] = own.value[i]!;
      }
    });
  };

  for (const [n, node] of graph.entries()) {
    const at = places[n]!;
    switch (node.op) {
      case 'bids': break;
      case 'constant':
        views.push(() => values[n]!.forEach((_, k, all) => { all[k] = node.values[Math.floor(k / LANES)]!; }));
        break;
      case 'dense': dense(node, n); break;
      case 'map':
        if (node.by === 'softplus' || node.by === 'step') alone(node, n);
        else mapped(node.by, places[node.of]!, node.size, at, ...(node.by === 'leaky' ? [node.leak] : []));
        break;
      case 'scale': mapped('scale', places[node.of]!, node.size, at, node.factor, node.shift); break;
      case 'gather':
        listed('copy', Array.from({ length: node.size }, (_, i) => [item(n, i), item(node.of[node.source[i]!]!, node.index[i]!)]).flat());
        break;
      case 'pair':
        listed(node.by, Array.from({ length: node.size }, (_, i) =>
          [item(n, i), item(node.of[0], node.left[i]!), item(node.of[1], node.right[i]!)]).flat());
        break;
      case 'reduce': reduce(node, n); break;
      case 'softmax': softmax(node, n); break;
      case 'sparsemax': alone(node, n); break;
    }
  }
  const values = graph.map(({ size }, n) => bench.doubles(places[n]!, size * LANES));
  for (const view of views) view();
  return {
    values,
    run() {
      for (const step of steps) step();
    },
  };
}

/** Plain twin of a graph's evaluation: every node by its definition, on fresh arrays. */
import { FUNCTIONS, power } from './functions.ts';
import type { Graph, Node } from './graph.ts';
import { singlePower, singleSigmoid, singleSum, singleTanh } from './singles.ts';

/** How numbers are rounded, functions taken and products added up. */
interface Arithmetic {
  readonly round: (x: number) => number;
  readonly power: (x: number) => number;
  readonly functions: typeof FUNCTIONS;
  readonly weighted: (bias: number, weights: readonly number[], x: readonly number[]) => number;
}

const DOUBLE: Arithmetic = {
  round: (x) => x, power, functions: FUNCTIONS,
  weighted: (bias, weights, x) => weights.reduce((sum, weight, k) => sum + weight * x[k]!, bias),
};
const SINGLE: Arithmetic = {
  round: Math.fround, power: singlePower, weighted: singleSum,
  functions: { tanh: singleTanh, sigmoid: singleSigmoid, softplus: (x) => Math.fround(FUNCTIONS.softplus(x)) },
};

const PAIRS = {
  add: (a: number, b: number) => a + b, subtract: (a: number, b: number) => a - b, multiply: (a: number, b: number) => a * b,
  minimum: Math.min, maximum: Math.max,
};
const REDUCED = {
  sum: (line: readonly number[], round: (x: number) => number) => line.slice(1).reduce((a, b) => round(a + b), line[0]!),
  minimum: (line: readonly number[]) => Math.min(...line),
  maximum: (line: readonly number[]) => Math.max(...line),
};

function softmax(line: readonly number[], { power, round }: Arithmetic): number[] {
  const most = Math.max(...line);
  const powers = line.map((x) => power(round(x - most)));
  const sum = powers.reduce((a, b) => round(a + b), 0);
  return powers.map((power) => round(power / sum));
}

/** The largest support whose least member stays positive. */
function sparsemax(line: readonly number[], { round }: Arithmetic): number[] {
  const sorted = line.toSorted((a, b) => b - a);
  let tau = sorted[0]! - 1;
  for (let k = 1, sum = sorted[0]!; k < sorted.length; k++) {
    sum += sorted[k]!;
    if (sorted[k]! <= (sum - 1) / (k + 1)) break;
    tau = (sum - 1) / (k + 1);
  }
  return line.map((x) => round(Math.max(0, x - tau)));
}

function valueOf(node: Node, bids: ArrayLike<number>, known: readonly (readonly number[])[], arithmetic: Arithmetic): number[] {
  const { round, functions, weighted } = arithmetic;
  const entries = Array.from({ length: node.size }, (_, i) => i);
  switch (node.op) {
    case 'bids': return entries.map((i) => round(bids[i]!));
    case 'constant': return Array.from(node.values, round);
    case 'dense': return entries.map((i) => {
      const [row, output] = [Math.floor(i / node.outputs), i % node.outputs];
      const weights = [...node.weights.subarray(output * node.inputs, (output + 1) * node.inputs)];
      return weighted(node.bias[output]!, weights, known[node.of]!.slice(row * node.inputs, (row + 1) * node.inputs));
    });
    case 'map': {
      const { by } = node;
      const leak = round(node.leak);
      if (by === 'step') return known[node.of]!.map((x) => (x > 0 ? 1 : leak));
      return known[node.of]!.map((x) => (by === 'leaky' ? (x > 0 ? x : round(leak * x)) : functions[by](x)));
    }
    case 'scale': return known[node.of]!.map((x) => round(round(round(node.factor) * x) + round(node.shift)));
    case 'gather': return entries.map((i) => known[node.of[node.source[i]!]!]![node.index[i]!]!);
    case 'pair': return entries.map((i) =>
      round(PAIRS[node.by](known[node.of[0]]![node.left[i]!]!, known[node.of[1]]![node.right[i]!]!)));
    case 'reduce': return entries.map((i) => {
      const [o, n] = [Math.floor(i / node.inner), i % node.inner];
      return REDUCED[node.by](Array.from({ length: node.length }, (_, k) => known[node.of]![(o * node.length + k) * node.inner + n]!),
      round);
    });
    case 'softmax':
    case 'sparsemax': {
      const out = new Array<number>(node.size);
      for (let o = 0; o < node.outer; o++) {
        for (let n = 0; n < node.inner; n++) {
          const at = (k: number): number => (o * node.length + k) * node.inner + n;
          const line = Array.from({ length: node.length }, (_, k) => known[node.of]![at(k)]!);
          for (const [k, share] of (node.op === 'softmax' ? softmax : sparsemax)(line, arithmetic).entries()) out[at(k)] = share;
        }
      }
      return out;
    }
  }
}

/** Values of every node at the bids, but for those that are given; every operation in single precision, where that is asked for. */
export function plainValues(graph: Graph, bids: ArrayLike<number>, given?: ReadonlyMap<number, number[]>, isSingle = false): number[][] {
  const known: number[][] = [];
  for (const [n, node] of graph.entries()) known.push(given?.get(n) ?? valueOf(node, bids, known, isSingle ? SINGLE : DOUBLE));
  return known;
}

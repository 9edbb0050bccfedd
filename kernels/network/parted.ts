/**
 * Curves of sums of bids that are known in two parts, of one bidder's own bids and of the others': with E = e^(s (a + b)) = e^(s a) e^(s b)
 *
 *     tanh(a + b) = 1 - 2 / (1 + E), s = 2        sigmoid(a + b) = 1 - 1 / (1 + E), s = 1.
 *
 * So of a list of own bids against draws of the others exponentials are taken once a report and once a draw, and not once for each pair.
 *
 * Rounding: |s a| and |s b| are at most EXPONENT, so that neither factor is 0 or infinite, nor their product. The factors' relative errors
 * are those of the exponents in size, and 2^-50, as they are where a + b is added up first; 1 / (1 + E) changes by at most E / (1 + E)^2
 * <= 1/4 of a relative error of E.
 *
 * In single precision (`isSingle`) both factors, which are computed in doubles, their product, 1 + E, the quotient s / (1 + E) and the
 * difference are rounded: E is off by 3.01 units of 2^-24, relative, which moves the curve by no more than 0.76 s of them, its denominator
 * and quotient by s each, and the last difference is at most 1 in size. So the curve is off by less than (2.76 s + 1) 2^-24, which is at
 * most PARTED_ERROR s.
 */
import { power } from './functions.ts';
import type { Graph, Node } from './graph.ts';

/** A node whose entries are curves of sums of bids. */
export interface Parted {
  readonly node: number;
  readonly size: number;
  /** s: 2 of tanh, 1 of sigmoid. */
  readonly factor: 1 | 2;
  /** s times the weights [size, bids], and s times what is added to them [size]. */
  readonly weights: Float64Array;
  readonly shift: Float64Array;
}

const EXPONENT = 350;
/** The same of single precision, whose numbers go up to e^88. */
const SINGLE_EXPONENT = 40;
/** Of a curve in single precision, by s. */
export const PARTED_ERROR = 2 ** -22;
/** Weights of a node that are written out, at most. */
const WEIGHTS_MAX = 2 ** 20;

/** Entries as weighted sums of bids and a shift. */
type Sums = Pick<Parted, 'weights' | 'shift'>;

/** Of a node whose inputs are such sums; undefined of another. */
function sumsOf(node: Node, known: readonly (Sums | undefined)[], bids: number): Sums | undefined {
  if (node.size * bids > WEIGHTS_MAX) return undefined;
  const sums: Sums = { weights: new Float64Array(node.size * bids), shift: new Float64Array(node.size) };
  const add = (i: number, from: Sums, k: number, factor: number): void => {
    for (let c = 0; c < bids; c++) sums.weights[i * bids + c]! += factor * from.weights[k * bids + c]!;
    sums.shift[i]! += factor * from.shift[k]!;
  };
  if (node.op === 'bids') {
    for (let c = 0; c < bids; c++) sums.weights[c * bids + c] = 1;
    return sums;
  }
  if (node.op === 'dense') {
    const from = known[node.of];
    if (!from) return undefined;
    for (let i = 0; i < node.size; i++) {
      const [row, o] = [Math.floor(i / node.outputs), i % node.outputs];
      sums.shift[i] = node.bias[o]!;
      for (let k = 0; k < node.inputs; k++) add(i, from, row * node.inputs + k, node.weights[o * node.inputs + k]!);
    }
    return sums;
  }
  if (node.op === 'scale') {
    const from = known[node.of];
    if (!from) return undefined;
    sums.shift.fill(node.shift);
    for (let i = 0; i < node.size; i++) add(i, from, i, node.factor);
    return sums;
  }
  if (node.op !== 'gather' || node.of.some((input) => !known[input])) return undefined;
  for (let i = 0; i < node.size; i++) add(i, known[node.of[node.source[i]!]!]!, node.index[i]!, 1);
  return sums;
}

/** All of them. */
export function partedNodes(graph: Graph): Parted[] {
  const known: (Sums | undefined)[] = [];
  for (const node of graph) known.push(sumsOf(node, known, graph[0]!.size));
  return graph.flatMap((node, n): Parted[] => {
    const sums = node.op === 'map' ? known[node.of] : undefined;
    if (node.op !== 'map' || !sums || (node.by !== 'tanh' && node.by !== 'sigmoid')) return [];
    const factor = node.by === 'tanh' ? 2 : 1;
    const [weights, shift] = [sums.weights, sums.shift].map((all) => all.map((value) => factor * value)) as [Float64Array, Float64Array];
    return [{ node: n, size: node.size, factor, weights, shift }];
  });
}

/** Whether all of them may be taken in parts, whoever bids what, in size at most `most` [bids]. */
export function holdParts(parted: readonly Parted[], most: ArrayLike<number>, isSingle = false): boolean {
  const largest = isSingle ? SINGLE_EXPONENT : EXPONENT;
  return parted.every(({ size, weights, shift }) => Array.from({ length: size }, (_, i) => i).every((i) => {
    let sum = Math.abs(shift[i]!);
    for (let c = 0; c < most.length; c++) sum += Math.abs(weights[i * most.length + c]!) * most[c]!;
    return sum <= largest;
  }));
}

/** Factors [size] of bids first .. last - 1, which `bids` has from its entry 0 on; with `shifted`, the shift's among them. */
export function ownFactors({ size, weights, shift }: Parted, bids: ArrayLike<number>, first: number): Float64Array {
  const all = weights.length / size;
  return Float64Array.from({ length: size }, (_, i) => {
    let sum = shift[i]!;
    for (let j = 0; j < bids.length; j++) sum += weights[i * all + first + j]! * bids[j]!;
    return power(sum);
  });
}

/** Weights of the others' bids: those of the own ones are 0. */
export const othersWeights = ({ size, weights }: Parted, first: number, last: number): Float64Array =>
  weights.map((weight, k) => (k % (weights.length / size) >= first && k % (weights.length / size) < last ? 0 : weight));

/** The curve by its two factors. */
export function curveOf({ factor }: Parted, own: number, others: number, isSingle = false): number {
  const round = isSingle ? Math.fround : (x: number): number => x;
  return round(1 - round(factor / round(1 + round(round(own) * round(others)))));
}

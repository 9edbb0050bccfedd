/**
 * A graph enclosed over two boxes side by side: WebAssembly loops (kernels/simd/boxes-source.ts, pulls-source.ts) over records of entries,
 * a lane a box. Every operation is done in the order of `tapeOf`, so either lane holds the bits of a tape. Sparsemax, steps, extremes and
 * lines of one entry are done by the tape's own operations, a lane at a time.
 */
import { DOUBLE_BYTES, FIELDS, RECORD_HEAD, type StepName } from '../simd/layout.ts';
import { programOf, type Part } from '../simd/parts.ts';
import { createWorkbench, type Step } from '../simd/workbench.ts';
import { cellsOf, type Cells, type Halves, type Rest } from './cells.ts';
import { inputsOf, type ConstantNode, type DenseNode, type Graph, type Node, type ReduceNode, type SimplexNode } from './graph.ts';
import { operationOf } from './operations.ts';
import { placeIn } from './planes.ts';
import { sumError } from './rounding.ts';
import { setBidOf, termsOf, type BoxTape } from './tape.ts';

const LANES = [0, 1] as const;
/** Outputs of a matrix product that the loop takes at a time. */
const OUTPUTS = 4;
const VECTOR = LANES.length * DOUBLE_BYTES;
const LINE = 3 * VECTOR;
const CURVES = { tanh: 'tanhBoxes', sigmoid: 'sigmoidBoxes', softplus: 'softplusBoxes' } as const;
const PAIRS = {
  add: ['addBoxes', 'pullAdd'], subtract: ['subtractBoxes', 'pullSubtract'], multiply: ['multiplyBoxes', 'pullMultiply'],
} as const;

export interface PairTape {
  /** Of either box: its bids, the half-widths, and what `shown` nodes hold; cells of other nodes are empty. */
  readonly lanes: readonly [BoxTape, BoxTape];
  readonly terms: number;
  /** Both boxes of bids that were set. */
  enclose(): void;
  /** As those of a tape, in both lanes; weights may be set of shown nodes and of the bids. */
  clear(): void;
  pull(rests: readonly [Rest, Rest]): void;
}

type Three = [Float64Array, Float64Array, Float64Array];

interface Copier {
  read(): void;
  write(): void;
}

/** For boxes of so many axes; `wanted` as of `tapeOf`. */
export function pairTapeOf(graph: Graph, axes: number, shown: readonly number[], wanted?: readonly Uint8Array[]): PairTape {
  const bench = createWorkbench();
  const stride = RECORD_HEAD + axes * VECTOR;
  const places = graph.map(({ size }) => bench.reserve((size + OUTPUTS - 1) * stride));
  const item = (node: number, entry: number): number => places[node]! + entry * stride;
  const endOf = (n: number): number => item(n, graph[n]!.size);
  const [halfPlace, restPlace, scratch] = [bench.reserve(axes * VECTOR), bench.reserve(2 * VECTOR), bench.reserve(3 * stride)];
  const [steps, pulls]: [Part[], Part[]] = [[], []];
  const listed = (list: Part[], name: StepName, addresses: readonly number[]): void => {
    if (addresses.length === 0) return;
    const from = bench.put(Int32Array.from(addresses));
    list.push([name, from, from + 4 * addresses.length]);
  };
  const number = (value: number): number => bench.put(Float64Array.of(value));
  const halves: readonly [Halves, Halves] = [new Float64Array(axes), new Float64Array(axes)];
  const mirrors = LANES.map(() => new Map<number, Cells>());
  const mirrorOf = (lane: 0 | 1, n: number): Cells => {
    const known = mirrors[lane]!.get(n) ?? cellsOf(graph[n]!.size, axes);
    mirrors[lane]!.set(n, known);
    return known;
  };

  let memory: Float64Array = new Float64Array(0);
  const memoryAt = (n: number, offset: number, lane: number): number => (places[n]! + offset) / DOUBLE_BYTES + lane;
  const apart = stride / DOUBLE_BYTES;
  const all = ({ size }: Node): number[] => Array.from({ length: size }, (_, i) => i);
  /** Copies between entries of the records of a node and of its cells in JavaScript, what they hold or their weights. */
  const copier = (n: number, lane: 0 | 1, what: 'forms' | 'weights', entries = all(graph[n]!)): Copier => {
    const { centre, error, reach, low, high, slope, weight } = mirrorOf(lane, n);
    const [arrays, offsets] = what === 'weights' ? [[weight], [FIELDS.weight]] : [
      [centre, error, reach, low, high, ...slope],
      [FIELDS.centre, FIELDS.error, FIELDS.reach, FIELDS.low, FIELDS.high, ...slope.map((_, a) => RECORD_HEAD + a * VECTOR)],
    ];
    const starts = offsets.map((offset) => memoryAt(n, offset, lane));
    return {
      read() {
        for (let k = 0; k < arrays.length; k++) {
          const [array, start] = [arrays[k]!, starts[k]!];
          for (let e = 0; e < entries.length; e++) array[entries[e]!] = memory[start + entries[e]! * apart]!;
        }
      },
      write() {
        for (let k = 0; k < arrays.length; k++) {
          const [array, start] = [arrays[k]!, starts[k]!];
          for (let e = 0; e < entries.length; e++) memory[start + entries[e]! * apart] = array[entries[e]!]!;
        }
      },
    };
  };
  const restAt = (lane: number): number => restPlace / DOUBLE_BYTES + lane;
  const putRests = (from: readonly [Rest, Rest]): void => {
    for (const lane of LANES) {
      memory[restAt(lane)] = from[lane].high;
      memory[restAt(lane) + LANES.length] = from[lane].size;
    }
  };
  const takeRests = (into: readonly [Rest, Rest]): void => {
    for (const lane of LANES) {
      into[lane].high = memory[restAt(lane)]!;
      into[lane].size = memory[restAt(lane) + LANES.length]!;
    }
  };

  /** A lane at a time, by the tape's own operation. */
  const alone = (node: Node, n: number): void => {
    const inputs = [...new Set(inputsOf(node))];
    const lanes = LANES.map((lane) => {
      const cells = graph.map((_, i) => (inputs.includes(i) ? mirrorOf(lane, i) : cellsOf(0, axes)));
      return {
        operation: operationOf(node, cells, mirrorOf(lane, n), halves[lane], wanted?.[n])!,
        from: inputs.map((input) => copier(input, lane, 'forms')), to: copier(n, lane, 'forms'),
        weights: [n, ...inputs].map((one) => copier(one, lane, 'weights')),
      };
    });
    steps.push(() => {
      for (const { from, operation, to } of lanes) {
        for (const cells of from) cells.read();
        operation.enclose();
        to.write();
      }
    });
    const rests: readonly [Rest, Rest] = [{ high: 0, size: 0 }, { high: 0, size: 0 }];
    pulls.push(['endRest', restPlace], () => {
      takeRests(rests);
      for (const lane of LANES) {
        const { weights, operation } = lanes[lane]!;
        for (const array of weights) array.read();
        operation.pull(rests[lane]);
        for (const array of weights) array.write();
      }
      putRests(rests);
    }, ['startRest', restPlace]);
  };

  const dense = ({ of, rows, inputs, outputs, weights, bias }: DenseNode, n: number): void => {
    const blocks = Math.ceil(outputs / OUTPUTS);
    const [packed, sums, shifts] = [blocks * inputs * OUTPUTS, outputs, blocks * OUTPUTS].map((size) => new Float64Array(size)) as Three;
    shifts.set(bias);
    for (let o = 0; o < outputs; o++) {
      for (let k = 0; k < inputs; k++) {
        packed[(Math.floor(o / OUTPUTS) * inputs + k) * OUTPUTS + (o % OUTPUTS)] = weights[o * inputs + k]!;
        sums[o]! += Math.abs(weights[o * inputs + k]!);
      }
    }
    const [matrix, first, plain, sizes] = [bench.put(packed), bench.put(shifts), bench.put(weights), bench.put(sums)];
    const [error, more] = [number(sumError(inputs)), number(1 + sumError(inputs + 4))];
    for (let r = 0; r < rows; r++) {
      const [x, y] = [item(of, r * inputs), item(n, r * outputs)];
      steps.push(['denseBoxes', x, y, matrix, first, inputs, outputs, error, more]);
      pulls.push(['pullDense', x, y, plain, first, sizes, inputs, outputs]);
    }
  };

  const sum = ({ of, outer, length, inner }: ReduceNode, n: number): void => {
    const [copies, additions, weighed]: [number[], number[], number[]] = [[], [], []];
    for (let o = 0; o < outer; o++) {
      for (let m = 0; m < inner; m++) {
        const [to, from] = [item(n, o * inner + m), (k: number) => item(of, placeIn({ outer, length, inner }, o, k, m))];
        copies.push(to, from(0));
        for (let k = 1; k < length; k++) additions.push(to, to, from(k));
        for (let k = length - 1; k >= 0; k--) weighed.push(to, from(k));
      }
    }
    listed(steps, 'copyBoxes', copies);
    listed(steps, 'addBoxes', additions);
    listed(pulls, 'pullCopies', weighed);
  };

  const softmax = (node: SimplexNode, n: number): void => {
    const { of, outer, length, inner } = node;
    const room = (length + 2) * VECTOR;
    const planes = bench.reserve(node.size * room);
    for (let o = 0; o < outer; o++) {
      for (let m = 0; m < inner; m++) {
        for (let k = 0; k < length; k++) {
          const i = placeIn(node, o, k, m);
          if (wanted && !wanted[n]![i]) continue;
          const first = item(of, placeIn(node, o, 0, m));
          const line = [first, first + length * inner * stride, inner * stride] as const;
          steps.push(['softmaxEntry', item(of, i), ...line, item(n, i), planes + i * room, scratch]);
          pulls.push(['pullShare', item(n, i), ...line, planes + i * room]);
        }
      }
    }
  };

  const mapped = (name: StepName, back: StepName, n: number, of: number, ...values: number[]): void => {
    steps.push([name, places[of]!, endOf(of), places[n]!, ...values]);
    pulls.push([back, places[of]!, endOf(of), places[n]!, ...values]);
  };

  /** Of every node the steps of its pull, in their order; nodes are pulled from the last. */
  const backwards: Part[][] = [];
  for (const [n, node] of graph.entries()) {
    pulls.length = 0;
    switch (node.op) {
      case 'bids':
      case 'constant': break;
      case 'dense': dense(node, n); break;
      case 'map':
        if (node.by === 'step') alone(node, n);
        else if (node.by === 'leaky') mapped('leakyBoxes', 'pullLeaky', n, node.of, bench.reserve(node.size * LINE), number(node.leak));
        else mapped(CURVES[node.by], 'pullLines', n, node.of, bench.reserve(node.size * LINE));
        break;
      case 'scale': mapped('scaleBoxes', 'pullScale', n, node.of, number(node.factor), number(node.shift)); break;
      case 'gather': {
        const pairs = Array.from({ length: node.size }, (_, i) => [item(n, i), item(node.of[node.source[i]!]!, node.index[i]!)]).flat();
        listed(steps, 'copyBoxes', pairs);
        listed(pulls, 'pullCopies', pairs);
        break;
      }
      case 'pair': {
        if (node.by === 'minimum' || node.by === 'maximum') {
          alone(node, n);
          break;
        }
        const triples = Array.from({ length: node.size }, (_, i) =>
          [item(n, i), item(node.of[0], node.left[i]!), item(node.of[1], node.right[i]!)]).flat();
        const [there, back] = PAIRS[node.by];
        listed(steps, there, triples);
        listed(pulls, back, triples);
        break;
      }
      case 'reduce': (node.by === 'sum' ? sum : alone)(node, n); break;
      case 'softmax': (node.length > 1 ? softmax : alone)(node, n); break;
      case 'sparsemax': alone(node, n); break;
    }
    backwards.push(pulls.slice());
  }
  const constants = graph.flatMap((node, n) => (node.op === 'constant' ? [n] : []));

  const outputs = [...new Set(shown)].filter((n) => n > 0);
  const shownEntries = (n: number): number[] => all(graph[n]!).filter((i) => wanted?.[n]?.[i] !== 0);
  const copies = (n: number, what: 'forms' | 'weights'): Copier[] => LANES.map((lane) => copier(n, lane, what, shownEntries(n)));
  const [forms, bidWeights] = [outputs.flatMap((n) => copies(n, 'forms')), LANES.map((lane) => copier(0, lane, 'weights'))];
  const weights = [...outputs.flatMap((n) => copies(n, 'weights')), ...bidWeights];
  const weighed = LANES.flatMap((lane) => [0, ...outputs].map((n) => mirrorOf(lane, n).weight));
  const lanes = LANES.map((lane): BoxTape => {
    const cells = graph.map((_, n) => (n === 0 || outputs.includes(n) ? mirrorOf(lane, n) : cellsOf(0, axes)));
    const [setBid, axisOf] = [setBidOf(cells[0]!, halves[lane]), new Int32Array(graph[0]!.size).fill(-1)];
    const { centre, reach, low: lows, high: highs } = cells[0]!;
    return {
      cells, halves: halves[lane],
      setBid(c, axis, low, high) {
        setBid(c, axis, low, high);
        const at = memoryAt(0, 0, lane) + c * apart;
        memory[at + FIELDS.centre / DOUBLE_BYTES] = centre[c]!;
        memory[at + FIELDS.reach / DOUBLE_BYTES] = reach[c]!;
        memory[at + FIELDS.low / DOUBLE_BYTES] = lows[c]!;
        memory[at + FIELDS.high / DOUBLE_BYTES] = highs[c]!;
        if (axis === axisOf[c]) return;
        for (let a = 0; a < axes; a++) memory[at + (RECORD_HEAD + a * VECTOR) / DOUBLE_BYTES] = a === axis ? 1 : 0;
        axisOf[c] = axis;
      },
    };
  }) as [BoxTape, BoxTape];
  bench.program([['frame', axes, halfPlace]]).run(1);
  const enclosing = programOf(bench, steps);
  const pulling = programOf(bench, [
    ['startRest', restPlace], ...backwards.toReversed().flat(), ...constants.map((n): Step => ['pullConstants', places[n]!, endOf(n)]),
    ['endRest', restPlace],
    // For the next time; those of the bids are read first, and written then.
    ...graph.slice(1).map((_, n): Step => ['clearWeights', places[n + 1]!, endOf(n + 1)]),
  ]);
  memory = bench.doubles(0, bench.reserve(0) / DOUBLE_BYTES);
  for (const n of constants) {
    for (const lane of LANES) {
      const { centre, low, high } = mirrorOf(lane, n);
      for (const array of [centre, low, high]) array.set((graph[n] as ConstantNode).values);
      copier(n, lane, 'forms').write();
    }
  }
  return {
    lanes, terms: termsOf(graph),
    enclose() {
      for (let a = 0; a < axes; a++) {
        memory[halfPlace / DOUBLE_BYTES + LANES.length * a] = halves[0][a]!;
        memory[halfPlace / DOUBLE_BYTES + LANES.length * a + 1] = halves[1][a]!;
      }
      enclosing();
      for (const copy of forms) copy.read();
    },
    clear() {
      for (const weight of weighed) weight.fill(0);
    },
    pull(into) {
      for (const copy of weights) copy.write();
      putRests(into);
      pulling();
      takeRests(into);
      for (const copy of bidWeights) copy.read();
    },
  };
}

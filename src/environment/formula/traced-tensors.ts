/**
 * Tensors whose entries are expressions, and the operations of TFJS on them: a user's function of tensors, called with these once, tells
 * what it computes. Operations with jumps, and those that read numbers out of tensors, are not there.
 */
import { InputError } from '../../errors.ts';
import {
  abs, exp, log, max, min, minus, number, ONE, plus, power, product, quotient, sqrt, times, ZERO, type Expression,
} from './expression.ts';
import type { Demand } from './read-formula.ts';

export interface Traced {
  readonly shape: number[];
  readonly rank: number;
  readonly size: number;
  readonly dtype: 'float32';
  readonly entries: readonly Expression[];
}

type Nested = number | boolean | ArrayLike<unknown>;
type Value = Traced | Nested;
type Axes = number | readonly number[] | undefined;

const sizeOf = (shape: readonly number[]): number => shape.reduce((all, n) => all * n, 1);

export const traced = (shape: readonly number[], entries: readonly Expression[]): Traced =>
  ({ shape: [...shape], rank: shape.length, size: entries.length, dtype: 'float32', entries });

const isTraced = (x: unknown): x is Traced => typeof x === 'object' && x !== null && 'dtype' in x;

function of(x: Value, shape?: readonly number[]): Traced {
  if (isTraced(x)) return x;
  if (typeof x === 'number' || typeof x === 'boolean') return traced(shape ?? [], [number(Number(x))]);
  const rows = Array.from(x as ArrayLike<Value>, (row) => of(row));
  const inner = rows[0]?.shape ?? [];
  return traced(shape ?? [rows.length, ...inner], rows.flatMap(({ entries }) => entries));
}

/** Positions of the entries of a tensor of this shape, the last running fastest. */
function placesOf(shape: readonly number[]): number[][] {
  return Array.from({ length: sizeOf(shape) }, (_, n) => {
    const place = shape.map(() => 0);
    for (let axis = shape.length - 1, rest = n; axis >= 0; axis--) {
      place[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    return place;
  });
}

const entryAt = ({ shape, entries }: Traced, place: readonly number[]): Expression =>
  entries[place.reduce((at, j, axis) => at * shape[axis]! + j, 0)]!;

const made = (shape: readonly number[], at: (place: number[]) => Expression): Traced => traced(shape, placesOf(shape).map(at));

const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

function broadcast(x: Traced, shape: readonly number[]): Traced {
  const skip = shape.length - x.rank;
  return made(shape, (place) => entryAt(x, place.slice(skip).map((j, axis) => (x.shape[axis] === 1 ? 0 : j))));
}

function together(x: Traced, y: Traced): number[] {
  const rank = Math.max(x.rank, y.rank);
  return Array.from({ length: rank }, (_, axis) => {
    const [m, n] = [x.shape[axis - rank + x.rank] ?? 1, y.shape[axis - rank + y.rank] ?? 1];
    if (m !== n && m !== 1 && n !== 1) {
      throw new InputError('valuations.evaluate', `shapes [${x.shape.join()}] and [${y.shape.join()}] do not go together`);
    }
    return Math.max(m, n);
  });
}

const binary = (each: (a: Expression, b: Expression) => Expression) => (a: Value, b: Value): Traced => {
  const [x, y] = [of(a), of(b)];
  const shape = together(x, y);
  const [one, other] = [broadcast(x, shape), broadcast(y, shape)];
  return traced(shape, one.entries.map((e, n) => each(e, other.entries[n]!)));
};
const unary = (each: (e: Expression) => Expression) => (a: Value): Traced => {
  const x = of(a);
  return traced(x.shape, x.entries.map(each));
};

const reduction = (each: (list: readonly Expression[]) => Expression) => (a: Value, axes?: Axes, keepDims = false): Traced => {
  const x = of(a);
  const gone = axes === undefined || axes === null ? x.shape.map((_, axis) => axis) : [axes].flat().map((axis) => axisOf(axis, x.rank));
  const kept = x.shape.map((n, axis) => (gone.includes(axis) ? 1 : n));
  const within = placesOf(x.shape.map((n, axis) => (gone.includes(axis) ? n : 1)));
  const whole = made(kept, (place) => each(within.map((inner) => entryAt(x, place.map((j, axis) => j + inner[axis]!)))));
  return keepDims ? whole : traced(x.shape.filter((_, axis) => !gone.includes(axis)), whole.entries);
};

function reshape(a: Value, shape: readonly number[]): Traced {
  const x = of(a);
  const known = shape.reduce((all, n) => (n === -1 ? all : all * n), 1);
  return traced(shape.map((n) => (n === -1 ? x.size / known : n)), x.entries);
}

function concat(list: readonly Value[], axis = 0): Traced {
  const all = list.map((x) => of(x));
  const along = axisOf(axis, all[0]!.rank);
  const owners = all.flatMap((x, n) => Array.from({ length: x.shape[along]! }, (_, j) => [n, j] as const));
  return made(all[0]!.shape.map((n, d) => (d === along ? owners.length : n)), (place) => {
    const [n, j] = owners[place[along]!]!;
    return entryAt(all[n]!, place.map((p, d) => (d === along ? j : p)));
  });
}

function expandDims(a: Value, axis = 0): Traced {
  const x = of(a);
  const at = axisOf(axis, x.rank + 1);
  return traced([...x.shape.slice(0, at), 1, ...x.shape.slice(at)], x.entries);
}

function slice(a: Value, begin: number | readonly number[], size?: number | readonly number[]): Traced {
  const x = of(a);
  const from = x.shape.map((_, d) => [begin].flat()[d] ?? 0);
  const sizes = x.shape.map((n, d) => {
    const wanted = size === undefined ? -1 : [size].flat()[d] ?? -1;
    return wanted === -1 ? n - from[d]! : wanted;
  });
  return made(sizes, (place) => entryAt(x, place.map((j, d) => j + from[d]!)));
}

function gather(a: Value, indices: Value, axis = 0): Traced {
  const x = of(a);
  const along = axisOf(axis, x.rank);
  const places = of(indices);
  const list = places.entries.map((e) => (e.op === 'number' ? e.value : Number.NaN));
  if (list.some((n) => !Number.isInteger(n))) {
    throw new InputError('valuations.evaluate', 'tf.gather is understood with known indices only');
  }
  const rows = list.map((j) => slice(x, x.shape.map((_, d) => (d === along ? j : 0)), x.shape.map((n, d) => (d === along ? 1 : n))));
  const whole = concat(rows, along);
  return places.rank === 0 ? squeeze(whole, [along]) : whole;
}

function squeeze(a: Value, axes?: readonly number[]): Traced {
  const x = of(a);
  const gone = axes?.map((axis) => axisOf(axis, x.rank));
  return traced(x.shape.filter((n, d) => n !== 1 || (gone !== undefined && !gone.includes(d))), x.entries);
}

function unstack(a: Value, axis = 0): Traced[] {
  const x = of(a);
  const along = axisOf(axis, x.rank);
  return Array.from({ length: x.shape[along]! }, (_, j) => gather(x, j, along));
}

function matMul(a: Value, b: Value, transposeA = false, transposeB = false): Traced {
  const [x, y] = [transposeA ? transpose(a) : of(a), transposeB ? transpose(b) : of(b)];
  if (x.rank !== 2 || y.rank !== 2) throw new InputError('valuations.evaluate', 'tf.matMul is understood of matrices only');
  return made([x.shape[0]!, y.shape[1]!], ([i, k]) =>
    plus(...Array.from({ length: x.shape[1]! }, (_, j) => product(entryAt(x, [i!, j]), entryAt(y, [j, k!])))));
}

function transpose(a: Value, permutation?: readonly number[]): Traced {
  const x = of(a);
  const order = permutation ?? x.shape.map((_, d) => x.rank - 1 - d);
  return made(order.map((d) => x.shape[d]!), (place) => entryAt(x, x.shape.map((_, d) => place[order.indexOf(d)]!)));
}

const sigmoid = (e: Expression): Expression => power(plus(ONE, exp(times(-1, e))), -1);

/** The operations, and what has to hold for what they were asked. */
export function tracingOperations(): { readonly tf: Readonly<Record<string, unknown>>; readonly demands: readonly Demand[] } {
  const demands: Demand[] = [];
  const demanded = (e: Expression, must: Demand['must'], operation: string): Expression => {
    if (e.op !== 'number' || !(e.value > 0)) demands.push({ of: e, must, place: `what tf.${operation} is of` });
    return e;
  };
  const raised = (base: Expression, exponent: Expression): Expression => {
    if (exponent.op !== 'number') return exp(product(exponent, log(demanded(base, 'be above 0', 'pow'))));
    if (!Number.isInteger(exponent.value)) demanded(base, exponent.value < 0 ? 'be above 0' : 'be 0 or more', 'pow');
    else if (exponent.value < 0) demanded(base, 'not be 0', 'pow');
    return power(base, exponent.value);
  };
  const same = (x: Value): Traced => of(x);
  const filled = (value: number) => (shape: readonly number[]): Traced => made(shape, () => number(value));
  const tensor = (values: Nested, shape?: readonly number[]): Traced => (shape ? reshape(of(values), shape) : of(values));
  const tf = {
    scalar: (x: number) => of(x), tensor, tensor1d: (values: Nested) => of(values), tensor2d: tensor, tensor3d: tensor,
    zeros: filled(0), ones: filled(1),
    fill: (shape: readonly number[], value: number) => filled(value)(shape),
    eye: (n: number, m = n) => made([n, m], ([i, j]) => (i === j ? ONE : ZERO)),
    range: (from: number, to: number, step = 1) => of(Array.from({ length: Math.ceil((to - from) / step) }, (_, j) => from + j * step)),
    linspace: (from: number, to: number, n: number) => of(Array.from({ length: n }, (_, j) => from + ((to - from) * j) / (n - 1))),
    zerosLike: unary(() => ZERO), onesLike: unary(() => ONE),
    add: binary(plus), sub: binary(minus), mul: binary(product), maximum: binary(max), minimum: binary(min), pow: binary(raised),
    div: binary((x, y) => quotient(x, demanded(y, 'not be 0', 'div'))),
    squaredDifference: binary((x, y) => power(minus(x, y), 2)),
    addN: (list: readonly Value[]) => list.reduce(binary(plus), 0) as Traced,
    abs: unary(abs), exp: unary(exp), neg: unary((x) => times(-1, x)), square: unary((x) => power(x, 2)), relu: unary((x) => max(x, ZERO)),
    expm1: unary((x) => minus(exp(x), ONE)), sigmoid: unary(sigmoid), tanh: unary((x) => minus(times(2, sigmoid(times(2, x))), ONE)),
    softplus: unary((x) => log(plus(ONE, exp(x)))), leakyRelu: (x: Value, alpha = 0.2) => unary((e) => max(e, times(alpha, e)))(x),
    log: unary((x) => log(demanded(x, 'be above 0', 'log'))), log1p: unary((x) => log(demanded(plus(ONE, x), 'be above 0', 'log1p'))),
    sqrt: unary((x) => sqrt(demanded(x, 'be 0 or more', 'sqrt'))),
    rsqrt: unary((x) => power(demanded(x, 'be above 0', 'rsqrt'), -0.5)),
    reciprocal: unary((x) => power(demanded(x, 'not be 0', 'reciprocal'), -1)),
    clipByValue: (x: Value, low: number, high: number) => unary((e) => min(max(e, number(low)), number(high)))(x),
    sum: reduction((list) => plus(...list)), mean: reduction((list) => times(1 / list.length, plus(...list))),
    prod: reduction((list) => product(...list)), max: reduction((list) => list.reduce(max)), min: reduction((list) => list.reduce(min)),
    matMul, reshape, concat, concat1d: concat, concat2d: concat, expandDims, squeeze, slice, gather, unstack, transpose,
    broadcastTo: (x: Value, shape: readonly number[]) => broadcast(of(x), shape), clone: same, cast: same, keep: same,
    reverse: (a: Value, axes?: Axes) => {
      const x = of(a);
      const turned = axes === undefined ? x.shape.map((_, d) => d) : [axes].flat().map((axis) => axisOf(axis, x.rank));
      return made(x.shape, (place) => entryAt(x, place.map((j, d) => (turned.includes(d) ? x.shape[d]! - 1 - j : j))));
    },
    stack: (list: readonly Value[], axis = 0) =>
      concat(list.map((x) => expandDims(x, axis)), axisOf(axis, of(list[0]!).rank + 1)),
    tile: (a: Value, repeats: readonly number[]) => {
      const x = of(a);
      return made(x.shape.map((n, d) => n * repeats[d]!), (place) => entryAt(x, place.map((j, d) => j % x.shape[d]!)));
    },
    split: (a: Value, sizes: number | readonly number[], axis = 0) => {
      const x = of(a);
      const along = axisOf(axis, x.rank);
      const each = typeof sizes === 'number' ? Array.from({ length: sizes }, () => x.shape[along]! / sizes) : sizes;
      let from = 0;
      return each.map((n) => {
        from += n;
        return slice(x, x.shape.map((_, d) => (d === along ? from - n : 0)), x.shape.map((m, d) => (d === along ? n : m)));
      });
    },
    tidy: (work: () => unknown) => work(), dispose: () => undefined,
  };
  return { tf, demands };
}

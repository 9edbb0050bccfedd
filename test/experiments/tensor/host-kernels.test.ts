/** The loops that stand in for TFJS's on the host, against places computed element by element, and NaN kept. */
import { expect, it } from 'vitest';
import { openCpuTensors } from '../../../src/engine/devices/cpu.ts';
import { oneAtLargestOnHost } from '../../../src/engine/tfjs-host-kernels.ts';
import { joinAxes } from '../../../src/engine/tfjs-host-loops.ts';
import { caseMaker } from '../../oracles/statistics.ts';

const { tf, activate } = await openCpuTensors();
const { unit, whole } = caseMaker(11);
const random = (shape: number[]): { shape: number[]; data: Float32Array } =>
  ({ shape, data: Float32Array.from({ length: shape.reduce((size, n) => size * n, 1) }, () => 2 * unit() - 1) });

/** Every index vector of a shape, in row order. */
function* places(shape: readonly number[]): Generator<number[]> {
  const size = shape.reduce((product, n) => product * n, 1);
  for (let at = 0; at < size; at++) {
    let rest = at;
    yield shape.map((_, axis) => {
      const inner = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
      const index = Math.floor(rest / inner);
      rest -= index * inner;
      return index;
    });
  }
}
/** Element at an index vector, stretched where the shape has one. */
function at({ shape, data }: { shape: number[]; data: Float32Array }, index: readonly number[]): number {
  const own = index.slice(index.length - shape.length);
  return data[shape.reduce((place, n, axis) => place * n + (n === 1 ? 0 : own[axis]!), 0)]!;
}

it('stretched arithmetic and comparisons', () => {
  activate();
  const shapes: [number[], number[], number[]][] = [
    [[3, 1, 4], [2, 1], [3, 2, 4]], [[5], [2, 3, 5], [2, 3, 5]], [[], [4, 3], [4, 3]], [[3, 4], [3, 4], [3, 4]],
    [[1, 7, 1], [2, 1, 5], [2, 7, 5]], [[2, 1, 3, 1], [1, 4, 1, 5], [2, 4, 3, 5]],
  ];
  for (const [sa, sb, shape] of shapes) {
    const [a, b] = [random(sa), random(sb)];
    if (sa.length === sb.length && sa.length === 2) b.data[3] = a.data[3]!;
    const [x, y] = [tf.tensor(a.data, a.shape), tf.tensor(b.data, b.shape)];
    const want = (op: (x: number, y: number) => number): number[] =>
      [...places(shape)].map((index) => Math.fround(op(at(a, index), at(b, index))));
    expect([...tf.add(x, y).dataSync()]).toEqual(want((p, q) => p + q));
    expect([...tf.sub(x, y).dataSync()]).toEqual(want((p, q) => p - q));
    expect([...tf.mul(x, y).dataSync()]).toEqual(want((p, q) => p * q));
    expect([...tf.div(x, y).dataSync()]).toEqual(want((p, q) => p / q));
    expect(tf.add(x, y).shape).toEqual(shape);
    for (
      const [op, compare] of [
        [tf.equal, (p: number, q: number) => p === q], [tf.greater, (p: number, q: number) => p > q],
        [tf.greaterEqual, (p: number, q: number) => p >= q], [tf.less, (p: number, q: number) => p < q],
        [tf.lessEqual, (p: number, q: number) => p <= q],
      ] as const
    ) {
      expect([...op(x, y).dataSync()]).toEqual(want((p, q) => (compare(p, q) ? 1 : 0)));
      expect(op(x, y).dtype).toBe('bool');
    }
  }
});

it('sums, maxima and minima along axes', () => {
  const a = random([3, 4, 5, 2]);
  const x = tf.tensor(a.data, a.shape);
  for (const axes of [[0], [1], [2], [3], [1, 2], [0, 1], [0, 3], [0, 1, 2, 3]]) {
    const kept = [0, 1, 2, 3].filter((axis) => !axes.includes(axis));
    const want = (fold: (numbers: number[]) => number): number[] => [...places(kept.map((axis) => a.shape[axis]!))].map((index) =>
      fold([...places(axes.map((axis) =>
        a.shape[axis]!))].map((inner) =>
          at(a, [0, 1, 2, 3].map((axis) => (axes.includes(axis) ? inner[axes.indexOf(axis)]! : index[kept.indexOf(axis)]!))))));
    tf.sum(x, axes).dataSync().forEach((total, i) =>
      expect(total).toBeCloseTo(want((numbers) => numbers.reduce((sum, n) => sum + n, 0))[i]!, 5));
    expect([...tf.max(x, axes).dataSync()]).toEqual(want((numbers) => Math.max(...numbers)));
    expect([...tf.min(x, axes).dataSync()]).toEqual(want((numbers) => Math.min(...numbers)));
    expect(tf.sum(x, axes, true).shape).toEqual(a.shape.map((n, axis) => (axes.includes(axis) ? 1 : n)));
  }
  expect([...tf.max(tf.tensor2d([[1, NaN, 2], [3, 4, 5]]), 1).dataSync()]).toEqual([NaN, 5]);
  expect([...tf.sum(tf.tensor1d([1, 2, 3], 'int32')).dataSync()]).toEqual([6]);
});

it('slices and transpositions', () => {
  const a = random([3, 4, 5]);
  const x = tf.tensor3d(a.data, [3, 4, 5]);
  expect([...tf.slice(x, [1, 0, 2], [2, -1, 2]).dataSync()]).toEqual(
    [...places([2, 4, 2])].map(([i, j, k]) => at(a, [i! + 1, j!, k! + 2]))
  );
  for (const order of [[2, 0, 1], [0, 2, 1], [2, 1, 0], [0, 1, 2]]) {
    const shape = order.map((axis) => a.shape[axis]!);
    expect([...tf.transpose(x, order).dataSync()]).toEqual(
      [...places(shape)].map((index) => at(a, [0, 1, 2].map((axis) => index[order.indexOf(axis)]!)))
    );
  }
  expect(() => tf.slice(x, [2, 0, 0], [2, 1, 1])).toThrow();
});

it('pieces along an axis, of sizes that are given or found, and one a place', () => {
  activate();
  const a = random([3, 4, 6]);
  const x = tf.tensor3d(a.data, [3, 4, 6]);
  for (const [sizes, axis, lengths] of [[3, 2, [2, 2, 2]], [[1, -1, 2], 1, [1, 1, 2]], [1, 0, [3]], [[4, 0, 2], -1, [4, 0, 2]]] as const) {
    const along = (axis + 3) % 3;
    let first = 0;
    const pieces = tf.split(x, sizes as number | number[], axis);
    expect(pieces.map(({ shape }) => shape[along])).toEqual(lengths);
    for (const piece of pieces) {
      const from = first;
      expect([...piece.dataSync()]).toEqual(
        [...places(piece.shape)].map((index) => at(a, index.map((i, other) => (other === along ? i + from : i)))),
      );
      first += piece.shape[along]!;
    }
  }
  for (const axis of [0, 1, 2]) {
    const shape = a.shape.filter((_, other) => other !== axis);
    const parts = tf.unstack(x, axis);
    expect(parts.map((part) => part.shape)).toEqual(Array(a.shape[axis]).fill(shape));
    for (const [place, part] of parts.entries()) {
      expect([...part.dataSync()]).toEqual([...places(shape)].map((index) => at(a, index.toSpliced(axis, 0, place))));
    }
  }
  expect(tf.split(tf.tensor1d([1, 2, 3, 4], 'int32'), 2).map((one) => [one.dtype, ...one.dataSync()])).toEqual([
    ['int32', 1, 2], ['int32', 3, 4],
  ]);
  expect(() => tf.split(x, 4, 2)).toThrow();
});

it('products of matrices, plain and in batches, turned or not', () => {
  for (const [ta, tb] of [[false, false], [true, false], [false, true], [true, true]] as const) {
    const [m, n, k, batch] = [2 + whole(3), 3 + whole(4), 5, 3];
    const [a, b] = [random(ta ? [batch, k, m] : [batch, m, k]), random(tb ? [batch, n, k] : [batch, k, n])];
    const got = tf.matMul(tf.tensor(a.data, a.shape), tf.tensor(b.data, b.shape), ta, tb);
    expect(got.shape).toEqual([batch, m, n]);
    [...places([batch, m, n])].forEach(([g, i, j], place) => {
      const want = Array.from(
        { length: k }, (_, l) => at(a, ta ? [g!, l, i!] : [g!, i!, l]) * at(b, tb ? [g!, j!, l] : [g!, l, j!]),
      ).reduce((sum, x) => sum + x, 0);
      expect(got.dataSync()[place]).toBeCloseTo(want, 5);
    });
  }
  expect([...tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()]).toEqual([11]);
});

it('one at the largest of a row, ties to the lowest, none where there is NaN', () => {
  const rows = [[1, 3, 2], [2, 2, 1], [-1, -0, 0], [-Infinity, -Infinity, -Infinity], [NaN, 1, 2], [1, 2, NaN], [5, 4, 5]];
  const want = [[0, 1, 0], [1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 0], [0, 0, 0], [1, 0, 0]];
  const got = oneAtLargestOnHost(tf, tf.tensor2d(rows.flat(), [7, 3]))!;
  expect([got.shape, [...got.dataSync()]]).toEqual([[7, 3], want.flat()]);
});

it('axes walked in one go are joined', () => {
  expect(joinAxes([2, 3, 4], [12, 4, 1], [12, 4, 1])).toEqual({ shape: [24], strides: [[1], [1]] });
  expect(joinAxes([2, 3, 4], [12, 4, 1], [0, 4, 1])).toEqual({ shape: [2, 12], strides: [[12, 1], [0, 1]] });
  expect(joinAxes([1, 1], [1, 1])).toEqual({ shape: [1], strides: [[0]] });
});

it('copies repeated and at chosen places', () => {
  activate();
  const check = (got: { shape: number[]; dataSync(): ArrayLike<number> }, shape: number[], want: (index: readonly number[]) => number) => {
    expect(got.shape).toEqual(shape);
    expect([...Array.from(got.dataSync())]).toEqual([...places(shape)].map(want));
  };
  for (const [own, reps] of [[[4, 1], [1, 3]], [[1, 5], [3, 1]], [[2, 3, 2], [2, 1, 3]], [[3], [4]]] as const) {
    const x = random([...own]);
    const shape = own.map((length, axis) => length * reps[axis]!);
    check(tf.tile(tf.tensor(x.data, x.shape), [...reps]), shape, (index) => at(x, index.map((i, axis) => i % own[axis]!)));
  }
  const x = random([3, 4, 2]);
  for (const [axis, chosen] of [[0, [2, 2, 0]], [1, [3, 0]], [2, [1]], [1, []]] as const) {
    const shape = x.shape.map((length, a) => (a === axis ? chosen.length : length));
    const got = tf.gather(tf.tensor(x.data, x.shape), tf.tensor1d([...chosen], 'int32'), axis);
    check(got, shape, (index) => at(x, index.map((i, a) => (a === axis ? chosen[i]! : i))));
  }
});

it('products with matrices that are mostly zero, of numbers that are not finite too', () => {
  activate();
  const a = random([9, 8]);
  const b = random([8, 4]);
  b.data.forEach((_, i) => { if (i % 5 > 0) b.data[i] = 0; });
  const product = (): number[] => [...places([9, 4])].map(([i, j]) =>
    Math.fround(Array.from({ length: 8 }, (_, l) => at(a, [i!, l]) * at(b, [l, j!])).reduce((sum, x) => sum + x, 0)));
  const got = (): number[] => [...tf.matMul(tf.tensor2d(a.data, [9, 8]), tf.tensor2d(b.data, [8, 4])).dataSync()];
  expect(got()).toEqual(product());
  a.data[11] = Infinity;
  expect(got()).toEqual(product());
  expect(got().some(Number.isNaN)).toBe(true);
});

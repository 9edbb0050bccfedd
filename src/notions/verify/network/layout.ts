/** Where entries of arrays stand, and what a step copies or weighs. */
import { sizeOf, type Step } from './manifest.ts';

type ShapeOf = (n: number) => readonly number[];

/** Place of every entry of a row-major array, moved by strides of another. */
export function places(shape: readonly number[], strides: readonly number[], start = 0): number[] {
  let all = [start];
  shape.forEach((side, k) => { all = all.flatMap((at) => Array.from({ length: side }, (_, n) => at + n * strides[k]!)); });
  return all;
}

export const stridesOf = (shape: readonly number[]): number[] => shape.map((_, k) => sizeOf(shape.slice(k + 1)));

/** Entries of each line along an axis. */
export function lines(shape: readonly number[], axis: number): number[][] {
  const strides = stridesOf(shape);
  return places(shape.toSpliced(axis, 1), strides.toSpliced(axis, 1))
    .map((start) => Array.from({ length: shape[axis]! }, (_, k) => start + k * strides[axis]!));
}

/** Where a side is one it is repeated. */
export function repeated(own: readonly number[], shape: readonly number[]): number[] {
  const padded = [...new Array<number>(shape.length - own.length).fill(1), ...own];
  return places(shape, stridesOf(padded).map((stride, k) => (padded[k] === 1 ? 0 : stride)));
}

/** Node and entry of which every entry of the step is a copy; undefined where it copies nothing. */
export function sourcesOf({ op, of: [x = -1], of, more, shape }: Step, shapeOf: ShapeOf): (readonly [number, number])[] | undefined {
  const strides = stridesOf(shapeOf(x));
  switch (op) {
    case 'reshape': return Array.from({ length: sizeOf(shape) }, (_, i) => [x, i]);
    case 'transpose': return places(shape, (more.axes as number[]).map((k) => strides[k]!)).map((k) => [x, k]);
    case 'slice': return places(shape, strides, Number(more.from) * strides[Number(more.axis)]!).map((k) => [x, k]);
    case 'concatenate': {
      const parts = of.map((n) => lines(shapeOf(n), Number(more.axis)).map((line) => line.map((k) => [n, k] as const)));
      const from: (readonly [number, number])[] = [];
      lines(shape, Number(more.axis)).forEach((line, l) =>
        parts.flatMap((part) => part[l]!).forEach((one, k) => { from[line[k]!] = one; }));
      return from;
    }
    default: return undefined;
  }
}

export interface Weighing {
  readonly outputs: number;
  readonly inputs: number;
  /** [outputs, inputs]. */
  readonly weights: Float64Array;
  readonly start: Float64Array;
}

export function weighingOf({ more, tensors }: Step): Weighing {
  const [{ shape: sides, values }, bias] = tensors as [Step['tensors'][number], Step['tensors'][number]?];
  const turned = more.layout === 'inputs-outputs';
  const [outputs, inputs] = turned ? [sides[1]!, sides[0]!] : [sides[0]!, sides[1]!];
  const weights = turned ? Float64Array.from(values, (_, i) => values[(i % inputs) * outputs + Math.floor(i / inputs)]!) : values;
  return { outputs, inputs, weights, start: bias?.values ?? new Float64Array(outputs) };
}

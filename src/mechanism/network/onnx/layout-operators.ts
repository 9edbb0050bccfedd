/** Operators that only move entries (https://onnx.ai/onnx/operators/). */
import { InputError } from '../../../errors.ts';
import type { OnnxNode } from './model.ts';
import {
  axisOf, indexOf, input, nameOf, numbers, read, reshaped, sizeOf, whole, type Operator, type Value, type Writer,
} from './operator.ts';

/** The part of an axis, `length` entries from `from` on. */
function part(node: OnnxNode, x: Value, axis: number, from: number, to: number, write: Writer, at = 0): Value {
  if (from === 0 && to === x.shape[axis]) return x;
  return write.node(nameOf(node, at), { op: 'slice', of: read(x, nameOf(node), write), axis, from, to }, x.shape.with(axis, to - from));
}

export const slice: Operator = (node, given, write, place) => {
  let x = input(given, 0, place);
  const [starts, ends] = [numbers(node, 'starts', given, 1, place), numbers(node, 'ends', given, 2, place)];
  if (starts === undefined || ends === undefined) throw new InputError(place, 'needs starts and ends');
  const axes = numbers(node, 'axes', given, 3, place) ?? starts.map((_, axis) => axis);
  const steps = numbers(node, 'steps', given, 4, place) ?? starts.map(() => 1);
  if (steps.some((step) => step !== 1)) throw new InputError(place, 'is read with steps of 1 alone');
  starts.forEach((start, i) => {
    const axis = axisOf(axes[i] ?? NaN, x.shape.length, place);
    const length = x.shape[axis]!;
    const within = (end: number): number => Math.min(length, Math.max(0, end < 0 ? end + length : end));
    const [from, to] = [within(start), within(ends[i] ?? NaN)];
    if (!(from < to)) throw new InputError(place, `leaves nothing of axis ${axis}`);
    x = part(node, x, axis, from, to, write);
  });
  return [x];
};

/** One entry of an axis, which goes, or a list of them. */
export const gather: Operator = (node, given, write, place) => {
  const x = input(given, 0, place);
  const axis = axisOf(whole(node, 'axis', 0), x.shape.length, place);
  const length = x.shape[axis]!;
  const indices = numbers(node, '', given, 1, place) ?? [];
  const chosen = indices.map((index) => indexOf(index, length, place));
  const scalar = given[1]!.shape.length === 0;
  if (given[1]!.shape.length > 1 || chosen.length === 0) throw new InputError(place, 'is read with one index or a list of them');
  const parts = chosen.map((index) => part(node, x, axis, index, index + 1, write));
  if (scalar) return reshaped(node, parts[0]!, x.shape.toSpliced(axis, 1), write, place);
  return [joined(node, parts, axis, write)];
};

const joined = (node: OnnxNode, parts: readonly Value[], axis: number, write: Writer): Value => {
  const of = parts.map((value) => read(value, nameOf(node), write));
  const length = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  return write.node(nameOf(node), { op: 'concatenate', of, axis }, parts[0]!.shape.with(axis, length));
};

export const concat: Operator = (node, given, write, place) => {
  const parts = given.map((_, at) => input(given, at, place));
  if (parts.length === 0) throw new InputError(place, 'needs an input');
  return [joined(node, parts, axisOf(whole(node, 'axis', NaN), parts[0]!.shape.length, place), write)];
};

export const split: Operator = (node, given, write, place) => {
  const x = input(given, 0, place);
  const axis = axisOf(whole(node, 'axis', 0), x.shape.length, place);
  const length = x.shape[axis]!;
  const count = node.outputs.length;
  const each = Math.ceil(length / count);
  const sizes = numbers(node, 'split', given, 1, place)
    ?? Array.from({ length: count }, (_, at) => Math.min(each, length - at * each));
  if (sizes.length !== count || sizes.some((size) => !(size > 0)) || sizes.reduce((sum, size) => sum + size, 0) !== length) {
    throw new InputError(place, `splits an axis of ${length} into ${sizes.join(', ')} for ${count} outputs`);
  }
  let from = 0;
  return sizes.map((size, at) => part(node, x, axis, from, (from += size), write, at));
};

export const reshape: Operator = (node, given, write, place) => {
  const x = input(given, 0, place);
  const asked = numbers(node, 'shape', given, 1, place);
  if (asked === undefined) throw new InputError(place, 'needs a shape');
  const copied = asked.map((side, axis) => (side === 0 && whole(node, 'allowzero', 0) === 0 ? x.shape[axis] ?? 0 : side));
  const known = sizeOf(copied.filter((side) => side !== -1));
  return reshaped(node, x, copied.map((side) => (side === -1 ? sizeOf(x.shape) / known : side)), write, place);
};

export const flatten: Operator = (node, given, write, place) => {
  const x = input(given, 0, place);
  const axis = whole(node, 'axis', 1);
  const at = axis < 0 ? axis + x.shape.length : axis;
  return reshaped(node, x, [sizeOf(x.shape.slice(0, at)), sizeOf(x.shape.slice(at))], write, place);
};

export const squeeze: Operator = (node, given, write, place) => {
  const x = input(given, 0, place);
  const axes = numbers(node, 'axes', given, 1, place)?.map((axis) => axisOf(axis, x.shape.length, place));
  const goes = (side: number, axis: number): boolean => (axes === undefined ? side === 1 : axes.includes(axis));
  return reshaped(node, x, x.shape.filter((side, axis) => !goes(side, axis)), write, place);
};

export const unsqueeze: Operator = (node, given, write, place) => {
  const x = input(given, 0, place);
  const axes = numbers(node, 'axes', given, 1, place) ?? [];
  const rank = x.shape.length + axes.length;
  const places = axes.map((axis) => axisOf(axis, rank, place));
  const rest = [...x.shape];
  return reshaped(node, x, Array.from({ length: rank }, (_, axis) => (places.includes(axis) ? 1 : rest.shift() ?? 1)), write, place);
};

export const transpose: Operator = (node, given, write, place) => {
  const x = input(given, 0, place);
  const axes = node.attributes.get('perm')?.numbers ?? x.shape.map((_, axis) => axis).toReversed();
  if (axes.toSorted((a, b) => a - b).join() !== x.shape.map((_, axis) => axis).join()) {
    throw new InputError(place, `perm must name each of the ${x.shape.length} axes once`);
  }
  return [write.node(nameOf(node), { op: 'transpose', of: read(x, nameOf(node), write), axes }, axes.map((axis) => x.shape[axis]!))];
};

/** That values of a file are numbers: where one is none at some profile, or has no bound, the file is no environment. */
import { InputError } from '../../../errors.ts';
import { Bounds } from './bounds.ts';
import type { Sum } from './sums.ts';

type Ends = readonly [low: number, high: number];
type Box = readonly Ends[];

/** Corners of the supports that are looked at, at most 2^CORNERS, and halvings towards a place without a bound. */
const CORNERS = 6;
const HALVED = 400;
/** Width of a box that is told as a place, of its support. */
const NARROW = 2 ** -30;

const middleOf = ([low, high]: Ends): number => low + (high - low) / 2;

/** The middle, and corners: where a value is undefined that is so at an end or on a side. */
function placesIn(box: Box): Box[] {
  const corners = Array.from({ length: 2 ** Math.min(CORNERS, box.length) }, (_, n) =>
    box.map((ends, d): Ends => {
      const x = ends[(n >> (d % CORNERS)) & 1]!;
      return [x, x];
    }));
  return [box.map((ends): Ends => [middleOf(ends), middleOf(ends)]), ...corners];
}

/** A box of hardly any width in which the value has no bound, by halving one without; undefined where a half has one. */
function narrowed(isBounded: (box: Box) => boolean, all: Box): Box | undefined {
  let box = all;
  const share = (d: number): number => (all[d]![1] > all[d]![0] ? (box[d]![1] - box[d]![0]) / (all[d]![1] - all[d]![0]) : 0);
  for (let n = 0; n < HALVED; n++) {
    const widest = box.reduce((best, _, d) => (share(d) > share(best) ? d : best), 0);
    if (share(widest) < NARROW) return box;
    const [low, high] = box[widest]!;
    const half = middleOf([low, high]);
    const next = ([[low, half], [half, high]] as const).map((ends) => box.with(widest, ends)).find((one) => !isBounded(one));
    if (next === undefined) return undefined;
    box = next;
  }
  return undefined;
}

/** Of values [N][K]. Throws InputError naming the formula and a place; that it does not is no proof that all values are bounded. */
export function requireFinite(values: readonly (readonly Sum[])[], box: Box, names: readonly string[]): void {
  const list = values.flat();
  const bounds = new Bounds(list);
  const isBounded = (v: number): boolean => Number.isFinite(bounds.lowOf(v)) && Number.isFinite(bounds.highOf(v));
  const within = (v: number) => (part: Box): boolean => {
    bounds.overBox(part);
    return isBounded(v);
  };
  const refuse = (v: number, at: Box, near: boolean): never => {
    const [i, k] = [Math.floor(v / values[0]!.length), v % values[0]!.length];
    const place = at.map((ends, d) => `${names[d]} = ${Number(middleOf(ends).toPrecision(4))}`).join(', ');
    throw new InputError(`problem.values.${i}.${k}`, near ? `must have bounds, and has none near ${place}`
      : `must have a finite value everywhere, and has none at ${place}`);
  };
  for (const at of placesIn(box)) {
    bounds.overBox(at);
    const wrong = list.findIndex((_, v) => !isBounded(v));
    if (wrong >= 0) refuse(wrong, at, false);
  }
  bounds.overBox(box);
  for (const v of list.flatMap((_, v) => (isBounded(v) ? [] : [v]))) {
    const at = narrowed(within(v), box);
    if (at) refuse(v, at, true);
  }
}

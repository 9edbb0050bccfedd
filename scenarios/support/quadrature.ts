/** Numerical integration and maximisation for exact references. No estimate is made with them. */
import { upperQuantile, type Distribution } from '../../src/distributions/distribution.ts';

/** Nodes and weights of Gauss-Legendre quadrature of order eight on [-1, 1], the positive half. */
const GAUSS: readonly (readonly [number, number])[] = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
];

/** Integral over [from, to] in equal pieces: exact for polynomials up to degree fifteen on each. */
export function integrate(f: (x: number) => number, from: number, to: number, pieces = 64): number {
  let sum = 0;
  const half = (to - from) / pieces / 2;
  for (let piece = 0; piece < pieces; piece++) {
    const middle = from + half * (2 * piece + 1);
    for (const [node, weight] of GAUSS) sum += half * weight * (f(middle - half * node) + f(middle + half * node));
  }
  return sum;
}

/** Of the whole integral: two halves and the whole of a piece may differ by so much. */
const AGREED = 1e-13;
const HALVINGS_MAX = 48;
/** Of one piece: where there are more, what two halves and the whole differ by is the integrand's own noise. */
const PIECES_MAX = 2 ** 12;

/**
 * The integral from the smallest to the largest of the `ends`, in any order, at which f may have kinks and jumps: adaptive, each of the
 * equal `pieces` between neighbouring ends halved until both halves say what the whole says. What is narrow beside the ends is found only
 * where ends mark it (landmarks).
 */
export function integrateBetween(f: (x: number) => number, ends: readonly number[], pieces = 4, agreed = AGREED): number {
  const sorted = [...new Set(ends)].sort((a, b) => a - b);
  const parts = sorted.slice(1).flatMap((end, i) => Array.from({ length: pieces }, (_, j): [number, number] => {
    const step = (end - sorted[i]!) / pieces;
    return [sorted[i]! + j * step, j + 1 === pieces ? end : sorted[i]! + (j + 1) * step];
  }));
  const wholes = parts.map(([from, to]) => integrate(f, from, to, 1));
  const scale = wholes.reduce((sum, whole) => sum + Math.abs(whole), 0);
  let halved = 0;
  const settled = (from: number, to: number, whole: number, depth: number): number => {
    const middle = from + (to - from) / 2;
    const [left, right] = [integrate(f, from, middle, 1), integrate(f, middle, to, 1)];
    const done = depth === 0 || ++halved > PIECES_MAX || !(middle > from && middle < to);
    if (done || Math.abs(left + right - whole) <= agreed * Math.max(scale, Math.abs(whole))) return left + right;
    return settled(from, middle, left, depth - 1) + settled(middle, to, right, depth - 1);
  };
  return parts.reduce((sum, [from, to], i) => {
    halved = 0;
    return sum + settled(from, to, wholes[i]!, HALVINGS_MAX);
  }, 0);
}

/** Halvings of probability towards either end of a law. */
const TAIL_MARKS = 50;

/**
 * Where laws bend or have their mass: finite ends of supports, knots, atoms, and the points beyond which 1/2, 1/4, 1/8, .. lies on either
 * side.
 */
export const landmarks = (laws: readonly Distribution[]): number[] =>
  [...new Set(laws)].flatMap((law) => {
    const tails = Array.from({ length: TAIL_MARKS }, (_, k) => 2 ** -(k + 1));
    return [
      ...law.support, ...(law.knots ?? []), ...(law.atoms ?? []).map(({ at }) => at),
      ...tails.flatMap((tail) => [law.quantile(tail), upperQuantile(law, tail)])
    ];
  }).filter(Number.isFinite);

/** The landmarks strictly between, and both ends. */
export const landmarksBetween = (laws: readonly Distribution[], from: number, to: number): number[] =>
  [from, ...landmarks(laws).filter((x) => x > from && x < to), to];

/** Largest value of a continuous function: the best of equal steps and of the `marks`, refined by golden section between its neighbours. */
export function largestValue(
  f: (x: number) => number,
  from: number,
  to: number,
  steps = 512,
  marks: readonly number[] = [],
): { readonly at: number; readonly value: number } {
  const even = Array.from({ length: steps + 1 }, (_, i) => (i >= steps ? to : from + ((to - from) * i) / steps));
  const points = marks.length === 0 ? even : [...new Set([...even, ...marks.filter((x) => x > from && x < to)])].sort((a, b) => a - b);
  const point = (i: number): number => points[i]!;
  const values = points.map(f);
  const best = values.reduce((top, value, i) => (value > values[top]! ? i : top), 0);
  const refined = goldenSection(f, point(Math.max(0, best - 1)), point(Math.min(points.length - 1, best + 1)));
  return refined.value > values[best]! ? refined : { at: point(best), value: values[best]! };
}

/** Maximum of a unimodal function; every step leaves 0.618 of the range. */
export function goldenSection(
  f: (x: number) => number, from: number, to: number, steps = 60,
): { readonly at: number; readonly value: number } {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from, to];
  let [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [fc, fd] = [f(c), f(d)];
  for (let step = 0; step < steps; step++) {
    if (fc >= fd) {
      [b, d, fd] = [d, c, fc];
      c = b - ratio * (b - a);
      fc = f(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + ratio * (b - a);
      fd = f(d);
    }
  }
  return { at: (a + b) / 2, value: f((a + b) / 2) };
}

/** Numerical integration and maximisation for exact references. No estimate is made with them. */

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

/** The same with kinks allowed at the `ends`, in any order: the integral from the smallest to the largest. */
export function integrateBetween(f: (x: number) => number, ends: readonly number[], pieces = 64): number {
  const sorted = ends.toSorted((a, b) => a - b);
  return sorted.slice(1).reduce((sum, end, i) => (end > sorted[i]! ? sum + integrate(f, sorted[i]!, end, pieces) : sum), 0);
}

/** Largest value of a continuous function: the best of equal steps, refined by golden section between its neighbours. */
export function largestValue(f: (x: number) => number, from: number, to: number, steps = 512): { readonly at: number; readonly value: number } {
  const point = (i: number): number => (i >= steps ? to : from + ((to - from) * i) / steps);
  const values = Array.from({ length: steps + 1 }, (_, i) => f(point(i)));
  const best = values.reduce((top, value, i) => (value > values[top]! ? i : top), 0);
  const refined = goldenSection(f, point(Math.max(0, best - 1)), point(Math.min(steps, best + 1)));
  return refined.value > values[best]! ? refined : { at: point(best), value: values[best]! };
}

function goldenSection(f: (x: number) => number, from: number, to: number): { at: number; value: number } {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from, to];
  let [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [fc, fd] = [f(c), f(d)];
  for (let step = 0; step < 60; step++) {
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

/** Gauss-Legendre quadrature: on one interval, and adaptively where an integrand is known by its values and its kinks alone. */

/** Nodes and weights of order sixteen on [-1, 1], the positive half. */
const GAUSS: readonly (readonly [number, number])[] = [
  [0.0950125098376374, 0.1894506104550685], [0.2816035507792589, 0.1826034150449236],
  [0.4580167776572274, 0.1691565193950025], [0.6178762444026438, 0.1495959888165767],
  [0.7554044083550030, 0.1246289712555339], [0.8656312023878318, 0.0951585116824928],
  [0.9445750230732326, 0.0622535239386479], [0.9894009349916499, 0.0271524594117541],
];

/** Integral over [from, to], exact for polynomials up to degree 31. */
export function gaussLegendre(f: (x: number) => number, from: number, to: number): number {
  const half = (to - from) / 2;
  const middle = from + half;
  return half * GAUSS.reduce((sum, [node, weight]) => sum + weight * (f(middle - half * node) + f(middle + half * node)), 0);
}

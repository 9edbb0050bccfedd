/**
 * How likely random points are in convex position, where stochastic geometry knows it: `points` independent uniform points of a simplex
 * with `corners` corners, none of them in the convex hull of the others.
 */

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Mean share of the tetrahedron that four random points of it span (Buchta and Reitzner 1992). */
const TETRAHEDRON = 13 / 720 - Math.PI ** 2 / 15015;

/**
 * The probability; undefined where it has no closed form here. As many points as corners are in general position. Three corners: Valtr
 * 1996. Five points and four corners: one of them may lie in the hull of the others, which has the mean volume.
 */
export function convexPositionChance(points: number, corners: number): number | undefined {
  if (points === 1) return 1;
  if (corners === 1) return 0;
  if (points <= corners) return 1;
  if (corners === 2) return 0;
  if (corners === 3) return (2 ** points * factorial(3 * points - 3)) / (factorial(points - 1) ** 3 * factorial(2 * points));
  return corners === 4 && points === 5 ? 1 - 5 * TETRAHEDRON : undefined;
}

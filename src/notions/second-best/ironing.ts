/**
 * Ironing (Myerson 1981): the steepest nondecreasing slopes below a path. With Φ at cumulative masses 0 = G_0 <= ... <= G_N, the slopes ψ
 * of the largest convex function below the points (G_j, Φ_j). For every nondecreasing q, Σ q_j (Φ_{j+1} - Φ_j) <= Σ q_j ψ_j (G_{j+1} -
 * G_j), with equality where q is constant on every run of cells that share a slope.
 */

/** [N] the slope over each cell; cells have positive mass. */
export function ironedSlopes(below: ArrayLike<number>, path: ArrayLike<number>): Float64Array {
  const cells = below.length - 1;
  const corners = new Int32Array(cells + 1);
  let top = 0;
  const slope = (a: number, b: number): number => (path[b]! - path[a]!) / (below[b]! - below[a]!);
  for (let j = 1; j <= cells; j++) {
    while (top > 0 && slope(corners[top - 1]!, corners[top]!) >= slope(corners[top]!, j)) top--;
    corners[++top] = j;
  }
  const slopes = new Float64Array(cells);
  for (let corner = 1; corner <= top; corner++) {
    slopes.fill(slope(corners[corner - 1]!, corners[corner]!), corners[corner - 1]!, corners[corner]!);
  }
  return slopes;
}

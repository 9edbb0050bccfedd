/** Eigenvalues of small symmetric matrices, by Jacobi's rotations in place, and what singular values say of ranks. */

const SWEEPS = 30;

/**
 * `a` [n*n], symmetric, becomes diagonal, with the eigenvalues in no order; `v` [n*n] gets the eigenvectors as columns. For up to a dozen
 * rows: nothing is allocated.
 */
export function diagonalise(a: Float64Array, v: Float64Array, n: number): void {
  v.fill(0);
  for (let p = 0; p < n; p++) v[p * n + p] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let [off, all] = [0, 0];
    for (let p = 0; p < n; p++) {
      all += a[p * n + p]! ** 2;
      for (let q = p + 1; q < n; q++) off += 2 * a[p * n + q]! ** 2;
    }
    if (off <= 1e-30 * (all + off)) return;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  if (apq === 0) return;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const x = a[k * n + p]!;
    const y = a[k * n + q]!;
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k]!;
    const y = a[q * n + k]!;
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
    const u = v[k * n + p]!;
    const w = v[k * n + q]!;
    v[k * n + p] = c * u - s * w;
    v[k * n + q] = s * u + c * w;
  }
}

/** Frobenius distance of a matrix from the matrices of rank at most 1: the root of all squared singular values but the largest. */
export function distanceFromRankOne(matrix: readonly (readonly number[])[]): number {
  // Of the two Gram matrices the smaller has all of them.
  const rows = matrix.length <= matrix[0]!.length ? matrix : matrix[0]!.map((_, k) => matrix.map((row) => row[k]!));
  const n = rows.length;
  if (n === 1) return 0;
  const gram = new Float64Array(n * n);
  for (let p = 0; p < n; p++) {
    for (let q = 0; q < n; q++) {
      let sum = 0;
      for (let k = 0; k < rows[p]!.length; k++) sum += rows[p]![k]! * rows[q]![k]!;
      gram[p * n + q] = sum;
    }
  }
  diagonalise(gram, new Float64Array(n * n), n);
  let [sum, largest] = [0, 0];
  for (let p = 0; p < n; p++) {
    const value = Math.max(0, gram[p * n + p]!);
    if (value > largest) [sum, largest] = [sum + largest, value];
    else sum += value;
  }
  return Math.sqrt(sum);
}

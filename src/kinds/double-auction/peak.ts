/**
 * Where a pilot says that P peaks. Like the layout that it serves, an approximation: it decides how tight a certificate is, never
 * whether it holds.
 */
import type { Survival } from '../../experiments/order-statistics/survival.ts';

/** What a pilot says of P = Pr(L < x <= U) on the type space, in the seller's orientation. */
export interface PeakEstimate {
  /** Smoothed P at boundaries first .. end. */
  readonly smooth: Float64Array;
  readonly height: number;
  /** Where P seems to be largest. */
  readonly at: number;
}

/** Moving average with windows that shrink towards the ends, so that a peak at an end stays there. */
export function smoothed(values: Float64Array, halfWindow: number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return values.map((_, i) => {
    const w = Math.min(halfWindow, i, values.length - 1 - i);
    return (sums[i + w + 1]! - sums[i - w]!) / (2 * w + 1);
  });
}

/**
 * The peak of P: a quartic fitted to the pilot where P exceeds 0.6 of its smoothed maximum. A smooth fit places the peak
 * far more precisely than the largest of many noisy values; where it disagrees with the smoothed values by more than
 * their noise (kinked densities), the smoothed maximum is taken.
 */
export function estimatePeak(s: Survival): PeakEstimate {
  const { x, n, first, end, atLeastL, atLeastU } = s;
  const raw = Float64Array.from({ length: end - first + 1 }, (_, i) => (atLeastU[first + i]! - atLeastL[first + i]!) / n);
  const smooth = smoothed(raw, Math.ceil(raw.length / 60));
  // No spread: a fine grid has more boundaries than a call takes arguments.
  const top = smooth.reduce((best, value, i) => (value > smooth[best]! ? i : best), 0);
  const height = smooth[top]!;
  let from = top;
  let to = top;
  while (from > 0 && smooth[from - 1]! > 0.6 * height) from--;
  while (to < smooth.length - 1 && smooth[to + 1]! > 0.6 * height) to++;
  let at = top;
  if (to - from >= 16) {
    const fitted = fitQuartic(x, raw, first, from, to);
    let best = from;
    for (let i = from; i <= to; i++) if (fitted[i - from]! > fitted[best - from]!) best = i;
    const noise = Math.sqrt((height * (1 - height)) / n);
    if (smooth[best]! > height - 3 * noise) at = best;
  }
  return { smooth, height: Math.max(smooth[at]!, 0), at: first + at };
}

/** Least-squares quartic in Legendre polynomials of x over the stretch from .. to; returns fitted values there. */
export function fitQuartic(x: Float64Array, raw: Float64Array, first: number, from: number, to: number): Float64Array {
  const left = x[first + from]!;
  const right = x[first + to]!;
  const basis = (i: number): number[] => {
    const t = (2 * (x[first + i]! - left)) / (right - left) - 1;
    return [1, t, 1.5 * t * t - 0.5, 2.5 * t ** 3 - 1.5 * t, 4.375 * t ** 4 - 3.75 * t * t + 0.375];
  };
  const matrix = Array.from({ length: 5 }, () => new Float64Array(6));
  for (let i = from; i <= to; i++) {
    const row = basis(i);
    // Boundaries crowd where the pilot expects the peak; weighting by spacing makes the fit one of functions.
    const weight = x[first + Math.min(i + 1, to)]! - x[first + Math.max(i - 1, from)]!;
    for (let a = 0; a < 5; a++) {
      for (let b = 0; b < 5; b++) matrix[a]![b]! += weight * row[a]! * row[b]!;
      matrix[a]![5]! += weight * row[a]! * raw[i]!;
    }
  }
  const coefficients = solve(matrix);
  return Float64Array.from(
    { length: to - from + 1 },
    (_, i) => basis(from + i).reduce((sum, value, k) => sum + value * coefficients[k]!, 0),
  );
}

/** Gaussian elimination with row pivoting on an augmented 5 x 6 system. */
function solve(rows: Float64Array[]): number[] {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const pivot = rows.slice(column).reduce(
      (best, row, i) => (Math.abs(row[column]!) > Math.abs(rows[best]![column]!) ? column + i : best),
      column,
    );
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let r = 0; r < size; r++) {
      if (r === column || rows[column]![column] === 0) continue;
      const factor = rows[r]![column]! / rows[column]![column]!;
      for (let c = column; c <= size; c++) rows[r]![c]! -= factor * rows[column]![c]!;
    }
  }
  return rows.map((row, i) => (row[i] === 0 ? 0 : row[size]! / row[i]!));
}

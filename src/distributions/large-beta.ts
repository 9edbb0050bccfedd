/**
 * The beta law with two large parameters, where expansions lose their digits: its density is smooth and close to a normal one,
 * so Gauss-Legendre quadrature over pieces a quarter of a standard deviation wide is exact to rounding. Masses of pieces are summed from
 * either end, so that both tails keep their relative precision.
 */
import { log1pMinus } from './log1p-minus.ts';
import { gaussLegendre } from './quadrature.ts';

const PIECES = 180;
const PIECE_DEVIATIONS = 0.5;

/** a b - c, exact but for one rounding (Dekker 1971). */
function productMinus(a: number, b: number, c: number): number {
  const split = (x: number): [number, number] => {
    const t = 134217729 * x;
    const high = t - (t - x);
    return [high, x - high];
  };
  const [a1, a0] = split(a);
  const [b1, b0] = split(b);
  const product = a * b;
  const error = a0 * b0 - (product - a1 * b1 - a0 * b1 - a1 * b0);
  return product - c + error;
}

/** [cdf, survival] of beta(alpha,second) on [0, 1], alpha and second both above 10^5 and at most 10^15. */
export function largeBeta(alpha: number, second: number): { cdf(x: number): number; survival(x: number): number } {
  const total = alpha + second - 2;
  const mode = (alpha - 1) / total;
  const rest = (second - 1) / total;
  const deviation = Math.sqrt((mode * rest) / total);
  // The density at the mode times exp of this, z standard deviations from it; linear terms cancel there.
  const density = (z: number): number => {
    const d = z * deviation;
    return Math.exp((alpha - 1) * log1pMinus(d / mode) + (second - 1) * log1pMinus(-d / rest));
  };
  const mass = (from: number, to: number): number => gaussLegendre(density, from, to);
  const first = -(PIECES / 2) * PIECE_DEVIATIONS;
  const end = (j: number): number => first + j * PIECE_DEVIATIONS;
  const pieces = Array.from({ length: PIECES }, (_, j) => mass(end(j), end(j + 1)));
  const below = new Float64Array(PIECES + 1);
  const above = new Float64Array(PIECES + 1);
  for (let j = 0; j < PIECES; j++) below[j + 1] = below[j]! + pieces[j]!;
  for (let j = PIECES - 1; j >= 0; j--) above[j] = above[j + 1]! + pieces[j]!;
  const all = below[PIECES / 2]! + above[PIECES / 2]!;
  const standard = (x: number): number => productMinus(x, total, alpha - 1) / total / deviation;
  const at = (z: number): number => Math.min(PIECES - 1, Math.max(0, Math.floor((z - first) / PIECE_DEVIATIONS)));
  return {
    cdf(x) {
      const z = standard(x);
      if (z <= first) return 0;
      if (z >= -first) return 1;
      const j = at(z);
      return z > 0 ? 1 - this.survival(x) : (below[j]! + mass(end(j), z)) / all;
    },
    survival(x) {
      const z = standard(x);
      if (z >= -first) return 0;
      if (z <= first) return 1;
      const j = at(z);
      return z > 0 ? (above[j + 1]! + mass(z, end(j + 1))) / all : 1 - this.cdf(x);
    },
  };
}

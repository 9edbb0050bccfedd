/**
 * Dependence of signals, an option outside the papers: every coordinate is the quantile of a normal score, and the scores
 * are correlated. Jointly z = L e with independent standard normals e; given some of the scores, the others are normal
 * again, with the regression's mean and what is left of the covariance.
 */
import { normalUpperQuantile } from '../../statistics/normal.ts';
import type { Dependence } from '../../distributions/dependence.ts';
import { InputError } from '../../errors.ts';

/** A signal at the end of its support stands for its quantile this far inside: its score would be infinite. */
export const INSIDE = 2 ** -33;

/** Standard normal quantile of a probability p, moved inside [2^-33, 1 - 2^-33]. */
export const normalScore = (p: number): number => -normalUpperQuantile(Math.min(1 - INSIDE, Math.max(INSIDE, p)));

/** Scores of the coordinates `wanted`, given those of `known`, from `noise` independent standard normals. */
export interface ConditionalScores {
  readonly noise: number;
  /** `known` scores and `normals` in; scores of `wanted` out. */
  draw(known: ArrayLike<number>, normals: ArrayLike<number>, out: Float64Array): void;
}

/** Of D coordinates. One number for all of them, a correlation or a loading, is one common factor. */
export function conditionalScores(
  dependence: Exclude<Dependence, { readonly kind: 'clayton' }>, D: number, known: readonly number[], wanted: readonly number[],
): ConditionalScores {
  const all = (loading: number): readonly number[] => Array.from({ length: D }, () => loading);
  if (dependence.kind === 'common-factor') {
    const { loadings } = dependence;
    return commonFactor(typeof loadings === 'number' ? all(loadings) : loadings, known, wanted);
  }
  const { correlations } = dependence;
  return typeof correlations === 'number'
    ? commonFactor(all(correlations), known, wanted)
    : gaussianCopula(correlations, known, wanted);
}

/** Z given the known scores is normal with precision 1 + sum l / (1 - l) and mean sum sqrt(l) z / (1 - l) over it. */
function commonFactor(loadings: readonly number[], known: readonly number[], wanted: readonly number[]): ConditionalScores {
  const precision = 1 + known.reduce((sum, d) => sum + loadings[d]! / (1 - loadings[d]!), 0);
  const weights = known.map((d) => Math.sqrt(loadings[d]!) / (1 - loadings[d]!) / precision);
  const spread = Math.sqrt(1 / precision);
  const shared = wanted.map((d) => Math.sqrt(loadings[d]!));
  const alone = wanted.map((d) => Math.sqrt(1 - loadings[d]!));
  return {
    noise: wanted.length + 1,
    draw(scores, normals, out) {
      let factor = spread * normals[wanted.length]!;
      for (let n = 0; n < weights.length; n++) factor += weights[n]! * scores[n]!;
      for (let d = 0; d < wanted.length; d++) out[d] = shared[d]! * factor + alone[d]! * normals[d]!;
    },
  };
}

/** One Cholesky factor of (known, wanted): its lower left block carries the known scores over, its lower right is the rest. */
function gaussianCopula(
  correlations: readonly (readonly number[])[],
  known: readonly number[],
  wanted: readonly number[],
): ConditionalScores {
  const order = [...known, ...wanted];
  const factor = cholesky(order.map((d) => order.map((e) => correlations[d]![e]!)));
  const given = known.length;
  const whole = new Float64Array(order.length);
  return {
    noise: wanted.length,
    draw(scores, normals, out) {
      for (let d = 0; d < given; d++) {
        let rest = scores[d]!;
        for (let e = 0; e < d; e++) rest -= factor[d]![e]! * whole[e]!;
        whole[d] = rest / factor[d]![d]!;
      }
      for (let d = given; d < order.length; d++) {
        whole[d] = normals[d - given]!;
        let sum = 0;
        for (let e = 0; e <= d; e++) sum += factor[d]![e]! * whole[e]!;
        out[d - given] = sum;
      }
    },
  };
}

/** Lower triangular rows with L L^T = matrix. Throws InputError where there is none. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const factor: number[][] = [];
  matrix.forEach((row, d) => {
    const own: number[] = [];
    for (let e = 0; e <= d; e++) {
      let rest = row[e]!;
      for (let c = 0; c < e; c++) rest -= own[c]! * (e === d ? own : factor[e]!)[c]!;
      if (e === d && !(rest > 1e-12)) throw new InputError('dependence.correlations', 'the matrix is not positive definite');
      own.push(e === d ? Math.sqrt(rest) : rest / factor[e]![e]!);
    }
    factor.push(own);
  });
  return factor;
}

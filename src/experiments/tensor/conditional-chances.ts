/**
 * The joint law of dependent signals on the scale of chances u = F(signal), and the law of some of them given others, exactly: by scores
 * where these are normal, by the unseen component where the copula is Clayton's. Given k chances the component is again a gamma
 * variable, V ~ Gamma(1 / theta + k) / (1 + sum (u^-theta - 1)); each further chance is (1 + E / V)^(-1 / theta) with E exponential.
 */
import type { Dependence } from '../../distributions/dependence.ts';
import { gamma } from '../../distributions/gamma.ts';
import { normalCdf } from '../../statistics/normal.ts';
import { conditionalScores, INSIDE, normalScore } from './gaussian-copula.ts';
import { fastQuantile } from './quantile.ts';

export interface ConditionalChances {
  /** Independent uniform chances that a draw takes. */
  readonly words: number;
  /** The known chances of the draws to come. */
  given(chances: readonly number[]): void;
  /** `words` uniform chances in, the chances of `wanted` out. */
  draw(uniform: Float64Array, out: Float64Array): void;
}

/** Of D coordinates. */
export function conditionalChances(
  dependence: Dependence, D: number, known: readonly number[], wanted: readonly number[],
): ConditionalChances {
  if (dependence.kind === 'clayton') return clayton(dependence.theta, known.length, wanted.length);
  const scores = conditionalScores(dependence, D, known, wanted);
  const normals = new Float64Array(scores.noise);
  let at: readonly number[] = [];
  return {
    words: scores.noise,
    given(chances) {
      at = chances.map(normalScore);
    },
    draw(uniform, out) {
      for (let d = 0; d < normals.length; d++) normals[d] = normalScore(uniform[d]!);
      scores.draw(at, normals, out);
      for (let d = 0; d < out.length; d++) out[d] = normalCdf(out[d]!);
    },
  };
}

/** log(1 + sum (u^-theta - 1)) without overflow, the logarithms of the chances given. */
function logRate(logs: readonly number[], theta: number): number {
  const most = logs.reduce((top, log) => Math.max(top, -theta * log), 0);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(-theta * log - most), (1 - logs.length) * Math.exp(-most)));
}

/**
 * Without a known chance the shape 1 / theta may be small, and its law reaches far below the smallest double: Gamma(a) is
 * Gamma(a + 1) times a power 1 / a of a uniform chance (Stuart 1962), in logarithms.
 */
function clayton(theta: number, known: number, wanted: number): ConditionalChances {
  const shape = 1 / theta + Math.max(1, known);
  const quantile = fastQuantile(gamma.create([String(shape), '1']));
  let rate = 0;
  return {
    words: wanted + (known === 0 ? 2 : 1),
    given(chances) {
      rate = logRate(chances.map((u) => Math.log(Math.min(1 - INSIDE, Math.max(INSIDE, u)))), theta);
    },
    draw(uniform, out) {
      const factor = Math.log(quantile(uniform[wanted]!)) - rate + (known === 0 ? theta * Math.log(uniform[wanted + 1]!) : 0);
      for (let d = 0; d < wanted; d++) {
        const log = Math.log(-Math.log(uniform[d]!)) - factor;
        // log(1 + exp(log)) without overflow.
        out[d] = Math.exp(-(Math.max(0, log) + Math.log1p(Math.exp(-Math.abs(log)))) / theta);
      }
    },
  };
}

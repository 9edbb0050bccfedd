/**
 * What has a probability m lies near a place where the choice changes, which depends on all other signals where signals depend on each
 * other: at most E min(1, m d), d the largest density of a coordinate's chance given all else, the expectation given the own signals.
 *
 *     normal scores: given all else a score is N(mu, t^2), and with x its chance, so that the density over that of the score alone is
 *                    d = sup_z phi((z - mu) / t) / (t phi(z)) = e^(mu^2 / (2 (1 - t^2))) / t;  mu given the own scores is normal again
 *     Clayton, k = 1 / theta: given V, d = k^-1 (1 + k)^(1 + k) V^-k e^(V - 1 - k) up to V = 1 + k, then theta V (played/law-error.ts);
 *                    given n own chances, V is Gamma(k + n) over 1 + sum (u^-theta - 1)
 */
import gammaln from '@stdlib/math-base-special-gammaln';
import type { Dependence } from '../../distributions/dependence.ts';
import { conditionalScores, INSIDE, normalScore } from './gaussian-copula.ts';

/** E min(1, m d) of one coordinate by m. */
export type NearPlace = (m: number) => number;

/** Own coordinates and what they are drawn given: chances. */
export interface OwnChances {
  readonly coordinates: readonly number[];
  readonly chances: readonly number[];
}

/** Standard deviations and steps of a normal variable's quadrature, and steps of log V's. */
const REACH = 8;
const STEPS = 256;

/** Of coordinate d, which is drawn given these. */
export function nearPlace(dependence: Dependence, D: number, d: number, { coordinates, chances }: OwnChances): NearPlace {
  const own = chances.map((u) => Math.min(1 - INSIDE, Math.max(INSIDE, u)));
  return dependence.kind === 'clayton' ? clayton(dependence.theta, own) : scores(dependence, D, d, coordinates, own.map(normalScore));
}

function scores(
  dependence: Exclude<Dependence, { readonly kind: 'clayton' }>, D: number, d: number, coordinates: readonly number[], own: number[],
): NearPlace {
  /** Mean at these scores, and variance, of the score given those of `known`. */
  const given = (known: readonly number[], at: readonly number[]): { mean: number; variance: number } => {
    const of = conditionalScores(dependence, D, known, [d]);
    const out = new Float64Array(1);
    const drawn = (from: readonly number[], noise: readonly number[]): number => {
      of.draw(from, noise, out);
      return out[0]!;
    };
    const none = Array.from({ length: of.noise }, () => 0);
    return {
      mean: drawn(at, none),
      variance: none.reduce((sum, _, n) => sum + drawn(at.map(() => 0), none.map((_none, j) => Number(j === n))) ** 2, 0),
    };
  };
  const others = Array.from({ length: D }, (_, e) => e).filter((e) => e !== d);
  const alone = given(others, others.map(() => 0)).variance;
  const { mean, variance } = given(coordinates, own);
  const spread = Math.sqrt(Math.max(0, variance - alone));
  const density = (mu: number): number => (alone > 1 - 1e-12 ? 1 : Math.exp(mu * mu / (2 * (1 - alone))) / Math.sqrt(alone));
  return (m) => {
    let [sum, weights] = [0, 0];
    for (let n = 0; n <= STEPS; n++) {
      const x = REACH * (2 * (n / STEPS) - 1);
      const weight = Math.exp(-x * x / 2);
      sum += weight * Math.min(1, m * density(mean + spread * x));
      weights += weight;
    }
    return sum / weights;
  };
}

function clayton(theta: number, own: readonly number[]): NearPlace {
  const k = 1 / theta;
  const shape = k + own.length;
  const rate = Math.log(own.reduce((sum, u) => sum + Math.expm1(-theta * Math.log(u)), 1));
  const [from, to] = [Math.log(shape) - 40 / Math.min(shape, Math.sqrt(shape)) - 2, Math.log(shape + 12 * Math.sqrt(shape) + 40)];
  const low = -Math.log(k) + (1 + k) * Math.log1p(k) - 1 - k;
  return (m) => {
    let sum = 0;
    const step = (to - from) / (16 * STEPS);
    for (let n = 0; n <= 16 * STEPS; n++) {
      const z = from + n * step;
      const v = z - rate;
      const log = Math.exp(v) < 1 + k ? low - k * v + Math.exp(v) : Math.log(theta) + v;
      sum += step * Math.exp(shape * z - Math.exp(z) - gammaln(shape)) * Math.min(1, m * Math.exp(log));
    }
    // What lies below, where the integrand is at most the density.
    return Math.min(1, sum + Math.exp(shape * from - gammaln(shape + 1)));
  };
}

/**
 * Dependence the same for every pair, as conditional independence given an unseen component Z on the line: the posterior of Z given one
 * trader's own chance u = F(type) is a fixed law moved by `shift(u)`, so that quadrature nodes serve all types.
 *
 *     Gaussian, correlation rho    Z the common factor:  Z | u ~ N(sqrt(rho) q(u), 1 - rho), q the normal quantile,
 *                                  Pr(U_j <= p | z) = Phi((q(p) - sqrt(rho) z) / sqrt(1 - rho))
 *     Clayton, theta               Z = log V:  V | u ~ Gamma(1 / theta + 1) u^theta,  Pr(U_j <= p | z) = exp(-e^z (p^-theta - 1))
 *
 * Both rise with z in the sense of first-order dominance, and Z with u: types are affiliated (Milgrom and Weber 1982).
 */
import gammaln from '@stdlib/math-base-special-gammaln';
import type { Dependence } from '../../distributions/dependence.ts';
import { lowerGamma, upperGamma } from '../../distributions/incomplete-gamma.ts';
import { normalCdf, normalUpperQuantile, normalUpperTail } from '../../statistics/normal.ts';

/** What rows of integrals over it rest on, in words. */
export const COMPONENT_BASIS = 'quadrature over the common component';

export interface CommonComponent {
  /** Where the posterior of Z lies for a chance in [0, 1]; increasing, infinite where the own type tells of an end of all types. */
  shift(u: number): number;
  /** The chance at a share of the way from the lowest to the highest shift of chances at least `lowest` from either end. */
  chanceAt(share: number, lowest: number): number;
  /** Density of the posterior moved back to shift 0, which is negligible outside `reach`. */
  density(x: number): number;
  readonly reach: Range;
  /** The posterior's chances below and above x, moved back to shift 0, each to its own relative precision. */
  under(x: number): number;
  over(x: number): number;
  /** Distance of nodes at which sums over them are integrals to double precision, where `others` are counted. */
  step(others: number): number;
  /** Pr(another's chance <= p | z), for p in [0, 1]. */
  below(p: number, z: number): number;
  /**
   * Of traders who share one law: a number p against the own chance u enters through one coordinate x(p, u) alone, in which
   * Pr(another <= p) = relative(x, w), w the component moved back to shift 0. Counts and the posterior are log-concave in it, and so is
   * their mean over the posterior (Prekopa 1973).
   */
  relative(x: number, w: number): number;
  /** Coordinates of pairs p = u, and of pairs p >= u or p <= u, as far out as counts of others change. */
  readonly diagonal: Range;
  pairs(above: boolean): Range;
  /** The chance u of the pair p = u that has a coordinate. */
  onDiagonal(x: number): number;
}

/** The chance from either end of a law up to which types are told apart by their chances; beyond they are by the posterior's shift. */
export const LOWEST_CHANCE = 2 ** -33;

export type Range = readonly [number, number];

/** Beyond these nothing is left to count. */
const SCORES: Range = [-9, 9];

/** Posteriors are followed down to this share of their height. */
const NEGLIGIBLE = 1e-17;
/** A step of a smooth bump of this share of its standard deviation integrates it to double precision (Poisson's summation). */
const FINE = 0.45;

export function commonComponent(dependence: Dependence): CommonComponent {
  if (dependence.kind === 'clayton') return clayton(dependence.theta);
  const number = dependence.kind === 'gaussian-copula' ? dependence.correlations : dependence.loadings;
  if (typeof number !== 'number') throw new TypeError('one number for all pairs is needed');
  return gaussian(number);
}

/**
 * The same unseen component counted downwards: what a buyer has, whose line is reflected, so that the posterior moves up as her reflected
 * type does. Numbers p and chances u are those of the types as they are.
 */
export function mirrored(component: CommonComponent): CommonComponent {
  const { shift, density, reach: [from, to], under, over, below, relative } = component;
  return {
    ...component,
    shift: (u) => -shift(u),
    density: (x) => density(-x),
    reach: [-to, -from],
    under: (x) => over(-x),
    over: (x) => under(-x),
    below: (p, z) => below(p, -z),
    relative: (x, w) => relative(x, -w),
  };
}

function gaussian(rho: number): CommonComponent {
  const [shared, alone] = [Math.sqrt(rho), Math.sqrt(1 - rho)];
  const reach = alone * Math.sqrt(-2 * Math.log(NEGLIGIBLE));
  return {
    shift: (u) => -shared * normalUpperQuantile(u),
    chanceAt: (share, lowest) => normalCdf((1 - 2 * share) * -normalUpperQuantile(1 - lowest)),
    density: (x) => Math.exp(-0.5 * (x / alone) ** 2) / (alone * Math.sqrt(2 * Math.PI)),
    reach: [-reach, reach],
    under: (x) => normalCdf(x / alone),
    over: (x) => normalUpperTail(x / alone),
    // Counts of N change within about sqrt(pi / (2 N)) of a score.
    step: (others) => FINE * alone * Math.min(1, 1.25 / (Math.max(shared, 1e-9) * Math.sqrt(others))),
    below: (p, z) => (p <= 0 ? 0 : p >= 1 ? 1 : normalCdf((-normalUpperQuantile(p) - shared * z) / alone)),
    // x = q(p) - rho q(u)
    relative: (x, w) => normalCdf((x - shared * w) / alone),
    diagonal: SCORES,
    pairs: () => SCORES,
    onDiagonal: (x) => normalCdf(x / (1 - rho)),
  };
}

/** log(e^a - 1) for a > 0, without overflow. */
const logExpm1 = (a: number): number => (a > 30 ? a : Math.log(Math.expm1(a)));

const LOWEST_LOG = -60;
const HIGHEST_LOG = 20;

function clayton(theta: number): CommonComponent {
  const shape = 1 / theta + 1;
  const log = (x: number): number => shape * x - Math.exp(x) - gammaln(shape);
  const top = Math.log(shape);
  const negligible = log(top) + Math.log(NEGLIGIBLE);
  const end = (direction: 1 | -1): number => {
    let x = top;
    while (log(x) > negligible) x += direction * 0.05 / Math.sqrt(shape);
    return x;
  };
  return {
    shift: (u) => theta * Math.log(u),
    chanceAt: (share, lowest) => Math.min(1 - lowest, lowest ** (1 - share)),
    density: (x) => Math.exp(log(x)),
    reach: [end(-1), end(1)],
    under: (x) => lowerGamma(shape, Math.exp(x)),
    over: (x) => upperGamma(shape, Math.exp(x)),
    step: (others) => FINE * Math.min(1 / Math.sqrt(shape), 1.2 / Math.sqrt(others), 0.6),
    below: (p, z) => (p <= 0 ? 0 : p >= 1 ? 1 : Math.exp(-Math.exp(z + logExpm1(-theta * Math.log(p))))),
    // x = log((p^-theta - 1) u^theta), which is log(1 - u^theta) where p = u
    relative: (x, w) => Math.exp(-Math.exp(w + x)),
    // log(1 - u^theta) runs up to 0 as u falls to 0.
    diagonal: [LOWEST_LOG, 0],
    pairs: (above) => [LOWEST_LOG, above ? 0 : HIGHEST_LOG],
    onDiagonal: (x) => (-Math.expm1(x)) ** (1 / theta),
  };
}

/**
 * Dependence of types across agents, one representation for every kind of study: an option outside the papers, whose theorems assume
 * independence. Marginal laws are untouched; what depends is the chances u = F(type), which are uniform each.
 *
 *     gaussian-copula   normal scores have these correlations: a matrix [D][D], or one number in [0, 1) for every pair
 *     common-factor     score of coordinate d = sqrt(loading_d) Z + sqrt(1 - loading_d) e_d: loadings [D], or one in [0, 1) for all
 *     clayton           Pr(U_1 <= u_1, ..) = (1 + sum (u_d^-theta - 1))^(-1 / theta): an unseen component V ~ Gamma(1 / theta, 1), given
 *                       which U_d = (1 + E_d / V)^(-1 / theta), E_d exponential; low types go together more than high ones
 *
 * With one number for all they are mixtures of products: conditionally independent types given an unseen common component, affiliated.
 */
import { InputError } from '../errors.ts';
import { readNumber } from '../input/number.ts';

export type Dependence =
  | { readonly kind: 'gaussian-copula'; readonly correlations: number | readonly (readonly number[])[] }
  | { readonly kind: 'common-factor'; readonly loadings: number | readonly number[] }
  | { readonly kind: 'clayton'; readonly theta: number };

/** Between these a Clayton copula is told from independence and from types that are all alike. */
export const THETA_RANGE = [0.001, 100] as const;

export const DEPENDENCE_USAGE =
  `gaussian(RHO) or common-factor(LOADING), each in [0, 1), or clayton(THETA) in [${THETA_RANGE[0]}, ${THETA_RANGE[1]}]`;

/** The dependence that a text names, the same for every pair of types; undefined where it is independence. Throws InputError. */
export function parseDependence(text: string, field = 'dependence'): Dependence | undefined {
  const [, name, inside] = /^\s*([a-z-]+)\s*\(([^(),]*)\)\s*$/i.exec(text) ?? [];
  const value = inside === undefined ? undefined : readNumber(inside.trim());
  const family = name?.toLowerCase();
  if (value === undefined || !['gaussian', 'common-factor', 'clayton'].includes(family!)) {
    throw new InputError(field, `cannot read '${text}'; accepted: ${DEPENDENCE_USAGE}`);
  }
  if (family === 'clayton') {
    requireTheta(value, field);
    return { kind: 'clayton', theta: value };
  }
  requireShare(value, field);
  if (value === 0) return undefined;
  return family === 'gaussian' ? { kind: 'gaussian-copula', correlations: value } : { kind: 'common-factor', loadings: value };
}

/** How `parseDependence` reads it: canonical, so that equal texts are equal laws; empty for independence. Only of one number for all. */
export function dependenceText(dependence: Dependence | undefined): string {
  switch (dependence?.kind) {
    case undefined: return '';
    case 'gaussian-copula': return `gaussian(${String(dependence.correlations)})`;
    case 'common-factor': return `common-factor(${String(dependence.loadings)})`;
    case 'clayton': return `clayton(${dependence.theta})`;
  }
}

/** Throws InputError unless in [0, 1). */
export function requireShare(value: unknown, field: string): void {
  if (!(typeof value === 'number' && value >= 0 && value < 1)) throw new InputError(field, `must be in [0, 1), got ${String(value)}`);
}

/** Throws InputError unless a Clayton copula's parameter. */
export function requireTheta(value: unknown, field: string): void {
  const [low, high] = THETA_RANGE;
  if (!(typeof value === 'number' && value >= low && value <= high)) {
    throw new InputError(field, `must be in [${low}, ${high}] for a Clayton copula, got ${String(value)}`);
  }
}

/** What results say of it. */
export const OUTSIDE_THE_PAPERS = 'are correlated across agents: outside the papers, whose theorems assume independence';

/** Throws InputError unless it is one number for every pair. */
export function requireOneNumber(dependence: Dependence, field: string): void {
  if (dependence?.kind === 'clayton') return requireTheta(dependence.theta, `${field}.theta`);
  if (dependence?.kind === 'gaussian-copula') return requireShare(dependence.correlations, `${field}.correlations`);
  if (dependence?.kind === 'common-factor') return requireShare(dependence.loadings, `${field}.loadings`);
  throw new InputError(`${field}.kind`, 'accepted here: gaussian-copula, common-factor, clayton');
}

/** Shapley values of games whose worths are numbers with a square root, and whether weights make utilities one (Guo18 Definition 3.6.2). */
import { rational, ZERO, type Rational } from '../../../programs/rational.ts';
import { Surd } from '../../../programs/surd.ts';
import type { UtilitySet } from './utility-set.ts';

/** Utility sets by bit mask of the coalition; none at 0. */
export type SetsByMask = readonly (UtilitySet | undefined)[];

/** Utilities with weights that make them a value; weights sum to 1, all positive. */
export interface Value {
  readonly utilities: readonly Surd[];
  readonly weights: readonly Surd[];
}

/** `curve`: along some edge every weight makes a value, so there are more than are listed. */
export interface Values {
  readonly values: readonly Value[];
  readonly curve: boolean;
}

const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1));
const sizeOf = (mask: number): number => mask.toString(2).replaceAll('0', '').length;

/** `[agent][mask]`: what a coalition's worth counts for in the Shapley value of an agent. */
export function shapleyShares(agents: number): Rational[][] {
  const share = (size: number): Rational => rational(factorial(size - 1) * factorial(agents - size), factorial(agents));
  return Array.from({ length: agents }, (_, agent) => Array.from({ length: 2 ** agents }, (__, mask) => {
    if ((mask & (1 << agent)) !== 0) return share(sizeOf(mask));
    return mask === 0 ? ZERO : share(sizeOf(mask) + 1).neg();
  }));
}

/** By bit masks of coalitions; `worth[0]` is 0. */
export const shapleyValue = (worth: readonly Surd[], agents: number): Surd[] =>
  shapleyShares(agents).map((shares) => worth.reduce((total, value, mask) => total.add(value.scale(shares[mask]!)), Surd.of(ZERO)));

export const dotSurds = (weights: readonly Surd[], values: readonly Rational[]): Surd =>
  weights.reduce((total, weight, k) => total.add(weight.scale(values[k]!)), Surd.of(ZERO));

/** A corner of the set at which weights · u is most. */
export function topOf({ vertices }: UtilitySet, weights: readonly Surd[]): { readonly vertex: readonly Rational[]; readonly worth: Surd } {
  return vertices.map((vertex) => ({ vertex, worth: dotSurds(weights, vertex) })).reduce((a, b) => (b.worth.compare(a.worth) > 0 ? b : a));
}

/** V(S) = max Σ_S λ_i u_i, by bit mask. */
export const worthsAt = (sets: SetsByMask, weights: readonly Surd[]): Surd[] =>
  sets.map((set) => (set === undefined ? Surd.of(ZERO) : topOf(set, set.coalition.map((agent) => weights[agent]!)).worth));

/** Whether the utilities are a value at the weights, from the definition: within everyone's set, and λ_i u_i the Shapley values. */
export function isValue(sets: SetsByMask, utilities: readonly (Rational | Surd)[], weights: readonly (Rational | Surd)[]): boolean {
  const [given, lambda] = [utilities.map((value) => Surd.of(value)), weights.map((weight) => Surd.of(weight))];
  const feasible = sets.at(-1)!.facets.every(({ weights: normal, bound }) => dotSurds(given, normal).compare(Surd.of(bound)) <= 0);
  return feasible && shapleyValue(worthsAt(sets, lambda), given.length).every((value, agent) =>
    value.equals(lambda[agent]!.mul(given[agent]!)));
}

/** Weights that sum to 1. */
export function normalised(weights: readonly Surd[]): Surd[] {
  const total = weights.reduce((a, b) => a.add(b));
  return weights.map((weight) => weight.div(total));
}

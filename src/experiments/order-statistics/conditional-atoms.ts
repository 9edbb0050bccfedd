/**
 * Survival functions of L and U (survival.ts) given a trader's own type, in the seller's orientation, where all types are atoms that depend
 * through a common component: nothing is drawn. Given the component the others are independent, so that with D the chance of the own atom
 *
 *     S(y | c) = int f(z) D_c(z) Pr(counts given y, z) dz / int f(z) D_c(z) dz
 *
 * and each integrand is a sum of products of chances, for which the rule's error is proved (src/experiments/enumeration/joint-masses.ts).
 * An ask equal to a bid counts as the lower. Both functions are constant between neighbouring types of others, and at these as below.
 */
import type { Dependence } from '../../distributions/dependence.ts';
import { massBelow, type Distribution } from '../../distributions/distribution.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import { binomialSumAt, type BinomialGroup } from '../../statistics/binomial-sum.ts';
import { cellsOf, componentOf, nodesOf, type Cell } from '../enumeration/joint-masses.ts';
import { QUADRATURE_ERROR } from './conditional.ts';

export interface AtomSurvival {
  /** Types of others, increasing. */
  readonly places: readonly number[];
  /** Own types, increasing. */
  readonly types: readonly AtomRow[];
}

export interface AtomRow {
  readonly type: number;
  readonly mass: number;
  /** [places] S_U and S_L there, and down to the place before; beyond the last nobody lies, and both are `beyond`. */
  readonly upper: Float64Array;
  readonly lower: Float64Array;
  /** Bound on that of either. */
  readonly error: number;
}

/** Rounding of the chance of an own atom, which others' chances are divided by. */
const CELL_ROUNDING = 2 ** -48;

const ordered = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

/** Nodes of the component times types of others, for both of which counts are added up. */
export function countsFor({ law, others }: TraderProblem, dependence: Dependence): number {
  const laws = [law, ...others.map((group) => group.law)];
  const least = Math.min(...laws.flatMap(({ atoms }) => atoms!.map(({ mass }) => mass)));
  const { from, to, step } = componentOf(dependence, total(others) + 1, least)!;
  return ((to - from) / step) * laws.reduce((sum, { atoms }) => sum + atoms!.length, 0);
}

const total = (others: TraderProblem['others']): number => others.reduce((sum, { count }) => sum + count, 0);

export function atomSurvival({ trader, law, others, rank }: TraderProblem, dependence: Dependence): AtomSurvival {
  const groups = others.filter(({ count }) => count > 0);
  const seller = trader === 'seller';
  const sign = seller ? 1 : -1;
  const least = Math.min(...[law, ...groups.map((group) => group.law)].flatMap(({ atoms }) => atoms!.map(({ mass }) => mass)));
  const component = componentOf(dependence, total(groups) + 1, least)!;
  const nodes = nodesOf(component);
  const places = ordered(groups.flatMap((group) => group.law.atoms!.map(({ at }) => sign * at)));
  // Of sellers who lie below y, and of the buyer's line of those whose types are at most -y.
  const level = (of: Distribution, y: number): number => (seller ? massBelow(of, y) : of.cdf(-y));
  const merged = groups.length === 2 && groups[0]!.law.text === groups[1]!.law.text
    ? [{ count: groups[0]!.count + groups[1]!.count, law: groups[0]!.law }] : groups;
  const counted = nodes.map(({ z }) => places.map((y) => {
    const sums = binomialSumAt(merged.map(({ count, law: of }): BinomialGroup =>
      ({ count, p: Math.min(1, component.within(0, [0, level(of, y)], z)) })) as [BinomialGroup], rank);
    return seller ? { upper: sums.below + sums.equal, lower: sums.below } : { upper: sums.above + sums.equal, lower: sums.above };
  }));
  const cells = cellsOf(law);
  const rows = law.atoms!.map(({ at, mass }, a): AtomRow => {
    const given = posterior(nodes, (z) => component.within(0, cells[a] as Cell, z));
    const mean = (of: 'upper' | 'lower'): Float64Array =>
      Float64Array.from(places, (_, j) => given.reduce((sum, weight, n) => sum + weight * counted[n]![j]![of], 0));
    return { type: sign * at, mass, upper: mean('upper'), lower: mean('lower'), error: QUADRATURE_ERROR + CELL_ROUNDING / mass };
  });
  return { places, types: seller ? rows : rows.toReversed() };
}

function posterior(nodes: readonly { readonly z: number; readonly weight: number }[], chance: (z: number) => number): number[] {
  const weights = nodes.map(({ z, weight }) => weight * chance(z));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

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
import { massBelow } from '../../distributions/distribution.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import { binomialSumAt, type BinomialGroup } from '../../statistics/binomial-sum.ts';
import { cellsOf, componentOf, nodeCount, nodesOf, type Cell } from '../enumeration/joint-masses.ts';
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
  return nodeCount(componentOf(dependence, total(others) + 1, least)!) * laws.reduce((sum, { atoms }) => sum + atoms!.length, 0);
}

const total = (others: TraderProblem['others']): number => others.reduce((sum, { count }) => sum + count, 0);

interface Line {
  readonly sign: 1 | -1;
  readonly groups: TraderProblem['others'];
  readonly places: readonly number[];
  /** S_U and S_L at the places, `chance` being that of a level of a law. */
  counted(chance: (level: number) => number): { readonly upper: number; readonly lower: number }[];
}

function lineOf({ trader, others, rank }: TraderProblem): Line {
  const apart = others.filter(({ count }) => count > 0);
  const [one, two] = apart;
  const groups = two && one!.law.text === two.law.text ? [{ count: one!.count + two.count, law: two.law }] : apart;
  const seller = trader === 'seller';
  const sign = seller ? 1 : -1;
  const places = ordered(groups.flatMap(({ law }) => law.atoms!.map(({ at }) => sign * at)));
  // Of types that lie below y, and on the buyer's line of those that are at most -y.
  const levels = places.map((y) => groups.map(({ law }) => (seller ? massBelow(law, y) : law.cdf(-y))));
  return {
    sign, groups, places,
    counted: (chance) => levels.map((level) => {
      const counts = groups.map(({ count }, g): BinomialGroup => ({ count, p: Math.min(1, chance(level[g]!)) }));
      const { equal, below, above } = binomialSumAt(counts as [BinomialGroup], rank);
      return seller ? { upper: below + equal, lower: below } : { upper: above + equal, lower: above };
    }),
  };
}

/** The same where types are independent: one law of the others for all types. */
export function independentAtoms(problem: TraderProblem): AtomSurvival {
  const { sign, places, counted } = lineOf(problem);
  const counts = counted((level) => level);
  const of = (key: 'upper' | 'lower'): Float64Array => Float64Array.from(counts, (pair) => pair[key]);
  const shared = { upper: of('upper'), lower: of('lower'), error: 0 };
  const rows = problem.law.atoms!.map(({ at, mass }): AtomRow => ({ type: sign * at, mass, ...shared }));
  return { places, types: sign === 1 ? rows : rows.toReversed() };
}

export function atomSurvival(problem: TraderProblem, dependence: Dependence): AtomSurvival {
  const { law } = problem;
  const { sign, groups, places, counted: countedAt } = lineOf(problem);
  const least = Math.min(...[law, ...groups.map((group) => group.law)].flatMap(({ atoms }) => atoms!.map(({ mass }) => mass)));
  const component = componentOf(dependence, total(groups) + 1, least)!;
  const nodes = nodesOf(component);
  const counted = nodes.map(({ z }) => countedAt((level) => component.within(0, [0, level], z)));
  const cells = cellsOf(law);
  const rows = law.atoms!.map(({ at, mass }, a): AtomRow => {
    const given = posterior(nodes, (z) => component.within(0, cells[a] as Cell, z));
    const mean = (of: 'upper' | 'lower'): Float64Array =>
      Float64Array.from(places, (_, j) => given.reduce((sum, weight, n) => sum + weight * counted[n]![j]![of], 0));
    return { type: sign * at, mass, upper: mean('upper'), lower: mean('lower'), error: QUADRATURE_ERROR + CELL_ROUNDING / mass };
  });
  return { places, types: sign === 1 ? rows : rows.toReversed() };
}

function posterior(nodes: readonly { readonly z: number; readonly weight: number }[], chance: (z: number) => number): number[] {
  const weights = nodes.map(({ z, weight }) => weight * chance(z));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

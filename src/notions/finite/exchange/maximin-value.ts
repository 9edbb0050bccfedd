/**
 * Maximin value allocations (Guo18 Definition 3.6.2): at every t weights λ(t) with which λ_i U_i(t_i) is the Shapley value of
 * V(S) = max Σ_S λ_i u_i over what S owns. As in the core, U_i(t_i) may not move with the others' types.
 *
 * Where utilities increase in every good and everyone owns something, everyone adds to the grand coalition, so every weight is positive.
 * With two agents the weighted gains over the endowments are equal, which is Nash's solution: one utility vector at each t.
 */
import type { FiniteModel } from '../../../environment/finite/environment.ts';
import { typeIn, typesIn } from '../../../environment/finite/profiles.ts';
import { rational, sign, sum, ZERO, type Rational } from '../../../programs/rational.ts';
import { solveProgram, type Solve } from '../../../programs/solve.ts';
import { requireExchange, type WorstUtilities } from './maximin-core.ts';
import { dot, utilityOf, utilitySet, type UtilitySet } from './utility-set.ts';

/** Utilities at one profile with weights that make them a value. */
export interface ValuePoint {
  readonly profile: number;
  readonly utilities: readonly Rational[];
  /** Sum to 1, all positive. */
  readonly weights: readonly Rational[];
}

/** A type that would have to have two utilities. */
export interface ValueClash {
  readonly agent: number;
  readonly type: number;
  readonly points: readonly [ValuePoint, ValuePoint];
}

export type MaximinValue =
  | { readonly verdict: 'yes'; readonly worst: WorstUtilities; readonly points: readonly ValuePoint[] }
  | { readonly verdict: 'no'; readonly clash: ValueClash; readonly points: readonly ValuePoint[] }
  | { readonly verdict: 'undecided'; readonly reason: string };

const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1));

/** Shapley values of a game by bit masks of coalitions; `worth[0]` is 0. */
export function shapleyValue(worth: readonly Rational[], agents: number): Rational[] {
  const size = (mask: number): number => mask.toString(2).replaceAll('0', '').length;
  return Array.from({ length: agents }, (_, agent) => sum(worth.map((value, mask) => {
    if ((mask & (1 << agent)) === 0) return ZERO;
    const weight = rational(factorial(size(mask) - 1) * factorial(agents - size(mask)), factorial(agents));
    return weight.mul(value.sub(worth[mask ^ (1 << agent)]!));
  })));
}

/** max λ · u over the set. */
const supportOf = ({ vertices }: UtilitySet, weights: readonly Rational[]): Rational =>
  vertices.map((vertex) => dot(weights, vertex)).reduce((a, b) => (b.compare(a) > 0 ? b : a));

/** Utility sets of every coalition at a profile, by bit mask from 1. */
export async function setsAt(model: FiniteModel, profile: number, solve: Solve = solveProgram): Promise<(UtilitySet | undefined)[]> {
  const economy = requireExchange(model);
  const types = typesIn(model.profiles, profile);
  const masks = [...Array(2 ** model.agents.length).keys()];
  return Promise.all(masks.map(async (mask) => {
    const coalition = types.flatMap((_, agent) => ((mask & (1 << agent)) === 0 ? [] : [agent]));
    return mask === 0 ? undefined : utilitySet(economy, coalition, coalition.map((agent) => types[agent]!), solve);
  }));
}

/** Whether the utilities are a value at the weights, from the definition: within the set, and λ_i u_i the Shapley values. */
export function isValue(sets: readonly (UtilitySet | undefined)[], utilities: readonly Rational[], weights: readonly Rational[]): boolean {
  const worth = sets.map((set) => (set === undefined ? ZERO : supportOf(set, set.coalition.map((agent) => weights[agent]!))));
  const feasible = sets.at(-1)!.facets.every((facet) => dot(facet.weights, utilities).compare(facet.bound) <= 0);
  return feasible && shapleyValue(worth, utilities.length).every((value, agent) => value.equals(weights[agent]!.mul(utilities[agent]!)));
}

const normalised = (weights: readonly Rational[]): Rational[] => weights.map((weight) => weight.div(sum(weights)));

/** Of two agents: the only utilities that are a value at the profile, with weights. */
async function pairValue(model: FiniteModel, profile: number, solve: Solve): Promise<ValuePoint> {
  const economy = requireExchange(model);
  const sets = await setsAt(model, profile, solve);
  const set = sets.at(-1)!;
  const types = typesIn(model.profiles, profile);
  const alone = types.map((type, agent) => utilityOf(economy.utilities[agent]![type]!, economy.endowments[agent]!));
  const candidates = [
    ...set.facets.map(({ weights, bound }) => {
      const half = bound.sub(dot(weights, alone)).div(2);
      return { utilities: alone.map((value, k) => value.add(half.div(weights[k]!))), weights };
    }),
    ...set.vertices.flatMap((vertex) => {
      const [first, second] = vertex.map((value, k) => value.sub(alone[k]!));
      return sign(first!) > 0 && sign(second!) > 0 ? [{ utilities: vertex, weights: normalised([second!, first!]) }] : [];
    }),
  ];
  const found = candidates.find(({ utilities, weights }) => isValue(sets, utilities, weights));
  if (found === undefined) throw new Error('a pair without a value');
  return { profile, ...found };
}

/** Two agents; for more, candidates can be tested with `isValue`. */
export async function maximinValue(model: FiniteModel, solve: Solve = solveProgram): Promise<MaximinValue> {
  requireExchange(model);
  if (model.agents.length !== 2)
    return { verdict: 'undecided', reason: `values are found for two agents, and there are ${model.agents.length}` };
  const points: ValuePoint[] = [];
  for (let profile = 0; profile < model.profiles.size; profile++) points.push(await pairValue(model, profile, solve));
  for (const [agent, { types }] of model.agents.entries()) {
    for (const type of types.keys()) {
      const own = points.filter(({ profile }) => typeIn(model.profiles, profile, agent) === type);
      const other = own.find(({ utilities }) => !utilities[agent]!.equals(own[0]!.utilities[agent]!));
      if (other !== undefined) return { verdict: 'no', clash: { agent, type, points: [own[0]!, other] }, points };
    }
  }
  const worst = model.agents.map(({ types }, agent) => types.map((_, type) =>
    points.find(({ profile }) => typeIn(model.profiles, profile, agent) === type)!.utilities[agent]!));
  return { verdict: 'yes', worst, points };
}

/** Types that fear the worst of a set of beliefs (Guo18 section 3.2): T*, information sets, and what a plan of reports is worth. */
import type { BeliefSet, FiniteModel } from '../../../environment/finite/environment.ts';
import { conditionalBeliefs } from '../../../environment/finite/conditionals.ts';
import { joinProfile, typeIn } from '../../../environment/finite/profiles.ts';
import { InputError } from '../../../errors.ts';
import { isZero, ONE, ZERO, type Rational } from '../../../programs/rational.ts';

/** `[agent][type]`: extreme beliefs over the others' profiles. */
export type ExtremeBeliefs = readonly (readonly (readonly (readonly Rational[])[])[])[];

/** Every belief: Wald's preferences, whose extreme beliefs are sure of a profile. */
const everyBelief = (size: number): Rational[][] =>
  Array.from({ length: size }, (_, sure) => Array.from({ length: size }, (__, others) => (others === sure ? ONE : ZERO)));

function verticesOf(set: BeliefSet<Rational>, field: string): readonly (readonly Rational[])[] {
  if ('vertices' in set) return set.vertices;
  throw new InputError(field, 'give the set by its vertices; this question works belief by belief');
}

/** Sets of beliefs by their vertices, single beliefs as they are; without beliefs everything is thought possible. */
export function extremeBeliefs(model: FiniteModel): ExtremeBeliefs {
  const { agents, beliefs, profiles } = model;
  if (beliefs === undefined) return agents.map(({ types }, agent) => types.map(() => everyBelief(profiles.othersSize[agent]!)));
  if (beliefs.kind === 'belief-sets')
    return beliefs.sets.map((sets, i) => sets.map((set, t) =>
      verticesOf(set, `belief-sets, ${agents[i]!.name}, type ${agents[i]!.types[t]}`)));
  return conditionalBeliefs(model).map((types) => types.map((belief) => [belief]));
}

/** Information sets F_i(t_i): profiles to which some belief of the type gives positive probability; `[agent][type]`. */
export const informationSets = ({ profiles, agents }: FiniteModel, beliefs: ExtremeBeliefs): number[][][] =>
  agents.map(({ types }, agent) => types.map((_, type) =>
    Array.from({ length: profiles.othersSize[agent]! }, (__, others) => others)
      .filter((others) => beliefs[agent]![type]!.some((belief) => !isZero(belief[others]!)))
      .map((others) => joinProfile(profiles, agent, type, others))));

/** T*: profiles that every agent's type thinks possible. `agreed`: whether all agree on it, as Guo18 section 3.2 assumes. */
export function possibleProfiles(
  model: FiniteModel, beliefs: ExtremeBeliefs,
): { readonly profiles: readonly number[]; readonly agreed: boolean } {
  const sets = informationSets(model, beliefs).map((types) => new Set(types.flat()));
  const all = [...Array(model.profiles.size).keys()];
  const profiles = all.filter((profile) => sets.every((set) => set.has(profile)));
  return { profiles, agreed: all.every((profile) => profiles.includes(profile) || sets.every((set) => !set.has(profile))) };
}

/** F_S: the finest partition of T* coarser than every member's information. */
export function commonKnowledge(model: FiniteModel, coalition: readonly number[], possible: readonly number[]): number[][] {
  const cells: number[][] = [];
  const left = new Set(possible);
  while (left.size > 0) {
    const cell = [[...left][0]!];
    left.delete(cell[0]!);
    for (const at of cell) {
      for (const other of left) {
        if (!coalition.some((agent) => typeIn(model.profiles, other, agent) === typeIn(model.profiles, at, agent))) continue;
        left.delete(other);
        cell.push(other);
      }
    }
    cells.push(cell.sort((a, b) => a - b));
  }
  return cells;
}

/** What agent gets at reports when types are `truth`. */
export type Payoff = (agent: number, reports: number, truth: number) => Rational;

/** min over beliefs of E u_i(f(reports(t)), t) for agent's type. */
export function worstPayoff(
  { profiles }: FiniteModel, beliefs: ExtremeBeliefs, payoff: Payoff, agent: number, type: number, reports: (profile: number) => number,
): Rational {
  let worst: Rational | undefined;
  for (const belief of beliefs[agent]![type]!) {
    let expected = ZERO;
    belief.forEach((probability, others) => {
      if (isZero(probability)) return;
      const truth = joinProfile(profiles, agent, type, others);
      expected = expected.add(probability.mul(payoff(agent, reports(truth), truth)));
    });
    if (worst === undefined || expected.compare(worst) < 0) worst = expected;
  }
  return worst!;
}

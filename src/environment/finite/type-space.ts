/** Type spaces: who may be of which payoff type and believes what of the others' types. */
import { InputError } from '../../errors.ts';
import { clearDenominators } from '../../programs/integers.ts';
import { isZero, ONE, ZERO, type Rational } from '../../programs/rational.ts';
import { conditionalBeliefs } from './conditionals.ts';
import type { FiniteModel, SpaceType } from './environment.ts';
import { joinProfile, profileSpace, typeIn, type ProfileSpace } from './profiles.ts';

/** By agent. */
export type TypeSpace = readonly (readonly SpaceType<Rational>[])[];

/** The model's type space; of a prior or of one belief a type the payoff types themselves. Throws InputError where beliefs are sets. */
export function typeSpaceOf(model: FiniteModel): TypeSpace {
  if (model.beliefs?.kind === 'type-space') return model.beliefs.space;
  const beliefs = conditionalBeliefs(model);
  return model.agents.map(({ types }, agent) =>
    types.map((name, payoffType) => ({ name, payoffType, belief: beliefs[agent]![payoffType]! })));
}

type PayoffTypes = readonly (readonly Pick<SpaceType<Rational>, 'payoffType'>[])[];

export const spaceProfiles = (space: PayoffTypes): ProfileSpace => profileSpace(space.map((types) => types.length));

/** The profile of payoff types at every profile of types of the space. */
export function payoffProfiles(space: PayoffTypes, { strides }: ProfileSpace): number[] {
  const profiles = spaceProfiles(space);
  return Array.from({ length: profiles.size }, (_, profile) =>
    space.reduce((at, types, agent) => at + types[typeIn(profiles, profile, agent)]!.payoffType * strides[agent]!, 0));
}

/**
 * Weights, whole numbers, of agent's type over all profiles with her type in them and `fixed` types of other agents: her belief
 * given those. Where it gives them probability zero, Bayes' rule says nothing and `fallback`, a belief of the same kind with full
 * support, is conditioned instead; undefined: uniform (Guo18 section 2.3: arbitrary, but commonly known).
 */
export function updatedWeights(
  space: TypeSpace,
  agent: number,
  type: number,
  fixed: ReadonlyMap<number, number>,
  fallback?: readonly Rational[],
): ReadonlyMap<number, bigint> {
  const profiles = spaceProfiles(space);
  const given = (belief: readonly Rational[]): Map<number, bigint> => {
    const { integers } = clearDenominators(belief);
    const weights = new Map<number, bigint>();
    integers.forEach((weight, others) => {
      const profile = joinProfile(profiles, agent, type, others);
      if (weight !== 0n && [...fixed].every(([other, value]) => typeIn(profiles, profile, other) === value)) weights.set(profile, weight);
    });
    return weights;
  };
  const own = given(space[agent]![type]!.belief);
  if (own.size > 0) return own;
  const rest = given(fallback ?? Array.from({ length: profiles.othersSize[agent]! }, () => ONE));
  if (rest.size === 0)
    throw new InputError('updates', 'must give positive probability wherever a belief gives none; leave it out for uniform updates');
  return rest;
}

/**
 * The payoff types with point beliefs: `certain` maps an agent's type to the others' profile she is sure of; everyone else has a
 * uniform belief (Guo18 Proposition B.1.1).
 */
export function pointBeliefSpace(
  { agents, profiles }: Pick<FiniteModel, 'agents' | 'profiles'>,
  certain: readonly { readonly agent: number; readonly type: number; readonly others: number }[],
): TypeSpace {
  return agents.map(({ types }, agent) => types.map((name, payoffType) => {
    const size = profiles.othersSize[agent]!;
    const sure = certain.find((one) => one.agent === agent && one.type === payoffType);
    const belief = Array.from({ length: size }, (_, others) =>
      (sure === undefined ? ONE.div(size) : others === sure.others ? ONE : ZERO));
    return { name, payoffType, belief };
  }));
}

/** Whether every belief of the space gives every profile positive probability. */
export const hasFullSupport = (space: TypeSpace): boolean =>
  space.every((types) => types.every(({ belief }) => belief.every((probability) => !isZero(probability))));

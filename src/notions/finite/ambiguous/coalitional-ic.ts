/**
 * Ambiguous coalitional incentive compatibility (Guo18 Definition 3.3.1): no coalition that can form has, at some profile that is thought
 * possible, a plan of reports by type that makes no member's worst case worse and some member's better. Members keep their
 * information to themselves, and fear the others' plans as well. Decided by listing all plans.
 */
import type { CoalitionPattern, FiniteModel } from '../../../environment/finite/environment.ts';
import { typesIn } from '../../../environment/finite/profiles.ts';
import { InputError } from '../../../errors.ts';
import type { Rational } from '../../../programs/rational.ts';
import { possibleProfiles, worstPayoff, type ExtremeBeliefs, type Payoff } from './worst-case.ts';

/** `[agent][type]`: a report. */
export type Plan = readonly (readonly number[])[];

export interface AmbiguousLie {
  readonly coalition: readonly number[];
  /** Profile at which it pays. */
  readonly profile: number;
  readonly plan: Plan;
  /** By member, none negative and some positive. */
  readonly gains: readonly Rational[];
}

const PLANS_MAX = 20_000;

/** Whether a change pays for a group: nobody loses and somebody gains. */
export const pays = (gains: readonly Rational[]): boolean =>
  gains.every(({ n, s }) => n === 0n || s > 0n) && gains.some(({ n }) => n !== 0n);

/** Every way for an agent with that many types to report. */
export function plansOf(types: number): number[][] {
  return Array.from({ length: types ** types }, (_, code) =>
    Array.from({ length: types }, (__, type) => Math.floor(code / types ** type) % types));
}

/** Plans of the coalition's members, everyone else truthful. Throws InputError where there are too many to list. */
export function coalitionPlans({ agents }: FiniteModel, coalition: readonly number[]): Plan[] {
  const count = coalition.reduce((product, agent) => product * agents[agent]!.types.length ** agents[agent]!.types.length, 1);
  if (count > PLANS_MAX)
    throw new InputError('agents', `a coalition of ${coalition.length} has ${count} plans of reports, and at most ${PLANS_MAX} are listed; `
      + 'use fewer types, or coalitions such as { up-to: 2 }');
  return agents.reduce<number[][][]>((plans, { types }, agent) => {
    const own = coalition.includes(agent) ? plansOf(types.length) : [[...types.keys()]];
    return plans.flatMap((plan) => own.map((reports) => [...plan, reports]));
  }, [[]]);
}

/** The profile of reports that a plan makes of a profile of types. */
export function planned({ profiles }: FiniteModel, plan: Plan): (profile: number) => number {
  const reports = Array.from({ length: profiles.size }, (_, profile) =>
    typesIn(profiles, profile).reduce((at, type, agent) => at + plan[agent]![type]! * profiles.strides[agent]!, 0));
  return (profile) => reports[profile]!;
}

/** Worst cases of every type under a plan; `[agent][type]`, of the agents named alone. */
export const worstUnder = (
  model: FiniteModel, beliefs: ExtremeBeliefs, payoff: Payoff, plan: Plan, agents: readonly number[],
): ReadonlyMap<number, Rational[]> => {
  const reports = planned(model, plan);
  return new Map(agents.map((agent) => [
    agent, model.agents[agent]!.types.map((_, type) => worstPayoff(model, beliefs, payoff, agent, type, reports)),
  ]));
};

export const truthfulPlan = ({ agents }: FiniteModel): Plan => agents.map(({ types }) => [...types.keys()]);

/** The first plan that pays, smaller coalitions first; undefined where there is none. */
export function ambiguousLie(
  model: FiniteModel, beliefs: ExtremeBeliefs, payoff: Payoff, pattern: CoalitionPattern,
): AmbiguousLie | undefined {
  const everyone = [...model.agents.keys()];
  const truth = worstUnder(model, beliefs, payoff, truthfulPlan(model), everyone);
  const { profiles: possible } = possibleProfiles(model, beliefs);
  for (const coalition of pattern) {
    for (const plan of coalitionPlans(model, coalition)) {
      const lied = worstUnder(model, beliefs, payoff, plan, coalition);
      for (const profile of possible) {
        const types = typesIn(model.profiles, profile);
        const gains = coalition.map((agent) => lied.get(agent)![types[agent]!]!.sub(truth.get(agent)![types[agent]!]!));
        if (pays(gains)) return { coalition, profile, plan, gains };
      }
    }
  }
  return undefined;
}

/**
 * Robust coalitional incentive compatibility (Guo18 Definition 2.4.2): for every coalition that can form, its true types and a lie of
 * theirs, some member weakly prefers the truth whatever the types of those outside. Decided by listing all lies, in whole numbers.
 * A failure has for every member types outside of her own at which she gains: members need not agree on them, for beliefs are free.
 */
import type { CoalitionPattern, FiniteModel } from '../../environment/finite/environment.ts';
import { outsiders, othersIn, partialProfiles } from '../../environment/finite/profiles.ts';
import { pointBeliefSpace, type TypeSpace } from '../../environment/finite/type-space.ts';
import { InputError } from '../../errors.ts';
import { socialChoiceFunction, WholePayoffs } from '../../mechanism/finite/social-choice-function.ts';
import type { Rational } from '../../programs/rational.ts';

/** A member of a blocking coalition, and where she gains. */
export interface BlockingMember {
  readonly agent: number;
  /** Profile of true types: the coalition's, and those outside at which she gains. */
  readonly profile: number;
  /** More than 0. */
  readonly gain: Rational;
}

/** A lie of a coalition that no member's truth withstands. */
export interface CoalitionalLie {
  readonly coalition: readonly number[];
  /** Types of the members, in their order. */
  readonly truth: readonly number[];
  readonly report: readonly number[];
  readonly members: readonly BlockingMember[];
}

/** Pairs of truth and lie beyond which listing them is refused. */
const PAIRS_MAX = 5_000_000;

/** Throws InputError where the coalitions of the pattern have too many lies to list. */
export function requireFewLies({ profiles }: FiniteModel, pattern: CoalitionPattern): void {
  const liesOf = (coalition: readonly number[]): number => coalition.reduce((size, agent) => size * profiles.counts[agent]! ** 2, 1);
  const pairs = pattern.reduce((total, coalition) => total + liesOf(coalition), 0);
  if (pairs > PAIRS_MAX)
    throw new InputError('coalitions', `make ${pairs} lies of coalitions, and at most ${PAIRS_MAX} are looked through; use fewer types or `
      + 'smaller coalitions such as { up-to: 2 }');
}

/** The first lie with which the coalition blocks, by its true types and then the lie; undefined where truth withstands all. */
export function coalitionalLie(
  { profiles }: Pick<FiniteModel, 'profiles'>, payoffs: WholePayoffs, coalition: readonly number[],
): CoalitionalLie | undefined {
  const inside = partialProfiles(profiles, coalition);
  const outside = partialProfiles(profiles, outsiders(profiles, coalition));
  const gainer = (agent: number, truth: number, report: number): BlockingMember | undefined => {
    for (const { offset } of outside) {
      const profile = truth + offset;
      const gain = payoffs.value(agent, report + offset, profile) - payoffs.value(agent, profile, profile);
      if (gain > 0n) return { agent, profile, gain: payoffs.rational(gain) };
    }
    return undefined;
  };
  for (const truth of inside) {
    for (const report of inside) {
      if (report === truth) continue;
      const members: BlockingMember[] = [];
      for (const agent of coalition) {
        const member = gainer(agent, truth.offset, report.offset);
        if (member === undefined) break;
        members.push(member);
      }
      if (members.length === coalition.length) return { coalition, truth: truth.types, report: report.types, members };
    }
  }
  return undefined;
}

/** One lie of every coalition of the pattern that blocks; empty where the rule is robust coalitional incentive compatible. */
export function robustCoalitionalLies(model: FiniteModel, pattern: CoalitionPattern): CoalitionalLie[] {
  requireFewLies(model, pattern);
  const payoffs = new WholePayoffs(model, socialChoiceFunction(model));
  return pattern.flatMap((coalition) => coalitionalLie(model, payoffs, coalition) ?? []);
}

/** The type space in which the lie pays all members: each is sure of the others at which she gains (Guo18 Proposition B.1.1). */
export function blockingTypeSpace(model: FiniteModel, { coalition, truth, members }: CoalitionalLie): TypeSpace {
  return pointBeliefSpace(model, members.map(({ agent, profile }) =>
    ({ agent, type: truth[coalition.indexOf(agent)]!, others: othersIn(model.profiles, profile, agent) })));
}

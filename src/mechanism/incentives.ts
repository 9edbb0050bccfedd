/** Which mechanisms are incentive compatible by their structure, whatever the sample. */
import type { SocialChoiceProblem, ValueStructure } from '../environment/social-choice.ts';
import { factsOf, insuredMechanism, schemeOf, type ChoiceRule, type Mechanism } from './mechanism.ts';

/** Rules that maximise a weighted sum of values plus a constant per alternative, all weights positive. */
export function maximises(rule: ChoiceRule, { agents, alternatives }: SocialChoiceProblem): boolean {
  return factsOf(rule, agents.length, alternatives.length).maximises;
}

/** Why truth-telling is optimal on the whole type space, as the scheme's file says, or undefined where nothing says so. */
export function incentiveCompatibleByStructure(
  problem: SocialChoiceProblem,
  { rule, transfers, strategies }: Mechanism,
  values: ValueStructure,
): string | undefined {
  if (strategies) return undefined;
  const facts = factsOf(rule, problem.agents.length, problem.alternatives.length);
  return schemeOf(transfers).incentiveCompatible?.(transfers, { problem, values, rule: facts });
}

/**
 * The same in expectation over the others. Full insurance with the rule of a mechanism that is incentive compatible is too, where types are
 * independent: report t of type s is worth E[sum_k p_k(t) (v_k(s) - v_k(t))] + mu(t), and the base's utility mu(t) is
 * E[sum_k p_k(t) v_k(t)] + E[x(t)], x being the base's transfers; so it is worth E[sum_k p_k(t) v_k(s)] + E[x(t)], as in the base. That
 * takes one law of the others for all types, so that it does not hold under dependence, nor under ambiguity.
 */
export function interimIncentiveCompatible(problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure): string | undefined {
  const known = incentiveCompatibleByStructure(problem, mechanism, values);
  const base = insuredMechanism(mechanism.transfers);
  if (known !== undefined || !base || problem.dependence || mechanism.strategies || !sameRule(mechanism.rule, base.rule)) return known;
  return interimIncentiveCompatible(problem, base, values);
}

/** The same in every profile, and not in expectation alone. */
export const exPostIncentiveCompatible = (problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure): string | undefined =>
  (schemeOf(mechanism.transfers).holdsExternality ? undefined : incentiveCompatibleByStructure(problem, mechanism, values));

/** Of functions only the same are known to be. */
const sameRule = (one: ChoiceRule, other: ChoiceRule): boolean =>
  one === other || (!usesFunctions(one) && JSON.stringify(one) === JSON.stringify(other));

export const usesFunctions = (rule: ChoiceRule): boolean =>
  rule.kind === 'general' || (rule.kind === 'mixture' && (usesFunctions(rule.rule) || usesFunctions(rule.other)));

/** Single-object auctions in which what one pays depends on one's own report and on being served, and on nothing else. */
export const paysByReport = ({ transfers }: Mechanism): boolean => schemeOf(transfers).payment !== undefined;

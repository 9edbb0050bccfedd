/** Which mechanisms are incentive compatible by their structure, whatever the sample. */
import type { SocialChoiceProblem, ValueStructure } from '../environment/social-choice.ts';
import { factsOf, schemeOf, type ChoiceRule, type Mechanism } from './mechanism.ts';

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

/** Single-object auctions in which what one pays depends on one's own report and on being served, and on nothing else. */
export const paysByReport = ({ transfers }: Mechanism): boolean => schemeOf(transfers).payment !== undefined;

/** Which mechanisms are incentive compatible by their structure, whatever the sample. */
import { weakCongruenceViolations } from '../environment/congruence.ts';
import type { SocialChoiceProblem, ValueStructure } from '../environment/social-choice.ts';
import type { ChoiceRule, Mechanism } from './mechanism.ts';

/** Rules that maximise a weighted sum of values plus a constant per alternative, all weights positive. */
export const maximises = (rule: ChoiceRule): boolean =>
  rule.kind === 'efficient' || (rule.kind === 'affine-maximizer' && rule.weights.every((weight) => weight > 0));

/**
 * Why truth-telling is optimal on the whole type space, or undefined where nothing says so:
 *   VCG and Groves with private values (dominant strategies; Green and Laffont 1977), also for affine maximizers (Roberts 1979)
 *   a posted price with private values
 *   expected externality with private values and independent signals (Bayesian; d'Aspremont and Gerard-Varet 1979)
 *   JM01 Theorem 5.1 under weak congruence (5.1)
 */
export function incentiveCompatibleByStructure(problem: SocialChoiceProblem, { rule, transfers, strategies }: Mechanism, structure: ValueStructure): string | undefined {
  if (strategies) return undefined;
  const isPrivate = structure === 'private';
  const { kind } = transfers;
  if (isPrivate && maximises(rule) && (kind === 'vcg' || kind === 'groves')) return 'truth-telling is a dominant strategy: VCG with private values';
  if (isPrivate && rule.kind === 'posted-price' && kind === 'posted-price' && rule.price === transfers.price) return 'truth-telling is a dominant strategy: a posted price';
  if (isPrivate && rule.kind === 'efficient' && kind === 'expected-externality' && !problem.dependence) return 'the expected externality mechanism is Bayesian incentive compatible';
  if (rule.kind === 'efficient' && kind === 'weak-congruence' && weakCongruenceViolations(problem)?.length === 0) return 'JM01 Theorem 5.1: weak congruence (5.1) holds';
  return undefined;
}

/** Single-object auctions in which what one pays depends on one's own report and on being served, and on nothing else. */
export const paysByReport = ({ transfers: { kind } }: Mechanism): boolean => kind === 'first-price' || kind === 'all-pay';

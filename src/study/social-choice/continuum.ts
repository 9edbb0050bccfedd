/** Where the structure of a mechanism extends a grid's certificate to all types and reports. */
import { certain, type Certified } from '../../estimate/social-choice/certified.ts';
import { epsilonIcContinuum, epsilonLicContinuum, type Structure } from '../../estimate/social-choice/continuum.ts';
import { lossContinuum } from '../../estimate/social-choice/loss.ts';
import type { EpsilonLic } from '../../estimate/social-choice/epsilon-lic.ts';
import { incentiveCompatibleByStructure, maximises, paysByReport } from '../../mechanism/incentives.ts';
import type { SocialChoiceProblem, ValueStructure } from '../../environment/social-choice.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { licOfBottomAndTop } from './modified-vcg.ts';
import type { AgentSample } from './agent-study.ts';

/** The structure that estimate/social-choice/continuum.ts asks for, where there is one. */
export function structureOf(problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure, { sums, base }: Pick<AgentSample, 'sums' | 'base'>): Structure | undefined {
  if (incentiveCompatibleByStructure(problem, mechanism, values)) return { kind: 'ex-post-ic' };
  const { rule, transfers, strategies } = mechanism;
  const onLine = sums.question.line && problem.valuations.kind === 'linear' && values === 'private' && !strategies && !problem.dependence;
  if (!onLine || !maximises(rule)) return undefined;
  if (transfers.kind === 'first-price') return { kind: 'pay-as-bid' };
  return transfers.kind === 'full-insurance' && base ? { kind: 'insured', base } : undefined;
}

/** Keeps the grid's statement where the continuum's is not to be had, or where the sample contradicts the structure. */
function extended<T extends Certified>(grid: T, certificate: Certified | undefined): T {
  if (!certificate || grid.lower > certificate.upper) return grid;
  return { ...grid, ...certificate };
}

export function licOnContinuum(structure: Structure | undefined, { sums, ends }: AgentSample, grid: EpsilonLic, alpha: number): EpsilonLic {
  if (ends) return { ...extended(grid, licOfBottomAndTop(ends, alpha)), irrelevantGain: certain(0), exists: 'finite' };
  if (!structure) return grid;
  const certificate = extended(grid, epsilonLicContinuum(sums, structure, alpha));
  const irrelevant = structure.kind === 'ex-post-ic' && grid.irrelevantGain && grid.irrelevantGain.lower <= 0 ? { irrelevantGain: certain(0), exists: 'finite' as const } : {};
  return { ...certificate, ...irrelevant };
}

export function icOnContinuum(structure: Structure | undefined, { sums }: AgentSample, grid: Certified, alpha: number): Certified {
  return structure ? extended(grid, epsilonIcContinuum(sums, structure, alpha)) : grid;
}

/**
 * The loss of a strategy profile in which a report either serves the agent or not and she pays by her own report alone:
 * what certifies a candidate equilibrium of the first-price and the all-pay auction.
 */
export function lossOnContinuum(problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure, { sums, fine, space, search: { witnesses } }: AgentSample, grid: Certified, alpha: number): Certified {
  const { rule, transfers: { kind }, strategies } = mechanism;
  if (!paysByReport(mechanism) || !sums.question.line || values !== 'private' || !maximises(rule) || problem.dependence) return grid;
  const bid = (type: number): number => (strategies ? strategies[space.agent]!.bid(type) : type);
  const payments = { served: bid, unserved: kind === 'all-pay' ? bid : () => 0 };
  const coarse = lossContinuum(sums, payments, alpha / (fine ? 2 : 1), witnesses.epsilonIc);
  // The lower bound and the estimate are the witness pair's; the upper bound is the finer sample's.
  const finer = fine && coarse ? lossContinuum(fine, payments, alpha / 2) : undefined;
  return extended(grid, coarse && finer ? { ...coarse, upper: Math.max(coarse.lower, Math.min(coarse.upper, finer.upper)) } : coarse);
}

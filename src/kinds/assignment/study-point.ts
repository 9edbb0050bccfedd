/** What a scenario asks to have studied of a unit-demand market too large to list its assignments: the market and payments side by side. */
import type { Dependence } from '../../distributions/dependence.ts';
import type { Distribution } from '../../distributions/distribution.ts';
import { assignmentMarket as marketOf, type AssignmentMarket } from '../../environment/assignment-market.ts';

/**
 * The efficient assignment of the reports, and what winners pay:
 *   vcg         what the others lose by a bidder's being there: the lowest competitive prices (Leonard 1983)
 *   pay-as-bid  what she reports her object to be worth
 */
export const ASSIGNMENT_PAYMENTS = ['vcg', 'pay-as-bid'] as const;
export type AssignmentPayments = (typeof ASSIGNMENT_PAYMENTS)[number];

export interface AssignmentMechanism {
  readonly name: string;
  readonly payments: AssignmentPayments;
}

export interface AssignmentStudy {
  readonly kind: 'assignment';
  readonly market: AssignmentMarket;
  /** At least one; names differ. All are evaluated on the same draws. */
  readonly mechanisms: readonly AssignmentMechanism[];
  /** Bidders to study, by index; default: the first of every set of bidders whose values follow the same laws. */
  readonly agents?: readonly number[];
}

export const bidderName = (i: number): string => `bidder ${i + 1}`;

/** Bidders studied. */
export function studiedBidders({ market: { bidders, objects, laws }, agents }: AssignmentStudy): readonly number[] {
  if (agents) return agents;
  const seen = new Set<string>();
  return Array.from({ length: bidders }, (_, i) => i).filter((i) => {
    const key = laws.slice(i * objects, (i + 1) * objects).map(({ text }) => text).join(' ');
    return !seen.has(key) && Boolean(seen.add(key));
  });
}

interface MarketSpec {
  readonly bidders: number;
  readonly objects: number;
  readonly law: Distribution | ((bidder: number, object: number) => Distribution);
  /** Of any two worths, one number for all. Default: independent. */
  readonly dependence?: Dependence;
}

/**
 * A market by its sizes and laws; with mechanisms to hold against each other on it, what `environment()` of a scenario returns. Throws
 * InputError naming the field.
 */
export function assignmentMarket(market: MarketSpec): AssignmentMarket;
export function assignmentMarket(study: MarketSpec & Omit<AssignmentStudy, 'kind' | 'market'>): AssignmentStudy;
export function assignmentMarket({
  mechanisms, agents, ...market
}: MarketSpec & Partial<Omit<AssignmentStudy, 'kind' | 'market'>>): AssignmentMarket | AssignmentStudy {
  const built = marketOf(market);
  return mechanisms ? { kind: 'assignment', market: built, mechanisms, ...(agents ? { agents } : {}) } : built;
}

/** What a scenario asks of a choice rule at one point of its parameters: how nearly it can be implemented. */
import type { AssignmentMarket } from '../../environment/assignment-market.ts';
import type { DoubleAuction, Trader } from '../../environment/double-auction.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { LieNotion } from '../../notions/least-epsilon.ts';

/** The least ε of an efficient, interim individually rational double auction, by the deficit that it may run. */
export interface MarketQuestion {
  readonly kind: 'field';
  readonly question: 'least-epsilon';
  /** Its κ is that of the auction shown beside the optimum. */
  readonly market: DoubleAuction;
  /** Money per market that expected transfers may lose; below zero they must collect. Default: 0. */
  readonly deficits?: readonly number[];
  /** Whether traders' types follow their laws, or are midpoints of equal cells with the chances of these. Default: `law`. */
  readonly opponents?: (typeof OPPONENTS)[number];
  /** Cells of either support where types lie on grids, or at whose midpoints a trader's field is shown. Default: 64. */
  readonly cells?: number;
}

/** Values of a point without a deficit that was left open: rows name the one that each is about. */
export function withoutOpenDeficit<P extends Readonly<Record<string, unknown>>>(values: P): P {
  const { deficit, ...rest } = values;
  return deficit === 'none' ? rest as P : values;
}

export const NOTIONS = ['lic', 'weak', 'ic'] as const satisfies readonly LieNotion[];
export const STAGES = ['interim', 'ex-post'] as const;
export const OPPONENTS = ['law', 'grid'] as const;
export const PARTICIPATION = ['none', 'interim', 'ex-post'] as const;
export const BUDGETS = ['none', 'ex-ante', 'ex-post'] as const;

/** One agent's field under the efficient rule: congruence, circulation, monotonicity and the least ε. */
export interface ProblemQuestion {
  readonly kind: 'field';
  readonly question: 'field';
  /** Linear values, independent signals. */
  readonly problem: SocialChoiceProblem;
  /** Name of an agent who sees a signal. */
  readonly agent: string;
  /** Types are the midpoints of so many equal cells an axis; default: 16 in two dimensions, fewer in more. */
  readonly cells?: number;
  /** Types are the points j/n of each axis instead, ends included. Default: midpoints of cells. */
  readonly nodes?: number;
  /** [C] a value for each coordinate that types share, undefined for those in which they differ. Default: all differ. */
  readonly slice?: readonly (number | undefined)[];
  /** Corners of a closed path whose circulation is wanted beside the worst rectangle's. Default: none. */
  readonly loop?: readonly (readonly number[])[];
  /** Whether reports are judged against the others' laws, or against each profile of theirs, the worst counting. Default: `interim`. */
  readonly stage?: (typeof STAGES)[number];
  /** Whether the others' signals follow their laws, or lie on the same grid as her types with the chances of its cells. Default: `law`. */
  readonly opponents?: (typeof OPPONENTS)[number];
  /** By what a gain is measured on the grid besides `lic`. Default: `lic` alone. */
  readonly notion?: LieNotion;
  /** Side constraints on utilities, which make one more row of the grid, of all informed agents together. Default: none. */
  readonly bounded?: boolean;
  readonly monotone?: boolean;
  readonly individuallyRational?: (typeof PARTICIPATION)[number];
  readonly budget?: (typeof BUDGETS)[number];
  /** Money per market that transfers may lose where there is a budget. Default: 0. */
  readonly deficit?: number;
}

/** The most welfare that incentive compatible mechanisms reach, beside the first best. */
export interface SecondBestQuestion {
  readonly kind: 'field';
  readonly question: 'second-best';
  /** Independent signals. */
  readonly problem: SocialChoiceProblem;
  /** When agents may stay away, with utility zero. Default: never. */
  readonly individuallyRational?: (typeof PARTICIPATION)[number];
  /** Whether transfers must add up to no more than `deficit`. Default: not at all. */
  readonly budget?: (typeof BUDGETS)[number];
  /** Money per market that transfers may lose where there is a budget; below zero they must collect. Default: 0. */
  readonly deficit?: number;
  /** ε-local incentive compatibility that is permitted, per unit of own-payoff-relevant signal. Default: 0. */
  readonly permittedEpsilon?: number;
  /** Cells of each agent's own gain between two alternatives, else cells an axis; by default so many that numbers settle. */
  readonly cells?: number;
}

/** One trader's field in a double auction, whatever its size, with the market's least ε beside it. */
export interface TraderQuestion extends Omit<MarketQuestion, 'question' | 'deficits'> {
  readonly question: 'trader';
  readonly agent: Trader;
  /** Money per market that expected transfers may lose. Default: 0. */
  readonly deficit?: number;
}

/** The second best of a double auction of more than one seller and one buyer. */
export interface MarketSecondBestQuestion extends Omit<SecondBestQuestion, 'question' | 'problem' | 'permittedEpsilon'> {
  readonly question: 'market-second-best';
  readonly market: DoubleAuction;
}

/** A bidder's field where the efficient assignments are too many to list. */
export interface AssignmentQuestion extends Omit<ProblemQuestion, 'question' | 'problem'> {
  readonly question: 'assignment';
  readonly market: AssignmentMarket;
}

/** The second best there. */
export interface AssignmentSecondBestQuestion extends Omit<SecondBestQuestion, 'question' | 'problem'> {
  readonly question: 'assignment-second-best';
  readonly market: AssignmentMarket;
}

export type FieldStudy =
  | MarketQuestion | ProblemQuestion | SecondBestQuestion | TraderQuestion | MarketSecondBestQuestion | AssignmentQuestion
  | AssignmentSecondBestQuestion;

export const QUESTIONS = [
  'least-epsilon', 'field', 'second-best', 'trader', 'market-second-best', 'assignment', 'assignment-second-best',
] as const;

/** What a scenario asks of a field, where it asks that. */
export const fieldStudyIn = (environment: { readonly kind: string }): FieldStudy | undefined =>
  (environment.kind === 'field' ? environment as FieldStudy : undefined);

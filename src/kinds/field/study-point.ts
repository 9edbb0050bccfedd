/** What a scenario asks of a choice rule at one point of its parameters: how nearly it can be implemented. */
import type { DoubleAuction } from '../../environment/double-auction.ts';

/** The least ε of an efficient, interim individually rational double auction, by the deficit that it may run. */
export interface MarketQuestion {
  readonly kind: 'field';
  readonly question: 'least-epsilon';
  /** Its κ is that of the auction shown beside the optimum. */
  readonly market: DoubleAuction;
  /** Money per market that expected transfers may lose; below zero they must collect. Default: 0. */
  readonly deficits?: readonly number[];
}

export type FieldStudy = MarketQuestion;

export const QUESTIONS = ['least-epsilon'] as const;

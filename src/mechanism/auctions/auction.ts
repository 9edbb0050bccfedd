/** Auctions whose bid functions can be certified: what a bid wins on average and what it pays, between ends. */
import type { Distribution } from '../../distributions/distribution.ts';
import type { BidFunction } from './bid-function.ts';

/** What is won on average and what is paid: `chance`, and a payment between the two ends. */
export interface OutcomeEnd {
  readonly chance: number;
  readonly low: number;
  readonly high: number;
}

/** Chance and payment of the bids in question lie in the convex hull of the list. */
export type OutcomeEnds = readonly OutcomeEnd[];

/** What one bidder's bids bring, given how the others bid. Independent private values. */
export interface Outcomes {
  /** Bids, increasing, from 0 to one that none needs to go beyond. */
  readonly x: Float64Array;
  /** Of the bid x[k], ties broken in its favour: what bids just above it bring. */
  point(k: number): OutcomeEnd;
  /** Of every bid strictly between x[k] and x[k + 1]. */
  cell(k: number): OutcomeEnds;
  /** Of a bid that the bidder makes, ties broken as the auction does. */
  at(bid: number): OutcomeEnd;
  /** Of every bid strictly between two. */
  between(low: number, high: number): OutcomeEnds;
}

export interface BidProfile {
  /** Of every bidder. */
  readonly strategies: readonly BidFunction[];
  readonly laws: readonly Pick<Distribution, 'cdf' | 'support' | 'atoms'>[];
  /** Cells of the grids of bids and of types. */
  readonly cells: number;
}

export interface Auction {
  readonly name: string;
  /** In steps. */
  outcomes(profile: BidProfile, bidder: number): Generator<undefined, Outcomes>;
}

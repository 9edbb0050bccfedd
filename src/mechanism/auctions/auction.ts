/** Auctions whose bid functions can be certified: what a bid wins on average and what it pays, between ends. */
import type { Distribution } from '../../distributions/distribution.ts';
import type { BidChances, BidFunction } from './bid-function.ts';

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
  point(k: number): OutcomeEnds;
  /** Of every bid strictly between x[k] and x[k + 1]. */
  cell(k: number): OutcomeEnds;
  /** Of a bid that the bidder makes, ties broken as the auction does. */
  at(bid: number): OutcomeEnds;
  /** Of every bid strictly between two. */
  between(low: number, high: number): OutcomeEnds;
  /** Whether winning costs what the others bid, so that no bid is better than one's value. */
  readonly truthful?: boolean;
}

/** The same of a bidder who bids on several like objects, a bid each that is no higher than the one before: part by part. */
export interface UnitOutcomes {
  readonly x: Float64Array;
  /** Of her first bid, her second one, ...; each by itself, since winning j objects or more asks that of bid j alone. */
  readonly parts: readonly Pick<Outcomes, 'point' | 'cell' | 'between'>[];
  /** Of bids that she makes, ties broken evenly: of every part. */
  at(bids: readonly number[]): OutcomeEnds[];
}

/** Chances that the only other supplier asks less than some amount, or no more, for the whole, for a half, and more for the whole by. */
export interface AwardChances {
  readonly whole: (bid: number) => BidChances;
  readonly half: (bid: number) => BidChances;
  readonly dearer: (bid: number) => BidChances;
  /** The largest ask for the whole. */
  readonly most: number;
  /** Where chances may jump or bend, in their order. */
  readonly corners: { readonly whole: readonly number[]; readonly half: readonly number[]; readonly dearer: readonly number[] };
}

export interface BidProfile {
  /** Of every bidder. */
  readonly strategies: readonly BidFunction[];
  readonly laws: readonly Pick<Distribution, 'cdf' | 'support' | 'atoms'>[];
  /** Cells of the grids of bids and of types. */
  readonly cells: number;
  /** How many like objects there are, one at most to each bidder; of auctions of several. Default 1. */
  readonly units?: number;
  /** Exponent of bids in a contest; default 1. */
  readonly power?: number;
  /** What a further object is worth, as a share of the one before, to bidders of several; in [0, 1], default 1. */
  readonly marginal?: number;
  /** What half a contract costs, as a share of the whole, where it may be split; in (0, 1], default 1/2. */
  readonly splitCost?: number;
}

export interface Auction {
  readonly name: string;
  /** What it is, for people, after a colon. */
  readonly words: string;
  /** Which of `units` and `power` it asks for. */
  readonly asks?: 'units' | 'power';
  /** Who bids, where it is not any number of bidders alike. */
  readonly roles?: readonly string[];
  /** How many bidders there must be, all alike. */
  readonly bidders?: number;
  /** Bids of one bidder at a value; absent: one, or as many as the objects she wants. */
  readonly bidsEach?: number;
  /** Cells where none are asked for, and at most; where they cost their square. Absent: as everywhere. */
  readonly cells?: { readonly usual: number; readonly most: number };
  /** Whether a winner pays her bid and a loser nothing, or everybody her bid: only there attitudes to risk are looked at. */
  readonly paysOwn?: 'winners' | 'all';
  /** Of one bid each. In steps. */
  outcomes?(profile: BidProfile, bidder: number): Generator<undefined, Outcomes>;
  /** Of bidders who want several objects each; absent: no more than one. In steps. */
  unitOutcomes?(profile: BidProfile, bidder: number): Generator<undefined, UnitOutcomes>;
  /** Of two suppliers who ask for the whole and for a half. */
  awards?(profile: BidProfile, bidder: number): AwardChances;
}

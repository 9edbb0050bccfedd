/** One interface for all mechanisms of double auctions that are held against each other on the same draws. */
import type { RuleParameters } from '../../../kernels/double-auction-mechanisms/rules.ts';
import type { DoubleAuction } from '../../environment/double-auction.ts';

/** What follows from the mechanism's definition, whatever the laws. */
export interface AuctionStructure {
  /** No report gains at any profile: epsilon-LIC and epsilon-IC constants are 0. */
  readonly dominant: boolean;
  /** What is lost of the efficient trades at a profile: nothing, at most the one of least gain, or any number. */
  readonly loses: 'nothing' | 'the least trade' | 'any trades';
  /** Buyers pay what sellers get; else no less. */
  readonly balanced: boolean;
}

/** The kernel's positions on the line: x is at scale(x), a whole number where x is one of the places asked for. */
export type Scale = (x: number) => number;

export interface AuctionMechanism {
  /** Canonical, as `--mechanisms` accepts it; equal texts are equal mechanisms. */
  readonly text: string;
  readonly structure: AuctionStructure;
  /** Where constants are not 0 by structure: the price rule of the double auction whose constants they are. */
  readonly kappa?: number;
  /** Traders hold so many units each, and a report may change the price of all of them. */
  readonly manyUnits?: { readonly units: number; readonly kappa: number };
  /** The price that its text names. */
  readonly postedAt?: number;
  /** Of a mechanism that posts one: its price in this market. */
  price?(market: DoubleAuction): number;
  /** For kernel `double-auction-mechanisms`. */
  rule(market: DoubleAuction, scale: Scale): RuleParameters;
}

export interface AuctionFamily {
  readonly name: string;
  /** What `--mechanisms` accepts, e.g. `k-double-auction(KAPPA)`. */
  readonly usage: string;
  /** From the numbers in parentheses, none where there are no parentheses. Throws RangeError; undefined where their number is wrong. */
  create(numbers: readonly number[]): AuctionMechanism | undefined;
}

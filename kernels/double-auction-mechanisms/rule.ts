/** What a mechanism of a double auction is to the kernel: from everybody's reports to who trades and what is paid. */

/** Reports of one profile as integer positions. */
export interface Profile {
  /** [m] asks and [n] bids in the order of the traders' indices. */
  readonly asks: Int32Array;
  readonly bids: Int32Array;
  /** The same, increasing. */
  readonly sortedAsks: Int32Array;
  readonly sortedBids: Int32Array;
  /** Number k of efficient trades: the largest j with ask(j) <= bid(j), 0 where there is none. An ask equal to a bid trades. */
  readonly efficient: number;
}

/** The j-th lowest ask, j = 1 .. m. */
export const ask = ({ sortedAsks }: Profile, j: number): number => sortedAsks[j - 1]!;

/** The j-th highest bid, j = 1 .. n. */
export const bid = ({ sortedBids }: Profile, j: number): number => sortedBids[sortedBids.length - j]!;

/** Who trades and what each of them pays or gets, in positions; written over for every profile. */
export interface Clearing {
  /** Units traded. */
  trades: number;
  /** What every buyer who trades pays, and what every seller who trades gets. */
  pays: number;
  gets: number;
  /**
   * `rank`: the lowest asks and the highest bids trade; of equal asks the lowest indices, of equal bids the highest (in the order of all
   * reports, where of equal ones the lower index is the lower). `index`: of those who accept their price the lowest indices trade.
   */
  by: 'rank' | 'index';
  /** Where `by` is `index`: the highest ask and the lowest bid that accept. */
  highestAsk: number;
  lowestBid: number;
}

/** One to be written over. */
export const emptyClearing = (): Clearing => ({ trades: 0, pays: 0, gets: 0, by: 'rank', highestAsk: 0, lowestBid: 0 });

export interface Rule<P> {
  /** Throws RangeError naming the field. */
  validate(parameters: P): void;
  clear(profile: Profile, parameters: P, into: Clearing): void;
}

/** An auction of one object among bidders whose bids are independent: what a bid pays, by the chance that it wins. */

/** Bids that win with one chance, and ends of them and of what the highest other bid is worth on average where they win. */
export interface BidCell {
  readonly bidLow: number;
  readonly bidHigh: number;
  readonly chance: number;
  /** Ends of E[highest other bid; the bid wins]. */
  readonly otherLow: number;
  readonly otherHigh: number;
}

export interface Auction {
  readonly name: string;
  /** Ends of the expected payment of the bids of a cell. Bids are at least 0. */
  payment(cell: BidCell): readonly [low: number, high: number];
}

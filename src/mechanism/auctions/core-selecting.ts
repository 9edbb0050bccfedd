/**
 * Core-selecting rules of the local-local-global auction: what local bidder 1 pays who wins with local bidder 2 against the global bid g,
 * p_1 + p_2 = g, as a function of g, piece by piece. Every rule asks no less than the Vickrey payment max(0, g - b_2) and no more than b_1,
 * rises in g and in b_1 and falls in b_2. Day and Cramton, Quadratic core-selecting payment rules (2012); Ausubel and Baranov,
 * Core-selecting auctions with incomplete information (2020).
 */

/** Until the global bid `end`, in cells, the payment is `constant` + `slope` g; constants are in cells as well. Bids are whole cells. */
export class Pieces {
  count = 0;
  readonly end = new Float64Array(3);
  readonly constant = new Float64Array(3);
  readonly slope = new Float64Array(3);

  reset(): this {
    this.count = 0;
    return this;
  }

  add(end: number, constant: number, slope: number): this {
    this.end[this.count] = end;
    this.constant[this.count] = constant;
    this.slope[this.count++] = slope;
    return this;
  }
}

/** Fills in the pieces at bids of `own` and `other` cells. */
export type CoreRule = (own: number, other: number, pieces: Pieces) => void;

/** Nearest to the Vickrey payments: what they lack is shared evenly. */
export const nearestVcg: CoreRule = (own, other, pieces) => {
  const [less, more] = [Math.min(own, other), Math.max(own, other)];
  pieces.reset().add(less, 0, 0.5);
  if (other < own) pieces.add(more, -other / 2, 1);
  else pieces.add(more, own / 2, 0);
  pieces.add(Infinity, (own - other) / 2, 0.5);
};

/** Nearest to the bids: what they have too much is shared evenly, as far as no payment falls below 0. */
export const nearestBid: CoreRule = (own, other, pieces) => {
  pieces.reset().add(Math.abs(own - other), 0, own > other ? 1 : 0).add(Infinity, (own - other) / 2, 0.5);
};

/** Nearest to zero, as of ascending proxies: even shares, as far as no bid is exceeded. */
export const proxy: CoreRule = (own, other, pieces) => {
  pieces.reset().add(2 * Math.min(own, other), 0, 0.5);
  if (own < other) pieces.add(Infinity, own, 0);
  else pieces.add(Infinity, -other, 1);
};

/** In proportion to the bids. */
export const proportional: CoreRule = (own, other, pieces) => {
  pieces.reset().add(Infinity, 0, own + other > 0 ? own / (own + other) : 0);
};

/** The Vickrey payment itself, which need not be in the core. */
export const vickrey: CoreRule = (_, other, pieces) => {
  pieces.reset().add(other, 0, 0).add(Infinity, -other, 1);
};

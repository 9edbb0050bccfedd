/** From bounds of single types, and of the cells between them, to those of suprema and means. */
import { isDiscrete, massBelow } from '../../distributions/distribution.ts';
import type { BidProfile } from '../../mechanism/auctions/auction.ts';
import { STRIDE } from '../../run/turns.ts';
import type { Interval } from '../../statistics/interval.ts';

/** Of one type, or of every type strictly between two neighbours of a list. */
export interface TypeBounds {
  readonly lossLow: number;
  readonly lossHigh: number;
  readonly utilityLow: number;
  readonly utilityHigh: number;
  readonly paidLow: number;
  readonly paidHigh: number;
}

export interface BidLoss {
  /** sup over v of L(v): the least epsilon of the profile for this bidder. */
  readonly largest: Interval;
  readonly witness: { readonly type: number; readonly report: number | readonly number[] };
  /** E L(v). */
  readonly mean: Interval;
  /** E U(v, beta(v)), its least value, and E P. */
  readonly utility: Interval;
  readonly least: Interval;
  readonly payment: Interval;
}

/** What the bounds are made of, for certificates. */
export interface BidBoxes {
  readonly bids: Float64Array;
  readonly types: Float64Array;
  /** Per type: at least what the best bid is worth, and at most what the own bid is. */
  readonly best: readonly number[];
  readonly worth: readonly number[];
  /** Per cell of types: at least the loss of any type in it. */
  readonly loss: readonly number[];
  /** Best bids are found for every so many types and the last, and lie below chords between; default 1. */
  readonly every?: number;
  /** Of two asks: cells an axis of the lattice between the ends that `bids` has. */
  readonly lattice?: number;
}

export interface BoundedTypes {
  readonly law: BidProfile['laws'][number];
  readonly types: Float64Array;
  at(k: number): TypeBounds;
  /** Of the types between k and k + 1. */
  between(k: number): TypeBounds;
  /** The bid, or bids, by which type k gains the lower end of its loss, and those of the table. */
  report(k: number): number | readonly number[];
  own(k: number): number | readonly number[];
}

/** In steps. `rounding`: by how much sums may be off. */
export function* totals({ law, types, at, between, report, own }: BoundedTypes, rounding: number): Generator<undefined, BidLoss> {
  const discrete = isDiscrete(law);
  let [lossLow, lossHigh, witness] = [0, 0, -1];
  let [meanLow, meanHigh, utilityLow, utilityHigh, paidLow, paidHigh] = [0, 0, 0, 0, 0, 0];
  let [leastLow, leastHigh] = [Infinity, Infinity];
  const add = (share: number, bounds: TypeBounds): void => {
    lossHigh = Math.max(lossHigh, bounds.lossHigh);
    leastLow = Math.min(leastLow, bounds.utilityLow);
    meanLow += share * Math.max(0, bounds.lossLow);
    meanHigh += share * Math.max(0, bounds.lossHigh);
    utilityLow += share * bounds.utilityLow;
    utilityHigh += share * bounds.utilityHigh;
    paidLow += share * bounds.paidLow;
    paidHigh += share * bounds.paidHigh;
  };
  for (const [k, type] of types.entries()) {
    if (k % STRIDE === 0) yield;
    const here = at(k);
    add(law.cdf(type) - massBelow(law, type), here);
    leastHigh = Math.min(leastHigh, here.utilityHigh);
    if (here.lossLow > lossLow) [lossLow, witness] = [here.lossLow, k];
    if (k + 1 < types.length && !discrete) add(Math.max(0, massBelow(law, types[k + 1]!) - law.cdf(type)), between(k));
  }
  const ends = (low: number, high: number): Interval => ({ estimate: (low + high) / 2, lower: low - rounding, upper: high + rounding });
  const loss = (low: number, high: number): Interval => ({ estimate: low, lower: Math.max(0, low - rounding), upper: high + rounding });
  return {
    largest: loss(lossLow, lossHigh), mean: loss(meanLow, meanHigh), utility: ends(utilityLow, utilityHigh),
    witness: witness < 0 ? { type: types[0]!, report: own(0) } : { type: types[witness]!, report: report(witness) },
    least: { estimate: leastHigh, lower: leastLow - rounding, upper: leastHigh + rounding }, payment: ends(paidLow, paidHigh),
  };
}

/** Outcomes of bids between the points of a table, in an auction where neither chances nor payments fall as a bid rises. */
import type { OutcomeEnds, Outcomes } from './auction.ts';
import { floorIn } from './grid.ts';

/** Per bid of x the ends of its chance and its payment, whichever way ties are broken. */
export interface OutcomeTable {
  readonly x: Float64Array;
  readonly chanceLow: Float64Array;
  readonly chanceHigh: Float64Array;
  readonly paidLow: Float64Array;
  readonly paidHigh: Float64Array;
}

export function tableOutcomes({ x, chanceLow, chanceHigh, paidLow, paidHigh }: OutcomeTable): Outcomes {
  const last = x.length - 1;
  const box = (from: number, to: number): OutcomeEnds => {
    const [low, high] = [paidLow[from]!, paidHigh[to]!];
    return [{ chance: chanceLow[from]!, low, high }, { chance: chanceHigh[to]!, low, high }];
  };
  const above = (bid: number): number => {
    const k = floorIn(x, bid);
    return x[k] === bid ? k : Math.min(last, k + 1);
  };
  const round = (low: number, high: number): OutcomeEnds => box(floorIn(x, low), above(high));
  return { x, point: (k) => box(k, k), cell: (k) => box(k, k + 1), at: (bid) => round(bid, bid), between: round };
}

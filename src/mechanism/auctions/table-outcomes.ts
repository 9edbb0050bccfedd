/** Outcomes of bids between the points of a table, in an auction where neither chances nor payments fall as a bid rises. */
import type { OutcomeEnds, Outcomes } from './auction.ts';
import { ceilingIn, floorIn } from './grid.ts';

/** `box(from, to)`: of every bid from x[from] to x[to]. */
export function outcomesBetween(x: Float64Array, box: (from: number, to: number) => OutcomeEnds): Outcomes {
  const round = (low: number, high: number): OutcomeEnds => box(floorIn(x, low), ceilingIn(x, high));
  return { x, point: (k) => box(k, k), cell: (k) => box(k, k + 1), at: (bid) => round(bid, bid), between: round };
}

/** Per bid of x the ends of its chance and its payment, whichever way ties are broken. */
export interface OutcomeTable {
  readonly x: Float64Array;
  readonly chanceLow: Float64Array;
  readonly chanceHigh: Float64Array;
  readonly paidLow: Float64Array;
  readonly paidHigh: Float64Array;
}

export function tableOutcomes({ x, chanceLow, chanceHigh, paidLow, paidHigh }: OutcomeTable): Outcomes {
  const box = (from: number, to: number): OutcomeEnds => {
    const [low, high] = [paidLow[from]!, paidHigh[to]!];
    return [{ chance: chanceLow[from]!, low, high }, { chance: chanceHigh[to]!, low, high }];
  };
  return outcomesBetween(x, box);
}

/**
 * Outcomes of bids between the points of a table, in an auction where whatever a higher bid wins more costs at least the lower one, and
 * whatever is won in any case costs no less under a higher bid. With W the chance to win, P the payment and S = b W - P = E[(b - payment);
 * won] the surplus below the bid, for b between b_k and a later b_l
 *
 *     P(b) >= P(b_k) + b_k (W(b) - W(b_k)) = b_k W(b) - S(b_k),
 *     P(b) <= P(b_l) - b_k (W(b_l) - W(b)) = b_k W(b) + (b_l - b_k) W(b_l) - S(b_l),
 *
 * so that a bid is worth (v - b_k) W(b) + S(b_k) at most: what is not known of W counts by v - b_k only.
 */
import type { OutcomeEnds, Outcomes } from './auction.ts';
import { outcomesBetween } from './table-outcomes.ts';

/** Per bid of x the ends of its chance, whichever way ties are broken, and of its surplus, to which ties add nothing. */
export interface SurplusTable {
  readonly x: Float64Array;
  readonly chanceLow: Float64Array;
  readonly chanceHigh: Float64Array;
  readonly surplusLow: Float64Array;
  readonly surplusHigh: Float64Array;
}

export function surplusOutcomes({ x, chanceLow, chanceHigh, surplusLow, surplusHigh }: SurplusTable): Outcomes {
  const box = (from: number, to: number): OutcomeEnds => {
    const more = (x[to]! - x[from]!) * chanceHigh[to]! - surplusLow[to]!;
    return [chanceLow[from]!, chanceHigh[to]!].map((chance) => (
      { chance, low: x[from]! * chance - surplusHigh[from]!, high: x[from]! * chance + more }));
  };
  return outcomesBetween(x, box);
}

/** Where the two order statistics are expected: a range of cells that almost always holds both. */
import { othersOf, type DirectParameters } from './spec.ts';

/** Cells `low .. high`, inclusive. */
export interface CellWindow {
  readonly low: number;
  readonly high: number;
}

/**
 * Normal approximation: the number of others below x_j has mean A_j = sum_g count_g G_g(x_j) and variance
 * sum_g count_g G_g (1 - G_g). The window reaches `deviations` of them to either side of the ranks.
 * It only decides what is fast: a profile whose ranks fall outside is done in full.
 */
export function expectedWindow(parameters: DirectParameters, deviations = 3): CellWindow {
  const { groups, rank, cells } = parameters;
  const others = othersOf(parameters);
  let low = 0;
  let high = cells + 1;
  for (let j = 0; j <= cells; j++) {
    let mean = 0;
    let variance = 0;
    for (const { count, thresholds } of groups) {
      const share = thresholds[j]! / 2 ** 32;
      mean += count * share;
      variance += count * share * (1 - share);
    }
    const reach = deviations * Math.sqrt(variance) + 1;
    // Cell j + 1 starts at x_j: everything below it holds fewer than `rank` draws almost surely.
    if (rank > 0 && mean + reach < rank) low = j + 1;
    if (rank < others && mean - reach > rank + 1) {
      high = Math.max(low, j);
      break;
    }
  }
  return { low, high };
}

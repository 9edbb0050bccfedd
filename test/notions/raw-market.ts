/** Raw draws of small markets with the histograms that a kernel would have made of them. */
import { referenceCell } from '../../kernels/cell-lookup.ts';
import { traderProblem, type DoubleAuction, type Trader, type TraderProblem } from '../../src/environment/double-auction.ts';
import { survival, type Grid, type Survival } from '../../src/experiments/order-statistics/survival.ts';
import type { Reports } from '../oracles/double-auction.ts';
import { caseMaker } from '../oracles/statistics.ts';

export interface RawMarket {
  readonly problem: TraderProblem;
  readonly others: readonly Reports[];
  /** L and U of every profile, in the trader's own orientation. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** `round` may put types on a lattice, so that ties with boundaries and with one another are common. */
export function drawMarket(
  market: DoubleAuction,
  trader: Trader,
  profiles: number,
  seed: number,
  round: (x: number) => number = (x) => x,
): RawMarket {
  const make = caseMaker(seed);
  const problem = traderProblem(market, trader);
  const types = (count: number, law: DoubleAuction['cost']): number[] =>
    Array.from({ length: count }, () => round(law.quantile(make.unit())));
  const others = Array.from({ length: profiles }, () => ({
    asks: types(market.sellers - (trader === 'seller' ? 1 : 0), market.cost),
    bids: types(market.buyers - (trader === 'buyer' ? 1 : 0), market.value),
  }));
  const sorted = others.map(({ asks, bids }) => [...asks, ...bids].sort((a, b) => a - b));
  return {
    problem,
    others,
    lower: sorted.map((y) => (problem.rank === 0 ? -Infinity : y[problem.rank - 1]!)),
    upper: sorted.map((y) => (problem.rank === y.length ? Infinity : y[problem.rank]!)),
  };
}

/** Even boundaries over all types, with the trader's own support marked. */
export function evenGrid(problem: TraderProblem, cells: number, witness?: number): Grid {
  const supports = [problem.law.support, ...problem.others.filter(({ count }) => count > 0).map(({ law }) => law.support)];
  const [low, high] = [Math.min(...supports.map(([a]) => a)), Math.max(...supports.map(([, b]) => b))];
  const even = Array.from({ length: cells + 1 }, (_, j) => (j === cells ? high : low + ((high - low) * j) / cells));
  const boundaries = Float64Array.from(new Set([...even, ...problem.law.support])).sort();
  return {
    boundaries,
    first: boundaries.indexOf(problem.law.support[0]),
    end: boundaries.indexOf(problem.law.support[1]),
    ...(witness === undefined ? {} : { witness }),
  };
}

export function survivalOf({ problem, lower, upper }: RawMarket, grid: Grid): Survival {
  const histogram = (values: readonly number[]): Float64Array => {
    const counts = new Float64Array(grid.boundaries.length + 1);
    for (const y of values) counts[referenceCell(grid.boundaries, y)]!++;
    return counts;
  };
  return survival(problem, grid, { lower: histogram(lower), upper: histogram(upper) }, lower.length);
}

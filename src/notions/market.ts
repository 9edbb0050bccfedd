/** Market-level quantities: from the statistics of kernel `market-clearing`, and from those of kernel `assignment`. */
import type { Statistics } from '../../kernels/kernel.ts';
import { POSITIONS } from '../../kernels/market-clearing/spec.ts';
import type { AssignmentParameters } from '../../kernels/assignment/spec.ts';
import type { AssignmentSums } from '../experiments/assignment-sums.ts';
import { boundedMean } from '../statistics/bounded-mean.ts';
import { boundedDifferences } from '../statistics/hoeffding.ts';
import { limbs } from './interim-utility/vcg-bidder.ts';
import { clopperPearsonUpper } from '../statistics/clopper-pearson.ts';
import { empiricalBernstein } from '../statistics/empirical-bernstein.ts';
import { exactly, scaled, type Interval } from '../statistics/interval.ts';

export interface MarketEstimates {
  /** Expected gains from trade under truth-telling, in units of money per market. */
  readonly expectedSurplus: Interval;
  /** Realised over first-best gains from trade. */
  readonly efficiency: Interval;
  /** Probability that some trader ends below zero. */
  readonly exPostIrViolation: Interval;
  /** Expected money left with the market maker. */
  readonly budgetSurplus: Interval;
}

export interface MarketScale {
  readonly sellers: number;
  readonly buyers: number;
  /** Width of the interval that holds all types. */
  readonly width: number;
  /** Largest cell of the type grid, as a share of the width: how far a position may be from its type. */
  readonly resolution: number;
  /** Bound on the mean gains from trade that types outside the interval add or take; infinite where they have no mean; absent: 0. */
  readonly beyond?: number;
}

/**
 * Empirical Bernstein for the mean gains (bounded by min(m, n) * width), Clopper-Pearson for probabilities. Positions are
 * off by at most one cell, so gains by at most 2 * resolution * width for every unit that could be traded.
 */
export function doubleAuctionMarket(statistics: Statistics, profiles: number, scale: MarketScale, alpha: number): MarketEstimates {
  const { width, resolution, beyond = 0 } = scale;
  const units = Math.min(scale.sellers, scale.buyers);
  const money = (positions: number): number => (positions * width) / POSITIONS;
  const firstBest = money(statistics.firstBest![0]!) / profiles;
  const realised = money(statistics.realised![0]!) / profiles;
  const meanUnit = firstBest / units;
  const squareUnit = ((statistics.squares![0]! * POSITIONS + statistics.squares![1]!) / profiles) * (width / POSITIONS) ** 2;
  const rounding = width / POSITIONS;
  // `squares` holds squares of floors, so the mean square is understated by less than 2 * rounding * mean.
  const variance = Math.max(
    0,
    squareUnit + 2 * rounding * meanUnit + rounding ** 2 - meanUnit ** 2,
  ) * (profiles / Math.max(1, profiles - 1));
  const error = units * (empiricalBernstein(profiles, variance, width, alpha / 2) + 2 * resolution * width);
  const top = units * width;
  const expectedSurplus = {
    estimate: firstBest, lower: Math.max(0, firstBest - error - beyond), upper: Math.min(top, firstBest + error) + beyond,
  };

  const violations = statistics.irViolations![0]!;
  const imbalances = statistics.imbalances![0]!;
  const missing = clopperPearsonUpper(imbalances, profiles, alpha);
  const lost = statistics.firstBest![0]! - statistics.realised![0]!;
  const efficiency = firstBest > 0 ? realised / firstBest : 1;
  // AmbiguityPremium lie in [0, top]; where none was seen their sample variance is zero and only the Bernstein remainder is left.
  // Half of alpha bounds the losses, the other half the first best that they are divided by.
  const meanLost = money(lost) / profiles;
  const lossVariance = ((meanLost / units) * width * profiles) / Math.max(1, profiles - 1);
  const lossUpper = meanLost + units * empiricalBernstein(profiles, lossVariance, width, alpha / 2);
  const efficiencyLower = expectedSurplus.lower > 0 ? Math.max(0, 1 - lossUpper / expectedSurplus.lower) : 0;
  return {
    expectedSurplus,
    efficiency: { estimate: efficiency, lower: efficiencyLower, upper: 1 },
    exPostIrViolation: { estimate: violations / profiles, lower: 0, upper: clopperPearsonUpper(violations, profiles, alpha) },
    // One price and as many units bought as sold leave nothing over; only an imbalance could, at most one unit at `width` each.
    budgetSurplus: imbalances === 0 ? exactly(0) : { estimate: 0, lower: -missing * top, upper: missing * top },
  };
}

/**
 * Means over markets: `welfare`, `revenue` (VCG), `highest` (revenue at the highest competitive prices). Squares are of
 * x / k rounded down, k = min(N, M); what that can leave out is added.
 */
export function assignmentMarketMean(
  { statistics, profiles, parameters, unit }: AssignmentSums,
  name: 'welfare' | 'revenue' | 'highest',
  alpha: number,
): Interval {
  const { bidders, objects } = parameters;
  const shares = Math.min(bidders, objects);
  const sum = statistics[name]![0]!;
  const squares = shares ** 2 * limbs(statistics[`${name}Squares`]!) + (shares > 1 ? 2 * shares * sum + shares ** 2 * profiles : 0);
  const { rows, columns } = mostBySide(parameters);
  const total = (values: Float64Array): number => values.reduce((most, x) => most + x, 0);
  const range = [0, Math.min(total(rows), total(columns))] as const;
  if (name !== 'welfare') return scaled(boundedMean(sum, squares, profiles, range, alpha), unit);
  // A bidder's row, whatever it is, adds between 0 and her best worth to welfare, and so does an object's column. Rows are
  // independent, and so are columns. In large markets, which average within themselves, bounded differences are far below
  // what the range of welfare allows.
  const { estimate, lower, upper } = boundedMean(sum, squares, profiles, range, alpha / 2);
  const totalSquare = (values: Float64Array): number => values.reduce((most, x) => most + x * x, 0);
  const half = boundedDifferences(profiles, Math.min(totalSquare(rows), totalSquare(columns)), alpha / 4);
  return scaled({ estimate, lower: Math.max(lower, estimate - half), upper: Math.min(upper, estimate + half) }, unit);
}

/** [N] a bidder's best worth and [M] an object's: the sum over either side bounds the welfare of a profile. */
function mostBySide({
  bidders,
  objects,
  bases,
  spans,
  lawOf,
}: AssignmentParameters): { readonly rows: Float64Array; readonly columns: Float64Array } {
  const rows = new Float64Array(bidders);
  const columns = new Float64Array(objects);
  lawOf.forEach((c, d) => {
    const [i, j] = [Math.floor(d / objects), d % objects];
    rows[i] = Math.max(rows[i]!, bases[c]! + spans[c]!);
    columns[j] = Math.max(columns[j]!, bases[c]! + spans[c]!);
  });
  return { rows, columns };
}

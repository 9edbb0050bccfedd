/**
 * What mechanisms of a double auction cost in trades, in gains from trade and in money, from the sums of kernel
 * `double-auction-mechanisms`, where all of them clear the same profiles.
 *
 * Means of what differs between a mechanism and the first best by empirical Bernstein's and Chernoff's bounds; the number of efficient
 * trades and their gains, which change by at most 1 and by the width of the types as one type changes, by bounded differences as well.
 * Shares are ratios of the two, each at half the error probability. All ends are moved out by what cells can do to the laws.
 */
import { LIMB, POSITIONS, type Compared } from '../../kernels/double-auction-mechanisms/spec.ts';
import type { Statistics } from '../../kernels/kernel.ts';
import { boundedMean } from '../statistics/bounded-mean.ts';
import { boundedDifferences } from '../statistics/hoeffding.ts';
import { difference, exactly, scaled, widened, type Interval } from '../statistics/interval.ts';

export interface MechanismSums {
  readonly statistics: Statistics;
  readonly profiles: number;
  readonly sellers: number;
  readonly buyers: number;
  readonly gainUnit: number;
  readonly mechanisms: readonly ComparedMean[];
  /** Units of value of all positions together. */
  readonly width: number;
  /** How far the means of what is efficient can be off: trades, and gains in positions. */
  readonly off: { readonly efficient: number; readonly firstBest: number };
}

/** A mechanism with what is known of its profiles. */
export interface ComparedMean extends Compared {
  /** The most trades that it loses at a profile. */
  readonly losesMost: number;
  /**
   * The most by which one trader's type changes what is lost, in trades and in positions; infinite where nothing is gained by knowing it.
   */
  readonly changes: { readonly trades: number; readonly welfare: number };
  /** The most by which a mean can be off: trades, gains and money in positions. */
  readonly off: { readonly trades: number; readonly welfare: number; readonly money: number };
  /** What gains and money beyond their caps can add to their means, in positions. */
  readonly beyondCap: { readonly welfare: number; readonly money: number };
  /** What is 0 at every profile by the mechanism's definition. */
  readonly zero: { readonly loss: boolean; readonly money: boolean };
}

export interface MechanismMeans {
  /** Share of the efficient trades, and of first-best gains from trade, that are not made. */
  readonly lostTrades: Interval;
  readonly lostWelfare: Interval;
  readonly efficiency: Interval;
  /** Realised gains from trade a market. */
  readonly expectedSurplus: Interval;
  /** Units traded a market. */
  readonly expectedTrades: Interval;
  /** Money left over a market, and a unit traded; undefined where no trade is certain to be expected. */
  readonly budgetSurplus: Interval;
  readonly surplusPerTrade: Interval | undefined;
}

/** Those of mechanism number `at`; each interval holds by itself at error probability alpha. */
export function mechanismMeans(sums: MechanismSums, at: number, alpha: number): MechanismMeans {
  const { width, mechanisms } = sums;
  const { zero } = mechanisms[at]!;
  const value = (interval: Interval): Interval => scaled(interval, width / POSITIONS);
  const lostWelfare = share(lostGains(sums, at, alpha / 2), firstBest(sums, alpha / 2));
  const trades = (error: number): Interval => atLeast(0, difference(efficient(sums, error / 2), missing(sums, at, error / 2)));
  const money = moneyLeft(sums, at, alpha / 2);
  const traded = trades(alpha / 2);
  const nothing = zero.money && sums.statistics.money![at] === 0;
  return {
    lostTrades: share(missing(sums, at, alpha / 2), efficient(sums, alpha / 2)),
    lostWelfare,
    expectedSurplus: value(atLeast(0, difference(firstBest(sums, alpha / 2), lostGains(sums, at, alpha / 2)))),
    efficiency: { estimate: 1 - lostWelfare.estimate, lower: 1 - lostWelfare.upper, upper: 1 - lostWelfare.lower },
    expectedTrades: trades(alpha),
    budgetSurplus: value(moneyLeft(sums, at, alpha)),
    surplusPerTrade: nothing ? exactly(0) : traded.lower > 0 ? value(quotient(money, traded)) : undefined,
  };
}

/** With so much more above. */
const raised = ({ estimate, lower, upper }: Interval, by: number): Interval => ({ estimate, lower, upper: upper + by });

const atLeast = (least: number, { estimate, lower, upper }: Interval): Interval =>
  ({ estimate, lower: Math.max(least, lower), upper: Math.max(least, upper) });

/** Of numbers that are not negative, the second positive. */
const quotient = (part: Interval, whole: Interval): Interval =>
  ({ estimate: part.estimate / whole.estimate, lower: part.lower / whole.upper, upper: part.upper / whole.lower });

/** The same of a part of the whole, in [0, 1]; nothing of nothing is nothing lost. */
function share(part: Interval, whole: Interval): Interval {
  if (part.upper === 0) return exactly(0);
  if (!(whole.estimate > 0)) return { estimate: 0, lower: 0, upper: 1 };
  const { estimate, lower, upper } = whole.lower > 0 ? quotient(part, whole) : { ...quotient(part, { ...whole, lower: 1 }), upper: 1 };
  return { estimate, lower: Math.min(1, lower), upper: Math.min(1, upper) };
}

/** A mean that changes by at most `range` as one of the market's types changes, and lies in [0, fewer range]. */
function marketMean(sums: MechanismSums, { sum, squares }: Sums, range: number, off: number, alpha: number): Interval {
  const most = Math.min(sums.sellers, sums.buyers) * range;
  return widened(changingMean(sums, { sum, squares }, most, range, alpha), off, [0, most + off]);
}

const efficient = (sums: MechanismSums, alpha: number): Interval => {
  const { statistics: { efficient: trades, efficientSquares: squares }, off, sellers, buyers } = sums;
  const found = marketMean(sums, { sum: trades![0]!, squares: squares![0]! }, 1, off.efficient, alpha);
  // Cells may take as many trades for others, and yet no more can be made than the shorter side has units.
  return { ...found, upper: Math.min(found.upper, sellers, buyers) };
};

function firstBest(sums: MechanismSums, alpha: number): Interval {
  const { statistics: { firstBest: gains, firstBestSquares }, gainUnit, off, profiles } = sums;
  const sum = gains![0]!;
  const squares = squaresAbove(firstBestSquares!, 0, sum, gainUnit, profiles);
  return marketMean(sums, { sum, squares }, POSITIONS, off.firstBest, alpha);
}

interface Sums {
  readonly sum: number;
  readonly squares: number;
}

/** A mean of numbers in [0, most] that change by at most `change` as one of the market's types changes. */
function changingMean(
  { profiles, sellers, buyers }: MechanismSums, { sum, squares }: Sums, most: number, change: number, alpha: number,
): Interval {
  if (change === Infinity) return boundedMean(sum, squares, profiles, [0, most], alpha);
  const { estimate, lower, upper } = boundedMean(sum, squares, profiles, [0, most], alpha / 2);
  const half = boundedDifferences(profiles, (sellers + buyers) * change * change, alpha / 4);
  return { estimate, lower: Math.max(lower, estimate - half), upper: Math.min(upper, estimate + half) };
}

function missing(sums: MechanismSums, at: number, alpha: number): Interval {
  const { statistics, mechanisms } = sums;
  const { losesMost, changes, off, zero } = mechanisms[at]!;
  const sum = statistics.lostTrades![at]!;
  if (zero.loss && sum === 0) return exactly(0);
  const mean = changingMean(sums, { sum, squares: statistics.lostTradesSquares![at]! }, losesMost, changes.trades, alpha);
  return widened(mean, off.trades, [0, losesMost]);
}

/** The sum of squares of numbers, from that of their floors in a unit: at most so much. */
function squaresAbove(squares: Float64Array, at: number, sum: number, unit: number, profiles: number): number {
  const floors = squares[2 * at]! * LIMB + squares[2 * at + 1]!;
  return unit * unit * floors + (unit > 1 ? 2 * unit * sum + unit * unit * profiles : 0);
}

function lostGains(sums: MechanismSums, at: number, alpha: number): Interval {
  const { statistics, profiles, mechanisms } = sums;
  const { lossCap, lossUnit, changes, off, beyondCap, zero } = mechanisms[at]!;
  const sum = statistics.lostWelfare![at]!;
  if (zero.loss && sum === 0) return exactly(0);
  const squares = squaresAbove(statistics.lostWelfareSquares!, at, sum, lossUnit, profiles);
  const mean = changingMean(sums, { sum, squares }, lossCap, changes.welfare, alpha);
  return raised(widened(mean, off.welfare, [0, Infinity]), beyondCap.welfare);
}

function moneyLeft({ statistics, profiles, mechanisms, sellers, buyers }: MechanismSums, at: number, alpha: number): Interval {
  const { spreadCap, moneyUnit, off, beyondCap, zero } = mechanisms[at]!;
  const sum = statistics.money![at]!;
  if (zero.money && sum === 0) return exactly(0);
  const squares = squaresAbove(statistics.moneySquares!, at, sum, moneyUnit, profiles);
  // Money is left over where a trade is lost, by the others.
  const most = (Math.min(sellers, buyers) - 1) * spreadCap;
  const mean = boundedMean(sum, squares, profiles, [0, Math.max(0, most)], alpha);
  return most > 0 ? raised(widened(mean, off.money, [0, Infinity]), beyondCap.money) : mean;
}

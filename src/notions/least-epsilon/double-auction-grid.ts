/**
 * Least ε of an efficient, interim individually rational double auction with deficit at most d, where all traders' types lie on grids
 * (docs/fields.md, section 3). Order the types of a side by eagerness, x_1 to x_T, with chances q_1 <= .. <= q_T of trading and S_i the
 * chance of a more eager type than x_i. ε-LIC between neighbours bounds each step of μ to within ε of the chances at its ends, and implies
 * it between all types, so that the lowest utilities have the steps (q_i - ε)^+ |x_{i+1} - x_i|, and ε is feasible iff
 *
 *     Σ over sides of (traders) Σ_i (q_i - ε)^+ |x_{i+1} - x_i| S_i  <=  W + d,     W the expected gains from trade.
 *
 * Equal types are tied, and which of them trade makes efficient rules differ. Goods stay with sellers where they can: no efficient rule has
 * smaller chances of trading, for any type, once it is averaged over traders of one side, and W is the same for all; so this is the least
 * over all efficient rules. Ties within a side are shared evenly.
 */
import { InputError } from '../../errors.ts';
import { roundedDown } from '../../input/rounded.ts';
import type { DoubleAuction } from '../../environment/double-auction.ts';
import { buyerChance, sellerChance } from '../../experiments/quadrature/tied-chance.ts';
import type { BindingRow } from './program.ts';

/** Points of a law's support with the chances of their cells, in rising order. */
export interface GridSupport {
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

export interface GridSide extends GridSupport {
  readonly name: 'seller' | 'buyer';
  readonly count: number;
  /** [T] chance of trading; types from the least eager to the most. */
  readonly chances: readonly number[];
  /** [T] chance of a more eager type. */
  readonly beyond: readonly number[];
  /** [T] the lowest utilities at the upper end of ε. */
  readonly utilities: Float64Array;
}

export interface GridLeastEpsilon {
  readonly epsilon: { readonly lower: number; readonly upper: number };
  /** W, in money per market. */
  readonly gains: number;
  /** What VCG loses where the least eager types are left with nothing. */
  readonly loss: number;
  readonly sides: readonly [GridSide, GridSide];
  /** Multipliers of the budget and of lies between neighbours, which prove the lower end; none where it is 0. */
  readonly binding: readonly BindingRow[];
}

/** Rounding, as a share of what is added up. */
const ROUNDING = 1e-12;
/** [T] chance of a type further along, added up from the far end. */
function beyondOf(weights: readonly number[]): number[] {
  const beyond = weights.map(() => 0);
  for (let i = weights.length - 2; i >= 0; i--) beyond[i] = Math.min(1, beyond[i + 1]! + weights[i + 1]!);
  return beyond;
}

/** Chance of a point that exceeds x by more than `tie` (or, with a negative one, that is no more than that below). */
const above = ({ points, weights }: GridSupport, x: number, tie: number): number =>
  Math.min(1, points.reduce((sum, point, j) => (point > x + tie ? sum + weights[j]! : sum), 0));

type Untold = Omit<GridSide, 'utilities'>;

function buyersOf(market: DoubleAuction, costs: GridSupport, values: GridSupport, tie: number): Untold {
  const beyond = beyondOf(values.weights);
  const chances = values.points.map((x, i) =>
    buyerChance(market, { ahead: beyond[i]!, tied: values.weights[i]!, across: above(costs, x, -tie) }));
  return { name: 'buyer', count: market.buyers, ...values, chances, beyond };
}

function sellersOf(market: DoubleAuction, costs: GridSupport, values: GridSupport, tie: number): Untold {
  const [points, weights] = [costs.points.toReversed(), costs.weights.toReversed()];
  const dearer = beyondOf(costs.weights).toReversed();
  const chances = points.map((x, i) =>
    sellerChance(market, { ahead: dearer[i]!, tied: weights[i]!, across: above(values, x, tie) }));
  return { name: 'seller', count: market.sellers, points, weights, chances, beyond: beyondOf(weights) };
}

/** Steps of the lowest utilities, from each type to the next. */
const stepsAt = ({ points, chances }: Untold, epsilon: number): number[] =>
  points.slice(1).map((x, i) => Math.max(0, chances[i]! - epsilon) * Math.abs(x - points[i]!));

const paidAt = (sides: readonly Untold[], epsilon: number): number =>
  sides.reduce((sum, side) => sum + side.count * stepsAt(side, epsilon).reduce((total, step, i) => total + step * side.beyond[i]!, 0), 0);

/** Smallest ε at which no more is paid than there is; the largest chance at most, at which nothing is. */
function epsilonAt(sides: readonly Untold[], money: number, side: 'lower' | 'upper'): number {
  let [low, high] = [0, Math.max(...sides.flatMap(({ chances }) => chances))];
  if (paidAt(sides, 0) <= money) return 0;
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (paidAt(sides, middle) <= money) high = middle;
    else low = middle;
  }
  return side === 'lower' ? low : high;
}

function bindingRows(sides: readonly Untold[], epsilon: number): BindingRow[] {
  const rows: Omit<BindingRow, 'multiplier'>[] = [];
  const sizes: number[] = [];
  let slope = 0;
  sides.forEach(({ count, points, chances, beyond }, agent) => {
    for (let i = 0; i + 1 < points.length; i++) {
      if (chances[i]! <= epsilon || beyond[i] === 0) continue;
      rows.push({ kind: 'lie', agent, from: i + 1, to: i });
      sizes.push(count * beyond[i]!);
      slope += count * beyond[i]! * Math.abs(points[i + 1]! - points[i]!);
    }
  });
  if (slope === 0) return [];
  return [
    { kind: 'budget', agent: -1, multiplier: 1 / slope }, ...rows.map((row, j): BindingRow => ({ ...row, multiplier: sizes[j]! / slope })),
  ];
}

function told(side: Untold, epsilon: number): GridSide {
  const utilities = new Float64Array(side.points.length);
  stepsAt(side, epsilon).forEach((step, i) => { utilities[i + 1] = utilities[i]! + step; });
  return { ...side, utilities };
}

/** What there is to trade, whatever may be lost. */
export interface GridMarket {
  readonly sides: readonly [Untold, Untold];
  readonly gains: number;
  /** What rounding may have left of it. */
  readonly slack: number;
}

export function gridMarket(market: DoubleAuction, costs: GridSupport, values: GridSupport): GridMarket {
  const all = [...costs.points, ...values.points];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const tie = ROUNDING * Math.max(Math.abs(low), Math.abs(high));
  const sides = [sellersOf(market, costs, values, tie), buyersOf(market, costs, values, tie)] as const;
  // As many goods are bought as sold, so that prices may be counted from anywhere.
  const worth = ({ count, points, weights, chances }: Untold): number =>
    count * points.reduce((sum, x, i) => sum + weights[i]! * chances[i]! * (x - low), 0);
  const gains = worth(sides[1]) - worth(sides[0]);
  return { sides, gains, slack: ROUNDING * (market.sellers + market.buyers) * (high - low) + tie };
}

/** Exact but for rounding. Throws InputError naming `deficit` where more is to be collected than all gains from trade. */
export function gridLeastEpsilon(market: DoubleAuction, costs: GridSupport, values: GridSupport, deficit: number): GridLeastEpsilon {
  const { sides, gains, slack } = gridMarket(market, costs, values);
  if (gains + slack + deficit < 0) {
    throw new InputError(
      'deficit',
      `must be at least ${0 - roundedDown(gains, 6)} on this grid: traders who may stay away pay no more than all gains `
      + `from trade, got ${deficit}`,
    );
  }
  const epsilon = {
    lower: epsilonAt(sides, gains + deficit + slack, 'lower'), upper: epsilonAt(sides, gains + deficit - slack, 'upper'),
  };
  return {
    epsilon, gains, loss: paidAt(sides, 0) - gains, sides: [told(sides[0], epsilon.upper), told(sides[1], epsilon.upper)],
    binding: epsilon.lower > 0 ? bindingRows(sides, epsilon.upper) : [],
  };
}

/**
 * Least ε of an efficient, interim individually rational double auction whose expected deficit is at most d (docs/fields.md, section 3).
 *
 * With n buyers of law F_V who get a good with chance q_B (rising) and m sellers of law F_C who sell with chance q_S (falling), ε-LIC
 * holds iff interim utilities have slopes within ε of q_B and -q_S. The lowest such that are nowhere negative are
 * ∫ (q_B - ε)^+ from the lowest value and ∫ (q_S - ε)^+ up to the highest cost: VCG less ∫ min(q, ε). So ε is feasible iff
 *
 *     Φ(ε) = n ∫ min(q_B, ε) (1 - F_V) + m ∫ min(q_S, ε) F_C  >=  D - d,
 *     D = m ∫_C P F_C - m ∫_{above C} S_L - n ∫_{below V} q_B,
 *
 * over the supports V and C; D is what VCG loses when the least eager types get nothing. Every integrand is bracketed on every cell by its
 * monotone factors (market-cells.ts), so both ends of ε hold for all types at once, with no sampling, whatever the laws: with atoms, gaps
 * or both, and without ends where they have a mean.
 */
import { InputError } from '../../errors.ts';
import { gapsOf } from '../../distributions/distribution.ts';
import type { DoubleAuction, Trader } from '../../environment/double-auction.ts';
import { roundedDown, roundedUp } from '../../input/rounded.ts';
import { atOnce } from '../../run/turns.ts';
import {
  cellMaker, charge, firstPoints, largestPivotal, nodeOf, ROUNDING, tailsBeyond, type Cell, type Node, type Tails,
} from './market-cells.ts';

export interface Bracket {
  readonly lower: number;
  readonly upper: number;
}

export interface DoubleAuctionLeastEpsilon {
  readonly epsilon: Bracket;
  /** D, in money per market. */
  readonly loss: Bracket;
  /**
   * ε-LIC constants of the κ-double auction itself, (1 - κ) sup P_S and κ sup P_B over the traders' types. Absent where these are not all
   * numbers between their ends: a lie then passes numbers that are no types, and its gain a unit is a mean of P over them.
   */
  readonly auction?: Readonly<Record<Trader, Bracket>>;
  /** Lowest value and highest cost that bind: q_B and q_S are ε there (the midpoint of its bracket). */
  readonly lowestBuyer: number;
  readonly highestSeller: number;
  readonly cells: number;
  /** Ends of the cells over which everything is between certain ends, rising. */
  readonly points: readonly number[];
}

/** Cells at most; 1% takes one or two thousand at any size. */
export const CELLS_MAX = 100_000;

const totalCharge = (market: DoubleAuction, cells: readonly Cell[], epsilon: number, side: 0 | 1): number =>
  cells.reduce((sum, cell) => sum + charge(market, cell, epsilon, side), 0);

const totalLoss = (cells: readonly Cell[], side: 0 | 1): number => cells.reduce((sum, { loss }) => sum + loss[side], 0);

/** Smallest ε in [0, 1] at which Φ, bracketed from the given side, reaches what is needed; undefined where it does not. */
function* epsilonAt(
  market: DoubleAuction, cells: readonly Cell[], side: 0 | 1, needed: number,
): Generator<undefined, number | undefined> {
  if (needed <= 0) return 0;
  const total = (epsilon: number): number => totalCharge(market, cells, epsilon, side);
  if (total(1) < needed) return undefined;
  let low = 0;
  let high = 1;
  while (high - low > high * 1e-9) {
    yield;
    const middle = (low + high) / 2;
    if (total(middle) >= needed) high = middle;
    else low = middle;
  }
  return side === 0 ? high : low;
}

/** What a study of a market works with. */
interface Made {
  readonly market: DoubleAuction;
  readonly tails: Tails;
  readonly nodeAt: (x: number) => Node;
  readonly cellOf: (left: Node, right: Node) => Cell;
}

interface State {
  readonly epsilon: Bracket;
  readonly loss: Bracket;
}

/** More is to be collected than all gains from trade, as the cells between `points` prove. */
export class Uncollectable extends InputError {
  readonly points: readonly number[];

  /** `gains`: ends of all gains from trade. The limit named is collected for certain, whatever was asked. */
  constructor(deficit: number, [low, high]: readonly [number, number], cells: readonly Cell[]) {
    const most = Math.max(0, high);
    super(
      'deficit',
      `must be at least ${0 - roundedDown(Math.max(0, low), 3)}: traders who may stay away pay no more than all gains from trade, `
      + `${roundedUp(most, 4)} at most, got ${deficit}; participation of every type of seller and buyer, weighed by her chance, and the `
      + `budget add up to 0 >= ${roundedDown(-deficit - most, 4)}`,
    );
    this.points = pointsOf(cells);
  }
}

const pointsOf = (cells: readonly Cell[]): number[] => [...cells.map(({ from }) => from.x), cells.at(-1)!.to.x];

/** No value exceeds a cost: nothing is gained, lost or paid, and rounding leaves nothing to tell from zero. */
function withoutTrade(deficit: number, cells: readonly Cell[]): State {
  if (deficit < 0) throw new Uncollectable(deficit, [0, 0], cells);
  return { epsilon: { lower: 0, upper: 0 }, loss: { lower: 0, upper: 0 } };
}

/** Share to which a refusal tells the gains from trade, and cells beyond which it does not go for it. */
const TOLD = 1e-3;
const TOLD_CELLS = 8192;

/** What the cells prove; undefined where they cannot yet say whether any mechanism collects as much. */
function* bracketOf({ market, tails }: Made, cells: readonly Cell[], deficit: number): Generator<undefined, State | undefined> {
  const { cost, value } = market;
  const [worth, dear] = [value.whole?.ends[1] ?? value.support[1], cost.whole?.ends[0] ?? cost.support[0]];
  if (worth <= dear) return withoutTrade(deficit, cells);
  const rounding = ROUNDING * (market.sellers + market.buyers) * cells.reduce((sum, { width }) => sum + width, 0);
  const loss = { lower: totalLoss(cells, 0) - rounding + tails.loss[0], upper: totalLoss(cells, 1) + rounding + tails.loss[1] };
  const lower = yield* epsilonAt(market, cells, 1, loss.lower - deficit - rounding - tails.charge);
  // Charged in full, VCG leaves traders nothing, so that it collects what they gain.
  if (lower === undefined) {
    const gains = [
      totalCharge(market, cells, 1, 0) - rounding - loss.upper, totalCharge(market, cells, 1, 1) + rounding + tails.charge - loss.lower,
    ] as const;
    // Certain by now; more cells only tell the limit better.
    if (gains[1] - gains[0] > TOLD * gains[1] && cells.length < TOLD_CELLS) return undefined;
    throw new Uncollectable(deficit, gains, cells);
  }
  const upper = yield* epsilonAt(market, cells, 0, loss.upper - deficit + rounding);
  return upper === undefined ? undefined : { epsilon: { lower, upper }, loss };
}

/** Halves every cell whose share of the uncertainty is above the average. */
function* refine({ market, nodeAt, cellOf }: Made, cells: readonly Cell[], epsilon: number): Generator<undefined, Cell[]> {
  const gaps = cells.map((cell) =>
    charge(market, cell, epsilon, 1) - charge(market, cell, epsilon, 0) + cell.loss[1] - cell.loss[0]);
  const average = gaps.reduce((sum, gap) => sum + gap, 0) / cells.length;
  const refined: Cell[] = [];
  for (const [j, cell] of cells.entries()) {
    const middle = cell.from.x + cell.width / 2;
    if (gaps[j]! < average / 2 || !(middle > cell.from.x && middle < cell.to.x)) {
      refined.push(cell);
      continue;
    }
    yield;
    const node = nodeAt(middle);
    refined.push(cellOf(cell.from, node), cellOf(node, cell.to));
  }
  return refined;
}

/** Where a chance passes ε among types: the first node of a rising one, the last of a falling one. */
function crossing(cells: readonly Cell[], trader: Trader, epsilon: number): number {
  if (trader === 'buyer') {
    const found = cells.find(({ from, inValues }) => inValues && from.after.buyer.belowL >= epsilon);
    return (found?.from ?? cells[0]!.from).x;
  }
  const found = cells.findLast(({ to, inCosts }) => inCosts && to.before.seller.atLeastU >= epsilon);
  return (found?.to ?? cells[0]!.from).x;
}

function auctionItself({ market, nodeAt }: Made, cells: readonly Cell[]): Pick<DoubleAuctionLeastEpsilon, 'auction'> {
  if ([market.cost, market.value].some((law) => law.atoms?.length || gapsOf(law).length > 0)) return {};
  const weighed = (trader: Trader, weight: number): Bracket => {
    const [lower, upper] = largestPivotal(market, cells, trader, nodeAt);
    return { lower: weight * lower, upper: weight * upper };
  };
  return { auction: { seller: weighed('seller', 1 - market.kappa), buyer: weighed('buyer', market.kappa) } };
}

/** Words where most of what is open lies beyond the outermost nodes, so that no number of cells would do. */
const tooHeavy = ({ charge: most, loss: [low, high] }: Tails, cells: readonly Cell[]): string =>
  (most + high - low > totalLoss(cells, 1) - totalLoss(cells, 0)
    ? ', and tails of the laws are so heavy that what lies beyond them all leaves more open than is asked' : '');

/**
 * Whether CELLS_MAX cells would leave a bracket wider than wanted. Widths fall in proportion to cells, once there are thousands; a power of
 * 3/2 leaves room for better luck, and what is not told here is told when there are as many.
 */
const beyondReach = (width: number, cells: number, wanted: number): boolean =>
  cells >= 4096 && width * (cells / CELLS_MAX) ** 1.5 > wanted;

/**
 * Least ε to the relative half-width `precision`, or to an absolute one of `floor` near zero. Throws InputError where more
 * cells than CELLS_MAX would be needed, or a law has no mean;
 * Uncollectable for a deficit below minus all gains from trade.
 */
export const doubleAuctionLeastEpsilon = (
  market: DoubleAuction, deficit: number, precision: number, floor: number,
): DoubleAuctionLeastEpsilon => atOnce(leastEpsilonInSteps(market, deficit, precision, floor));

/** The same in steps: of fine precision, in large markets, it takes seconds. */
export function* leastEpsilonInSteps(
  market: DoubleAuction, deficit: number, precision: number, floor: number,
): Generator<undefined, DoubleAuctionLeastEpsilon> {
  const points = firstPoints(market);
  const made: Made = {
    market, nodeAt: nodeOf(market), cellOf: cellMaker(market), tails: tailsBeyond(market, [points[0]!, points.at(-1)!]),
  };
  const nodes = points.map(made.nodeAt);
  let cells = nodes.slice(1).map((node, j) => made.cellOf(nodes[j]!, node));
  for (;;) {
    const state = yield* bracketOf(made, cells, deficit);
    const middle = state ? (state.epsilon.lower + state.epsilon.upper) / 2 : 1;
    const wanted = 2 * Math.max(floor, precision * middle);
    if (state && state.epsilon.upper - state.epsilon.lower <= wanted) {
      return {
        ...state, cells: cells.length, points: pointsOf(cells),
        ...auctionItself(made, cells), lowestBuyer: crossing(cells, 'buyer', middle), highestSeller: crossing(cells, 'seller', middle),
      };
    }
    if (cells.length > CELLS_MAX || (state && beyondReach(state.epsilon.upper - state.epsilon.lower, cells.length, wanted))) {
      const why = tooHeavy(made.tails, cells);
      throw new InputError('precision', `would need more than ${CELLS_MAX} cells${why}; ask for a larger one, got ${precision}`);
    }
    cells = yield* refine(made, cells, middle);
  }
}

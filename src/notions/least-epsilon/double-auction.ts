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
 * monotone factors, so both ends of ε hold on the continuum, with no sampling, for any continuous laws on bounded supports.
 */
import { InputError } from '../../errors.ts';
import { traderProblem, type DoubleAuction } from '../../environment/double-auction.ts';
import { marginOf, pivotalRange, type Margin } from '../../experiments/quadrature/margin.ts';
import { roundedDown, roundedUp } from '../../input/rounded.ts';
import { atOnce } from '../../run/turns.ts';

export interface Bracket {
  readonly lower: number;
  readonly upper: number;
}

export interface DoubleAuctionLeastEpsilon {
  readonly epsilon: Bracket;
  /** D, in money per market. */
  readonly loss: Bracket;
  /** ε-LIC constants of the κ-double auction itself, (1 - κ) sup P_S and κ sup P_B over the traders' types. */
  readonly seller: Bracket;
  readonly buyer: Bracket;
  /** Lowest value and highest cost that bind: q_B and q_S are ε there (the midpoint of its bracket). */
  readonly lowestBuyer: number;
  readonly highestSeller: number;
  readonly cells: number;
  /** Ends of the cells over which everything is between certain ends, rising. */
  readonly points: readonly number[];
}

/** Cells at most; 1% takes one or two thousand at any size. */
export const CELLS_MAX = 100_000;
/** Rounding of a sum of probabilities, as a share of what it multiplies. */
const ROUNDING = 1e-12;

/** Everything known at one number. */
interface Node {
  readonly x: number;
  readonly seller: Margin;
  readonly buyer: Margin;
  readonly cost: number;
  readonly value: number;
}

/** Products of monotone factors on one cell, as [low, high] integrals. */
interface Cell {
  readonly width: number;
  readonly inValues: boolean;
  readonly inCosts: boolean;
  readonly left: Node;
  readonly right: Node;
  readonly loss: readonly [number, number];
}

/** Throws InputError where the least ε is not computed: laws with atoms, or without ends. */
export function requireBounded({ cost, value }: Pick<DoubleAuction, 'cost' | 'value'>): void {
  for (const [field, law] of [['cost', cost], ['value', value]] as const) {
    if (!law.support.every(Number.isFinite)) throw new InputError(field, `needs a bounded support for the least ε, got ${law.text}`);
    if (law.atoms?.length) throw new InputError(field, `needs a law without atoms for the least ε, got ${law.text}`);
  }
}

function cellOf({ sellers, buyers, cost, value }: DoubleAuction, left: Node, right: Node): Cell {
  const width = right.x - left.x;
  const inCosts = left.x >= cost.support[0] && right.x <= cost.support[1];
  const inValues = left.x >= value.support[0] && right.x <= value.support[1];
  const loss: [number, number] = [0, 0];
  if (inCosts) {
    const [low, high] = pivotalRange(left.seller, right.seller);
    loss[0] += sellers * low * left.cost;
    loss[1] += sellers * high * right.cost;
  } else if (left.x >= cost.support[1]) {
    loss[0] -= sellers * left.seller.atLeastL;
    loss[1] -= sellers * right.seller.atLeastL;
  }
  if (!inValues && right.x <= value.support[0]) {
    loss[0] -= buyers * right.buyer.belowL;
    loss[1] -= buyers * left.buyer.belowL;
  }
  return { width, inValues, inCosts, left, right, loss: [loss[0] * width, loss[1] * width] };
}

/** The cell's share of Φ(ε), from below (0) or above (1); q_B = Pr(L < x) for a buyer, q_S = Pr(U >= x) for a seller. */
function charge({ sellers, buyers }: DoubleAuction, cell: Cell, epsilon: number, side: 0 | 1): number {
  const from = side === 0 ? cell.left : cell.right;
  const to = side === 0 ? cell.right : cell.left;
  let share = 0;
  if (cell.inValues) share += buyers * Math.min(from.buyer.belowL, epsilon) * (1 - to.value);
  if (cell.inCosts) share += sellers * Math.min(to.seller.atLeastU, epsilon) * from.cost;
  return share * cell.width;
}

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

/** Ends of supports, knots of laws and quantiles: where integrands bend. */
function firstNodes({ cost, value }: DoubleAuction): number[] {
  const points = [cost, value].flatMap((law) => [
    ...law.support, ...(law.knots ?? []), ...Array.from({ length: 31 }, (_, j) => law.quantile((j + 1) / 32)),
  ]);
  return [...new Set(points)].sort((a, b) => a - b);
}

/** sup P over the traders' types: no cell exceeds the upper end, and a type attains the lower one. */
function supremum(cells: readonly Cell[], trader: 'seller' | 'buyer', weight: number): Bracket {
  let lower = 0;
  let upper = 0;
  for (const { left, right, inCosts, inValues } of cells) {
    if (!(trader === 'seller' ? inCosts : inValues)) continue;
    lower = Math.max(lower, left[trader].pivotal, right[trader].pivotal);
    upper = Math.max(upper, pivotalRange(left[trader], right[trader])[1]);
  }
  return { lower: weight * lower, upper: weight * upper };
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

const pointsOf = (cells: readonly Cell[]): number[] => [...cells.map(({ left }) => left.x), cells.at(-1)!.right.x];

/** No value exceeds a cost: nothing is gained, lost or paid, and rounding leaves nothing to tell from zero. */
function withoutTrade(deficit: number, cells: readonly Cell[]): State {
  if (deficit < 0) throw new Uncollectable(deficit, [0, 0], cells);
  return { epsilon: { lower: 0, upper: 0 }, loss: { lower: 0, upper: 0 } };
}

/** Share to which a refusal tells the gains from trade, and cells beyond which it does not go for it. */
const TOLD = 1e-3;
const TOLD_CELLS = 8192;

/** What the cells prove; undefined where they cannot yet say whether any mechanism collects as much. */
function* bracketOf(market: DoubleAuction, cells: readonly Cell[], deficit: number): Generator<undefined, State | undefined> {
  if (market.value.support[1] <= market.cost.support[0]) return withoutTrade(deficit, cells);
  const rounding = ROUNDING * (market.sellers + market.buyers) * cells.reduce((sum, { width }) => sum + width, 0);
  const loss = { lower: totalLoss(cells, 0) - rounding, upper: totalLoss(cells, 1) + rounding };
  const lower = yield* epsilonAt(market, cells, 1, loss.lower - deficit - rounding);
  // Charged in full, VCG leaves traders nothing, so that it collects what they gain.
  if (lower === undefined) {
    const gains = [
      totalCharge(market, cells, 1, 0) - rounding - loss.upper, totalCharge(market, cells, 1, 1) + rounding - loss.lower,
    ] as const;
    // Certain by now; more cells only tell the limit better.
    if (gains[1] - gains[0] > TOLD * gains[1] && cells.length < TOLD_CELLS) return undefined;
    throw new Uncollectable(deficit, gains, cells);
  }
  const upper = yield* epsilonAt(market, cells, 0, loss.upper - deficit + rounding);
  return upper === undefined ? undefined : { epsilon: { lower, upper }, loss };
}

/** Halves every cell whose share of the uncertainty is above the average. */
function* refine(
  market: DoubleAuction, cells: readonly Cell[], epsilon: number, nodeAt: (x: number) => Node,
): Generator<undefined, Cell[]> {
  const gaps = cells.map((cell) =>
    charge(market, cell, epsilon, 1) - charge(market, cell, epsilon, 0) + cell.loss[1] - cell.loss[0]);
  const average = gaps.reduce((sum, gap) => sum + gap, 0) / cells.length;
  const refined: Cell[] = [];
  for (const [j, cell] of cells.entries()) {
    const middle = cell.left.x + cell.width / 2;
    if (gaps[j]! < average / 2 || !(middle > cell.left.x && middle < cell.right.x)) {
      refined.push(cell);
      continue;
    }
    yield;
    const node = nodeAt(middle);
    refined.push(cellOf(market, cell.left, node), cellOf(market, node, cell.right));
  }
  return refined;
}

/** Where a chance passes ε: the first node of a rising one, the last of a falling one. */
const crossing = (cells: readonly Cell[], reaches: (node: Node) => boolean, last: boolean): number =>
  (last ? cells.findLast(({ right }) => reaches(right))?.right : cells.find(({ left }) => reaches(left))?.left)?.x ?? cells[0]!.left.x;

/**
 * Whether CELLS_MAX cells would leave a bracket wider than wanted. Widths fall in proportion to cells, once there are thousands; a power of
 * 3/2 leaves room for better luck, and what is not told here is told when there are as many.
 */
const beyondReach = (width: number, cells: number, wanted: number): boolean =>
  cells >= 4096 && width * (cells / CELLS_MAX) ** 1.5 > wanted;

/**
 * Least ε to the relative half-width `precision`, or to an absolute one of `floor` near zero. Throws InputError for laws with
 * atoms or without ends, and where more cells than CELLS_MAX would be needed;
 * Uncollectable for a deficit below minus all gains from trade.
 */
export const doubleAuctionLeastEpsilon = (
  market: DoubleAuction, deficit: number, precision: number, floor: number,
): DoubleAuctionLeastEpsilon => atOnce(leastEpsilonInSteps(market, deficit, precision, floor));

/** The same in steps: of fine precision, in large markets, it takes seconds. */
export function* leastEpsilonInSteps(
  market: DoubleAuction, deficit: number, precision: number, floor: number,
): Generator<undefined, DoubleAuctionLeastEpsilon> {
  requireBounded(market);
  const seller = marginOf(traderProblem(market, 'seller'));
  const buyer = marginOf(traderProblem(market, 'buyer'));
  const nodeAt = (x: number): Node => ({ x, seller: seller(x), buyer: buyer(x), cost: market.cost.cdf(x), value: market.value.cdf(x) });
  const nodes = firstNodes(market).map(nodeAt);
  let cells = nodes.slice(1).map((node, j) => cellOf(market, nodes[j]!, node));
  for (;;) {
    const state = yield* bracketOf(market, cells, deficit);
    const middle = state ? (state.epsilon.lower + state.epsilon.upper) / 2 : 1;
    const wanted = 2 * Math.max(floor, precision * middle);
    if (state && state.epsilon.upper - state.epsilon.lower <= wanted) {
      return {
        ...state, cells: cells.length, points: pointsOf(cells),
        seller: supremum(cells, 'seller', 1 - market.kappa), buyer: supremum(cells, 'buyer', market.kappa),
        lowestBuyer: crossing(cells, ({ x, buyer: { belowL } }) => x >= market.value.support[0] && belowL >= middle, false),
        highestSeller: crossing(cells, ({ x, seller: { atLeastU } }) => x <= market.cost.support[1] && atLeastU >= middle, true),
      };
    }
    if (cells.length > CELLS_MAX || (state && beyondReach(state.epsilon.upper - state.epsilon.lower, cells.length, wanted))) {
      throw new InputError('precision', `would need more than ${CELLS_MAX} cells; ask for a larger one, got ${precision}`);
    }
    cells = yield* refine(market, cells, middle, nodeAt);
  }
}

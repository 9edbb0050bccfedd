/**
 * What a double auction's least ε is made of, on cells of the line on which everything lies between certain ends (docs/fields.md, section
 * 3). Laws are any: at an atom chances jump, so that a cell takes what is just after its left end and just before its right one. In a gap
 * of a law there are no types, and the type beyond it needs no more than the chance to trade of the one before it, less ε, times the width:
 * that chance stands there for q. Laws without an end are followed out to where what is left of them is within rounding (`Tails`).
 */
import { gapsOf, massBelow, survivalOf, type Distribution } from '../../distributions/distribution.ts';
import { traderProblem, type DoubleAuction, type Trader } from '../../environment/double-auction.ts';
import { marginOf, pivotalRange, type Margin } from '../../experiments/quadrature/margin.ts';
import { buyerChance, sellerChance } from '../../experiments/quadrature/tied-chance.ts';

/** Rounding of a sum of probabilities, as a share of what it multiplies. */
export const ROUNDING = 1e-12;

/** Everything known just before a number, or just after it. */
export interface Beside {
  readonly seller: Margin;
  readonly buyer: Margin;
  /** F_C and 1 - F_V. */
  readonly cost: number;
  readonly beyond: number;
}

/** A number; its two sides are one where no law has an atom. */
export interface Node {
  readonly x: number;
  readonly before: Beside;
  readonly after: Beside;
}

/** Products of monotone factors on one cell, as [low, high] integrals. */
export interface Cell {
  readonly from: Node;
  readonly to: Node;
  readonly width: number;
  readonly inValues: boolean;
  readonly inCosts: boolean;
  /** Chance of the type next to the gap of her law in which the cell lies, the less eager one; absent: no gap of that law. */
  readonly beforeGap: Readonly<Partial<Record<Trader, number>>>;
  readonly loss: readonly [number, number];
}

const isOpen = ({ whole }: Distribution, side: 0 | 1): boolean => whole !== undefined && !Number.isFinite(whole.ends[side]);
const upTo = (law: Distribution, x: number): number => (law.whole ?? law).cdf(x);
const below = (law: Distribution, x: number): number => (law.whole ? law.whole.cdf(x) : massBelow(law, x));
const beyond = (law: Distribution, x: number): number => (law.whole ? law.whole.survival(x) : survivalOf(law, x));
const massAt = (law: Distribution, x: number): number => law.atoms?.find(({ at }) => at === x)?.mass ?? 0;
/** Pr(X >= x). */
const from = (law: Distribution, x: number): number => Math.min(1, beyond(law, x) + massAt(law, x));

/** Where types are: the support, and all that lies beyond an end that is open. */
const reaches = (law: Distribution, left: number, right: number): boolean =>
  (left >= law.support[0] || isOpen(law, 0)) && (right <= law.support[1] || isOpen(law, 1));

/** Every number's sides; infinite numbers are beyond all types. */
export function nodeOf(market: DoubleAuction): (x: number) => Node {
  const { cost, value } = market;
  const sides = ([below, upTo] as const).map((chance) => ({
    seller: marginOf(traderProblem(market, 'seller'), chance), buyer: marginOf(traderProblem(market, 'buyer'), chance),
  }));
  const jumps = new Set([cost, value].flatMap(({ atoms = [] }) => atoms.map(({ at }) => at)));
  return (x) => {
    const beside = ({ seller, buyer }: (typeof sides)[number], isBefore: boolean): Beside => ({
      seller: seller(x), buyer: buyer(x), cost: isBefore ? below(cost, x) : upTo(cost, x),
      beyond: isBefore ? from(value, x) : beyond(value, x),
    });
    const after = beside(sides[1]!, false);
    return { x, after, before: jumps.has(x) ? beside(sides[0]!, true) : after };
  };
}

/** To within 1e-12: equal numbers of a side share evenly, and a seller keeps her good from a buyer of the same number. */
const chanceOf: Readonly<Record<Trader, (market: DoubleAuction, x: number) => number>> = {
  seller: (market, x) =>
    sellerChance(market, { ahead: beyond(market.cost, x), tied: massAt(market.cost, x), across: beyond(market.value, x) }),
  buyer: (market, x) =>
    buyerChance(market, { ahead: beyond(market.value, x), tied: massAt(market.value, x), across: from(market.cost, x) }),
};

/** A cell between two neighbouring nodes, among which all ends, gaps and atoms are. */
export function cellMaker(market: DoubleAuction): (left: Node, right: Node) => Cell {
  const { sellers, buyers, cost, value } = market;
  // The less eager end is the lower one of a buyer's gap and the higher one of a seller's.
  const gaps = {
    seller: gapsOf(cost).map((gap) => ({ gap, chance: chanceOf.seller(market, gap[1]) })),
    buyer: gapsOf(value).map((gap) => ({ gap, chance: chanceOf.buyer(market, gap[0]) })),
  };
  return (left, right) => {
    const width = right.x - left.x;
    const [inCosts, inValues] = [cost, value].map((law) => reaches(law, left.x, right.x)) as [boolean, boolean];
    const [start, end] = [left.after, right.before];
    const chanceIn = (trader: Trader): number | undefined =>
      gaps[trader].find(({ gap: [low, high] }) => left.x >= low && right.x <= high)?.chance;
    const [ofSeller, ofBuyer] = [chanceIn('seller'), chanceIn('buyer')];
    let [low, high] = [0, 0];
    if (inCosts) {
      const [least, most] = pivotalRange(start.seller, end.seller);
      low += sellers * least * start.cost;
      high += sellers * most * end.cost;
      if (ofSeller !== undefined) {
        low -= sellers * Math.max(0, start.seller.atLeastU - ofSeller) * end.cost;
        high -= sellers * Math.max(0, end.seller.atLeastU - ofSeller) * start.cost;
      }
    } else if (left.x >= cost.support[1]) {
      low -= sellers * start.seller.atLeastL;
      high -= sellers * end.seller.atLeastL;
    }
    if (inValues && ofBuyer !== undefined) {
      low -= buyers * Math.max(0, end.buyer.belowL - ofBuyer) * start.beyond;
      high -= buyers * Math.max(0, start.buyer.belowL - ofBuyer) * end.beyond;
    } else if (!inValues && right.x <= value.support[0]) {
      low -= buyers * end.buyer.belowL;
      high -= buyers * start.buyer.belowL;
    }
    return {
      from: left, to: right, width, inValues, inCosts,
      beforeGap: { ...(ofSeller === undefined ? {} : { seller: ofSeller }), ...(ofBuyer === undefined ? {} : { buyer: ofBuyer }) },
      loss: [low * width, high * width],
    };
  };
}

/** The cell's share of Φ(ε), from below (0) or above (1); q_B = Pr(L < x) for a buyer, q_S = Pr(U >= x) for a seller. */
export function charge({ sellers, buyers }: DoubleAuction, cell: Cell, epsilon: number, side: 0 | 1): number {
  const [left, right] = [cell.from.after, cell.to.before];
  const [lesser, greater] = side === 0 ? [left, right] : [right, left];
  let share = 0;
  if (cell.inValues) share += buyers * Math.min(cell.beforeGap.buyer ?? lesser.buyer.belowL, epsilon) * greater.beyond;
  if (cell.inCosts) share += sellers * Math.min(cell.beforeGap.seller ?? greater.seller.atLeastU, epsilon) * lesser.cost;
  return share * cell.width;
}

/** What lies beyond the outermost nodes, at most: of Φ, and of D on either side. */
export interface Tails {
  readonly charge: number;
  readonly loss: readonly [number, number];
}

/**
 * With C(x) and V(x) the means of what types exceed x by, a seller's Pr(U >= x) and Pr(L >= x) are at most the chance that any other type
 * is beyond x, whose integral from there on is (m - 1) C + n V at most; on the other side a buyer's Pr(L < x) likewise, and F_C is what it
 * is.
 */
export function tailsBeyond({ sellers, buyers, cost, value }: DoubleAuction, [low, high]: readonly [number, number]): Tails {
  const excess = (law: Distribution): number => (isOpen(law, 1) ? law.whole!.excess(high) : 0);
  const shortfall = (law: Distribution): number => (isOpen(law, 0) ? law.whole!.shortfall(low) : 0);
  const above = sellers * ((sellers - 1) * excess(cost) + buyers * excess(value));
  const under = buyers * (sellers * shortfall(cost) + (buyers - 1) * shortfall(value));
  return {
    charge: buyers * excess(value) + (isOpen(cost, 1) ? above : 0) + (isOpen(value, 0) ? under : 0) + sellers * shortfall(cost),
    loss: [
      -(isOpen(cost, 1) ? 0 : above) - (isOpen(value, 0) ? 0 : under),
      (isOpen(cost, 1) ? above : 0) + sellers * shortfall(cost),
    ],
  };
}

/** Doublings of an interval in search of an end. */
const DOUBLINGS = 60;

/** Ends of supports, gaps, knots and atoms of laws, and quantiles: where integrands bend. Rising; past open ends until little is left. */
export function firstPoints(market: DoubleAuction): number[] {
  const laws = [market.cost, market.value];
  const points = new Set(laws.flatMap((law) => [
    ...law.support, ...(law.knots ?? []), ...gapsOf(law).flat(), ...(law.atoms ?? []).map(({ at }) => at),
    ...Array.from({ length: 31 }, (_, j) => law.quantile((j + 1) / 32)),
  ]));
  let [low, high] = [Math.min(...points), Math.max(...points)];
  const isFar = (): boolean => {
    const { charge: most, loss } = tailsBeyond(market, [low, high]);
    return most + loss[1] - loss[0] > ROUNDING * (market.sellers + market.buyers) * (high - low);
  };
  for (let k = 0; k < DOUBLINGS && isFar(); k++) {
    const width = high - low;
    if (laws.some((law) => isOpen(law, 0))) points.add((low -= width));
    if (laws.some((law) => isOpen(law, 1))) points.add((high += width));
  }
  return [...points].sort((a, b) => a - b);
}

/** sup P over the traders' types, and beyond open ends: no cell exceeds the upper end, and a type attains the lower one. */
export function largestPivotal(
  { cost, value }: DoubleAuction, cells: readonly Cell[], trader: Trader, nodeAt: (x: number) => Node,
): readonly [number, number] {
  const law = trader === 'seller' ? cost : value;
  const [first, last] = [cells[0]!.from, cells.at(-1)!.to];
  const outside: readonly (readonly [Node, Node])[] = [
    ...(isOpen(law, 0) ? [[nodeAt(-Infinity), first] as const] : []), ...(isOpen(law, 1) ? [[last, nodeAt(Infinity)] as const] : []),
  ];
  const inside = cells.flatMap((cell) => ((trader === 'seller' ? cell.inCosts : cell.inValues) ? [[cell.from, cell.to] as const] : []));
  let [lower, upper] = [0, 0];
  for (const [left, right] of inside) lower = Math.max(lower, left.after[trader].pivotal, right.before[trader].pivotal);
  for (const [left, right] of [...outside, ...inside]) upper = Math.max(upper, pivotalRange(left.after[trader], right.before[trader])[1]);
  return [lower, upper];
}

/**
 * The survival functions of a trader's problem (survival.ts) where the others' laws may be any of a set: ends of S_U, of
 * M = (1 - w) S_U + w S_L and of P = S_U - S_L, from levels of the laws' distribution functions between two places, and at one.
 *
 * K, the number of the others with types below y, is binomial, or the sum of two binomial counts of chances p and q:
 *     P(y) = Pr(K = r),  S_U(y) = Pr(K <= r),  S_L(y) = Pr(K < r)      for sellers, reflected for buyers
 * so S_U and M are monotone in p and in q. P is unimodal in each (Pr(K1 = k) is totally positive of every order in k and p, and Pr(K2 =
 * r - k) log-concave in k), so its least value over a box of levels is at a corner. Its largest is at an edge: where both slopes vanish
 * within and p differs from q, three neighbouring terms of a sum of independent indicators would be equal, which strict log-concavity
 * rules out; and at p = q = r / N lies a saddle.
 */
import type { LawBand, Range } from '../../distributions/law-band.ts';
import type { TraderProblem } from '../../environment/double-auction.ts';
import { binomialSumAt, type BinomialGroup, type SumAt } from '../../statistics/binomial-sum.ts';

/** Others of one law. */
export interface OthersOfLaw {
  readonly count: number;
  readonly band: LawBand;
}

export interface BandedProblem {
  readonly problem: Pick<TraderProblem, 'trader' | 'rank' | 'pivotalWeight'>;
  readonly own: LawBand;
  /** One group or two; laws of one name are one group. */
  readonly groups: readonly OthersOfLaw[];
}

/** Ends of the survival functions. */
export interface Ends {
  readonly trade: Range;
  readonly mean: Range;
  /** The least P. */
  readonly pivotalLeast: number;
  /** P / S_U. */
  readonly hidden: Range;
}

/** A stretch of the line in the trader's own orientation; all y inside. */
export interface Piece extends Ends {
  readonly from: number;
  readonly to: number;
  /** The largest P. */
  readonly pivotalMost: number;
  /** Ends of the share of the trader's own types below y, and of that in this piece and those before it. */
  readonly own: Range;
  readonly ownUpTo: Range;
  /** Levels of the groups. */
  readonly levels: readonly Range[];
}

/** One report, read from below or from above, that every own law surely has. */
export interface Place extends Ends {
  readonly at: number;
}

export interface LawBoxes {
  readonly weight: number;
  /** -1 where the line was reflected. */
  readonly sign: 1 | -1;
  /** How many the others are. */
  readonly others: number;
  /** Pieces follow each other; the first and the last have no end. */
  readonly pieces: readonly Piece[];
  readonly places: readonly Place[];
  readonly of: (levels: readonly Range[]) => Ends;
}

/** Groups of one law each. */
export function groupsOf(others: readonly OthersOfLaw[]): OthersOfLaw[] {
  const groups: OthersOfLaw[] = [];
  for (const { count, band } of others) {
    const at = groups.findIndex((group) => group.band.id === band.id);
    if (at >= 0) groups[at] = { count: groups[at]!.count + count, band };
    else if (count > 0) groups.push({ count, band });
  }
  return groups;
}

/** Pr(K = r), Pr(K < r), Pr(K > r) at levels of the groups. */
type Chances = (levels: readonly number[]) => SumAt;

const chancesOf = (groups: readonly OthersOfLaw[], rank: number): Chances => (levels) =>
  binomialSumAt(groups.map(({ count }, g): BinomialGroup => ({ count, p: levels[g]! })) as [BinomialGroup], rank);

const GOLDEN = (Math.sqrt(5) - 1) / 2;
const STEPS = 32;

/** Largest value of a unimodal function. */
function peak(of: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let best = Math.max(of(a), of(b));
  let [c, d] = [b - GOLDEN * (b - a), a + GOLDEN * (b - a)];
  let [atC, atD] = [of(c), of(d)];
  for (let step = 0; step < STEPS; step++) {
    best = Math.max(best, atC, atD);
    if (atC >= atD) {
      [b, d, atD] = [d, c, atC];
      c = b - GOLDEN * (b - a);
      atC = of(c);
    } else {
      [a, c, atC] = [c, d, atD];
      d = a + GOLDEN * (b - a);
      atD = of(d);
    }
  }
  return best;
}

/** Largest Pr(K = r) over a box of levels. */
function largestPivotal(groups: readonly OthersOfLaw[], rank: number, of: Chances, box: readonly Range[]): number {
  const N = groups.reduce((sum, { count }) => sum + count, 0);
  const equal = (levels: readonly number[]): number => of(levels).equal;
  const expected = (side: 0 | 1): number => groups.reduce((sum, { count }, g) => sum + count * box[g]![side], 0);
  const [first, second] = box;
  const corners = Math.max(...new Set(first!.flatMap((p) => (second ? [equal([p, second[0]]), equal([p, second[1]])] : [equal([p])]))));
  // A count has its most likely value within one of its mean (Darroch 1964): beyond that both slopes have one sign.
  if (rank === 0 || rank === N || expected(1) <= rank - 1 || expected(0) >= rank + 1 || box.every(([a, b]) => a === b)) return corners;
  if (groups.length === 1) return equal([Math.min(box[0]![1], Math.max(box[0]![0], rank / N))]);
  let best = corners;
  for (const along of [0, 1]) {
    const across = 1 - along;
    for (const level of new Set(box[across])) {
      const on = (p: number): number => equal(along === 0 ? [p, level] : [level, p]);
      const [low, high] = box[along]!;
      if (low === high) continue;
      // The peak lies where the mean is near r, a few standard deviations at most.
      const middle = (rank - groups[across]!.count * level) / groups[along]!.count;
      const reach = (4 + 4 * Math.sqrt(N)) / groups[along]!.count;
      const [from, to] = [Math.min(high, Math.max(low, middle - reach)), Math.max(low, Math.min(high, middle + reach))];
      const found = peak(on, from, to);
      const isInside = (from === low || on(from) < found) && (to === high || on(to) < found);
      best = Math.max(best, isInside ? found : peak(on, low, high));
    }
  }
  return best;
}

const range = (values: readonly number[]): Range => [Math.min(...values), Math.max(...values)];

/**
 * Bounds of a trader's survival functions. `more`: places to look at besides. Without `withPlaces` only what bounds from above, which is
 * the value itself where laws are known and all atoms.
 */
export function lawBoxes(
  { problem: { trader, rank, pivotalWeight: weight }, own, groups }: BandedProblem, more: readonly number[] = [], withPlaces = true,
): LawBoxes {
  const of = chancesOf(groups, rank);
  const sign = trader === 'seller' ? 1 : -1;
  const survivalAt = (levels: readonly number[]): { trade: number; mean: number; pivotal: number } => {
    const { equal, below, above } = of(levels);
    const least = sign === 1 ? below : above;
    return { trade: least + equal, mean: least + (1 - weight) * equal, pivotal: equal };
  };
  const endsOf = (levels: readonly Range[]): Ends => {
    const [first, second] = levels.map((level) => [...new Set(level)]);
    const corners = first!.flatMap((p) => (second === undefined ? [survivalAt([p])] : second.map((q) => survivalAt([p, q]))));
    return {
      trade: range(corners.map(({ trade }) => trade)),
      // Where trade is too rare for a double nothing is said.
      hidden: range(corners.flatMap(({ trade, pivotal }) => (trade > 0 ? [pivotal / trade] : [0, 1]))),
      mean: range(corners.map(({ mean }) => mean)),
      pivotalLeast: Math.min(...corners.map(({ pivotal }) => pivotal)),
    };
  };
  const xs = [...new Set([own, ...groups.map(({ band }) => band)].flatMap(({ places }) => places).concat(more))].sort((a, b) => a - b);
  const pieces = [-Infinity, ...xs].map((from, i): Piece => {
    const to = xs[i] ?? Infinity;
    const levels = groups.map(({ band }) => band.over(from, to));
    const [low, high] = own.over(from, to);
    // Types above the lower end of a buyer's piece, which is the upper one in her orientation.
    const [least, most]: Range = sign === 1
      ? to === Infinity ? [1, 1] : own.upTo(to)
      : from === -Infinity ? [0, 0] : own.upTo(from);
    const ends = { ...endsOf(levels), pivotalMost: weight === 0 ? 1 : largestPivotal(groups, rank, of, levels) };
    return sign === 1
      ? { from, to, levels, own: [low, high], ownUpTo: [least, most], ...ends }
      : { from: -to, to: -from, levels, own: [1 - high, 1 - low], ownUpTo: [1 - most, 1 - least], ...ends };
  });
  const placeAt = (x: number, side: 'below' | 'above'): Place =>
    ({ at: sign * x, ...endsOf(groups.map(({ band }) => (side === 'below' ? band.below(x) : band.upTo(x)))) });
  const places = (withPlaces ? xs : []).flatMap((x) =>
    (['below', 'above'] as const).filter((side) => own.reaches(x, side)).map((side) => placeAt(x, side)));
  const others = groups.reduce((sum, { count }) => sum + count, 0);
  const inOrder = sign === 1 ? { pieces, places } : { pieces: pieces.toReversed(), places: places.toReversed() };
  return { weight, sign, others, of: endsOf, ...inOrder };
}

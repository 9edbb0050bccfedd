/**
 * Two objects and three bidders: local bidders 1 and 2 want one each, the global bidder wants both. The locals win where b_1 + b_2
 * exceeds the global bid, and pay by a core-selecting rule; the global bidder pays b_1 + b_2. On a grid of bids sums of bids are points of
 * the grid, too; what lies between its points is rounded down and up. Of a local bidder the other's bid is rounded against her or in her
 * favour, which brackets her chance to win and her surplus below her bid (surplus-outcomes.ts).
 */
import type { Auction, BidProfile, Outcomes } from './auction.ts';
import { bidAt, bidChances } from './bid-function.ts';
import { Pieces, type CoreRule } from './core-selecting.ts';
import { surplusOutcomes } from './surplus-outcomes.ts';
import { tableOutcomes } from './table-outcomes.ts';

const GLOBAL = 2;
/** Rows of a table of thousands of columns, between two steps. */
const ROWS = 16;
/** Cells of the global bidder's law for one of the grid, by which her mean bid is summed up. */
const PARTS = 16;

/** Chances that a bid is below, and at most, each point; E[bid; at most the point], off by `off` at most. Points are `step` apart. */
interface Law {
  readonly below: Float64Array;
  readonly upTo: Float64Array;
  readonly mean: Float64Array;
  readonly off: number;
}

/** The mean by `parts` cells for each of the grid. */
function lawOf({ strategies, laws }: BidProfile, bidder: number, step: number, points: number, parts = 1): Law {
  const [below, upTo, mean] = Array.from({ length: 3 }, () => new Float64Array(points)) as [Float64Array, Float64Array, Float64Array];
  let [sum, off, before, last] = [0, 0, 0, 0];
  for (let n = 0; n <= (points - 1) * parts; n++) {
    const bid = (n / parts) * step;
    const chances = bidChances(strategies[bidder]!, laws[bidder]!, bid);
    const between = n > 0 ? Math.max(0, chances.below - last) : 0;
    sum += between * (bid + before) / 2 + bid * (chances.upTo - chances.below);
    off += between * (bid - before) / 2;
    [before, last] = [bid, chances.upTo];
    if (n % parts === 0) [below[n / parts], upTo[n / parts], mean[n / parts]] = [chances.below, chances.upTo, sum];
  }
  return { below, upTo, mean, off };
}

/** Cells from 0 to the largest bid or value of a local bidder. */
function localGrid({ strategies, laws, cells }: BidProfile): { readonly x: Float64Array; readonly step: number } {
  const top = Math.max(...[0, 1].map((j) => Math.max(bidAt(strategies[j]!, laws[j]!.support[1]), laws[j]!.support[1])));
  return { x: Float64Array.from({ length: cells + 1 }, (_, k) => k * (top / cells)), step: top / cells };
}

/**
 * E[payment; the global bid is at most the point `to`], off by the law's `off` at most: slopes are in [0, 1], and the mean between two
 * points is off by what `off` grows by. The innermost loop.
 */
function paid({ count, end, constant, slope }: Pieces, step: number, { upTo, mean }: Law, to: number): number {
  let [sum, chance, before] = [0, 0, 0];
  for (let p = 0; p < count; p++) {
    const at = Math.min(end[p]!, to);
    sum += constant[p]! * step * (upTo[at]! - chance) + slope[p]! * (mean[at]! - before);
    if (at === to) return sum;
    chance = upTo[at]!;
    before = mean[at]!;
  }
  return sum;
}

/**
 * Chances and surplus b - payment of a local bidder's bids. The surplus rises in the other local bid: her payment falls in it, she wins
 * more, and at the global bid that just loses she pays her own; so does the chance.
 */
function* localOutcomes(rule: CoreRule, profile: BidProfile, bidder: number): Generator<undefined, Outcomes> {
  const { x, step } = localGrid(profile);
  const other = lawOf(profile, 1 - bidder, step, x.length);
  const rival = lawOf(profile, GLOBAL, step, 2 * x.length - 1, PARTS);
  const [chanceLow, chanceHigh, surplusLow, surplusHigh] = Array.from({ length: 4 }, () => new Float64Array(x.length)) as [
    Float64Array, Float64Array, Float64Array, Float64Array];
  const between = x.map((_, m) => (m + 1 < x.length ? Math.max(0, other.below[m + 1]! - other.upTo[m]!) : 0));
  const equal = x.map((_, m) => other.upTo[m]! - other.below[m]!);
  const pieces = new Pieces();
  for (let k = 0; k < x.length; k++) {
    if (k % ROWS === 0) yield;
    let [wonLeast, wonMost, least, most] = [0, 0, 0, 0];
    for (let m = 0; m < x.length; m++) {
      const [at, after, before] = [equal[m]!, between[m]!, m > 0 ? between[m - 1]! : 0];
      if (at + after + before === 0) continue;
      wonLeast += at * rival.below[k + m]! + after * rival.upTo[k + m]!;
      wonMost += (at + before) * rival.upTo[k + m]!;
      rule(k, m, pieces);
      const surplus = k * step * rival.upTo[k + m]! - paid(pieces, step, rival, k + m);
      least += (at + after) * surplus;
      most += (at + before) * surplus;
    }
    [chanceLow[k], chanceHigh[k], surplusLow[k], surplusHigh[k]] = [wonLeast, wonMost, least - rival.off, most + rival.off];
  }
  return surplusOutcomes({ x, chanceLow, chanceHigh, surplusLow, surplusHigh });
}

/** The global bidder against the sum of two bids. */
function* globalOutcomes(profile: BidProfile): Generator<undefined, Outcomes> {
  const { x: local, step } = localGrid(profile);
  const [first, second] = [lawOf(profile, 0, step, local.length), lawOf(profile, 1, step, local.length)];
  const count = 2 * local.length - 1;
  const x = Float64Array.from({ length: count }, (_, s) => s * step);
  const [down, up] = [new Float64Array(count), new Float64Array(count)];
  const masses = ({ below, upTo }: Law): readonly [down: Float64Array, up: Float64Array] => {
    const [low, high] = [new Float64Array(local.length), new Float64Array(local.length)];
    for (let m = 0; m < local.length; m++) {
      const between = m > 0 ? Math.max(0, below[m]! - upTo[m - 1]!) : 0;
      low[m]! += upTo[m]! - below[m]!;
      high[m]! += upTo[m]! - below[m]! + between;
      if (m > 0) low[m - 1]! += between;
    }
    return [low, high];
  };
  const [[firstDown, firstUp], [secondDown, secondUp]] = [masses(first), masses(second)];
  for (let a = 0; a < local.length; a++) {
    if (a % ROWS === 0) yield;
    for (let b = 0; b < local.length; b++) {
      down[a + b]! += firstDown[a]! * secondDown[b]!;
      up[a + b]! += firstUp[a]! * secondUp[b]!;
    }
  }
  const [chanceLow, chanceHigh, paidLow, paidHigh] = Array.from({ length: 4 }, () => new Float64Array(count)) as [
    Float64Array, Float64Array, Float64Array, Float64Array];
  let [chanceUp, paidUp, chanceDown, paidDown] = [0, 0, 0, 0];
  for (let s = 0; s < count; s++) {
    // Sums rounded up that lie below the bid are won for sure; of sums rounded down those up to it may be.
    [chanceLow[s], paidLow[s]] = [chanceUp, Math.max(0, paidUp - 2 * step * chanceUp)];
    chanceUp += up[s]!;
    paidUp += s * step * up[s]!;
    chanceDown += down[s]!;
    paidDown += s * step * down[s]!;
    [chanceHigh[s], paidHigh[s]] = [Math.min(1, chanceDown), paidDown + 2 * step * chanceDown];
  }
  return { ...tableOutcomes({ x, chanceLow, chanceHigh, paidLow, paidHigh }), truthful: true };
}

/** `name` without `llg-`. */
export const localLocalGlobal = (name: string, words: string, rule: CoreRule): Auction => ({
  name: `llg-${name}`,
  words: `two local bidders against a global one; the locals pay ${words}`,
  roles: ['local bidder', 'local bidder', 'global bidder'],
  cells: { usual: 2 ** 13, most: 2 ** 14 },
  outcomes: (profile, bidder) => (bidder === GLOBAL ? globalOutcomes(profile) : localOutcomes(rule, profile, bidder)),
});

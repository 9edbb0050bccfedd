/**
 * Two objects and three bidders: local bidders 1 and 2 want one each, the global bidder wants both. The locals win where b_1 + b_2
 * exceeds the global bid, and pay by a core-selecting rule; the global bidder pays b_1 + b_2. On a grid of bids sums of bids are points of
 * the grid, too; what lies between its points is rounded down and up. In the payment of a local bidder the other's bid is
 * rounded against her or in her favour, which brackets it as payments fall and chances rise in that bid. Bids above one's value lose
 * whatever they win more.
 */
import type { Auction, BidProfile, Outcomes } from './auction.ts';
import { bidAt, bidChances } from './bid-function.ts';
import { Pieces, type CoreRule } from './core-selecting.ts';
import { tableOutcomes } from './table-outcomes.ts';

const GLOBAL = 2;
/** Rows of a table of thousands of columns, between two steps. */
const ROWS = 16;

/** Chances that a bid is below, and at most, each point; ends of its mean there. Points are `step` apart. */
interface Law {
  readonly below: Float64Array;
  readonly upTo: Float64Array;
  /** Ends of E[bid; below the point] and of E[bid; at most the point]. */
  readonly lowBelow: Float64Array;
  readonly lowUpTo: Float64Array;
  readonly highBelow: Float64Array;
  readonly highUpTo: Float64Array;
}

function lawOf({ strategies, laws }: BidProfile, bidder: number, step: number, points: number): Law {
  const arrays = Array.from({ length: 6 }, () => new Float64Array(points)) as [
    Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const [below, upTo, lowBelow, lowUpTo, highBelow, highUpTo] = arrays;
  for (let m = 0; m < points; m++) {
    const bid = m * step;
    const chances = bidChances(strategies[bidder]!, laws[bidder]!, bid);
    [below[m], upTo[m]] = [chances.below, chances.upTo];
    const between = m > 0 ? Math.max(0, below[m]! - upTo[m - 1]!) : 0;
    lowBelow[m] = m > 0 ? lowUpTo[m - 1]! + (bid - step) * between : 0;
    highBelow[m] = m > 0 ? highUpTo[m - 1]! + bid * between : 0;
    lowUpTo[m] = lowBelow[m]! + bid * (upTo[m]! - below[m]!);
    highUpTo[m] = highBelow[m]! + bid * (upTo[m]! - below[m]!);
  }
  return { below, upTo, lowBelow, lowUpTo, highBelow, highUpTo };
}

/** Cells from 0 to the largest bid or value of a local bidder. */
function localGrid({ strategies, laws, cells }: BidProfile): { readonly x: Float64Array; readonly step: number } {
  const top = Math.max(...[0, 1].map((j) => Math.max(bidAt(strategies[j]!, laws[j]!.support[1]), laws[j]!.support[1])));
  return { x: Float64Array.from({ length: cells + 1 }, (_, k) => k * (top / cells)), step: top / cells };
}

/** A bid's chance and mean up to each point, or below it. */
interface Reach {
  readonly chance: Float64Array;
  readonly mean: Float64Array;
}

/**
 * E[payment; the global bid is below the point `to`, or at most that], by one end of its mean: `inside` counts up to a point, `last` up to
 * `to`. Pieces meet at their ends, so that a global bid there may count to either. The innermost loop.
 */
function paid({ count, end, constant, slope }: Pieces, step: number, inside: Reach, last: Reach, to: number): number {
  let [sum, chance, mean] = [0, 0, 0];
  for (let p = 0; p < count; p++) {
    const at = end[p]!;
    if (at >= to) return sum + constant[p]! * step * (last.chance[to]! - chance) + slope[p]! * (last.mean[to]! - mean);
    const [nextChance, nextMean] = [inside.chance[at]!, inside.mean[at]!];
    sum += constant[p]! * step * (nextChance - chance) + slope[p]! * (nextMean - mean);
    chance = nextChance;
    mean = nextMean;
  }
  return sum;
}

function* localOutcomes(rule: CoreRule, profile: BidProfile, bidder: number): Generator<undefined, Outcomes> {
  const { x, step } = localGrid(profile);
  const other = lawOf(profile, 1 - bidder, step, x.length);
  const rival = lawOf(profile, GLOBAL, step, 2 * x.length - 1);
  const [chanceLow, chanceHigh, paidLow, paidHigh] = Array.from({ length: 4 }, () => new Float64Array(x.length)) as [
    Float64Array, Float64Array, Float64Array, Float64Array];
  const [lowUpTo, lowBelow] = [{ chance: rival.upTo, mean: rival.lowUpTo }, { chance: rival.below, mean: rival.lowBelow }];
  const [highUpTo, highBelow] = [{ chance: rival.upTo, mean: rival.highUpTo }, { chance: rival.below, mean: rival.highBelow }];
  const pieces = new Pieces();
  for (let k = 0; k < x.length; k++) {
    if (k % ROWS === 0) yield;
    let [wonLeast, wonMost, least, most] = [0, 0, 0, 0];
    for (let m = 0; m < x.length; m++) {
      const equal = other.upTo[m]! - other.below[m]!;
      if (equal > 0) {
        wonLeast += equal * rival.below[k + m]!;
        wonMost += equal * rival.upTo[k + m]!;
        rule(k, m, pieces);
        least += equal * paid(pieces, step, lowUpTo, lowBelow, k + m);
        most += equal * paid(pieces, step, highUpTo, highUpTo, k + m);
      }
      const between = m + 1 < x.length ? other.below[m + 1]! - other.upTo[m]! : 0;
      if (!(between > 0)) continue;
      wonLeast += between * rival.upTo[k + m]!;
      wonMost += between * rival.below[k + m + 1]!;
      rule(k, m + 1, pieces);
      least += between * paid(pieces, step, lowUpTo, lowUpTo, k + m);
      rule(k, m, pieces);
      most += between * paid(pieces, step, highUpTo, highBelow, k + m + 1);
    }
    [chanceLow[k], chanceHigh[k], paidLow[k], paidHigh[k]] = [wonLeast, wonMost, least, most];
  }
  return tableOutcomes({ x, chanceLow, chanceHigh, paidLow, paidHigh });
}

/** So many times finer is the grid on which the locals' bids are added: it is cheaper there, and both are rounded. */
const FINER = 4;

/** The global bidder against the sum of two bids. */
function* globalOutcomes(profile: BidProfile): Generator<undefined, Outcomes> {
  const { x: local, step } = localGrid({ ...profile, cells: FINER * profile.cells });
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
  return tableOutcomes({ x, chanceLow, chanceHigh, paidLow, paidHigh });
}

/** `name` without `llg-`. */
export const localLocalGlobal = (name: string, words: string, rule: CoreRule): Auction => ({
  name: `llg-${name}`,
  words: `two local bidders against a global one; the locals pay ${words}`,
  roles: ['local bidder', 'local bidder', 'global bidder'],
  cells: { usual: 2048, most: 2 ** 13 },
  outcomes: (profile, bidder) => (bidder === GLOBAL ? globalOutcomes(profile) : localOutcomes(rule, profile, bidder)),
});

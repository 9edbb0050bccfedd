/**
 * K like objects and bidders who want up to D of them each, with a bid for each that is no higher than the one before: the K highest bids
 * win, ties broken evenly. With c_m the m-th highest bid of the others (nothing where they make fewer) a bidder gets j objects or more
 * where her bid j beats c_{K-j+1}, so that chances are those of single bids. Payments are sums over single bids, too: each winning bid
 * itself, or, where winners pay the highest bid that loses,
 *
 *     g_j(b) = c_{K-j+1} 1{c_{K-j+1} < b} + (j - 1) (min(b, c_{K-j+1}) - c_{K-j+2})^+ :
 *
 * of k objects won g_1 + ... + g_k is k c_{K-k+1}, g_{k+1} raises that to k max(b_{k+1}, c_{K-k+1}), and lower bids add nothing. The
 * expected second term, the price rise, is the integral of Pr(c_{K-j+2} <= x < c_{K-j+1}) from 0 to b. Bids of one bidder rise together in
 * her value: how many of them exceed x is read off the chances of each.
 */
import { STRIDE } from '../../run/turns.ts';
import type { BidProfile, OutcomeEnd, OutcomeEnds, UnitOutcomes } from './auction.ts';
import { bidChances, bidFunctionsOf, type BidChances } from './bid-function.ts';
import { ceilingIn, floorIn, gridOf } from './grid.ts';
import { cornersOf, type BidCell, type Payment } from './highest-wins.ts';
import { chanceOfUnits, convolved, countLaw } from './unit-ties.ts';

/** Chances at one bid of every bid function of every other bidder. */
type ChancesAt = (bid: number) => (readonly BidChances[])[];

function chancesOf({ strategies, laws }: BidProfile, bidder: number): ChancesAt {
  const others = strategies.map((strategy, j) => ({ strategy, law: laws[j]! })).filter((_, j) => j !== bidder);
  const kinds = others.map(({ strategy, law }) => others.findIndex((other) => other.strategy === strategy && other.law === law));
  const functions = others.map(({ strategy }) => bidFunctionsOf(strategy));
  return (bid) => {
    const found = others.map(({ law }, j) => (kinds[j] === j ? functions[j]!.map((one) => bidChances(one, law, bid)) : undefined));
    return kinds.map((kind) => found[kind]!);
  };
}

/** Of the m-th highest other bid, at every bid of the grid. */
interface BeatenLaw {
  readonly below: Float64Array;
  readonly upTo: Float64Array;
}

/** Of m = 1 .. count; of the first entry, m = 0, nothing. */
function* beatenLaws(x: Float64Array, chances: ChancesAt, count: number): Generator<undefined, BeatenLaw[]> {
  const laws = Array.from({ length: count + 1 }, () => ({ below: new Float64Array(x.length), upTo: new Float64Array(x.length) }));
  for (const [k, bid] of x.entries()) {
    if (k % (STRIDE >> 3) === 0) yield;
    const found = chances(bid);
    for (const side of ['below', 'upTo'] as const) {
      const counts = found.reduce((all, own) => convolved(all, countLaw(own.map((chance) => chance[side]))), [1]);
      let fewer = 0;
      for (let m = 1; m <= count; m++) {
        fewer += counts[m - 1] ?? 0;
        // Of a bid that the others do not make there is nothing to beat, and no rounding.
        laws[m]![side][k] = m > counts.length - 1 ? 1 : Math.min(1, fewer);
      }
    }
  }
  return laws;
}

/** Ends of E[c_m; c_m <= x]. */
function dearnessOf(x: Float64Array, { below, upTo }: BeatenLaw): readonly [low: Float64Array, high: Float64Array] {
  const [low, high] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (let k = 0; k < x.length; k++) {
    const [atPoint, between] = [x[k]! * (upTo[k]! - below[k]!), k > 0 ? Math.max(0, below[k]! - upTo[k - 1]!) : 0];
    low[k] = (k > 0 ? low[k - 1]! + x[k - 1]! * between : 0) + atPoint;
    high[k] = (k > 0 ? high[k - 1]! + x[k]! * between : 0) + atPoint;
  }
  return [low, high];
}

/** Ends of the integral of Pr(c_{m+1} <= y < c_m) from 0 to x. */
function riseOf(x: Float64Array, law: BeatenLaw, next: BeatenLaw): readonly [low: Float64Array, high: Float64Array] {
  const [low, high] = [new Float64Array(x.length), new Float64Array(x.length)];
  for (let k = 1; k < x.length; k++) {
    const width = x[k]! - x[k - 1]!;
    low[k] = low[k - 1]! + width * Math.max(0, next.upTo[k - 1]! - law.below[k]!);
    high[k] = high[k - 1]! + width * Math.max(0, next.below[k]! - law.upTo[k - 1]!);
  }
  return [low, high];
}

/** What one bid of the falling list brings. */
interface Part {
  point(k: number): OutcomeEnds;
  cell(k: number): OutcomeEnds;
  between(low: number, high: number): OutcomeEnds;
  /** Of a bid won with that chance. */
  won(bid: number, chance: number): OutcomeEnds;
}

/** `weight`: how many objects before it become dearer by the bid where it loses. */
function partOf(x: Float64Array, law: BeatenLaw, next: BeatenLaw | undefined, weight: number, payment: Payment): Part {
  const { below, upTo } = law;
  const [otherLow, otherHigh] = dearnessOf(x, law);
  const [riseLow, riseHigh] = weight > 0 ? riseOf(x, law, next!) : [new Float64Array(x.length), new Float64Array(x.length)];
  /** The rise between the points round the bids. */
  const endOf = (cell: BidCell, first: number, last: number): OutcomeEnd => {
    const [low, high] = payment(cell);
    return { chance: cell.chance, low: low + weight * riseLow[first]!, high: high + weight * riseHigh[last]! };
  };
  /** As in highest-wins.ts: payments are linear in the chances that lie between. */
  const ends = (k: number, last: number, bidHigh: number): OutcomeEnd[] => {
    const [low, high, from, bidLow] = [otherLow[k]!, otherHigh[k]!, upTo[k]!, x[k]!];
    const more = Math.max(0, below[last]! - from);
    const first = endOf({ bidLow, bidHigh, chance: from, otherLow: low, otherHigh: high }, k, last);
    if (more === 0) return [first];
    const second = { bidLow, bidHigh, chance: from + more, otherLow: low + bidLow * more, otherHigh: high + bidHigh * more };
    return [first, endOf(second, k, last)];
  };
  return {
    point: (k) => [endOf({ bidLow: x[k]!, bidHigh: x[k]!, chance: upTo[k]!, otherLow: otherLow[k]!, otherHigh: otherHigh[k]! }, k, k)],
    cell: (k) => ends(k, k + 1, x[k + 1]!),
    between: (low, high) => ends(floorIn(x, low), ceilingIn(x, high), high),
    won: (bid, chance) => {
      const k = floorIn(x, bid);
      const more = chance - upTo[k]!;
      return [endOf({
        bidLow: bid, bidHigh: bid, chance, otherLow: otherLow[k]! + more * (more < 0 ? bid : x[k]!), otherHigh: otherHigh[k]! + more * bid,
      }, k, ceilingIn(x, bid))];
    },
  };
}

/** `losersPrice`: whether winners pay the highest bid that loses, which may be one of their own. */
export const unitOutcomes = (payment: Payment, losersPrice: boolean) =>
  function* outcomes(profile: BidProfile, bidder: number): Generator<undefined, UnitOutcomes> {
    const { strategies, cells, units = 1 } = profile;
    const demand = bidFunctionsOf(strategies[bidder]!).length;
    const all = strategies.flatMap(bidFunctionsOf);
    const most = Math.max(...all.map(({ bids }) => bids.at(-1)!));
    const laws = strategies.flatMap((strategy, j) => bidFunctionsOf(strategy).map(() => profile.laws[j]!));
    const x = gridOf([0, most > 0 ? most : 1], cells, cornersOf({ strategies: all, laws, cells }));
    const chances = chancesOf(profile, bidder);
    const beaten = yield* beatenLaws(x, chances, units);
    const parts = Array.from({ length: demand }, (_, j) =>
      partOf(x, beaten[units - j]!, beaten[units - j + 1], losersPrice ? j : 0, payment));
    return {
      x, parts,
      at: (bids) => {
        const ties = new Map<number, readonly number[]>();
        return parts.map((part, j) => {
          const bid = bids[j]!;
          if (!ties.has(bid)) {
            const over = bids.filter((b) => b > bid).length;
            const same = bids.filter((b) => b === bid).length;
            ties.set(bid, chanceOfUnits(chances(bid), units - over, same));
          }
          return part.won(bid, ties.get(bid)![bids.slice(0, j).filter((b) => b === bid).length]!);
        });
      },
    };
  };

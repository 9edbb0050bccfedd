/** What bids win and pay against bid functions, for checks that share nothing with src/mechanism/auctions. */
import type { CheckedLaw } from './laws.ts';

export interface Strategy {
  readonly values: readonly number[];
  readonly bids: readonly number[];
}

export interface MarketRules {
  readonly auction: 'first-price' | 'second-price' | 'all-pay';
  readonly strategies: readonly Strategy[];
}

/** What a file's entries are held against. */
export interface Reading {
  /** At least what the best bids are worth, per type of the list. */
  readonly most: readonly number[];
  /** At least what those of the table are worth to type k. */
  has(k: number): number;
  /** At least the loss of types between k and the next, of whom the best bids are worth so much at most. */
  needs(k: number, best: readonly [number, number]): number;
}

/** First index from which the test holds on; the list's length where it holds nowhere. */
export function firstWhere(list: readonly number[], holds: (x: number) => boolean): number {
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(list[middle]!)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** The bid of a type: straight lines between the points. */
export function bidOf({ values, bids }: Strategy, v: number): number {
  const k = Math.min(values.length - 1, Math.max(1, firstWhere(values, (value) => value >= v)));
  const [from, to] = [values[k - 1]!, values[k]!];
  const share = Math.min(1, Math.max(0, (v - from) / (to - from)));
  return bids[k - 1]! * (1 - share) + bids[k]! * share;
}

/** Chance that the bid is below b, and that it is b. */
export function chancesOf({ values, bids }: Strategy, law: CheckedLaw, b: number): readonly [below: number, at: number] {
  /** Where the bid function crosses b within the piece that ends at index k. */
  const crossing = (k: number): number =>
    law.chance(values[k - 1]! + ((b - bids[k - 1]!) / (bids[k]! - bids[k - 1]!)) * (values[k]! - values[k - 1]!));
  const reached = firstWhere(bids, (bid) => bid >= b);
  if (reached === bids.length) return [1, 0];
  const passed = firstWhere(bids, (bid) => bid > b);
  if (reached === passed) return reached === 0 ? [0, 0] : [crossing(reached), 0];
  // Exact corners: the bid is b from the first of them to the last.
  const below = reached === 0 ? 0 : law.chance(values[reached]!);
  const upTo = passed === bids.length ? 1 : law.chance(values[passed - 1]!);
  return [below, Math.max(0, upTo - below)];
}

/** How many others tie, and so the chance to be drawn. */
function winning(others: readonly (readonly [number, number])[]): number {
  let tied = [1];
  for (const [below, at] of others) tied = [...tied, 0].map((p, k) => p * below + (k > 0 ? tied[k - 1]! * at : 0));
  return tied.reduce((sum, p, k) => sum + p / (k + 1), 0);
}

/** What bids of a list bring bidder i against the others; the list has 0 and every bid at which a bid function bends. */
export class Market {
  private readonly upTo: number[] = [];
  private readonly below: number[] = [];
  /** Ends of E[highest other bid; at most b_m]. */
  private readonly dear: (readonly [number, number])[] = [];
  private readonly bids: readonly number[];
  private readonly auction: MarketRules['auction'];
  private readonly others: (bid: number) => (readonly [number, number])[];

  constructor({ auction, strategies }: MarketRules, laws: readonly CheckedLaw[], i: number, bids: readonly number[]) {
    this.bids = bids;
    this.auction = auction;
    this.others = (bid) => strategies.flatMap((strategy, j) => (j === i ? [] : [chancesOf(strategy, laws[j]!, bid)]));
    bids.forEach((bid, m) => {
      const chances = this.others(bid);
      this.below.push(chances.reduce((product, [less]) => product * less, 1));
      this.upTo.push(chances.reduce((product, [less, equal]) => product * (less + equal), 1));
      const [low, high] = this.dear[m - 1] ?? [0, 0];
      const between = m > 0 ? Math.max(0, this.below[m]! - this.upTo[m - 1]!) : 0;
      const equal = bid * (this.upTo[m]! - this.below[m]!);
      this.dear.push([low + (this.bids[m - 1] ?? 0) * between + equal, high + bid * between + equal]);
    });
  }

  /** Ends of the payment of bids in [low, high] that win with the chance, `more` of it beyond what the point m wins. */
  private paid(low: number, high: number, chance: number, m: number): readonly [number, number] {
    if (this.auction === 'first-price') return [low * chance, high * chance];
    if (this.auction === 'all-pay') return [low, high];
    const more = chance - this.upTo[m]!;
    const [least, most] = this.dear[m]!;
    return [least + Math.min(low * more, high * more), most + Math.max(low * more, high * more)];
  }

  /** Chances from above b_m to below b_last. */
  private ends(m: number, last: number): readonly number[] {
    return [this.upTo[m]!, Math.max(this.upTo[m]!, this.below[last]!)];
  }

  /** Chance and least price of every bid there is, in the order of the chances. */
  private offers(): (readonly [chance: number, price: number])[] {
    const { bids } = this;
    return bids.flatMap((bid, m) => (m + 1 < bids.length ? this.ends(m, m + 1) : [this.upTo[m]!])
      .map((chance) => [chance, this.paid(bid, bids[m + 1] ?? bid, chance, m)[0]] as const));
  }

  /** Of the bidder with that strategy. */
  read(strategy: Strategy, types: readonly number[]): Reading {
    const own = types.map((v) => this.listed(bidOf(strategy, v)));
    const truths = own.map((bid) => this.own(bid));
    return {
      most: bestOf(this.offers(), types),
      has: (k) => types[k]! * truths[k]![0] - truths[k]![1],
      needs: (k, [first, last]) => {
        const ends = own[k] === own[k + 1] ? [truths[k]!] : this.between(own[k]!, own[k + 1]!);
        return Math.max(...ends.map(([chance, price]) => price + Math.max(first - types[k]! * chance, last - types[k + 1]! * chance)));
      },
    };
  }

  /** The bid, or the one of the list that rounding alone parts from it: at bids that tie it is no number to the last bit. */
  private listed(bid: number): number {
    const m = firstWhere(this.bids, (b) => b > bid);
    const near = [this.bids[m - 1], this.bids[m]].find((b) => b !== undefined && Math.abs(b - bid) <= 1e-14 * this.bids.at(-1)!);
    return near ?? bid;
  }

  /** Chance and largest price of one bid. */
  private own(bid: number): readonly [chance: number, price: number] {
    const chance = winning(this.others(bid));
    const m = Math.max(0, firstWhere(this.bids, (b) => b > bid) - 1);
    return [chance, this.paid(bid, bid, chance, m)[1]];
  }

  /** The same of bids strictly between two. */
  private between(low: number, high: number): (readonly [chance: number, price: number])[] {
    const m = Math.max(0, firstWhere(this.bids, (b) => b > low) - 1);
    const last = Math.min(this.bids.length - 1, firstWhere(this.bids, (b) => b >= high));
    return this.ends(m, last).map((chance) => [chance, this.paid(this.bids[m]!, high, chance, m)[1]] as const);
  }
}

/** What the best offer is worth to every type: a better type wants to win more, so halves of the types take halves of the offers. */
export function bestOf(offers: readonly (readonly [chance: number, price: number])[], types: readonly number[]): number[] {
  const best = new Array<number>(types.length).fill(0);
  const halve = (from: number, to: number, first: number, last: number): void => {
    if (from > to) return;
    const middle = (from + to) >> 1;
    let [chosen, most] = [first, -Infinity];
    for (let o = first; o <= last; o++) {
      const net = types[middle]! * offers[o]![0] - offers[o]![1];
      if (net > most) [chosen, most] = [o, net];
    }
    best[middle] = Math.max(0, most);
    halve(from, middle - 1, first, chosen);
    halve(middle + 1, to, chosen, last);
  };
  halve(0, types.length - 1, 0, offers.length - 1);
  return best;
}

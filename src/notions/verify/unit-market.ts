/**
 * What falling lists of bids win and pay where the K highest bids win, for checks that share nothing with src/mechanism/auctions. With
 * H_m(x) = Pr(c_m <= x) of the m-th highest bid of the others and A_m(x) its integral from 0 to x, bid j beats c_m, m = K - j + 1. Where
 * winners pay the highest bid that loses, it brings on the expected payment, by parts,
 *
 *     E[c_m; won] = b Pr(won) - A_m(b),     and (j - 1) (A_{m+1}(b) - A_m(b)) for the j - 1 objects before it that it makes dearer.
 */
import { bestOf, bidOf, chancesOf, firstWhere, type Reading, type Strategy } from './bid-market.ts';
import type { CheckedLaw } from './laws.ts';

export interface UnitStrategy extends Strategy {
  /** Bids on further objects, none above that on the one before. */
  readonly further?: readonly (readonly number[])[] | undefined;
}

export interface UnitRules {
  readonly auction: 'discriminatory' | 'uniform-price';
  readonly units: number;
  readonly marginal: number;
  readonly strategies: readonly UnitStrategy[];
}

export const bidsEachOf = ({ values, bids, further = [] }: UnitStrategy): Strategy[] =>
  [bids, ...further].map((list) => ({ values, bids: list }));

type Chances = readonly (readonly [below: number, at: number])[];

const times = (a: readonly number[], b: readonly number[]): number[] => {
  const product = new Array<number>(a.length + b.length - 1).fill(0);
  a.forEach((p, i) => b.forEach((q, j) => { product[i + j]! += p * q; }));
  return product;
};

/** Law of how many bids of all others are b or more; more than b. */
function counts(others: readonly Chances[], upTo: boolean): number[] {
  return others.reduce<number[]>((all, own) => {
    // Bids fall from one object to the next, so n of them are that high where bid n is and bid n + 1 is not.
    const lower = own.map(([below, at]) => (upTo ? below + at : below));
    return times(all, [...lower, 1].map((p, n) => p - (n === 0 ? 0 : lower[n - 1]!)));
  }, [1]);
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= k; i++) ways = (ways * (n - k + i)) / i;
  return k < 0 || k > n ? 0 : ways;
}

/** Chance that l or more of `own` bids are among `left` drawn from them and `tied` others. */
function atLeast(l: number, own: number, tied: number, left: number): number {
  if (left >= own + tied) return 1;
  let ways = 0;
  for (let o = l; o <= Math.min(own, left); o++) ways += choose(own, o) * choose(tied, left - o);
  return left <= 0 ? 0 : ways / choose(own + tied, left);
}

/** Of one other bidder: chance that `more` of her bids are above the bid and `tied` are the bid. */
const together = (own: Chances): (readonly [chance: number, more: number, tied: number])[] => {
  const [low, high] = [[0, ...own.map(([below]) => below), 1], [0, ...own.map(([below, at]) => below + at), 1]];
  return own.concat([[0, 0]]).flatMap((_, more) => own.concat([[0, 0]]).map((__, reached) => {
    // Her quantile is beyond `high` of `more` bids and of no further one, and beyond `low` of `reached`.
    const chance = Math.min(high[more + 1]!, low[reached + 1]!) - Math.max(high[more]!, low[reached]!);
    return [Math.max(0, chance), more, reached - more] as const;
  })).filter(([chance]) => chance > 0);
};

/** Chance that l or more of `own` bids that equal the bid win where `left` objects are left by higher ones of her own. */
function drawn(others: readonly Chances[], left: number, own: number, l: number): number {
  let states: (readonly [number, number, number])[] = [[1, 0, 0]];
  for (const other of others) {
    const sums = new Map<number, readonly [number, number, number]>();
    for (const [p, more, tied] of states) {
      for (const [q, above, equal] of together(other)) {
        const key = (more + above) * 1024 + tied + equal;
        sums.set(key, [(sums.get(key)?.[0] ?? 0) + p * q, more + above, tied + equal]);
      }
    }
    states = [...sums.values()];
  }
  return states.reduce((sum, [p, more, tied]) => sum + p * atLeast(l, own, tied, left - more), 0);
}

interface Level {
  /** H_m just below every bid of the list, and at it; ends of its integral up to there. */
  readonly below: number[];
  readonly upTo: number[];
  readonly area: (readonly [low: number, high: number])[];
}

/** What bids of a list bring bidder i against the others; the list has 0 and every bid at which a bid function bends. */
export class UnitMarket {
  private readonly levels: Level[] = [];
  /** Ends of A_{m+1} - A_m, of bid j. */
  private readonly rise: (readonly [low: number, high: number])[][] = [];
  private readonly bids: readonly number[];
  private readonly rules: UnitRules;
  private readonly own: readonly Strategy[];
  private readonly others: (bid: number) => Chances[];

  constructor(rules: UnitRules, laws: readonly CheckedLaw[], i: number, bids: readonly number[]) {
    this.bids = bids;
    this.rules = rules;
    this.own = bidsEachOf(rules.strategies[i]!);
    const each = rules.strategies.map(bidsEachOf);
    this.others = (bid) => each.flatMap((lists, j) => (j === i ? [] : [lists.map((one) => chancesOf(one, laws[j]!, bid))]));
    for (let m = 0; m <= rules.units; m++) this.levels.push({ below: [], upTo: [], area: [] });
    bids.forEach((bid, k) => this.add(bid, k));
    for (let j = 1; j <= this.own.length; j++) this.rise.push(this.riseOf(j));
  }

  private add(bid: number, k: number): void {
    const chances = this.others(bid);
    const [reached, passed] = [counts(chances, false), counts(chances, true)];
    const fewer = (law: readonly number[], m: number): number =>
      (m >= law.length ? 1 : Math.min(1, law.slice(0, m).reduce((sum, p) => sum + p, 0)));
    const width = k === 0 ? 0 : bid - this.bids[k - 1]!;
    this.levels.forEach(({ below, upTo, area }, m) => {
      below.push(fewer(reached, m));
      upTo.push(fewer(passed, m));
      const [low, high] = area[k - 1] ?? [0, 0];
      area.push([low + width * (upTo[k - 1] ?? 0), high + width * below[k]!]);
    });
  }

  private riseOf(j: number): (readonly [number, number])[] {
    if (this.rules.auction === 'discriminatory' || j === 1) return this.bids.map(() => [0, 0]);
    const [law, next] = [this.levels[this.rules.units - j + 1]!, this.levels[this.rules.units - j + 2]!];
    let [low, high] = [0, 0];
    return this.bids.map((bid, k) => {
      const width = k === 0 ? 0 : (j - 1) * (bid - this.bids[k - 1]!);
      low += width * Math.max(0, (next.upTo[k - 1] ?? 0) - law.below[k]!);
      high += width * Math.max(0, next.below[k]! - (law.upTo[k - 1] ?? 0));
      return [low, high];
    });
  }

  private level(j: number): Level {
    return this.levels[this.rules.units - j + 1]!;
  }

  /** Chance and least price of bid j at every bid of the list, and just below the next. */
  private offers(j: number): (readonly [chance: number, price: number])[][] {
    const { below, upTo, area } = this.level(j);
    return this.bids.map((bid, k) => {
      const more = Math.max(0, (below[k + 1] ?? 0) - upTo[k]!);
      const least = (this.rules.auction === 'discriminatory' ? bid * upTo[k]! : bid * upTo[k]! - area[k]![1]) + this.rise[j - 1]![k]![0];
      return [[upTo[k]!, least], [upTo[k]! + more, least + bid * more]];
    });
  }

  private listed(bid: number): number {
    const m = firstWhere(this.bids, (b) => b > bid);
    return [this.bids[m - 1], this.bids[m]].find((b) => b !== undefined && Math.abs(b - bid) <= 1e-14 * this.bids.at(-1)!) ?? bid;
  }

  private floor(bid: number): number {
    return Math.max(0, firstWhere(this.bids, (b) => b > bid) - 1);
  }

  private ceiling(bid: number): number {
    return Math.min(this.bids.length - 1, firstWhere(this.bids, (b) => b >= bid));
  }

  /** Chance and largest price of each of the bids. */
  private won(list: readonly number[]): (readonly [number, number])[] {
    return list.map((bid, n) => {
      const same = list.filter((b) => b === bid).length;
      const rank = list.slice(0, n).filter((b) => b === bid).length + 1;
      const chance = drawn(this.others(bid), this.rules.units - list.filter((b) => b > bid).length, same, rank);
      if (this.rules.auction === 'discriminatory') return [chance, bid * chance];
      const k = this.floor(bid);
      const { upTo, area } = this.level(n + 1);
      const others = bid * chance - area[k]![0] - (bid - this.bids[k]!) * upTo[k]!;
      return [chance, others + this.rise[n]![this.ceiling(bid)]![1]];
    });
  }

  /** The same of bid j strictly between two: one or two corners. */
  private between(j: number, low: number, high: number): (readonly [number, number])[] {
    const [k, last] = [this.floor(low), this.ceiling(high)];
    const { below, upTo, area } = this.level(j);
    const more = Math.max(0, below[last]! - upTo[k]!);
    if (this.rules.auction === 'discriminatory') return [[upTo[k]!, high * upTo[k]!], [upTo[k]! + more, high * (upTo[k]! + more)]];
    const most = this.bids[k]! * upTo[k]! - area[k]![0] + this.rise[j - 1]![last]![1];
    return [[upTo[k]!, most], [upTo[k]! + more, most + high * more]];
  }

  /** `every`: of the list of types, those whose best bids are found; between them the best lies below chords. */
  read(types: readonly number[], every: number): Reading {
    const bids = types.map((v) => this.own.map((one) => this.listed(bidOf(one, v))));
    const weights = this.own.map((_, j) => this.rules.marginal ** j);
    const worth = (v: number, parts: readonly (readonly (readonly [number, number])[])[]): number => parts.reduce((sum, corners, j) =>
      sum + Math.min(...corners.map(([chance, price]) => weights[j]! * v * chance - price)), 0);
    return {
      most: this.most(types, every, weights),
      has: (k) => worth(types[k]!, this.won(bids[k]!).map((one) => [one])),
      needs: (k, [first, last]) => {
        const [here, next] = [bids[k]!, bids[k + 1]!];
        const flat = here.some((bid, j) => bid === next[j]) ? this.won(here.map((bid, j) => (bid + next[j]!) / 2)) : [];
        const parts = here.map((bid, j) => (bid === next[j] ? [flat[j]!] : this.between(j + 1, bid, next[j]!)));
        return Math.max(first - worth(types[k]!, parts), last - worth(types[k + 1]!, parts));
      },
    };
  }

  private most(types: readonly number[], every: number, weights: readonly number[]): number[] {
    const parts = weights.map((_, j) => this.offers(j + 1));
    if (parts.length === 1) return bestOf(parts[0]!.flat(), types);
    const last = types.length - 1;
    const found = types.map((v, k) => (k % every === 0 || k === last ? this.bestList(v, parts, weights) : NaN));
    return found.map((worth, k) => {
      if (k % every === 0 || k === last) return worth;
      const [from, to] = [k - (k % every), Math.min(last, k - (k % every) + every)];
      return found[from]! + ((found[to]! - found[from]!) * (types[k]! - types[from]!)) / (types[to]! - types[from]!);
    });
  }

  /** From the last bid to the first: the best of bids j, j + 1, .. of which bid j is in cell k or below. */
  private bestList(v: number, parts: readonly (readonly (readonly [number, number])[])[][], weights: readonly number[]): number {
    let later = new Float64Array(this.bids.length);
    for (let j = parts.length - 1; j >= 0; j--) {
      const now = new Float64Array(this.bids.length);
      let best = 0;
      parts[j]!.forEach((corners, k) => {
        for (const [chance, price] of corners) best = Math.max(best, later[k]! + weights[j]! * v * chance - price);
        now[k] = best;
      });
      later = now;
    }
    return later.at(-1)!;
  }
}

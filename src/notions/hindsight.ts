/**
 * The probability that some report would have been better in hindsight, the others telling the truth, over all types and reports and
 * without sampling, where what reports bring follows one number: r*, the report from which on she is served. Types have no atoms.
 *
 *     payer     served at a cost p_1(r), at none or at p_0(r) else, both rising with the report (first price, all-pay). Where p_0 rises
 *               strictly a report a little lower leaves the choice and costs less, for almost all profiles: 1. Where p_0 = 0 she gains
 *               where she is served, by such a report, and where she is not and may be at a cost below her value v(s): in all where
 *               r* < max(s, sup { r : p_1(r) < v(s) })
 *     trader    at a price that her own bid moves (k-double auction): where they trade by a bid a little lower, else by a bid of the
 *               other's ask where that is below her value and no higher than any bid of hers: where the ask is below her bid or
 *               min(v, highest bid). If the price is the ask alone, then only where they do not trade. The seller likewise
 *     table     full insurance of a utility mu: report t brings mu(t) + a (s - t), a = base unserved and base + worth served. With h(t) =
 *               mu(t) - base t and h'(t) = mu(t) - (base + worth) t she gains where r* > inf { t : h(t) > h(s) } or
 *               r* < sup { t : h'(t) > h'(s) }: neither end falls, or rises, with what it is compared with
 *
 * Over a cell of types the two ends of each number give two ends of the probability given the type; its mean over types lies between the
 * sums over cells. Cells hold equal shares of the types.
 */
import { massBetween, type Distribution } from '../distributions/distribution.ts';
import { servedChance, type Served, type Trading } from '../experiments/quadrature/served.ts';
import { TAIL_ERROR, type Bidder } from '../experiments/quadrature/won-given.ts';
import type { Certified } from './certified.ts';
import type { Costs } from './dependent-payments/short-lies.ts';
import { winning } from './independent-payments.ts';
import type { UtilityTable } from './known-utility.ts';
import { CHANCE_ERROR } from './served-gains.ts';

export const HINDSIGHT_BASIS = 'laws alone, without sampling';

/** Least and most. */
type Ends = readonly [number, number];

const CELLS = 4096;
const HALVINGS = 60;

/** Of a chance given the type that lies, over a cell of types, between two ends. */
function meanOver(law: Distribution, knots: readonly number[], error: number, chanceOn: (from: number, to: number) => Ends): Certified {
  const [low, high] = law.support;
  const inside = Array.from({ length: CELLS - 1 }, (_, n) => law.quantile((n + 1) / CELLS));
  const x = [...new Set([low, high, ...inside, ...knots.filter((at) => at > low && at < high)])].sort((a, b) => a - b);
  let [lower, upper, mass] = [0, 0, 0];
  for (let c = 0; c + 1 < x.length; c++) {
    const share = massBetween(law, x[c]!, x[c + 1]!);
    const [least, most] = chanceOn(x[c]!, x[c + 1]!);
    mass += share;
    lower += share * Math.max(0, least);
    upper += share * Math.min(1, most);
  }
  // What shares miss of 1 may have any chance.
  const off = error + TAIL_ERROR + Math.abs(1 - mass);
  const ends = [Math.max(0, lower - off), Math.min(1, upper + off)] as const;
  return { lower: ends[0], upper: ends[1], estimate: (ends[0] + ends[1]) / 2, guarantee: 'continuum' };
}

/** One who pays by her report alone, which `costs` rises with strictly where it does so at all; `both`: served or not. */
export function payerGains({ law, worth, start, rivals }: Bidder, { served }: Costs, both: boolean): Certified {
  if (both) return { lower: 1, estimate: 1, upper: 1, guarantee: 'continuum' };
  const won = winning(rivals);
  const [, high] = law.support;
  /** Ends of sup { r : p_1(r) < v(s) }, r at least the type. */
  const reach = (type: number): Ends => {
    const value = worth * type + start;
    if (!(served(type) < value)) return [type, type];
    if (served(high) < value) return [high, high];
    let [below, above] = [type, high];
    for (let step = 0; step < HALVINGS; step++) {
      const middle = below + (above - below) / 2;
      if (served(middle) < value) below = middle;
      else above = middle;
    }
    return [below, above];
  };
  return meanOver(law, [], rivals.length * TAIL_ERROR, (from, to) => [won.at(reach(from)[0])[0], won.at(reach(to)[1])[1]]);
}

/** One who trades at a price k bid + (1 - k) ask; undefined where her bid does not move it and may be beyond her value. */
export function traderGains(
  { served, k, line: { slope, intercept }, isBuyer }: Trading, law: Distribution,
): Certified | undefined {
  const [low, high] = law.support;
  const bid = (type: number): number => slope * type + intercept;
  // Of a seller everything the other way round.
  const keeps = [low, high].every((type) => (isBuyer ? bid(type) <= type : bid(type) >= type));
  const moves = isBuyer ? k > 0 : k < 1;
  if (!moves && !keeps) return undefined;
  /** The own type whose bid is this type's value, or the last that there is; this type where its bid is beyond. */
  const level = (type: number): number => {
    const alike = Math.min(high, Math.max(low, (type - intercept) / slope));
    return isBuyer ? Math.max(type, alike) : Math.min(type, alike);
  };
  const chance = (side: 'least' | 'most', type: number): number => {
    const p = servedChance(served, side, 'totalVariation', 0, type);
    // A seller is served where she keeps the good.
    return isBuyer ? p : 1 - p;
  };
  return meanOver(law, [], 2 * CHANCE_ERROR, (from, to) => {
    // Chances of trade at the level of either end of the cell, and at its bids where nothing is gained in trade.
    const [poor, rich] = isBuyer ? [from, to] : [to, from];
    const [least, most] = [chance(isBuyer ? 'least' : 'most', level(poor)), chance(isBuyer ? 'most' : 'least', level(rich))];
    return moves ? [least, most]
      : [least - chance(isBuyer ? 'most' : 'least', rich), most - chance(isBuyer ? 'least' : 'most', poor)];
  });
}

/** A function that is linear between knots, and where it is above a level. */
class Piecewise {
  readonly knots: readonly number[];
  readonly values: readonly number[];
  readonly #highest: Float64Array;

  constructor(knots: readonly number[], values: readonly number[]) {
    this.knots = knots;
    this.values = values;
    this.#highest = Float64Array.from(values);
    for (let n = 1; n < values.length; n++) this.#highest[n] = Math.max(this.#highest[n]!, this.#highest[n - 1]!);
  }

  /** inf { t : f(t) > level }; Infinity where there is none. */
  firstAbove(level: number): number {
    let [from, to] = [0, this.values.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#highest[middle]! > level) to = middle;
      else from = middle + 1;
    }
    if (from === this.values.length) return Infinity;
    if (from === 0) return this.knots[0]!;
    const [f, g, a, b] = [this.values[from - 1]!, this.values[from]!, this.knots[from - 1]!, this.knots[from]!];
    return Math.min(b, Math.max(a, a + ((level - f) / (g - f)) * (b - a)));
  }
}

/** Of what is computed of a table, as a share of its size, and of a type's place. */
const BLUR = 2 ** -46;

/** Who is insured a table. */
export function tableGains(served: Served, { values, support: [low, high] }: UtilityTable, law: Distribution): Certified {
  const pieces = values.length - 1;
  const knots = values.map((_, n) => (n === pieces ? high : low + ((high - low) * n) / pieces));
  const { base, worth } = served;
  const less = (rate: number, t: number, value: number): number => (rate === 0 ? value : value - rate * t);
  const unserved = new Piecewise(knots, values.map((value, n) => less(base, knots[n]!, value)));
  // From the upper end: sup of t is inf of -t.
  const last = new Piecewise(
    knots.map((t) => -t).reverse(), values.map((value, n) => less(base + worth, knots[n]!, value)).reverse(),
  );
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) + (Math.abs(base) + worth) * Math.max(-low, high);
  /** Of numbers that are the table's own nothing is computed. */
  const blurOf = (rate: number): number => (rate === 0 ? 0 : BLUR * size);
  const pad = BLUR * (Math.max(-low, high) + high - low);
  const chance = (side: 'least' | 'most', t: number): number =>
    (t === Infinity ? 1 : t === -Infinity ? 0 : servedChance(served, side, 'totalVariation', 0, t));
  const utility = (s: number): number => {
    const place = Math.min(pieces, Math.max(0, (s - low) / ((high - low) / pieces)));
    const piece = Math.min(pieces - 1, Math.floor(place));
    const [from, to] = [values[piece]!, values[piece + 1]!];
    return from === to ? from : from + (to - from) * (place - piece);
  };
  const levels = (rate: number, from: number, to: number): Ends => {
    const both = [less(rate, from, utility(from)), less(rate, to, utility(to))];
    return [Math.min(...both) - blurOf(rate), Math.max(...both) + blurOf(rate)];
  };
  return meanOver(law, knots, 2 * CHANCE_ERROR, (from, to) => {
    const [up, down] = [levels(base, from, to), levels(base + worth, from, to)];
    /** Chance that r* lies from the second end to the first. */
    const between = (first: number, second: number, side: 'least' | 'most', other: 'least' | 'most'): number =>
      Math.max(0, chance(side, first) - chance(other, second));
    const most = between(unserved.firstAbove(up[1]) + pad, -last.firstAbove(down[1]) - pad, 'most', 'least');
    const least = between(unserved.firstAbove(up[0]) - pad, -last.firstAbove(down[0]) + pad, 'least', 'most');
    return [1 - most, 1 - least];
  });
}

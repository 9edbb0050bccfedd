/**
 * Kernel `double-auction-mechanisms`: whole double auctions under truth-telling, every profile cleared by each of K mechanisms, so that
 * what they differ by is seen on the same draws.
 *
 * Positions: types are integers 0 .. 2^28. A 32-bit word w lies in cell c = 1 .. J of its law by thresholds, t_(c-1) <= w < t_c, and is
 * placed between the cell's ends a = p_(c-1) and b = p_c: at a + 1 + floor((w - t_(c-1)) (b - a - 1) / (t_c - t_(c-1))), strictly inside,
 * where b - a >= 2, else at a. An atom is a cell of no width. So ends of cells are met by atoms alone.
 *
 * With k efficient trades of gains bid(j) - ask(j), and lost = first best - realised gains, sums over profiles of
 *   efficient, efficientSquares                 k, and its square
 *   firstBest, firstBestSquares [2]             sum_{j <= k} (bid(j) - ask(j)), and q div 2^24, q mod 2^24 of q = floor(that / gainUnit)^2
 *   lostTrades, lostTradesSquares [K]           k - trades, and its square
 *   lostWelfare [K], lostWelfareSquares [2 K]   min(lost, lossCap), and the same of it with lossUnit
 *   money [K], moneySquares [2 K]               trades * min(pays - gets, spreadCap), rounded, and the same of it with moneyUnit
 *
 * Draw d: sellers first, then buyers. Ties: an ask equal to a bid trades; equal reports of a side are in the order of their indices.
 */
import type { Statistics } from '../kernel.ts';
import { ruleOf, type RuleParameters } from './rules.ts';

export const POSITIONS = 2 ** 28;
/** Squares are kept in two parts of this base. */
export const LIMB = 2 ** 24;

/** A law of positions. */
export interface PlacedLaw {
  /** [J + 1] nondecreasing integers from 0 to 2^32. */
  readonly thresholds: Float64Array;
  /** [J + 1] nondecreasing integers in 0 .. 2^28: where the ends of the cells lie. */
  readonly places: Float64Array;
}

export interface Compared {
  readonly rule: RuleParameters;
  readonly lossCap: number;
  readonly lossUnit: number;
  readonly spreadCap: number;
  readonly moneyUnit: number;
}

export interface DoubleAuctionMechanismsParameters {
  readonly sellers: number;
  readonly buyers: number;
  readonly cost: PlacedLaw;
  readonly value: PlacedLaw;
  readonly gainUnit: number;
  readonly mechanisms: readonly Compared[];
}

export function emptyMechanismStatistics({ mechanisms: { length: K } }: DoubleAuctionMechanismsParameters): Statistics {
  const zeros = (length: number): Float64Array => new Float64Array(length);
  return {
    efficient: zeros(1), efficientSquares: zeros(1), firstBest: zeros(1), firstBestSquares: zeros(2), lostTrades: zeros(K),
    lostTradesSquares: zeros(K), lostWelfare: zeros(K), lostWelfareSquares: zeros(2 * K), money: zeros(K), moneySquares: zeros(2 * K),
  };
}

export function validateMechanisms(parameters: DoubleAuctionMechanismsParameters): void {
  const { sellers, buyers, cost, value, gainUnit, mechanisms } = parameters;
  for (const [name, count] of [['sellers', sellers], ['buyers', buyers]] as const) {
    if (!Number.isInteger(count) || count < 1) throw new RangeError(`${name}: ${count} is not a positive whole number`);
  }
  for (const [name, { thresholds, places }] of [['cost', cost], ['value', value]] as const) requireCells(name, thresholds, places);
  if (mechanisms.length === 0) throw new RangeError('mechanisms: the list is empty');
  for (const { rule, ...units } of mechanisms) {
    if (ruleOf(rule) === undefined) throw new RangeError(`rule: '${rule.rule}' is unknown`);
    ruleOf(rule).validate(rule);
    for (const [name, x] of Object.entries({ ...units, gainUnit })) {
      if (!Number.isInteger(x) || x < 1) throw new RangeError(`${name}: ${x} is not a positive whole number`);
    }
  }
}

function requireCells(name: string, thresholds: Float64Array, places: Float64Array): void {
  const J = thresholds.length - 1;
  if (J < 1 || places.length !== J + 1) throw new RangeError(`${name}: needs as many places as thresholds, two or more`);
  for (let j = 0; j <= J; j++) {
    const [t, p] = [thresholds[j]!, places[j]!];
    if (!Number.isInteger(t) || (j > 0 && t < thresholds[j - 1]!)) throw new RangeError(`${name}: thresholds must be rising integers`);
    if (!Number.isInteger(p) || p < 0 || p > POSITIONS || (j > 0 && p < places[j - 1]!)) {
      throw new RangeError(`${name}: places must be nondecreasing integers in 0..2^28`);
    }
  }
  if (thresholds[0] !== 0 || thresholds[J] !== 2 ** 32) throw new RangeError(`${name}: thresholds must run from 0 to 2^32`);
}

/** Position of a word that lies in cell c = 1 .. J. Products above 2^53 are rounded, the same on every machine. */
export function placeOf(word: number, cell: number, { thresholds, places }: PlacedLaw): number {
  const [from, a] = [thresholds[cell - 1]!, places[cell - 1]!];
  const inside = places[cell]! - a - 1;
  if (inside < 1) return a;
  return a + 1 + Math.min(inside - 1, Math.floor(((word - from) * inside) / (thresholds[cell]! - from)));
}

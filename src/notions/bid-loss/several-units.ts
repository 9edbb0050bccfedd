/**
 * The same for bidders of several like objects (src/mechanism/auctions/several-units.ts), of whom object j is worth w_j v:
 *
 *     U(v, b_1, .., b_D) = sum over j of w_j v W_j(b_j) - P_j(b_j),     b_1 >= .. >= b_D >= 0.
 *
 * The best falling bids are found in one pass over the cells of the grid from low bids to high ones: bid j in cell k, and the best of the
 * later ones in cells up to k. Two bids may lie in one cell, so no falling bids are missed. The best is worth a convex function of v, an
 * upper envelope of lines: between types for which it is found it lies below the chord, and above what the bids of either are worth.
 */
import type { OutcomeEnds, UnitOutcomes } from '../../mechanism/auctions/auction.ts';
import { bidAt, bidFunctionsOf, type BidFunction } from '../../mechanism/auctions/bid-function.ts';
import { snapped } from '../../mechanism/auctions/grid.ts';
import { STRIDE } from '../../run/turns.ts';
import { totals, type BidBoxes, type BidLoss, type BoundedTypes, type TypeBounds } from './totals.ts';

/** Types for which the best bids are found. */
const SEARCHED = 512;

export interface SeveralUnits extends Pick<BoundedTypes, 'law' | 'types'> {
  readonly outcomes: UnitOutcomes;
  readonly strategy: BidFunction;
  /** What a further object is worth, as a share of the one before. */
  readonly marginal: number;
}

/** Per part and cell, with its lower end: chances and payments at that end, and just below the next one. */
interface Offers {
  readonly chance: Float64Array;
  readonly paid: Float64Array;
  readonly lastChance: Float64Array;
  readonly lastPaid: Float64Array;
}

type Side = 'most' | 'least';

function* offersOf({ x, parts }: UnitOutcomes, side: Side): Generator<undefined, Offers[]> {
  const offers: Offers[] = [];
  for (const { point, cell } of parts) {
    const [chance, paid, lastChance, lastPaid] = Array.from({ length: 4 }, () => new Float64Array(x.length)) as [
      Float64Array, Float64Array, Float64Array, Float64Array];
    for (let k = 0; k < x.length; k++) {
      if (k % STRIDE === 0) yield;
      const [at] = point(k);
      chance[k] = at!.chance;
      paid[k] = side === 'most' ? at!.low : at!.high;
      const last = side === 'most' && k + 1 < x.length ? cell(k).at(-1)! : at!;
      lastChance[k] = last.chance;
      lastPaid[k] = side === 'most' ? last.low : paid[k]!;
    }
    offers.push({ chance, paid, lastChance, lastPaid });
  }
  return offers;
}

/** Of a type: worth of the best falling bids, at least 0, and their cells; -1 where nothing is bid. */
function bestOf(offers: readonly Offers[], weights: readonly number[], value: number): { worth: number; cells: readonly number[] } {
  const count = offers.length;
  const best = new Float64Array(count + 1);
  /** [j][i]: the cell of bid i where bids j, j + 1, .. are the best so far. */
  const cells = Array.from({ length: count }, () => new Int32Array(count).fill(-1));
  const size = offers[0]!.chance.length;
  for (let k = 0; k < size; k++) {
    for (let j = count - 1; j >= 0; j--) {
      const { chance, paid, lastChance, lastPaid } = offers[j]!;
      const worthOf = weights[j]! * value;
      const worth = best[j + 1]! + Math.max(worthOf * chance[k]! - paid[k]!, worthOf * lastChance[k]! - lastPaid[k]!);
      if (worth > best[j]!) {
        best[j] = worth;
        if (j + 1 < count) cells[j]!.set(cells[j + 1]!);
        cells[j]![j] = k;
      }
    }
  }
  return { worth: best[0]!, cells: [...cells[0]!] };
}

interface Line {
  readonly slope: number;
  readonly intercept: number;
  readonly bids: readonly number[];
}

interface Best {
  /** The best bids are found for every so many types, and the last. */
  readonly every: number;
  /** At least what the best bids are worth to type k. */
  readonly top: Float64Array;
  /** Bids that are worth at least slope v + intercept to every type v. */
  readonly floor: (k: number) => Line;
}

const at = ({ slope, intercept }: Line, value: number): number => slope * value + intercept;

function* searched({ outcomes, types }: SeveralUnits, weights: readonly number[]): Generator<undefined, Best> {
  const [most, least] = [yield* offersOf(outcomes, 'most'), yield* offersOf(outcomes, 'least')];
  const every = Math.max(1, Math.ceil((types.length - 1) / SEARCHED));
  const tops = new Map<number, number>();
  const lines = new Map<number, Line>();
  for (let k = 0; ; k = Math.min(types.length - 1, k + every)) {
    yield;
    tops.set(k, bestOf(most, weights, types[k]!).worth);
    const { cells } = bestOf(least, weights, types[k]!);
    const chosen = cells.map((cell, j) => (cell < 0 ? [0, 0] : [least[j]!.chance[cell]!, least[j]!.paid[cell]!]));
    lines.set(k, {
      slope: chosen.reduce((sum, [chance], j) => sum + weights[j]! * chance!, 0),
      intercept: -chosen.reduce((sum, [, paid]) => sum + paid!, 0), bids: cells.map((cell) => outcomes.x[cell] ?? 0),
    });
    if (k === types.length - 1) break;
  }
  const round = (k: number): readonly [number, number] => {
    const from = k - k % every;
    return tops.has(k) ? [k, k] : [from, Math.min(types.length - 1, from + every)];
  };
  return {
    every,
    top: types.map((value, k) => {
      const [from, to] = round(k);
      const share = from === to ? 0 : (value - types[from]!) / (types[to]! - types[from]!);
      return tops.get(from)! * (1 - share) + tops.get(to)! * share;
    }),
    floor: (k) => {
      const [one, other] = round(k).map((found) => lines.get(found)!) as [Line, Line];
      return at(other, types[k]!) > at(one, types[k]!) ? other : one;
    },
  };
}

/** Per type, and of all strictly between it and the next: the parts' outcomes. */
function* truthsOf({ outcomes, types, strategy }: SeveralUnits): Generator<undefined, {
  readonly bids: readonly (readonly number[])[]; readonly own: readonly OutcomeEnds[][]; readonly inner: readonly OutcomeEnds[][];
}> {
  const functions = bidFunctionsOf(strategy);
  const bids = Array.from(types, (value) => functions.map((one) => snapped(outcomes.x, bidAt(one, value))));
  const [own, inner]: [OutcomeEnds[][], OutcomeEnds[][]] = [[], []];
  for (const [k, here] of bids.entries()) {
    if (k % (STRIDE >> 3) === 0) yield;
    own.push(outcomes.at(here));
    const next = bids[k + 1];
    if (next === undefined) continue;
    // Lines join bids, so which of a type's bids are equal is the same for all types between.
    const flat = here.some((bid, j) => bid === next[j]) ? outcomes.at(here.map((bid, j) => (bid + next[j]!) / 2)) : [];
    inner.push(here.map((bid, j) => (bid === next[j] ? flat[j]! : outcomes.parts[j]!.between(bid, next[j]!))));
  }
  return { bids, own, inner };
}

/** In steps. `rounding`: by how much sums may be off. `onBoxes` is told what the bounds are made of. */
export function* severalUnitsLoss(
  problem: SeveralUnits, rounding: number, onBoxes?: (boxes: BidBoxes) => void,
): Generator<undefined, BidLoss> {
  const { law, types, outcomes, marginal } = problem;
  const weights = outcomes.parts.map((_, j) => marginal ** j);
  const { top, floor, every } = yield* searched(problem, weights);
  const { bids, own, inner } = yield* truthsOf(problem);
  /** Of types from k to `to`, by the best and the worst corner of every part. */
  const boundsOf = (ends: readonly OutcomeEnds[], k: number, to: number): TypeBounds => {
    const sum = (of: (part: OutcomeEnds, weight: number) => number): number =>
      ends.reduce((total, part, j) => total + of(part, weights[j]!), 0);
    const worst = (type: number): number =>
      sum((part, weight) => Math.min(...part.map(({ chance, high }) => weight * types[type]! * chance - high)));
    const utilityHigh = sum((part, weight) => Math.max(...part.map(({ chance, low }) => weight * types[to]! * chance - low)));
    return {
      utilityLow: worst(k), utilityHigh, lossHigh: Math.max(top[k]! - worst(k), top[to]! - worst(to)),
      lossLow: at(floor(k), types[k]!) - utilityHigh,
      paidLow: sum((part) => Math.min(...part.map(({ low }) => low))), paidHigh: sum((part) => Math.max(...part.map(({ high }) => high))),
    };
  };
  const between = (k: number): TypeBounds => boundsOf(inner[k]!, k, k + 1);
  onBoxes?.({
    bids: outcomes.x, types, best: [...top], worth: own.map((ends, k) => boundsOf(ends, k, k).utilityLow),
    loss: inner.map((_, k) => Math.max(0, between(k).lossHigh)), every,
  });
  return yield* totals({
    law, types, at: (k) => boundsOf(own[k]!, k, k), between,
    report: (k) => floor(k).bids, own: (k) => bids[k]!,
  }, rounding);
}

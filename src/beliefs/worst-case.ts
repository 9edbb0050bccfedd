/**
 * The least and the greatest expectation of a payoff over a set of beliefs, exactly, for a prior of finitely many draws.
 *
 * By Strassen's theorem F is in the Prokhorov ball B_delta(G) iff some coupling of F with G moves at most delta of mass by more
 * than delta. So the worst belief first lowers every draw to the worst point within delta, and then sends the delta share of
 * the draws that are still highest to the worst point of all:
 *     min over B_delta(G) of E_F h = max over c of  E_G min(h_delta, c) - delta (c - inf h),
 *     h_delta(y) = least h(x) over ||x - y|| <= delta,
 * the maximum being at the level c above which h_delta has mass delta. The level's own draws may be sent in part, which
 * the formula does without saying which of them. Total variation: h in place of h_delta. The least payoff and h_delta are taken
 * over the whole signal space, so a belief may have mass where the prior has none.
 */
import type { BeliefSet } from './belief-set.ts';

interface Weighted {
  /** [n] h at every draw. */
  readonly values: ArrayLike<number>;
  /** [n] mass of every draw, nonnegative, not all 0; they need not add up to 1. Default: equal. */
  readonly weights?: ArrayLike<number>;
  /** Expectation of h under each prior, in the order of the set; for `priors` only. */
  readonly underPriors?: readonly number[];
}

export interface LowPayoff extends Weighted {
  /** [n] h_delta: least h within delta of every draw, in the sup norm; for `prokhorov` only. */
  readonly eroded?: ArrayLike<number>;
  /** Least h anywhere. */
  readonly least: number;
}

export interface HighPayoff extends Weighted {
  /** [n] greatest h within delta of every draw. */
  readonly dilated?: ArrayLike<number>;
  /** Greatest h anywhere. */
  readonly greatest: number;
}

export function meanOf(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let sum = 0;
  let mass = 0;
  for (let i = 0; i < values.length; i++) {
    const w = weights ? weights[i]! : 1;
    sum += w * values[i]!;
    mass += w;
  }
  return sum / mass;
}

/**
 * Least mean of `values` when a share of the mass may be sent to `least`, no value being below it: the highest go first, and a
 * draw at the level where the share runs out goes in part. Selection, so linear time on average.
 */
export function meanOfRemaining(values: ArrayLike<number>, least: number, share: number, weights?: ArrayLike<number>): number {
  if (!(share > 0)) return meanOf(values, weights);
  const { level, above } = levelAbove(values, share, weights);
  let mass = 0;
  let kept = 0;
  for (let i = 0; i < values.length; i++) {
    const w = weights ? weights[i]! : 1;
    mass += w;
    if (values[i]! <= level) kept += w * values[i]!;
  }
  // Of the draws at the level, what the share has left once those above it are gone.
  const part = share * mass - above;
  return (kept - part * level + share * mass * least) / mass;
}

/** The level c with mass above c at most `share` of the total, and mass at or above c at least that; and the mass above it. */
export function levelAbove(values: ArrayLike<number>, share: number, weights?: ArrayLike<number>): { level: number; above: number } {
  const list = Float64Array.from(values);
  const masses = weights && Float64Array.from(weights);
  const wanted = share * (masses ? masses.reduce((sum, w) => sum + w, 0) : list.length);
  let [from, to, above] = [0, list.length, 0];
  // Invariant: list[from..to) holds the level; `above` is the mass of all values greater than any of them.
  for (;;) {
    const pivot = medianOfThree(list[from]!, list[(from + to) >> 1]!, list[to - 1]!);
    const { greater, equal, massGreater, massEqual } = partition(list, masses, from, to, pivot);
    if (above + massGreater > wanted) to = from + greater;
    else if (above + massGreater + massEqual >= wanted || from + greater + equal === to) return {
      level: pivot,
      above: above + massGreater,
    };
    else {
      from += greater + equal;
      above += massGreater + massEqual;
    }
  }
}

const medianOfThree = (a: number, b: number, c: number): number => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));

/** Reorders list[from..to), and masses with it: greater than the pivot, equal, less; with the counts and masses of the first two. */
function partition(list: Float64Array, masses: Float64Array | undefined, from: number, to: number, pivot: number) {
  let [front, at, back, massGreater, massEqual] = [from, from, to, 0, 0];
  while (at < back) {
    const value = list[at]!;
    if (value > pivot) {
      massGreater += masses ? masses[at]! : 1;
      swap(list, masses, at++, front++);
    } else if (value < pivot) swap(list, masses, at, --back);
    else {
      // Not a number counts as equal, so that the search ends; the mean then tells.
      massEqual += masses ? masses[at]! : 1;
      at++;
    }
  }
  return { greater: front - from, equal: at - front, massGreater, massEqual };
}

function swap(list: Float64Array, masses: Float64Array | undefined, i: number, j: number): void {
  const value = list[i]!;
  list[i] = list[j]!;
  list[j] = value;
  if (!masses) return;
  const mass = masses[i]!;
  masses[i] = masses[j]!;
  masses[j] = mass;
}

/** Throws RangeError where the set of beliefs asks for something that the payoff lacks. */
export function worstExpectation(beliefs: BeliefSet, payoff: LowPayoff): number {
  const { values, weights, least } = payoff;
  checkLengths(payoff);
  const result = (() => {
    switch (beliefs.kind) {
      case 'bayesian': return meanOf(values, weights);
      case 'prokhorov': return meanOfRemaining(required(payoff.eroded, 'the least payoff within delta'), least, beliefs.delta, weights);
      case 'totalVariation': return meanOfRemaining(values, least, beliefs.delta, weights);
      case 'contamination': return (1 - beliefs.delta) * meanOf(values, weights) + beliefs.delta * least;
      case 'priors': return Math.min(...required(payoff.underPriors, 'an expectation under each prior'));
      case 'all': return least;
    }
  })();
  if (!Number.isFinite(result)) {
    throw new RangeError(`the worst expectation is ${result}: payoffs and masses must be finite, and some mass positive`);
  }
  return result;
}

/** The greatest expectation: the least one of the payoff turned round. */
export function bestExpectation(beliefs: BeliefSet, { values, dilated, greatest, weights, underPriors }: HighPayoff): number {
  const negative = (list: ArrayLike<number>): Float64Array => Float64Array.from(list, (value) => -value);
  return -worstExpectation(beliefs, {
    values: negative(values), least: -greatest,
    ...(weights ? { weights } : {}),
    ...(dilated ? { eroded: negative(dilated) } : {}),
    ...(underPriors ? { underPriors: underPriors.map((value) => -value) } : {}),
  });
}

function required<T>(given: T | undefined, what: string): T {
  if (given === undefined) throw new RangeError(`this set of beliefs needs ${what}`);
  return given;
}

function checkLengths({ values, eroded, weights }: LowPayoff): void {
  if (values.length === 0) throw new RangeError('values: need at least one draw');
  if (eroded && eroded.length !== values.length) throw new RangeError(`eroded: need ${values.length}, got ${eroded.length}`);
  if (weights && weights.length !== values.length) throw new RangeError(`weights: need ${values.length}, got ${weights.length}`);
}

/**
 * The gain of a lie, g(report, type) = u(report, type) - u(type, type), in units of money: of the pairs of boundaries of a
 * double auction (gainAt), and of all pairs of a question (PairGains).
 */
import type { Integrals, Survival } from '../experiments/order-statistics/survival.ts';
import type { Interval } from '../statistics/interval.ts';
import { union } from '../statistics/union.ts';
import type { InterimSums } from '../experiments/interim-sums.ts';
import { addRanges, hullOf, meetRanges, subtractRanges, type Range } from '../mechanism/range.ts';
import { valueRise } from './choice-probabilities.ts';
import { signalAt, witnessOf, type Certified, type Pair } from './certified.ts';
import { groupHalfWidth, groupMean, type GroupMean } from '../statistics/group-mean.ts';

/** Bracket of the sampled gain of type x_i who reports x_k, on either side; the estimate is its middle. */
export function gainAt(s: Survival, sums: Integrals, i: number, k: number): Interval {
  return i <= k ? overreport(s, sums, i, k) : underreport(s, sums, i, k);
}

function overreport(s: Survival, sums: Integrals, i: number, k: number): Interval {
  const { x, atLeastU, n, weight } = s;
  const between = (sum: Float64Array): number => sum[k]! - sum[i]!;
  const trade = ((x[k]! - x[i]!) * atLeastU[k]!) / n;
  const value = (u: number, l: number): number => trade - (1 - weight) * u - weight * l;
  // g = (x - c) S_U(x) - int_c^x ((1 - w) S_U + w S_L)
  const lower = value(between(sums.upperU), between(sums.upperL));
  const upper = value(between(sums.lowerU), between(sums.lowerL));
  return { estimate: (lower + upper) / 2, lower, upper };
}

/** Gain of type x_i who reports x_k < x_i: never positive (survival.ts). */
function underreport(s: Survival, sums: Integrals, i: number, k: number): Interval {
  const { estimate, lower, upper } = overreport(s, sums, k, i);
  // overreport(k, i) = (x_i - x_k) S_U(x_i) - I and the gain wanted is -(x_i - x_k) S_U(x_k) + I, I the same integral.
  const { x, atLeastU, n } = s;
  const shift = ((x[i]! - x[k]!) * (atLeastU[i]! - atLeastU[k]!)) / n;
  return { estimate: shift - estimate, lower: shift - upper, upper: shift - lower };
}

/** What one profile's truthful payoff can be at position p. */
export function typeRange({ truthRange, typeRanges, rounding }: InterimSums, p: number): Range {
  const own = typeRanges?.[p];
  return own ? meetRanges(truthRange, [own[0] - rounding, own[1] + rounding]) : truthRange;
}

/**
 * Mean gains of all pairs of a question, with their errors. A group's mean gain is one observation; groups are independent.
 * Bounds are those of group-mean.ts, widened by what fixed-point arithmetic can have moved two payoffs and by what laws drawn to cells can
 * have moved the mean.
 */
export class PairGains {
  readonly sums: InterimSums;
  /** P */
  readonly size: number;

  constructor(sums: InterimSums) {
    this.sums = sums;
    this.size = sums.question.paired.length;
  }

  at({ report, type }: Pair): GroupMean {
    const { gain, gainSquares, groups, squaresRounding } = this.sums;
    const at = report * this.size + type;
    return groupMean(gain[at]!, gainSquares[at]!, groups, squaresRounding);
  }

  /** No standard error of numbers in an interval exceeds half its length over the root of their number. */
  standardError(pair: Pair): number {
    const { gainRange, profiles } = this.sums;
    return Math.min(this.at(pair).standardError, (gainRange[1] - gainRange[0]) / 2 / Math.sqrt(profiles));
  }

  /**
   * Every group's gain was exactly zero. (A group's mean is rounded down before it is squared, so a square of zero leaves
   * means from zero up to a rounding; with a sum of zero none of them can be above zero.)
   */
  isZero({ report, type }: Pair): boolean {
    const at = report * this.size + type;
    return this.sums.gain[at] === 0 && this.sums.gainSquares[at] === 0;
  }

  lower(pair: Pair, alpha: number): number {
    const [at, range] = [this.at(pair), this.#range(pair)];
    return Math.max(Math.min(at.mean, range[0]), at.mean - this.#error(pair, at, range, alpha));
  }

  upper(pair: Pair, alpha: number): number {
    const [at, range] = [this.at(pair), this.#range(pair)];
    return Math.min(Math.max(at.mean, range[1]), at.mean + this.#error(pair, at, range, alpha));
  }

  /** What one profile's gain can be: of short lies less, where the payoffs' slopes are known. */
  #range({ report, type }: Pair): readonly [number, number] {
    const { gainSlopes, question, rounding } = this.sums;
    const [low, high] = meetRanges(this.sums.gainRange, this.#byTypes({ report, type }));
    if (!gainSlopes) return [low, high];
    const [r, s] = [signalAt(question, report), signalAt(question, type)];
    const most = gainSlopes.reduce((sum, slope, c) => sum + slope * Math.abs(r[c]! - s[c]!), 2 * rounding);
    return [Math.max(low, -most), Math.min(high, most)];
  }

  /** u(r, s) = u(r, r) + f(s) - f(r), f the own part of the value of what r gets: from what both types may have, and from f. */
  #byTypes({ report, type }: Pair): Range {
    const { typeRanges, typeValue, question: { paired } } = this.sums;
    if (!typeRanges || !typeValue) return [-Infinity, Infinity];
    const moved = hullOf(valueRise(this.sums, paired[type]!, paired[report]!));
    return subtractRanges(addRanges(typeRange(this.sums, report), moved), typeRange(this.sums, type));
  }

  #error({ report, type }: Pair, at: GroupMean, [low, high]: Range, alpha: number): number {
    if (report === type) return 0;
    const { groups, profiles, rounding, lawShare = 0 } = this.sums;
    return groupHalfWidth(at, groups, profiles, high - low, alpha) + 2 * rounding + lawShare * (high - low);
  }
}

/** A lie and what its gain is divided by. */
export interface Lie extends Pair {
  readonly size: number;
}

/** All ordered pairs of different positions of which `size` speaks. */
export function liesWhere(
  { sums, size: count }: PairGains,
  size: (report: readonly number[], type: readonly number[]) => number | undefined,
): Lie[] {
  const lies: Lie[] = [];
  for (let report = 0; report < count; report++) {
    for (let type = 0; type < count; type++) {
      if (report === type) continue;
      const by = size(signalAt(sums.question, report), signalAt(sums.question, type));
      if (by !== undefined) lies.push({ report, type, size: by });
    }
  }
  return lies;
}

/**
 * The largest of gain / size over a list of lies. `alpha` is split between the lower and the upper bound. Upper: all lies at
 * once, union bound. Lower: the witness alone, if an independent sample chose one, and then the estimate is the witness's
 * too, since a maximum over noisy means is biased upwards; else the best of all at once.
 */
export function largestOver(gains: PairGains, lies: readonly Lie[], alpha: number, witness?: Pair): Certified {
  if (lies.length === 0) return { estimate: 0, lower: 0, upper: 0, guarantee: 'grid' };
  const each = union(alpha / 2, lies.length);
  const upper = lies.reduce((most, lie) => Math.max(most, gains.upper(lie, each) / lie.size), -Infinity);
  const ratio = (lie: Lie): number => gains.at(lie).mean / lie.size;
  const named = witness && lies.find(({ report, type }) => report === witness.report && type === witness.type);
  const best = named ?? lies.reduce((top, lie) => (ratio(lie) > ratio(top) ? lie : top));
  const lower = named
    ? gains.lower(named, alpha / 2) / named.size
    : lies.reduce((most, lie) => Math.max(most, gains.lower(lie, each) / lie.size), -Infinity);
  return { estimate: ratio(best), lower, upper, guarantee: 'grid', witness: witnessOf(gains.sums.question, best) };
}

/** [P][P] rows by type, columns by report, as surfaces are drawn: a band that holds for all pairs at once. */
export interface GainBand {
  readonly estimate: number[][];
  readonly standardError: number[][];
  readonly lower: number[][];
  readonly upper: number[][];
  /** Every group's gain was exactly zero. */
  readonly zero: boolean[][];
}

export function gainBand(sums: InterimSums, alpha: number): GainBand {
  const gains = new PairGains(sums);
  const { size } = gains;
  const each = union(alpha / 2, size * (size - 1));
  const table = <T>(of: (pair: Pair) => T): T[][] =>
    Array.from({ length: size }, (_r, type) => Array.from({ length: size }, (_c, report) => of({ report, type })));
  return {
    estimate: table((pair) => gains.at(pair).mean),
    standardError: table((pair) => gains.standardError(pair)),
    lower: table((pair) => gains.lower(pair, each)),
    upper: table((pair) => gains.upper(pair, each)),
    zero: table((pair) => gains.isZero(pair)),
  };
}

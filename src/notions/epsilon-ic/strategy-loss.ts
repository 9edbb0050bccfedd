/**
 * The loss sup over types s of [sup_t u(t, s) - u(s, s)] over the continuum, where a report either serves the agent or not and she
 * pays by her report and by whether she is served: first price, all-pay, at any nondecreasing strategy. So a candidate equilibrium's
 * epsilon is certified.
 *
 *     u(t, s) = P(t) (f_1(s) - paid_1(t)) + (1 - P(t)) (f_0(s) - paid_0(t)),     f affine, paid_1 and paid_0 nondecreasing
 *
 * P(t), the probability of being served, is nondecreasing: a draw of the others serves reports from some threshold on. So one
 * Dvoretzky-Kiefer-Wolfowitz band (half of alpha) holds on the whole continuum; it is cut with bounds at every report (the other
 * half), which are better near 0 and 1, and with what the others' laws alone imply (`sure`). Between reports x_i and x_{i+1}, P is between
 * its lower bound at x_i and its upper bound at x_{i+1}.
 *
 * Deviations to t in that cell earn at most D_i(s) = the larger of u at these two values of P and at the payments of x_i, affine in s
 * each; so D = max_i D_i is convex, and between two neighbouring x_j it is below its chord. The truth of s in a part [s', s''] of the cell
 * [x_j, x_{j+1}] earns at least the smaller of u at its two values of P and at the payments of s''. Their difference is linear in s
 * over the
 * part, so its ends are enough. What is lost to the steps is about 2 P' h (f_1 - paid_1), h the distance of reports.
 */
import { dkwHalfWidth } from '../../statistics/dkw.ts';
import type { InterimSums } from '../../experiments/interim-sums.ts';
import type { Certified, Pair } from '../certified.ts';
import { largestOver, liesWhere, PairGains } from '../misreport-gain.ts';
import { axis, ownSlopes } from '../slope-band.ts';
import { chernoffLower, chernoffUpper } from '../../statistics/chernoff.ts';

/**
 * Money paid by an agent of a type (her report), nondecreasing. Served: in the class in which her own value rises faster with her
 * signal.
 */
export interface Payments {
  served(type: number): number;
  unserved(type: number): number;
}

/** Parts of a cell in which the truthful payment is bounded by its value at the upper end. */
const PARTS = 16;
/** Share of alpha for the lower bound, from the witness. */
const LOWER_SHARE = 0.2;

interface Lines {
  readonly x: readonly number[];
  /** Own value of being served and not, at x. */
  readonly value: readonly [served: Float64Array, unserved: Float64Array];
  readonly paid: readonly [served: Float64Array, unserved: Float64Array];
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Band of P at the reports; undefined unless counts of two classes that rise. */
function servedBand(
  { choices, classes, profiles, sure, lawError = 0 }: InterimSums,
  reports: number,
  best: number,
  alpha: number,
): { lower: Float64Array; upper: Float64Array } | undefined {
  const counts = Float64Array.from({ length: reports }, (_, r) => choices[r * classes + best]!);
  if (counts.some((count, r) => !Number.isInteger(count) || (r > 0 && count < counts[r - 1]!))) return undefined;
  const half = dkwHalfWidth(profiles, alpha / 2);
  const each = alpha / 2 / (2 * reports);
  const known = (r: number, c: number): number => sure?.[r * classes + c] ?? 0;
  return {
    lower: counts.map((count, r) =>
      Math.max(known(r, best), Math.max(count / profiles - half, chernoffLower(count, profiles, each)) - lawError)),
    upper: counts.map((count, r) =>
      Math.min(1 - known(r, 1 - best), Math.min(count / profiles + half, chernoffUpper(count, profiles, each)) + lawError)),
  };
}

/**
 * `payments` as functions of the type whose report it is (a strategy's bid at that type, say). `witness`: a pair that an independent
 * sample chose, for the lower bound. Undefined where the values are not affine in one signal, where there are not two classes, or
 * where the sample's P falls somewhere or is not made of counts. O(R log R).
 */
export function strategyLoss(sums: InterimSums, payments: Payments, alpha: number, witness?: Pair): Certified | undefined {
  const slopes = ownSlopes(sums);
  const { classes, typeValue } = sums;
  if (!slopes || classes !== 2) return undefined;
  const best = slopes[1]! >= slopes[0]! ? 1 : 0;
  const x = axis(sums);
  const band = servedBand(sums, x.length, best, (1 - LOWER_SHARE) * alpha);
  if (!band) return undefined;
  const valueOf = (c: number): Float64Array => Float64Array.from(x, (_, r) => typeValue![r * 2 + c]!);
  const paidBy = (of: (type: number) => number): Float64Array => Float64Array.from(x, of);
  const paid = [paidBy((t) => payments.served(t)), paidBy((t) => payments.unserved(t))] as const;
  if (paid.some((amounts) => amounts.some((amount, r) => !Number.isFinite(amount) || (r > 0 && amount < amounts[r - 1]!)))) {
    throw new RangeError('payments: numbers that do not fall in the report');
  }
  const lines: Lines = { x, value: [valueOf(best), valueOf(1 - best)], paid, ...band };
  const upper = lossUpper(lines, bestDeviations(lines), payments) + 2 * sums.rounding;
  const gains = new PairGains(sums);
  const below = largestOver(gains, liesWhere(gains, () => 1), 2 * LOWER_SHARE * alpha, witness);
  // The truth is a report too: the loss is at least 0.
  const lower = Math.max(0, below.lower);
  const estimate = Math.min(Math.max(lower, below.estimate), Math.max(lower, upper));
  return { estimate, lower, upper: Math.max(lower, upper), guarantee: 'continuum', ...(below.witness ? { witness: below.witness } : {}) };
}

/** [R] bound D(x_j) on what any report earns type x_j: the upper envelope of two lines a cell. */
function bestDeviations({ x, value: [f1, f0], paid: [paid1, paid0], lower, upper }: Lines): Float64Array {
  const last = x.length - 1;
  const length = x[last]! - x[0]!;
  const steep = (f: Float64Array): number => (f[last]! - f[0]!) / length;
  const [a1, a0] = [steep(f1), steep(f0)];
  const lines: Line[] = [];
  for (let i = 0; i < last; i++) {
    for (const p of [lower[i]!, upper[i + 1]!]) {
      lines.push({ start: p * (f1[0]! - paid1[i]!) + (1 - p) * (f0[0]! - paid0[i]!), slope: p * a1 + (1 - p) * a0 });
    }
  }
  return envelope(lines, x.map((t) => t - x[0]!));
}

interface Line {
  readonly start: number;
  readonly slope: number;
}

/** Largest start + slope t over the lines at each of the increasing t. */
function envelope(lines: Line[], at: readonly number[]): Float64Array {
  const top: Line[] = [];
  const crossing = (a: Line, b: Line): number => (a.start - b.start) / (b.slope - a.slope);
  for (const line of lines.sort((a, b) => a.slope - b.slope || a.start - b.start)) {
    while (top.length > 0 && top.at(-1)!.slope === line.slope) top.pop();
    while (top.length > 1 && crossing(top.at(-2)!, top.at(-1)!) >= crossing(top.at(-1)!, line)) top.pop();
    top.push(line);
  }
  let current = 0;
  const value = (line: Line, t: number): number => line.start + line.slope * t;
  return Float64Array.from(at, (t) => {
    while (current + 1 < top.length && value(top[current + 1]!, t) >= value(top[current]!, t)) current++;
    return value(top[current]!, t);
  });
}

function lossUpper({ x, value: [f1, f0], lower, upper }: Lines, deviations: Float64Array, payments: Payments): number {
  let most = 0;
  for (let j = 0; j + 1 < x.length; j++) {
    const at = (values: Float64Array, share: number): number => values[j]! + (values[j + 1]! - values[j]!) * share;
    for (let part = 0; part < PARTS; part++) {
      const end = x[j]! + ((x[j + 1]! - x[j]!) * (part + 1)) / PARTS;
      const paid1 = payments.served(end);
      const paid0 = payments.unserved(end);
      for (const share of [part / PARTS, (part + 1) / PARTS]) {
        for (const p of [lower[j]!, upper[j + 1]!]) {
          const truth = p * (at(f1, share) - paid1) + (1 - p) * (at(f0, share) - paid0);
          most = Math.max(most, at(deviations, share) - truth);
        }
      }
    }
  }
  return most;
}

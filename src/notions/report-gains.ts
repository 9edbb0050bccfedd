/**
 * Interim gains over a list of reports that are the types as well, from their sums over draws of the others:
 *
 *     epsilonIc    max over pairs of E[u(t, r) - u(t, t)]            epsilonLic    the same over the size of the lie, sum_j |r_j - t_j|
 *     interimIr    min over types of E[u(t, t)]
 *
 * Sums come in stages: the first of the whole list, each later one of reports that the stages before it chose, on a fresh stream. Above:
 * empirical Bernstein bounds of all pairs of a stage at once (union bound); of a pair that several stages have, the least. Below: one pair
 * that the earlier stages chose, by the last. Truth is a report, so no constant lies below zero. Each row at error probability alpha, over
 * the list (guarantee `grid`).
 *
 * Why stages are valid. Given the stages before it, stage k is a sample of its own of a list that is fixed, so with probability at least
 * 1 - alpha_k all its bounds hold, whatever the list was chosen by: the bounds given the past hold for every past, so on average over it.
 * By the union bound all bounds of all stages hold at once with probability at least 1 - sum alpha_k, where alpha_k must not depend on what
 * comes after: whether there is a third stage is decided by the first, so the earlier ones have the same share either way. Then every pair
 * of the first list is below each of its bounds, the pairs that were dropped below those of the stages that had them, and the largest of
 * the least bounds is no less than the largest mean. Nothing is asked of what was dropped: a pair wrongly dropped makes the upper end
 * larger, never wrong. The same with signs turned for interimIr. The pair of the lower end is chosen before the last stage, so its own
 * bound is for one pair.
 *
 * Every pair's gain has ends of its own (experiments/network/gain-ranges.ts): that of a short lie, which counts by its size, is small.
 */
import type { GainRanges } from '../experiments/network/gain-ranges.ts';
import type { ReportSums } from '../experiments/network/report-gains.ts';
import { empiricalBernsteinAt } from '../statistics/empirical-bernstein.ts';
import { groupMean } from '../statistics/group-mean.ts';
import { hoeffding } from '../statistics/hoeffding.ts';
import type { Interval } from '../statistics/interval.ts';
import { union } from '../statistics/union.ts';

export interface ReportPair {
  readonly type: number;
  readonly report: number;
}

const meanGain = ({ reports, amounts, payments, objects, profiles }: ReportSums, { type, report }: ReportPair): number => {
  let gain = payments[type]! - payments[report]!;
  for (let j = 0; j < objects; j++) gain += reports[type * objects + j]! * (amounts[report * objects + j]! - amounts[type * objects + j]!);
  return gain / profiles;
};

const lieSize = ({ reports, objects }: ReportSums, { type, report }: ReportPair): number => {
  let size = 0;
  for (let j = 0; j < objects; j++) size += Math.abs(reports[type * objects + j]! - reports[report * objects + j]!);
  return size;
};

function pairsOf({ reports, objects }: ReportSums): ReportPair[] {
  const count = reports.length / objects;
  return Array.from({ length: count * count }, (_, k) => ({ type: Math.floor(k / count), report: k % count }))
    .filter(({ type, report }) => type !== report);
}

const per = (sums: ReportSums, pair: ReportPair, notion: 'ic' | 'lic'): number => (notion === 'ic' ? 1 : lieSize(sums, pair));

/** The pair with the largest mean gain, or gain by the size of the lie; the earliest of several. */
export function bestPair(sums: ReportSums, notion: 'ic' | 'lic'): ReportPair {
  const worth = (pair: ReportPair): number => meanGain(sums, pair) / per(sums, pair, notion);
  return pairsOf(sums).reduce((best, pair) => (worth(pair) > worth(best) ? pair : best), { type: 0, report: 1 });
}

/** Sums of some of a list's reports. */
export interface ReportStage {
  readonly sums: ReportSums;
  /** Their places in the list of the first stage, increasing. */
  readonly places: readonly number[];
}

/** Stages before the last, at most. */
export const EARLIER_MAX = 2;
/** Of the error probability, spent on each of them, whether or not there are so many. */
const EARLIER = 0.1 / EARLIER_MAX;

/** Error probability of each stage's bounds. */
export const stageAlphas = (stages: number, alpha: number): number[] => (stages === 1 ? [alpha]
  : Array.from({ length: stages }, (_, k) => (k === stages - 1 ? (1 - EARLIER_MAX * EARLIER) * alpha : EARLIER * alpha)));

/** Half-width of a mean gain, by a bound of means at one n and alpha. `ranges` are those of the first list. */
function halfOf(
  { sums, places }: ReportStage, pair: ReportPair, { low, high }: GainRanges, bernstein: (variance: number, range: number) => number,
): number {
  const { profiles, squares, moved, off, payments } = sums;
  const square = squares[pair.type * payments.length + pair.report]!;
  const at = places[pair.type]! * Math.sqrt(low.length) + places[pair.report]!;
  return bernstein(groupMean(meanGain(sums, pair) * profiles, square, profiles, moved).variance, high[at]! - low[at]!) + off;
}

/** [types, reports] of the first list: least upper end of every mean gain that the stages have; 0 of truth. */
export function gainsAbove(stages: readonly ReportStage[], ranges: GainRanges, alphas: readonly number[]): Float64Array {
  const count = stages[0]!.places.length;
  const above = ranges.high.slice();
  for (const [k, stage] of stages.entries()) {
    const { sums, places } = stage;
    const pairs = pairsOf(sums);
    const bernstein = empiricalBernsteinAt(sums.profiles, union(alphas[k]!, pairs.length));
    for (const pair of pairs) {
      const at = places[pair.type]! * count + places[pair.report]!;
      above[at] = Math.min(above[at]!, meanGain(sums, pair) + halfOf(stage, pair, ranges, bernstein));
    }
  }
  return above;
}

/** [types, reports]: sizes of the lies of a list. */
export const lieSizes = ({ sums }: ReportStage): Float64Array => {
  const count = sums.payments.length;
  return Float64Array.from({ length: count * count }, (_, k) => lieSize(sums, { type: Math.floor(k / count), report: k % count }));
};

/** [reports, objects]: ends of mean amounts, all at once with error probability alpha; no two of a kind are further apart than `spread`. */
export function meanAmounts({ sums }: ReportStage, spread: number, alpha: number):
{ readonly least: Float64Array; readonly most: Float64Array } {
  const { amounts, profiles, off } = sums;
  const half = hoeffding(profiles, spread, union(alpha, 2 * amounts.length)) + off;
  return { least: amounts.map((sum) => sum / profiles - half), most: amounts.map((sum) => sum / profiles + half) };
}

/** `ranges`: ends of gains at any profile. `witness`: of the last stage's list, chosen by the stages before it. */
export function largestReportGain(
  stages: readonly ReportStage[], notion: 'ic' | 'lic', witness: ReportPair, ranges: GainRanges, alpha: number,
): Interval {
  const [{ sums: whole }, last] = [stages[0]!, stages.at(-1)!];
  const { sums } = last;
  const above = gainsAbove(stages, ranges, stageAlphas(stages.length, alpha / 2));
  const count = whole.payments.length;
  const upper = pairsOf(whole).reduce(
    (largest, pair) => Math.max(largest, above[pair.type * count + pair.report]! / per(whole, pair, notion)), 0,
  );
  const found = meanGain(sums, witness);
  const sure = found - halfOf(last, witness, ranges, empiricalBernsteinAt(sums.profiles, alpha / 2));
  const size = per(sums, witness, notion);
  const estimate = Math.min(upper, Math.max(0, found / size));
  return { estimate, lower: Math.min(estimate, Math.max(0, sure / size)), upper };
}

/** Mean truthful utility of every type of a stage. */
const truths = ({ reports, amounts, payments, objects, profiles }: ReportSums): number[] => Array.from(payments, (payment, t) => {
  let sum = -payment;
  for (let j = 0; j < objects; j++) sum += reports[t * objects + j]! * amounts[t * objects + j]!;
  return sum / profiles;
});

/** Ends of every type's mean truthful utility, the best that the stages have. */
function truthsBetween(stages: readonly ReportStage[], [low, high]: readonly [number, number], alphas: readonly number[]):
{ readonly below: Float64Array; readonly above: Float64Array } {
  const count = stages[0]!.places.length;
  const [below, above] = [new Float64Array(count).fill(low), new Float64Array(count).fill(high)];
  for (const [k, { sums, places }] of stages.entries()) {
    const half = hoeffding(sums.profiles, high - low, union(alphas[k]!, places.length)) + sums.moved;
    for (const [t, mean] of truths(sums).entries()) {
      below[places[t]!] = Math.max(below[places[t]!]!, mean - half);
      above[places[t]!] = Math.min(above[places[t]!]!, mean + half);
    }
  }
  return { below, above };
}

/** `range`: ends of every truthful utility. */
export function leastReportUtility(stages: readonly ReportStage[], range: readonly [number, number], alpha: number): Interval {
  const { below, above } = truthsBetween(stages, range, stageAlphas(stages.length, alpha / 2));
  const [lower, upper] = [Math.min(...below), Math.min(...above)];
  return { estimate: Math.min(upper, Math.max(lower, Math.min(...truths(stages.at(-1)!.sums)))), lower, upper };
}

/**
 * Places in the first list of what is worth another stage of so many profiles: pairs whose upper end lies above what that stage may be
 * expected to leave of the best pair's, types whose lower end lies below what it may leave of the least utility's, and the best pairs and
 * the least type themselves.
 */
export function reportsToKeep(
  stages: readonly ReportStage[], profiles: number, ranges: GainRanges, utilities: readonly [number, number], alpha: number,
): number[] {
  const [{ sums: whole }, last] = [stages[0]!, stages.at(-1)!];
  const { sums, places } = last;
  const count = whole.payments.length;
  const kept = new Set<number>();
  const alphas = stageAlphas(stages.length + 1, alpha / 2);
  const above = gainsAbove(stages, ranges, alphas);
  const pairs = pairsOf(sums);
  const now = empiricalBernsteinAt(sums.profiles, union(alphas[stages.length - 1]!, pairs.length));
  const then = empiricalBernsteinAt(profiles, union(alphas.at(-1)!, pairs.length));
  for (const notion of ['ic', 'lic'] as const) {
    const expected = pairs.reduce((most, pair) => Math.max(most,
      (meanGain(sums, pair) - halfOf(last, pair, ranges, now) / 2 + halfOf(last, pair, ranges, then)) / per(sums, pair, notion)), 0);
    for (const pair of pairs) {
      const [type, report] = [places[pair.type]!, places[pair.report]!];
      if (above[type * count + report]! / per(sums, pair, notion) > expected) kept.add(type).add(report);
    }
    const best = bestPair(sums, notion);
    kept.add(places[best.type]!).add(places[best.report]!);
  }
  const { below } = truthsBetween(stages, utilities, alphas);
  const means = truths(sums);
  const least = means.indexOf(Math.min(...means));
  const [low, high] = utilities;
  const end = Math.max(low, means[least]! - hoeffding(profiles, high - low, union(alphas.at(-1)!, places.length)));
  places.forEach((place, t) => { if (t === least || below[place]! < end) kept.add(place); });
  return [...kept].sort((a, b) => a - b);
}

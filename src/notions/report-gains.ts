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

/** [types, reports] of a list: mean gains and sizes of the lies. */
interface Pairs {
  readonly gains: Float64Array;
  readonly lies: Float64Array;
}

/** Of sums that were looked at: a study asks for the pairs of the same ones many times. */
const known = new WeakMap<ReportSums, Pairs>();

function pairsOf(sums: ReportSums): Pairs {
  const found = known.get(sums);
  if (found) return found;
  const { reports, amounts, payments, objects, profiles } = sums;
  const count = payments.length;
  const pairs: Pairs = { gains: new Float64Array(count * count), lies: new Float64Array(count * count) };
  for (let t = 0; t < count; t++) {
    for (let r = 0; r < count; r++) {
      let [gain, size] = [payments[t]! - payments[r]!, 0];
      for (let j = 0; j < objects; j++) {
        gain += reports[t * objects + j]! * (amounts[r * objects + j]! - amounts[t * objects + j]!);
        size += Math.abs(reports[t * objects + j]! - reports[r * objects + j]!);
      }
      pairs.gains[t * count + r] = gain / profiles;
      pairs.lies[t * count + r] = size;
    }
  }
  known.set(sums, pairs);
  return pairs;
}

const placeOf = ({ payments }: ReportSums, { type, report }: ReportPair): number => type * payments.length + report;

/** Calls `take` with every pair of a list that is a lie, and its place. */
function eachLie(count: number, take: (type: number, report: number, at: number) => void): void {
  for (let t = 0; t < count; t++) for (let r = 0; r < count; r++) if (t !== r) take(t, r, t * count + r);
}

/** What a gain counts by: nothing, or the size of the lie. */
const sizesFor = ({ lies }: Pairs, notion: 'ic' | 'lic'): Float64Array => (notion === 'ic' ? new Float64Array(lies.length).fill(1) : lies);

/** The pair with the largest mean gain, or gain by the size of the lie; the earliest of several. */
export function bestPair(sums: ReportSums, notion: 'ic' | 'lic'): ReportPair {
  const pairs = pairsOf(sums);
  const [{ gains }, sizes] = [pairs, sizesFor(pairs, notion)];
  let [type, report, most] = [0, 1, gains[1]! / sizes[1]!];
  eachLie(sums.payments.length, (t, r, at) => {
    const worth = gains[at]! / sizes[at]!;
    if (worth > most) [type, report, most] = [t, r, worth];
  });
  return { type, report };
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

/** Half-width of the mean gain at a place of a stage, by a bound of means at one n and alpha. `ranges` are those of the first list. */
function halvesOf({ sums, places }: ReportStage, { low, high }: GainRanges, bernstein: (variance: number, range: number) => number):
(type: number, report: number, at: number) => number {
  const { profiles, squares, moved, off } = sums;
  const { gains } = pairsOf(sums);
  const whole = Math.sqrt(low.length);
  return (type, report, at) => {
    const place = places[type]! * whole + places[report]!;
    return bernstein(groupMean(gains[at]! * profiles, squares[at]!, profiles, moved).variance, high[place]! - low[place]!) + off;
  };
}

const liesIn = (count: number): number => count * (count - 1);

/** [types, reports] of the first list: least upper end of every mean gain that the stages have; 0 of truth. */
export function gainsAbove(stages: readonly ReportStage[], ranges: GainRanges, alphas: readonly number[]): Float64Array {
  const count = stages[0]!.places.length;
  const above = ranges.high.slice();
  for (const [k, stage] of stages.entries()) {
    const { sums, places } = stage;
    const halfOf = halvesOf(stage, ranges, empiricalBernsteinAt(sums.profiles, union(alphas[k]!, liesIn(places.length))));
    const { gains } = pairsOf(sums);
    eachLie(places.length, (type, report, own) => {
      const at = places[type]! * count + places[report]!;
      above[at] = Math.min(above[at]!, gains[own]! + halfOf(type, report, own));
    });
  }
  return above;
}

/** No type of the list gains more by the size of the lie, by a report of the list. */
export function localGainOnList(stages: readonly ReportStage[], ranges: GainRanges, alphas: readonly number[]): number {
  const above = gainsAbove(stages, ranges, alphas);
  const { lies } = pairsOf(stages[0]!.sums);
  let largest = 0;
  eachLie(stages[0]!.places.length, (_, __, at) => { largest = Math.max(largest, above[at]! / lies[at]!); });
  return largest;
}

/** [types, reports]: sizes of the lies of a list. */
export const lieSizes = ({ sums }: ReportStage): Float64Array => pairsOf(sums).lies;

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
  const sizes = sizesFor(pairsOf(whole), notion);
  let upper = 0;
  eachLie(whole.payments.length, (_, __, at) => { upper = Math.max(upper, above[at]! / sizes[at]!); });
  const own = pairsOf(sums);
  const at = placeOf(sums, witness);
  const found = own.gains[at]!;
  const half = halvesOf(last, ranges, empiricalBernsteinAt(sums.profiles, alpha / 2))(witness.type, witness.report, at);
  const size = sizesFor(own, notion)[at]!;
  const estimate = Math.min(upper, Math.max(0, found / size));
  return { estimate, lower: Math.min(estimate, Math.max(0, (found - half) / size)), upper };
}

/**
 * Half-width that a next stage of so many profiles may be expected to have, for sampling alone, of the best pairs' mean gains: the lesser
 * one of the two notions.
 */
export function expectedHalf(stages: readonly ReportStage[], profiles: number, ranges: GainRanges, alpha: number): number {
  const last = stages.at(-1)!;
  const halfOf = halvesOf(last, ranges, empiricalBernsteinAt(profiles, alpha / 2));
  return Math.min(...(['ic', 'lic'] as const).map((notion) => {
    const pair = bestPair(last.sums, notion);
    return halfOf(pair.type, pair.report, placeOf(last.sums, pair)) - last.sums.off;
  }));
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

/** [types]: lower ends of what the types of the list expect of the truth, all of them at once with error probability alpha. */
export const truthsBelow = (stages: readonly ReportStage[], range: readonly [number, number], alpha: number): Float64Array =>
  truthsBetween(stages, range, stageAlphas(stages.length, alpha)).below;

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
  const lies = liesIn(places.length);
  const now = halvesOf(last, ranges, empiricalBernsteinAt(sums.profiles, union(alphas[stages.length - 1]!, lies)));
  const then = halvesOf(last, ranges, empiricalBernsteinAt(profiles, union(alphas.at(-1)!, lies)));
  const likely = new Float64Array(pairs.gains.length);
  eachLie(places.length, (type, report, at) => {
    likely[at] = pairs.gains[at]! - now(type, report, at) / 2 + then(type, report, at);
  });
  for (const notion of ['ic', 'lic'] as const) {
    const sizes = sizesFor(pairs, notion);
    let expected = 0;
    eachLie(places.length, (_, __, at) => { expected = Math.max(expected, likely[at]! / sizes[at]!); });
    eachLie(places.length, (own, other, at) => {
      const [type, report] = [places[own]!, places[other]!];
      if (above[type * count + report]! / sizes[at]! > expected) kept.add(type).add(report);
    });
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

/**
 * Interim gains over a list of reports that are the types as well, from their sums over draws of the others:
 *
 *     epsilonIc    max over pairs of E[u(t, r) - u(t, t)]            epsilonLic    the same over the size of the lie, sum_j |r_j - t_j|
 *     interimIr    min over types of E[u(t, t)]
 *
 * Above: empirical Bernstein bounds of all pairs at once (union bound); below: one pair that an independent sample chose. Truth is a
 * report, so no constant lies below zero. Each row at error probability alpha, over the list (guarantee `grid`).
 */
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

/** `range`: ends of every gain of every profile. */
export function largestReportGain(
  sums: ReportSums, notion: 'ic' | 'lic', witness: ReportPair, [least, most]: readonly [number, number], alpha: number,
): Interval {
  const { profiles, squares, moved, reports, objects } = sums;
  const pairs = pairsOf(sums);
  const half = (pair: ReportPair, bernstein: (variance: number, range: number) => number): number => {
    const square = squares[pair.type * (reports.length / objects) + pair.report]!;
    return bernstein(groupMean(meanGain(sums, pair) * profiles, square, profiles, moved).variance, most - least);
  };
  const every = empiricalBernsteinAt(profiles, union(alpha / 2, pairs.length));
  const upper = pairs.reduce(
    (largest, pair) => Math.max(largest, Math.min(most, meanGain(sums, pair) + half(pair, every) + moved) / per(sums, pair, notion)), 0,
  );
  const found = meanGain(sums, witness);
  const sure = found - half(witness, empiricalBernsteinAt(profiles, alpha / 2)) - moved;
  const size = per(sums, witness, notion);
  const estimate = Math.min(upper, Math.max(0, found / size));
  return { estimate, lower: Math.min(estimate, Math.max(0, sure / size)), upper };
}

/** `range`: ends of every truthful utility. */
export function leastReportUtility({ reports, amounts, payments, objects, profiles }: ReportSums, range: readonly [number, number],
  alpha: number): Interval {
  const [low, high] = range;
  const count = payments.length;
  const means = Array.from({ length: count }, (_, t) => {
    let sum = -payments[t]!;
    for (let j = 0; j < objects; j++) sum += reports[t * objects + j]! * amounts[t * objects + j]!;
    return sum / profiles;
  });
  const half = hoeffding(profiles, high - low, union(alpha / 2, count));
  const least = Math.min(...means);
  return { estimate: Math.min(high, Math.max(low, least)), lower: Math.max(low, least - half),
    upper: Math.min(high, Math.max(low, least) + half) };
}

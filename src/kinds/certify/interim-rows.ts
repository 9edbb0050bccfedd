/** Rows about what a bidder gains who knows her own type alone, over a list of types and reports. */
import { cellsBetween } from '../../experiments/network/cell-errors.ts';
import { evenRanges, type GainRanges, gainRanges } from '../../experiments/network/gain-ranges.ts';
import { drawReportGains, evaluationWork, gainSize, lostInSingles, reportList } from '../../experiments/network/report-gains.ts';
import type { Range } from '../../experiments/network/function-ranges.ts';
import {
  bestPair, type EARLIER_MAX, expectedHalf, largestReportGain, leastReportUtility, type ReportPair, reportsToKeep, type ReportStage,
  truthsBelow,
} from '../../notions/report-gains.ts';
import { utilityBetweenReports } from '../../notions/gains-between-reports.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import type { Estimate, Point, Signal } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import {
  type AtShare, BETWEEN, type BoundedCells, boundedCells, gainEverywhere, type InterimAsked, isEverywhere, NOTHING, WIDER,
} from './gain-everywhere.ts';
import { codeEverywhere } from './code-everywhere.ts';
import { bidderName } from './problem.ts';
import { slopesEverywhere } from './slopes-everywhere.ts';

export interface InterimSample {
  readonly bidder: number;
  /** Of fewer and fewer reports, each on a stream of its own. */
  readonly stages: readonly ReportStage[];
  /** Pairs of the last stage that the others chose. */
  readonly witness: { readonly ic: ReportPair; readonly lic: ReportPair };
  /** Of every gain. */
  readonly size: number;
  readonly ranges: GainRanges;
  /** No type of hers expects to gain more, by any report there is; absent where the list has no cells, or the mechanism no affine forms. */
  readonly everywhere?: AtShare;
  /** The same by the size of the lie; absent where cells are too steep as well. */
  readonly locally?: AtShare;
  /** Whether any type of a box may be hers, and what holds over the cells of the list; absent: the list has none. */
  readonly isBox: boolean;
  readonly cells?: BoundedCells;
  /** What these two rest on; absent: nothing but the mechanism. */
  readonly basis?: string;
  readonly complete: boolean;
}

/** Of the profiles asked for, in the stages before the last, which drop reports. */
const EARLIER = [
  { stream: 'interim-pilot', share: 1 / 32 }, { stream: 'interim-second', share: 1 / 4 },
] as const satisfies { readonly length: typeof EARLIER_MAX };
/** Profiles of a stage, at least. */
const LEAST = 512;
/** A stage that is worth its profiles has so many times those of the one before. */
const GROWTH = 4;
/** Multiplications of a certifying stage, at most: some seconds. */
const WORK = 2 ** 33;
/** Points an axis of a list of two: cells small enough for what curves between them. Code, which is slow, has the 8 of its own list. */
const TWO_AXES = 15;

/**
 * Networks are evaluated in single precision, which takes about half as long, where what that may lose is at most such a share of what
 * sampling leaves open, by the stages before: a larger one where twice the profiles are drawn for it, which leave 0.71 of it open.
 */
const SINGLES = { work: 1 / 2, share: { moreProfiles: 1 / 8, lessTime: 1 / 64 } } as const;

/** Of the work, what is done by the end of every stage, and of ε-IC on the continuum. */
const DONE = { earlier: [0.05, 0.15], last: 0.4, everywhere: 0.6 } as const;

/** Undefined where an interruption left nothing. */
export async function drawInterim(asked: InterimAsked, bidder: number, run: Run): Promise<InterimSample | undefined> {
  const { by: { mechanism }, low, high } = asked;
  const { objects } = mechanism;
  const own = [bidder * objects, (bidder + 1) * objects] as const;
  const reports = reportList(low.slice(...own), high.slice(...own), asked.laws[bidder], 'graph' in mechanism ? TWO_AXES : undefined);
  const size = gainSize(mechanism, low, high, bidder);
  const evaluation = evaluationWork(mechanism);
  const profilesOf = (count: number, single = false): number => Math.min(asked.profiles, Math.max(2 * LEAST,
    2 ** Math.floor(Math.log2(WORK / (count * ((single ? SINGLES.work : 1) * evaluation + 4 * count))))));
  let places = Array.from({ length: reports.length / objects }, (_, k) => k);
  const cells = await boundedCells(asked, bidder, cellsBetween(reports, objects), reports, run);
  if (cells === 'interrupted') return undefined;
  const ends = [-size, Math.min(size, asked.most[bidder]!)] as const;
  const ranges = cells ? gainRanges(cells.cells, reports, cells.caps, ends) : evenRanges(places.length, ends);
  const stages: ReportStage[] = [];
  /** Of reports that are left. */
  const isSingle = (): boolean => {
    if (stages.length === 0) return false;
    const profiles = profilesOf(places.length, true);
    const share = profiles > profilesOf(places.length) ? SINGLES.share.moreProfiles : SINGLES.share.lessTime;
    return lostInSingles(mechanism, asked, bidder, places.length) <= share * expectedHalf(stages, profiles, ranges, 1 - asked.confidence);
  };
  const drawStage = async (stream: string, profiles: number): Promise<ReportStage> => {
    const list = Float64Array.from({ length: places.length * objects }, (_, k) =>
      reports[places[Math.floor(k / objects)]! * objects + (k % objects)]!);
    return { places, sums: await drawReportGains(
      { ...asked, profiles, single: isSingle() }, bidder, list, size, run, run.stream(`certify/${stream}`)) };
  };
  for (const { stream, share } of EARLIER) {
    const profiles = Math.max(LEAST, Math.floor(share * profilesOf(places.length, isSingle())));
    if (stages.length > 0 && profiles < GROWTH * stages.at(-1)!.sums.profiles) continue;
    stages.push(await drawStage(stream, profiles));
    if (run.signal?.aborted || stages.at(-1)!.sums.profiles === 0) return undefined;
    asked.onShare?.(DONE.earlier[stages.length - 1]!);
    places = reportsToKeep(stages, profilesOf(places.length, isSingle()), ranges, asked.utility[bidder]!, 1 - asked.confidence);
  }
  const before = stages.at(-1)!;
  const pairOf = (notion: 'ic' | 'lic'): ReportPair => {
    const { type, report } = bestPair(before.sums, notion);
    return { type: places.indexOf(before.places[type]!), report: places.indexOf(before.places[report]!) };
  };
  const profiles = profilesOf(places.length, isSingle());
  stages.push(await drawStage('interim', profiles));
  const drawn = stages.at(-1)!.sums.profiles;
  if (drawn === 0) return undefined;
  const listed = { stages, ranges, size };
  asked.onShare?.(DONE.last);
  const byCode = codeEverywhere(asked, bidder, reports, listed);
  const everywhere = byCode?.everywhere ?? (cells && await gainEverywhere(asked, bidder, cells, listed, run));
  asked.onShare?.(DONE.everywhere);
  const locally = byCode?.locally ?? (cells && await slopesEverywhere(asked, bidder, cells, listed, run));
  asked.onShare?.(1);
  return {
    bidder, stages, size, ranges, isBox: isEverywhere(asked, bidder), ...(cells ? { cells } : {}),
    witness: { ic: pairOf('ic'), lic: pairOf('lic') }, complete: drawn === profiles,
    ...(everywhere === undefined ? {} : { everywhere }), ...(locally === undefined ? {} : { locally }),
    ...(byCode ? { basis: byCode.basis } : {}),
  };
}

export interface InterimRowsInput {
  readonly sample: InterimSample;
  readonly utility: Range;
  readonly truthful: boolean;
  readonly point: Point;
  readonly confidence: number;
}

/**
 * ε-IC or ε-LIC at a share of the error probability: of all types and reports where they are with the whole of it, whatever that makes of
 * the upper end.
 */
export function interimGain(
  sample: InterimSample, notion: 'ic' | 'lic', { truthful, confidence }: Pick<InterimRowsInput, 'truthful' | 'confidence'>, share = 1,
): Interval & { readonly guarantee: 'continuum' | 'grid' } {
  if (truthful) return { ...exactly(0), guarantee: 'continuum' };
  const { stages, ranges, witness } = sample;
  const everywhere = notion === 'ic' ? sample.everywhere : sample.locally;
  const listedAt = (part: number): Interval => largestReportGain(
    stages, notion, witness[notion], ranges, part * (everywhere === undefined ? 1 : 1 - BETWEEN) * (1 - confidence),
  );
  const isEverywhere = everywhere !== undefined && everywhere(1) <= Math.max(WIDER * listedAt(1).upper, NOTHING * sample.size);
  const listed = listedAt(share);
  // What is assumed of code may leave less than the list does.
  if (isEverywhere && sample.basis !== undefined) {
    const upper = Math.max(listed.estimate, everywhere(share));
    return { ...listed, upper, guarantee: 'continuum' };
  }
  return isEverywhere ? { ...listed, upper: Math.max(listed.upper, everywhere(share)), guarantee: 'continuum' }
    : { ...listed, guarantee: 'grid' };
}

/**
 * What the type who expects least of the truth expects: of all types where that lowers the end by a quarter of the interval at most. No
 * type expects less than what no profile leaves her with less than.
 */
export function leastUtility(
  { stages, isBox, cells: bounded }: Pick<InterimSample, 'stages' | 'isBox' | 'cells'>, range: Range, alpha: number,
): Interval & { readonly guarantee: 'continuum' | 'grid' } {
  const listed = leastReportUtility(stages, range, alpha);
  const { lower, upper } = listed;
  if (!isBox) return { ...listed, guarantee: 'grid' };
  const least = bounded
    ? utilityBetweenReports(bounded.cells, truthsBelow(stages, range, alpha / 2), bounded.caps.caps, range[0]) : range[0];
  if (least < lower - (WIDER - 1) * (upper - lower)) return { ...listed, guarantee: 'grid' };
  return { ...listed, lower: Math.min(lower, least), guarantee: 'continuum' };
}

export function interimRows({ sample, utility, truthful, point, confidence }: InterimRowsInput): Estimate[] {
  const { bidder, stages, witness } = sample;
  const { sums } = stages.at(-1)!;
  const alpha = 1 - confidence;
  const signal = (report: number): Signal => {
    const own = [...sums.reports.subarray(report * sums.objects, (report + 1) * sums.objects)];
    return own.length === 1 ? own[0]! : own;
  };
  const gains = (quantity: string, notion: 'ic' | 'lic'): Estimate => {
    const { type, report } = witness[notion];
    const bounds = interimGain(sample, notion, { truthful, confidence });
    return {
      quantity, agent: bidderName(bidder), point, ...bounds, confidence,
      ...(sample.basis !== undefined && bounds.guarantee === 'continuum' ? { basis: sample.basis } : {}),
      profiles: sums.profiles, ...(truthful || bounds.lower === 0 ? {} : { witness: { type: signal(type), report: signal(report) } }),
    };
  };
  return [
    gains('epsilonIc', 'ic'),
    gains('epsilonLic', 'lic'),
    {
      quantity: 'interimIr', agent: bidderName(bidder), point, ...leastUtility(sample, utility, alpha), confidence, profiles: sums.profiles,
    },
  ];
}

/**
 * Bidders whose rows about those who know their own type alone rest on fewer profiles than were asked for; none where no bidder's do. Of a
 * study that was cut short nothing is said: it says so itself.
 */
export function fewerProfiles(samples: readonly InterimSample[], asked: number): string[] {
  const few = samples.filter(({ complete }) => complete)
    .map(({ bidder, stages }) => ({ bidder, profiles: stages.at(-1)!.sums.profiles })).filter(({ profiles }) => profiles < asked);
  if (few.length === 0) return [];
  const most = Math.max(...few.map(({ profiles }) => profiles));
  const names = few.map(({ bidder }) => bidderName(bidder)).join(', ');
  return [`${names}: ε-IC, ε-LIC and interim individual rationality rest on ${most} profiles or fewer of the ${asked} asked for, each with `
    + 'every report of a list: as many as some seconds of work are enough for. Outcomes are of all of them.'];
}

/** What holds for all types and reports of a bidder whose rows are about a list of them; of gains, where that is less than `most`. */
export function interimNotes(
  { basis, bidder, everywhere, locally, stages }: InterimSample, most: number, rows: readonly Estimate[],
): string[] {
  const isListed = (quantity: string): boolean =>
    rows.some((row) => row.quantity === quantity && row.agent === bidderName(bidder) && row.guarantee === 'grid');
  const list = `between the ${stages[0]!.places.length} reports of the list `
    + `${basis === undefined ? 'what she gets and pays curves too much' : 'the slope that is given allows too much'} for an end nearer to`;
  const about = (what: string, end: number, constant: string): string =>
    `${bidderName(bidder)}: over all types and reports no ${what} is expected above ${Number(end.toPrecision(4))}; ${list} ${constant}`;
  return [
    ...(everywhere !== undefined && isListed('epsilonIc') && everywhere(1) < most ? [about('gain', everywhere(1), 'ε-IC')] : []),
    ...(locally !== undefined && isListed('epsilonLic') ? [about('gain by the size of the lie', locally(1), 'ε-LIC')] : []),
  ];
}

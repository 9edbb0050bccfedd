/** Rows about what a bidder gains who knows her own type alone, over a list of types and reports. */
import { FUNCTION_WORK } from '../../../kernels/report-gains/cpu.ts';
import { workOf } from '../../../kernels/network/graph.ts';
import { drawReportGains, gainSize, reportList } from '../../experiments/network/report-gains.ts';
import type { ProfilesAsked } from '../../experiments/network/profiles.ts';
import type { Range } from '../../experiments/network/function-ranges.ts';
import {
  bestPair, type EARLIER_MAX, largestReportGain, leastReportUtility, reportsToKeep, type ReportPair, type ReportStage,
} from '../../notions/report-gains.ts';
import { exactly } from '../../statistics/interval.ts';
import type { Estimate, Point, Signal } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { bidderName } from './problem.ts';

export interface InterimSample {
  readonly bidder: number;
  /** Of fewer and fewer reports, each on a stream of its own. */
  readonly stages: readonly ReportStage[];
  /** Pairs of the last stage that the others chose. */
  readonly witness: { readonly ic: ReportPair; readonly lic: ReportPair };
  /** Of every gain. */
  readonly size: number;
  readonly complete: boolean;
}

/** Of the profiles asked for, in the stages before the last, which drop reports. */
const EARLIER = [
  { stream: 'interim-pilot', share: 1 / 64 }, { stream: 'interim-second', share: 1 / 8 },
] as const satisfies { readonly length: typeof EARLIER_MAX };
/** Profiles of a stage, at least. */
const LEAST = 512;
/** A stage that is worth its profiles has so many times those of the one before. */
const GROWTH = 4;
/** Multiplications of a certifying stage, at most: some seconds. */
const WORK = 2 ** 36;

export interface InterimAsked extends ProfilesAsked {
  /** No gain of any bidder is larger, at any profile. */
  readonly most: readonly number[];
  /** Ends of truthful utilities. */
  readonly utility: readonly Range[];
  readonly confidence: number;
}

/** Undefined where an interruption left nothing. */
export async function drawInterim(asked: InterimAsked, bidder: number, run: Run): Promise<InterimSample | undefined> {
  const { by: { mechanism }, low, high } = asked;
  const { objects } = mechanism;
  const own = [bidder * objects, (bidder + 1) * objects] as const;
  const reports = reportList(low.slice(...own), high.slice(...own), asked.laws[bidder]);
  const size = gainSize(mechanism, low, high, bidder);
  const evaluation = 20 + ('graph' in mechanism ? workOf(mechanism.graph) : FUNCTION_WORK);
  const profilesOf = (count: number): number => Math.min(asked.profiles,
    Math.max(2 * LEAST, 2 ** Math.floor(Math.log2(WORK / (count * (evaluation + 4 * count))))));
  let places = Array.from({ length: reports.length / objects }, (_, k) => k);
  const drawStage = async (stream: string, profiles: number): Promise<ReportStage> => {
    const list = Float64Array.from({ length: places.length * objects }, (_, k) =>
      reports[places[Math.floor(k / objects)]! * objects + (k % objects)]!);
    return { places, sums: await drawReportGains({ ...asked, profiles }, bidder, list, size, run, run.stream(`certify/${stream}`)) };
  };
  const stages: ReportStage[] = [];
  for (const { stream, share } of EARLIER) {
    const profiles = Math.max(LEAST, Math.floor(share * profilesOf(places.length)));
    if (stages.length > 0 && profiles < GROWTH * stages.at(-1)!.sums.profiles) continue;
    stages.push(await drawStage(stream, profiles));
    if (run.signal?.aborted || stages.at(-1)!.sums.profiles === 0) return undefined;
    places = reportsToKeep(stages, profilesOf(places.length), gainRange(asked.most[bidder]!, size), asked.utility[bidder]!,
      1 - asked.confidence);
  }
  const before = stages.at(-1)!;
  const pairOf = (notion: 'ic' | 'lic'): ReportPair => {
    const { type, report } = bestPair(before.sums, notion);
    return { type: places.indexOf(before.places[type]!), report: places.indexOf(before.places[report]!) };
  };
  const profiles = profilesOf(places.length);
  stages.push(await drawStage('interim', profiles));
  const drawn = stages.at(-1)!.sums.profiles;
  if (drawn === 0) return undefined;
  return { bidder, stages, size, witness: { ic: pairOf('ic'), lic: pairOf('lic') }, complete: drawn === profiles };
}

/** Ends of every gain at any profile. */
const gainRange = (most: number, size: number): [number, number] => [-size, Math.min(size, most)];

export interface InterimRowsInput {
  readonly sample: InterimSample;
  /** No gain is larger, at any profile. */
  readonly most: number;
  readonly utility: Range;
  readonly truthful: boolean;
  readonly point: Point;
  readonly confidence: number;
}

export function interimRows({ sample, most, utility, truthful, point, confidence }: InterimRowsInput): Estimate[] {
  const { bidder, stages, size, witness } = sample;
  const { sums } = stages.at(-1)!;
  const alpha = 1 - confidence;
  const signal = (report: number): Signal => {
    const own = [...sums.reports.subarray(report * sums.objects, (report + 1) * sums.objects)];
    return own.length === 1 ? own[0]! : own;
  };
  const gains = (quantity: string, notion: 'ic' | 'lic'): Estimate => {
    const bounds = truthful ? exactly(0) : largestReportGain(stages, notion, witness[notion], gainRange(most, size), alpha);
    const { type, report } = witness[notion];
    return {
      quantity, agent: bidderName(bidder), point, ...bounds, confidence, guarantee: truthful ? 'continuum' : 'grid',
        profiles: sums.profiles,
      ...(truthful || bounds.lower === 0 ? {} : { witness: { type: signal(type), report: signal(report) } }),
    };
  };
  return [
    gains('epsilonIc', 'ic'),
    gains('epsilonLic', 'lic'),
    {
      quantity: 'interimIr', agent: bidderName(bidder), point, ...leastReportUtility(stages, utility, alpha), confidence, guarantee: 'grid',
      profiles: sums.profiles,
    },
  ];
}

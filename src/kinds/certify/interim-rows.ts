/** Rows about what a bidder gains who knows her own type alone, over a list of types and reports. */
import { FUNCTION_WORK } from '../../../kernels/report-gains/cpu.ts';
import { workOf } from '../../../kernels/network/graph.ts';
import { drawReportGains, gainSize, reportList, type ReportSums } from '../../experiments/network/report-gains.ts';
import type { ProfilesAsked } from '../../experiments/network/profiles.ts';
import type { Range } from '../../experiments/network/function-ranges.ts';
import { bestPair, largestReportGain, leastReportUtility, type ReportPair } from '../../notions/report-gains.ts';
import { exactly } from '../../statistics/interval.ts';
import type { Estimate, Point, Signal } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { bidderName } from './problem.ts';

export interface InterimSample {
  readonly bidder: number;
  readonly sums: ReportSums;
  /** The independent sample. */
  readonly pilot: ReportSums;
  /** Pairs that an independent sample chose. */
  readonly witness: { readonly ic: ReportPair; readonly lic: ReportPair };
  /** Of every gain. */
  readonly size: number;
  readonly complete: boolean;
}

const PILOT = 512;
/** Multiplications of a certifying run, at most: some seconds. */
const WORK = 2 ** 36;
const LEAST = 1024;

/** Undefined where an interruption left nothing. */
export async function drawInterim(asked: ProfilesAsked, bidder: number, run: Run): Promise<InterimSample | undefined> {
  const { by: { mechanism }, low, high } = asked;
  const own = [bidder * mechanism.objects, (bidder + 1) * mechanism.objects] as const;
  const reports = reportList(low.slice(...own), high.slice(...own));
  const size = gainSize(mechanism, low, high, bidder);
  const count = reports.length / mechanism.objects;
  const cost = count * (20 + 4 * count + ('graph' in mechanism ? workOf(mechanism.graph) : FUNCTION_WORK));
  const profiles = Math.min(asked.profiles, Math.max(LEAST, 2 ** Math.floor(Math.log2(WORK / cost))));
  const draw = (stream: string, count: number): Promise<ReportSums> =>
    drawReportGains({ ...asked, profiles: count }, bidder, reports, size, run, run.stream(`certify/${stream}`));
  const pilot = await draw('interim-pilot', PILOT);
  if (run.signal?.aborted || pilot.profiles === 0) return undefined;
  const sums = await draw('interim', profiles);
  if (sums.profiles === 0) return undefined;
  const witness = { ic: bestPair(pilot, 'ic'), lic: bestPair(pilot, 'lic') };
  return { bidder, sums, pilot, size, witness, complete: sums.profiles === profiles };
}

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
  const { bidder, sums, size, witness } = sample;
  const alpha = 1 - confidence;
  const signal = (report: number): Signal => {
    const own = [...sums.reports.subarray(report * sums.objects, (report + 1) * sums.objects)];
    return own.length === 1 ? own[0]! : own;
  };
  const gains = (quantity: string, notion: 'ic' | 'lic'): Estimate => {
    const bounds = truthful ? exactly(0) : largestReportGain(sums, notion, witness[notion], [-size, Math.min(size, most)], alpha);
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
      quantity: 'interimIr', agent: bidderName(bidder), point, ...leastReportUtility(sums, utility, alpha), confidence, guarantee: 'grid',
      profiles: sums.profiles,
    },
  ];
}

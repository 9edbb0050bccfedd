/** One bidder of an assignment market: reports searched on pilot streams, all of them certified on a stream of its own. */
import { assignment } from '../../../kernels/assignment/cpu.ts';
import { exactProfiles, type AssignmentParameters } from '../../../kernels/assignment/spec.ts';
import { InputError } from '../../errors.ts';
import { bestPayAsBid } from '../../notions/epsilon-ic/pay-as-bid.ts';
import type { AssignmentSums } from '../../experiments/assignment-sums.ts';
import type { Run } from '../../run/run.ts';
import type { StudyAim } from '../kind.ts';
import { lawErrors, type LawErrors } from './law-error.ts';
import type { AssignmentStudy } from './study-point.ts';
import { different, lattice, refinedReports, structuredReports, type Report } from './reports.ts';
import { supportsOf, type MarketInUnits } from './units.ts';

export interface BidderOptions {
  readonly study: AssignmentStudy;
  readonly units: MarketInUnits;
  readonly bidder: number;
  readonly aim: StudyAim;
  readonly onProgress: (share: number) => void;
}

export interface BidderSample {
  readonly bidder: number;
  readonly sums: AssignmentSums;
  readonly errors: LawErrors;
  readonly reports: readonly Report[];
  /** Whether the reports stand for all there are. */
  readonly all: boolean;
  /** `rounding` and `within` of the market (units.ts). */
  readonly rounding: number;
  readonly within: number | undefined;
  /** Index of the report that the pilots chose. */
  readonly witness: number;
  /** False where an interruption cut the certifying run short. */
  readonly complete: boolean;
}

/** Work of a unit of the kernel's own count, on one core. */
const UNIT_NS = 12;
/** Computing, on one core, that a pilot round and a certifying run may take where the number of profiles is not given. */
const PILOT_NS = 1e8;
const CERTIFY_NS = 3e9;
const PILOT_PROFILES = [2 ** 6, 2 ** 12] as const;
const CERTIFY_PROFILES = [2 ** 8, 2 ** 20] as const;
/** Other rows than the one for which the number is planned want a sample of some size. */
const PLANNED_LEAST = 2 ** 15;
/** Standard errors between the estimate and its bounds, union over the reports included. */
const TYPICAL_DEVIATIONS = 5;
/** Steps of the refinement, as shares of the supports' widths. */
const STEPS = [1 / 16, 1 / 32, 1 / 64] as const;
const PILOT_SHARE = 0.1;

const powerWithin = (x: number, [least, most]: readonly [number, number]): number =>
  Math.min(most, Math.max(least, 2 ** Math.round(Math.log2(x))));
const costOf = (parameters: AssignmentParameters): number => UNIT_NS * assignment.drawsPerProfile(parameters);

/** Throws InputError where sums over so many profiles would not be exact. */
export function requireExact(study: AssignmentStudy, profiles: number | undefined): void {
  const most = exactProfiles(study.market);
  if (profiles !== undefined && profiles > most) {
    throw new InputError(
      'profiles',
      `must be at most ${most} for ${study.market.bidders} bidders and ${study.market.objects} objects, got ${profiles}`,
    );
  }
}

/** Undefined where an interruption left nothing to certify. */
export async function studyBidder(options: BidderOptions, run: Run): Promise<BidderSample | undefined> {
  const { units: { market, unit, within, rounding }, bidder, onProgress, study } = options;
  const space = supportsOf(options.units, bidder);
  const laws = study.market.laws.slice(bidder * market.objects, (bidder + 1) * market.objects);
  const parametersFor = (reports: readonly Report[], types: Int32Array): AssignmentParameters =>
    ({
      ...market, bidder, reports: Int32Array.from(reports.flatMap(({ row }) => [...row])), types,
      ...(within === undefined ? {} : { ties: { within, tops: space.top } }),
    });
  const drawn = async (
    stream: string,
    parameters: AssignmentParameters,
    count: number,
    progress?: (profiles: number) => void,
  ): Promise<AssignmentSums> => {
    const request = { kernel: 'assignment', parameters, stream: run.stream(`assignment/${stream}`), first: 0, count } as const;
    const { statistics, profiles } = await run.draw(request, progress ? { onProgress: progress } : {});
    return { statistics, profiles, parameters, unit, ...space };
  };

  const everything = options.units.isLattice ? lattice(space) : undefined;
  let reports = everything ?? structuredReports(space, laws, unit, run.stream('assignment/types'));
  let found = { row: reports[0]!.row, mean: -Infinity, deviation: 0 };
  for (const [round, step] of [undefined, ...(everything ? [] : STEPS)].entries()) {
    const tried = step === undefined
      ? reports
      : different([{ kind: 'refined', row: found.row }, ...refinedReports(space, found.row, step)]);
    const parameters = parametersFor(tried, new Int32Array(0));
    const sums = await drawn(`pilot/${bidder}/${round}`, parameters, powerWithin(PILOT_NS / costOf(parameters), PILOT_PROFILES));
    if (run.signal?.aborted || sums.profiles === 0) return undefined;
    const { report, mean, deviation } = bestPayAsBid(sums);
    found = { row: tried[report]!.row, mean, deviation };
    reports = different([...reports, ...tried]);
    onProgress((PILOT_SHARE * (round + 1)) / (1 + STEPS.length));
  }

  const parameters = parametersFor(reports, space.low);
  const count = plannedProfiles(options, costOf(parameters), found);
  const sums = await drawn('certify', parameters, count, (profiles) => onProgress(PILOT_SHARE + ((1 - PILOT_SHARE) * profiles) / count));
  if (sums.profiles === 0) return undefined;
  const key = found.row.join();
  return {
    bidder, sums, errors: lawErrors(market, options.units.errors, bidder), reports, all: everything !== undefined, rounding, within,
    witness: reports.findIndex(({ row }) => row.join() === key), complete: sums.profiles === count,
  };
}

/** Given, or as many as the precision needs within a few seconds of computing. */
function plannedProfiles(
  { aim: { profiles, precision, maxProfiles }, study }: BidderOptions,
  cost: number,
  { mean, deviation }: { mean: number; deviation: number },
): number {
  if (profiles !== undefined) return profiles;
  const within = Math.min(maxProfiles, exactProfiles(study.market), powerWithin(CERTIFY_NS / cost, CERTIFY_PROFILES));
  if (precision === undefined || !(mean > 0)) return within;
  return Math.min(within, Math.max(PLANNED_LEAST, Math.ceil(((TYPICAL_DEVIATIONS * deviation) / (precision * mean)) ** 2)));
}

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
import { different, lattice, refinedReports, structuredReports, type Report, type ReportSpace } from './reports.ts';
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
  /** Types that were tried where the others' worths depend on hers; absent: they do not, and the highest type gains most. */
  readonly tried?: readonly TriedType[];
}

/** One type, at the top of her reports, the others being drawn given it. */
export interface TriedType {
  readonly sums: AssignmentSums;
  readonly reports: readonly Report[];
  /** Index of the report that the pilots chose. */
  readonly witness: number;
  /** What the pilots found its gain to be. */
  readonly mean: number;
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
export const PILOT_SHARE = 0.1;

const powerWithin = (x: number, [least, most]: readonly [number, number]): number =>
  Math.min(most, Math.max(least, 2 ** Math.round(Math.log2(x))));
/** Nanoseconds of a profile on one core, about. */
export const costOf = (parameters: AssignmentParameters): number => UNIT_NS * assignment.drawsPerProfile(parameters);

/** Throws InputError where sums over so many profiles would not be exact. */
export function requireExact(study: Pick<AssignmentStudy, 'market'>, profiles: number | undefined): void {
  const most = exactProfiles(study.market);
  if (profiles !== undefined && profiles > most) {
    throw new InputError(
      'profiles',
      `must be at most ${most} for ${study.market.bidders} bidders and ${study.market.objects} objects, got ${profiles}`,
    );
  }
}

/** Sums of `count` profiles of a stream; `progress` hears how many there are. */
export type DrawSums = (
  stream: string, parameters: AssignmentParameters, count: number, progress?: (profiles: number) => void,
) => Promise<AssignmentSums>;

/** What pilots found: reports, of which the last sums are to be certified, and the best of them with the moments of its gain. */
export interface Searched {
  readonly reports: readonly Report[];
  readonly all: boolean;
  readonly best: { readonly row: Int32Array; readonly mean: number; readonly deviation: number };
}

/** Parameters of the kernel for reports, and types of whom the VCG utility is wanted, in a space of reports. */
export const parametersFor = (
  { units: { market, within }, bidder }: Pick<BidderOptions, 'units' | 'bidder'>, { top }: ReportSpace, reports: readonly Report[],
  types: Int32Array = new Int32Array(0),
): AssignmentParameters => ({
  ...market, bidder, reports: Int32Array.from(reports.flatMap(({ row }) => [...row])), types,
  ...(within === undefined ? {} : { ties: { within, tops: top } }),
});

/** The reports by which a type at the top of `space` gains most on pilot streams; undefined where an interruption came first. */
export async function searchReports(
  options: Pick<BidderOptions, 'units' | 'bidder' | 'study' | 'onProgress'>, space: ReportSpace, drawn: DrawSums, run: Run,
): Promise<Searched | undefined> {
  const { units, bidder, study: { market: { laws, objects } } } = options;
  const everything = units.isLattice ? lattice(space) : undefined;
  const own = laws.slice(bidder * objects, (bidder + 1) * objects);
  let reports = everything ?? structuredReports(space, own, units.unit, run.stream('assignment/types'));
  let found = { row: reports[0]!.row, mean: -Infinity, deviation: 0 };
  for (const [round, step] of [undefined, ...(everything ? [] : STEPS)].entries()) {
    const tried = step === undefined
      ? reports
      : different([{ kind: 'refined', row: found.row }, ...refinedReports(space, found.row, step)]);
    const parameters = parametersFor(options, space, tried);
    const sums = await drawn(`pilot/${bidder}/${round}`, parameters, powerWithin(PILOT_NS / costOf(parameters), PILOT_PROFILES));
    if (run.signal?.aborted || sums.profiles === 0) return undefined;
    const { report, mean, deviation } = bestPayAsBid(sums);
    found = { row: tried[report]!.row, mean, deviation };
    reports = different([...reports, ...tried]);
    options.onProgress((PILOT_SHARE * (round + 1)) / (1 + STEPS.length));
  }
  return { reports, all: everything !== undefined, best: found };
}

export const placeOf = ({ reports, best }: Searched): number => {
  const key = best.row.join();
  return reports.findIndex(({ row }) => row.join() === key);
};

/** Undefined where an interruption left nothing to certify. */
export async function studyBidder(options: BidderOptions, run: Run): Promise<BidderSample | undefined> {
  const { units: { market, unit, within, rounding }, bidder, onProgress } = options;
  const space = supportsOf(options.units, bidder);
  const drawn: DrawSums = async (stream, parameters, count, progress) => {
    const request = { kernel: 'assignment', parameters, stream: run.stream(`assignment/${stream}`), first: 0, count } as const;
    const { statistics, profiles } = await run.draw(request, progress ? { onProgress: progress } : {});
    return { statistics, profiles, parameters, unit, ...space };
  };
  const searched = await searchReports(options, space, drawn, run);
  if (!searched) return undefined;
  const { reports, all, best } = searched;
  const parameters = parametersFor(options, space, reports, space.low);
  const count = plannedProfiles(options, costOf(parameters), best);
  const sums = await drawn('certify', parameters, count, (profiles) => onProgress(PILOT_SHARE + ((1 - PILOT_SHARE) * profiles) / count));
  if (sums.profiles === 0) return undefined;
  return {
    bidder, sums, errors: lawErrors(market, options.units.errors, bidder), reports, all, rounding, within,
    witness: placeOf(searched), complete: sums.profiles === count,
  };
}

/** Given, or as many as the precision needs within a few seconds of computing. */
export function plannedProfiles(
  { aim: { profiles, precision, maxProfiles }, study }: BidderOptions,
  cost: number,
  { mean, deviation }: { mean: number; deviation: number },
): number {
  if (profiles !== undefined) return profiles;
  const within = Math.min(maxProfiles, exactProfiles(study.market), powerWithin(CERTIFY_NS / cost, CERTIFY_PROFILES));
  if (precision === undefined || !(mean > 0)) return within;
  return Math.min(within, Math.max(PLANNED_LEAST, Math.ceil(((TYPICAL_DEVIATIONS * deviation) / (precision * mean)) ** 2)));
}

/** One unit-demand market too large to list its assignments: sampled, searched for the best lies, and certified. */
import { OUTSIDE_THE_PAPERS } from '../../distributions/dependence.ts';
import { openSupports } from '../../distributions/unbounded.ts';
import { ENDLESS } from '../../notions/infinite-constant.ts';
import type { Estimate } from '../../results/document.ts';
import { INFINITE_EPSILON_IC, verdict } from '../../results/verdict.ts';
import type { Run } from '../../run/run.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { requireExact, studyBidder, type BidderSample } from './bidder-study.ts';
import { studyDependentBidder } from './dependent-bidder.ts';
import { bidderRows, marketRows } from './rows.ts';
import { bidderName, studiedBidders, type AssignmentStudy } from './study-point.ts';
import { inUnits, type MarketInUnits } from './units.ts';

/** Nothing is drawn yet. Throws InputError where sums over so many profiles would not be exact. */
export async function planPoint(point: SweepPoint<AssignmentStudy>, aim: StudyAim): Promise<PlannedPoint> {
  requireExact(point.problem, aim.profiles);
  const units = inUnits(point.problem.market);
  return { cost: 1, study: (run) => studyPoint(point, units, aim, run) };
}

async function studyPoint(
  { problem: study, values: point }: SweepPoint<AssignmentStudy>,
  units: MarketInUnits,
  aim: StudyAim,
  run: Run,
): Promise<PointResult> {
  const { confidence } = aim;
  const bidders = studiedBidders(study);
  const certified = study.market.dependence ? studyDependentBidder : studyBidder;
  const samples: BidderSample[] = [];
  for (const [index, bidder] of bidders.entries()) {
    if (run.signal?.aborted) break;
    const onProgress = (share: number): void => run.progress(bidderName(bidder), (index + share) / bidders.length);
    const sample = await certified({ study, units, bidder, aim, onProgress }, run);
    if (!sample) break;
    samples.push(sample);
    const { sums, reports, witness, complete } = sample;
    run.log({
      event: 'certified', point, agent: bidderName(bidder), profiles: sums.profiles, reports: reports.length,
      witness: reports[witness]!.kind, complete,
    });
  }
  const { objects, laws } = study.market;
  const endless = ({ bidder }: BidderSample): boolean =>
    laws.slice(bidder * objects, (bidder + 1) * objects).some(({ whole }) => whole?.ends[1] === Infinity);
  const estimates = study.mechanisms.flatMap((mechanism) => [
    ...samples.flatMap((sample) => bidderRows({ mechanism, sample, point, confidence, endless: endless(sample) })),
    ...samples.slice(0, 1).flatMap((sample) => marketRows({ mechanism, sample, point, confidence })),
  ]);
  return {
    samplers: samples.map(({ bidder }) => ({
      agent: bidderName(bidder), point, sampler: 'assignment',
      reason: 'unit demand: an assignment for every profile, whatever the number of alternatives',
    })),
    estimates,
    curves: [], surfaces: [],
    // Bid high enough, and an object is hers against some draws; the worth of it has no bound (notions/infinite-constant.ts).
    verdicts: study.mechanisms.filter(({ payments }) => payments === 'pay-as-bid').flatMap(({ name }) => samples.filter(endless)
      .map(({ bidder }) => ({
        id: INFINITE_EPSILON_IC,
        ...verdict(bidderName(bidder), { ...point, mechanism: name }, 'no', `'${name}' is ε-IC for no ε as far as ${bidderName(bidder)} `
          + `goes: its ε-IC constant is infinite, since ${ENDLESS}.`),
      }))),
    notes: [...remarks(estimates, aim), ...tiesOf(units, samples), ...openSupports(study.market.laws),
      ...(study.market.dependence ? [`worths ${OUTSIDE_THE_PAPERS}`, DEPENDENT_NOTE] : [])],
    complete: run.signal?.aborted !== true && samples.length === bidders.length && samples.every(({ complete }) => complete),
    intervalAt({ quantity, agent, point: { mechanism: of } }, share) {
      const sample = samples.find(({ bidder }) => bidderName(bidder) === agent);
      const mechanism = study.mechanisms.find(({ name }) => name === of);
      if (!sample || !mechanism) return undefined;
      const rows = bidderRows({ mechanism, sample, point, confidence: 1 - share * (1 - confidence) });
      return rows.find((row) => row.quantity === quantity);
    },
  };
}

const DEPENDENT_NOTE = 'what a lie gains is looked at for types at some levels of the bidder\'s laws, the others being drawn given each: '
  + 'over all types it is at least that';

/** How ties count where they are no exception. */
function tiesOf({ within }: MarketInUnits, samples: readonly BidderSample[]): string[] {
  if (within === undefined) return [];
  return [
    'Worths have points of positive probability: under pay-as-bid a report stands for those a hair above it, which win ties'
    + `${within === 0 ? '' : '; the points have no common unit, so that ends hold whether what may be a tie is one or not'}`
    + `${samples.length > 0 && samples.every(({ all }) => all) ? '; all reports in the unit of the worths are gone through' : ''}.`,
  ];
}

function remarks(rows: readonly Estimate[], { precision, profiles }: StudyAim): string[] {
  const isWide = ({ quantity, lower, upper, estimate }: Estimate): boolean =>
    quantity === 'epsilonIc' && upper - lower > 2 * (precision ?? Infinity) * estimate;
  return [
    ...(
      profiles === undefined && rows.some(isWide)
        ? [`some epsilon-IC constants did not reach a relative half-width of ${precision} within the few seconds that an assignment `
          + `study takes by default; --profiles asks for more`]
        : []
    ),
  ];
}

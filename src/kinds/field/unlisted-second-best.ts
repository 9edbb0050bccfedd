/**
 * The second best of a market whose assignments are too many to list: the first best, which VCG reaches whatever side constraints are asked
 * for (unlisted.ts). What is drawn is how much welfare that is.
 */
import { exactProfiles } from '../../../kernels/assignment/spec.ts';
import { assignmentMarketMean } from '../../notions/market.ts';
import type { Estimate } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { exactly, widened } from '../../statistics/interval.ts';
import { costOf, requireExact } from '../assignment/bidder-study.ts';
import { lawErrors } from '../assignment/law-error.ts';
import { inUnits, supportsOf } from '../assignment/units.ts';
import { NOTHING_KNOWN } from '../cut-short.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { firstBestVerdict, MARKET, notesOf } from './second-best-rows.ts';
import type { AssignmentSecondBestQuestion } from './study-point.ts';
import { SAMPLED } from './unlisted.ts';

/** Computing, on one core, where the number of profiles is not given. */
const CERTIFY_NS = 2e9;
const [LEAST, MOST] = [256, 200_000];

async function study(
  { problem: { market, ...question }, values }: SweepPoint<AssignmentSecondBestQuestion>, { profiles, confidence, maxProfiles }: StudyAim,
  run: Run,
): Promise<PointResult> {
  const units = inUnits(market);
  const ends = supportsOf(units, 0);
  const parameters = { ...units.market, bidder: 0, reports: ends.low, types: new Int32Array(0) };
  const within = Math.max(LEAST, Math.floor(CERTIFY_NS / costOf(parameters)));
  const count = profiles ?? Math.min(MOST, within, maxProfiles, exactProfiles(market));
  const request = { kernel: 'assignment', parameters, stream: run.stream('field/welfare'), first: 0, count } as const;
  const { statistics, profiles: drawn } = await run.draw(request, { onProgress: (done) => run.progress('second best', done / count) });
  if (drawn < count) return NOTHING_KNOWN;
  const { all } = lawErrors(units.market, units.errors, 0);
  const sums = { statistics, profiles: drawn, parameters, unit: units.unit, ...ends };
  const welfare = widened(assignmentMarketMean(sums, 'welfare', 1 - confidence), all.shift, [0, Infinity]);
  const row = (quantity: string, more: Partial<Estimate> & Pick<Estimate, 'basis'>): Estimate => ({
    quantity, agent: MARKET, point: values, ...welfare, confidence, guarantee: 'continuum', profiles: drawn, ...more,
  });
  const basis = 'the efficient assignment of every profile: VCG payments reach it';
  return {
    ...NOTHING_KNOWN, complete: true,
    samplers: [{ agent: MARKET, point: values, ...SAMPLED }],
    estimates: [
      row('secondBestWelfare', { basis }), row('firstBestWelfare', { basis }),
      row('welfareLoss', { ...exactly(0), confidence: 1, basis: 'zero by structure: worths are their owner\'s alone' }),
    ],
    verdicts: [firstBestVerdict(values, exactly(0))], notes: notesOf(question),
  };
}

/** Throws InputError where sums over so many profiles would not be exact. */
export async function planUnlistedSecondBest(point: SweepPoint<AssignmentSecondBestQuestion>, aim: StudyAim): Promise<PlannedPoint> {
  requireExact(point.problem, aim.profiles);
  return { cost: 1, study: (run) => study(point, aim, run) };
}

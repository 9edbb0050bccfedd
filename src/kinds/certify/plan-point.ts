/** One mechanism certified: outcomes of all profiles, ends of regrets of the first of them. */
import { worstRegret } from '../../../kernels/regret/worst.ts';
import { isTruthfulByConstruction } from '../../experiments/network/dependence.ts';
import { drawProfiles, type ProfilesAsked, type ProfileSums } from '../../experiments/network/profiles.ts';
import { outcomeRanges } from '../../experiments/network/ranges.ts';
import type { Estimate, Verdict } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { drawInterim, interimRows, type InterimSample } from './interim-rows.ts';
import { outcomeRows } from './outcome-rows.ts';
import { bidderName, DEFAULTS, effortOf, largestValue, reportSpace, unitOf, type NetworkStudy } from './problem.ts';
import { regretRows } from './regret-rows.ts';

/** Outcomes drawn where no number is given. */
const OUTCOMES = 2 ** 16;
/** The bound of all profiles' regret may look at so many times the boxes of one proof. */
const WORST_BOXES = 4;
/** Shares of the work, for progress. */
const PROOF_SHARE = 0.9;

/** Nothing is drawn before the study: no choice depends on a sample. */
export async function planPoint(point: SweepPoint<NetworkStudy>, aim: StudyAim): Promise<PlannedPoint> {
  return { cost: 1, study: (run) => studyPoint(point, aim, run) };
}

async function studyPoint({ problem: study, values }: SweepPoint<NetworkStudy>, aim: StudyAim, run: Run): Promise<PointResult> {
  const point = { ...values, mechanism: study.network.name };
  const { confidence } = aim;
  const { network: { mechanism }, laws } = study;
  const profiles = aim.profiles ?? Math.min(OUTCOMES, aim.maxProfiles);
  const proofs = Math.min(profiles, study.proofs ?? DEFAULTS.proofs);
  const space = reportSpace(study);
  const unitDemand = study.values === 'unit-demand';
  const unit = unitOf(study);
  const asked: ProfilesAsked = { mechanism, laws, ...space, effort: effortOf(study), unit, unitDemand, agents: [], profiles };
  const bidders = Array.from({ length: mechanism.bidders }, (_, i) => i);
  const truthful = bidders.map((i) => isTruthfulByConstruction(mechanism, i));

  const outcomes = await drawProfiles(asked, run, run.stream('certify/outcomes'), (done) =>
    run.progress('outcomes', ((1 - PROOF_SHARE) * done) / profiles));
  const proved = run.signal?.aborted || outcomes.profiles === 0
    ? undefined
    : await drawProfiles({ ...asked, agents: bidders, profiles: proofs }, run, run.stream('certify/regret'), (done) =>
      run.progress('regret', 1 - PROOF_SHARE + (PROOF_SHARE * done) / proofs));
  const regret = proved && proved.profiles > 0 ? proved : undefined;
  const interim: InterimSample[] = [];
  for (const bidder of regret ? bidders : []) {
    const sample = run.signal?.aborted ? undefined : await drawInterim(asked, proofs, bidder, run);
    if (sample) interim.push(sample);
  }
  const found = await run.draw({
    evaluation: 'certify-ranges',
    parameters: { asked: { mechanism, ...space, unitDemand }, floors: regret ? bidders.map((i) => Math.max(...regret.lower[i]!)) : [] },
    compute: async () => ({
      ranges: outcomeRanges(mechanism, space.low, space.high, unitDemand),
      most: regret ? bidders.map((i) => mostRegret(asked, regret, i)) : [],
    }),
  });
  const rows: Estimate[] = outcomes.profiles === 0 ? [] : [
    ...(regret ? bidders.flatMap((i) => regretRows({
      sums: regret, bidder: i, agent: i, objects: mechanism.objects, most: found.most[i]!, truthful: truthful[i]!,
      value: largestValue(study), point, confidence,
    })) : []),
    ...interim.flatMap((sample) => interimRows({
      sample, most: found.most[sample.bidder]!, utility: found.ranges.utility[sample.bidder]!, truthful: truthful[sample.bidder]!, point,
      confidence,
    })),
    ...outcomeRows(
      { sums: outcomes, ranges: found.ranges, point, confidence, rounding: unit, tolerance: 1e-9 * Math.max(1, largestValue(study)) }),
  ];
  run.log({ event: 'certified', point, profiles: outcomes.profiles, proofs: regret?.profiles ?? 0 });
  return {
    samplers: bidders.map((i) => ({
      agent: bidderName(i), point, sampler: 'regret',
        reason: 'values are linear in the type: a graph of operations, enclosed by affine arithmetic',
    })),
    estimates: rows, curves: [], surfaces: [],
    verdicts: bidders.filter((i) => truthful[i]).map((i): Verdict => ({
      agent: bidderName(i), point, holds: true,
      text: 'strategy-proof by construction: she buys what her bid says is best from offers on which her bids have no influence',
    })),
    notes: [...(regret ? proofNotes(regret, asked, truthful) : [])],
    complete: run.signal?.aborted !== true && interim.length === bidders.length && interim.every((sample) => sample.complete)
      && outcomes.profiles === profiles && regret?.profiles === proofs,
  };
}

const mostRegret = ({ mechanism, low, high, effort: { gap, boxes } }: ProfilesAsked, { lower }: ProfileSums, bidder: number): number =>
  worstRegret(mechanism, low, high, bidder, WORST_BOXES * boxes, Math.max(...lower[bidder]!), gap).upper;

/** What was reached within the stated number of boxes. */
function proofNotes({ finished, boxes, upper, lower, profiles }: ProfileSums, { effort }: ProfilesAsked,
  truthful: readonly boolean[]): string[] {
  const total = (rows: readonly Float64Array[]): number => rows.reduce((sum, row) => row.reduce((a, b) => a + b, sum), 0);
  const all = profiles * finished.length;
  if (truthful.every(Boolean)) return [];
  const widest = upper.reduce((most, row, a) => row.reduce((far, end, p) => Math.max(far, end - lower[a]![p]!), most), 0);
  return [
    `proofs of regret: ${total(finished)} of ${all} finished within ${effort.boxes} boxes each, ${Math.round(total(boxes) / all)} used on `
    + `average; the widest is ${Number(widest.toPrecision(3))} wide`,
  ];
}

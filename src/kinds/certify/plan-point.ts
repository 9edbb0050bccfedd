/** One mechanism certified: outcomes of all profiles, ends of regrets of the first of them. */
import type { WorstRegretParameters } from '../../../kernels/worst-regret/spec.ts';
import { isTruthfulByConstruction } from '../../experiments/network/dependence.ts';
import { drawProfiles, type ProfilesAsked, type ProfileSums, type Searched } from '../../experiments/network/profiles.ts';
import { policyGains } from '../../experiments/network/policy-gains.ts';
import { outcomeRanges } from '../../experiments/network/ranges.ts';
import { scaleOf } from '../../experiments/network/scale.ts';
import type { OutcomeRanges } from '../../experiments/network/function-ranges.ts';
import { evaluationWork, gainSize } from '../../experiments/network/report-gains.ts';
import type { Estimate, Verdict } from '../../results/document.ts';
import { fingerprint } from '../../run/fingerprint.ts';
import type { Run } from '../../run/run.ts';
import { inTurns } from '../../run/turns.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { codeCertificate } from './code-certificate.ts';
import { slopeBasis } from './code-everywhere.ts';
import { drawInterim, fewerProfiles, interimGain, interimNotes, interimRows, type InterimSample } from './interim-rows.ts';
import { infeasibleNotes, outcomeRows } from './outcome-rows.ts';
import {
  amountsPlace, bidderName, DEFAULTS, largestValue, reportSpace, searchedOf, subjectOf, unitOf, type MechanismStudy,
} from './problem.ts';
import { openNotes, tailsOf, withTails } from './open-laws.ts';
import { regretCertificate } from './regret-certificate.ts';
import { regretRows, type RegretRowsInput } from './regret-rows.ts';
import { inUsersCode } from './users-code.ts';

/** Outcomes drawn where no number is given. */
const OUTCOMES = 2 ** 16;
/** The bound of all profiles' regret may look at so many times the boxes of one proof. */
const WORST_BOXES = 16;
/** In so many parts for each bidder, where a part has so many boxes at least; with more of them, which make up for what dealing loses. */
const WORST_PARTS = { most: 4, boxes: 2 ** 11, more: 1 / 8 } as const;
/** Of the profiles whose regret is bounded. */
/** Of amounts, and of money as a share of the largest value: events are told apart from what rounding may do. */
const ROUNDING = 1e-9;
const REGRET_STREAM = 'certify/regret';
/** Work, in evaluations of many at a time: of a profile drawn, of a proof, of a box of types and a report, of a bidder's interim rows. */
const WORK = { profile: 10, proof: 2000, box: 250, interim: 2 ** 34.5 } as const;

/** Nothing is drawn before the study: no choice depends on a sample. */
export async function planPoint(point: SweepPoint<MechanismStudy>, aim: StudyAim): Promise<PlannedPoint> {
  return { cost: 1, study: (run) => studyPoint(point, aim, run).catch((error: unknown) => { throw inUsersCode(error, point.problem); }) };
}

async function studyPoint({ problem: study, values }: SweepPoint<MechanismStudy>, aim: StudyAim, run: Run): Promise<PointResult> {
  const point = { ...values, mechanism: subjectOf(study).name };
  const { confidence } = aim;
  const { laws } = study;
  const by = searchedOf(study);
  const { mechanism } = by;
  const profiles = aim.profiles ?? Math.min(OUTCOMES, aim.maxProfiles);
  const proofs = Math.min(profiles, study.proofs ?? DEFAULTS.proofs);
  const space = reportSpace(study);
  const unitDemand = study.values === 'unit-demand';
  const unit = unitOf(study);
  const asked: ProfilesAsked = { by, laws, ...space, unit, unitDemand, agents: [], profiles };
  const bidders = Array.from({ length: mechanism.bidders }, (_, i) => i);
  const truthful = bidders.map((i) => 'graph' in mechanism && isTruthfulByConstruction(mechanism, i));

  const doing = progressOf(by, bidders.length, profiles, proofs, run);
  const outcomes = await drawProfiles(asked, run, run.stream('certify/outcomes'), (done) => doing('outcomes', done / profiles));
  const proved = run.signal?.aborted || outcomes.profiles === 0
    ? undefined
    : await drawProfiles({ ...asked, agents: bidders, profiles: proofs }, run, run.stream(REGRET_STREAM), (done) =>
      doing('regret', done / proofs));
  const regret = proved && proved.profiles > 0 ? proved : undefined;
  // Side by side: the ranges on this thread, what no regret exceeds on the others.
  const [ranges, most] = await Promise.all([
    run.draw({
      evaluation: 'certify-ranges', parameters: { mechanism, ...space, unitDemand }, compute: () => rangesOf(asked, run.signal),
    }),
    regret ? mostRegrets(asked, regret, run) : [],
  ]);
  // One bidder's bounds are made of sums on this thread while others' are drawn.
  const shares = bidders.map(() => 0);
  const samples = await Promise.all((regret ? bidders : []).map((bidder) => {
    const onShare = (share: number): void => {
      shares[bidder] = share;
      doing('interim gains', shares.reduce((sum, own) => sum + own, 0) / shares.length);
    };
    return run.signal?.aborted ? undefined : drawInterim({ ...asked, most, utility: ranges.utility, confidence, onShare }, bidder, run);
  }));
  const interim: InterimSample[] = samples.filter((sample) => sample !== undefined);
  const played = new Map<number, RegretRowsInput['played']>();
  for (const { bidder, stages, size } of interim) {
    const gains = truthful[bidder] ? undefined : await inTurns(policyGains(asked, bidder, stages[0]!.sums, outcomes), run.signal);
    if (gains) played.set(bidder, { gains, size, rounding: unit });
  }
  const tails = tailsOf(study);
  const rows: Estimate[] = outcomes.profiles === 0 ? [] : withTails([
    ...(regret ? bidders.flatMap((i) => regretRows({
      sums: regret, bidder: i, agent: i, objects: mechanism.objects, most: most[i]!, truthful: truthful[i]!,
      value: largestValue(study), point, confidence, mass: tails[i]!.mass, ...restsOn(by),
      ...(played.has(i) ? { played: played.get(i)! } : {}),
    })) : []),
    ...interim.flatMap((sample) => interimRows({
      sample, utility: ranges.utility[sample.bidder]!, truthful: truthful[sample.bidder]!, point,
      confidence,
    })),
    ...outcomeRows({
      sums: outcomes, ranges, point, confidence, rounding: unit, amountRounding: unit / scaleOf(space),
      money: ROUNDING * largestValue(study), amount: ROUNDING,
    }),
  ], tails, study);
  if (regret?.profiles === proofs && !run.signal?.aborted) {
    const name = `regret-${subjectOf(study).name.replace(/[^\w-]+/g, '-')}`;
    run.prove(name, () => ('network' in study
      ? regretCertificate({ study, regret, most, truthful, confidence, seed: run.seed, stream: REGRET_STREAM })
      : codeCertificate({ study, regret, most, confidence, seed: run.seed, stream: REGRET_STREAM })));
  }
  run.log({ event: 'certified', point, profiles: outcomes.profiles, proofs: regret?.profiles ?? 0 });
  return {
    samplers: bidders.map((i) => ({
      agent: bidderName(i), point, sampler: by.kernel,
        reason: by.kernel === 'regret' ? 'values are linear in the type: a graph of operations, enclosed by affine arithmetic'
          : 'values are linear in the type: code, called with bids',
    })),
    estimates: rows, curves: [], surfaces: [],
    verdicts: bidders.filter((i) => truthful[i]).map((i): Verdict => ({
      agent: bidderName(i), point, holds: true,
      text: 'strategy-proof by construction: she buys what her bid says is best from offers on which her bids have no influence',
    })),
    notes: [
      ...openNotes(study),
      ...infeasibleNotes(outcomes, amountsPlace(study), bidders.length, ROUNDING),
      ...(regret ? proofNotes(regret, asked, truthful, 'network' in study ? study.seconds : undefined) : []),
      ...(aim.profiles === undefined ? [] : fewerProfiles(interim, aim.profiles)),
      ...interim.flatMap((sample) => interimNotes(sample, most[sample.bidder]!, rows)),
      ...(profiles < (study.proofs ?? 0)
        ? [`regret is bounded of ${profiles} profiles, all that are drawn: --proved asks for ${study.proofs}, --profiles for more`] : []),
    ],
    complete: run.signal?.aborted !== true && interim.length === bidders.length && interim.every((sample) => sample.complete)
      && outcomes.profiles === profiles && regret?.profiles === proofs,
    intervalAt({ quantity, agent }, share) {
      const sample = interim.find(({ bidder }) => bidderName(bidder) === agent);
      const notion = quantity === 'epsilonIc' ? 'ic' : quantity === 'epsilonLic' ? 'lic' : undefined;
      return sample && notion ? interimGain(sample, notion, { truthful: truthful[sample.bidder]!, confidence }, share) : undefined;
    },
  };
}

/** Tells the run how far it is: stages follow each other, and each has the share of its work. */
function progressOf(by: Searched, bidders: number, profiles: number, proofs: number, run: Run): (stage: string, share: number) => void {
  const regret = bidders * proofs * WORK.proof;
  const worst = by.kernel === 'regret' ? bidders * WORST_BOXES * by.effort.boxes * WORK.box : 0;
  const stages = {
    outcomes: profiles * WORK.profile, regret, worst, 'interim gains': (bidders * WORK.interim) / evaluationWork(by.mechanism),
  };
  const all = Object.values(stages).reduce((sum, work) => sum + work, 0);
  return (stage, share) => {
    let before = 0;
    for (const [name, work] of Object.entries(stages)) {
      if (name === stage) return run.progress(stage, (before + share * work) / all);
      before += work;
    }
  };
}

/** Ranges of the last networks, by all that decides them: they take seconds, and points that differ in effort or prior share them. */
const known = new Map<string, OutcomeRanges>();
const KNOWN_MAX = 16;

/** What every profile's outcome lies in. Where the run is stopped, what one enclosure of all types proves. */
async function rangesOf({ by: { mechanism }, low, high, unitDemand }: ProfilesAsked, signal?: AbortSignal): Promise<OutcomeRanges> {
  const name = fingerprint([mechanism, low, high, unitDemand]);
  const ranges = known.get(name) ?? await inTurns(outcomeRanges(mechanism, low, high, unitDemand), signal);
  if (ranges === undefined) return (await inTurns(outcomeRanges(mechanism, low, high, unitDemand, 1)))!;
  if (known.size >= KNOWN_MAX) known.delete(known.keys().next().value!);
  known.set(name, ranges);
  return ranges;
}

/** What no profile's regret exceeds, for every bidder: in an enclosure of all outcomes where the run is stopped, and of code. */
async function mostRegrets({ by, low, high, unit }: ProfilesAsked, { lower }: ProfileSums, run: Run): Promise<readonly number[]> {
  const found = lower.map((ends) => ends.reduce((most, end) => Math.max(most, end), 0));
  const plain = (i: number): number => Math.max(found[i]!, gainSize(by.mechanism, low, high, i));
  if (by.kernel !== 'regret') return found.map((_, i) => plain(i));
  const whole = WORST_BOXES * by.effort.boxes;
  const parts = whole < WORST_PARTS.most * WORST_PARTS.boxes ? 1 : WORST_PARTS.most;
  const boxes = Math.floor((parts === 1 ? 1 : 1 + WORST_PARTS.more) * whole);
  const parameters: WorstRegretParameters = {
    mechanism: by.mechanism, low, high, first: 0, agents: found.map((_, i) => i), floors: found, gap: by.effort.gap, boxes, parts, unit,
  };
  const drawn = await run.draw({
    kernel: 'worst-regret', parameters, stream: run.stream('certify/worst-regret'), first: 0, count: found.length * parts,
  });
  const ends = drawn.statistics.upper!;
  return found.map((_, i) => ((i + 1) * parts <= drawn.profiles
    ? ends.slice(i * parts, (i + 1) * parts).reduce((most, end) => Math.max(most, end)) * unit : plain(i)));
}

/** What the rows about regret rest on. */
const restsOn = (by: Searched): Pick<RegretRowsInput, 'guarantee' | 'basis'> => {
  if (by.kernel === 'regret') return { guarantee: 'continuum' };
  return by.search.kind === 'list' ? { guarantee: 'grid', basis: `a list of ${reportCount(by)} reports, and the truth` }
    : { guarantee: 'continuum', basis: slopeBasis(by.search.slope) };
};

const reportCount = ({ search, mechanism: { objects } }: Extract<Searched, { readonly kernel: 'function-regret' }>): number =>
  (search.kind === 'list' ? search.reports[0]!.length / objects : 0);

/** What is assumed of code, and what was reached within the stated number of boxes. */
function proofNotes(sums: ProfileSums, { by }: ProfilesAsked, truthful: readonly boolean[], seconds = 0): string[] {
  if (by.kernel === 'regret') return truthful.every(Boolean) ? [] : [reached(sums, by.effort.boxes, seconds)];
  const { search, mechanism: { payments: [least, most] } } = by;
  const range = `assumed of every profile, and checked at every outcome that was computed: shares are probabilities and payments lie in `
    + `[${least}, ${most}]`;
  return search.kind === 'list'
    ? [range, `regret is over a list of ${reportCount(by)} reports and the truth: other reports may gain more (--slope bounds them)`]
    : [range, `assumed of every profile, and checked on reports that were tried: utility changes by at most ${search.slope} where a bid `
      + 'changes by 1', reached(sums, search.boxes)];
}

function reached({ finished, boxes, upper, lower, profiles }: ProfileSums, most: number, seconds = 0): string {
  const total = (rows: readonly Float64Array[]): number => rows.reduce((sum, row) => row.reduce((a, b) => a + b, sum), 0);
  const all = profiles * finished.length;
  const widest = upper.reduce((far, row, a) => row.reduce((wide, end, p) => Math.max(wide, end - lower[a]![p]!), far), 0);
  const budget = seconds > 0 ? `${most} boxes each (${seconds} s, at a fixed cost of a box)` : `${most} boxes each`;
  return `proofs of regret: ${total(finished)} of ${all} finished within ${budget}, ${Math.round(total(boxes) / all)} used on `
    + `average; the widest is ${Number(widest.toPrecision(3))} wide`;
}

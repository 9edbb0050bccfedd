/** One agent under one mechanism: search on pilot streams, certify on a stream of its own. */
import type { SocialChoiceProblem, ValueStructure } from '../../environment/social-choice.ts';
import type { Run } from '../../run/run.ts';
import type { StudyAim } from '../kind.ts';
import { groupMean } from '../../statistics/group-mean.ts';
import { gainSlopes } from '../../mechanism/gain-slopes.ts';
import { incentiveCompatibleByStructure, interimIncentiveCompatible, maximises, paysByReport } from '../../mechanism/incentives.ts';
import { insuredMechanism, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import { sureChoice } from '../../mechanism/sure-choice.ts';
import { typeRange } from '../../mechanism/type-range.ts';
import type { InterimSampler, InterimSums } from '../../experiments/interim-sums.ts';
import { COARSE_STEPS, dividedReports, LINE_STEPS, lineReports } from '../../experiments/reports.ts';
import { ownSpace, type OwnSpace } from '../../experiments/own-signal.ts';
import { dependentLine, insideEnds } from '../../experiments/played/law-error.ts';
import { isGeneralisedVcg, othersProblem } from './generalised-vcg.ts';
import { bottomAndTop, type BottomAndTop } from './modified-vcg.ts';
import { interimSampler } from './samplers.ts';
import { DIVISORS, GROUP, search, type Search } from './search.ts';

export interface AgentStudyOptions {
  readonly problem: SocialChoiceProblem;
  readonly mechanism: Mechanism;
  /** All mechanisms of the point, which share draws. */
  readonly mechanisms: readonly Mechanism[];
  readonly agent: number;
  /** As found, not as claimed. */
  readonly structure: ValueStructure;
  readonly reports?: readonly (readonly number[])[];
  readonly aim: StudyAim;
  readonly onProgress?: (share: number) => void;
}

export interface AgentSample {
  readonly space: OwnSpace;
  readonly search: Search;
  readonly sampler: InterimSampler;
  readonly sums: InterimSums;
  /** The base's choices on the same draws, where the mechanism insures an incentive compatible base. */
  readonly base?: InterimSums;
  /** A finer and larger sample without pairs, where choices alone certify the loss of a strategy. */
  readonly fine?: InterimSums;
  /** Of the modified VCG, where its constant can be had on the continuum. */
  readonly ends?: BottomAndTop;
  /** Over a line of reports, where the scenario's own list is of one signal and what lies between its points is known by structure. */
  readonly onLine?: AgentSample;
  /** False where an interruption cut the certifying run short. */
  readonly complete: boolean;
  /** Whether signals of the scenario's own list were moved away from ends of laws. */
  readonly isMoved: boolean;
}

/** Where signals are correlated the others are drawn anew for every type. */
const DEPENDENT_STEPS = 32;
/** Computing, on one core, that a pilot round and a certifying run may take where the number of profiles is not given. */
const SEARCH_NS = 4e7;
const CERTIFY_NS = 1.5e9;
const SEARCH_PROFILES = [2 ** 9, 2 ** 13] as const;
/** Share of a given number of profiles that a pilot round of tensor ops may take: there, unlike in fused loops, pilots are felt. */
const TENSOR_SEARCH_SHARE = 1 / 4;
const CERTIFY_PROFILES = [2 ** 12, 2 ** 20] as const;
/** Other quantities than the constant for which the number is planned want a sample of some size. */
const PLANNED_LEAST = 2 ** 17;
/** Standard errors between the estimate and its bounds, union over the grid included. */
const TYPICAL_DEVIATIONS = 5;
/** Share of the whole that the search is taken to be. */
const SEARCH_SHARE = 0.1;

const powerWithin = (x: number, [least, most]: readonly [number, number]): number =>
  Math.min(most, Math.max(least, 2 ** Math.round(Math.log2(Math.max(1, x)))));

/** Name of the certifying stream of an agent: common to all mechanisms of a point and to all points. */
export const certifyingStream = (agent: number): string => `social-choice/certify/${agent}`;

/** Undefined where an interruption left nothing to certify. */
export async function studyAgent(options: AgentStudyOptions, run: Run): Promise<AgentSample | undefined> {
  const { problem, mechanism, mechanisms, agent, structure, onProgress } = options;
  const space = ownSpace(problem, agent, mechanisms);
  const samplerFor = (question: Parameters<typeof interimSampler>[2]): Promise<InterimSampler> =>
    interimSampler(problem, mechanism, question, run);
  const probe = await samplerFor({
    agent,
    reports: [space.supports.map(([low]) => low)],
    paired: [0],
    groupSize: GROUP,
    line: space.coordinates.length === 1,
  });
  const listed = listOf(options, space);
  const found = await search({
    space: listed.space, samplerFor,
    stream: (round) => run.stream(`social-choice/search/${agent}/${round}`),
    profiles: searchProfiles(options.aim, probe),
    steps: probe.path === 'fused' ? LINE_STEPS : problem.dependence ? DEPENDENT_STEPS : COARSE_STEPS,
    mayCrowd: probe.path === 'fused' && mayCrowd(options),
    // Where a pilot is felt.
    gainsNever: probe.path !== 'fused' && incentiveCompatibleByStructure(problem, mechanism, structure) !== undefined,
    ...(problem.dependence && space.coordinates.length === 1
      ? { line: dependentLine(problem.signals[space.coordinates[0]!]!.law, DEPENDENT_STEPS) } : {}),
    ...(listed.reports ? { reports: listed.reports } : {}),
  });
  if (run.signal?.aborted) return undefined;
  onProgress?.(SEARCH_SHARE);
  const sampler = await samplerFor(found.question);
  const count = plannedProfiles(options, found, space, sampler);
  const slopes = gainSlopes(problem, mechanism, agent);
  const drawn = await sampler.run(run.stream(certifyingStream(agent)), 0, count, {
    onProgress: (profiles) => onProgress?.(SEARCH_SHARE + ((1 - SEARCH_SHARE) * profiles) / count),
  });
  if (drawn.groups === 0) return undefined;
  const sloped = slopes ? { ...drawn, gainSlopes: slopes } : drawn;
  // On even lines, where no law is much wider than what matters, samples alone are sharp enough.
  const sums = found.isCrowded ? withTypeRanges(withSureChances(sloped, problem, mechanism), problem, mechanism) : sloped;
  const base = await baseSums(options, sums, run);
  const ends = await bottomAndTop(problem, mechanism, space, sums.profiles, run);
  const fine = await fineSums(options, sums, found, run);
  return {
    space,
    search: found,
    sampler,
    sums,
    ...(fine ? { fine } : {}),
    ...(base ? { base } : {}),
    ...(ends ? { ends } : {}),
    complete: sums.profiles === count,
    isMoved: listed.isMoved,
  };
}

/**
 * The space that lists of signals fill, and the scenario's own list. Given the end of a law the others' types may be at theirs, nearer than
 * single precision tells: where signals depend on each other types stay inside.
 */
function listOf(
  { problem, reports }: AgentStudyOptions, space: OwnSpace,
): { readonly space: OwnSpace; readonly reports?: readonly (readonly number[])[] | undefined; readonly isMoved: boolean } {
  if (!problem.dependence) return { space, reports, isMoved: false };
  const supports = space.coordinates.map((d) => insideEnds(problem.signals[d]!.law));
  const kept = reports?.map((signal) => signal.map((x, c) => Math.min(supports[c]![1], Math.max(supports[c]![0], x))));
  const isMoved = kept?.some((signal, r) => signal.some((x, c) => x !== reports![r]![c])) === true;
  return { space: { ...space, supports }, reports: kept, isMoved };
}

/** Of one pilot round, a power of two. */
function searchProfiles({ profiles }: StudyAim, { path, cost }: InterimSampler): number {
  const within = powerWithin(SEARCH_NS / cost, SEARCH_PROFILES);
  if (path === 'fused' || profiles === undefined) return within;
  return Math.min(within, powerWithin(TENSOR_SEARCH_SHARE * profiles, SEARCH_PROFILES));
}

/**
 * Whether reports may stand where choices change: with private linear values, a rule that maximises and transfers that are not made of
 * equal steps.
 */
function mayCrowd({ problem, mechanism: { rule, transfers }, structure }: AgentStudyOptions): boolean {
  const { payment, paysWelfare } = schemeOf(transfers);
  const known = payment !== undefined || paysWelfare === true || insuredMechanism(transfers) !== undefined;
  return known && structure === 'private' && problem.valuations.kind === 'linear' && !problem.dependence && maximises(rule, problem);
}

function withSureChances(sums: InterimSums, problem: SocialChoiceProblem, mechanism: Mechanism): InterimSums {
  const { question: { agent, reports }, classOf } = sums;
  const chances = sureChoice(problem, mechanism, agent, classOf);
  return chances ? { ...sums, sure: Float64Array.from(reports.flatMap(([x]) => [...chances(x!)])) } : sums;
}

function withTypeRanges(sums: InterimSums, problem: SocialChoiceProblem, mechanism: Mechanism): InterimSums {
  const { question: { agent, paired, reports } } = sums;
  const of = typeRange(problem, mechanism, agent);
  const ranges = of ? paired.map((r) => of(reports[r]!)) : [];
  return of && ranges.every((range) => range !== undefined) ? { ...sums, typeRanges: ranges } : sums;
}

/**
 * The allocation of the mechanism that is insured (Song22 Theorem 5.1), where that one is incentive compatible by its structure; what is
 * best for the others under the generalised VCG mechanism.
 */
async function baseSums(
  { problem, mechanism, structure }: AgentStudyOptions,
  { question, profiles, sure }: InterimSums,
  run: Run,
): Promise<InterimSums | undefined> {
  if (question.line && isGeneralisedVcg(problem, mechanism, structure, question.agent)) {
    if (interimIncentiveCompatible(problem, mechanism, structure) !== undefined) return undefined;
    const without: Mechanism = { name: mechanism.name, rule: mechanism.rule, transfers: { kind: 'none' } };
    const asked = { ...question, paired: [], choicesAlone: true };
    const sampler = await interimSampler(othersProblem(problem, question.agent), without, asked, run);
    return sampler.run(run.stream(certifyingStream(question.agent)), 0, profiles);
  }
  const insured = insuredMechanism(mechanism.transfers);
  if (!insured || !question.line || problem.dependence || !incentiveCompatibleByStructure(problem, insured, structure)) return undefined;
  if (interimIncentiveCompatible(problem, mechanism, structure) !== undefined) return undefined;
  const sampler = await interimSampler(problem, insured, { ...question, paired: [] }, run);
  const sums = await sampler.run(run.stream(certifyingStream(question.agent)), 0, profiles);
  return sure ? withSureChances(sums, problem, insured) : sums;
}

/** Given, or as many as the precision needs within a few seconds of computing; a multiple of the group. */
function plannedProfiles(
  { aim: { profiles, precision, maxProfiles } }: AgentStudyOptions,
  { sums, witnesses }: Search,
  space: OwnSpace,
  { cost }: InterimSampler,
): number {
  if (profiles !== undefined) return GROUP * Math.ceil(profiles / GROUP);
  const within = Math.min(GROUP * Math.ceil(maxProfiles / GROUP), powerWithin(CERTIFY_NS / cost, CERTIFY_PROFILES));
  const pair = witnesses.epsilonLic;
  // In several dimensions several constants want their share of precision, and the list is short.
  if (!pair || precision === undefined || space.coordinates.length > 1) return within;
  const { paired, reports } = sums.question;
  const at = pair.report * paired.length + pair.type;
  const { mean, variance } = groupMean(sums.gain[at]!, sums.gainSquares[at]!, sums.groups, sums.squaresRounding);
  const size = DIVISORS.epsilonLic(space)(reports[paired[pair.report]!]!, reports[paired[pair.type]!]!) ?? 1;
  if (!(mean > 0) || !(size > 0)) return within;
  const needed = variance * (TYPICAL_DEVIATIONS / (precision * mean)) ** 2 * GROUP;
  return Math.min(within, Math.max(PLANNED_LEAST, GROUP * Math.ceil(needed / GROUP)));
}

const FINE_STEPS = 4096;
const FINE_TIMES = 4;
/** Parts of each step of a crowded line. */
const FINE_PARTS = FINE_STEPS / LINE_STEPS;

/** For auctions in which a report either serves the agent or not and she pays by her report alone. */
async function fineSums(
  { problem, mechanism, agent, mechanisms }: AgentStudyOptions,
  { question, profiles }: InterimSums,
  { isCrowded }: Search,
  run: Run,
): Promise<InterimSums | undefined> {
  if (!question.line || !paysByReport(mechanism)) return undefined;
  const reports = isCrowded ? dividedReports(question.reports, FINE_PARTS) : lineReports(ownSpace(problem, agent, mechanisms), FINE_STEPS);
  const sampler = await interimSampler(problem, mechanism, { ...question, reports, paired: [] }, run);
  if (sampler.path !== 'fused') return undefined;
  const count = GROUP * Math.floor(Math.min(FINE_TIMES * profiles, CERTIFY_NS / sampler.cost) / GROUP);
  if (count < profiles) return undefined;
  const sums = await sampler.run(run.stream(`social-choice/fine/${agent}`), 0, count);
  if (sums.profiles === 0) return undefined;
  return isCrowded ? withSureChances(sums, problem, mechanism) : sums;
}

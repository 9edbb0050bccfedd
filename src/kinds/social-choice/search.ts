/**
 * Where to look for the best lies: a pilot stream chooses reports, types and witness pairs. Whatever it finds is certified
 * on another stream, so the search decides how sharp a result is and never whether it holds.
 */
import type { Pair } from '../../notions/certified.ts';
import { relevantDistance, supDistance } from '../../beliefs/signal-distance.ts';
import type { InterimQuestion, InterimSampler, InterimSums } from '../../experiments/interim-sums.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';
import {
  agreeingReports,
  COARSE_STEPS,
  crowdedReports,
  distinctSignals,
  lineReports,
  LISTED_MAX,
  listedReports,
  refinedReports,
} from '../../experiments/reports.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';

/** Profiles in a group that is one observation of a pair's gain: second moments cost a group, not a profile. */
export const GROUP = 32;
/** Evenly spaced types of a line that are held against each other. */
const LINE_PAIRS = 33;
/** Neighbours of the best pair that join them. */
const LINE_NEIGHBOURS = [-2, -1, 1, 2] as const;
const REFINEMENTS = [1 / 8, 1 / 32] as const;
/** Standard errors that a pair must stand above its rivals' noise. */
const CAUTION = 2;

/** What a pair's gain is divided by, or undefined where the quantity does not speak of the pair. */
export type Divisor = (report: readonly number[], type: readonly number[]) => number | undefined;

export const DIVISORS = {
  /** Song22 Definition 2. */
  epsilonIc: (): Divisor => () => 1,
  /** Definitions 3 and 9. */
  epsilonLic: ({ relevant }: OwnSpace): Divisor => (report, type) => relevantDistance(relevant, report, type) || undefined,
  /** Definition 10. */
  weakEpsilonLic: (): Divisor => (report, type) => supDistance(report, type) || undefined,
  /** Lies about own-payoff-irrelevant information alone. */
  irrelevantGain: ({ relevant }: OwnSpace): Divisor => (report, type) =>
    relevantDistance(relevant, report, type) === 0 && supDistance(report, type) > 0 ? 1 : undefined,
} as const;
export type Sought = keyof typeof DIVISORS;

export interface Search {
  readonly question: InterimQuestion;
  /** The pair that looked best for each quantity. */
  readonly witnesses: Partial<Record<Sought, Pair>>;
  /** The last round's sample, for plans. */
  readonly sums: InterimSums;
  /** Reports of a line stand where choices change, and not at equal steps. */
  readonly isCrowded?: true;
}

type SamplerFor = (question: InterimQuestion) => Promise<InterimSampler>;

export interface SearchOptions {
  readonly space: OwnSpace;
  readonly samplerFor: SamplerFor;
  /** Key of the stream of search round 0, 1, ... */
  readonly stream: (round: number) => StreamKey;
  readonly profiles: number;
  /** Steps of the grid in one dimension, a multiple of 32. */
  readonly steps: number;
  /** Of that many steps in place of equal ones over the support. */
  readonly line?: readonly (readonly number[])[];
  /** The scenario's own list, if any. */
  readonly reports?: readonly (readonly number[])[];
  /** Whether theory says that no lie gains: then what a first pilot finds will do. Default: false. */
  readonly gainsNever?: boolean;
  /** Whether reports of a line may leave equal steps where choices change in few of them. Default: false. */
  readonly mayCrowd?: boolean;
}

export async function search(options: SearchOptions): Promise<Search> {
  return options.space.coordinates.length === 1 && !options.reports ? searchLine(options) : searchList(options);
}

const signalOf = ({ reports, paired }: InterimQuestion, position: number): readonly number[] => reports[paired[position]!]!;

/** The pair whose gain over its divisor stands highest after a few standard errors are taken off. */
export function bestPair(sums: InterimSums, divisor: Divisor): Pair | undefined {
  const { question, groups, gain, gainSquares } = sums;
  const size = question.paired.length;
  let best: { pair: Pair; score: number } | undefined;
  for (let report = 0; report < size; report++) {
    for (let type = 0; type < size; type++) {
      if (report === type) continue;
      const by = divisor(signalOf(question, report), signalOf(question, type));
      if (by === undefined) continue;
      const mean = gain[report * size + type]! / groups;
      const variance = Math.max(0, gainSquares[report * size + type]! / groups - mean ** 2);
      const score = (mean - CAUTION * Math.sqrt(variance / groups)) / by;
      if (best === undefined || score > best.score) best = { pair: { report, type }, score };
    }
  }
  return best?.pair;
}

function allBest(sums: InterimSums, space: OwnSpace): Partial<Record<Sought, Pair>> {
  const found = (Object.keys(DIVISORS) as Sought[]).flatMap((name) => {
    const pair = bestPair(sums, DIVISORS[name](space));
    return pair ? [[name, pair] as const] : [];
  });
  return Object.fromEntries(found);
}

async function pilot({ samplerFor, stream, profiles }: SearchOptions, question: InterimQuestion, round: number): Promise<InterimSums> {
  const sampler = await samplerFor(question);
  return sampler.run(stream(round), 0, profiles);
}

/** Of the chance of a class, the most that it may change within one step of an even line. */
const STEEP = 1 / 32;
/** Rounds, each of which finds a bulk a few hundred times narrower than the one before it. */
const CROWDING_ROUNDS = [3, 4, 5] as const;

/** [R - 1] how far the shares of the classes move from each report to the next. */
function risesOf({ choices, classes, profiles, question: { reports } }: InterimSums): Float64Array {
  return Float64Array.from({ length: reports.length - 1 }, (_, r) => {
    let moved = 0;
    for (let c = 0; c < classes; c++) moved += Math.abs(choices[(r + 1) * classes + c]! - choices[r * classes + c]!);
    return moved / (2 * profiles);
  });
}

const isSteep = (rises: Float64Array): boolean => rises.some((rise) => rise > STEEP);

/** The line, crowded until no step of it is steep; a jump stays steep. */
async function crowded(options: SearchOptions, question: InterimQuestion, first: InterimSums): Promise<InterimQuestion> {
  let found = question;
  let rises = risesOf(first);
  for (const round of options.mayCrowd ? CROWDING_ROUNDS : []) {
    if (!isSteep(rises)) break;
    found = { ...found, reports: crowdedReports(found.reports, rises) };
    rises = risesOf(await pilot(options, found, round));
  }
  return found;
}

/** One dimension: an even grid, then the grid again with the best pairs' neighbourhoods. */
async function searchLine(options: SearchOptions): Promise<Search> {
  const { space, steps } = options;
  const line = { agent: space.agent, reports: options.line ?? lineReports(space, steps), groupSize: GROUP, line: true };
  const even = Array.from({ length: LINE_PAIRS }, (_, i) => (i * steps) / (LINE_PAIRS - 1));
  const first = await pilot(options, { ...line, paired: even }, 0);
  const common = await crowded(options, { ...line, paired: [] }, first);
  const isCrowded = common.reports !== line.reports;
  let question: InterimQuestion = { ...common, paired: even };
  let sums = isCrowded ? await pilot(options, question, 0) : first;
  let witnesses = allBest(sums, space);
  for (const [round, reach] of (options.gainsNever ? [] : steps > COARSE_STEPS ? [4, 1] : [1]).entries()) {
    const centres = Object.values(witnesses).flatMap(({ report, type }) => [question.paired[report]!, question.paired[type]!]);
    const near = [...new Set(centres)].flatMap((centre) => [centre, ...LINE_NEIGHBOURS.map((step) => centre + reach * step)]);
    const paired = [...new Set([...even, ...near])].filter((r) => r >= 0 && r <= steps).sort((a, b) => a - b);
    question = { ...common, paired };
    sums = await pilot(options, question, round + 1);
    witnesses = allBest(sums, space);
  }
  return { question, witnesses, sums, ...(isCrowded && { isCrowded }) };
}

/** Several dimensions: the structured list, then finer and finer neighbourhoods of the best pairs. */
async function searchList(options: SearchOptions): Promise<Search> {
  const { space } = options;
  const all = options.reports ? agreeingReports(space, options.reports) : listedReports(space);
  const questionOf = (reports: readonly (readonly number[])[]): InterimQuestion =>
    ({ agent: space.agent, reports, paired: reports.map((_, r) => r), groupSize: GROUP, line: false });
  let question = questionOf(all);
  let sums = await pilot(options, question, 0);
  let witnesses = allBest(sums, space);
  if (options.reports) return { question, witnesses, sums };
  const kept = all.slice(0, LISTED_MAX / 2);
  for (const [round, step] of REFINEMENTS.entries()) {
    const pairs = Object.values(witnesses).map(({ report, type }) => [signalOf(question, report), signalOf(question, type)] as const);
    const found = pairs.flat();
    const refined = interleave(pairs.map(([report, type]) => refinedReports(space, report, type, step)));
    question = questionOf(distinctSignals([...found, ...kept, ...refined]).slice(0, LISTED_MAX));
    sums = await pilot(options, question, round + 1);
    witnesses = allBest(sums, space);
  }
  return { question, witnesses, sums };
}

/** First of each, second of each, ... */
function interleave<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = lists.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => (i < list.length ? [list[i]!] : []))).flat();
}

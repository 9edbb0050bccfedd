/** Samples that ambiguity premiums from reach rest on: gains on a pilot stream, and reach at the radii of a ladder. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Rise } from '../../notions/ambiguity-premium/steps.ts';
import { PairGains } from '../../notions/misreport-gain.ts';
import { utilityRise } from '../../mechanism/utility-rise.ts';
import { reachSampler } from '../../experiments/reach/sampler.ts';
import type { InterimSums } from '../../experiments/interim-sums.ts';
import type { ReachSampler, ReachSums } from '../../experiments/reach-sums.ts';
import type { AmbiguityTask } from './ambiguity-findings.ts';
import type { Shares } from './ambiguity-shares.ts';
import { GROUP } from './search.ts';
import { evenPositions, onlyPairs } from './spaced.ts';

/** Computing, on one core, that a reach experiment may take. */
const PILOT_NS = 6e7;
const CERTIFY_NS = 5e8;
const PROFILES = [2 ** 10, 2 ** 20] as const;
/** The pilot's share of a given number of profiles, or of those that certify gains. */
const PILOT_SHARE = 1 / 8;
const PILOT_LEAST = 512;

/** Sums at some radii, from the stream of a stage; undefined where an interruption left nothing. */
export type Draw = (stage: string, radii: readonly number[], problem?: SocialChoiceProblem) => Promise<ReachSums | undefined>;

export interface Samples {
  readonly pilot: PairGains;
  readonly gains: PairGains;
  readonly rise: Rise;
  readonly alpha: number;
  readonly utility: ReturnType<typeof utilityRise>;
}

/** Short lies of a line where their gains are bounded draw by draw, else the even grid. */
export const gridOf = ({ sample: { sums: { gainSlopes } } }: AmbiguityTask, sums: InterimSums): InterimSums =>
  (!sums.question.line || gainSlopes ? sums : onlyPairs(sums, evenPositions(sums)));

/** Gains on a stream of their own, which names lies to certify. */
export async function pilotGains(task: AmbiguityTask): Promise<PairGains | undefined> {
  const { sample: { sampler, sums, space }, run } = task;
  const profiles = GROUP * Math.ceil(Math.max(PILOT_LEAST, sums.profiles * PILOT_SHARE) / GROUP);
  const drawn = await sampler.run(run.stream(`social-choice/ambiguity/gains/${space.agent}`), 0, profiles);
  return drawn.groups === 0 ? undefined : new PairGains(gridOf(
    task,
    { ...drawn, ...(sums.gainSlopes ? { gainSlopes: sums.gainSlopes } : {}) },
  ));
}

/** Own value of the classes that tell alternatives apart for this agent, at the positions of the pairs. */
export function riseOf({ question: { paired }, typeValue, classes }: InterimSums): Rise {
  return (report, type) =>
    Float64Array.from({ length: classes }, (_, c) => typeValue![paired[type]! * classes + c]! - typeValue![paired[report]! * classes + c]!);
}

export function samplerOf(
  { study, mechanism, run, sample: { space: { agent } } }: AmbiguityTask,
  { question }: InterimSums,
  radii: readonly number[],
  problem = study.problem,
): ReachSampler | { readonly unsupported: string } {
  return reachSampler(problem, mechanism, { agent, reports: question.paired.map((r) => question.reports[r]!), radii }, run);
}

export function drawer(task: AmbiguityTask, grid: InterimSums, shares: Shares | undefined): Draw {
  const { run, aim: { profiles: given, maxProfiles }, sample: { space } } = task;
  return async (stage, radii, problem) => {
    if (shares) return stage === 'pilot' ? shares.pilot : shares.certify;
    const sampler = samplerOf(task, grid, radii, problem);
    if ('unsupported' in sampler) return undefined;
    const within = Math.min(
      PROFILES[1],
      Math.max(PROFILES[0], 2 ** Math.floor(Math.log2((stage === 'pilot' ? PILOT_NS : CERTIFY_NS) / sampler.cost))),
    );
    const count = Math.min(
      maxProfiles,
      given === undefined ? within : stage === 'pilot' ? Math.max(PILOT_LEAST, Math.ceil(given * PILOT_SHARE)) : given,
    );
    const sums = await sampler.run(run.stream(`social-choice/ambiguity/${stage}/${space.agent}`), 0, count);
    return sums.profiles === 0 ? undefined : inClassesOf(grid, sums);
  };
}

/** Classes by their numbers in the interim sums, whatever the sampler calls them. */
function inClassesOf({ classOf, classes }: InterimSums, sums: ReachSums): ReachSums {
  if (sums.classes === classes && sums.classOf.every((c, k) => c === classOf[k])) return sums;
  const to = Array.from({ length: sums.classes }, (_, c) => classOf[sums.classOf.indexOf(c)]!);
  const mask = (bits: number): number => to.reduce((all, c, from) => ((bits >> from) & 1 ? all | (1 << c) : all), 0);
  const renamed = (side: ReachSums['inner']): ReachSums['inner'] =>
    side.map((rows) => rows.map((counts) => counts.map((one) => ({ ...one, chosen: to[one.chosen]!, mask: mask(one.mask) }))));
  const inner = renamed(sums.inner);
  return {
    ...sums,
    classOf,
    classes,
    inner,
    outer: sums.exact ? inner : renamed(sums.outer),
    anywhereInner: sums.anywhereInner.map(mask),
    anywhereOuter: sums.anywhereOuter.map(mask),
  };
}

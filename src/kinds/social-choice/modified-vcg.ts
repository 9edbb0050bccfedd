/** Where the modified VCG's epsilon-LIC constant can be had on the continuum, and the sample that it takes. */
import type { LinearValuations, SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Certified } from '../../notions/certified.ts';
import { epsilonLicOfModifiedVcg } from '../../notions/epsilon-lic.ts';
import type { Run } from '../../run/run.ts';
import { factsOf, schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import type { InterimSums } from '../../experiments/interim-sums.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';
import { interimSampler } from './samplers.ts';
import { GROUP } from './search.ts';

export interface BottomAndTop {
  readonly pilot: InterimSums;
  readonly sums: InterimSums;
  /** Alternative that serves the agent, her own slope there, and her relevant coordinate. */
  readonly served: number;
  readonly slope: number;
  readonly relevant: number;
}

const POINTS = 257;
const PILOT_PROFILES = 2 ** 13;
/** Every profile is tried at all reports of both lines. */
const PROFILES_MAX = 2 ** 18;

/** Alternative and slope where the conditions of notions/epsilon-lic/modified-vcg.ts hold. */
function structureOf(
  { agents, alternatives, signals, valuations, dependence }: SocialChoiceProblem,
  { rule, transfers, strategies }: Mechanism,
  space: OwnSpace,
): Pick<BottomAndTop, 'served' | 'slope' | 'relevant'> | undefined {
  const relevance = schemeOf(transfers).relevance?.(transfers);
  if (!relevance || relevance.declared || strategies || dependence || valuations.kind !== 'linear') return undefined;
  if (!factsOf(rule, agents.length, alternatives.length).efficient) return undefined;
  const relevant = space.relevant.indexOf(true);
  if (relevant < 0 || space.relevant.lastIndexOf(true) !== relevant) return undefined;
  const own = valuations.coefficients[space.agent]!.map((row) => row[space.coordinates[relevant]!]!);
  const served = own.findIndex((slope) => slope > 0);
  if (served < 0 || own.some((slope, k) => k !== served && slope !== 0)) return undefined;
  const others = (k: number, d: number): number => othersSlope(valuations, space.agent, k, d);
  const fits = space.coordinates.every((d, c) =>
    own.every((_, k) => (c === relevant || k === served ? others(k, d) === 0 : others(k, d) >= 0)));
  return fits && signals.length > 0 ? { served, slope: own[served]!, relevant } : undefined;
}

const othersSlope = ({ coefficients }: LinearValuations, agent: number, k: number, d: number): number =>
  coefficients.reduce((sum, rows, j) => (j === agent ? sum : sum + rows[k]![d]!), 0);

export async function bottomAndTop(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  space: OwnSpace,
  profiles: number,
  run: Run,
): Promise<BottomAndTop | undefined> {
  const structure = structureOf(problem, mechanism, space);
  if (!structure) return undefined;
  const line = (side: 0 | 1): number[][] => Array.from({ length: POINTS }, (_, j) => space.supports.map((support, c) =>
    (c === structure.relevant ? support[0] + ((support[1] - support[0]) * j) / (POINTS - 1) : support[side])));
  const sampler = await interimSampler(
    problem,
    mechanism,
    { agent: space.agent, reports: [...line(0), ...line(1)], paired: [], groupSize: GROUP, line: false },
    run,
  );
  if (sampler.path !== 'fused') return undefined;
  const drawn = (stage: string, count: number): Promise<InterimSums> =>
    sampler.run(run.stream(`social-choice/bottom-and-top/${stage}/${space.agent}`), 0, count);
  const pilot = await drawn('search', Math.min(profiles, PILOT_PROFILES));
  const sums = await drawn('certify', Math.min(profiles, PROFILES_MAX));
  return sums.profiles > 0 && pilot.profiles > 0 ? { ...structure, pilot, sums } : undefined;
}

export function licOfBottomAndTop({ pilot, sums, served, slope, relevant }: BottomAndTop, alpha: number): Certified {
  const ownClass = sums.classOf[served]!;
  const { choices, classes } = pilot;
  const half = pilot.question.reports.length / 2;
  const shown = (j: number): number => choices[j * classes + ownClass]! - choices[(half + j) * classes + ownClass]!;
  const chosen = Array.from({ length: half }, (_, j) => j).reduce((best, j) => (shown(j) > shown(best) ? j : best));
  return epsilonLicOfModifiedVcg(sums, ownClass, slope, relevant, alpha, chosen);
}

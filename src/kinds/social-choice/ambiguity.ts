/**
 * The full-insurance mechanism built from a mechanism's interim utility, under ambiguity: the smallest delta that makes it
 * incentive compatible, gains under given sets of beliefs, and what Theorems 4.1 and 4.2 make of it.
 */
import type { BeliefSet, Metric } from '../../beliefs/belief-set.ts';
import { describeBeliefs, excludesPrior } from '../../beliefs/parse.ts';
import { derivativesOf } from '../../environment/derivatives.ts';
import { epsilonBoundedOnGrid } from '../../notions/epsilon-bounded.ts';
import { bare, certain, type Certified } from '../../notions/certified.ts';
import { epsilonLicOnGrid } from '../../notions/epsilon-lic.ts';
import { ownValuation, sufficientDelta } from '../../notions/sufficient-delta.ts';
import { incentiveCompatibleByStructure } from '../../mechanism/incentives.ts';
import type { Estimate, Surface, Verdict, WorstBelief } from '../../results/document.ts';
import { quadratureSupports } from '../../experiments/quadrature/quadrature.ts';
import {
  existence, type AmbiguityAsked, type AmbiguityTask, type Findings, type FoundDelta, type GainTable,
} from './ambiguity-findings.ts';
import { quadratureFindings } from './ambiguity-quadrature.ts';
import { reachFindings } from './ambiguity-reach.ts';
import { ambiguityVerdict, describeMetric } from './ambiguity-words.ts';
import { verdict } from '../../results/verdict.ts';
import { licOnContinuum, structureOf } from './continuum.ts';
import { gainsWithoutSampling } from './known-gains.ts';
import type { Interval } from '../../statistics/interval.ts';
import { asksAbout } from './enumerated-ambiguity-checks.ts';
import { evenlySpaced } from './spaced.ts';

export interface AgentAmbiguity {
  readonly estimates: readonly Estimate[];
  readonly surfaces: readonly Surface[];
  readonly beliefs: readonly WorstBelief[];
  readonly verdicts: readonly Verdict[];
  readonly notes: readonly string[];
  readonly complete: boolean;
  /** δ\* at a share of its error probability; undefined where nothing was drawn. */
  deltaStarAt?(metric: string, share: number): Interval | undefined;
}

const NOTHING: AgentAmbiguity = { estimates: [], surfaces: [], beliefs: [], verdicts: [], notes: [], complete: true };

/** Of one agent; nothing where the study does not ask about this mechanism. */
export async function agentAmbiguity(task: AmbiguityTask): Promise<AgentAmbiguity> {
  const { study: { problem }, mechanism, structure, sample: { space, sums } } = task;
  if (!asksAbout(task.study, mechanism)) return NOTHING;
  const why = incentiveCompatibleByStructure(problem, mechanism, structure);
  if (why !== undefined) return ambiguityByStructure(task, why, sums.profiles);
  const findings = quadratureSupports(problem, space.agent) ? await quadratureFindings(task) : await reachFindings(task);
  if ('unsupported' in findings) {
    return {
      ...NOTHING,
      notes: [`Ambiguity is not studied for '${mechanism.name}': ${findings.unsupported}. Supported are additively separable values `
        + `of any number of independent signals, and one opponent of one signal with any values.`],
    };
  }
  const sufficient = sufficientRow(task);
  return ambiguityFound(task, findings, sufficient && { ...sufficient, profiles: sums.profiles });
}

/** Rows and words. */
export function ambiguityFound(
  asked: AmbiguityAsked,
  findings: Findings,
  sufficient: (Certified & { readonly profiles: number }) | undefined,
): AgentAmbiguity {
  const exists = existence(findings);
  const rowOf = rows(asked, findings.profiles);
  return {
    estimates: [
      ...(findings.wald ? [rowOf('waldGain', findings.wald)] : []),
      ...(exists === 'none' ? [] : findings.deltas.flatMap((found) => deltaRows(found, rowOf))),
      ...findings.needed.map(({ metric, delta }) => rowOf('implementabilityDelta', delta, { metric })),
      ...(sufficient ? [rows(asked, sufficient.profiles)('sufficientDelta', sufficient)] : []),
      ...findings.gains.map(({ beliefs, gain }) => rowOf('ambiguousGain', gain, { beliefs: describeBeliefs(beliefs) })),
    ],
    surfaces: findings.tables.map((table) => surfaceOf(asked, findings.profiles, table)),
    beliefs: exists === 'none' ? [] : findings.pictures,
    verdicts: findings.wald ? [ambiguityVerdict(asked, findings, exists)] : [],
    notes: [...findings.remarks, ...remarks(asked, findings, exists)],
    complete: findings.complete,
    deltaStarAt: (metric, share) => findings.deltas.find((found) => found.metric === metric)?.starAt?.(share),
  };
}

function surfaceOf(
  { point, aim: { confidence }, study: { problem }, sample: { space } }: AmbiguityAsked,
  profiles: number,
  { beliefs, signals, reports = signals, estimate, lower, upper }: GainTable,
): Surface {
  return {
    quantity: 'ambiguousGain',
    agent: problem.agents[space.agent]!,
    point: { ...point, beliefs: describeBeliefs(beliefs) },
    confidence,
    guarantee: 'grid',
    profiles,
    types: signals.map(bare),
    reports: reports.map(bare),
    estimate,
    lower,
    upper,
  };
}

type RowOf = (quantity: string, found: Certified, more?: Record<string, string>) => Estimate;

const rows = (
  { point, aim: { confidence }, study: { problem }, sample: { space }, basis }: AmbiguityAsked,
  profiles: number,
): RowOf =>
  (quantity, { estimate, lower, upper, guarantee, witness }, more = {}) => ({
    quantity, agent: problem.agents[space.agent]!, point: {
      ...point, ...more
    }, estimate, lower, upper, confidence, guarantee, profiles, ...(basis ? { basis } : {}), ...(witness ? { witness } : {}),
  });

function deltaRows(
  { metric, star: { estimate, lower, upper }, guarantee, witness, guaranteedEpsilon }: FoundDelta,
  rowOf: RowOf,
): Estimate[] {
  return [
    rowOf('deltaStar', { estimate, lower, upper, guarantee, ...(witness ? { witness } : {}) }, { metric }),
    ...(guaranteedEpsilon ? [rowOf('guaranteedEpsilon', guaranteedEpsilon, { metric })] : []),
  ];
}

/** No lie gains under the prior, and so none under a larger set that holds it. */
export function ambiguityByStructure(asked: AmbiguityAsked, why: string, profiles: number): AgentAmbiguity {
  const { study: { problem, ambiguity }, mechanism, sample: { space }, point } = asked;
  const { metrics, at = [] } = ambiguity!;
  const rowOf = rows(asked, profiles);
  const known = at.filter((beliefs) => !excludesPrior(beliefs, problem, space.agent));
  return {
    ...NOTHING,
    estimates: [
      rowOf('waldGain', certain(0)),
      ...metrics.map((metric) => rowOf('deltaStar', certain(0), { metric })),
      ...known.map((beliefs) => rowOf('ambiguousGain', certain(0), { beliefs: describeBeliefs(beliefs) })),
    ],
    verdicts: [verdict(problem.agents[space.agent]!, point, 'yes', `Full insurance from '${mechanism.name}' needs no ambiguity: ${why}.`)],
    notes: at.filter((beliefs) => !known.includes(beliefs)).map((beliefs) =>
      `${describeBeliefs(beliefs)} leaves the prior out, under which '${mechanism.name}' is incentive compatible by its structure; `
      + `gains under it are not computed.`),
  };
}

/** Both constants at half of alpha. Undefined where no epsilon will do or the theorem does not speak. */
function sufficientRow(task: AmbiguityTask): Certified | undefined {
  const { study: { problem }, mechanism, structure, aim: { confidence } } = task;
  const sample = task.sample.onLine ?? task.sample;
  const { sums, space, search: { witnesses } } = sample;
  if (problem.valuations.kind !== 'linear' || problem.dependence || !['private', 'additively-separable'].includes(structure)) {
    return undefined;
  }
  const own = ownValuation(problem, derivativesOf(problem), space.agent);
  const known = gainsWithoutSampling(problem, mechanism, structure, space.agent);
  const within = known?.epsilonBounded();
  if (own && within) {
    return within.excess.lower > 0 ? undefined : sufficientDelta(known!.epsilonLic(), within.epsilon, own);
  }
  const alpha = (1 - confidence) / 2;
  const even = evenlySpaced(sums);
  const grid = sums.gainSlopes || !sums.question.line
    ? epsilonLicOnGrid(sums, space, alpha, witnesses)
    : epsilonLicOnGrid(even, space, alpha);
  const lic = licOnContinuum(structureOf(problem, mechanism, structure, sample), sample, grid, alpha);
  const bounded = epsilonBoundedOnGrid(even, alpha);
  if (!own || !bounded || lic.exists === 'none' || bounded.excess.lower > 0) return undefined;
  return sufficientDelta(lic, bounded.epsilon, own);
}

function remarks(
  { study: { ambiguity, problem }, mechanism, structure, sample: { space } }: AmbiguityAsked,
  { deltas }: Findings,
  exists: ReturnType<typeof existence>,
): string[] {
  const open = (metric: Metric): boolean => deltas.some((found) => found.metric === metric && !found.star.certified);
  const left = (beliefs: BeliefSet): boolean => excludesPrior(beliefs, problem, space.agent);
  return [
    ...(
      exists === 'none'
        ? []
        : (ambiguity!.metrics)
          .filter(open)
          .map((metric) =>
            `No ambiguity (${describeMetric(metric)}) is certified to be enough for '${mechanism.name}' with this many profiles: the `
            + `upper end of its δ* is 1 for want of anything better.`)
    ),
    ...(
      exists === 'none'
        ? [`'${mechanism.name}' needs more than ambiguity: some lie gains whatever the others' signals, so there is no δ*, and what `
          + `Song22 Theorem 4.2 asks for does not speak of it (its rule is not rich, or its utility not monotone or bounded).`]
        : []
    ),
    ...(ambiguity!.at ?? [])
      .filter(left)
      .map((beliefs) =>
        `${describeBeliefs(beliefs)} leaves the prior out: mechanisms are built from the prior, and gains under this set say what `
        + `agents of other beliefs would do.`),
    ...(
      structure === 'nonseparable' || structure === 'unknown'
        ? [`No δ that Song22 Theorem 4.2 or 6.1 asks for is given for '${mechanism.name}': it is explicit for additively separable `
          + `values only.`]
        : []
    ),
  ];
}

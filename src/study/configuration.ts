/** What a study is asked to do, after the command line and the configuration file were read and checked. */
import type { ParameterValues, Scenario, StudyPoint } from './scenario.ts';
import { studiedBidders, type AssignmentStudy } from '../kinds/assignment/study-point.ts';

export const SAMPLER_CHOICES = ['auto', 'direct', 'order-statistics', 'binomial-splitting'] as const;
export type SamplerChoice = (typeof SAMPLER_CHOICES)[number];

export interface StudyConfiguration {
  readonly command: 'run' | 'rate';
  readonly scenario: Scenario;
  /** Every point of the sweep: complete parameter values, in order. */
  readonly points: readonly ParameterValues[];
  /** Exactly this many profiles on the certifying stream; excludes `precision`. */
  readonly profiles?: number;
  /** Relative half-width of the primary agent's epsilon-LIC constant to reach. */
  readonly precision?: number;
  /** No more than this many profiles a point and agent in a `precision` run. */
  readonly maxProfiles: number;
  /** In (0, 1), e.g. 0.99. */
  readonly confidence: number;
  readonly seed: string;
  readonly sampler: SamplerChoice;
}

export interface StudyHooks {
  /** Short description of what is going on and the share of the whole that is done, in [0, 1]. */
  readonly onProgress?: (stage: string, share: number) => void;
  /** One structured line for log.jsonl. */
  readonly onLog?: (entry: Record<string, unknown>) => void;
  readonly signal?: AbortSignal;
}

/**
 * Everything that decides the numbers, and nothing that does not (device, workers, output): what is hashed and recorded.
 * Markets are spelt out, since a user's scenario file may change what its parameters mean.
 */
export function describeConfiguration(configuration: StudyConfiguration): Record<string, unknown> {
  const { command, scenario, points, profiles, precision, maxProfiles, confidence, seed, sampler } = configuration;
  const effort = profiles === undefined ? { precision, maxProfiles } : { profiles };
  const studied = points.map((values) => ({ ...describeStudyPoint(scenario.environment(values)), primaryAgent: scenario.primaryAgent(values) }));
  return { command, scenario: scenario.name, points, markets: studied, ...effort, confidence, seed, sampler };
}

/** What a point studies, as data: laws by their text, the user's functions by their source. */
function describeStudyPoint(point: StudyPoint): Record<string, unknown> {
  if (point.kind === 'double-auction') {
    const { sellers, buyers, kappa, cost, value, ambiguity } = point;
    return { sellers, buyers, kappa, cost: cost.text, value: value.text, ...(ambiguity ? { ambiguity: asData(ambiguity) } : {}) };
  }
  if (point.kind === 'assignment') return describeAssignments(point);
  const { problem, mechanisms, agents, reports, distances, ambiguity } = point;
  return asData({ problem, mechanisms, agents, reports, distances, ambiguity }) as Record<string, unknown>;
}

/** Laws by their text, the user's functions by their source. */
const asData = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (_: string, part: unknown): unknown =>
  typeof part === 'function' ? part.toString() : part !== null && typeof part === 'object' && 'cdf' in part && 'text' in part ? part.text : part));

/** Different laws once, and which of them each bidder has for each object; a single one stands for all. */
function describeAssignments(study: AssignmentStudy): Record<string, unknown> {
  const { market: { bidders, objects, laws }, mechanisms } = study;
  const texts = [...new Set(laws.map(({ text }) => text))];
  const which = texts.length === 1 ? {} : { lawOf: Array.from({ length: bidders }, (_, i) => laws.slice(i * objects, (i + 1) * objects).map(({ text }) => texts.indexOf(text)).join(' ')) };
  return { kind: 'assignment', bidders, objects, laws: texts, ...which, mechanisms: mechanisms.map(({ name, payments }) => ({ name, payments })), agents: studiedBidders(study) };
}

/** Parameters that all scenarios about ambiguity share, and the question they put to a study. */
import { METRICS, type AmbiguityQuestion, type Metric } from '../../src/beliefs/belief-set.ts';
import { InputError } from '../../src/errors.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';

/** What `both` stands for: the two metrics of the theory. Contamination is asked for by name. */
const BOTH = ['prokhorov', 'totalVariation'] as const satisfies readonly Metric[];

export const ambiguityParameters = {
  metrics: { kind: 'choice', description: 'how far a belief is from the prior', default: 'both', choices: ['both', ...METRICS] },
  delta: {
    kind: 'number', description: 'ambiguity at which the largest gain is shown, above 0 and at most 1', default: 0.05, minimum: 1e-6,
    maximum: 1,
  },
} as const satisfies Record<string, Parameter>;

/** Metrics that the parameter `metrics` names. */
export function metricsOf(values: ParameterValues): readonly Metric[] {
  const name = String(values.metrics);
  if (name === 'both') return BOTH;
  const metric = METRICS.find((candidate) => candidate === name);
  if (!metric) throw new InputError('metrics', `must be one of ${ambiguityParameters.metrics.choices.join(', ')}, got ${name}`);
  return [metric];
}

/** The parameter `delta`, in (0, 1]. */
export function deltaOf(values: ParameterValues): number {
  const delta = Number(values.delta);
  if (!(delta > 0 && delta <= 1)) throw new InputError('delta', `must be in (0, 1], got ${values.delta}`);
  return delta;
}

/** delta* by the metrics named, and the largest gain under the prior alone, within delta of it by each metric, and under all beliefs. */
export function ambiguityQuestion(values: ParameterValues): AmbiguityQuestion {
  const metrics = metricsOf(values);
  const delta = deltaOf(values);
  return { metrics, at: [{ kind: 'bayesian' }, ...metrics.map((kind) => ({ kind, delta })), { kind: 'all' }] };
}

/** Sets of beliefs as text, `prokhorov(0.05)`, and what is wrong with them. */
import type { Distribution } from '../distributions/distribution.ts';
import { InputError } from '../errors.ts';
import { METRICS, type BeliefSet, type Metric, type Prior, type Coordinates } from './belief-set.ts';

const isMetric = (kind: string): kind is Metric => (METRICS as readonly string[]).includes(kind);

export const BELIEFS_USAGE = `bayesian; ${METRICS.map((metric) => `${metric}(delta)`).join('; ')} with delta in (0, 1]; all`;

/**
 * Names the set in a row's point: `bayesian`, `prokhorov(0.05)`, `priors(low, high)`, `all`. Different sets of a study have
 * different texts.
 */
export function describeBeliefs(beliefs: BeliefSet): string {
  if (beliefs.kind === 'priors') return `priors(${beliefs.priors.map(({ name }) => name).join(', ')})`;
  return 'delta' in beliefs ? `${beliefs.kind}(${beliefs.delta})` : beliefs.kind;
}

/** The inverse of `describeBeliefs`; of finite sets only where `priors` has their members. Throws InputError naming the field. */
export function parseBeliefs(text: string, field: string, priors: readonly Prior[] = []): BeliefSet {
  const accepted = priors.length > 0 ? `${BELIEFS_USAGE}; priors(name, ..) of ${priors.map(({ name }) => name).join(', ')}` : BELIEFS_USAGE;
  const match = /^\s*([a-z]+)\s*(?:\(([^()]*)\))?\s*$/i.exec(text);
  if (!match) throw new InputError(field, `cannot read '${text}'; accepted: ${accepted}`);
  const [, kind, inner] = match as unknown as [string, string, string | undefined];
  if ((kind === 'bayesian' || kind === 'all') && inner === undefined) return { kind };
  if (isMetric(kind) && inner !== undefined && inner.trim() !== '') {
    const beliefs: BeliefSet = { kind, delta: Number(inner) };
    validateBeliefSet(beliefs, field);
    return beliefs;
  }
  if (kind === 'priors' && inner !== undefined && priors.length > 0) {
    return {
      kind,
      priors: inner.split(',').map((name) => priors.find((prior) => prior.name === name.trim()) ?? missing(field, name.trim(), accepted)),
    };
  }
  throw new InputError(field, `cannot read '${text}'; accepted: ${accepted}`);
}

function missing(field: string, name: string, accepted: string): never {
  throw new InputError(field, `unknown prior '${name}'; accepted: ${accepted}`);
}

export function validateDelta(delta: unknown, field: string): void {
  if (!(typeof delta === 'number' && delta > 0 && delta <= 1)) {
    throw new InputError(field, `must be a number in (0, 1], got ${String(delta)}`);
  }
}

/** Throws InputError naming the field. `problem`: whose signals the laws of a finite set's members must be of. */
export function validateBeliefSet(beliefs: BeliefSet, field: string, problem?: Coordinates): void {
  if (isMetric(beliefs.kind)) validateDelta((beliefs as { delta?: unknown }).delta, `${field}.delta`);
  else if (beliefs.kind === 'priors') validatePriors(beliefs.priors, `${field}.priors`, problem);
  else if (beliefs.kind !== 'bayesian' && beliefs.kind !== 'all') {
    throw new InputError(
      `${field}.kind`,
      `unknown set of beliefs '${String((beliefs as { kind: unknown }).kind)}'; accepted: bayesian, ${METRICS.join(', ')}, priors, all`,
    );
  }
}

function validatePriors(priors: readonly Prior[], field: string, problem?: Coordinates): void {
  if (!Array.isArray(priors) || priors.length === 0) throw new InputError(field, 'need a list of at least one prior');
  priors.forEach((prior: Prior, i) => {
    if (prior === null || typeof prior !== 'object') throw new InputError(`${field}[${i}]`, 'must be an object { name, laws }');
    const { name, laws } = prior;
    if (!Array.isArray(laws)) throw new InputError(`${field}[${i}].laws`, 'need a list of laws, one for each signal');
    if (typeof name !== 'string' || name.trim() === '' || /[(),]/.test(name)) {
      throw new InputError(`${field}[${i}].name`, `must be a name without brackets and commas, got '${name}'`);
    }
    if (priors.findIndex((other) => other.name === name) < i) {
      throw new InputError(`${field}[${i}].name`, `'${name}' names another prior already`);
    }
    if (problem) validateLaws(laws, `${field}[${i}].laws`, problem.signals);
  });
}

function validateLaws(laws: Prior['laws'], field: string, signals: Coordinates['signals']): void {
  if (laws.length !== signals.length) {
    throw new InputError(
      field,
      `need ${signals.length}, one for each signal (${signals.map(({ name }) => name).join(', ')}), got ${laws.length}`,
    );
  }
  laws.forEach((prior, d) => {
    const { name, law } = signals[d]!;
    if (!Array.isArray((prior as Partial<Distribution> | null)?.support)) {
      throw new InputError(`${field}[${d}]`, `must be a law, as from parseDistribution, got ${String(prior)}`);
    }
    const { text, support: [low, high] } = prior;
    const [from, to] = law.support;
    if (low < from || high > to) {
      throw new InputError(
        `${field}[${d}]`,
        `${text} leaves the support [${from}, ${to}] of signal ${name}; beliefs must stay within the signal space`,
      );
    }
  });
}

/**
 * Whether the agent's set leaves the problem's own prior out, as only a finite set can: what insurance does then is no longer a
 * matter of loss alone. A member is the prior iff its laws of all others' signals have the same texts as the problem's;
 * dependence between signals is the problem's in both.
 */
export function excludesPrior(beliefs: BeliefSet, problem: Coordinates, agent: number): boolean {
  if (beliefs.kind !== 'priors') return false;
  return !beliefs.priors.some(({ laws }) => problem.signals.every(({ owner, law }, d) => owner === agent || laws[d]?.text === law.text));
}

/** What can be known to be wrong with a question about ambiguity before a draw. */
import { InputError } from '../errors.ts';
import { METRICS, type AmbiguityQuestion, type BeliefSet, type Coordinates } from './belief-set.ts';
import { describeBeliefs, validateBeliefSet } from './parse.ts';

/** Throws InputError naming the field, as in `ambiguity.at[1].delta`. `mechanisms`: names that `of` may hold. */
export function validateAmbiguity(
  question: AmbiguityQuestion & { readonly of?: readonly string[] },
  field: string,
  problem?: Coordinates,
  mechanisms: readonly string[] = [],
): void {
  if (question === null || typeof question !== 'object') throw new InputError(field, 'must be an object { metrics, at, of }');
  const { metrics, at, of } = question;
  requireList(`${field}.metrics`, metrics, `must list metrics, each of ${METRICS.join(', ')}`);
  for (const metric of metrics) {
    if (!METRICS.includes(metric)) {
      throw new InputError(`${field}.metrics`, `must list metrics, each of ${METRICS.join(', ')}; got ${String(metric)}`);
    }
  }
  requireDifferent(`${field}.metrics`, metrics);
  if (at !== undefined) {
    requireList(`${field}.at`, at, 'must be a list of sets of beliefs');
    at.forEach((beliefs: BeliefSet, b) => {
      if (beliefs === null || typeof beliefs !== 'object') throw new InputError(`${field}.at[${b}]`, 'must be an object { kind, .. }');
      validateBeliefSet(beliefs, `${field}.at[${b}]`, problem);
    });
    requireDifferent(`${field}.at`, at.map(describeBeliefs));
  }
  if (of === undefined) return;
  requireList(`${field}.of`, of, 'must be a list of names of mechanisms');
  const unknown = of.find((name) => !mechanisms.includes(name));
  if (unknown !== undefined) {
    throw new InputError(`${field}.of`, `must name mechanisms of the study (${mechanisms.join(', ')}), got ${String(unknown)}`);
  }
}

function requireList(field: string, value: unknown, message: string): void {
  if (!Array.isArray(value)) throw new InputError(field, message);
}

function requireDifferent(field: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new InputError(field, `must not hold ${twice} twice`);
}

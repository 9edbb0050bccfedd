/** Scenarios that have no choice rule of their own about which transfers could be asked, and what answers in their stead. */
import { InputError } from '../errors.ts';
import type { Environment } from '../kinds/registry.ts';

/** What a scenario of that kind is instead, and the way out. */
function insteadOf(name: string, { kind, ...rest }: Environment): string {
  if (kind === 'finite') {
    return `'${name}' has a list of types, between which no lie has a length: misreport run ${name} decides what it asks, exactly`;
  }
  if (kind === 'certify') {
    return `'${name}' is a mechanism that is given, with no other payments to seek: misreport run ${name} certifies it, and single-object `
      + 'and multi-object have an efficient rule';
  }
  if (kind === 'robust' && 'question' in rest && rest.question === 'random-values') {
    return `'${name}' draws values at random, so that there is no one rule to ask about: misreport robust ${name}`;
  }
  return `'${name}' is of kind ${kind}`;
}

/** `wanted` with its article. */
export const withoutRule = (wanted: string, name: string, environment: Environment): InputError =>
  new InputError('scenario', `needs to be ${wanted}; ${insteadOf(name, environment)}`);

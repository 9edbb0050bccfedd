/** Scenarios that have no choice rule of their own about which transfers could be asked, and what answers in their stead. */
import { InputError } from '../errors.ts';
import { kindNamed, type Environment } from '../kinds/registry.ts';

/** `wanted` with its article. */
export const withoutRule = (wanted: string, name: string, environment: Environment): InputError => {
  const instead = kindNamed(environment.kind)?.insteadOfRule?.(environment, name) ?? `'${name}' is of kind ${environment.kind}`;
  return new InputError('scenario', `needs to be ${wanted}; ${instead}`);
};

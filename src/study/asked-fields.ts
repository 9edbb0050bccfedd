/** What a command adds to a scenario's parameters are fields of its question: whoever typed them knows them by their flags. */
import { InputError } from '../errors.ts';
import { kindNamed, type Environment } from '../kinds/registry.ts';
import type { Parameter } from './scenario.ts';

/**
 * The question itself, where nothing is wrong with those of its fields that are parameters of the same name. Throws InputError naming
 * the parameter; what is wrong elsewhere is left to whoever checks the whole of it.
 */
export function checkedFields(question: Environment, asked: Readonly<Record<string, Parameter>>): Environment {
  try {
    kindNamed(question.kind)?.validate(question);
  } catch (error) {
    if (error instanceof InputError && Object.hasOwn(asked, error.field)) throw error;
  }
  return question;
}

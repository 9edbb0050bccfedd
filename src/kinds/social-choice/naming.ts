/** An error in one of a mechanism's own functions says which mechanism it is. */
import { InputError } from '../../errors.ts';
import { quote } from '../../input/quote.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';

function named(error: unknown, { name }: Mechanism): unknown {
  if (!(error instanceof InputError) || !error.field.startsWith('mechanism.')) return error;
  return error.as(`mechanism ${quote(name)}, ${error.field.slice('mechanism.'.length)}`);
}

export async function naming<T>(mechanism: Mechanism, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw named(error, mechanism);
  }
}

/** The same of work that is done at once. */
export function namingAtOnce<T>(mechanism: Mechanism, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw named(error, mechanism);
  }
}

/** The user's own functions, called so that what goes wrong in them is told by their field. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { InputError, MisreportError } from '../../errors.ts';

/** What `call` returns. Throws InputError naming the field where it throws or returns no tensor of the shape. */
export function fromUser<T extends Tensor>(field: string, shape: readonly number[], call: () => T): T {
  let result: T | undefined;
  try {
    result = call();
  } catch (error) {
    if (error instanceof MisreportError) throw error;
    throw new InputError(field, `threw: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const got: unknown = (result as { shape?: unknown } | undefined | null)?.shape;
  if (Array.isArray(got) && got.length === shape.length && got.every((size, axis) => size === shape[axis])) return result;
  throw new InputError(
    field,
    `must return a tensor of shape [${shape.join(', ')}], returned ${Array.isArray(got) ? `[${got.join(', ')}]` : 'no tensor'}`,
  );
}

/** The user's own functions, called so that what goes wrong in them is told by their field, and by file and line where these are known. */
import type { Tensor } from '../../../kernels/tensors.ts';
import { InputError, MisreportError } from '../../errors.ts';
import { userFunctionPlace } from '../../input/user-function-place.ts';

/** A complaint about a function of the user's, with its place where it came from a file. */
export function userFunctionError(field: string, source: unknown, problem: string): InputError {
  const place = userFunctionPlace(source);
  if (place === undefined) return new InputError(field, problem);
  return Object.assign(new InputError(field, `${problem} (${place.path}:${place.line})`), { place });
}

/** What is said of a function that is asked the same twice. */
export const CHANGES = 'gives something else when it is called again with the same arguments; results must depend on them alone';

/** What is said of one that looks at other profiles of the batch, or draws at random from a seed of its own. */
export const MIXES = 'gives something else for the same profiles in another batch; what it gives for a profile must depend on it alone';

const isPromise = (value: unknown): boolean =>
  value !== null && typeof value === 'object' && typeof (value as { then?: unknown }).then === 'function';

/**
 * What `call` returns; `source` is the user's function behind it. Throws InputError naming the field where it throws, or returns anything
 * but a float32 tensor of the shape: others are rounded or truncated on the way.
 */
export function fromUser<T extends Tensor>(field: string, shape: readonly number[], source: unknown, call: () => T): T {
  let result: T | undefined;
  try {
    result = call();
  } catch (error) {
    if (error instanceof MisreportError) throw error;
    throw new InputError(field, `threw: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  const refuse = (problem: string): InputError => userFunctionError(field, source, problem);
  if (isPromise(result)) {
    void (result as unknown as Promise<unknown>).then(undefined, () => undefined);
    throw refuse('must not be async; return the tensor itself, not a Promise');
  }
  const got: unknown = (result as { shape?: unknown } | undefined | null)?.shape;
  const wanted = `must return a tensor of shape [${shape.join(', ')}]`;
  if (!Array.isArray(got)) throw refuse(`${wanted}, returned no tensor`);
  if (got.length !== shape.length || got.some((size, axis) => size !== shape[axis])) {
    throw refuse(`${wanted}, returned [${got.join(', ')}]`);
  }
  const { dtype } = result as T;
  if (dtype !== 'float32') throw refuse(`must return float32 numbers, returned ${dtype}: tf.cast(..., 'float32') makes them`);
  return result as T;
}

/**
 * Values that are a function of tensors, as expressions: the function is called once with tensors whose entries are expressions, and what
 * it returns says what it computes. So slopes and bounds of a user's own function are known without a word from her.
 */
import { InputError } from '../errors.ts';
import { didYouMean } from '../input/suggest.ts';
import type { Tensor2D, Tfjs } from '../../kernels/tensors.ts';
import { requireMet } from './formula/demands.ts';
import { partsOf, signal, type Expression } from './formula/expression.ts';
import { traced, tracingOperations } from './formula/traced-tensors.ts';
import type { GeneralValuations, SocialChoiceProblem } from './social-choice.ts';

const FIELD = 'valuations.evaluate';
const PARTS_MAX = 20_000;

const known = new WeakMap<GeneralValuations, Expression[][]>();

/** [N][K] of general values. Throws InputError naming the operation that says nothing of slopes. */
export function tracedExpressions({ valuations, agents, alternatives, signals }: SocialChoiceProblem): Expression[][] {
  if (valuations.kind !== 'general') throw new Error('linear values need no trace');
  const found = known.get(valuations);
  if (found) return found;
  const trace = () => {
    const { tf, demands } = tracingOperations();
    const operations = new Proxy(tf, {
      get: (all, name) => (typeof name === 'string' && !(name in all) ? refuse(name, Object.keys(all)) : all[name as string]),
    }) as unknown as Tfjs;
    const given = traced([1, signals.length], signals.map((_, d) => signal(d))) as unknown as Tensor2D;
    const value: unknown = called(() => valuations.evaluate(operations, given));
    const { shape, entries } = value as ReturnType<typeof traced>;
    if (!Array.isArray(entries) || String(shape) !== String([1, agents.length, alternatives.length])) {
      const wanted = `[profiles, ${agents.length}, ${alternatives.length}]`;
      throw new InputError(FIELD, `must return ${wanted}, got [${String(shape)}] of one profile`);
    }
    return { entries: entries as readonly Expression[], demands };
  };
  const { entries, demands } = trace();
  const again = trace().entries;
  if (entries.some(({ key }, n) => again[n]!.key !== key)) {
    throw new InputError(FIELD, 'gives another function when it is called again');
  }
  if (partsOf(entries).length > PARTS_MAX) throw new InputError(FIELD, `is made of more than ${PARTS_MAX} operations`);
  const box = signals.map(({ law }) => law.support);
  requireMet(demands, box, signals.map(({ name }) => name), FIELD);
  const made = agents.map((_, i) => [...entries.slice(i * alternatives.length, (i + 1) * alternatives.length)]);
  known.set(valuations, made);
  return made;
}

function refuse(name: string, all: readonly string[]): never {
  throw new InputError(FIELD, `uses tf.${name}, of which slopes are not known${didYouMean(name, all)}; for fields take operations without `
    + 'jumps, or formulaValues');
}

/** Methods of tensors, and numbers read out of them, are not there; say so. */
function called<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(FIELD, `cannot be followed on symbols (${why}): slopes are known of functions made of tf operations alone; take `
      + 'formulaValues', { cause: error });
  }
}

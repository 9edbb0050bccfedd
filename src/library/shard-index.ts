/** Which shard a task is, by the variable of whichever engine started it. */
import { InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';

/** Variable, the index of the first task as the engine counts, and what it is called. The innermost engine first. */
export const INDEX_VARIABLES = [
  { name: 'PARALLEL_SEQ', first: 1, engine: 'GNU parallel' },
  { name: 'SLURM_ARRAY_TASK_ID', first: 0, engine: 'Slurm' },
  { name: 'PBS_ARRAY_INDEX', first: 0, engine: 'PBS' },
  { name: 'SGE_TASK_ID', first: 1, engine: 'SGE' },
  { name: 'LSB_JOBINDEX', first: 1, engine: 'LSF' },
  { name: 'JOB_COMPLETION_INDEX', first: 0, engine: 'Kubernetes' },
  { name: 'AWS_BATCH_JOB_ARRAY_INDEX', first: 0, engine: 'AWS Batch' },
] as const;

/**
 * From 0. Throws InputError where no variable tells it, several do, or it is out of range. SGE says `undefined`, and LSF 0, in jobs that
 * are no arrays.
 */
export function shardIndex(environment: Readonly<Record<string, string | undefined>>, shards: number): number {
  const told = INDEX_VARIABLES.flatMap(({ name, first, engine }) => {
    const text = environment[name] ?? '';
    const isArray = /^\d{1,9}$/.test(text) && !(name === 'LSB_JOBINDEX' && text === '0');
    return isArray ? [{ name, engine, index: Number(text) - first, text }] : [];
  });
  const [one, other] = told;
  if (one === undefined) {
    const set = INDEX_VARIABLES.find(({ name }) => !['', 'undefined', '0'].includes(environment[name] ?? ''));
    if (set !== undefined) {
      throw new InputError(set.name, `must be the number of a task, got ${quote(environment[set.name]!)}; or give --index`);
    }
    const names = INDEX_VARIABLES.map(({ name }) => name).join(', ');
    throw new InputError('--index', `is missing; give the number of the shard, from 0, or run it where one of these is set: ${names}`);
  }
  if (other !== undefined) throw new InputError('--index', `is missing, and both ${one.name} and ${other.name} are set; give it`);
  if (one.index < 0 || one.index >= shards) {
    throw new InputError(one.name, `is ${one.text}, which is no shard of ${shards}; ${one.engine} arrays are ${rangeOf(one.name, shards)}`);
  }
  return one.index;
}

const rangeOf = (variable: string, shards: number): string => {
  const { first } = INDEX_VARIABLES.find(({ name }) => name === variable)!;
  return `${first}-${shards - 1 + first}`;
};

/** Files that existing engines take: one array of shards and one merge after it. No process waits, and nothing is asked per shard. */
import { join } from 'node:path';
import { EXIT } from '../errors.ts';
import { indexList } from './plan.ts';

export const ENGINES = ['slurm', 'kubernetes', 'gnu-parallel'] as const;
export type EngineName = (typeof ENGINES)[number];

export interface Submission {
  /** Absolute path of the plan's folder, which all tasks see. */
  readonly plan: string;
  readonly shards: number;
  /** Shards that are not done, increasing. */
  readonly missing: readonly number[];
  /** Words that start misreport on the machines of the engine. */
  readonly program: readonly string[];
  readonly cores: number;
  /** As the engine writes them; absent: what the site gives by default. */
  readonly minutes?: number;
  readonly memoryMebibytes?: number;
  /** Largest index of an array, plus one. */
  readonly arrayMax: number;
  /** Tasks at once. Absent: as many as there is room for. */
  readonly atOnce?: number;
  /** Container image (kubernetes). */
  readonly image?: string;
  /** Name of a persistent volume claim that holds the plan (kubernetes). */
  readonly volume?: string;
}

export interface EngineFile {
  readonly name: string;
  readonly text: string;
}

/** A command to run in the folder of the files. `capture`: its answer stands for `$NAME` in later ones. */
export interface EngineCommand {
  readonly argv: readonly string[];
  readonly capture?: string;
}

export interface Engine {
  readonly files: readonly EngineFile[];
  readonly commands: readonly EngineCommand[];
}

/** In single quotes, for a shell. */
export const shellQuoted = (text: string): string => (/^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

const quoted = (words: readonly string[]): string => words.map(shellQuoted).join(' ');

/** Seconds of warning before a limit: enough to finish a slice, little enough of a short limit. */
const warningSeconds = (minutes: number): number => Math.min(60, Math.floor(minutes * 6));

/** Arrays that no index of which reaches the site's largest, with what is to be added to it. */
export function arraysOf(missing: readonly number[], arrayMax: number): { readonly offset: number; readonly indices: readonly number[] }[] {
  const arrays = new Map<number, number[]>();
  for (const index of missing) {
    const offset = Math.floor(index / arrayMax) * arrayMax;
    arrays.set(offset, [...(arrays.get(offset) ?? []), index - offset]);
  }
  return [...arrays].map(([offset, indices]) => ({ offset, indices }));
}

/**
 * Slurm. A shard that is warned exits with 75 and is put back by `scontrol requeue` of its own array task: exit codes that requeue are a
 * site's setting, and leave dependents by afterok waiting for ever. The merge waits by `afterany`, and says what is missing. The warning
 * comes shortly before the limit, and none is asked for where no limit is given: on a limit of two minutes a warning 90 seconds before
 * comes at once after every requeue, and Slurm's own resolution is up to a minute.
 */
export function slurm({ plan, missing, program, cores, minutes, memoryMebibytes, arrayMax, atOnce }: Submission): Engine {
  const limits = [
    `#SBATCH --cpus-per-task=${cores}`,
    ...(minutes === undefined ? [] : [`#SBATCH --time=${minutes}`]),
    ...(memoryMebibytes === undefined ? [] : [`#SBATCH --mem=${memoryMebibytes}M`]),
  ];
  const warned = minutes === undefined ? [] : [`#SBATCH --signal=B:USR1@${warningSeconds(minutes)}`];
  const shardText = `#!/bin/bash
#SBATCH --job-name=misreport
#SBATCH --output=${join(plan, 'logs', '%A_%a.out')}
#SBATCH --open-mode=append
#SBATCH --requeue
${[...limits, ...warned].join('\n')}
# $1: what is added to the index, where the array was cut.
${quoted([...program, 'shard', plan])} --index $(($1 + SLURM_ARRAY_TASK_ID)) --quiet &
shard=$!
trap 'warned=1; kill -USR1 $shard' USR1 TERM
wait $shard; code=$?
# A wait that a warning ended does not tell the shard's code.
while [ -n "$warned" ]; do warned=; wait $shard; code=$?; done
trap - USR1 TERM
if [ $code -eq 75 ]; then scontrol requeue "\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"; sleep 60; fi
exit $code
`;
  const mergeText = `#!/bin/bash
#SBATCH --job-name=misreport-merge
#SBATCH --output=${join(plan, 'logs', 'merge-%j.out')}
${limits.join('\n')}
exec ${quoted([...program, 'merge', plan])} --quiet
`;
  const arrays = arraysOf(missing, arrayMax);
  const waited = arrays.map((_, at) => `$ARRAY${at}`).join(':');
  return {
    files: [{ name: 'shard.sbatch', text: shardText }, { name: 'merge.sbatch', text: mergeText }],
    commands: [
      ...arrays.map(({ offset, indices }, at) => ({
        argv: [
          'sbatch', '--parsable', `--array=${indexList(indices)}${atOnce === undefined ? '' : `%${atOnce}`}`, join(plan, 'shard.sbatch'),
          String(offset),
        ],
        capture: `ARRAY${at}`,
      })),
      {
        argv: [
          'sbatch', '--parsable', ...(arrays.length === 0 ? [] : [`--dependency=afterany:${waited}`]), join(plan, 'merge.sbatch'),
        ],
      },
    ],
  };
}

/** GNU parallel on this machine, or with --sshloginfile on others: killed and failed shards are tried three times. */
export function gnuParallel({ plan, missing, program, cores, atOnce }: Submission): Engine {
  const list = missing.join('\n');
  const text = `#!/bin/sh
# Shards that are missing, then the merge, which says what is missing still.
parallel --jobs ${atOnce ?? 1} --retries 3 --joblog ${shellQuoted(join(plan, 'logs', 'parallel.log'))} \\
  ${quoted([...program, 'shard', plan])} --workers ${cores} --quiet --index {} < ${shellQuoted(join(plan, 'missing.txt'))}
exec ${quoted([...program, 'merge', plan])} --quiet
`;
  return {
    files: [{ name: 'missing.txt', text: `${list}${list === '' ? '' : '\n'}` }, { name: 'parallel.sh', text }],
    commands: [{ argv: ['sh', join(plan, 'parallel.sh')] }],
  };
}

/**
 * Kubernetes from 1.29: an indexed Job whose pods fail one by one (a shard that was warned, 75, is started again and counts as no
 * failure), and a Job that merges: while shards are missing it ends with 3 and is tried again, at most every six minutes, with no process
 * in between. It is tried on where a further look is due, until that is submitted or the Job is deleted.
 */
export function kubernetes(submission: Submission): Engine {
  const { plan, shards, program, cores, memoryMebibytes, minutes, atOnce, image, volume } = submission;
  const container = (args: readonly string[]): object => ({
    name: 'misreport', image, command: [...program, ...args],
    resources: { requests: { cpu: String(cores), ...(memoryMebibytes === undefined ? {} : { memory: `${memoryMebibytes}Mi` }) } },
    volumeMounts: [{ name: 'plan', mountPath: plan }],
  });
  const job = (name: string, spec: object, args: readonly string[]): object => ({
    apiVersion: 'batch/v1', kind: 'Job', metadata: { name },
    spec: {
      ...spec,
      template: {
        spec: {
          restartPolicy: 'Never', containers: [container(args)], volumes: [{ name: 'plan', persistentVolumeClaim: { claimName: volume } }],
        },
      },
    },
  });
  const ignoring = (code: number): object => ({ rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [code] } }] });
  const deadline = minutes === undefined ? {} : { activeDeadlineSeconds: 60 * minutes };
  // What the API accepts of indexed Jobs: less of both where there are very many indices.
  const most = shards > 100_000 ? 10_000 : 100_000;
  const array = job('misreport-shards', {
    completions: shards, parallelism: Math.min(atOnce ?? shards, most), completionMode: 'Indexed', backoffLimitPerIndex: 6,
    maxFailedIndexes: Math.min(shards, most),
    podFailurePolicy: ignoring(EXIT.requeue), ...deadline,
  }, ['shard', plan, '--workers', String(cores), '--quiet']);
  const patient = { backoffLimit: 2, podFailurePolicy: ignoring(EXIT.incomplete), ...deadline };
  const merge = job('misreport-merge', patient, ['merge', plan, '--quiet']);
  const text = (manifest: object): string => `${JSON.stringify(manifest, undefined, 2)}\n`;
  return {
    files: [{ name: 'shards.json', text: text(array) }, { name: 'merge.json', text: text(merge) }],
    commands: [{ argv: ['kubectl', 'apply', '-f', join(plan, 'shards.json'), '-f', join(plan, 'merge.json')] }],
  };
}

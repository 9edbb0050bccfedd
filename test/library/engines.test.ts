/** What engines are handed: one array, cut at the site's largest, and one merge after it. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { arraysOf, gnuParallel, kubernetes, shellQuoted, slurm, type Submission } from '../../src/library/engines.ts';

const submission: Submission = {
  plan: '/shared/a plan', shards: 12, missing: [0, 1, 2, 4, 7, 11], program: ['node', '/opt/misreport.mjs'], cores: 3, arrayMax: 5,
};

const isShell = (text: string): boolean => spawnSync('bash', ['-n'], { input: text }).status === 0;
const fileOf = (engine: ReturnType<typeof slurm>, name: string): string => engine.files.find((file) => file.name === name)!.text;

it('arrays are cut so that no index reaches the largest', () => {
  expect(arraysOf([0, 1, 4, 5, 7, 11], 5)).toEqual([
    { offset: 0, indices: [0, 1, 4] }, { offset: 5, indices: [0, 2] }, { offset: 10, indices: [1] },
  ]);
});

it('words are quoted for a shell', () => {
  const words = ['plain', 'a b', "it's", '$HOME', ''];
  const { stdout } = spawnSync('sh', ['-c', `printf '%s|' ${words.map(shellQuoted).join(' ')}`], { encoding: 'utf8' });
  expect(stdout).toBe(`${words.join('|')}|`);
});

describe('slurm', () => {
  it('has one array a cut and one merge that waits for all, however they end', () => {
    const { commands } = slurm({ ...submission, atOnce: 2 });
    expect(commands.map(({ argv }) => argv.slice(2))).toEqual([
      ['--array=0-2,4%2', '/shared/a plan/shard.sbatch', '0'], ['--array=2%2', '/shared/a plan/shard.sbatch', '5'],
      ['--array=1%2', '/shared/a plan/shard.sbatch', '10'],
      ['--dependency=afterany:$ARRAY0:$ARRAY1:$ARRAY2', '/shared/a plan/merge.sbatch'],
    ]);
    expect(slurm({ ...submission, missing: [] }).commands.length).toBe(1);
  });

  it('warns shortly before the limit, whatever that is, and not at all without one', () => {
    const script = (minutes?: number): string =>
      fileOf(slurm({ ...submission, ...(minutes === undefined ? {} : { minutes }) }), 'shard.sbatch');
    expect(script(2)).toContain('#SBATCH --time=2\n#SBATCH --signal=B:USR1@12\n');
    expect(script(600)).toContain('--signal=B:USR1@60\n');
    expect(script()).not.toContain('--signal');
    expect(script()).toContain("'/shared/a plan' --index $(($1 + SLURM_ARRAY_TASK_ID))");
    expect(isShell(script(2))).toBe(true);
  });

  it('the script hands a warning on, and has only a shard that asks for it requeued', () => {
    // A program in place of misreport, which ends with 75 on a warning and with 4 on none; scontrol in place of Slurm's.
    // It warns the script itself, which has waited for it since it began or does so soon: from outside a warning may come too early.
    const program = ['bash', '-c', 'trap "sleep 0.1; exit 75" USR1; sleep 0.2; eval "$WARN"; sleep 0.3; exit 4'];
    const script = fileOf(slurm({ ...submission, program }), 'shard.sbatch').replace('sleep 60', ':');
    const run = (warning: string): { readonly status: number | null; readonly stdout: string } => spawnSync('bash', ['-c', `
      scontrol() { echo "$@"; }; export -f scontrol; export SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_ID=3
      WARN=${shellQuoted(warning)} bash -c ${shellQuoted(script)} shard 0`], { encoding: 'utf8' });
    expect(run('')).toMatchObject({ status: 4, stdout: '' });
    expect(run('kill -USR1 $PPID')).toMatchObject({ stdout: 'requeue 7_3\n' });
  });
});

it('gnu-parallel lists what is missing and tries again what was killed', () => {
  const engine = gnuParallel({ ...submission, atOnce: 4 });
  expect(fileOf(engine, 'missing.txt')).toBe('0\n1\n2\n4\n7\n11\n');
  expect(fileOf(engine, 'parallel.sh')).toMatch(/^parallel --jobs 4 --retries 3 /m);
  expect(isShell(fileOf(engine, 'parallel.sh'))).toBe(true);
});

it('kubernetes: an indexed Job of all shards, whose warned pods count as no failures, and a merge', () => {
  const engine = kubernetes({ ...submission, image: 'me/misreport', volume: 'shared', memoryMebibytes: 512, minutes: 10 });
  const [shards, merge] = ['shards.json', 'merge.json'].map((name) => JSON.parse(fileOf(engine, name)) as Record<string, unknown>);
  const exitCode = (code: number) => ({ rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [code] } }] });
  expect(shards).toMatchObject({
    apiVersion: 'batch/v1', kind: 'Job',
    spec: {
      completions: 12, parallelism: 12, completionMode: 'Indexed', podFailurePolicy: exitCode(75), activeDeadlineSeconds: 600,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [{
            image: 'me/misreport', command: [...submission.program, 'shard', submission.plan, '--workers', '3', '--quiet'],
            resources: { requests: { cpu: '3', memory: '512Mi' } }, volumeMounts: [{ name: 'plan', mountPath: submission.plan }],
          }],
          volumes: [{ name: 'plan', persistentVolumeClaim: { claimName: 'shared' } }],
        },
      },
    },
  });
  expect(merge).toMatchObject({ spec: { podFailurePolicy: exitCode(3) } });
});

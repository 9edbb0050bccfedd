/** A study in 16 shards on a real Slurm (run.sh), where it is installed already: `npm test` installs nothing. CI runs run.sh itself. */
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const missing = ['slurmctld', 'slurmd', 'munged', 'parallel'].filter((name) =>
  spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin" command -v ${name}`]).status !== 0);
const reason = process.env.MISREPORT_CLUSTER === undefined && missing.length === 0 ? 'MISREPORT_CLUSTER=1 is not set: it takes a minute'
  : process.getuid?.() !== 0 ? 'the daemons want to be root' : missing.length > 0 ? `not installed: ${missing.join(', ')}` : '';
const title = 'the bits of a single run, some shards killed, one requeued, one lost';

it.skipIf(reason !== '')(`${title}${reason && ` (skipped: ${reason})`}`, async () => {
  const { stdout } = await promisify(execFile)('bash', [fileURLToPath(new URL('run.sh', import.meta.url))], { maxBuffer: 2 ** 26 });
  expect(stdout).toMatch(/merged-slurm: the bits of the single run/);
}, 600_000);

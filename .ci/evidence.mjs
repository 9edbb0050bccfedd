// Tests of coverage over all their seeds (test/support/replications.ts), of which `npm test` takes a third.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && readFileSync(join(root, 'test', name), 'utf8').includes('support/replications.ts'));
const { status } = spawnSync(
  process.execPath, [join(root, 'test', 'run.mjs'), ...files.map((name) => join('test', name))],
  { cwd: root, stdio: 'inherit', env: { ...process.env, MISREPORT_EVIDENCE: '1' } },
);
process.exitCode = status ?? 1;

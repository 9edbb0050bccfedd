// What `npm test` leaves out (test/support/evidence.ts), and tests of coverage over all their seeds, of which it takes a third
// (test/support/replications.ts). Nothing else of their files is run again. Arguments are names of files, as vitest takes them.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => ({ name: join('test', name), text: readFileSync(join(root, 'test', name), 'utf8') }));
const untold = tests.filter(({ text }) => text.includes('replications(') && !text.includes('SEEDS'));
if (untold.length > 0) throw new Error(`no test says that it asks for replications (SEEDS): ${untold.map(({ name }) => name).join(', ')}`);
const files = tests
  .filter(({ name, text }) => /(support|\.)\/(evidence|replications)\.ts'/.test(text)
    && (words.length === 0 || words.some((word) => name.includes(word))))
  .map(({ name }) => name);
if (files.length === 0) throw new Error(`npm run evidence: no such file leaves anything to it: ${words.join(', ')}`);
const { status } = spawnSync(
  process.execPath, [join(root, 'test', 'run.mjs'), ...files, '--tags-filter=evidence/* || seeds'],
  { cwd: root, stdio: 'inherit', env: { ...process.env, MISREPORT_EVIDENCE: '1' } },
);
process.exitCode = status ?? 1;

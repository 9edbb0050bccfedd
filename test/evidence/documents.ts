/**
 * Runs every command of every document, as it stands there, in a scratch copy of what they read: `npx tsx test/evidence/documents.ts
 * [PAGE or words to look for ...]`. Prints seconds and exit code of each; ends with 1 where one fails. `npm test` checks the same
 * commands without computing (test/cli/documents.test.ts).
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documentedCommands } from '../support/documents.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = join(root, 'bin', 'misreport.mjs');
/** Files that pages speak of without writing them out, and what is run to have them. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  './my-market.ts': ['new', 'my-market'], './my-park.ts': ['new', 'my-park', '--kind', 'social-choice'],
};
const MINUTES_MAX = 30;
/** Done, a verdict of no, or incomplete: what commands may end with that work. */
const FINE = [0, 1, 3];

const scratch = mkdtempSync(join(tmpdir(), 'misreport-documents-'));
cpSync(join(root, 'docs'), join(scratch, 'docs'), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'));
writeFileSync(join(scratch, 'options.yaml'), 'traders: [2, 4]\nprecision: 0.05\n');
writeFileSync(join(scratch, 'study.yaml'), 'command: run\nscenario: double-auction\ntraders: [2, 4]\nprecision: 0.05\n');

const call = (words: readonly string[]) =>
  spawnSync(process.execPath, [program, ...words], { cwd: scratch, encoding: 'utf8', timeout: 60_000 * MINUTES_MAX });

const asked = process.argv.slice(2);
const seen = new Set<string>();
let failed = 0;
for (const { page, words } of documentedCommands()) {
  const text = words.join(' ');
  if (seen.has(text) || (asked.length > 0 && !asked.some((part) => page === part || text.includes(part)))) continue;
  seen.add(text);
  for (const [file, how] of Object.entries(NEEDED)) if (words.includes(file) && !existsSync(join(scratch, file))) call(how);
  const file = words.find((word) => /\.(?:ts|yaml|json)$/.test(word));
  if (file !== undefined && !existsSync(join(scratch, file))) {
    console.log(`left out  ${page}: ${text} (its page writes ${file}; another test runs it)`);
    continue;
  }
  const from = performance.now();
  const { status, stderr } = call(words);
  const fine = FINE.includes(status ?? -1);
  if (!fine) failed++;
  console.log(`${fine ? 'ok' : 'FAILED'}  ${status}  ${((performance.now() - from) / 1000).toFixed(1)} s  ${page}: ${text}`);
  if (!fine) console.log(stderr.trim().split('\n').at(-1));
}
console.log(`${seen.size} commands, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

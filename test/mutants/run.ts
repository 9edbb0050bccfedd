/**
 * `npm run mutants`: makes one deliberate fault at a time (mutations.ts) in a scratch copy of the working tree, runs the tests that
 * should notice, and lists the faults that nobody noticed. Exit code 1 if there are any, if a text is not found exactly once, or
 * if a named test fails without any fault. What the tests of `npm test` do not notice, `npm run evidence` may: `evidence` in the list.
 *
 *     npm run mutants                   all
 *     npm run mutants -- pearson dkw    those whose name contains one of the words
 *     npm run mutants -- --check        whether every text is found exactly once, without running tests
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MUTATIONS } from './mutations.ts';
import type { Mutation } from './mutation.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const COPIED = [
  'src', 'kernels', 'scenarios', 'test', 'bench', 'bin', 'docs', 'package.json', 'tsconfig.json', 'tsconfig.build.json',
  'vitest.config.ts', 'README.md', 'CONTRIBUTING.md', 'DESIGN.md', 'CHANGELOG.md', 'CITATION.cff',
];
const TIMEOUT_MS = 600_000;

type Outcome = 'noticed' | 'evidence' | 'survived' | 'broken';

/** [path, text] of all files in which faults are made. */
const sources = ['src', 'kernels', 'scenarios', 'test/support'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name): readonly [string, string] => [join(folder, name), readFileSync(join(root, folder, name), 'utf8')]));

interface Change {
  readonly file: string;
  readonly text: string;
}

/** The file with its other text, or why there is none. */
function changeOf({ find, replace, tests }: Mutation): Change | string {
  const missing = tests.find((test) => !existsSync(join(root, test)));
  if (missing !== undefined) return `no test ${missing}`;
  const places = sources.flatMap(([file, text]) => text.split(find).slice(1).map(() => file));
  if (places.length !== 1) {
    return `stands ${places.length} times, not once: ${find}${places.length > 0 ? ` (${[...new Set(places)].join(', ')})` : ''}`;
  }
  const [file, text] = sources.find(([name]) => name === places[0])!;
  return { file, text: text.split(find).join(replace) };
}

/** A copy of the working tree, its packages linked. */
function scratchCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'misreport-mutants-'));
  for (const name of COPIED) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(realpathSync(join(root, 'node_modules')), join(folder, 'node_modules'));
  return folder;
}

/** As `npm test` and, where it notices nothing, with what it leaves to `npm run evidence`. */
function judged(folder: string, { tests, only }: Mutation): Outcome {
  const outcome = runTests(folder, tests, only, '0', true);
  if (outcome === 'noticed' || !tests.some((test) => leavesSome(test))) return outcome;
  const later = runTests(folder, tests, only, '1', true);
  return later === 'noticed' ? 'evidence' : later;
}

/** Whether `npm run evidence` runs some of the file. */
const leavesSome = (test: string): boolean => /support\/(evidence|replications)\.ts/.test(readFileSync(join(root, test), 'utf8'));

/** `broken` where no test got as far as judging: a file that does not load notices nothing. */
function runTests(folder: string, tests: readonly string[], only: string | undefined, evidence: string, bail: boolean): Outcome {
  const output = join(folder, 'mutant.json');
  rmSync(output, { force: true });
  const filter = only === undefined ? [] : ['-t', only];
  const argv = ['run', ...tests, ...filter, '--reporter=json', `--outputFile=${output}`, '--maxWorkers=1', ...(bail ? ['--bail=1'] : [])];
  spawnSync(
    join(folder, 'node_modules', '.bin', 'vitest'),
    argv,
    {
      cwd: folder, timeout: TIMEOUT_MS, stdio: 'ignore',
      env: { ...process.env, MISREPORT_TEST_BUILD: folder, MISREPORT_EVIDENCE: evidence },
    },
  );
  if (!existsSync(output)) return 'broken';
  const { numFailedTests, numPassedTests, success } = JSON.parse(readFileSync(output, 'utf8')) as {
    numFailedTests: number;
    numPassedTests: number;
    success: boolean;
  };
  if (numFailedTests > 0) return 'noticed';
  return success && numPassedTests > 0 ? 'survived' : 'broken';
}

const words = process.argv.slice(2).filter((word) => !word.startsWith('-')).map((word) => word.toLowerCase());
const chosen = MUTATIONS.filter(({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)));
const changes = chosen.map((mutation) => ({ mutation, change: changeOf(mutation) }));

const failed = changes.flatMap(({ mutation: { name }, change }) =>
  (typeof change === 'string' ? [`cannot be made: ${name}: ${change}`] : []));
if (process.argv.includes('--check') || failed.length > 0 || chosen.length === 0) {
  for (const line of failed) console.log(line);
  console.log(`${chosen.length - failed.length} of ${chosen.length} mutations can be made`);
  process.exit(failed.length > 0 || chosen.length === 0 ? 1 : 0);
}

const folder = scratchCopy();
try {
  // A test that fails by itself would notice everything.
  for (const only of new Set(chosen.map((mutation) => mutation.only))) {
    const tests = [...new Set(chosen.flatMap((mutation) => (mutation.only === only ? mutation.tests : [])))];
    if (runTests(folder, tests, only, '1', false) !== 'survived') {
      failed.push(`does not pass without a fault: ${tests.join(', ')}${only ? ` (${only})` : ''}`);
    }
  }
  for (const line of failed) console.log(line);
  for (const { mutation, change } of failed.length === 0 ? changes : []) {
    const { name } = mutation;
    const { file, text } = change as Change;
    writeFileSync(join(folder, file), text);
    const outcome = judged(folder, mutation);
    cpSync(join(root, file), join(folder, file));
    console.log(`${outcome.padEnd(8)}  ${name}`);
    if (outcome === 'survived' || outcome === 'broken') failed.push(`${outcome}: ${name} (${file})`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${chosen.length} mutations, ${failed.length} not noticed`);
for (const line of failed) console.log(line);
process.exitCode = failed.length > 0 ? 1 : 0;

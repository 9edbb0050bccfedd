/** Every piece of code of docs/library.md runs, and every example in the doc comments of what the package exports. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { repository, temporaryFolder } from '../cli/support.ts';
import { SHORT_RUN } from '../support/node-flags.ts';

const page = readFileSync(join(repository, 'docs', 'library.md'), 'utf8');
const pieces = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
// `import ... from 'misreport'` means the running package in files that it loads.
const loader = pathToFileURL(join(process.env.MISREPORT_TEST_BUILD!, 'dist', 'src', 'library', 'scenario-file.js')).href;

/** Indented code of doc comments that begins with an import from the package, in the files that the package's index passes on. */
function examples(): string[] {
  const index = readFileSync(join(repository, 'src', 'index.ts'), 'utf8');
  const files = [...new Set([...index.matchAll(/from '(\.[^']+)'/g)].map(([, path]) => join(repository, 'src', path!)))];
  return files.flatMap((file) => {
    const comments = [...readFileSync(file, 'utf8').matchAll(/\/\*\*[\s\S]*?\*\//g)].map(([comment]) => comment);
    return comments.flatMap((comment) => [...comment.matchAll(/^ \* {5}import [^\n]* from 'misreport';\n(?: \*(?: {5}[^\n]*)?\n)*/gm)])
      .map(([block]) => block.replace(/^ \* ?/gm, '').replace(/^ {4}/gm, ''));
  });
}

const folder = temporaryFolder();
/** With a tenth of the precision and of the profiles, where nothing is said of how close an estimate comes. */
const FEWER = [['precision: 0.02', 'precision: 0.2'], ['profiles: 20_000', 'profiles: 2_000'], ['profiles: 5e4', 'profiles: 5e3']] as const;
const quick = (code: string): string => FEWER.reduce((text, [long, short]) => text.replace(long, short), code);
const named = (name: string, codes: readonly string[]) => codes.map((code, i) => [`${name}-${i + 1}`, code] as const);
const files = [...named('piece', pieces), ...named('example', examples())].map(([name, code]) => {
  const file = join(folder, `${name}.mts`);
  writeFileSync(file, `${quick(code)}export default 0;\n`);
  return { name, code, file };
});
/** What each printed, in the order of `files`: all in one process, which takes longer to start than most of them to run. */
let printed: readonly string[] = [];
const BETWEEN = '=== next\n';

beforeAll(async () => {
  const run = `import(${JSON.stringify(loader)}).then(async ({ importDefault }) => {
    for (const file of ${JSON.stringify(files.map(({ file }) => file))}) {
      await importDefault(file, (value) => value);
      process.stdout.write(${JSON.stringify(BETWEEN)});
    }
  }).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); })`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath, [...SHORT_RUN, '-e', run], { cwd: folder, env: { ...process.env, VK_ICD_FILENAMES: '/nonexistent' } },
  );
  expect(stderr).not.toMatch(/Assertion failed/);
  printed = stdout.split(BETWEEN).slice(0, -1);
});

test('there are pieces and examples to run, and all of them ran', () => {
  expect(pieces.length).toBe(5);
  expect(files.length).toBeGreaterThanOrEqual(pieces.length + 6);
  expect(printed.length).toBe(files.length);
});

test.each(files.map(({ name, code }, i) => [name, code, i] as const))('%s prints what it says', (_name, code, i) => {
  if (code.includes('selers')) expect(printed[i]).toBe("selers: unknown option; did you mean 'sellers'?\n");
  if (code.includes('library-ledger')) expect(printed[i]).toBe('true\n');
  if (code.includes('[2, 4, 8]')) expect(printed[i]!.split('\n').filter((line) => line.startsWith('epsilonLic')).length).toBe(6);
});

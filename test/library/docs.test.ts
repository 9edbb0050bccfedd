/** Every piece of code of docs/library.md runs, and every example in the doc comments of what the package exports. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { repository, temporaryFolder } from '../cli/support.ts';

const page = readFileSync(join(repository, 'docs', 'library.md'), 'utf8');
const pieces = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
// `import ... from 'misreport'` means the running package in files that it loads.
const loader = pathToFileURL(join(process.env.MISREPORT_TEST_BUILD!, 'dist', 'src', 'library', 'scenario-file.js')).href;

test.each(pieces.map((code, i) => [i + 1, code] as const))('piece %i', async (i, code) => {
  const file = join(temporaryFolder(), `piece-${i}.mts`);
  writeFileSync(file, `${code}export default 0;\n`);
  const run =
    `import(${JSON.stringify(loader)}).then(({ importDefault }) => importDefault(${JSON.stringify(file)})).then(() => `
    + `process.exit(0), (error) => { console.error(error); process.exit(1); })`;
  const { stdout } = await promisify(execFile)(
    process.execPath, ['-e', run], { cwd: temporaryFolder(), env: { ...process.env, VK_ICD_FILENAMES: '/nonexistent' } },
  );
  if (code.includes('selers')) expect(stdout).toBe("selers: unknown option; did you mean 'sellers'?\n");
  if (code.includes('library-ledger')) expect(stdout).toBe('true\n');
  if (code.includes('[2, 4, 8]')) expect(stdout.split('\n').filter((line) => line.startsWith('epsilonLic')).length).toBe(6);
});

test('there are pieces to run', () => expect(pieces.length).toBe(5));

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

test('examples in doc comments', async () => {
  const folder = temporaryFolder();
  const files = examples().map((code, i) => {
    const file = join(folder, `example-${i}.mts`);
    writeFileSync(file, `${code}export default 0;\n`);
    return file;
  });
  expect(files.length).toBeGreaterThanOrEqual(6);
  const run = `import(${JSON.stringify(loader)}).then(async ({ importDefault }) => {
    for (const file of ${JSON.stringify(files)}) await importDefault(file);
    console.log('all');
  }).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); })`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath, ['-e', run], { cwd: folder, env: { ...process.env, VK_ICD_FILENAMES: '/nonexistent' } },
  );
  expect([stdout, /Assertion failed/.test(stderr)]).toEqual(['all\n', false]);
});

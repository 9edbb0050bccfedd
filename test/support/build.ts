/**
 * The package compiled once for all tests that start the executable: a run from source spends half of a small command's time in the
 * TypeScript loader, and again in every worker thread. Used as vitest's `globalSetup`. Types are not looked at: `npm run types` does that.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Returns the teardown, which removes the build. With MISREPORT_TEST_BUILD set to a folder that has `bin`, that one is run and nothing
 * built.
 */
export default function setup(): () => void {
  if (process.env.MISREPORT_TEST_BUILD !== undefined) return () => {};
  const folder = mkdtempSync(join(tmpdir(), 'misreport-build-'));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(
    process.execPath,
    [compiler, '-p', join(root, 'tsconfig.build.json'), '--noCheck', '--declaration', 'false', '--outDir', join(folder, 'dist')],
  );
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  for (const name of ['package.json', 'CITATION.cff']) cpSync(join(root, name), join(folder, name));
  symlinkSync(realpathSync(join(root, 'node_modules')), join(folder, 'node_modules'));
  process.env.MISREPORT_TEST_BUILD = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

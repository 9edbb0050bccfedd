/**
 * The package compiled once for all tests that start the executable, libraries in JavaScript included, in few files: half of a small
 * command's time goes into loading a thousand modules, and tests start hundreds of commands. What is shipped is another build, which
 * test/cli/pack.test.ts installs and runs. Used as vitest's `globalSetup`, and by test/run.mjs while the tests are compiled.
 */
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Left as they are: what is native, loads files of its own, or is looked for at run time. */
const APART = [
  '@tensorflow/*', 'webgpu', '@resvg/*', '@expo-google-fonts/*',
  '@fontsource/*', 'highs', 'tsx', 'yaml', 'pdfkit', 'svg-to-pdfkit', 'canvas',
];

const ENTRIES = ['src/cli/main.ts', 'src/index.ts', 'src/engine/worker.ts', 'src/library/scenario-file.ts'];

/**
 * Returns the teardown, which removes the build. With MISREPORT_TEST_BUILD set to a folder that has `bin`, that one is run and nothing
 * built.
 * @returns {Promise<() => void>}
 */
export default async function setup() {
  if (process.env.MISREPORT_TEST_BUILD !== undefined) return () => {};
  const folder = mkdtempSync(join(tmpdir(), 'misreport-build-'));
  await build({
    absWorkingDir: root,
    // Shared pieces lie beside the devices, from where `../worker.js` and `../index.js` must lead somewhere.
    entryPoints: ENTRIES.map((file) => ({ in: file, out: file === 'src/index.ts' ? 'src/engine/index' : file.replace(/\.ts$/, '') })),
    outdir: join(folder, 'dist'), chunkNames: 'src/engine/devices/[name]-[hash]', bundle: true, splitting: true, format: 'esm',
    platform: 'node', target: 'node20', external: APART, logLevel: 'warning',
    banner: { js: "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);" },
  });
  // Links where the tests are compiled (test/run.mjs).
  const copy = (...name) => cpSync(realpathSync(join(root, ...name)), join(folder, ...name), { recursive: true });
  for (const name of ['bin', 'package.json', 'CITATION.cff']) copy(name);
  for (const name of readdirSync(join(root, 'papers')).filter((file) => file.endsWith('.json'))) {
    copy('papers', name);
  }
  symlinkSync(realpathSync(join(root, 'node_modules')), join(folder, 'node_modules'));
  process.env.MISREPORT_TEST_BUILD = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

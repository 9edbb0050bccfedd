// What `npm test` runs: the tests, compiled as the package is, on compiled code. Vitest runs TypeScript too (`npx vitest run test/cli`),
// and that is for work on a few files; but every call from one module into another then goes through a getter of its module runner, and
// a thousand modules are transformed: a tenth of the time of all tests, which run nearly everything once. Arguments are vitest's own.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import build from './support/build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const COMPILED = ['bench', 'kernels', 'papers', 'scenarios', 'src', 'test'];
const APART = ['.git', 'dist', 'results'];

/** All files of a folder as links, in folders of their own, beside what is there already. */
function link(from, to) {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) link(source, target);
    else if (!existsSync(target)) symlinkSync(source, target);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'misreport-tests-'));
let status = 1;
let removeBuild = () => {};
process.on('exit', () => {
  removeBuild();
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = status;
});
const tsc = ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.json', '--noEmit', 'false', '--noCheck', '--outDir', folder];
const compiling = new Promise((resolve) => spawn(process.execPath, tsc, { cwd: root, stdio: 'inherit' }).on('close', resolve));
removeBuild = await build();
if ((await compiling) === 0) {
  for (const name of readdirSync(root).filter((entry) => !APART.includes(entry))) {
    if (COMPILED.includes(name)) link(join(root, name), join(folder, name));
    else symlinkSync(join(root, name), join(folder, name));
  }
  // What is compiled looks for itself there.
  symlinkSync('.', join(folder, 'dist'));
  const files = process.argv.slice(2).map((argument) => argument.replace(/\.ts$/, ''));
  const vitest = spawn(process.execPath, [join(folder, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...files], {
    cwd: folder, stdio: 'inherit', env: { ...process.env, MISREPORT_TEST_COMPILED: '1' },
  });
  // A signal from the keyboard reaches vitest by itself; what it says by its exit code is handed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => vitest.kill(signal));
  vitest.on('close', (code) => { status = code ?? 1; });
}

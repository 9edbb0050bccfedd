// A clone's own TypeScript, compiled as the package is and kept in `.cache/compiled` under a name made of what the sources are. The
// compiler runs once whenever a file has changed: a loader that looks at a thousand modules at every start takes longer than most exact
// studies, and needs a compiler beside it for as long as a command runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

const FOLDERS = ['kernels', 'papers', 'scenarios', 'src'];
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
/** Data that modules read from beside themselves. */
const DATA = [join('scenarios', 'learned-auction', 'networks')];
/** Builds that nobody has started from for so long are removed: a command loads parts of its build whenever it comes to need them. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** Hexadecimal: another text wherever a file was added, removed or written. */
function stateOf(root) {
  const hash = createHash('sha256').update(process.version);
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  const visit = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (extname(path) !== '.md') add(path);
    }
  };
  FOLDERS.forEach(visit);
  SETTINGS.filter((name) => existsSync(join(root, name))).forEach(add);
  return hash.digest('hex').slice(0, 16);
}

/** Whether the folder now holds the whole build. */
function compile(root, folder) {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const project = join(root, 'tsconfig.build.json');
  const settings = ['--project', project, '--noCheck', '--declaration', 'false', '--sourceMap', '--outDir', folder];
  if (spawnSync(process.execPath, [compiler, ...settings], { stdio: 'ignore' }).status !== 0) return false;
  for (const name of DATA) cpSync(join(root, name), join(folder, name), { recursive: true });
  return true;
}

function prune(builds, now) {
  for (const name of readdirSync(builds)) {
    const path = join(builds, name);
    if (now - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true });
  }
}

/**
 * The folder that holds the clone's modules as JavaScript; undefined where there is none and none can be made: no compiler, no place to
 * write, or a source that is no TypeScript. Two processes at once make one each, and the first to finish is kept.
 */
export function compiledClone(root) {
  let making;
  try {
    const builds = join(root, '.cache', 'compiled');
    const folder = join(builds, stateOf(root));
    const now = Date.now();
    if (!existsSync(folder)) {
      mkdirSync(builds, { recursive: true });
      making = mkdtempSync(join(builds, 'making-'));
      if (process.stderr.isTTY) process.stderr.write('misreport: compiling the clone, once until a source changes\n');
      if (!compile(root, making)) return undefined;
      try {
        renameSync(making, folder);
      } catch (error) {
        if (!existsSync(folder)) throw error;
      }
      prune(builds, now);
    } else {
      utimesSync(folder, now / 1000, now / 1000);
    }
    return folder;
  } catch {
    return undefined;
  } finally {
    if (making !== undefined) rmSync(making, { recursive: true, force: true });
  }
}

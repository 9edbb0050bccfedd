// A clone's own TypeScript, compiled as the package is and kept in `.cache/compiled` under a name made of what the sources are. The
// compiler runs once whenever a file has changed: a loader that looks at a thousand modules at every start takes longer than most exact
// studies, and needs a compiler beside it for as long as a command runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { dirname, extname, join } from 'node:path';

const FOLDERS = ['kernels', 'papers', 'scenarios', 'src'];
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
/** Data that modules read from beside themselves. */
const DATA = [join('scenarios', 'learned-auction', 'networks')];
/** Builds that nobody has started from for so long are removed: a command loads parts of its build whenever it comes to need them. */
const KEPT_MS = 7 * 24 * 3600 * 1000;
/** A build that is being made is in a folder of that name, its process and the machine's name. */
const MAKING = /^making-(?:(\d+)-(.*)-)?[^-]*$/;
/** No build takes so long: what is still being made then was given up, whatever became of its process. */
const MAKING_MS = 3600 * 1000;
/** In a folder from the first: one that was taken for given up, and made anew in part by its compiler, is without. */
const MARK = '.made';
const HERE = hostname().replace(/[^\w.]+/g, '_');

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

/** False of a process of another machine, which cannot be asked. */
function isGone(process_, machine) {
  if (machine !== HERE) return false;
  try {
    process.kill(Number(process_), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Removes what nobody starts from, and what a process that was killed left half made. */
function prune(builds, now) {
  for (const name of readdirSync(builds)) {
    const path = join(builds, name);
    const age = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now);
    const making = MAKING.exec(name);
    if (!(age > KEPT_MS || (making && (age > MAKING_MS || isGone(making[1], making[2]))))) continue;
    // Away at once, so that a process which is at it after all finds nothing of it, rather than a part.
    const away = mkdtempSync(join(builds, `making-${process.pid}-${HERE}-`));
    try {
      renameSync(path, join(away, 'removed'));
    } catch {
      // Another process was faster.
    }
    rmSync(away, { recursive: true, force: true });
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
      making = mkdtempSync(join(builds, `making-${process.pid}-${HERE}-`));
      writeFileSync(join(making, MARK), '');
      if (process.stderr.isTTY) process.stderr.write('misreport: compiling the clone, once until a source changes\n');
      if (!compile(root, making) || !existsSync(join(making, MARK))) return undefined;
      try {
        renameSync(making, folder);
      } catch (error) {
        if (!existsSync(folder)) throw error;
      }
    } else {
      utimesSync(folder, now / 1000, now / 1000);
    }
    prune(builds, now);
    return folder;
  } catch {
    return undefined;
  } finally {
    if (making !== undefined) rmSync(making, { recursive: true, force: true });
  }
}

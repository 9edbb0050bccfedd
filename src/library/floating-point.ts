/**
 * What sums in floating point depend on besides their request. Integers of the kernels have the same bits everywhere; sums of tensor ops
 * only where the same code adds the same numbers, so a ledger and the shards of a plan mix them only where all of this is equal.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageVersion } from '../version.ts';

const CODE = /[.](?:m?[jt]s)$/;
/** What stands in quotes: an import, or the name of a file with data, or something else. */
const QUOTED = /(['"`])([^'"`\n]{1,300})\1/g;
/** Of a name that begins with what is only known later, such as `${folder}/data.json`, the rest. */
const REST = /^.*\$\{[^}]*\}\/?/;
const QUOTED_PACKAGE = /\b(?:from|import|require)\s*\(?\s*['"]([^.'"/\s][^'"\s]{0,200})['"]/g;

const sha256 = (): ReturnType<typeof createHash> => createHash('sha256');

/** Of this package's own code, whether it is compiled or not. */
function codeHash(): string {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const hash = sha256();
  for (const folder of ['kernels', 'scenarios', 'src'].filter((name) => existsSync(join(root, name)))) {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => CODE.test(file)).sort();
    for (const file of files) hash.update(`${folder}/${file}\n`).update(readFileSync(join(root, folder, file)));
  }
  return hash.digest('hex');
}

/**
 * The file, and every file that it or what it names imports or names in quotes, beside itself or in the folder of the process, in order of
 * their paths. Names that are put together, and what is computed from the network, the clock or the environment, are beyond this. `known`
 * keeps what each file names, for callers that ask of many files that share most of what is behind them.
 */
export function filesBehind(scenarioFile: string, known = new Map<string, readonly string[]>()): string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    if (!CODE.test(path)) return;
    let named = known.get(path);
    if (named === undefined) known.set(path, named = filesNamedIn(path));
    named.forEach(visit);
  };
  visit(resolve(scenarioFile));
  return [...found].sort();
}

function filesNamedIn(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const quoted = [...new Set(Array.from(text.matchAll(QUOTED), ([, , inside]) => inside!.replace(REST, '')))].flatMap((named) => {
    const endings = named.startsWith('.') ? ['', '.ts', '.js', '.mjs'] : [''];
    const beside = endings.map((ending) => resolve(dirname(path), `${named}${ending}`)).find(isFile);
    return [beside, resolve(named)].filter((target): target is string => target !== undefined && isFile(target));
  });
  const packages = Array.from(text.matchAll(QUOTED_PACKAGE), ([, name]) => packageFile(path, name!));
  return [...new Set([...quoted, ...packages.filter((manifest): manifest is string => manifest !== undefined)])];
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** package.json of an installed package, which tells its version. */
function packageFile(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('node:') || specifier === 'misreport') return undefined;
  const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const folders = createRequire(from).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name, 'package.json')).find(isFile);
}

/** The scenario file and what is behind it but for packages, with the sha256 of each; names from the folder of the process. */
export const hashesBehind = (scenarioFile: string): { readonly file: string; readonly sha256: string }[] => {
  const main = resolve(scenarioFile);
  const others = filesBehind(scenarioFile).filter((path) => path !== main && !path.endsWith('package.json'));
  return [main, ...others].map((path) => ({ file: relative('.', path), sha256: sha256().update(readFileSync(path)).digest('hex') }));
};

function filesHash(paths: readonly string[]): string {
  const hash = sha256();
  for (const path of paths) hash.update(sha256().update(readFileSync(path)).digest());
  return hash.digest('hex');
}

/** TFJS's JavaScript backend adds in one thread, in one order; GPUs and TensorFlow's own promise nothing. */
const PROMISED = 'cpu';

/** One line for a backend, computed once; undefined where it promises no bits. `scenarioFile`: path of the user's own scenario. */
export function floatingPointOf(scenarioFile: string | undefined): (backend: string) => string | undefined {
  let line: string | undefined;
  const computed = (): string => [
    PROMISED, packageVersion(), codeHash(), `v8 ${process.versions.v8}`, process.arch,
    scenarioFile === undefined ? '' : filesHash(filesBehind(scenarioFile)),
  ].join(' ');
  return (backend) => (backend === PROMISED ? (line ??= computed()) : undefined);
}

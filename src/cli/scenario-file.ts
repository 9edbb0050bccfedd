/** A user's own scenario file, loaded by path through tsx: TypeScript or JavaScript, from anywhere on the disk. */
import { readFileSync, statSync } from 'node:fs';
import { register } from 'node:module';
import { basename, extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { InputError, MisreportError } from '../errors.ts';
import type { Scenario } from '../study/scenario.ts';
import { checkScenario } from './check-scenario.ts';
import { oneLine, quote } from '../input/quote.ts';

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs'];
const LOADING_SECONDS = 30;

/** A path rather than a scenario's name: it has a separator or the ending of a script. */
export const isScenarioPath = (text: string): boolean => /[/\\]/.test(text) || EXTENSIONS.includes(extname(text)) || /\.c[jt]s$/.test(text);

function requireFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new InputError('scenario', `file ${quote(path)} does not exist`);
  if (!found.isFile()) throw new InputError('scenario', `${quote(path)} is ${found.isDirectory() ? 'a folder' : 'not a regular file'}; give a file`);
  if (!EXTENSIONS.includes(extname(path))) throw new InputError('scenario', `${quote(path)} must end in ${EXTENSIONS.join(', ')}`);
}

/**
 * Two conveniences for scenario files wherever they lie: `import ... from 'misreport'` means the running package, and
 * `.ts` files are modules even where no package.json says so.
 */
function adaptLoader(): void {
  const ending = extname(fileURLToPath(import.meta.url));
  const ourselves = new URL(`../index${ending}`, import.meta.url).href;
  const hook = `export async function resolve(specifier, context, next) {
    if (specifier === 'misreport') return { url: ${JSON.stringify(ourselves)}, format: 'module', shortCircuit: true };
    const found = await next(specifier, context);
    const isScript = /^file:.*[.]ts([?#].*)?$/.test(found.url) && !found.url.includes('/node_modules/');
    return isScript ? { ...found, format: 'module' } : found;
  }`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

/** `file:line` of the first stack frame or compiler message that lies in the user's file. */
function placeIn(path: string, error: unknown): string {
  if (!(error instanceof Error)) return path;
  const text = `${error.message}\n${error.stack ?? ''}`.replaceAll(pathToFileURL(path).href, path);
  const at = text.indexOf(`${path}`);
  for (let from = at; from >= 0; from = text.indexOf(path, from + 1)) {
    const line = /^(?:\?[^:\s]*)?:(\d+)/.exec(text.slice(from + path.length));
    if (line) return `${path}:${line[1]}`;
  }
  return importPlace(path, text) ?? path;
}

/** The line of an import that was not found: messages name what was imported, but not where. */
function importPlace(path: string, message: string): string | undefined {
  const wanted = /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  if (wanted === undefined) return undefined;
  const name = basename(wanted);
  const line = readFileSync(path, 'utf8').split('\n').findIndex((text) => /\b(?:import|from|require)\b/.test(text) && text.includes(name));
  return line < 0 ? undefined : `${path}:${line + 1}`;
}

/** The part of a loader's message that speaks of the mistake: without frames, banners and the file's name. */
function reasonOf(path: string, error: unknown): string {
  if (!(error instanceof Error)) return `threw ${quote(String(error))}`;
  const lines = error.message.split('\n').filter((line) => line.trim() !== '');
  const compiler = lines.map((line) => /: ERROR: (.*)$/.exec(line)?.[1]).find((found) => found !== undefined);
  if (compiler !== undefined) return compiler;
  return oneLine(lines[0] ?? error.name).replaceAll(`${pathToFileURL(path).href}`, basename(path)).replace(/\?tsx-namespace=\d+/g, '');
}

async function importFile(path: string): Promise<unknown> {
  const { tsImport } = await import('tsx/esm/api');
  adaptLoader();
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`did not finish loading within ${LOADING_SECONDS} s`)), LOADING_SECONDS * 1000);
  });
  try {
    return await Promise.race([tsImport(pathToFileURL(path).href, { parentURL: import.meta.url, tsconfig: false }), tooSlow]);
  } finally {
    clearTimeout(timer);
  }
}

/** Functions of a user's scenario with their errors brought to one line that names the file. */
function guarded(scenario: Scenario, path: string): Scenario {
  const guard = <A extends readonly unknown[], R>(name: string, call: (...values: A) => R) => (...values: A): R => {
    try {
      return call.apply(scenario, values as never);
    } catch (error) {
      if (error instanceof MisreportError || (error instanceof Error && error.name === 'InputError')) throw error;
      throw new InputError(placeIn(path, error), `${name}: ${reasonOf(path, error)}`);
    }
  };
  return {
    ...scenario,
    marketSize: guard('marketSize', scenario.marketSize),
    environment: guard('environment', scenario.environment),
    primaryAgent: guard('primaryAgent', scenario.primaryAgent),
    ...(scenario.references === undefined ? {} : { references: guard('references', scenario.references) }),
    ...(scenario.claims === undefined ? {} : { claims: guard('claims', scenario.claims) }),
  };
}

/** The default export of a script, whatever it is. Throws InputError that names the file and the line. */
export async function importDefault(path: string): Promise<unknown> {
  requireFile(path);
  let module: unknown;
  try {
    module = await importFile(path);
  } catch (error) {
    throw Object.assign(new InputError(placeIn(path, error), reasonOf(path, error)), { cause: error });
  }
  if (module === null || typeof module !== 'object' || !('default' in module)) {
    throw new InputError(path, 'has no default export; write `export default { ... }` with the scenario');
  }
  // A CommonJS neighbourhood wraps the default once more.
  const inner = module.default;
  return inner !== null && typeof inner === 'object' && 'default' in inner ? inner.default : inner;
}

export async function loadScenarioFile(given: string): Promise<Scenario> {
  const path = resolve(given);
  return guarded(checkScenario(await importDefault(path), path), path);
}

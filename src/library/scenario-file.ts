/** A user's own scenario file, loaded by path through tsx: TypeScript or JavaScript, from anywhere on the disk. */
import { readFileSync, statSync, type Stats } from 'node:fs';
import { register } from 'node:module';
import { basename, extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { InputError, MisreportError } from '../errors.ts';
import type { Scenario } from '../study/scenario.ts';
import { checkScenario } from '../study/check-scenario.ts';
import { codeFrame, placeOf, type Place } from './code-frame.ts';
import { oneLine, quote, thrownText } from '../input/quote.ts';
import { readUserText } from '../input/user-file.ts';
import { rememberFunctions } from '../input/user-function-place.ts';

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs'];
const LOADING_SECONDS = 30;
/** A process that waits for what never comes takes less than so much processor time meanwhile. */
const IDLE_MICROSECONDS = 100_000;
const MEBIBYTES_MAX = 64;

/** A path rather than a scenario's name: it has a separator or the ending of a script. */
export const isScenarioPath = (text: string): boolean => /[/\\]/.test(text) || EXTENSIONS.includes(extname(text)) || /\.c[jt]s$/.test(text);

/** Undefined where there is nothing. Throws InputError where that cannot be told, such as of a name that is too long. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new InputError('scenario', `${quote(path)} cannot be read: ${(error as NodeJS.ErrnoException).code}`, { cause: error });
  }
}

function requireFile(path: string): void {
  const found = statOf(path);
  if (found === undefined) throw new InputError('scenario', `file ${quote(path)} does not exist`);
  if (/\.c[jt]s$/.test(path)) {
    throw new InputError(
      'scenario',
      `${quote(path)} is a CommonJS file; ES modules only: name it .mjs or .ts and write \`export default\``,
    );
  }
  if (!found.isFile()) {
    throw new InputError('scenario', `${quote(path)} is ${found.isDirectory() ? 'a folder' : 'not a regular file'}; give a file`);
  }
  if (!EXTENSIONS.includes(extname(path))) throw new InputError('scenario', `${quote(path)} must end in ${EXTENSIONS.join(', ')}`);
}

/** A clone that runs compiled (bin/compiled.mjs): the address of its sources, and what stands for it in the modules that run. */
function sourcesOfClone(): readonly [string, string] | undefined {
  const match = /^(.*[/])[.]cache[/]compiled[/][^/]+[/]/.exec(import.meta.url);
  return match === null ? undefined : [match[1]!, match[0]];
}

const ENDING = extname(fileURLToPath(import.meta.url));
let adapted = false;

/**
 * Three conveniences for scenario files wherever they lie: `import ... from 'misreport'` means the running package, and so does a file of
 * the clone's sources; `.ts` files are modules even where no package.json says so.
 */
function adaptLoader(): void {
  adapted = true;
  const ourselves = new URL(`../index${ENDING}`, import.meta.url).href;
  const hook = `import { existsSync } from 'node:fs';
  const [sources, compiled] = ${JSON.stringify(sourcesOfClone() ?? [])};
  function ours(url) {
    if (sources === undefined || !url.startsWith(sources)) return undefined;
    const [file] = url.split('?');
    if (file.startsWith(compiled)) return file;
    const module = new URL(file.slice(sources.length).replace(/[.]ts$/, '.js'), compiled);
    return existsSync(module) ? module.href : undefined;
  }
  export async function resolve(specifier, context, next) {
    if (specifier === 'misreport') return { url: ${JSON.stringify(ourselves)}, format: 'module', shortCircuit: true };
    const found = await next(specifier, context);
    const running = ours(found.url);
    if (running !== undefined) return { ...found, url: running, format: 'module' };
    // What tsx adds to the address of a script that it takes for CommonJS: it runs a clone as well, where no package.json is asked.
    const url = found.url.replace(/([?]|%3F).*tsx-commonjs-.*$/, '');
    const isScript = /^file:.*[.]ts([?#].*)?$/.test(url) && !url.includes('/node_modules/');
    return isScript ? { ...found, url, format: 'module' } : found;
  }`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

/** The place of a mistake in the user's files: from the stack, from a compiler's message, or from the import that was not found. */
function placeIn(path: string, error: unknown): Place | undefined {
  const text = error instanceof Error ? `${error.message}\n${error.stack ?? ''}`.replaceAll(pathToFileURL(path).href, path) : '';
  return placeOf(error) ?? compilerPlace(path, text) ?? importPlace(path, text);
}

/** `file:line:column` in a message. */
function compilerPlace(path: string, text: string): Place | undefined {
  for (let from = text.indexOf(path); from >= 0; from = text.indexOf(path, from + 1)) {
    const at = /^(?:\?[^:\s]*)?:(\d+)(?::(\d+))?/.exec(text.slice(from + path.length));
    // Compilers count columns from 0.
    if (at) return { path, line: Number(at[1]), ...(at[2] === undefined ? {} : { column: Number(at[2]) + 1 }) };
  }
  return undefined;
}

/** The line of an import that was not found: messages name what was imported, but not where. */
function importPlace(path: string, message: string): Place | undefined {
  const wanted = /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  return wanted === undefined
    ? undefined
    : firstLine(path, (text) => /\b(?:import|from|require)\b/.test(text) && text.includes(basename(wanted)));
}

function firstLine(path: string, matches: (text: string) => boolean): Place | undefined {
  const line = readFileSync(path, 'utf8').split('\n').findIndex(matches);
  return line < 0 ? undefined : { path, line: line + 1 };
}

/** What the words of a CommonJS module should be instead. */
const COMMON_JS: readonly (readonly [RegExp, string])[] = [
  [/^(?:module|exports) is not defined/, 'ES modules only: write `export default { ... }` instead of module.exports'],
  [/^require is not defined/, 'ES modules only: write `import ... from` instead of require'],
];

/** The part of a loader's message that speaks of the mistake: without frames, banners and the file's name. */
function reasonOf(path: string, error: unknown): string {
  if (!(error instanceof Error)) return `threw ${quote(thrownText(error))}`;
  const lines = error.message.split('\n').filter((line) => line.trim() !== '');
  const compiler = lines.map((line) => /: ERROR: (.*)$/.exec(line)?.[1]).find((found) => found !== undefined);
  if (compiler !== undefined) return compiler;
  const first = oneLine(lines[0] ?? error.name);
  const instead = COMMON_JS.find(([pattern]) => pattern.test(first))?.[1];
  return instead ?? first.replaceAll(pathToFileURL(path).href, basename(path)).replace(/\?tsx-namespace=[\w-]+/g, '');
}

/** An error of the user's file: names file and line, and carries the lines round it. */
function inFile(path: string, error: unknown, problem: string, place = placeIn(path, error)): InputError {
  const field = place === undefined ? path : `${place.path}:${place.line}`;
  return Object.assign(new InputError(field, problem, { cause: error }), place === undefined ? {} : { frame: codeFrame(place) });
}

async function importFile(path: string): Promise<unknown> {
  const { tsImport } = await import('tsx/esm/api');
  // tsx must be told what is a module, by who is asked after it.
  if (!adapted) adaptLoader();
  // Lines of the user's file, not of what it was compiled to.
  process.setSourceMapsEnabled(true);
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    let before = process.cpuUsage();
    timer = setInterval(() => {
      // A machine with much else to do may take longer over a file that does load.
      const { user, system } = process.cpuUsage(before);
      if (user + system < IDLE_MICROSECONDS) reject(new Error(`did not finish loading within ${LOADING_SECONDS} s`));
      before = process.cpuUsage();
    }, LOADING_SECONDS * 1000);
  });
  try {
    const loading = tsImport(pathToFileURL(path).href, { parentURL: import.meta.url, tsconfig: false });
    // And whoever is asked before it keeps it from loading the whole package again, apart for each file. Where modules are TypeScript,
    // something else than Node.js may have loaded those that run.
    if (ENDING === '.js') adaptLoader();
    return await Promise.race([loading, tooSlow]);
  } finally {
    clearInterval(timer);
  }
}

const isThenable = (value: unknown): boolean =>
  value !== null && typeof value === 'object' && 'then' in value && typeof value.then === 'function';

/** What code of the user's file makes. Throws InputError naming file and line for whatever it throws. */
function ofUsers<T>(path: string, when: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof MisreportError || (error instanceof Error && error.name === 'InputError')) throw error;
    throw inFile(path, error, `${when}${reasonOf(path, error)}`);
  }
}

/** Functions of a user's scenario with their errors brought to one line that names the file. */
function guarded(scenario: Scenario, path: string): Scenario {
  const guard = <A extends readonly unknown[], R>(name: string, call: (...values: A) => R) => (...values: A): R => {
    const result = ofUsers(path, `${name}: `, () => call.apply(scenario, values as never));
    if (!isThenable(result)) {
      // Goes through all its fields, of which some may be getters.
      ofUsers(path, `${name}: what it returns cannot be read: `, () => rememberFunctions(result, path));
      return result;
    }
    void (result as Promise<unknown>).then(undefined, () => undefined);
    throw inFile(path, undefined, `${name}: must not be async; return the value itself, not a Promise`, asyncPlace(path, name));
  };
  return {
    ...scenario,
    ...(scenario.size === undefined ? {} : { size: guard('size', scenario.size) }),
    ...(scenario.marketSize === undefined ? {} : { marketSize: guard('marketSize', scenario.marketSize) }),
    environment: guard('environment', scenario.environment),
    primaryAgent: guard('primaryAgent', scenario.primaryAgent),
    ...(scenario.references === undefined ? {} : { references: guard('references', scenario.references) }),
    ...(scenario.claims === undefined ? {} : { claims: guard('claims', scenario.claims) }),
  };
}

/** Where the function is called async, or at least where its name first stands. */
const asyncPlace = (path: string, name: string): Place | undefined =>
  firstLine(path, (text) => text.includes('async') && text.includes(name))
    ?? firstLine(path, (text) => new RegExp(`\\b${name}\\b`).test(text));

/** What a module exports by default. Throws InputError that says what to write where that is nothing. */
function defaultOf(module: unknown, path: string): unknown {
  const exported = module !== null && typeof module === 'object' ? (module as Readonly<Record<string, unknown>>) : {};
  if ('default' in exported) {
    // A CommonJS neighbourhood wraps the default once more.
    const outer = exported.default;
    return outer !== null && typeof outer === 'object' && 'default' in outer ? outer.default : outer;
  }
  const objects = Object.keys(exported).filter((name) => exported[name] !== null && typeof exported[name] === 'object');
  const instead = objects.length === 1 ? `${objects[0]}\`` : '{ ... }` with the scenario';
  throw new InputError(path, `has no default export; write \`export default ${instead}`);
}

/** A file that awaits something for so long is told of. */
const SLOW_MS = 10_000;

/**
 * What `make` makes of the default export of a script, whatever that is: who awaits a value asks it for a `then`, which may be code of the
 * user's. Throws InputError that names the file and the line.
 */
export async function importDefault<T>(path: string, make: (value: unknown) => T): Promise<T> {
  requireFile(path);
  // What is no text, the compiler would show as it is.
  readUserText(path, 'scenario', MEBIBYTES_MAX);
  let module: unknown;
  const told = setTimeout(() => void process.stderr.write(`misreport: ${path}: still loading after ${SLOW_MS / 1000} s\n`), SLOW_MS);
  try {
    module = await importFile(path);
  } catch (error) {
    throw inFile(path, error, reasonOf(path, error));
  } finally {
    clearTimeout(told);
  }
  return ofUsers(path, 'its fields cannot be read: ', () => make(defaultOf(module, path)));
}

/** Loads and checks the file. Throws InputError that names file and line where they can be known. */
export function loadScenarioFile(given: string): Promise<Scenario> {
  const path = resolve(given);
  return importDefault(path, (value) => {
    const instead = typeof value === 'function' ? ', not a function' : '';
    if (instead === '' && value !== null && typeof value === 'object' && !Array.isArray(value)) {
      return guarded(checkScenario(value, path), path);
    }
    throw new InputError(path, `its default export must be a Scenario object${instead} (misreport new NAME writes one)`);
  });
}

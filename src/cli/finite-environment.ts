/** The environment that a command line names: a scenario of finite types, a YAML or JSON file, or a script with a default export. */
import { readFileSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import type { FiniteEnvironment } from '../environment/finite/environment.ts';
import { parseEnvironment, parseEnvironmentText } from '../environment/finite/parse.ts';
import { InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import { didYouMean } from '../input/suggest.ts';
import { importDefault } from './scenario-file.ts';

const DATA = ['.yaml', '.yml', '.json'];
const SCRIPTS = ['.ts', '.mts', '.js', '.mjs'];
const SIZE_LIMIT = 64 * 2 ** 20;

/** The text of a data file. Throws InputError where there is none, or it is too large. */
export function readText(path: string, field: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new InputError(field, `file ${quote(path)} does not exist`);
  if (!found.isFile()) throw new InputError(field, `${quote(path)} is ${found.isDirectory() ? 'a folder' : 'not a regular file'}; give a file`);
  if (found.size > SIZE_LIMIT) throw new InputError(field, `${quote(path)} has ${Math.round(found.size / 2 ** 20)} MiB, and at most 64 are read`);
  return readFileSync(path, 'utf8');
}

/** Throws InputError naming the file, and the cell where one is wrong. */
export async function loadEnvironment(name: string): Promise<FiniteEnvironment> {
  const { finiteScenarios } = await import('../../scenarios/finite-registry.ts');
  if (finiteScenarios.has(name)) return parseEnvironment(finiteScenarios.get(name));
  const ending = extname(name);
  if (![...DATA, ...SCRIPTS].includes(ending)) {
    const known = [...finiteScenarios.keys()];
    const hint = didYouMean(name, known);
    throw new InputError('environment', `${quote(name)} is neither a file (${[...DATA, ...SCRIPTS].join(', ')}) nor a scenario of finite types${hint || `; known: ${known.join(', ')}`}`);
  }
  try {
    return DATA.includes(ending) ? parseEnvironmentText(readText(name, 'environment')) : parseEnvironment(await importDefault(resolve(name)));
  } catch (error) {
    if (error instanceof InputError && error.field !== 'environment') throw Object.assign(new InputError(name, error.message), { cause: error });
    throw error;
  }
}

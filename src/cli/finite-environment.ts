/** The environment that a command line names: a scenario of finite types, a YAML or JSON file, or a script with a default export. */
import { readFileSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import type { FiniteEnvironment } from '../environment/finite/environment.ts';
import { parseEnvironment, parseEnvironmentText } from '../environment/finite/parse.ts';
import { InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import type { Scenario } from '../study/scenario.ts';
import { checkScenario } from '../study/check-scenario.ts';
import { findScenario } from '../library/find-scenario.ts';
import { importDefault } from '../library/scenario-file.ts';

const DATA = ['.yaml', '.yml', '.json'];
const SCRIPTS = ['.ts', '.mts', '.js', '.mjs'];
const SIZE_LIMIT = 64 * 2 ** 20;

/** The text of a data file. Throws InputError where there is none, or it is too large. */
export function readText(path: string, field: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new InputError(field, `file ${quote(path)} does not exist`);
  if (!found.isFile())
    throw new InputError(field, `${quote(path)} is ${found.isDirectory() ? 'a folder' : 'not a regular file'}; give a file`);
  if (found.size > SIZE_LIMIT)
    throw new InputError(field, `${quote(path)} has ${Math.round(found.size / 2 ** 20)} MiB, and at most 64 are read`);
  return readFileSync(path, 'utf8');
}

/** The environment of a scenario at its defaults. Throws InputError where it is of another kind. */
function ofScenario({ name, parameters, environment }: Scenario): FiniteEnvironment {
  const problem = environment(Object.fromEntries(Object.entries(parameters).map(([key, parameter]) => [key, parameter.default])));
  if (problem.kind !== 'finite')
    throw new InputError('environment', `scenario ${quote(name)} is of kind ${problem.kind}; this command takes finite types`);
  return parseEnvironment(problem.environment);
}

/** A script holds an environment, or a scenario that asks about one. */
async function ofScript(path: string): Promise<FiniteEnvironment> {
  const value = await importDefault(path);
  const scenario = value !== null && typeof value === 'object' && 'environment' in value && typeof value.environment === 'function';
  return scenario ? ofScenario(checkScenario(value, path)) : parseEnvironment(value);
}

/** Throws InputError naming the file, and the cell where one is wrong. */
export async function loadEnvironment(name: string): Promise<FiniteEnvironment> {
  const ending = extname(name);
  if (![...DATA, ...SCRIPTS].includes(ending)) return ofScenario(await findScenario(name));
  try {
    return DATA.includes(ending) ? parseEnvironmentText(readText(name, 'environment')) : await ofScript(resolve(name));
  } catch (error) {
    if (error instanceof InputError && error.field !== 'environment')
      throw Object.assign(new InputError(name, error.message), { cause: error });
    throw error;
  }
}

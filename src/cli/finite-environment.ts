/** The environment that a command line names: a scenario of finite types, a YAML or JSON file, or a script with a default export. */
import { extname, resolve } from 'node:path';
import type { FiniteEnvironment } from '../environment/finite/environment.ts';
import { parseEnvironment, parseEnvironmentText } from '../environment/finite/parse.ts';
import { InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import { finiteStudyIn } from '../kinds/finite/study-point.ts';
import { readUserText } from '../input/user-file.ts';
import type { Scenario } from '../study/scenario.ts';
import { checkScenario } from '../study/check-scenario.ts';
import { defaultsOf } from '../study/points.ts';
import { environmentAt } from '../study/sweep.ts';
import { findScenario } from '../library/find-scenario.ts';
import { importDefault } from '../library/scenario-file.ts';

const DATA = ['.yaml', '.yml', '.json'];
const SCRIPTS = ['.ts', '.mts', '.js', '.mjs'];
/** MiB. */
export const ENVIRONMENT_MAX = 64;

/** The environment of a scenario at its defaults. Throws InputError where it is of another kind. */
function ofScenario(scenario: Scenario): FiniteEnvironment {
  const problem = environmentAt(scenario, defaultsOf(scenario));
  const study = finiteStudyIn(problem);
  if (!study) {
    throw new InputError('environment', `scenario ${quote(scenario.name)} is of kind ${problem.kind}; this command takes finite types`);
  }
  return parseEnvironment(study.environment);
}

/** A script holds an environment, or a scenario that asks about one. */
const ofScript = (path: string): Promise<FiniteEnvironment> => importDefault(path, (value) => {
  const scenario = value !== null && typeof value === 'object' && 'environment' in value && typeof value.environment === 'function';
  return scenario ? ofScenario(checkScenario(value, path)) : parseEnvironment(value);
});

/** Throws InputError naming the file, and the cell where one is wrong. */
export async function loadEnvironment(name: string): Promise<FiniteEnvironment> {
  const ending = extname(name);
  if (![...DATA, ...SCRIPTS].includes(ending)) return ofScenario(await findScenario(name));
  try {
    return DATA.includes(ending) ? parseEnvironmentText(readUserText(name, 'environment', ENVIRONMENT_MAX)) : await ofScript(resolve(name));
  } catch (error) {
    if (error instanceof InputError && error.field !== 'environment')
      throw Object.assign(new InputError(name, error.message), { cause: error });
    throw error;
  }
}

/** From what stands on the command line to a scenario: a name of the registry, or a file. */
import { existsSync } from 'node:fs';
import { InputError } from '../errors.ts';
import type { Scenario } from '../study/scenario.ts';
import { quote } from '../input/quote.ts';
import { didYouMean } from '../input/suggest.ts';

/** Throws InputError; `field` is how messages call what was given. */
export async function findScenario(given: string, field = 'scenario'): Promise<Scenario> {
  const { isScenarioPath, loadScenarioFile } = await import('./scenario-file.ts');
  if (isScenarioPath(given)) return loadScenarioFile(given);
  const { scenarios } = await import('../../scenarios/registry.ts');
  const found = scenarios.find(({ name }) => name === given);
  if (found !== undefined) return found;
  const names = scenarios.map(({ name }) => name);
  const file = [given, `${given}.ts`, `${given}.mjs`].find((path) => given !== '' && existsSync(path));
  const hint = file === undefined ? didYouMean(given, names) : `; did you mean the file './${file}'?`;
  const accepted = `; accepted: one of the ${names.length} that 'misreport list' shows, ${names[0]} for one, or the path of a file`;
  throw new InputError(field, `unknown scenario ${quote(given)}${hint || accepted}`);
}

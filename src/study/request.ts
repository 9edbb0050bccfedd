/** Options, wherever they were given, to a checked study configuration: the same for the command line, configuration files and calls. */
import { z } from 'zod';
import type { DeviceChoice } from '../engine/device.ts';
import { InputError } from '../errors.ts';
import { readAs } from '../input/check.ts';
import { completeConfiguration } from './check-configuration.ts';
import { overrule, type GivenOptions } from './given.ts';
import {
  EXCLUSIVE, rivalOptions, STUDY_OPTIONS, type MACHINE, type OUTPUT, type STATISTICS, type SWEEP, type ValuesOf,
} from './options.ts';
import { rivalsOf, scenarioOptions } from './parameters.ts';
import { pointsOf, requireSizes, withRateDefaults } from './points.ts';
import type { Scenario } from './scenario.ts';
import { prepareStudy, type PreparedStudy } from './study.ts';

export interface StudyRequest {
  readonly study: PreparedStudy;
  readonly machine: { readonly device: DeviceChoice; readonly workers?: number };
  readonly output: ValuesOf<typeof OUTPUT>;
}

/** Options of a study of this scenario as one object, every key optional and no other accepted. Without a scenario: those that all have. */
export function studySchema(scenario: Scenario | undefined): z.ZodObject {
  const own = scenario === undefined ? [] : scenarioOptions(scenario);
  const options = [...own, ...STUDY_OPTIONS].filter(({ commandLineOnly }) => commandLineOnly !== true);
  return z.strictObject(Object.fromEntries(
    options.map(({ name, schema, description }) => [name, schema.optional().meta({ ...schema.meta(), description })]),
  ));
}

function refuseRivals(given: GivenOptions): void {
  for (const { option, beside, because } of EXCLUSIVE) {
    const [one, other] = [given.get(option), given.get(beside)];
    if (one !== undefined && other !== undefined && one.value !== false && other.value !== false) {
      throw new InputError(one.field, `cannot be given together with ${other.field}${because}`);
    }
  }
}

/**
 * Everything that is asked for; throws InputError naming the option as it was given. `fieldOf`: how an option that nobody gave is
 * called.
 */
export function readRequest(
  command: 'run' | 'rate', scenario: Scenario, given: GivenOptions, fieldOf: (name: string) => string,
): StudyRequest {
  const fieldOfGiven = (name: string): string => given.get(name)?.field ?? fieldOf(name);
  const values = Object.fromEntries([...given].map(([name, { value }]) => [name, value]));
  const read = readAs(studySchema(scenario), values, ([name]) => fieldOfGiven(String(name)), 'option');
  refuseRivals(given);
  const all = command === 'rate' ? withRateDefaults(scenario, given, fieldOf) : given;
  const {
    'max-profiles': maxProfiles, precision, profiles, confidence, seed, sampler, dependence, mechanisms, 'data-error': dataError, bootstrap,
  } = read as ValuesOf<typeof STATISTICS>;
  const points = pointsOf(scenario, all, (read as ValuesOf<typeof SWEEP>)['in-step'] === true);
  const isOption = (name: string): boolean => [...STUDY_OPTIONS, ...scenarioOptions(scenario)].some((option) => option.name === name);
  const study = inGivenFields(() => prepareStudy(completeConfiguration({
    command, scenario, points, precision, profiles, maxProfiles, confidence, seed, sampler, dependence, mechanisms, dataError,
    bootstrap,
  })), (name) => all.get(name)?.field ?? (isOption(name) ? fieldOf(name) : name));
  if (command === 'rate') requireSizes(scenario, study.points.map(({ size }) => size), fieldOf);
  const { device = 'auto', workers } = read as ValuesOf<typeof MACHINE>;
  return { study, machine: { device, ...(workers === undefined ? {} : { workers }) }, output: read as ValuesOf<typeof OUTPUT> };
}

/** A study names its parameters and options; the user knows them as they were given. */
function inGivenFields<T>(work: () => T, fieldOf: (name: string) => string): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InputError) throw error.as(fieldOf(error.field));
    // From another copy of the package, which a user's scenario imports.
    if (error instanceof Error && error.name === 'InputError' && 'field' in error) {
      const field = String(error.field);
      throw new InputError(fieldOf(field), error.message.replace(`${field}: `, ''), { cause: error });
    }
    throw error;
  }
}

/** Options of `winner`, and those of `loser` that it neither gives nor excludes. */
export const overruled = (scenario: Scenario, winner: GivenOptions, loser: GivenOptions): GivenOptions =>
  overrule(winner, loser, (name) => [...rivalOptions(name), ...rivalsOf(scenario, name)]);

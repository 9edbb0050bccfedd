/** A study's configuration as a program hands it over: checked field by field, with the defaults of the command line. */
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { dotted, readAs } from '../input/check.ts';
import { anything } from '../input/shape.ts';
import { shown } from '../input/scalar.ts';
import { checkScenario } from './check-scenario.ts';
import type { StudyConfiguration } from './configuration.ts';
import { COMMAND, DEFAULTS, STATISTICS } from './options.ts';
import { parameterSchema } from './parameters.ts';
import { replicatesFor } from '../statistics/bootstrap.ts';
import { defaultsOf, MAX_POINTS, settled } from './points.ts';
import type { ParameterValues, Scenario } from './scenario.ts';

/** Fields that may be left out have the defaults of the command line; undefined is as good as absent. */
export type PartialConfiguration = Pick<StudyConfiguration, 'scenario' | 'points'>
  & { readonly [K in keyof Omit<StudyConfiguration, 'scenario' | 'points'>]?: StudyConfiguration[K] | undefined };

const schema = z.strictObject({
  command: COMMAND.optional(),
  scenario: anything,
  points: anything,
  precision: STATISTICS.precision.schema.optional(),
  profiles: STATISTICS.profiles.schema.optional(),
  maxProfiles: STATISTICS['max-profiles'].schema.optional(),
  confidence: STATISTICS.confidence.schema.optional(),
  seed: STATISTICS.seed.schema.optional(),
  sampler: STATISTICS.sampler.schema.optional(),
  dependence: STATISTICS.dependence.schema.optional(),
  mechanisms: STATISTICS.mechanisms.schema.optional(),
  dataError: STATISTICS['data-error'].schema.optional(),
  bootstrap: STATISTICS.bootstrap.schema.optional(),
});

/** Fills in what is left out. Throws InputError for resamples that nobody asked for, or too few of them. */
export function completeConfiguration(given: PartialConfiguration): StudyConfiguration {
  const { command = 'run', scenario, points, precision, profiles, maxProfiles, dependence, mechanisms, dataError, bootstrap } = given;
  const { confidence = DEFAULTS.confidence, seed = DEFAULTS.seed, sampler = DEFAULTS.sampler } = given;
  const effort = profiles === undefined
    ? { precision: precision ?? DEFAULTS.precision, maxProfiles: maxProfiles ?? DEFAULTS.maxProfiles }
    : { profiles, maxProfiles: profiles };
  return {
    command, scenario, points, ...effort, confidence, seed, sampler, ...(dependence ? { dependence } : {}),
    ...(mechanisms ? { mechanisms } : {}), ...dataErrorOf(dataError, bootstrap, confidence),
  };
}

function dataErrorOf(
  dataError: StudyConfiguration['dataError'], bootstrap: number | undefined, confidence: number,
): Pick<StudyConfiguration, 'dataError' | 'bootstrap'> {
  if (dataError !== 'bootstrap') {
    if (bootstrap !== undefined) {
      throw new InputError('bootstrap', 'is the number of resamples of data-error bootstrap, which is not asked for');
    }
    return dataError === undefined ? {} : { dataError };
  }
  const replicates = bootstrap ?? DEFAULTS.bootstrap;
  const least = replicatesFor(confidence);
  if (replicates < least) {
    throw new InputError('bootstrap', `${replicates} resamples cannot tell a confidence of ${confidence}; at least ${least} can`);
  }
  return { dataError, bootstrap: replicates };
}

/** A point with every parameter, checked; those left out have their defaults. */
function checkPoint(scenario: Scenario, point: unknown, at: string): ParameterValues {
  const shape = Object.fromEntries(
    Object.entries(scenario.parameters).map(([name, parameter]) => [name, parameterSchema(parameter).optional()]),
  );
  if (point === null || typeof point !== 'object' || Array.isArray(point)) {
    throw new InputError(at, `must be an object of parameter values, got ${shown(point)}`);
  }
  const read = readAs(z.strictObject(shape), point, (path) => `${at}.${dotted(path)}`, 'parameter');
  const given = Object.entries(read).filter(([, value]) => value !== undefined);
  return settled(scenario, { ...defaultsOf(scenario), ...(Object.fromEntries(given) as ParameterValues) });
}

/** The configuration, complete. Throws InputError naming the field, as in `points[0].kappa` or `confidence`. */
export function checkConfiguration(given: PartialConfiguration): StudyConfiguration {
  if (given === null || typeof given !== 'object') {
    throw new InputError('configuration', `must be an object { scenario, points, ... }, got ${shown(given)}`);
  }
  const read = readAs(schema, given);
  const scenario = checkScenario(read.scenario, 'scenario');
  if (read.profiles !== undefined && read.precision !== undefined) {
    throw new InputError('precision', 'cannot be given together with profiles, which fixes the number of profiles');
  }
  if (!Array.isArray(read.points) || read.points.length === 0 || read.points.length > MAX_POINTS) {
    throw new InputError('points', `must be a list of 1 to ${MAX_POINTS} points, each an object of parameter values`);
  }
  const points = read.points.map((point: unknown, i) => checkPoint(scenario, point, `points[${i}]`));
  return completeConfiguration({ ...read, scenario, points });
}

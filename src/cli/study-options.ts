/** Options of `run` and `rate`, wherever they were given, to a checked study configuration. */
import { availableParallelism } from 'node:os';
import { DEVICE_CHOICES, type DeviceChoice } from '../engine/device.ts';
import { InputError } from '../errors.ts';
import type { ParameterValues, Scenario } from '../study/scenario.ts';
import { SAMPLER_CHOICES, type StudyConfiguration } from '../study/configuration.ts';
import { prepareStudy, type PreparedStudy } from '../study/study.ts';
import type { GivenOptions } from './given.ts';
import type { OptionSpec } from './options.ts';
import { pointsOf, targetsOf, withRateDefaults } from './points.ts';
import { acceptedBy, readChoice, readCount, readOpen } from './values.ts';

export const DEFAULTS = { precision: 0.01, confidence: 0.99, seed: 'misreport', maxProfiles: 2 ** 32 } as const;
/** Profile indices and every sum of counts stay exact below this. */
const PROFILES_MAX = 2 ** 48;
const SEED_LENGTH_MAX = 1000;

/** More threads than this only cost memory. */
export const workersMax = (): number => Math.max(64, 4 * availableParallelism());

/** A scenario's parameters and shorthands as flags. */
export function scenarioOptions(scenario: Scenario): OptionSpec[] {
  const group = `Parameters of ${scenario.name} (a list such as 2,4,8 or 2,4,...,64 sweeps)`;
  const parameters = Object.entries(scenario.parameters).map(([name, parameter]): OptionSpec => ({
    name, kind: 'text', group, default: String(parameter.default), description: `${parameter.description}; ${acceptedBy(parameter)}`,
  }));
  const shorthands = Object.entries(scenario.shorthands ?? {}).map(([name, { sets, description }]): OptionSpec => ({
    name, kind: 'text', group, description: `${description}: sets ${sets.join(' and ')} together`,
  }));
  return [...parameters, ...shorthands];
}

function readSeed(given: GivenOptions): string {
  const seed = given.texts.get('seed');
  if (seed === undefined) return DEFAULTS.seed;
  if (seed.text.trim() === '') throw new InputError(seed.field, 'is empty; give any text');
  if (seed.text.length > SEED_LENGTH_MAX) throw new InputError(seed.field, `must have at most ${SEED_LENGTH_MAX} characters, got ${seed.text.length}`);
  // The rule forbids control characters in patterns; refusing them is the purpose here.
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(seed.text)) throw new InputError(seed.field, 'must not contain control characters or line breaks');
  return seed.text;
}

/** Either a number of profiles or a precision with its budget. */
function readEffort(given: GivenOptions): Pick<StudyConfiguration, 'profiles' | 'precision' | 'maxProfiles'> {
  const profiles = given.texts.get('profiles');
  const precision = given.texts.get('precision');
  const budget = given.texts.get('max-profiles');
  if (profiles !== undefined) {
    const rival = precision ?? budget;
    if (rival !== undefined) throw new InputError(rival.field, `cannot be given together with ${profiles.field}, which fixes the number of profiles`);
    const count = readCount(profiles.text, profiles.field, 1, PROFILES_MAX);
    return { profiles: count, maxProfiles: count };
  }
  return {
    precision: precision === undefined ? DEFAULTS.precision : readOpen(precision.text, precision.field, 0, 1),
    maxProfiles: budget === undefined ? DEFAULTS.maxProfiles : readCount(budget.text, budget.field, 1, PROFILES_MAX),
  };
}

/** A fit needs two sizes; the message says what to sweep. */
function requireSizes(scenario: Scenario, points: readonly ParameterValues[]): void {
  const sizes = new Set(points.map((point) => scenario.marketSize(point)));
  if (sizes.size >= 2) return;
  const { sizeName, rateDefaults = {} } = scenario;
  if (sizeName !== undefined) {
    const example = Object.entries(rateDefaults)[0];
    const hint = example === undefined ? '' : `, as in --${example[0]} ${example[1].slice(0, 3).join(',')}`;
    throw new InputError('rate', `needs at least two values of ${sizeName.symbol} (${sizeName.description}) to fit a rate, got ${sizes.size}; sweep what it depends on${hint}`);
  }
  const isNumber = (name: string): boolean => targetsOf(scenario, name).every((target) => ['count', 'number'].includes(scenario.parameters[target]?.kind ?? ''));
  const flags = [...Object.keys(scenario.shorthands ?? {}), ...Object.keys(scenario.parameters)].filter(isNumber).map((name) => `--${name}`);
  throw new InputError('rate', `needs at least two market sizes to fit a rate, got ${sizes.size}; sweep one of ${flags.join(', ')}, as in 2,4,8`);
}

/** Everything that decides the numbers; throws InputError naming the flag or the key that is wrong. */
export function studyConfiguration(command: 'run' | 'rate', scenario: Scenario, given: GivenOptions): PreparedStudy {
  const all = command === 'rate' ? withRateDefaults(scenario, given) : given;
  const confidence = given.texts.get('confidence');
  const sampler = given.texts.get('sampler');
  const configuration: StudyConfiguration = {
    command,
    scenario,
    ...readEffort(given),
    confidence: confidence === undefined ? DEFAULTS.confidence : readOpen(confidence.text, confidence.field, 0, 1),
    seed: readSeed(given),
    sampler: sampler === undefined ? 'auto' : readChoice(sampler.text, sampler.field, SAMPLER_CHOICES),
    points: pointsOf(scenario, all),
  };
  const prepared = inGivenFields(() => prepareStudy(configuration), (name) => all.texts.get(name)?.field ?? name);
  const { kind } = prepared.points[0]!;
  if (sampler !== undefined && configuration.sampler !== 'auto' && !kind.samplers.includes(configuration.sampler)) {
    throw new InputError(sampler.field, `chooses how the other traders of a double auction are drawn; ${scenario.name} is ${kind.words}, so leave it out`);
  }
  if (command === 'rate') requireSizes(scenario, configuration.points);
  return prepared;
}

/** A scenario names its parameters; the user knows them as flags, or as keys of a file. */
function inGivenFields<T>(work: () => T, fieldOf: (name: string) => string): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && error.name === 'InputError' && 'field' in error) {
      const field = String(error.field);
      throw new InputError(fieldOf(field), error.message.replace(`${field}: `, ''));
    }
    throw error;
  }
}

export interface MachineOptions {
  readonly device: DeviceChoice;
  readonly workers?: number;
}

/** Where to compute. */
export function machineOptions(given: GivenOptions): MachineOptions {
  const device = given.texts.get('device');
  const workers = given.texts.get('workers');
  const choice = device === undefined ? 'auto' : readChoice(device.text, device.field, DEVICE_CHOICES);
  if (workers === undefined) return { device: choice };
  const remark = ` (this machine has ${availableParallelism()} cores)`;
  return { device: choice, workers: readCount(workers.text, workers.field, 1, workersMax(), remark) };
}

/** Undefined: write nothing. */
export function outputFolder(given: GivenOptions, fallback: string): string | undefined {
  const out = given.texts.get('out');
  const none = given.switches.get('no-out') === true;
  if (out !== undefined && none) throw new InputError(out.field, 'cannot be given together with --no-out');
  if (out !== undefined && out.text.trim() === '') throw new InputError(out.field, 'is empty; give a folder');
  if (out?.text.includes('\0')) throw new InputError(out.field, 'must not contain null characters');
  return none ? undefined : (out?.text ?? fallback);
}

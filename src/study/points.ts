/** Scenario parameters, given as single values or lists, to the points of a study. */
import { InputError } from '../errors.ts';
import { cartesian } from '../input/list.ts';
import { readAs } from '../input/check.ts';
import type { GivenOptions } from './given.ts';
import { axisNames, axisSchema, parameterSchema, rivalsOf, targetsOf } from './parameters.ts';
import { sizeOf, type ParameterValue, type ParameterValues, type Scenario } from './scenario.ts';

export const MAX_POINTS = 10_000;

/** Values of parameters that nobody gave. */
export const defaultsOf = ({ parameters }: Scenario): ParameterValues => Object.fromEntries(
  Object.entries(parameters).map(([name, parameter]) =>
    [name, readAs(parameterSchema(parameter), parameter.default, () => `${name} (default)`)]),
);

/**
 * Complete parameter values of every point; the parameter declared last varies fastest, or where lists are walked `inStep` all vary
 * together. Throws InputError naming the option.
 */
export function pointsOf(scenario: Scenario, given: GivenOptions, inStep = false): ParameterValues[] {
  const order = Object.keys(scenario.parameters);
  const place = (name: string): number => order.indexOf(targetsOf(scenario, name)[0]!);
  const names = axisNames(scenario).filter((name) => given.has(name)).sort((a, b) => place(a) - place(b));
  const fieldOf = (name: string): string => given.get(name)!.field;
  for (const name of names) {
    const rival = rivalsOf(scenario, name).find((other) => given.has(other));
    if (rival !== undefined) {
      throw new InputError(fieldOf(name), `also sets ${targetsOf(scenario, name).join(' and ')}; give it or ${fieldOf(rival)}, not both`);
    }
  }
  const axes = names.map((name) => {
    const schema = axisSchema(targetsOf(scenario, name).map((target) => scenario.parameters[target]!));
    return readAs(schema, given.get(name)!.value, () => fieldOf(name));
  });
  const size = inStep ? Math.max(1, ...axes.map(({ length }) => length)) : axes.reduce((product, values) => product * values.length, 1);
  if (size > MAX_POINTS) {
    throw new InputError(names.map(fieldOf).join(', '), `the sweep has ${size} points; at most ${MAX_POINTS} are accepted`);
  }
  if (inStep) {
    const uneven = axes.findIndex(({ length }) => length !== 1 && length !== size);
    if (uneven >= 0) {
      const longest = axes.findIndex(({ length }) => length === size);
      throw new InputError(
        fieldOf(names[uneven]!),
        `must have as many values as ${fieldOf(names[longest]!)}, ${size}, or one, to be walked in step; got ${axes[uneven]!.length}`,
      );
    }
  }
  const rows = inStep
    ? Array.from({ length: size }, (_, row) => axes.map((values) => values[values.length === 1 ? 0 : row]!)) : cartesian(axes);
  const defaults = Object.entries(defaultsOf(scenario));
  return rows.map((row): ParameterValues => {
    const values = new Map<string, ParameterValue>(defaults);
    row.forEach((value, i) => targetsOf(scenario, names[i]!).forEach((target) => values.set(target, value)));
    return settled(scenario, Object.fromEntries(values));
  });
}

/** A point's values, each as the scenario means it. */
export const settled = (scenario: Scenario, values: ParameterValues): ParameterValues => scenario.settled?.(values) ?? values;

/** What `rate` sweeps beyond what was given: the scenario's defaults for parameters that nobody touched. */
export function withRateDefaults(scenario: Scenario, given: GivenOptions, fieldOf: (name: string) => string): GivenOptions {
  const untouched = Object.entries(scenario.rateDefaults ?? {})
    .filter(([name]) => ![name, ...rivalsOf(scenario, name)].some((other) => given.has(other)));
  return new Map([...given, ...untouched.map(([name, value]) => [name, { value, field: fieldOf(name) }] as const)]);
}

/** Numbers that the size depends on, as far as their next value tells at the others' defaults. */
function movingSize(scenario: Scenario): string[] {
  const defaults = defaultsOf(scenario);
  const at = (values: ParameterValues): number | undefined => {
    try {
      return sizeOf(scenario, settled(scenario, values));
    } catch {
      return undefined;
    }
  };
  const here = at(defaults);
  return Object.keys(defaults).filter((name) => typeof defaults[name] === 'number'
    && [1, -1].some((step) => ![undefined, here].includes(at({ ...defaults, [name]: Number(defaults[name]) + step }))));
}

/** Throws InputError where a rate has fewer than two sizes to be fitted to; the message says what to sweep. */
export function requireSizes(scenario: Scenario, all: readonly number[], fieldOf: (name: string) => string): void {
  const sizes = new Set(all);
  if (sizes.size >= 2) return;
  const { sizeName, rateDefaults = {} } = scenario;
  if (sizeName !== undefined) {
    const example = Object.entries(rateDefaults)[0];
    const size = `${sizeName.symbol} (${sizeName.description})`;
    const short = `needs at least two values of ${size} to fit a rate, got ${sizes.size}`;
    if (example !== undefined) {
      const hint = `${fieldOf(example[0])} ${example[1].slice(0, 3).join(',')}`;
      throw new InputError('rate', `${short}; sweep what it depends on, as in ${hint}`);
    }
    const moving = movingSize(scenario).map(fieldOf);
    const hint = moving.length > 0
      ? `; sweep ${moving.join(' or ')}` : `: it is ${[...sizes].join(', ')} whatever the parameters, so there is no rate in it`;
    throw new InputError('rate', short + hint);
  }
  const isNumber = (name: string): boolean =>
    targetsOf(scenario, name).every((target) => ['count', 'number'].includes(scenario.parameters[target]?.kind ?? ''));
  const numbers = axisNames(scenario).filter(isNumber).map(fieldOf).join(', ');
  throw new InputError('rate', `needs at least two market sizes to fit a rate, got ${sizes.size}; sweep one of ${numbers}, as in 2,4,8`);
}

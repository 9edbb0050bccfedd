/** Scenario parameters, given as single values or lists, to the points of a study. */
import { InputError } from '../errors.ts';
import type { ParameterValue, ParameterValues, Scenario } from '../study/scenario.ts';
import type { GivenOptions } from './given.ts';
import { quote } from '../input/quote.ts';
import { cartesian, expandEllipsis, splitList } from '../input/list.ts';
import { readParameter } from './values.ts';

export const MAX_POINTS = 10_000;

/** One dimension of the sweep: some parameters that move together. */
interface Axis {
  readonly sets: readonly string[];
  readonly values: readonly ParameterValue[];
}

/** The parameters that a flag sets: itself, or those of a shorthand. */
export const targetsOf = (scenario: Scenario, name: string): readonly string[] => scenario.shorthands?.[name]?.sets ?? [name];

/** Other flags that set one of the same parameters. */
export function rivalsOf(scenario: Scenario, name: string): readonly string[] {
  const targets = targetsOf(scenario, name);
  const flags = [...Object.keys(scenario.parameters), ...Object.keys(scenario.shorthands ?? {})];
  return flags.filter((flag) => flag !== name && targetsOf(scenario, flag).some((target) => targets.includes(target)));
}

function readAxis(scenario: Scenario, name: string, text: string, field: string): Axis {
  const sets = targetsOf(scenario, name);
  const kinds = sets.map((target) => scenario.parameters[target]!);
  const items = splitList(text, field);
  const expanded = kinds.some(({ kind }) => kind === 'distribution' || kind === 'choice') ? items : expandEllipsis(items, field);
  const values = expanded.map((item) => {
    const read = kinds.map((parameter) => readParameter(item, field, parameter));
    return read[0]!;
  });
  const seen = new Set<ParameterValue>();
  const repeated = values.find((value) => seen.size === seen.add(value).size);
  if (repeated !== undefined) throw new InputError(field, `lists ${quote(String(repeated))} more than once`);
  return { sets, values };
}

/** Complete parameter values of every point; the parameter declared last varies fastest. */
export function pointsOf(scenario: Scenario, given: GivenOptions): ParameterValues[] {
  const shorthands = Object.keys(scenario.shorthands ?? {});
  const names = [...shorthands, ...Object.keys(scenario.parameters)].filter((name) => given.texts.has(name));
  for (const name of names) {
    const rival = rivalsOf(scenario, name).find((other) => given.texts.has(other));
    if (rival !== undefined) {
      throw new InputError(given.texts.get(name)!.field, `also sets ${targetsOf(scenario, name).join(' and ')}; give it or --${rival}, not both`);
    }
  }
  const axes = names.map((name) => readAxis(scenario, name, given.texts.get(name)!.text, given.texts.get(name)!.field));
  const size = axes.reduce((product, axis) => product * axis.values.length, 1);
  if (size > MAX_POINTS) {
    throw new InputError(names.map((name) => `--${name}`).join(', '), `the sweep has ${size} points; at most ${MAX_POINTS} are accepted`);
  }
  const order = Object.keys(scenario.parameters);
  axes.sort((a, b) => order.indexOf(a.sets[0]!) - order.indexOf(b.sets[0]!));
  const defaults = Object.entries(scenario.parameters).map(([name, parameter]): [string, ParameterValue] => [
    name, readParameter(String(parameter.default), `${name} (default)`, parameter),
  ]);
  return cartesian(axes.map((axis) => axis.values)).map((row) => {
    const values = new Map(defaults);
    row.forEach((value, i) => axes[i]!.sets.forEach((target) => values.set(target, value)));
    return Object.fromEntries(values);
  });
}

/** What `rate` sweeps beyond what was given: the scenario's defaults for parameters that nobody touched. */
export function withRateDefaults(scenario: Scenario, given: GivenOptions): GivenOptions {
  const texts = new Map(given.texts);
  for (const [name, values] of Object.entries(scenario.rateDefaults ?? {})) {
    const touched = [name, ...rivalsOf(scenario, name)].some((flag) => given.texts.has(flag));
    if (!touched) texts.set(name, { text: values.join(','), field: `--${name}` });
  }
  return { ...given, texts };
}

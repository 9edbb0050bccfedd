/** Whether the default export of a user's file is a Scenario, told field by field. */
import { parseDistribution } from '../distributions/parse.ts';
import { InputError } from '../errors.ts';
import type { Scenario } from '../study/scenario.ts';
import { GENERAL_OPTIONS, STUDY_OPTIONS } from './options.ts';
import { quote } from '../input/quote.ts';

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

const NAME = /^[a-z][a-z0-9-]*$/;
const TEXTS = ['name', 'title', 'description', 'source'];
const FUNCTIONS = ['marketSize', 'environment', 'primaryAgent'];

/** A list on the command line is split at commas, so choices hold none. */
function choiceProblems(at: string, { choices, default: fallback }: Fields): string[] {
  const fine = Array.isArray(choices) && choices.length > 0 && choices.every((choice) => isText(choice) && choice.trim() === choice && !choice.includes(','));
  if (!fine) return [`${at}.choices must be a list of texts without commas`];
  if (new Set(choices).size < choices.length) return [`${at}.choices must differ`];
  return choices.includes(fallback) ? [] : [`${at}.default must be one of ${choices.join(', ')}`];
}

/** Problems of one entry of `parameters`. */
function parameterProblems(name: string, value: unknown): string[] {
  const at = `parameters.${name}`;
  if (!isRecord(value)) return [`${at} must be an object`];
  const problems: string[] = [];
  if (!isText(value.description)) problems.push(`${at}.description must be a text`);
  if (value.kind === 'distribution') {
    if (!isText(value.default)) return [...problems, `${at}.default must be a text such as 'uniform(0,1)'`];
    try {
      parseDistribution(value.default, `${at}.default`);
    } catch (error) {
      problems.push((error as Error).message);
    }
    return problems;
  }
  if (value.kind === 'choice') return [...problems, ...choiceProblems(at, value)];
  if (value.kind !== 'count' && value.kind !== 'number') return [...problems, `${at}.kind must be 'count', 'number', 'distribution' or 'choice'`];
  const numbers = ['default', 'minimum', 'maximum'].map((key) => {
    const number = value[key];
    if (typeof number !== 'number' || !Number.isFinite(number)) problems.push(`${at}.${key} must be a finite number`);
    else if (value.kind === 'count' && !Number.isInteger(number)) problems.push(`${at}.${key} must be a whole number`);
    return Number(number);
  });
  const [fallback, minimum, maximum] = numbers as [number, number, number];
  if (minimum > maximum) problems.push(`${at}.minimum must not exceed its maximum`);
  else if (fallback < minimum || fallback > maximum) problems.push(`${at}.default must lie in [${minimum}, ${maximum}]`);
  return problems;
}

function shorthandProblems(shorthands: unknown, parameters: Fields): string[] {
  if (shorthands === undefined) return [];
  if (!isRecord(shorthands)) return ['shorthands must be an object'];
  return Object.entries(shorthands).flatMap(([name, value]) => {
    const at = `shorthands.${name}`;
    if (!isRecord(value) || !Array.isArray(value.sets) || value.sets.length === 0) return [`${at}.sets must list names of parameters`];
    const problems = isText(value.description) ? [] : [`${at}.description must be a text`];
    if (name in parameters) problems.push(`${at} has the name of a parameter`);
    const kinds = new Set<unknown>();
    for (const target of value.sets as unknown[]) {
      const parameter = typeof target === 'string' ? parameters[target] : undefined;
      if (!isRecord(parameter)) problems.push(`${at}.sets names no parameter with ${quote(String(target))}`);
      else kinds.add(parameter.kind);
    }
    if (kinds.size > 1) problems.push(`${at}.sets must name parameters of one kind`);
    return problems;
  });
}

function rateProblems(rateDefaults: unknown, accepted: ReadonlySet<string>): string[] {
  if (rateDefaults === undefined) return [];
  if (!isRecord(rateDefaults)) return ['rateDefaults must be an object'];
  return Object.entries(rateDefaults).flatMap(([name, values]) => {
    if (!accepted.has(name)) return [`rateDefaults.${name} is neither a parameter nor a shorthand`];
    const fine = Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'number' || isText(value));
    return fine ? [] : [`rateDefaults.${name} must be a list of values`];
  });
}

/** Returns the value as a Scenario, or throws one InputError that names everything that is wrong. */
export function checkScenario(value: unknown, origin: string): Scenario {
  if (!isRecord(value)) throw new InputError(origin, 'its default export must be a Scenario object (misreport new NAME writes one)');
  const problems: string[] = [];
  for (const key of TEXTS) if (!isText(value[key])) problems.push(`${key} must be a text`);
  if (isText(value.name) && !NAME.test(value.name)) problems.push(`name must be lower case letters, digits and hyphens, got ${quote(value.name)}`);
  for (const key of FUNCTIONS) if (typeof value[key] !== 'function') problems.push(`${key} must be a function of the parameter values`);
  if (value.references !== undefined && typeof value.references !== 'function') problems.push('references must be a function of the parameter values');
  if (value.claims !== undefined && typeof value.claims !== 'function') problems.push('claims must be a function of the finished study');
  if (value.sizeName !== undefined && !(isRecord(value.sizeName) && isText(value.sizeName.symbol) && isText(value.sizeName.description))) problems.push('sizeName must hold two texts, symbol and description');
  const parameters = isRecord(value.parameters) ? value.parameters : {};
  if (!isRecord(value.parameters)) problems.push('parameters must be an object');
  problems.push(...Object.entries(parameters).flatMap(([name, parameter]) => parameterProblems(name, parameter)));
  problems.push(...shorthandProblems(value.shorthands, parameters));
  const flags = [...Object.keys(parameters), ...Object.keys(isRecord(value.shorthands) ? value.shorthands : {})];
  problems.push(...rateProblems(value.rateDefaults, new Set(flags)));
  const taken = new Set([...STUDY_OPTIONS, ...GENERAL_OPTIONS].map(({ name }) => name));
  for (const flag of flags) {
    if (taken.has(flag)) problems.push(`${flag} is an option of misreport itself; choose another name`);
    else if (!NAME.test(flag)) problems.push(`${quote(flag)} cannot be a flag: use lower case letters, digits and hyphens`);
  }
  if (problems.length > 0) throw new InputError(origin, problems.join('; '));
  return value as unknown as Scenario;
}

/** Texts from the command line or a configuration file, read as numbers, counts, choices and laws. */
import { parseDistribution } from '../distributions/parse.ts';
import { InputError } from '../errors.ts';
import type { Parameter, ParameterValue } from '../study/scenario.ts';
import { quote } from '../input/quote.ts';
import { didYouMean } from '../input/suggest.ts';
import { readNumber } from '../input/number.ts';

/** A whole number in minimum..maximum; `1e6` and `2^20` are whole numbers too. */
export function readCount(text: string, field: string, minimum: number, maximum: number, remark = ''): number {
  const value = readNumber(text.trim());
  if (value === undefined || !Number.isInteger(value) || value < minimum || value > maximum) {
    throw new InputError(field, `must be a whole number from ${minimum} to ${maximum}${remark}, got ${quote(text)}`);
  }
  return value;
}

/** A number in the closed interval. */
export function readClosed(text: string, field: string, minimum: number, maximum: number): number {
  const value = readNumber(text.trim());
  if (value === undefined || value < minimum || value > maximum) {
    throw new InputError(field, `must be a number in [${minimum}, ${maximum}], got ${quote(text)}`);
  }
  return value === 0 ? 0 : value;
}

/** A number strictly between the ends. */
export function readOpen(text: string, field: string, low: number, high: number): number {
  const value = readNumber(text.trim());
  if (value === undefined || !(value > low && value < high)) {
    throw new InputError(field, `must be a number strictly between ${low} and ${high}, got ${quote(text)}`);
  }
  return value;
}

export function readChoice<T extends string>(text: string, field: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === text.trim());
  if (found === undefined) {
    throw new InputError(field, `must be one of ${choices.join(', ')}, got ${quote(text)}${didYouMean(text, choices)}`);
  }
  return found;
}

/** One value of a scenario's parameter. Laws are brought to their canonical text. */
export function readParameter(text: string, field: string, parameter: Parameter): ParameterValue {
  switch (parameter.kind) {
    case 'count':
      return readCount(text, field, parameter.minimum, parameter.maximum);
    case 'number':
      return readClosed(text, field, parameter.minimum, parameter.maximum);
    case 'distribution':
      return parseDistribution(text, field).text;
    case 'choice':
      return readChoice(text, field, parameter.choices);
  }
}

/** What `describe` and help say a parameter accepts. */
export function acceptedBy(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'count':
      return `whole number from ${parameter.minimum} to ${parameter.maximum}`;
    case 'number':
      return `number in [${parameter.minimum}, ${parameter.maximum}]`;
    case 'distribution':
      return 'distribution';
    case 'choice':
      return `one of ${parameter.choices.join(', ')}`;
  }
}

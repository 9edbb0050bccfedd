/** A scenario's parameters and shorthands as options: schemas of single values and of lists that sweep. */
import { z } from 'zod';
import { parseDistribution } from '../distributions/parse.ts';
import { InputError } from '../errors.ts';
import { expandEllipsis, splitList } from '../input/list.ts';
import { quote } from '../input/quote.ts';
import { attempt, between, betweenOr, count, oneOf, refuse, shown, type Scalar } from '../input/scalar.ts';
import { named, type Option, type OptionSpec } from './options.ts';
import { NO_POINTS, OPEN } from '../input/points.ts';
import type { Parameter, ParameterValue, Scenario } from './scenario.ts';

/** A law, as its canonical text. */
const law: Scalar<string> = z.unknown().transform((value, context): string => {
  if (typeof value !== 'string' && typeof value !== 'number') {
    return refuse(context, `must be a law such as 'uniform(0,1)', got ${shown(value)}`);
  }
  return attempt(context, () => parseDistribution(String(value)).text);
}).meta({ type: 'string' });

/** Points as text, without blanks. */
const points: Scalar<string> = z.unknown().transform((value, context): string => {
  const text = typeof value === 'string' ? value.replace(/\s+/g, '') : '';
  if (text === NO_POINTS) return text;
  const isKnown = (x: string): boolean => x === OPEN || (x !== '' && Number.isFinite(Number(x)));
  const known = text.split('/').every((point) => point.split(':').every(isKnown));
  return known ? text : refuse(context, `must be points such as 0:0/1:0/1:1, or none, got ${shown(value)}`);
}).meta({ type: 'string' });

/** One value of a parameter. Laws are brought to their canonical text. */
export function parameterSchema(parameter: Parameter): Scalar<ParameterValue> {
  switch (parameter.kind) {
    case 'count':
      return count(parameter.minimum, parameter.maximum);
    case 'number':
      return between(parameter.minimum, parameter.maximum);
    case 'number-or-none':
      return betweenOr('none', parameter.minimum, parameter.maximum);
    case 'distribution':
      return law;
    case 'points':
      return points;
    case 'choice':
      return oneOf(parameter.choices);
  }
}

/** What `describe` and help say a parameter accepts. */
export function acceptedBy(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'count':
      return `whole number from ${parameter.minimum} to ${parameter.maximum}`;
    case 'number':
      return `number in [${parameter.minimum}, ${parameter.maximum}]`;
    case 'number-or-none':
      return `number in [${parameter.minimum}, ${parameter.maximum}], or none`;
    case 'distribution':
      return 'distribution';
    case 'points':
      return 'points such as 0:0/1:0/1:1';
    case 'choice':
      return `one of ${parameter.choices.join(', ')}${parameter.all ? `, or ${parameter.all}` : ''}`;
  }
}

/** The parameters that an option sets: itself, or those of a shorthand. */
export const targetsOf = (scenario: Scenario, name: string): readonly string[] => scenario.shorthands?.[name]?.sets ?? [name];

/** Other parameters and shorthands that set one of the same parameters. */
export function rivalsOf(scenario: Scenario, name: string): readonly string[] {
  const targets = targetsOf(scenario, name);
  return axisNames(scenario).filter((other) => other !== name && targetsOf(scenario, other).some((target) => targets.includes(target)));
}

/** Shorthands, then parameters. */
export const axisNames = ({ shorthands = {}, parameters }: Scenario): readonly string[] =>
  [...Object.keys(shorthands), ...Object.keys(parameters)];

/** Entries of a list in one text, or of a list of numbers and texts. */
function entriesOf(value: unknown): string[] {
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'string') return splitList(value, '');
  if (!Array.isArray(value)) throw new InputError('', `must be a number, a text or a list of them, got ${shown(value)}`);
  if (value.length === 0) throw new InputError('', 'is an empty list; give at least one value');
  return value.flatMap((entry: unknown) => {
    if (Array.isArray(entry)) throw new InputError('', `must be a number, a text or a list of them, got ${shown(value)}`);
    return entriesOf(entry);
  });
}

/** One value or a list of them, none twice, that all of these parameters accept. */
export function axisSchema(parameters: readonly Parameter[]): z.ZodType<readonly ParameterValue[]> {
  const schemas = parameters.map(parameterSchema);
  const every = parameters.find((parameter) => parameter.kind === 'choice' && parameter.all !== undefined) as
    { readonly all: string; readonly choices: readonly string[] } | undefined;
  const progresses = parameters.every(({ kind }) => kind === 'count' || kind === 'number');
  const single = z.toJSONSchema(schemas[0]!, { io: 'input', unrepresentable: 'any' });
  delete single.$schema;
  const written = single.anyOf
    ?? [single, ...(every ? [{ const: every.all }] : []), ...(single.type === 'string' ? [] : [{ type: 'string' }])];
  return z.unknown().transform((value, context): readonly ParameterValue[] => {
    const given = attempt(context, () => (progresses ? expandEllipsis(entriesOf(value), '') : entriesOf(value)));
    const entries = context.issues.length === 0 && given.length === 1 && given[0] === every?.all ? every!.choices : given;
    const values: ParameterValue[] = [];
    for (const entry of context.issues.length > 0 ? [] : entries) {
      const read = schemas.map((schema) => schema.safeParse(entry));
      const wrong = read.find(({ success }) => !success);
      if (wrong) return refuse(context, wrong.error!.issues[0]!.message);
      values.push(read[0]!.data!);
    }
    const seen = new Set<ParameterValue>();
    const repeated = values.find((one) => seen.size === seen.add(one).size);
    return repeated === undefined ? values : refuse(context, `lists ${quote(String(repeated))} more than once`);
  }).meta({ anyOf: [...written, { type: 'array', minItems: 1, items: single }] });
}

/** A scenario's parameters and shorthands as options, parameters first. */
export function scenarioOptions(scenario: Scenario): readonly OptionSpec[] {
  const group = `Parameters of ${scenario.name} (a list such as 2,4,8 or 2,4,...,64 sweeps)`;
  const parameters = Object.entries(scenario.parameters).map(([name, parameter]): [string, Option] => [name, {
    schema: axisSchema([parameter]), group, default: String(parameter.default),
    description: `${parameter.description}; ${acceptedBy(parameter)}`,
  }]);
  const shorthands = Object.entries(scenario.shorthands ?? {}).map(([name, { sets, description }]): [string, Option] => [name, {
    schema: axisSchema(sets.map((target) => scenario.parameters[target]!)), group,
    description: `${description}: sets ${sets.join(' and ')} together`,
  }]);
  return named(Object.fromEntries([...parameters, ...shorthands]));
}

/** Whether an object, the default export of a user's file perhaps, is a Scenario; told field by field. */
import { z } from 'zod';
import { parseDistribution } from '../distributions/parse.ts';
import { InputError, MESSAGE_LENGTH_MAX } from '../errors.ts';
import { dotted, examine } from '../input/check.ts';
import { quote } from '../input/quote.ts';
import { functionOf, isText, text } from '../input/shape.ts';
import { GENERAL_OPTIONS, STUDY_KEYS, STUDY_OPTIONS } from './options.ts';
import type { Scenario } from './scenario.ts';

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Names of scenarios, parameters and shorthands: what can be a flag. */
const NAME = /^[a-z][a-z0-9-]*$/;

const finite = z.number('must be a finite number');
const whole = z.number('must be a finite number').int('must be a whole number');
const ofValues = functionOf('the parameter values');

interface Range {
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
}

function checkRange({ minimum, maximum, default: fallback }: Range, context: z.core.$RefinementCtx): void {
  if (minimum > maximum) context.addIssue({ code: 'custom', path: ['minimum'], message: 'must not exceed its maximum' });
  else if (fallback < minimum || fallback > maximum) {
    context.addIssue({ code: 'custom', path: ['default'], message: `must lie in [${minimum}, ${maximum}]` });
  }
}

/** A list on the command line is split at commas, so choices hold none. */
const choices = z.custom<readonly string[]>((value) => Array.isArray(value) && value.length > 0
  && value.every((choice) => isText(choice) && choice.trim() === choice && !choice.includes(',')), 'must be a list of texts without commas')
  .refine((list) => new Set(list).size === list.length, 'must differ');

function checkLaw(law: string, context: z.core.$RefinementCtx): void {
  try {
    parseDistribution(law);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof InputError ? error.problem : String(error) });
  }
}

const law = z.custom<string>(isText, "must be a text such as 'uniform(0,1)'").superRefine(checkLaw);

const parameter = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('count'), description: text, default: whole, minimum: whole, maximum: whole }).superRefine(checkRange),
  z.strictObject({
    kind: z.literal('number'), description: text, default: finite, minimum: finite, maximum: finite,
  }).superRefine(checkRange),
  z.strictObject({
    kind: z.literal('number-or-none'), description: text, default: z.literal('none', "must be 'none'"), minimum: finite, maximum: finite,
  }),
  z.strictObject({ kind: z.literal('points'), description: text, default: text }),
  z.strictObject({ kind: z.literal('distribution'), description: text, default: law }),
  z.strictObject({
    kind: z.literal('choice'), description: text, default: text, choices, all: z.literal('all', "must be 'all'").optional(),
  })
    .refine(({ choices: list, default: fallback }) => list.includes(fallback), {
      path: ['default'], error: ({ input }) => `must be one of ${(input as { choices: string[] }).choices.join(', ')}`,
    }),
], {
  error: ({ code }) =>
    (code === 'invalid_union' ? "must be 'count', 'number', 'number-or-none', 'points', 'distribution' or 'choice'" : 'must be an object'),
});

const NAMES = 'must list names of parameters';
const shorthand = z.strictObject(
  { sets: z.array(z.string('must be the name of a parameter'), NAMES).min(1, NAMES), description: text }, 'must be an object',
);
const swept = z.array(z.union([z.number(), text]), 'must be a list of values').min(1, 'must be a list of values');

const schema = z.strictObject({
  name: text.refine((name) => NAME.test(name), {
    error: ({ input }) => `must be lower case letters, digits and hyphens, got ${quote(String(input))}`,
  }),
  title: text,
  description: text,
  source: text,
  parameters: z.record(z.string(), parameter, 'must be an object'),
  shorthands: z.record(z.string(), shorthand, 'must be an object').optional(),
  rateDefaults: z.record(z.string(), swept, 'must be an object').optional(),
  size: ofValues.optional(),
  marketSize: ofValues.optional(),
  sizeName: z.strictObject({ symbol: text, description: text }, 'must hold two texts, symbol and description').optional(),
  settled: ofValues.optional(),
  environment: ofValues,
  primaryAgent: ofValues,
  references: ofValues.optional(),
  claims: functionOf('the finished study').optional(),
});

/** What shorthands and sweeps say of parameters that are not there, or not alike. */
function crossProblems({ parameters, shorthands, rateDefaults }: Fields): string[] {
  const own = isRecord(parameters) ? parameters : {};
  const short = isRecord(shorthands) ? shorthands : {};
  const flags = [...Object.keys(own), ...Object.keys(short)];
  const taken: readonly string[] = [...[...STUDY_OPTIONS, ...GENERAL_OPTIONS].map(({ name }) => name), ...STUDY_KEYS];
  return [
    ...Object.entries(short).flatMap(([name, value]) => shorthandProblems(`shorthands.${name}`, name, value, own)),
    ...Object.keys(isRecord(rateDefaults) ? rateDefaults : {}).filter((name) => !flags.includes(name))
      .map((name) => `rateDefaults.${name} is neither a parameter nor a shorthand`),
    ...flags.flatMap((flag) => {
      if (taken.includes(flag)) return [`${flag} is an option of misreport itself; choose another name`];
      return NAME.test(flag) ? [] : [`${quote(flag)} cannot be a flag: use lower case letters, digits and hyphens`];
    }),
  ];
}

function shorthandProblems(at: string, name: string, value: unknown, parameters: Fields): string[] {
  const listed = isRecord(value) && Array.isArray(value.sets) ? (value.sets as readonly unknown[]) : [];
  const sets = listed.filter((target) => typeof target === 'string');
  const missing = sets
    .filter((target) => !isRecord(parameters[target]))
    .map((target) => `${at}.sets names no parameter with ${quote(target)}`);
  const kinds = new Set(sets.map((target) => (parameters[target] as Fields | undefined)?.kind).filter((kind) => kind !== undefined));
  return [
    ...(Object.hasOwn(parameters, name) ? [`${at} has the name of a parameter`] : []),
    ...missing,
    ...(kinds.size > 1 ? [`${at}.sets must name parameters of one kind`] : []),
  ];
}

/** As many of the problems as fit into `length` characters, at least one. */
function listed(problems: readonly string[], length: number): string {
  const fitting = problems.findLastIndex((_, last) => problems.slice(0, last + 1).join('; ').length <= length) + 1;
  const told = Math.max(1, fitting);
  return [...problems.slice(0, told), ...(told < problems.length ? [`and ${problems.length - told} more`] : [])].join('; ');
}

/** Returns the value as a Scenario, or throws one InputError that names everything that is wrong. `origin`: a file, say. */
export function checkScenario(value: unknown, origin: string): Scenario {
  if (!isRecord(value)) throw new InputError(origin, 'must be a Scenario object (misreport new NAME writes one)');
  const own = examine(schema, value).problems
    .map(({ path, problem }) => `${dotted(path)} ${problem.replace(/^unknown field/, 'is no field')}`);
  const unsized = value.size === undefined && value.marketSize === undefined ? ['size must be a function of the parameter values'] : [];
  const problems = [...own, ...unsized, ...crossProblems(value)];
  if (problems.length > 0) throw new InputError(origin, listed(problems, MESSAGE_LENGTH_MAX - origin.length - ', and 99 more'.length));
  return value as unknown as Scenario;
}

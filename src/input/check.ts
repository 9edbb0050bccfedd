/** What a schema says of a value, told as every message here: one line, the field, what is accepted. */
import type { z } from 'zod';
import { InputError } from '../errors.ts';
import { protoKey, toldIssue } from './issue-words.ts';
import { quote } from './quote.ts';
import { didYouMean } from './suggest.ts';

/** Names the place of an issue, from the outermost key inwards. */
export type FieldOf = (path: readonly PropertyKey[]) => string;

/** `parameters.kappa.default`, `mechanisms[0].rule`. */
export const dotted: FieldOf = (path) =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');

/** One thing that is wrong, and where. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  readonly problem: string;
}

/** What a schema makes of a value, or what is wrong with it. */
export type Examined<T> = { readonly data: T; readonly problems: readonly [] }
  | { readonly data?: undefined; readonly problems: readonly [Problem, ...Problem[]] };

/** What zod says of keys that a schema does not name. */
const UNRECOGNIZED = /^Unrecognized key/;

/** What is wrong, place by place; unknown keys first, since they are often what makes the rest wrong. */
function problemsOf(error: z.ZodError, schema: z.ZodType, value: unknown, what: string): readonly Problem[] {
  const strange = error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const known = knownKeys(schema as Inside, issue.path);
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      // A schema may have words of its own for keys that it does not take.
      problem: UNRECOGNIZED.test(issue.message) ? `unknown ${what}${didYouMean(key, known) || accepted(known)}` : issue.message,
    }));
  });
  return [...strange, ...error.issues.filter(({ code }) => code !== 'unrecognized_keys').map((issue) => toldIssue(issue, value))];
}

/** The value as the schema reads it, or all that is wrong with it. `what`: how messages call a key. */
export function examine<T>(schema: z.ZodType<T>, value: unknown, what = 'field'): Examined<T> {
  const proto = protoKey(value);
  if (proto) return { problems: [{ path: proto, problem: 'is no name that anything can have' }] };
  const result = schema.safeParse(value);
  if (result.success) return { data: result.data, problems: [] };
  return { problems: problemsOf(result.error, schema, value, what) as [Problem, ...Problem[]] };
}

const accepted = (known: readonly string[]): string => (known.length === 0 ? '' : `; accepted: ${known.join(', ')}`);

/** As much of a schema as is looked into. */
interface Inside {
  readonly shape?: Readonly<Record<string, Inside>>;
  readonly def?: { readonly [K in 'innerType' | 'in' | 'element' | 'valueType']?: Inside } & { readonly options?: readonly Inside[] };
}

/** Keys that objects may have at that place, where the schema can be looked into; of a union, those of all its members. */
function knownKeys(schema: Inside | undefined, path: readonly PropertyKey[]): readonly string[] {
  const { shape, def } = schema ?? {};
  if (shape === undefined && def?.options) return [...new Set(def.options.flatMap((option) => knownKeys(option, path)))];
  const within = shape === undefined ? (def?.innerType ?? def?.in) : undefined;
  if (within) return knownKeys(within, path);
  const [key, ...rest] = path;
  return key === undefined ? Object.keys(shape ?? {}) : knownKeys(shape?.[String(key)] ?? def?.element ?? def?.valueType, rest);
}

/** The value as the schema reads it. Throws InputError for the first thing that is wrong. */
export function readAs<T>(schema: z.ZodType<T>, value: unknown, fieldOf: FieldOf = dotted, what?: string): T {
  const { data, problems: [first] } = examine(schema, value, what);
  if (first !== undefined) throw new InputError(quotedField(fieldOf(first.path)), first.problem);
  return data as T;
}

/** A field's name may be anybody's text. */
const quotedField = (field: string): string => (field.length <= 200 ? field : quote(field));

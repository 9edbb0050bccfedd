/** Schemas of objects that a user's program hands over: what fields there are and what stands in them. */
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { quote } from './quote.ts';

export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

export const text = z.custom<string>(isText, 'must be a text');

/** A field that somebody else judges, and that may be absent. */
export const anything = z.unknown().optional();

/** At least one name. */
export const names = z.custom<readonly string[]>(
  (value) => Array.isArray(value) && value.length > 0 && value.every(isText), 'must be a list of names, at least one',
);

export const functionOf = (what: string): z.ZodType<(...values: readonly never[]) => unknown> =>
  z.custom<(...values: readonly never[]) => unknown>((value) => typeof value === 'function', `must be a function of ${what}`);

const found = (input: unknown): string =>
  (Array.isArray(input) ? 'a list' : quote(input === undefined ? 'nothing' : String(input)));

/** An object with these fields and no others; `as` says what it must be. */
export const fields = <S extends z.ZodRawShape>(shape: S, as = 'an object'): z.ZodObject<S, z.core.$strict> => z.strictObject(shape, {
  error: ({ code, input }) =>
    (code === 'invalid_type' ? `must be ${as}, got ${found(input)}` : undefined),
});

const HERE = 'here';

/** Whatever `check` lets pass: it is given the value and the name of a field, and throws InputError at that field or below it. */
export const judged = <T>(check: (value: T, field: string) => void): z.ZodType<T> => z.custom<T>().superRefine((value, context) => {
  try {
    check(value, HERE);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const below = error.field.slice(HERE.length).replace(/^\./, '');
    context.addIssue({ code: 'custom', message: error.problem, path: below === '' ? [] : [below] });
  }
});

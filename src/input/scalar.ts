/**
 * Schemas of single values as people write them: a number or its text, wherever it comes from. One schema serves the command line
 * (texts), configuration files (numbers and texts) and library calls, and is published as JSON Schema through its `meta`.
 */
import { z } from 'zod';
import { InputError } from '../errors.ts';
import { readNumber } from './number.ts';
import { quote } from './quote.ts';
import { didYouMean } from './suggest.ts';

/** A schema that takes a number or a text and gives T. */
export type Scalar<T> = z.ZodType<T>;

type JsonSchema = Readonly<Record<string, unknown>>;

/** How a value of the wrong kind is quoted. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return quote(String(value));
  return typeof value === 'object' ? objectText(value) : quote(String(value));
};

/** YAML's anchors can make a value a part of itself, and users' objects can refuse to be text. */
function objectText(value: object | null): string {
  try {
    return quote(JSON.stringify(value) ?? String(value));
  } catch (error) {
    const circular = error instanceof TypeError && error.message.includes('circular');
    return `${Array.isArray(value) ? 'a list' : 'an object'} that ${circular ? 'holds itself' : 'cannot be written as text'}`;
  }
}

const ONE_VALUE = 'takes one value, not a list';

/** The message of a schema; it follows the field's name, as in `--kappa: must be ...`. */
export const refuse = (context: z.core.$RefinementCtx, message: string): never => {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
};

/** The outcome of `read`, or what its InputError says of the value. */
export function attempt<T>(context: z.core.$RefinementCtx, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) return refuse(context, error.problem);
    throw error;
  }
}

/**
 * `read` gets the text, trimmed, and returns what it stands for, or undefined where it stands for nothing that is accepted.
 * `accepted` completes `must be`.
 */
function scalar<T>(
  accepted: string,
  json: JsonSchema,
  read: (text: string) => T | undefined,
  hint: (text: string) => string = () => '',
): Scalar<T> {
  return z.unknown().transform((value, context): T => {
    if (Array.isArray(value)) return refuse(context, ONE_VALUE);
    const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
    const found = text === undefined ? undefined : read(text.trim());
    return found ?? refuse(context, `must be ${accepted}, got ${shown(value)}${text === undefined ? '' : hint(text)}`);
  }).meta({ ...json });
}

const numeric = (type: 'integer' | 'number', bounds: JsonSchema): JsonSchema => ({ anyOf: [{ type, ...bounds }, { type: 'string' }] });

/** A whole number in minimum..maximum; `1e6` and `2^20` are whole numbers too. */
export const count = (minimum: number, maximum: number, remark = ''): Scalar<number> =>
  scalar(`a whole number from ${minimum} to ${maximum}${remark}`, numeric('integer', { minimum, maximum }), (text) => {
    const value = readNumber(text);
    return value !== undefined && Number.isInteger(value) && value >= minimum && value <= maximum ? value : undefined;
  });

/** A number in the closed interval; a negative zero is 0. */
export const between = (minimum: number, maximum: number): Scalar<number> =>
  scalar(`a number in [${minimum}, ${maximum}]`, numeric('number', { minimum, maximum }), (text) => {
    const value = readNumber(text);
    return value === undefined || value < minimum || value > maximum ? undefined : value === 0 ? 0 : value;
  });

/** The same, or the word. */
export const betweenOr = <W extends string>(word: W, minimum: number, maximum: number): Scalar<number | W> =>
  scalar<number | W>(`a number in [${minimum}, ${maximum}] or ${word}`, numeric('number', { minimum, maximum }), (text) =>
    (text === word ? word : between(minimum, maximum).safeParse(text).data));

/** A number strictly between the ends. */
export const strictlyBetween = (low: number, high: number): Scalar<number> =>
  scalar(`a number strictly between ${low} and ${high}`, numeric('number', { exclusiveMinimum: low, exclusiveMaximum: high }), (text) => {
    const value = readNumber(text);
    return value !== undefined && value > low && value < high ? value : undefined;
  });

const INCHES: Readonly<Record<string, number>> = { in: 1, cm: 1 / 2.54, mm: 1 / 25.4, pt: 1 / 72 };

/** A length in inches, centimetres, millimetres or points, such as `3.5in`, `89mm`; inches come back. */
export const inches = (minimum: number, maximum: number): Scalar<number> =>
  scalar(`a length from ${minimum}in to ${maximum}in, such as 3.5in, 8.9cm, 89mm or 252pt`, { type: 'string' }, (text) => {
    const [, number, unit] = /^(.*?)\s*(in|cm|mm|pt)$/.exec(text) ?? [];
    const value = number === undefined ? undefined : readNumber(number);
    const length = value === undefined ? NaN : value * INCHES[unit!]!;
    return length >= minimum && length <= maximum ? length : undefined;
  });

export const oneOf = <T extends string>(choices: readonly T[]): Scalar<T> =>
  scalar(
    `one of ${choices.join(', ')}`, { enum: [...choices] }, (text) => choices.find((choice) => choice === text),
    (text) => didYouMean(text, choices),
  );

/** Some of the choices, each once: a list, or a text with commas. */
export const someOf = <T extends string>(choices: readonly T[]): Scalar<readonly T[]> =>
  z.unknown().transform((value, context): readonly T[] => {
  const items: unknown[] = typeof value === 'string' ? value.split(',').map((item) => item.trim()) : Array.isArray(value) ? value : [value];
  const bad = items.find((item) => !(choices as readonly unknown[]).includes(item));
  if (bad !== undefined || items.length === 0) {
    return refuse(
      context,
      `must be one or more of ${choices.join(', ')}, got `
      + `${shown(items.length === 0 ? value : bad)}${didYouMean(String(bad ?? ''), choices)}`,
    );
  }
  return [...new Set(items as T[])];
}).meta({ anyOf: [{ enum: [...choices] }, { type: 'string' }, { type: 'array', items: { enum: [...choices] }, minItems: 1 }] });

/** True or false, of a switch. */
export const truth: Scalar<boolean> = z.unknown()
  .transform((value, context): boolean =>
    (typeof value === 'boolean' ? value : refuse(context, `must be true or false, got ${shown(value)}`)))
  .meta({ type: 'boolean' });

/**
 * Any text of at most `length` characters on one line, as it was written. A number stands for its digits, but only where these say
 * which number was meant: 1e21 or 12345678901234567890 could have been written in other ways, and each would be another text.
 */
export const line = (length: number): Scalar<string> => z.unknown().transform((value, context): string => {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    return refuse(context, `must be a text: write the number ${value} in quotes`);
  }
  if (typeof value === 'boolean' || value === null) return refuse(context, `must be a text: write ${value} in quotes`);
  if (typeof value !== 'string' && typeof value !== 'number') {
    return refuse(context, Array.isArray(value) ? ONE_VALUE : `must be a text, got ${shown(value)}`);
  }
  const text = String(value);
  if (text.trim() === '') return refuse(context, 'is empty; give any text');
  if (text.length > length) return refuse(context, `must have at most ${length} characters, got ${text.length}`);
  // The rule forbids control characters in patterns; refusing them is the purpose here.
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(text)) return refuse(context, 'must not contain control characters or line breaks');
  return text;
}).meta({ anyOf: [{ type: 'string', minLength: 1, maxLength: length }, { type: 'integer' }] });

/** The path of a file or folder. `what` completes `is empty; give`. */
export const path = (what: string): Scalar<string> => z.unknown().transform((value, context): string => {
  if (typeof value !== 'string') return refuse(context, `must be a text, got ${shown(value)}`);
  if (value.trim() === '') return refuse(context, `is empty; give ${what}`);
  return value.includes('\0') ? refuse(context, 'must not contain null characters') : value;
}).meta({ type: 'string', minLength: 1 });

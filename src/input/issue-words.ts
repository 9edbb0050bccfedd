/** What zod's issues say in the words of this program: what must stand there, and what does. */
import type { z } from 'zod';
import { shown } from './scalar.ts';

type Issue = z.core.$ZodIssue;

/** How every sentence begins that is zod's own and not a schema's. */
const ZODS_OWN = /^(Invalid |Too (big|small): )/;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list', tuple: 'a list',
  object: 'an object', record: 'an object', map: 'a map', never: 'left out',
};

/** The value at a place, as `{ value }`; undefined where the place is not one of the value. */
function standing(value: unknown, path: readonly PropertyKey[]): { readonly value: unknown } | undefined {
  let at = value;
  for (const [depth, key] of path.entries()) {
    if (at === null || typeof at !== 'object') return undefined;
    // A field may stand for a path of its own, as in 'rule.table[0]': what lies there is not looked for.
    if (!Object.hasOwn(at, key)) return depth === path.length - 1 && !/[.[]/.test(String(key)) ? { value: undefined } : undefined;
    at = (at as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return { value: at };
}

/** `at least 2 entries`, `at most 64`, `exactly 2 entries`. */
function bounded(issue: Extract<Issue, { readonly code: 'too_small' | 'too_big' }>): string {
  const [bound, least] = issue.code === 'too_small' ? [issue.minimum, true] : [issue.maximum, false];
  const things = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
  if (issue.exact) return `exactly ${bound}${things}`;
  if (issue.inclusive === false) return `${least ? 'more' : 'less'} than ${bound}${things}`;
  return `at ${least ? 'least' : 'most'} ${bound}${things}`;
}

/** What may stand there, each as it follows `must`: `be a text`; empty where zod's issue does not tell. */
function demands(issue: Issue): readonly string[] {
  if (!ZODS_OWN.test(issue.message)) return [issue.message.replace(/^must /, '')];
  switch (issue.code) {
    case 'invalid_type':
      return [`be ${KINDS[issue.expected] ?? issue.expected}`];
    case 'invalid_value':
      return [`be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`];
    case 'too_small':
    case 'too_big':
      return [`${issue.origin === 'string' || issue.origin === 'array' ? 'have' : 'be'} ${bounded(issue)}`];
    case 'invalid_format':
      return [`be of the form ${issue.pattern ?? issue.format}`];
    case 'not_multiple_of':
      return [`be a multiple of ${issue.divisor}`];
    case 'invalid_union':
      if ('options' in issue && Array.isArray(issue.options)) return [`be one of ${issue.options.map(String).join(', ')}`];
      return [...new Set(issue.errors.flatMap(([first]) => (first ? demands(first) : [])))];
    default:
      return [];
  }
}

/** Of a union whose members complain: the complaint that lies deepest, since the value was of that member's kind. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union' || !ZODS_OWN.test(issue.message)) return issue;
  const inner = issue.errors.flatMap((errors) => errors.slice(0, 1))
    .map((found) => deepest({ ...found, path: [...issue.path, ...found.path] }))
    .sort((a, b) => b.path.length - a.path.length);
  return inner[0] !== undefined && inner[0].path.length > issue.path.length ? inner[0] : issue;
}

/** Place and words of an issue with `whole`, the value that was read. */
export function toldIssue(issue: Issue, whole: unknown): { readonly path: readonly PropertyKey[]; readonly problem: string } {
  const told = deepest(issue);
  const { path, message } = told;
  if (told.code === 'invalid_key') {
    const [first] = told.issues;
    const problem = first === undefined || ZODS_OWN.test(first.message) ? 'is no name that is accepted here' : first.message;
    return { path, problem };
  }
  const found = standing(whole, path);
  const got = found === undefined ? '' : `, got ${shown(found.value)}`;
  // A schema's own words may name the value already, or what to write in its place.
  if (!ZODS_OWN.test(message)) {
    return { path, problem: message.startsWith('must be ') && !/\bgot\b|: write /.test(message) ? message + got : message };
  }
  const all = demands(told);
  const asked = all.map((one, at) => (at > 0 ? one.replace(/^be /, '') : one)).join(' or ');
  if (found?.value === undefined && found !== undefined) {
    return { path, problem: told.code === 'invalid_type' || asked === '' ? 'is missing' : `is missing; it must ${asked}` };
  }
  return { path, problem: asked === '' ? `is not accepted${got}` : `must ${asked}${got}` };
}

/**
 * Where a key `__proto__` stands that a file gave: objects of this language cannot keep it as one of their keys, and schemas of records
 * pass over it. Undefined where none does. Looks into lists and plain objects.
 */
export function protoKey(value: unknown, path: readonly PropertyKey[] = [], seen = new Set<object>()): readonly PropertyKey[] | undefined {
  if (value === null || typeof value !== 'object' || seen.has(value)) return undefined;
  const isList = Array.isArray(value);
  if (!isList && ![Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) return undefined;
  seen.add(value);
  if (!isList && Object.hasOwn(value, '__proto__')) return [...path, '__proto__'];
  for (const [key, part] of Object.entries(value)) {
    if (part === null || typeof part !== 'object') continue;
    const found = protoKey(part, [...path, isList ? Number(key) : key], seen);
    if (found) return found;
  }
  return undefined;
}

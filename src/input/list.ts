/**
 * Lists of values as text: `2,4,8`, `2,4,...,4096`, `beta(2,3),uniform(0,1)`, and the grid of points
 * that several lists make.
 */
import { InputError } from '../errors.ts';
import { readNumber } from './number.ts';
import { quote } from './quote.ts';

const MAX_LIST_LENGTH = 10_000;

/** Splits at commas outside parentheses and brackets; items are trimmed, none may be empty. */
export function splitList(text: string, field: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    const c = text[i];
    if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth = Math.max(0, depth - 1);
    else if (i === text.length || (c === ',' && depth === 0)) {
      items.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  if (text.trim() === '') throw new InputError(field, 'is empty; give a value');
  if (items.length > MAX_LIST_LENGTH) throw new InputError(field, `lists ${items.length} values; at most ${MAX_LIST_LENGTH} are accepted`);
  if (items.includes('')) throw new InputError(field, `has an empty entry in the list ${quote(text)}`);
  return items;
}

const isEllipsis = (item: string): boolean => item === '...' || item === '..' || item === '…';

/** A value that differs from the true term only by rounding is written as the decimal that was meant. */
const tidy = (x: number): number => Number(x.toPrecision(12));
/** Equal up to rounding, beside numbers of the size of `scale`. */
const close = (a: number, b: number, scale: number): boolean => Math.abs(a - b) <= 1e-9 * Math.abs(scale);

interface Rule {
  next(x: number): number;
  /** Size of the numbers beside which rounding near x is judged. */
  scale(x: number): number;
}

const fits = ({ next, scale }: Rule, known: readonly number[]): boolean =>
  known.every((value, i) => i === 0 || close(next(known[i - 1]!), value, scale(value)));

/** Terms after `previous` up to and with `last`, or undefined where the progression steps over `last`. */
function progression({ next, scale }: Rule, previous: number, last: number, up: boolean): number[] | undefined {
  const terms: number[] = [];
  for (let x = tidy(next(previous)); ; x = tidy(next(x))) {
    if (close(x, last, scale(last))) return [...terms, last];
    if (terms.length >= MAX_LIST_LENGTH || (up ? x > last : x < last)) return undefined;
    terms.push(x);
  }
}

/**
 * Replaces `a,b,...,z` by the progression it stands for: geometric where that fits the written terms and reaches the
 * last one exactly, else arithmetic.
 */
export function expandEllipsis(items: readonly string[], field: string): string[] {
  const at = items.findIndex(isEllipsis);
  if (at < 0) return [...items];
  const written = quote(items.join(','));
  if (at < 2 || at !== items.length - 2) {
    throw new InputError(field, `'...' needs two values or more before it and one after it, as in 2,4,...,64; got ${written}`);
  }
  const values = [...items.slice(0, at), items[at + 1]!].map((item) => readNumber(item));
  if (values.some((v) => v === undefined)) throw new InputError(field, `'...' needs plain numbers around it; got ${written}`);
  const known = values.slice(0, -1) as number[];
  const last = values[at] as number;
  const a = known[at - 2]!;
  const b = known[at - 1]!;
  const times: Rule = { next: (x) => x * (b / a), scale: (x) => x };
  const plus: Rule = { next: (x) => tidy(x + (b - a)), scale: (x) => Math.max(Math.abs(x), Math.abs(b - a)) };
  const attempt = (rule: Rule): number[] | undefined => (fits(rule, known) ? progression(rule, b, last, b > a) : undefined);
  const positive = a > 0 && b > 0 && last > 0;
  const filled = a === b ? undefined : ((positive ? attempt(times) : undefined) ?? attempt(plus));
  if (filled === undefined) {
    throw new InputError(field, `no geometric or arithmetic progression of at most ${MAX_LIST_LENGTH} values runs through ${written}`);
  }
  return [...items.slice(0, at), ...filled.map(String)];
}

/** Every combination of one entry per axis; the last axis varies fastest. */
export function cartesian<T>(axes: readonly (readonly T[])[]): T[][] {
  return axes.reduce<T[][]>((rows, axis) => rows.flatMap((row) => axis.map((entry) => [...row, entry])), [[]]);
}

/** Formulas as a file gives them, read from left to right: `a + sqrt(b*z)`, names of signals that are no single word in double quotes. */
import { InputError } from '../../../errors.ts';
import { constantOf, type Sum, type Sums } from './sums.ts';

const WORDS = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|"([^"]*)"|([\p{L}_][\p{L}\p{N}_]*)|(\*\*|[-+*/^(),]))/iuy;
const NESTED_MAX = 200;
export const LETTERS_MAX = 10_000;

type Word = { readonly number: number } | { readonly name: string; readonly quoted: boolean } | { readonly mark: string };

function wordsOf(text: string, field: string): Word[] {
  const words: Word[] = [];
  WORDS.lastIndex = 0;
  const end = text.trimEnd().length;
  while (WORDS.lastIndex < end) {
    const from = WORDS.lastIndex;
    const found = WORDS.exec(text);
    if (found === null) throw new InputError(field, `is not understood from letter ${from + 1} on`);
    const [, digits, quoted, name, mark] = found;
    if (digits !== undefined) words.push({ number: Number(digits) });
    else if (mark !== undefined) words.push({ mark: mark === '**' ? '^' : mark });
    else words.push({ name: (quoted ?? name)!, quoted: quoted !== undefined });
  }
  return words;
}

/** `known`: what names stand for. Throws InputError naming the field. */
export function readSum(sums: Sums, text: string, known: ReadonlyMap<string, Sum>, field: string): Sum {
  if (text.length > LETTERS_MAX) throw new InputError(field, `has more than ${LETTERS_MAX} letters`);
  const words = wordsOf(text, field);
  let at = 0;
  let nested = 0;
  /** What numbers make is a number: no infinity is carried on, by which a formula would cancel or be dropped. */
  const numbered = (sum: Sum): Sum => (sum.terms.every(({ coefficient }) => Number.isFinite(coefficient)) ? sum
    : fail('what numbers make here is not finite'));
  const fail = (why: string): never => { throw new InputError(field, `${why} (word ${at + 1})`); };
  const next = (...marks: readonly string[]): string | undefined => {
    const word = words[at];
    if (word === undefined || !('mark' in word) || !marks.includes(word.mark)) return undefined;
    at += 1;
    return word.mark;
  };

  function added(): Sum {
    if (++nested > NESTED_MAX) fail('is nested too deeply');
    const parts: (readonly [number, Sum])[] = [[1, multiplied()]];
    for (let mark = next('+', '-'); mark; mark = next('+', '-')) parts.push([mark === '+' ? 1 : -1, multiplied()]);
    nested -= 1;
    return numbered(sums.plus(...parts));
  }
  function multiplied(): Sum {
    const parts: (readonly [Sum, number])[] = [[signed(), 1]];
    for (let mark = next('*', '/'); mark; mark = next('*', '/')) parts.push([signed(), mark === '*' ? 1 : -1]);
    return numbered(sums.product(...parts));
  }
  function signed(): Sum {
    let sign = 1;
    for (let mark = next('+', '-'); mark; mark = next('+', '-')) sign = mark === '-' ? -sign : sign;
    const base = single();
    if (!next('^')) return sums.plus([sign, base]);
    if (++nested > NESTED_MAX) fail('is nested too deeply');
    const exponent = signed();
    nested -= 1;
    const power = constantOf(exponent);
    return numbered(sums.plus([sign, power === undefined
      ? sums.apply('exp', sums.product([exponent, 1], [sums.apply('log', base), 1])) : sums.product([base, power])]));
  }
  function single(): Sum {
    const word = words[at++];
    if (word === undefined) return fail('ends too early');
    if ('number' in word) return numbered(sums.number(word.number));
    if ('mark' in word) {
      if (word.mark !== '(') fail(`'${word.mark}' stands where a number or a name is expected`);
      const inner = added();
      if (!next(')')) fail('a bracket is not closed');
      return inner;
    }
    const follows = words[at];
    if (!word.quoted && follows && 'mark' in follows && follows.mark === '(') return numbered(called(word.name));
    return known.get(word.name) ?? fail(`'${word.name}' is not known`);
  }
  function called(name: string): Sum {
    next('(');
    const args = [added()];
    while (next(',')) args.push(added());
    if (!next(')')) fail('a bracket is not closed');
    const [x, y] = args as [Sum, Sum];
    const negative = (one: Sum): Sum => sums.plus([-1, one]);
    const of = (count: number, make: () => Sum): Sum => (args.length === count ? make() : fail(`${name} takes ${count}`));
    switch (name) {
      case 'exp': case 'log': case 'abs': return of(1, () => sums.apply(name, x));
      case 'sqrt': return of(1, () => sums.product([x, 0.5]));
      case 'pow': return of(2, () => {
        const power = constantOf(y);
        return power === undefined ? sums.apply('exp', sums.product([y, 1], [sums.apply('log', x), 1])) : sums.product([x, power]);
      });
      case 'max': return args.reduce((one, other) => sums.apply('max', one, other));
      case 'min': return negative(args.map(negative).reduce((one, other) => sums.apply('max', one, other)));
      default: return fail(`'${name}' is no function`);
    }
  }

  const made = added();
  return at < words.length ? fail('something is left over') : made;
}

/** Expressions as texts that read-formula.ts reads: parts that stand in several places, or are long, are told once, by a name. */
import { childrenOf, partsOf, type Expression } from './expression.ts';

export interface WrittenValues {
  /** Each made of those before it. */
  readonly parts: readonly { readonly name: string; readonly is: string }[];
  /** [N][K] */
  readonly values: readonly (readonly string[])[];
}

/** Letters beyond which a part has a name. */
const LONG = 400;

const WORD = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** `names` of the signals. */
export function writtenValues(expressions: readonly (readonly Expression[])[], names: readonly string[]): WrittenValues {
  const signals = names.map((name) => (WORD.test(name) ? name : `"${name}"`));
  let prefix = 'part';
  while (names.some((name) => name.startsWith(prefix))) prefix += '_';
  const all = partsOf(expressions.flat());
  const uses = new Map<string, number>();
  for (const { key } of [...expressions.flat(), ...all.flatMap(childrenOf)]) uses.set(key, (uses.get(key) ?? 0) + 1);
  const texts = new Map<string, string>();
  const parts: { name: string; is: string }[] = [];
  for (const part of all) {
    const text = textOf(part, (inner) => texts.get(inner.key)!, signals);
    const isLeaf = part.op === 'number' || part.op === 'signal';
    if (isLeaf || ((uses.get(part.key) ?? 0) < 2 && text.length <= LONG)) texts.set(part.key, text);
    else {
      parts.push({ name: `${prefix}${parts.length + 1}`, is: text });
      texts.set(part.key, parts.at(-1)!.name);
    }
  }
  return { parts, values: expressions.map((row) => row.map(({ key }) => texts.get(key)!)) };
}

function textOf(e: Expression, of: (inner: Expression) => string, signals: readonly string[]): string {
  switch (e.op) {
    case 'number': return String(e.value);
    case 'signal': return signals[e.d]!;
    case 'sum': return `(${[
      ...(e.constant === 0 ? [] : [String(e.constant)]),
      ...e.terms.map(({ coefficient, of: inner }) => (coefficient === 1 ? of(inner) : `${coefficient}*${of(inner)}`)),
    ].join(' + ')})`;
    case 'product': return e.factors.map(({ of: inner, power }) => (power === 1 ? of(inner) : `${of(inner)}^${power}`)).join('*');
    case 'exp': case 'log': case 'abs': return `${e.op}(${of(e.of)})`;
    case 'max': return `max(${e.of.map(of).join(', ')})`;
    case 'where': throw new Error('slopes with jumps are no values');
  }
}

/**
 * A formula as text, read into an expression: `a + sqrt(b*z)`, `max(0, a - cost)^2`, `exp(-rate*t)`. Names are those of signals and of
 * parameters; a name that is no single word stands in double quotes. Where a root, logarithm, power or quotient could be undefined, what
 * has to hold is told beside it.
 */
import { InputError } from '../../errors.ts';
import { didYouMean } from '../../input/suggest.ts';
import {
  abs, exp, log, max, min, minus, number, plus, power, product, quotient, signal, sqrt, times, type Expression,
} from './expression.ts';

/** What an expression must be throughout, for another to have a value. */
export interface Demand {
  readonly of: Expression;
  readonly must: 'be above 0' | 'be 0 or more' | 'not be 0';
  /** Where, for messages. */
  readonly place: string;
}

export interface ReadFormula {
  readonly expression: Expression;
  readonly demands: readonly Demand[];
}

export interface Names {
  readonly signals: readonly string[];
  readonly parameters: Readonly<Record<string, number>>;
}

interface Token {
  readonly text: string;
  readonly kind: 'number' | 'name' | 'quoted' | 'mark' | 'end';
  /** From 1 on. */
  readonly position: number;
}

const TOKEN = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_]*)|"([^"]*)"|(\*\*|[()+\-*/^,]))/iuy;
/** What is read inside of each other, and letters of one formula. */
const DEPTH_MAX = 100;
export const LENGTH_MAX = 10_000;

type Give = readonly [least: number, most: number, of: (reader: Reader, parts: readonly Expression[], token: Token) => Expression];

const FUNCTIONS: Readonly<Record<string, Give>> = {
  abs: [1, 1, (_, [x]) => abs(x!)],
  exp: [1, 1, (_, [x]) => exp(x!)],
  log: [1, 1, (reader, [x], token) => log(reader.demanded(x!, 'be above 0', token))],
  max: [2, Infinity, (_, parts) => parts.reduce(max)],
  min: [2, Infinity, (_, parts) => parts.reduce(min)],
  pow: [2, 2, (reader, [x, y], token) => reader.raised(x!, y!, token)],
  sqrt: [1, 1, (reader, [x], token) => sqrt(reader.demanded(x!, 'be 0 or more', token))],
};

/** Throws InputError naming the field, and in it the position. `where`: agent and alternative, for messages. */
export function readFormula(text: string, names: Names, field: string, where = ''): ReadFormula {
  if (text.length > LENGTH_MAX) throw new InputError(field, `${where}has ${text.length} letters, more than ${LENGTH_MAX}`);
  const reader = new Reader(text, names, field, where);
  return { expression: reader.whole(), demands: reader.demands };
}

class Reader {
  readonly demands: Demand[] = [];
  private readonly tokens: readonly Token[];
  private readonly text: string;
  private readonly names: Names;
  private readonly field: string;
  private readonly where: string;
  private at = 0;
  private depth = 0;

  constructor(text: string, names: Names, field: string, where: string) {
    this.text = text;
    this.names = names;
    this.field = field;
    this.where = where;
    this.tokens = this.split();
  }

  private split(): Token[] {
    const found: Token[] = [];
    const text = this.text.trimEnd();
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.length) {
      const from = TOKEN.lastIndex;
      const match = TOKEN.exec(text);
      const position = from + (/^\s*/.exec(text.slice(from))![0].length) + 1;
      if (match === null) return this.fail(position, `'${text.slice(position - 1, position + 19)}' is not understood`);
      const kind = (['number', 'name', 'quoted', 'mark'] as const)[match.slice(1).findIndex((part) => part !== undefined)]!;
      found.push({ kind, position, text: match.slice(1).find((part) => part !== undefined)! });
    }
    return [...found, { kind: 'end', text: 'the end', position: text.length + 1 }];
  }

  private fail(position: number, why: string): never {
    throw new InputError(this.field, `${this.where}${why} (position ${position})`);
  }

  demanded(of: Expression, must: Demand['must'], { position, text }: Token): Expression {
    const what = text === '/' ? 'what is divided by' : `what ${text} is of`;
    this.demands.push({ of, must, place: `${this.where}${what} (position ${position})` });
    return of;
  }

  raised(base: Expression, exponent: Expression, token: Token): Expression {
    if (exponent.op !== 'number') return exp(product(exponent, log(this.demanded(base, 'be above 0', token))));
    if (!Number.isInteger(exponent.value)) this.demanded(base, exponent.value < 0 ? 'be above 0' : 'be 0 or more', token);
    else if (exponent.value < 0) this.demanded(base, 'not be 0', token);
    return power(base, exponent.value);
  }

  whole(): Expression {
    const made = this.sum();
    const { kind, text, position } = this.token;
    return kind === 'end' ? made : this.fail(position, `'${text}' is left over`);
  }

  private get token(): Token {
    return this.tokens[this.at]!;
  }

  /** Goes on if the next is one of these marks. */
  private took(...marks: readonly string[]): Token | undefined {
    const { token } = this;
    if (token.kind !== 'mark' || !marks.includes(token.text)) return undefined;
    this.at += 1;
    return token;
  }

  private expect(mark: string): void {
    const { text, position } = this.token;
    if (!this.took(mark)) this.fail(position, `'${mark}' is missing before ${text === 'the end' ? text : `'${text}'`}`);
  }

  private sum(): Expression {
    if (++this.depth > DEPTH_MAX) this.fail(this.token.position, `is nested beyond ${DEPTH_MAX} levels`);
    let made = this.product();
    for (let mark = this.took('+', '-'); mark; mark = this.took('+', '-')) {
      const next = this.product();
      made = mark.text === '+' ? plus(made, next) : minus(made, next);
    }
    this.depth -= 1;
    return made;
  }

  private product(): Expression {
    let made = this.signed();
    for (let mark = this.took('*', '/'); mark; mark = this.took('*', '/')) {
      const next = this.signed();
      made = mark.text === '*' ? product(made, next) : quotient(made, this.demanded(next, 'not be 0', mark));
    }
    return made;
  }

  private signed(): Expression {
    let sign = 1;
    for (let mark = this.took('-', '+'); mark; mark = this.took('-', '+')) if (mark.text === '-') sign = -sign;
    const made = this.powered();
    return sign < 0 ? times(-1, made) : made;
  }

  private powered(): Expression {
    const base = this.atom();
    const mark = this.took('^', '**');
    if (!mark) return base;
    if (++this.depth > DEPTH_MAX) this.fail(mark.position, `is nested beyond ${DEPTH_MAX} levels`);
    const exponent = this.signed();
    this.depth -= 1;
    return this.raised(base, exponent, mark);
  }

  private atom(): Expression {
    const { token } = this;
    this.at += 1;
    if (token.kind === 'number') {
      const value = Number(token.text);
      return Number.isFinite(value) ? number(value) : this.fail(token.position, `${token.text} is too large a number`);
    }
    if (token.kind === 'mark' && token.text === '(') {
      const made = this.sum();
      this.expect(')');
      return made;
    }
    if (token.kind === 'name' && this.token.kind === 'mark' && this.token.text === '(') return this.applied(token);
    if (token.kind === 'name' || token.kind === 'quoted') return this.named(token);
    const got = token.kind === 'end' ? 'it ends' : `'${token.text}' stands`;
    return this.fail(token.position, `${got} where a number, a name or a bracket is expected`);
  }

  private named({ text, position }: Token): Expression {
    const d = this.names.signals.indexOf(text);
    if (d >= 0) return signal(d);
    if (Object.hasOwn(this.names.parameters, text)) return number(this.names.parameters[text]!);
    const known = [...this.names.signals, ...Object.keys(this.names.parameters)];
    const listed = known.slice(0, 8).join(', ') + (known.length > 8 ? ', ..' : '');
    return this.fail(position, `'${text}' is no signal and no parameter${didYouMean(text, known) || `; known: ${listed}`}`);
  }

  private applied(token: Token): Expression {
    const name = Object.hasOwn(FUNCTIONS, token.text) ? token.text : undefined;
    if (name === undefined) {
      const known = Object.keys(FUNCTIONS);
      return this.fail(token.position, `'${token.text}' is no function${didYouMean(token.text, known) || `; known: ${known.join(', ')}`}`);
    }
    const [least, most, of] = FUNCTIONS[name]!;
    this.expect('(');
    const parts = [this.sum()];
    while (this.took(',')) parts.push(this.sum());
    this.expect(')');
    if (parts.length < least || parts.length > most) {
      const wanted = most === least ? least : `${least} or more`;
      this.fail(token.position, `${name} takes ${wanted} part${most === 1 ? '' : 's'}, got ${parts.length}`);
    }
    return of(this, parts, token);
  }
}

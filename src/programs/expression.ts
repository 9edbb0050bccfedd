/** Linear expressions in named parameters: `3`, `1 - 2 B`, `2*B + 1/3`, `(a - B)/2`. */
import { InputError } from '../errors.ts';
import { isZero, ONE, rational, rationalText, readRational, ZERO, type Rational } from './rational.ts';

/** constant + Σ coefficient · parameter; no coefficient is zero. */
export interface Expression {
  readonly constant: Rational;
  readonly terms: ReadonlyMap<string, Rational>;
}

export const constantExpression = (constant: Rational): Expression => ({ constant, terms: new Map() });

export function addExpressions(a: Expression, b: Expression): Expression {
  const terms = new Map(a.terms);
  for (const [name, coefficient] of b.terms) terms.set(name, (terms.get(name) ?? ZERO).add(coefficient));
  return { constant: a.constant.add(b.constant), terms: new Map([...terms].filter(([, value]) => !isZero(value))) };
}

export function scaleExpression(a: Expression, factor: Rational): Expression {
  if (isZero(factor)) return constantExpression(ZERO);
  return { constant: a.constant.mul(factor), terms: new Map([...a.terms].map(([name, value]) => [name, value.mul(factor)])) };
}

/** The expression's value; every parameter it names has to be among `values`. */
export function evaluate({ constant, terms }: Expression, values: ReadonlyMap<string, Rational>): Rational {
  let total = constant;
  for (const [name, coefficient] of terms) total = total.add(coefficient.mul(values.get(name)!));
  return total;
}

/** `1 - 2 B`: constant first, then the parameters in the order of their names. */
export function expressionText({ constant, terms }: Expression): string {
  let text = terms.size > 0 && isZero(constant) ? '' : rationalText(constant);
  for (const [name, value] of [...terms].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const size = value.abs();
    const factor = size.equals(ONE) ? name : `${rationalText(size)} ${name}`;
    if (text === '') text = value.s < 0n ? `-${factor}` : factor;
    else text += value.s < 0n ? ` - ${factor}` : ` + ${factor}`;
  }
  return text;
}

const TOKEN = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)(?![\w.])|([A-Za-z_]\w*)|([()+\-*/]))/iy;

type Token = { readonly number: Rational } | { readonly name: string } | { readonly mark: string };

function tokens(text: string, fail: (why: string) => never): Token[] {
  const found: Token[] = [];
  // A factor may stand before its parameter without a sign of its own, as in `2B`.
  const spaced = text.replace(/(^|[^\w.])(\d+\.?\d*|\.\d+)(?=[A-Za-z_])(?!e[+-]?\d)/gi, '$1$2 ');
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < spaced.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(spaced);
    if (match === null) return fail(`'${spaced.slice(at).trim().slice(0, 20)}' is not understood`);
    if (match[1] !== undefined) found.push({ number: readRational(match[1]) ?? fail(`'${match[1]}' is no number`) });
    else if (match[2] !== undefined) found.push({ name: match[2] });
    else found.push({ mark: match[3]! });
  }
  return found;
}

/** Recursive descent: a sum of products of factors, at most one of which moves with a parameter. */
/** What is read inside of each other: a file must not run out of the machine's stack. */
const DEPTH_MAX = 100;

class Reader {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];
  private readonly known: ReadonlySet<string>;
  private readonly fail: (why: string) => never;

  constructor(read: readonly Token[], known: ReadonlySet<string>, fail: (why: string) => never) {
    this.tokens = read;
    this.known = known;
    this.fail = fail;
  }

  whole(): Expression {
    const value = this.sum();
    if (this.at < this.tokens.length) this.fail('something is left over');
    return value;
  }

  private mark(): string | undefined {
    const token = this.tokens[this.at];
    return token !== undefined && 'mark' in token ? token.mark : undefined;
  }

  private sum(): Expression {
    let total = this.product();
    for (let mark = this.mark(); mark === '+' || mark === '-'; mark = this.mark()) {
      this.at++;
      total = addExpressions(total, scaleExpression(this.product(), rational(mark === '+' ? 1 : -1)));
    }
    return total;
  }

  private product(): Expression {
    let value = this.factor();
    for (;;) {
      const mark = this.mark();
      const next = this.tokens[this.at];
      if (next === undefined || mark === '+' || mark === '-' || mark === ')') return value;
      if (mark === '*' || mark === '/') this.at++;
      const other = this.factor();
      if (mark === '/') {
        if (other.terms.size > 0) this.fail('it divides by a parameter, and entries have to be linear in the parameters');
        if (isZero(other.constant)) this.fail('it divides by zero');
        value = scaleExpression(value, other.constant.inverse());
      } else if (other.terms.size === 0) value = scaleExpression(value, other.constant);
      else if (value.terms.size === 0) value = scaleExpression(other, value.constant);
      else this.fail('it multiplies two parameters, and entries have to be linear in the parameters');
    }
  }

  private factor(): Expression {
    if (this.depth > DEPTH_MAX) return this.fail(`parentheses and signs stand more than ${DEPTH_MAX} deep`);
    this.depth++;
    const value = this.innermost();
    this.depth--;
    return value;
  }

  private innermost(): Expression {
    const token = this.tokens[this.at++];
    if (token === undefined) return this.fail('it ends too early');
    if ('number' in token) return constantExpression(token.number);
    if ('name' in token) {
      if (!this.known.has(token.name))
        this.fail(
          `'${token.name}' is not among the `
          + `parameters${this.known.size > 0 ? ` ${[...this.known].join(', ')}` : ', of which there are none'}`,
        );
      return { constant: ZERO, terms: new Map([[token.name, ONE]]) };
    }
    if (token.mark === '-') return scaleExpression(this.factor(), rational(-1));
    if (token.mark === '+') return this.factor();
    if (token.mark !== '(') return this.fail(`'${token.mark}' stands where a number or a parameter is expected`);
    const inner = this.sum();
    if (this.mark() !== ')') this.fail('a parenthesis is not closed');
    this.at++;
    return inner;
  }
}

/** The expression that a text or number writes. Throws InputError naming `field` where it is not linear in known parameters. */
export function parseExpression(given: string | number, known: ReadonlySet<string>, field: string): Expression {
  const text = String(given);
  const plain = readRational(text);
  if (plain !== undefined) return constantExpression(plain);
  const fail = (why: string): never => {
    throw new InputError(field, `must be a number or linear in the parameters, such as 1/3 or 1 - 2 B; in '${text.slice(0, 60)}' ${why}`);
  };
  return new Reader(tokens(text, fail), known, fail).whole();
}

/**
 * Functions of signals as expressions, put in one form where they are made: sums of multiples, products of powers, like parts together in
 * the order of their keys. So what cancels is seen to cancel, and equal keys are equal functions. Coefficients that cancel to within
 * 1e-12 of the largest are rounding, as in polynomials.
 */
import { createHash } from 'node:crypto';

interface Named {
  /** SHA-256 of what it says. */
  readonly key: string;
}

export interface Multiple {
  readonly coefficient: number;
  readonly of: Expression;
}

export interface Power {
  readonly of: Expression;
  readonly power: number;
}

export type Expression = Named & (
  | { readonly op: 'number'; readonly value: number }
  | { readonly op: 'signal'; readonly d: number }
  /** constant + Σ coefficient of */
  | { readonly op: 'sum'; readonly constant: number; readonly terms: readonly Multiple[] }
  /** Π of^power */
  | { readonly op: 'product'; readonly factors: readonly Power[] }
  | { readonly op: 'exp' | 'log' | 'abs'; readonly of: Expression }
  | { readonly op: 'max'; readonly of: readonly [Expression, Expression] }
  /** `positive` where the condition is above 0, `negative` where it is below: slopes of functions with kinks. */
  | { readonly op: 'where'; readonly condition: Expression; readonly positive: Expression; readonly negative: Expression });

type Sum = Extract<Expression, { op: 'sum' }>;

const EQUAL = 1e-12;

const keyOf = (...parts: readonly (string | number)[]): string => createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 32);

export const number = (value: number): Expression => ({ op: 'number', value: value === 0 ? 0 : value, key: keyOf('number', value) });
export const ZERO = number(0);
export const ONE = number(1);
export const signal = (d: number): Expression => ({ op: 'signal', d, key: keyOf('signal', d) });

export const isZero = (e: Expression): boolean => e.op === 'number' && e.value === 0;

const byKey = (a: { readonly of: Expression }, b: { readonly of: Expression }): number => (a.of.key < b.of.key ? -1 : 1);

/** An expression as constant + Σ coefficient of. */
export function asSum(e: Expression): Pick<Sum, 'constant' | 'terms'> {
  if (e.op === 'sum') return e;
  return e.op === 'number' ? { constant: e.value, terms: [] } : { constant: 0, terms: [{ coefficient: 1, of: e }] };
}

/** Adds up, and says 0 where what is left is rounding. */
class Total {
  private sum = 0;
  private size = 0;
  add(x: number): void {
    this.sum += x;
    this.size = Math.max(this.size, Math.abs(x));
  }
  get value(): number {
    return Math.abs(this.sum) > EQUAL * this.size ? this.sum : 0;
  }
}

/** Σ factor part */
export function combination(parts: readonly (readonly [factor: number, part: Expression])[]): Expression {
  const constant = new Total();
  const totals = new Map<string, { readonly of: Expression; readonly total: Total }>();
  for (const [factor, part] of parts) {
    const sum = asSum(part);
    constant.add(factor * sum.constant);
    for (const { coefficient, of } of sum.terms) {
      const known = totals.get(of.key) ?? { of, total: new Total() };
      totals.set(of.key, known);
      known.total.add(factor * coefficient);
    }
  }
  const terms = [...totals.values()].flatMap(({ of, total }) => (total.value === 0 ? [] : [{ coefficient: total.value, of }])).sort(byKey);
  if (terms.length === 0) return number(constant.value);
  if (constant.value === 0 && terms.length === 1 && terms[0]!.coefficient === 1) return terms[0]!.of;
  const words = terms.flatMap(({ coefficient, of }) => [coefficient, of.key]);
  return { op: 'sum', constant: constant.value, terms, key: keyOf('sum', constant.value, ...words) };
}

export const plus = (...parts: readonly Expression[]): Expression => combination(parts.map((part) => [1, part]));
export const minus = (one: Expression, other: Expression): Expression => combination([[1, one], [-1, other]]);
export const times = (factor: number, e: Expression): Expression => combination([[factor, e]]);

/** The only term of a sum that has one and no constant. */
const only = (e: Expression): Multiple | undefined => (e.op === 'sum' && e.constant === 0 && e.terms.length === 1 ? e.terms[0] : undefined);

const isWhole = Number.isInteger;

/** Π of^power */
function powers(parts: readonly Power[]): Expression {
  let coefficient = 1;
  const totals = new Map<string, { readonly of: Expression; power: number }>();
  const take = (of: Expression, power: number): void => {
    const multiple = only(of);
    if (of.op === 'number') coefficient *= of.value ** power;
    else if (multiple && (isWhole(power) || multiple.coefficient > 0)) {
      coefficient *= multiple.coefficient ** power;
      take(multiple.of, power);
    } else if (of.op === 'product' && isWhole(power)) for (const factor of of.factors) take(factor.of, factor.power * power);
    else {
      const known = totals.get(of.key) ?? { of, power: 0 };
      totals.set(of.key, known);
      known.power += power;
    }
  };
  for (const { of, power } of parts) take(of, power);
  if (coefficient === 0) return ZERO;
  const factors = [...totals.values()].filter(({ power }) => power !== 0).sort(byKey);
  if (factors.length === 0) return number(coefficient);
  const alone = factors.length === 1 && factors[0]!.power === 1 ? factors[0]!.of : undefined;
  const key = keyOf('product', ...factors.flatMap(({ of, power }) => [of.key, power]));
  return times(coefficient, alone ?? { op: 'product', factors, key });
}

export const product = (...parts: readonly Expression[]): Expression => powers(parts.map((of) => ({ of, power: 1 })));
export const power = (of: Expression, exponent: number): Expression => powers([{ of, power: exponent }]);
export const quotient = (one: Expression, other: Expression): Expression => powers([{ of: one, power: 1 }, { of: other, power: -1 }]);

const CONSTANTS = { exp: Math.exp, log: Math.log, abs: Math.abs } as const;
const applied = (op: keyof typeof CONSTANTS) => (of: Expression): Expression =>
  (of.op === 'number' ? number(CONSTANTS[op](of.value)) : { op, of, key: keyOf(op, of.key) });

export const exp = applied('exp');
export const log = applied('log');
export const abs = applied('abs');
export const sqrt = (of: Expression): Expression => power(of, 0.5);

export function max(one: Expression, other: Expression): Expression {
  if (one.key === other.key) return one;
  if (one.op === 'number' && other.op === 'number') return number(Math.max(one.value, other.value));
  const of = one.key < other.key ? [one, other] as const : [other, one] as const;
  return { op: 'max', of, key: keyOf('max', of[0].key, of[1].key) };
}

export const min = (one: Expression, other: Expression): Expression => times(-1, max(times(-1, one), times(-1, other)));

function where(condition: Expression, positive: Expression, negative: Expression): Expression {
  if (positive.key === negative.key) return positive;
  if (condition.op === 'number' && condition.value !== 0) return condition.value > 0 ? positive : negative;
  return { op: 'where', condition, positive, negative, key: keyOf('where', condition.key, positive.key, negative.key) };
}

/** An expression with every part through `of`, each once. */
export function rebuilt(of: (part: Expression, again: (inner: Expression) => Expression) => Expression | undefined) {
  const done = new Map<string, Expression>();
  const again = (e: Expression): Expression => {
    const known = done.get(e.key);
    if (known) return known;
    const made = of(e, again) ?? inside(e, again);
    done.set(e.key, made);
    return made;
  };
  return again;
}

function inside(e: Expression, again: (inner: Expression) => Expression): Expression {
  switch (e.op) {
    case 'number': case 'signal': return e;
    case 'sum': return combination([[1, number(e.constant)], ...e.terms.map(({ coefficient, of }) => [coefficient, again(of)] as const)]);
    case 'product': return powers(e.factors.map(({ of, power: n }) => ({ of: again(of), power: n })));
    case 'exp': return exp(again(e.of));
    case 'log': return log(again(e.of));
    case 'abs': return abs(again(e.of));
    case 'max': return max(again(e.of[0]), again(e.of[1]));
    case 'where': return where(again(e.condition), again(e.positive), again(e.negative));
  }
}

/** With numbers in place of signals: undefined where a signal stays. */
export const held = (at: (d: number) => number | undefined): ((e: Expression) => Expression) => rebuilt((e) => {
  const value = e.op === 'signal' ? at(e.d) : undefined;
  return value === undefined ? undefined : number(value);
});

/** By signal d; at a kink, one of the slopes on its two sides, or any between them. */
export const derivativeBy = (d: number): ((e: Expression) => Expression) => rebuilt((e, by) => {
  switch (e.op) {
    case 'number': return ZERO;
    case 'signal': return e.d === d ? ONE : ZERO;
    case 'sum': return combination(e.terms.map(({ coefficient, of }) => [coefficient, by(of)]));
    case 'product': return combination(e.factors.flatMap(({ of, power: n }, j) => {
      const slope = by(of);
      if (isZero(slope)) return [];
      const rest = e.factors.map((factor, other) => (other === j ? { of, power: n - 1 } : factor));
      return [[n, powers([...rest, { of: slope, power: 1 }])] as const];
    }));
    case 'exp': return product(e, by(e.of));
    case 'log': return quotient(by(e.of), e.of);
    case 'abs': return where(e.of, by(e.of), times(-1, by(e.of)));
    case 'max': return where(minus(e.of[0], e.of[1]), by(e.of[0]), by(e.of[1]));
    case 'where': return where(e.condition, by(e.positive), by(e.negative));
  }
});

/** Parts of an expression, those inside first, each once. */
export function partsOf(roots: readonly Expression[]): Expression[] {
  const found = new Map<string, Expression>();
  const visit = (e: Expression): void => {
    if (found.has(e.key)) return;
    childrenOf(e).forEach(visit);
    found.set(e.key, e);
  };
  roots.forEach(visit);
  return [...found.values()];
}

export function childrenOf(e: Expression): readonly Expression[] {
  switch (e.op) {
    case 'number': case 'signal': return [];
    case 'sum': return e.terms.map(({ of }) => of);
    case 'product': return e.factors.map(({ of }) => of);
    case 'exp': case 'log': case 'abs': return [e.of];
    case 'max': return e.of;
    case 'where': return [e.condition, e.positive, e.negative];
  }
}

/** Whether a signal stands in it. */
export const moves = (e: Expression, d: number): boolean => partsOf([e]).some((part) => part.op === 'signal' && part.d === d);

/** Terms at most of a product that is multiplied out. */
const EXPANDED_MAX = 4096;

/** Products of sums multiplied out, so that what cancels is seen to; undefined where that makes too many terms. */
export function expanded(e: Expression): Expression | undefined {
  const terms = (part: Expression): Expression[] | undefined => {
    if (part.op === 'number') return [part];
    if (part.op === 'sum') {
      const each = part.terms.map(({ coefficient, of }) => terms(of)?.map((term) => times(coefficient, term)));
      return each.includes(undefined) ? undefined : [number(part.constant), ...(each as Expression[][]).flat()];
    }
    if (part.op !== 'product') return [part];
    let made: Expression[] = [ONE];
    for (const { of, power: n } of part.factors) {
      const repeats = isWhole(n) && n > 0 && of.op === 'sum' ? n : 1;
      const factor = repeats === n ? terms(of) : [power(of, n)];
      if (!factor) return undefined;
      for (let j = 0; j < repeats; j++) {
        if (made.length * factor.length > EXPANDED_MAX) return undefined;
        made = made.flatMap((one) => factor.map((other) => product(one, other)));
      }
    }
    return made;
  };
  const all = terms(e);
  return all && plus(...all);
}

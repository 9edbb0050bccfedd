/** Polynomials with rational coefficients, the constant first, and where they have roots (Sturm). */
import { clearDenominators } from './integers.ts';
import { isZero, ONE, rational, sign, ZERO, type Rational } from './rational.ts';

export type Polynomial = readonly Rational[];

const trimmed = (coefficients: readonly Rational[]): Polynomial => {
  let length = coefficients.length;
  while (length > 0 && isZero(coefficients[length - 1]!)) length--;
  return coefficients.slice(0, length);
};

/** The value at x, by Horner. */
export const valueAt = (polynomial: Polynomial, x: Rational): Rational =>
  polynomial.reduceRight((value, coefficient) => value.mul(x).add(coefficient), ZERO);

/** The polynomial of degree below the number of points that goes through them, by divided differences; points differ. */
export function through(points: readonly Rational[], values: readonly Rational[]): Polynomial {
  const table = [...values];
  for (let order = 1; order < points.length; order++)
    for (let k = points.length - 1; k >= order; k--)
      table[k] = table[k]!.sub(table[k - 1]!).div(points[k]!.sub(points[k - order]!));
  let result: Rational[] = [];
  for (let k = points.length - 1; k >= 0; k--) {
    // result · (x - point) + table
    const next = [ZERO, ...result];
    result.forEach((coefficient, power) => { next[power] = next[power]!.sub(coefficient.mul(points[k]!)); });
    next[0] = next[0]!.add(table[k]!);
    result = next;
  }
  return trimmed(result);
}

/** Times a positive number, so that coefficients are whole and have nothing in common. */
const primitive = (polynomial: Polynomial): Polynomial => clearDenominators(polynomial).integers.map((value) => rational(value));

/** What is left of a divided by b, which is not 0. */
function remainder(a: Polynomial, b: Polynomial): Polynomial {
  const left = [...a];
  const [lead] = b.slice(-1);
  while (left.length >= b.length) {
    const factor = left.at(-1)!.div(lead!);
    const shift = left.length - b.length;
    b.forEach((coefficient, power) => { left[power + shift] = left[power + shift]!.sub(factor.mul(coefficient)); });
    left.pop();
  }
  return trimmed(left);
}

const derivative = (polynomial: Polynomial): Polynomial => trimmed(polynomial.slice(1).map((coefficient, k) => coefficient.mul(k + 1)));

/** a, a', and each next what is left with the other sign. Counts distinct roots between points that are no multiple roots. */
function sturmChain(polynomial: Polynomial): Polynomial[] {
  const chain = [primitive(polynomial), primitive(derivative(polynomial))];
  while (chain.at(-1)!.length > 0) chain.push(primitive(remainder(chain.at(-2)!, chain.at(-1)!).map((value) => value.neg())));
  return chain.slice(0, -1);
}

/** a / b where nothing is left. */
function quotient(a: Polynomial, b: Polynomial): Polynomial {
  const left = [...a];
  const result: Rational[] = [];
  while (left.length >= b.length) {
    const factor = left.at(-1)!.div(b.at(-1)!);
    result.unshift(factor);
    const shift = left.length - b.length;
    b.forEach((coefficient, power) => { left[power + shift] = left[power + shift]!.sub(factor.mul(coefficient)); });
    left.pop();
  }
  return result;
}

/** Distinct real roots of a polynomial that is not 0. */
export class Roots {
  /** With the same roots, each once. */
  readonly simple: Polynomial;
  private readonly chain: readonly Polynomial[];

  constructor(polynomial: Polynomial) {
    const chain = sturmChain(polynomial);
    // The last of the chain is what polynomial and derivative have in common.
    this.simple = chain.at(-1)!.length > 1 ? primitive(quotient(chain[0]!, chain.at(-1)!)) : chain[0]!;
    this.chain = this.simple === chain[0] ? chain : sturmChain(this.simple);
  }

  /** In (from, to]. */
  count(from: Rational, to: Rational): number {
    return this.changes(from) - this.changes(to);
  }

  isRoot(x: Rational): boolean { return isZero(valueAt(this.simple, x)); }

  private changes(x: Rational): number {
    const signs = this.chain.map((one) => sign(valueAt(one, x))).filter((one) => one !== 0);
    return signs.slice(1).filter((one, k) => one !== signs[k]).length;
  }
}

/** The rational of the least denominator in a closed interval (Stern and Brocot). */
export function simplestWithin(low: Rational, high: Rational): Rational {
  if (sign(low) <= 0 && sign(high) >= 0) return ZERO;
  if (sign(high) < 0) return simplestWithin(high.neg(), low.neg()).neg();
  const whole = low.ceil();
  if (whole.compare(high) <= 0) return whole;
  const floor = low.floor();
  return floor.add(ONE.div(simplestWithin(ONE.div(high.sub(floor)), ONE.div(low.sub(floor)))));
}

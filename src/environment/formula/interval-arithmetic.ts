/**
 * Intervals that contain every result of an operation on numbers of the intervals it is given, rounding included
 * (kernels/network/rounding.ts). The last result stands in `ends`, so that loops make no objects. Zero times infinity is zero: a slope
 * without bound times a step of nothing.
 */
import { down, functionDown, functionUp, up } from '../../../kernels/network/rounding.ts';

/** [lowest, highest] */
export const ends = new Float64Array(2);

const isWhole = Number.isInteger;

export function set(a: number, b: number): void {
  // What infinities of both signs add up to is anything.
  ends[0] = a === a ? a : -Infinity;
  ends[1] = b === b ? b : Infinity;
}

const times = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);

/** [a, b] [c, d] */
export function multiply(a: number, b: number, c: number, d: number): void {
  if ((a === 0 && b === 0) || (c === 0 && d === 0)) {
    ends[0] = 0;
    ends[1] = 0;
    return;
  }
  if (a >= 0 && c >= 0) {
    set(a === 0 || c === 0 ? 0 : Math.max(0, down(a * c)), b === 0 || d === 0 ? 0 : up(b * d));
    return;
  }
  const one = times(a, c);
  const two = times(a, d);
  const three = times(b, c);
  const four = times(b, d);
  const least = Math.min(one, two, three, four);
  const most = Math.max(one, two, three, four);
  // Factors of one sign have a product of that sign, however small.
  set(b <= 0 && d <= 0 ? Math.max(0, down(least)) : down(least), up(most));
}

/** x^n for x > 0: by products and roots, which are rounded better and done faster, where they will do. */
function powerOf(x: number, n: number): number {
  switch (n) {
    case 2: return x * x;
    case -1: return 1 / x;
    case 0.5: return Math.sqrt(x);
    case -0.5: return 1 / Math.sqrt(x);
    case -2: return 1 / (x * x);
    default: return x ** n;
  }
}

/** Ends of x^n for x >= 0. */
const powerDown = (x: number, n: number): number => {
  if (x === 0) return n > 0 ? 0 : Infinity;
  return Math.max(0, functionDown(powerOf(x, n)));
};
const powerUp = (x: number, n: number): number => {
  if (x === 0) return n > 0 ? 0 : Infinity;
  return functionUp(powerOf(x, n));
};

/** [a, b]^n; below zero only whole powers are taken, and what stands there for others is left out. */
export function raise(a: number, b: number, n: number): void {
  if (n === 1) return set(a, b);
  if (n === 0) return set(1, 1);
  if (!isWhole(n)) {
    a = Math.max(0, a);
    b = Math.max(0, b);
  }
  if (a >= 0) {
    if (n > 0) set(powerDown(a, n), powerUp(b, n));
    else set(b === Infinity ? 0 : b === 0 ? Infinity : powerDown(b, n), powerUp(a, n));
    return;
  }
  const even = n % 2 === 0;
  if (b <= 0) {
    raise(-b, -a, n);
    if (!even) set(-ends[1]!, -ends[0]!);
    return;
  }
  if (n > 0) set(even ? 0 : -powerUp(-a, n), even ? powerUp(Math.max(-a, b), n) : powerUp(b, n));
  else set(even ? Math.max(0, powerDown(Math.max(-a, b), n)) : -Infinity, Infinity);
}

export function exponential(a: number, b: number): void {
  set(a === -Infinity ? 0 : Math.max(0, functionDown(Math.exp(a))), functionUp(Math.exp(b)));
}

export function logarithm(a: number, b: number): void {
  set(a > 0 ? functionDown(Math.log(a)) : -Infinity, b > 0 ? functionUp(Math.log(b)) : -Infinity);
}

/** Of |x| */
export function size(a: number, b: number): void {
  if (a >= 0) set(a, b);
  else if (b <= 0) set(-b, -a);
  else set(0, Math.max(-a, b));
}

/**
 * Functions of one variable between two parallel lines: on [low, high] the function lies within `error` of share x + shift. Of all slopes
 * the chord's makes the error least (Chebyshev); where the chord has no digits, the slope at an end does as well.
 */
import { FUNCTIONS, log, sigmoid } from './functions.ts';
import { functionDown, functionUp, up } from './rounding.ts';

export interface Line {
  share: number;
  shift: number;
  error: number;
}

/** Room for the lines of so many entries. */
export interface Lines {
  readonly share: Float64Array;
  readonly shift: Float64Array;
  readonly error: Float64Array;
  keep(i: number, line: Readonly<Line>): void;
}

export function linesOf(size: number): Lines {
  const [share, shift, error] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  return {
    share, shift, error,
    keep(i, line) {
      share[i] = line.share;
      shift[i] = line.shift;
      error[i] = line.error;
    },
  };
}

/** What rounding may do to a value of these functions, to a product and to a difference of them, by far. */
const SLACK = 2 ** -44;
/** Below this width values at the ends are too near for a chord. */
export const NARROW = 2 ** -24;
/** Where a share of the way is less, its turning point is beyond all numbers here. */
export const LEAST_SHARE = 2 ** -1000;
/** What is left of functions where powers were taken for 0. */
export const PAST_POWERS = 2 ** -1000;
/** At least |f''| everywhere. */
export const BENDS = { tanh: 0.77, sigmoid: 0.097, softplus: 0.25 } as const;

/** A line beside a function on [low, high], and ends of the function's values there. */
export interface CurveLine extends Line {
  low: number;
  high: number;
}

export type CurveName = keyof typeof BENDS;

/**
 * The line of least error, and ends of the values, those of a rising function at the ends. f - share x has its extremes at the ends and
 * where f' = share; there f is known from share, and x by one logarithm:
 *
 *     tanh       top = sqrt(1 - share)              x = log((1 + top) / sqrt share), and -x, where f is -top
 *     sigmoid    top = (1 + sqrt(1 - 4 share)) / 2  x = 2 log(top / sqrt share), and -x, where f is share / top
 *     softplus   top = -log(1 - share)              x = log share + top
 *
 * Logarithms and roots are within 2^-49 of their own sizes, so x and f are within 2^-47 (1 + |x|), and share <= 1: what is computed of a
 * point between the ends is within a quarter of the slack, and so are values at the ends. A turning point that is taken for one outside is
 * within 2^-47 (1 + |x|) of an end, and f - share x within |f''| times half the square of that. Below 2^-1000 share times any x is nothing,
 * and f is at its limit wherever f' is so little.
 */
export function curveLine(name: CurveName, low: number, high: number, into: CurveLine): void {
  const value = FUNCTIONS[name];
  const [from, to] = [value(low), value(high)];
  into.low = functionDown(from) - PAST_POWERS;
  into.high = functionUp(to) + PAST_POWERS;
  const width = high - low;
  const most = SLACK * (1 + Math.max(Math.abs(low), Math.abs(high)));
  if (!(width > NARROW)) {
    // Taylor: within bend width^2 / 2 of the tangent at the end.
    into.share = name === 'tanh' ? 1 - from * from : name === 'sigmoid' ? from * (1 - from) : sigmoid(low);
    into.shift = from - into.share * low;
    into.error = up(((BENDS[name] / 2) * width) * width + most);
    return;
  }
  const share = Math.min(1, Math.max(0, (to - from) / width));
  const [first, last] = [from - share * low, to - share * high];
  let [least, largest] = [Math.min(first, last), Math.max(first, last)];
  const taken = (x: number, at: number): void => {
    if (!(x > low && x < high)) return;
    least = Math.min(least, at);
    largest = Math.max(largest, at);
  };
  const safe = Math.max(share, LEAST_SHARE);
  if (name === 'tanh') {
    const top = Math.sqrt(Math.max(0, 1 - share));
    const point = log((top + 1) / Math.sqrt(safe));
    const at = top - share * point;
    taken(point, at);
    taken(-point, -at);
  } else if (name === 'sigmoid') {
    const top = (Math.sqrt(Math.max(0, 1 - share * 4)) + 1) / 2;
    const half = log(top / Math.sqrt(safe));
    const point = half + half;
    taken(point, top - share * point);
    taken(-point, share / top + share * point);
  } else {
    const top = 0 - log(Math.max(1 - share, LEAST_SHARE));
    const point = log(safe) + top;
    taken(point, top - share * point);
  }
  into.share = share;
  into.shift = (least + largest) / 2;
  into.error = up((largest - least) / 2 + most);
}

/** max(x, leak x): the chord and a parallel through zero. */
export function leakyLine(leak: number, low: number, high: number, into: Line): void {
  if (low >= 0 || high <= 0 || leak === 1) {
    into.share = low >= 0 ? 1 : leak;
    into.shift = into.error = 0;
    return;
  }
  into.share = Math.min(1, Math.max(leak, (high - leak * low) / (high - low)));
  // At both ends the function is at most this much above share x, and it is never below it at zero.
  const gap = up(Math.max((leak - into.share) * low, (1 - into.share) * high) * (1 + 2 ** -48));
  into.shift = gap / 2;
  into.error = up(gap / 2);
}

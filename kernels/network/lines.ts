/**
 * Functions of one variable between two parallel lines: on [low, high] the function lies within `error` of share x + shift. Of all slopes
 * the chord's makes the error least (Chebyshev); where the chord has no digits, the slope at an end does as well.
 */
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

/** 1 / (1 + e^-x), without overflow. */
export const sigmoid = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
};

export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** What rounding may do to a value of these functions, to a product and to a difference of them, by far. */
const slack = (x: number): number => 2 ** -44 * (1 + Math.abs(x));

/** Below this width values at the ends are too near for a chord. */
const NARROW = 2 ** -20;

interface Curve {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  /** At least |f''| everywhere. */
  readonly bend: number;
  /** The point at which the slope is `share`, from 0 on where there are two. */
  readonly turn: (share: number) => number;
  /** There is another on the other side of 0. */
  readonly odd: boolean;
}

const CURVES = {
  tanh: {
    value: Math.tanh,
    slope: (x) => 1 - Math.tanh(x) ** 2,
    bend: 0.77,
    turn: (share) => Math.atanh(Math.sqrt(Math.max(0, 1 - share))),
    odd: true,
  },
  sigmoid: {
    value: sigmoid,
    slope: (x) => sigmoid(x) * (1 - sigmoid(x)),
    bend: 0.097,
    // y (1 - y) = share
    turn: (share) => {
      const root = Math.sqrt(Math.max(0, 1 - 4 * share));
      const y = (2 * share) / (1 + root);
      return Math.log1p(-y) - Math.log(y);
    },
    odd: true,
  },
  softplus: {
    value: softplus,
    slope: sigmoid,
    bend: 0.25,
    turn: (share) => Math.log(share) - Math.log1p(-share),
    odd: false,
  },
} as const satisfies Record<string, Curve>;

export type CurveName = keyof typeof CURVES;

/** A line beside a function on [low, high], and ends of the function's values there. */
export interface CurveLine extends Line {
  low: number;
  high: number;
}

/**
 * The line of least error, and ends of the values, those of a rising function at the ends. f - share x has its extremes at the ends and
 * where f' = share; an extreme point that is off by d costs |f''| d^2 / 2, which is nothing beside the slack.
 */
export function curveLine(name: CurveName, low: number, high: number, into: CurveLine): void {
  const { value, slope, bend, turn, odd }: Curve = CURVES[name];
  const [from, to] = [value(low), value(high)];
  into.low = functionDown(from) - 2 ** -1000;
  into.high = functionUp(to) + 2 ** -1000;
  const width = high - low;
  const most = slack(Math.max(Math.abs(low), Math.abs(high)));
  if (!(width > NARROW)) {
    // Taylor: within bend width^2 / 8 of the tangent in the middle.
    const middle = low + width / 2;
    into.share = slope(middle);
    into.shift = value(middle) - into.share * middle;
    into.error = width === 0 ? most : up(bend * width * width / 8 + most);
    return;
  }
  const share = Math.min(1, Math.max(0, (to - from) / width));
  const [first, last] = [from - share * low, to - share * high];
  let [least, largest] = [Math.min(first, last), Math.max(first, last)];
  const point = turn(share);
  for (let x = odd ? -point : point; ; x = point) {
    if (x > low && x < high) {
      const at = value(x) - share * x;
      least = Math.min(least, at);
      largest = Math.max(largest, at);
    }
    if (!(x < point)) break;
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

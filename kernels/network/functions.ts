/**
 * Functions of one number as graphs evaluate them: products, sums and divisions of doubles in a fixed order, so that one value at a time
 * and many at once (kernels/simd/network-source.ts) give the same bits on every machine. tanh and sigmoid are within 2^-50 of their exact
 * values, relative to these; so is the power wherever it is at least e^-700, and below that it is 0.
 */
import { softplus } from './lines.ts';

/** ln 2 in two parts, the first with digits to spare for products with whole numbers. */
export const LN2_HIGH = 0.693147180369123816490;
export const LN2_LOW = 1.90821492927058770002e-10;
export const PER_LN2 = Math.LOG2E;
/** Added and taken away again it leaves the nearest whole number; its last bits then hold that number. */
export const ROUNDER = 1.5 * 2 ** 52;
/** Below it e^x is taken for 0. */
export const POWER_LEAST = -700;
/** Beyond 2 |x| = 44 tanh is 1 to the last bit. */
export const TANH_LEAST = -44;
/** (e^r - 1 - r) / r^2 by Taylor's coefficients 1 / n!, n = 2 .. 13: for |r| <= ln 2 / 2 within 2^-56 of r. */
export const COEFFICIENTS: readonly number[] = Array.from({ length: 12 }, (_, i) => {
  let factorial = 1;
  for (let n = 2; n <= i + 2; n++) factorial *= n;
  return 1 / factorial;
});

const POWERS_OF_TWO = Float64Array.from({ length: 1024 }, (_, k) => 2 ** -k);
const [FIRST, ...REST] = COEFFICIENTS.toReversed() as [number, ...number[]];

/** 2^k and e^r - 1, where x = k ln 2 + r. */
let scale = 1;
function reduced(x: number): number {
  const k = x * PER_LN2 + ROUNDER - ROUNDER;
  const r = (x - k * LN2_HIGH) - k * LN2_LOW;
  let q = FIRST;
  for (const coefficient of REST) q = q * r + coefficient;
  scale = POWERS_OF_TWO[-k]!;
  return r + (r * r) * q;
}

/** e^x for x <= 0. */
export function power(x: number): number {
  if (x < POWER_LEAST) return 0;
  const rest = reduced(x);
  return scale * rest + scale;
}

export function tanh(x: number): number {
  const twice = Math.abs(x) * -2;
  const rest = reduced(twice < TANH_LEAST ? TANH_LEAST : twice);
  const less = scale * rest + (scale - 1);
  const value = (0 - less) / (less + 2);
  return x < 0 ? -value : value;
}

/** 1 / (1 + e^-x). */
export function sigmoid(x: number): number {
  const rest = power(-Math.abs(x));
  return (x < 0 ? rest : 1) / (1 + rest);
}

export const FUNCTIONS = { tanh, sigmoid, softplus } as const;

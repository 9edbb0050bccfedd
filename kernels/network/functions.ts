/**
 * Functions of one number as graphs evaluate them: products, sums and divisions of doubles in a fixed order, so that one value at a time
 * and many at once (kernels/simd/network-source.ts) give the same bits on every machine. tanh and sigmoid are within 2^-50 of their exact
 * values, relative to these; so is the power wherever it is at least e^-700, and below that it is 0.
 */
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

/** Upper words: of the least m of a logarithm, and what makes exponents of such numbers fall together. */
export const LOG_WORDS = { least: 0x3fe6a09e, shift: 0x3ff00000 - 0x3fe6a09e } as const;

const POWERS_OF_TWO = Float64Array.from({ length: 1024 }, (_, k) => 2 ** -k);
const [FIRST, ...REST] = COEFFICIENTS.toReversed() as [number, ...number[]];

/** 2^k and e^r - 1, where x = k ln 2 + r. */
let scale = 1;
function reduced(x: number): number {
  const k = x * PER_LN2 + ROUNDER - ROUNDER;
  const r = (x - k * LN2_HIGH) - k * LN2_LOW;
  let q = FIRST;
  for (const coefficient of REST) q = q * r + coefficient;
  scale = k > 0 ? 1 / POWERS_OF_TWO[k]! : POWERS_OF_TWO[-k]!;
  return r + (r * r) * q;
}

/** e^x for x <= 700. */
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

/** log(1 + p) = 2 atanh(s), s = p / (2 + p), by its series: s^2 <= 1/9, so within 2^-56 of the whole after s^33. */
export const LOG_TERMS: readonly number[] = Array.from({ length: 16 }, (_, n) => 1 / (2 * n + 3));
/** The same with s^2 below 0.0295, as `log` has it. */
export const NEAR_TERMS = LOG_TERMS.slice(0, 9);

/** 2 s (1 + s^2 / 3 + s^4 / 5 + ..). */
function twiceArtanh(s: number, terms: readonly number[]): number {
  const square = s * s;
  let q = terms.at(-1)!;
  for (let n = terms.length - 2; n >= 0; n--) q = q * square + terms[n]!;
  const twice = s + s;
  return twice + twice * (square * q);
}

/** log(1 + e^x); within 2^-49.1 of its own, but for e^-700. */
export function softplus(x: number): number {
  const p = power(-Math.abs(x));
  return Math.max(x, 0) + twiceArtanh(p / (p + 2), LOG_TERMS);
}

const PARTS = new Float64Array(1);
const WORDS = new Int32Array(PARTS.buffer);
const HIGH_WORD = new Uint8Array(Int32Array.of(1).buffer).indexOf(1) === 0 ? 1 : 0;

/** log x for normal x > 0, within 2^-49 of its own: x = 2^k m, m between sqrt 1/2 and sqrt 2. */
export function log(x: number): number {
  PARTS[0] = x;
  const word = WORDS[HIGH_WORD]! + LOG_WORDS.shift;
  const k = (word >> 20) - 1023;
  WORDS[HIGH_WORD] = (word & 0xfffff) + LOG_WORDS.least;
  const f = PARTS[0] - 1;
  return k * LN2_HIGH + (k * LN2_LOW + twiceArtanh(f / (f + 2), NEAR_TERMS));
}

/** 1 / (1 + e^-x). */
export function sigmoid(x: number): number {
  const rest = power(-Math.abs(x));
  return (x < 0 ? rest : 1) / (1 + rest);
}

export const FUNCTIONS = { tanh, sigmoid, softplus } as const;

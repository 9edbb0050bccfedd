/**
 * Tables of logarithms and powers as whole numbers: made by exact arithmetic, so that every host makes the same. Fractions of 2^64 are two
 * words, low word first; what is 1 or more is 1 - 2^-64.
 */

const GUARD = 128n;
const UNIT = 1n << GUARD;

/** ln(a / b) in units of 2^-128, within 2^-120: twice the inverse hyperbolic tangent of (a - b) / (a + b). */
function logarithm(a: bigint, b: bigint): bigint {
  const x = ((a - b) * UNIT) / (a + b);
  const square = (x * x) >> GUARD;
  let [power, sum] = [x, 0n];
  for (let k = 1n; power !== 0n && power !== -1n; k += 2n) {
    sum += power / k;
    power = (power * square) >> GUARD;
  }
  return 2n * sum;
}

/** e^-x in units of 2^-128, 0 <= x < 1 in the same, within 2^-120. */
function exponential(x: bigint): bigint {
  let [term, sum] = [UNIT, 0n];
  for (let k = 1n; term !== 0n; k++) {
    sum += k % 2n === 1n ? term : -term;
    term = (term * x) / (UNIT * k);
  }
  return sum;
}

const LN2 = logarithm(2n, 1n);

/** A number in units of 2^-128 as a fraction of 2^64, rounded up. */
function fraction(x: bigint): [number, number] {
  const rounded = (x + (1n << 64n) - 1n) >> 64n;
  const kept = rounded >= 1n << 64n ? (1n << 64n) - 1n : rounded;
  return [Number(kept & 0xffffffffn), Number(kept >> 32n)];
}

/** Bits of a number after its first that choose an entry. */
const BITS = 8;
const ENTRIES = 2 ** BITS;
/** Reciprocals of whole numbers below this. */
export const RECIPROCALS = 128;

/** Where words stand, from the beginning of the tables. */
export const LOGARITHMS = {
  ln2: 0, log2e: 2,
  /** Of entry i the largest c = n / 2^32 that is at most 1 / (1 + (i + 1) / 256): n, then -ln c. */
  inverses: 4,
  /** 2^(-i / 256) / 2 */
  powers: 4 + 3 * ENTRIES,
  /** 1 / k */
  reciprocals: 4 + 5 * ENTRIES,
  /** Halves of the coefficients of 2^-x, which change their signs, and of -ln (1 - x), of x^0 .. x^7. */
  powerSeries: 4 + 5 * ENTRIES + 2 * RECIPROCALS,
  logarithmSeries: 20 + 5 * ENTRIES + 2 * RECIPROCALS,
  words: 36 + 5 * ENTRIES + 2 * RECIPROCALS,
} as const;

let known: readonly number[] | undefined;

/** The tables as words, LOGARITHMS.words of them. `log2e` is the base-two logarithm of e, halved. */
export const logarithmTables = (): readonly number[] => (known ??= made());

function made(): number[] {
  const inverses = Array.from({ length: ENTRIES }, (_, i) => {
    const n = (BigInt(ENTRIES) << 32n) / BigInt(ENTRIES + i + 1);
    return [Number(n), ...fraction(logarithm(1n << 32n, n))];
  });
  const powers = Array.from({ length: ENTRIES }, (_, i) => fraction(exponential((LN2 * BigInt(i)) / BigInt(ENTRIES)) >> 1n));
  const reciprocals = Array.from({ length: RECIPROCALS }, (_, k) => fraction(UNIT / BigInt(Math.max(1, k))));
  let coefficient = UNIT >> 1n;
  const powerSeries = Array.from({ length: 8 }, (_, k) =>
    fraction(k === 0 ? coefficient : (coefficient = (coefficient * LN2) / (UNIT * BigInt(k)))));
  const logarithmSeries = Array.from({ length: 8 }, (_, k) => fraction(k === 0 ? 0n : UNIT / BigInt(2 * k)));
  return [fraction(LN2), fraction((UNIT * UNIT) / (2n * LN2)), inverses, powers, reciprocals, powerSeries, logarithmSeries].flat(2);
}

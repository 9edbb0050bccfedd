/** Doubles next to a number: where a law has an atom, `cdf` of the one below is the chance of less than the atom, to its last digits. */

const number = new Float64Array(1);
const bits = new BigInt64Array(number.buffer);

export function justAbove(x: number): number {
  if (x === 0) return Number.MIN_VALUE;
  number[0] = x;
  bits[0]! += x > 0 ? 1n : -1n;
  return number[0]!;
}

export const justBelow = (x: number): number => -justAbove(-x);

/** Floating point numbers as whole ones over a power of two, so that sums and products of them have no rounding. */
import { InputError } from '../../errors.ts';

/** Bits behind the point that are taken; smaller parts than that are no data. */
const BITS_MAX = 600;

const view = new DataView(new ArrayBuffer(8));

/** The number as mantissa · 2^exponent. */
function parts(number: number): { readonly mantissa: bigint; readonly exponent: number } {
  view.setFloat64(0, number);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const size = field === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: number < 0 ? -size : size, exponent: Math.max(field, 1) - 1075 };
}

/** Bits behind the point that the number needs; 0 for whole ones. */
function bitsOf(number: number): number {
  let { mantissa, exponent } = parts(number);
  if (mantissa === 0n) return 0;
  while (exponent < 0 && (mantissa & 1n) === 0n) {
    mantissa >>= 1n;
    exponent++;
  }
  return Math.max(0, -exponent);
}

/** Bits behind the point that all of the numbers need. Throws InputError naming the field for numbers too small for that. */
export function commonBits(numbers: Iterable<number>, field: string): number {
  let most = 0;
  for (const number of numbers) most = Math.max(most, bitsOf(number));
  if (most > BITS_MAX) throw new InputError(field, 'holds numbers too small to be added up exactly');
  return most;
}

/** number · 2^bits, which has to be whole. */
export function scaledBy(number: number, bits: number): bigint {
  const { mantissa, exponent } = parts(number);
  const shift = exponent + bits;
  return shift >= 0 ? mantissa << BigInt(shift) : mantissa >> BigInt(-shift);
}

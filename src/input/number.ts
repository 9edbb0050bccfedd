/** Numbers as people write them. */

/** Longer texts are no numbers that anybody means; a bound on what a text from outside can cost. */
const LENGTH_MAX = 400;
/** No digit can belong to two of its parts, so a mismatch is found in one pass. */
const NUMBER = /^[+-]?(\d+(_\d+)*(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const POWER = /^(\d+)\^(\d+)$/;

/** A plain decimal number, or `2^k`; undefined for anything else (hexadecimal, Infinity, NaN, blanks). */
export function readNumber(text: string): number | undefined {
  if (text.length > LENGTH_MAX) return undefined;
  const power = POWER.exec(text);
  const value = power ? Number(power[1]) ** Number(power[2]) : NUMBER.test(text) ? Number(text.replaceAll('_', '')) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

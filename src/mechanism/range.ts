/** Arithmetic of ranges [least, most]. */
export type Range = readonly [number, number];

export const addRanges = ([a, b]: Range, [c, d]: Range): Range => [a + c, b + d];
export const subtractRanges = ([a, b]: Range, [c, d]: Range): Range => [a - d, b - c];
export const scaleRange = (factor: number, [a, b]: Range): Range => (factor >= 0 ? [factor * a, factor * b] : [factor * b, factor * a]);
export const sumRanges = (ranges: readonly Range[]): Range => ranges.reduce(addRanges, [0, 0]);
/** Smallest range that holds them all. */
export const hull = (ranges: readonly Range[]): Range =>
  ranges.reduce<Range>(([low, high], [a, b]) => [Math.min(low, a), Math.max(high, b)], [Infinity, -Infinity]);
/** Smallest range that holds the numbers. */
export function hullOf(numbers: Iterable<number>): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const x of numbers) [low, high] = [Math.min(low, x), Math.max(high, x)];
  return [low, high];
}
/** Largest size of a number in it. */
export const sizeOf = ([low, high]: Range): number => Math.max(Math.abs(low), Math.abs(high));
/** What both hold: each bounds the same number. */
export const meetRanges = ([a, b]: Range, [c, d]: Range): Range => [Math.max(a, c), Math.min(b, d)];
export const widthOf = ([low, high]: Range): number => high - low;

/**
 * Arrays of intervals with intervals of derivatives along some axes: what interval arithmetic carries through a network. Numbers are
 * rounded to nearest; whoever compares leaves room for that.
 */

export interface Enclosure {
  readonly size: number;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** [axes] each of [size]: ends of the derivative along that axis, anywhere in the box. */
  readonly slopeLow: readonly Float64Array[];
  readonly slopeHigh: readonly Float64Array[];
}

const rows = (axes: number, size: number): Float64Array[] => Array.from({ length: axes }, () => new Float64Array(size));

export const enclosure = (size: number, axes: number): Enclosure => ({
  size, low: new Float64Array(size), high: new Float64Array(size), slopeLow: rows(axes, size), slopeHigh: rows(axes, size),
});

/** Ends of the product of [a, b] and [c, d]. */
export function product(a: number, b: number, c: number, d: number): readonly [number, number] {
  const [ac, ad, bc, bd] = [a * c, a * d, b * c, b * d];
  return [Math.min(ac, ad, bc, bd), Math.max(ac, ad, bc, bd)];
}

/** Entry `i` of `to` is entry `k` of `from`. */
export function copyEntry(to: Enclosure, i: number, from: Enclosure, k: number): void {
  to.low[i] = from.low[k]!;
  to.high[i] = from.high[k]!;
  for (let a = 0; a < to.slopeLow.length; a++) {
    to.slopeLow[a]![i] = from.slopeLow[a]![k]!;
    to.slopeHigh[a]![i] = from.slopeHigh[a]![k]!;
  }
}

/** Entry `i` grows by `weight` times entry `k` of `from`. */
export function addScaled(to: Enclosure, i: number, from: Enclosure, k: number, weight: number): void {
  if (weight === 0) return;
  const [low, high] = weight > 0 ? [from.low, from.high] : [from.high, from.low];
  to.low[i]! += weight * low[k]!;
  to.high[i]! += weight * high[k]!;
  for (let a = 0; a < to.slopeLow.length; a++) {
    const [down, up] = weight > 0 ? [from.slopeLow[a]!, from.slopeHigh[a]!] : [from.slopeHigh[a]!, from.slopeLow[a]!];
    to.slopeLow[a]![i]! += weight * down[k]!;
    to.slopeHigh[a]![i]! += weight * up[k]!;
  }
}

/** Entry `i` is that of x times that of z. */
export function multiply(to: Enclosure, i: number, x: Enclosure, k: number, z: Enclosure, m: number): void {
  const [xl, xh, zl, zh] = [x.low[k]!, x.high[k]!, z.low[m]!, z.high[m]!];
  [to.low[i], to.high[i]] = product(xl, xh, zl, zh) as [number, number];
  for (let a = 0; a < to.slopeLow.length; a++) {
    const [one, other] = [
      product(x.slopeLow[a]![k]!, x.slopeHigh[a]![k]!, zl, zh), product(z.slopeLow[a]![m]!, z.slopeHigh[a]![m]!, xl, xh),
    ];
    to.slopeLow[a]![i] = one[0] + other[0];
    to.slopeHigh[a]![i] = one[1] + other[1];
  }
}

/** Entry `i` is a rising function of entry `k` with values and slopes between these ends; the slopes are none below zero. */
export function rising(to: Enclosure, i: number, from: Enclosure, k: number, [low, high]: readonly [number, number],
  [flat, steep]: readonly [number, number]): void {
  to.low[i] = low;
  to.high[i] = high;
  for (let a = 0; a < to.slopeLow.length; a++) {
    const [down, up] = [from.slopeLow[a]![k]!, from.slopeHigh[a]![k]!];
    to.slopeLow[a]![i] = down >= 0 ? flat * down : steep * down;
    to.slopeHigh[a]![i] = up >= 0 ? steep * up : flat * up;
  }
}

/** Entry `i` is the largest (`sign` 1) or the smallest (-1) of some entries: slopes are those of any that may be it. */
export function extreme(to: Enclosure, i: number, from: readonly (readonly [Enclosure, number])[], sign: 1 | -1): void {
  const lows = from.map(([x, k]) => x.low[k]!);
  const highs = from.map(([x, k]) => x.high[k]!);
  const pick = sign > 0 ? Math.max : Math.min;
  to.low[i] = pick(...lows);
  to.high[i] = pick(...highs);
  const able = from.filter((_, n) => (sign > 0 ? highs[n]! >= to.low[i]! : lows[n]! <= to.high[i]!));
  for (let a = 0; a < to.slopeLow.length; a++) {
    to.slopeLow[a]![i] = Math.min(...able.map(([x, k]) => x.slopeLow[a]![k]!));
    to.slopeHigh[a]![i] = Math.max(...able.map(([x, k]) => x.slopeHigh[a]![k]!));
  }
}

/** Tests of agreement. P-values, so that a threshold means the same everywhere; seeds are fixed, so nothing flickers. */
import { chiSquareTail } from './special.ts';

/** Pearson's chi-square of counts against expected counts; neighbours are pooled until 8 are expected. */
export function chiSquareP(counts: ArrayLike<number>, expected: ArrayLike<number>): number {
  let statistic = 0;
  let degrees = -1;
  let seen = 0;
  let due = 0;
  let left = 0;
  for (let i = 0; i < expected.length; i++) {
    left += expected[i]!;
    if (expected[i] === 0 && counts[i]! > 0) return 0;
  }
  for (let i = 0; i < expected.length; i++) {
    seen += counts[i]!;
    due += expected[i]!;
    left -= expected[i]!;
    if (due < 8 || (left < 8 && i < expected.length - 1)) continue;
    statistic += (seen - due) ** 2 / due;
    degrees++;
    seen = 0;
    due = 0;
  }
  return degrees < 1 ? 1 : chiSquareTail(statistic, degrees);
}

/** Two-sample chi-square of two histograms over the same cells. */
export function twoSampleP(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const total = (counts: ArrayLike<number>): number => Array.from(counts).reduce((sum, c) => sum + c, 0);
  const [na, nb] = [total(a), total(b)];
  let statistic = 0;
  let degrees = -1;
  let x = 0;
  let y = 0;
  for (let i = 0; i < a.length; i++) {
    x += a[i]!;
    y += b[i]!;
    if (x + y < 20 && i < a.length - 1) continue;
    if (x + y === 0) continue;
    statistic += (x * Math.sqrt(nb / na) - y * Math.sqrt(na / nb)) ** 2 / (x + y);
    degrees++;
    x = 0;
    y = 0;
  }
  return degrees < 1 ? 1 : chiSquareTail(statistic, degrees);
}

/** Two-sided p-value of a standard normal deviate, by Q(1/2, z^2 / 2). */
export const normalP = (z: number): number => chiSquareTail(z * z, 1);

/** Sample correlation times sqrt(n): about standard normal for independent pairs. */
export function correlationZ(pairs: readonly (readonly [number, number])[]): number {
  const n = pairs.length;
  const mean = (i: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[i], 0) / n;
  const [mx, my] = [mean(0), mean(1)];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [x, y] of pairs) {
    xy += (x - mx) * (y - my);
    xx += (x - mx) ** 2;
    yy += (y - my) ** 2;
  }
  return (xy / Math.sqrt(xx * yy)) * Math.sqrt(n);
}

/** A small seeded generator for making up cases; no part of what is tested. */
export function caseMaker(seed: number): { unit(): number; whole(below: number): number } {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { unit, whole: (below) => Math.floor(unit() * below) };
}

/** The law of a linear form of uniform signals, by truncated powers (linear-law.ts). */
import { evenly, positivePart, rangeOf, type LinearTerm, type Tabulated } from './linear-terms.ts';

const ROUNDING = 1e-14;
/** More coordinates would cancel too many digits in truncated powers. */
const POWERS_MAX = 6;

/** ∫_0^1 u (t - w u)_+^(n-1) du. */
function momentOfPower(t: number, w: number, n: number): number {
  if (t <= 0) return 0;
  const at = (v: number): number => v ** n * (t / n - v / (n + 1));
  return (at(t) - at(positivePart(t - w))) / (w * w);
}

/** Signed sums of widths over subsets: Pr(Σ w u <= t) = Σ sign (t - sum)_+^n / (n! Π w). */
function subsetsOf(widths: readonly number[]): (readonly [sum: number, sign: number])[] {
  return widths.reduce<(readonly [number, number])[]>(
    (sums, width) => [...sums, ...sums.map(([sum, sign]) => [sum + width, -sign] as const)], [[0, 1]],
  );
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** x = low + Σ w_d u_d with u_d uniform on [0, 1]; undefined where truncated powers would cancel too many digits. */
export function uniformCoordinates(terms: readonly LinearTerm[], cells: number): Tabulated | undefined {
  const n = terms.length;
  const widths = terms.map(({ law: { support: [low, high] }, own }) => Math.abs(own) * (high - low));
  const total = widths.reduce((sum, w) => sum + w, 0);
  const product = widths.reduce((all, w) => all * w, 1);
  const lost = ROUNDING * 2 ** n * (total ** n / product);
  if (n > POWERS_MAX || !(lost < 1e-7)) return undefined;
  const [low, high] = rangeOf(terms, ({ own }) => own);
  const ends = evenly([low, high], cells);
  const power = (m: number, subsets: ReturnType<typeof subsetsOf>, t: number): number =>
    subsets.reduce((sum, [shift, sign]) => sum + sign * positivePart(t - shift) ** m, 0);
  const all = subsetsOf(widths);
  const below = ends.map((z) => Math.min(1, positivePart(power(n, all, z - low) / (factorial(n) * product))));
  const integral = ends.map((z) => positivePart(power(n + 1, all, z - low) / (factorial(n + 1) * product)));
  const value = new Float64Array(ends.length);
  terms.forEach(({ law: { support: [from, to] }, own, social }, d) => {
    // s = from + (to - from) u where it enters x upwards, to - (to - from) u where downwards.
    const [start, step] = own > 0 ? [from, to - from] : [to, from - to];
    const others = subsetsOf(widths.filter((_, e) => e !== d));
    const scale = factorial(n - 1) * (product / widths[d]!);
    ends.forEach((z, j) => {
      const moment = others.reduce((sum, [shift, sign]) => sum + sign * momentOfPower(z - low - shift, widths[d]!, n), 0) / scale;
      value[j]! += social * (start * below[j]! + step * moment);
    });
  });
  const largest = Math.max(...rangeOf(terms, ({ social }) => social).map(Math.abs));
  return { ends, below, value, integral, error: { below: lost, integral: lost * total, value: lost * n * largest } };
}

/**
 * Laws on the line or a half-line. Kernels and grids need a bounded interval, so what a study works with is the law of X moved to the
 * nearer end of [a, b], outside of which X lies with probability 2^-32 at either open end, which is the least that a word of randomness
 * tells apart. `whole` keeps the law itself, from which certificates take what lies beyond.
 */
import { quantileBySearch, type Distribution, type WholeLaw } from './distribution.ts';
import { requireInterval } from './family.ts';

/** Probability beyond an open end of the interval that a study works with. */
export const BEYOND = 2 ** -32;
const STEP_MAX = 1e300;
const TOO_WIDE = 'takes values beyond 1e+100 with a probability above 2^-32; accepted: laws that do not';

/** Largest double at which `holds`, or just past it, outward from `inside`: ends are searched, never assumed. */
function outermost(beyond: (x: number) => number, inside: number, direction: 1 | -1, scale: number, share: number): number {
  let step = scale;
  while (step < STEP_MAX && beyond(inside + direction * step) > share) step *= 2;
  if (!(step < STEP_MAX)) throw new RangeError(TOO_WIDE);
  let low = step === scale ? 0 : step / 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + step) / 2;
    if (beyond(inside + direction * middle) > share) low = middle;
    else step = middle;
  }
  return inside + direction * step;
}

/** `centre` and `scale` start the search for the ends. Throws RangeError where the interval is out of range. */
export function unboundedLaw(text: string, whole: WholeLaw, centre: number, scale: number): Distribution {
  const [from, to] = whole.ends;
  const a = from === -Infinity ? outermost((x) => whole.cdf(x), centre, -1, scale, BEYOND) : from;
  const b = to === Infinity ? outermost((x) => whole.survival(x), centre, 1, scale, BEYOND) : to;
  requireInterval(a, b);
  return clampedLaw(text, whole, [a, b]);
}

/** The law of X moved to the nearer end of the interval. */
export function clampedLaw(text: string, whole: WholeLaw, support: readonly [number, number]): Distribution {
  const [a, b] = support;
  const cdf = (x: number): number => (x <= a ? 0 : x >= b ? 1 : whole.cdf(x));
  return {
    text, support, whole, cdf,
    survival: (x) => (x <= a ? 1 : x >= b ? 0 : whole.survival(x)),
    quantile: (p) => quantileBySearch({ support, cdf }, p),
    mean: whole.mean,
    ...(whole.densityOn ? { densityOn: whole.densityOn } : {}),
  };
}

/** What a study's interval leaves out of a law. */
export interface Outside {
  readonly mass: number;
  /** E (X - b)^+, infinite where the law has no mean. */
  readonly above: number;
  /** E (a - X)^+. */
  readonly below: number;
}

/** Zeros for a law on a bounded support. */
export function outside({ whole, support: [a, b] }: Pick<Distribution, 'whole' | 'support'>): Outside {
  if (!whole) return { mass: 0, above: 0, below: 0 };
  const [from, to] = whole.ends;
  const open = [from < a, to > b] as const;
  return {
    mass: (open[0] ? whole.cdf(a) : 0) + (open[1] ? whole.survival(b) : 0),
    above: open[1] ? whole.excess(b) : 0,
    below: open[0] ? whole.shortfall(a) : 0,
  };
}

/** Where a study's types and reports have ends that a law has not: said in results, a law at a time. */
export function openSupports(laws: readonly Distribution[]): string[] {
  const open = new Map(laws.filter(({ whole }) => whole).map((law) => [law.text, law]));
  return [...open.values()].map(({ text, support }) => {
    const ends = support.map((end) => Number(end.toPrecision(6))).join(', ');
    return `types and reports of ${text} run over [${ends}], outside of which it has 2^-32 at an open end; what types out there do to `
      + 'means is inside the intervals, and largest and least values over these types alone are rows that say so';
  });
}

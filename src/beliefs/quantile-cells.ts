/** The unit cube cut into cells of a product law, with bounds on the moments of each: what means over beliefs are bracketed by. */
import type { Distribution } from '../distributions/distribution.ts';

/** Lower and upper end. */
export type Ends = readonly [number, number];

export interface BeliefCell {
  readonly mass: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Of every coordinate: ends of E[z_j] and E[z_j^2] within the cell. */
  readonly means: readonly Ends[];
  readonly squares: readonly Ends[];
  /** Whether the law is uniform within the cell. */
  readonly uniform: boolean;
}

/** Cells in all, and slices of each law of whose quantiles moments are made. */
const CELLS = 4096;
const SLICES = 8192;

interface Strip {
  readonly low: number;
  readonly high: number;
  readonly mean: Ends;
  readonly square: Ends;
}

const isUniform = ({ text }: Distribution): boolean => text.startsWith('uniform(');

/** Strips of equal mass: quantiles never fall, so both ends of a slice bound all in it, atoms and gaps included. */
function strips(law: Distribution, count: number): Strip[] {
  if (isUniform(law)) {
    const [from, to] = law.support;
    return Array.from({ length: count }, (_, c) => {
      const [low, high] = [from + ((to - from) * c) / count, from + ((to - from) * (c + 1)) / count];
      const mean = (low + high) / 2;
      const square = (low * low + low * high + high * high) / 3;
      return { low, high, mean: [mean, mean], square: [square, square] };
    });
  }
  const slices = Math.max(1, Math.floor(SLICES / count));
  const edges = Array.from({ length: count * slices + 1 }, (_, e) => law.quantile(e / (count * slices)));
  return Array.from({ length: count }, (_, c) => {
    const own = edges.slice(c * slices, (c + 1) * slices + 1);
    const ends = (power: number): Ends => [
      own.slice(0, -1).reduce((sum, x) => sum + x ** power, 0) / slices, own.slice(1).reduce((sum, x) => sum + x ** power, 0) / slices,
    ];
    return { low: own[0]!, high: own.at(-1)!, mean: ends(1), square: ends(2) };
  });
}

/** Cells of equal mass whose strips are those of each coordinate; coordinates are independent, and lie in [0, 1]. */
export function quantileCells(laws: readonly Distribution[], cells = CELLS): BeliefCell[] {
  const count = Math.max(2, Math.floor(cells ** (1 / laws.length) + 1e-9));
  const axes = laws.map((law) => strips(law, count));
  const all = count ** laws.length;
  return Array.from({ length: all }, (_, c) => {
    const own = axes.map((axis, j) => axis[Math.floor(c / count ** j) % count]!);
    return {
      mass: 1 / all, low: own.map(({ low }) => low), high: own.map(({ high }) => high), means: own.map(({ mean }) => mean),
      squares: own.map(({ square }) => square), uniform: laws.every(isUniform),
    };
  });
}

/** sup Pr(L < y <= U | c) where all traders share one law, so that it is log-concave in one coordinate (common-component.ts). */
import type { PairMass } from '../../experiments/order-statistics/conditional.ts';
import type { CommonComponent, Range } from '../../experiments/order-statistics/common-component.ts';

const STEP = 1e-3;

/**
 * From below over pairs c = y of types inside the support, and from above over all pairs: three points beside the top bound it.
 */
export function ofOneLaw({ mass, centre }: PairMass, { diagonal, pairs, onDiagonal }: CommonComponent, above: boolean): OfOneLaw {
  const points = top(mass, diagonal, centre);
  const masses = points.map(mass);
  const lower = Math.max(...masses);
  const at = top(mass, pairs(above), centre).map(mass) as [number, number, number];
  const most = Math.max(...at);
  // Log-concave: from the middle outwards it rises no faster than it fell on the other side.
  const upper = most === 0 ? 0 : Math.max(most, (at[1] * at[1]) / Math.min(at[0], at[2]));
  return { lower, upper: Math.max(upper, lower), chance: onDiagonal(points[masses.indexOf(lower)]!) };
}

export interface OfOneLaw {
  readonly lower: number;
  readonly upper: number;
  /** Of the own type at which the lower end is reached; 0 or 1 where it is nearer to an end of the law than numbers tell. */
  readonly chance: number;
}

/** Two neighbours of the largest of a unimodal function and it, in order; ends where it lies at one. It is positive at `inside`. */
function top(mass: (x: number) => number, [from, to]: Range, inside: number): [number, number, number] {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from, to];
  while (b - a > STEP / 4) {
    const [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
    const [atC, atD] = [mass(c), mass(d)];
    // Far out both are below the smallest share that is counted.
    if (atC === 0 && atD === 0) {
      if (c < inside) a = c;
      if (d > inside) b = d;
    } else if (atC >= atD) b = d;
    else a = c;
  }
  const middle = (a + b) / 2;
  return [Math.max(from, middle - STEP), middle, Math.min(to, middle + STEP)];
}

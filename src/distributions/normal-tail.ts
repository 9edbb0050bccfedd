/** Masses of the standard normal law in logarithms, so that no tail underflows. */
import { normalUpperTail } from '../statistics/normal.ts';
import { gaussLegendre } from './quadrature.ts';

/** Below this the density changes so little over an interval that quadrature of it is exact in doubles. */
const NARROW = 0.5;
/** From here on the continued fraction of the tail converges in a few steps. */
const FAR = 12;
const TERMS = 60;

/** Pr(Z > z) / density(z) for z >= 0: Mills' ratio. */
function millsRatio(z: number): number {
  if (z < FAR) return normalUpperTail(z) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
  let below = z;
  for (let k = TERMS; k >= 1; k--) below = z + k / below;
  return 1 / below;
}

/**
 * Pr(from < Z <= to) times exp(anchor^2 / 2) sqrt(2 pi), from = anchor + start and to = anchor + start + width. The caller gives
 * differences, which it knows better than the ends.
 */
export function scaledNormalMass(anchor: number, start: number, width: number): number {
  const from = anchor + start;
  const to = from + width;
  if (width * (1 + Math.max(Math.abs(from), Math.abs(to))) < NARROW) {
    // From the lower end on: beside `start` a narrow width would lose its digits.
    return gaussLegendre((t) => Math.exp(-(start + t) * (anchor + (start + t) / 2)), 0, width);
  }
  // Density at anchor + t over that at the anchor.
  const relative = (t: number): number => Math.exp(-t * (anchor + t / 2));
  if (from >= 0) return relative(start) * millsRatio(from) - relative(start + width) * millsRatio(to);
  if (to <= 0) return relative(start + width) * millsRatio(-to) - relative(start) * millsRatio(-from);
  const tails = relative(start) * millsRatio(-from) + relative(start + width) * millsRatio(to);
  return Math.sqrt(2 * Math.PI) * Math.exp((anchor * anchor) / 2) - tails;
}

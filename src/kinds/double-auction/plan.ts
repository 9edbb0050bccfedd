/** How many profiles a precision needs. */
import { lookAlpha } from '../../statistics/looks.ts';
import { normalUpperQuantile } from '../../statistics/normal.ts';

/** Cells near the peak that behave independently push the largest count up by about this many standard deviations. */
const LARGEST_OF_MANY = 1.4;
const TYPICAL_CELLS = 2 ** 14;
/** Planned a little above the expected need: a second look costs a quarter more. */
const MARGIN = 1.1;
/** Share of the tolerated width that brackets and the witness's lie use up (layout.ts). */
const LAYOUT_SHARE = 0.08;

/**
 * Profiles for a relative half-width `precision` of the epsilon-LIC constant where P peaks at `height`: the lower bound
 * lies about z(0.65 alpha) and the upper about z(0.35 alpha / cells) standard errors from the estimate.
 */
export function profilesFor(height: number, precision: number, alpha: number): number {
  const spent = lookAlpha(alpha, 1);
  const deviations = normalUpperQuantile(0.63 * spent) + normalUpperQuantile((0.35 * spent) / TYPICAL_CELLS) + LARGEST_OF_MANY;
  const relative = (2 * precision * (1 - LAYOUT_SHARE)) / deviations;
  // Where P is close to one the binomial is skew; a floor of a hundred expected failures' worth covers it.
  const needed = Math.max((1 - height) / (height * relative ** 2), 10 / relative);
  return Math.ceil(MARGIN * needed);
}

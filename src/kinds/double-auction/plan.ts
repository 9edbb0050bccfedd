/** How many profiles a precision needs, and how the error probability is spent on looks. */
import erfcinv from '@stdlib/math-base-special-erfcinv';

export const normalQuantile = (upperTail: number): number => Math.SQRT2 * erfcinv(2 * upperTail);

/** Cells near the peak that behave independently push the largest count up by about this many standard deviations. */
const LARGEST_OF_MANY = 1.4;
const TYPICAL_CELLS = 2 ** 14;
/** Planned a little above the expected need: a second look costs a quarter more. */
const MARGIN = 1.1;
/** Share of the tolerated width that brackets and the witness's lie use up (layout.ts). */
const LAYOUT_SHARE = 0.08;

/** Looks at multiples of the planned number, then at doublings of the last; and the share of alpha that each may spend. */
const EARLY_LOOKS = [1, 1.25, 1.5, 2] as const;
const EARLY_SHARES = [0.9, 0.04, 0.03, 0.015] as const;

/** Error probability of look k = 1, 2, ...; over all looks it adds up to alpha. */
export const lookAlpha = (alpha: number, look: number): number =>
  alpha * (EARLY_SHARES[look - 1] ?? EARLY_SHARES.at(-1)! * 2 ** (EARLY_LOOKS.length - look));

/** Number of profiles at look k = 1, 2, ... of a plan. */
export const lookProfiles = (planned: number, look: number): number =>
  Math.ceil(planned * (EARLY_LOOKS[look - 1] ?? EARLY_LOOKS.at(-1)! * 2 ** (look - EARLY_LOOKS.length)));

/**
 * Profiles for a relative half-width `precision` of the epsilon-LIC constant where P peaks at `height`: the lower bound
 * lies about z(0.65 alpha) and the upper about z(0.35 alpha / cells) standard errors from the estimate.
 */
export function profilesFor(height: number, precision: number, alpha: number): number {
  const spent = lookAlpha(alpha, 1);
  const deviations = normalQuantile(0.63 * spent) + normalQuantile((0.35 * spent) / TYPICAL_CELLS) + LARGEST_OF_MANY;
  const relative = (2 * precision * (1 - LAYOUT_SHARE)) / deviations;
  // Where P is close to one the binomial is skew; a floor of a hundred expected failures' worth covers it.
  const needed = Math.max((1 - height) / (height * relative ** 2), 10 / relative);
  return Math.ceil(MARGIN * needed);
}

/**
 * Looks at a growing sample: how many profiles there are at each, and how the error probability is spent. Looks come at
 * multiples of the planned number, then at doublings of the last. Stopping at any of them keeps the confidence, for their
 * error probabilities add up to alpha.
 */
const EARLY_LOOKS = [1, 1.25, 1.5, 2] as const;
const EARLY_SHARES = [0.9, 0.04, 0.03, 0.015] as const;

/** Error probability of look k = 1, 2, ...; over all looks it adds up to alpha. */
export const lookAlpha = (alpha: number, look: number): number =>
  alpha * (EARLY_SHARES[look - 1] ?? EARLY_SHARES.at(-1)! * 2 ** (EARLY_LOOKS.length - look));

/** Number of profiles at look k = 1, 2, ... of a plan. */
export const lookProfiles = (planned: number, look: number): number =>
  Math.ceil(planned * (EARLY_LOOKS[look - 1] ?? EARLY_LOOKS.at(-1)! * 2 ** (look - EARLY_LOOKS.length)));

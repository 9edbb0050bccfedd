/** The example's numbers, and the tables of utility whose slope changes once. */
export interface Example {
  readonly epsilon: number;
  readonly escape: number;
}

/** Steps of a table of utilities. */
const STEPS = 1024;

/**
 * Where the slope of bidder 1's utility changes: at 1 - epsilon as the rule knows it, or at the last step of a table before. Types
 * between are treated by the rule as those above are, so may have their slope.
 */
export const kinkOf = ({ epsilon }: Pick<Example, 'epsilon'>): number => Math.floor(STEPS * Math.fround(1 - epsilon)) / STEPS;

/** mu(s) of slope `below` up to the kink, a step's end, and of slope `above` from there, at equal steps over [0, 1]. */
export const kinkedTable = (kink: number, below: number, above: number): number[] =>
  Array.from({ length: STEPS + 1 }, (_, n) => below * Math.min(n / STEPS, kink) + above * Math.max(0, n / STEPS - kink));

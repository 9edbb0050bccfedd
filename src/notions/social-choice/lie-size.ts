/** How large a lie is. */

type Signal = readonly number[];

/** Sum over own-payoff-relevant coordinates of |report - type| (Song22 Definition 9): 0 for lies about irrelevant information alone. */
export const relevantSize = (relevant: readonly boolean[], report: Signal, type: Signal): number =>
  report.reduce((sum, x, c) => sum + (relevant[c] ? Math.abs(x - type[c]!) : 0), 0);

/** Largest |report - type| over all own coordinates (Definition 10). */
export const supremumSize = (report: Signal, type: Signal): number => report.reduce((most, x, c) => Math.max(most, Math.abs(x - type[c]!)), 0);

/** How far apart two signals of an agent are: the size of a lie. */

type Signal = readonly number[];

/** Sum over own-payoff-relevant coordinates of |report - type| (Song22 Definition 9): 0 for lies about irrelevant information alone. */
export const relevantDistance = (relevant: readonly boolean[], report: Signal, type: Signal): number =>
  report.reduce((sum, x, c) => sum + (relevant[c] ? Math.abs(x - type[c]!) : 0), 0);

/** Largest |report - type| over all own coordinates (Song22 Definition 10), the sup norm. */
export const supDistance = (report: Signal, type: Signal): number =>
  report.reduce((most, x, c) => Math.max(most, Math.abs(x - type[c]!)), 0);

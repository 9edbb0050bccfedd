/** How far leads of lists of alternatives that are added up in doubles may lie from what they are. */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';

/** Rounding of sums of signals' parts in welfare, as a share of the largest. */
export const LEAD_ROUNDING = 1e-11;

/** No alternative's signals add up to more than this in size. */
export const sizeOfWorths = ({ signals, valuations: { coefficients } }: LinearProblem): number =>
  signals.reduce((sum, { law: { support } }, d) => sum + Math.max(...support.map(Math.abs)) * coefficients.reduce((total, rows) =>
    total + Math.max(...rows.map((row) => Math.abs(row[d]!))), 0), 0);

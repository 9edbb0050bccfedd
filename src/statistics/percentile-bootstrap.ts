/**
 * The percentile interval of a bootstrap (Efron 1979): of B replicates, sorted, the k-th from either end, k = floor((B + 1) alpha / 2).
 * It has its confidence as samples grow, for statistics that are smooth enough; in a finite sample it promises nothing.
 */

/** k, below 1 where there are too few replicates. A hair is allowed for rounding. */
const rankOf = (replicates: number, confidence: number): number => Math.floor(((replicates + 1) * (1 - confidence)) / 2 + 1e-9);

/** Fewest replicates that can tell an interval of this confidence. */
export const replicatesFor = (confidence: number): number => Math.ceil(2 / (1 - confidence) - 1 - 1e-6);

/** Undefined where there are too few replicates. */
export function percentileInterval(replicates: readonly number[], confidence: number): readonly [number, number] | undefined {
  const rank = rankOf(replicates.length, confidence);
  if (rank < 1) return undefined;
  const sorted = Float64Array.from(replicates).sort();
  return [sorted[rank - 1]!, sorted[sorted.length - rank]!];
}

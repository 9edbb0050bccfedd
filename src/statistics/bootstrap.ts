/**
 * Quantiles of bootstrap replicates (Efron 1979): of B of them, sorted, the k-th from either end, k = floor((B + 1) alpha / 2). Intervals
 * made of them have their confidence as samples grow, for statistics that are smooth enough; in a finite sample they promise nothing.
 */

/** k, below 1 where there are too few replicates. A hair is allowed for rounding. */
const rankOf = (replicates: number, confidence: number): number => Math.floor(((replicates + 1) * (1 - confidence)) / 2 + 1e-9);

/** Fewest replicates that can tell an interval of this confidence. */
export const replicatesFor = (confidence: number): number => Math.ceil(2 / (1 - confidence) - 1 - 1e-6);

/** Ends of the middle `confidence` of them; undefined where there are too few. */
export function middleOf(replicates: readonly number[], confidence: number): readonly [number, number] | undefined {
  const rank = rankOf(replicates.length, confidence);
  if (rank < 1) return undefined;
  const sorted = Float64Array.from(replicates).sort();
  return [sorted[rank - 1]!, sorted[sorted.length - rank]!];
}

/** Finds the cell of a draw in a few nanoseconds: a table of equal buckets gives a start, thresholds do the rest. */

export interface CellLookup {
  /** Number of thresholds <= word, for a word in [from, to]. */
  find(word: number): number;
  /** The table itself, for loops that cannot afford a call: start at starts[((word - from) * scale) | 0], walk steps. */
  readonly starts: Int32Array;
  /** The thresholds and a sentinel. */
  readonly steps: Float64Array;
  readonly from: number;
  readonly scale: number;
}

/** Number of thresholds at or below the word, by halving: plain twin of `createCellLookup`, for nondecreasing thresholds of any range. */
export function referenceCell(thresholds: ArrayLike<number>, word: number): number {
  let [from, to] = [0, thresholds.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (thresholds[middle]! <= word) from = middle + 1;
    else to = middle;
  }
  return from;
}

/**
 * `thresholds`: nondecreasing numbers; words (any numbers, not only integers) in [from, to] will be looked up.
 * Two to four buckets for every threshold in the range, so that the expected number of steps is below one.
 */
export function createCellLookup(thresholds: Float64Array, from: number, to: number): CellLookup {
  const inside = thresholds.reduce((sum, t) => sum + (t > from && t <= to ? 1 : 0), 0);
  const buckets = 2 ** Math.min(20, Math.max(2, Math.ceil(Math.log2(2 * inside + 1))));
  const scale = buckets / (to - from + Number.EPSILON * Math.max(1, Math.abs(to)));
  const starts = new Int32Array(buckets + 1);
  // A sentinel stops the walk; bucket starts are found with the same rounding as the look-up itself, so monotone
  // rounding makes every start at most the true cell.
  const steps = Float64Array.from([...thresholds, Infinity]);
  const bucketOf = (word: number): number => ((word - from) * scale) | 0;
  let cell = 0;
  while (steps[cell]! <= from) cell++;
  let bucket = 0;
  for (; cell < thresholds.length && thresholds[cell]! <= to; cell++) {
    const first = Math.min(buckets, bucketOf(thresholds[cell]!));
    for (; bucket <= first; bucket++) starts[bucket] = cell;
  }
  for (; bucket <= buckets; bucket++) starts[bucket] = cell;
  return {
    starts,
    steps,
    from,
    scale,
    find(word) {
      let c = starts[((word - from) * scale) | 0]!;
      while (steps[c]! <= word) c++;
      return c;
    },
  };
}

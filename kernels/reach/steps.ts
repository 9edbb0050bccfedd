/** How many of a sorted list are at or below a number: a look at a table and on average a step or two. */

export interface StepFinder {
  /** Number of entries <= value. */
  atMost(value: number): number;
}

export function createStepFinder(sorted: Float64Array): StepFinder {
  const length = sorted.length;
  const first = sorted[0]!;
  const last = sorted[length - 1]!;
  const buckets = 2 * length;
  const scale = last > first ? buckets / (last - first) : 0;
  // The same rounding for entries and for what is looked up, so a bucket never begins after an entry that is too large for it.
  const bucketOf = (value: number): number => Math.min(buckets - 1, Math.floor((value - first) * scale));
  const starts = new Int32Array(buckets + 1);
  for (const value of sorted) starts[bucketOf(value) + 1]!++;
  for (let b = 0; b < buckets; b++) starts[b + 1]! += starts[b]!;
  return {
    atMost(value) {
      if (!(value >= first)) return 0;
      if (value >= last) return length;
      let found = starts[bucketOf(value)]!;
      while (sorted[found]! <= value) found++;
      return found;
    },
  };
}

/**
 * The number of others below a point: a sum of two independent binomial counts, by convolution of their chances, which are found from the
 * most likely count outwards.
 */

/** Chances of 0 .. count successes. */
export function chancesOf(count: number, chance: number): Float64Array {
  const chances = new Float64Array(count + 1);
  const mode = Math.min(count, Math.floor((count + 1) * chance));
  if (chance <= 0 || chance >= 1) {
    chances[chance <= 0 ? 0 : count] = 1;
    return chances;
  }
  chances[mode] = 1;
  for (let k = mode; k < count; k++) chances[k + 1] = ((chances[k]! * (count - k)) / (k + 1)) * (chance / (1 - chance));
  for (let k = mode; k > 0; k--) chances[k - 1] = ((chances[k]! * k) / (count - k + 1)) * ((1 - chance) / chance);
  let total = 0;
  for (const one of chances) total += one;
  return chances.map((one) => one / total);
}

export interface Counted {
  /** Pr(N < k). */
  below(k: number): number;
  /** Pr(N = k). */
  at(k: number): number;
}

/** N = successes of two groups, each of so many members with the same chance. */
export function countedOf(groups: readonly [readonly [number, number], readonly [number, number]]): Counted {
  const [first, second] = groups.map(([count, chance]) => chancesOf(count, chance)) as [Float64Array, Float64Array];
  const cumulative = new Float64Array(second.length + 1);
  second.forEach((one, k) => { cumulative[k + 1] = cumulative[k]! + one; });
  const sum = (term: (rest: number) => number, k: number): number => {
    let total = 0;
    for (let i = 0; i < first.length; i++) if (first[i]! > 0) total += first[i]! * term(k - i);
    return total;
  };
  return {
    below: (k) => sum((rest) => cumulative[Math.max(0, Math.min(second.length, rest))]!, k),
    at: (k) => sum((rest) => second[rest] ?? 0, k),
  };
}

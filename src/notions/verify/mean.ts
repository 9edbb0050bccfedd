/** Ends of a mean from independent numbers in [0, range], by formulas of their own: what certificates of means are held against. */

/** p log(p / q) + (1 - p) log((1 - p) / (1 - q)), of p above 0 or below 1. */
function divergence(p: number, q: number): number {
  const part = (x: number, y: number): number => (x === 0 ? 0 : x * (Math.log(x) - Math.log(y)));
  return part(p, q) + part(1 - p, 1 - q);
}

/** Hoeffding's bound (1963) on a mean of numbers in [0, 1]. */
function hoeffding(mean: number, n: number, alpha: number): number {
  let [from, to] = [mean, 1];
  while (to - from > 1e-14 && (from + to) / 2 > from && (from + to) / 2 < to) {
    const middle = (from + to) / 2;
    if (n * divergence(mean, middle) < -Math.log(alpha)) from = middle;
    else to = middle;
  }
  return to;
}

/**
 * Each end at error probability alpha / 2: half of it for Maurer and Pontil (2009, Theorem 4), half for Hoeffding, whichever is nearer.
 */
export function meanEnds(numbers: readonly number[], range: number, alpha: number): readonly [low: number, high: number] {
  const n = numbers.length;
  if (n === 0 || !(range > 0)) return [0, Math.max(0, range)];
  const mean = numbers.reduce((sum, x) => sum + x / n, 0);
  const spread = n < 2 ? Infinity : numbers.reduce((sum, x) => sum + (x - mean) ** 2 / (n - 1), 0);
  const each = alpha / 4;
  const log = Math.log(2 / each);
  const half = n < 2 ? range : Math.sqrt((2 * spread * log) / n) + (7 * range * log) / (3 * (n - 1));
  const share = Math.min(1, Math.max(0, mean / range));
  return [
    Math.max(0, mean - half, range * (1 - hoeffding(1 - share, n, each))), Math.min(range, mean + half, range * hoeffding(share, n, each)),
  ];
}

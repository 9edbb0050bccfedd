/**
 * Chernoff's bound on a mean in [0, 1], inverted (Hoeffding 1963, Theorem 1): Pr(mean <= p) <= exp(-n kl(p, true)) for p below
 * the true mean of n independent variables. Unlike Clopper-Pearson's it holds for probabilities summed as well as for
 * counts; where nothing was seen both give about log(1 / alpha) / n. Sharp near 0 and 1, whatever the variance.
 */

/** Of p log(p / q). */
function divergenceTerm(p: number, q: number): number {
  return p <= 0 ? 0 : q <= 0 ? Infinity : p * Math.log(p / q);
}

/** Kullback-Leibler divergence kl(p, q) of coins. */
function divergence(p: number, q: number): number {
  return divergenceTerm(p, q) + divergenceTerm(1 - p, 1 - q);
}

const HALVINGS = 52;
/** Bounds are found to this width, on the safe side. */
const WIDTH = 1e-15;

/** Upper bound at error probability alpha on the mean, `sum` being the sum of the n variables. */
export function chernoffUpper(sum: number, n: number, alpha: number): number {
  const p = Math.min(1, Math.max(0, sum / n));
  const most = Math.log(1 / alpha) / n;
  let low = p;
  let high = 1;
  for (let i = 0; i < HALVINGS && high - low > WIDTH; i++) {
    const middle = (low + high) / 2;
    if (divergence(p, middle) > most) high = middle;
    else low = middle;
  }
  return high;
}

/** Lower bound at error probability alpha on the mean. */
export const chernoffLower = (sum: number, n: number, alpha: number): number => 1 - chernoffUpper(n - sum, n, alpha);

/** Both bounds for many sums at one n and alpha: counts repeat (most classes are never chosen), and each is an inversion by halving. */
export function chernoffAt(n: number, alpha: number): { readonly lower: (sum: number) => number; readonly upper: (sum: number) => number } {
  const known = new Map<number, number>();
  const upper = (sum: number): number => {
    let bound = known.get(sum);
    if (bound === undefined) known.set(sum, bound = chernoffUpper(sum, n, alpha));
    return bound;
  };
  return { lower: (sum) => 1 - upper(n - sum), upper };
}

/**
 * Upper bound without an inversion, a little above `chernoffUpper`: kl(p, q) >= (q - p)^2 / (2 q) for q > p, so the true share q
 * is at most p + sqrt(2 p log(1 / alpha) / n) + 2 log(1 / alpha) / n.
 */
export function relativeChernoffUpper(count: number, n: number, alpha: number): number {
  const share = count / n;
  const log = -Math.log(alpha) / n;
  return share + Math.sqrt(2 * share * log) + 2 * log;
}

/** Lower bound likewise: kl(p, q) >= (p - q)^2 / (2 p) for q < p. At least 0. */
export function relativeChernoffLower(count: number, n: number, alpha: number): number {
  const share = count / n;
  return Math.max(0, share - Math.sqrt((-2 * share * Math.log(alpha)) / n));
}

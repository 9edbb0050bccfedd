/** Special functions written for the tests alone, so that no oracle shares code with what it judges. */

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** log Gamma(x), x > 0, by Lanczos' formula; relative accuracy about 1e-14. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const y = x - 1;
  const t = y + 7.5;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (y + i);
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Regularised upper incomplete gamma function Q(s, x): series below s + 1, continued fraction above. */
export function gammaQ(s: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(s * Math.log(x) - x - logGamma(s));
  if (x < s + 1) {
    let term = 1 / s;
    let sum = term;
    for (let k = 1; k < 10_000 && term > sum * 1e-16; k++) sum += term *= x / (s + k);
    return 1 - front * sum;
  }
  let b = x + 1 - s;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 10_000; i++) {
    const a = -i * (i - s);
    b += 2;
    d = 1 / (a * d + b);
    c = b + a / c;
    h *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return front * h;
}

/** Pr(chi-square with `degrees` degrees of freedom >= x). */
export const chiSquareTail = (x: number, degrees: number): number => gammaQ(degrees / 2, x / 2);

/** log n! - (n + 1/2) log n + n - log(2 pi)/2, Stirling's remainder. */
function stirlingRemainder(n: number): number {
  if (n < 16) {
    let logFactorial = 0;
    for (let k = 2; k <= n; k++) logFactorial += Math.log(k);
    return n === 0 ? 0 : logFactorial - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
  }
  const r = 1 / (n * n);
  return (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r / 1680))) / n;
}

/** x log(x / y) + y - x without cancellation (Loader 2000). */
function deviance(x: number, y: number): number {
  const d = x - y;
  if (Math.abs(d) < 0.1 * (x + y)) {
    const v = d / (x + y);
    let sum = d * v;
    let term = 2 * x * v;
    for (let j = 1; j < 1000; j++) {
      term *= v * v;
      const next = sum + term / (2 * j + 1);
      if (next === sum) break;
      sum = next;
    }
    return sum;
  }
  return x * Math.log(x / y) + y - x;
}

/** Pr(binomial(n, p) = k) by Loader's saddle point, good to about 1e-14 relative for any n. */
export function binomialMass(n: number, k: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (p <= 0) return k === 0 ? 1 : 0;
  if (p >= 1) return k === n ? 1 : 0;
  if (k === 0) return Math.exp(n * Math.log1p(-p));
  if (k === n) return Math.exp(n * Math.log(p));
  const log =
    stirlingRemainder(n) - stirlingRemainder(k) - stirlingRemainder(n - k) - deviance(k, n * p) - deviance(n - k, n * (1 - p));
  return Math.exp(log) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}

/** Pr(binomial(n, p) <= k), adding masses downwards from k: all terms positive, meant for k below the mean. */
export function binomialAtMost(n: number, k: number, p: number): number {
  let term = binomialMass(n, k, p);
  let sum = term;
  for (let j = k; j > 0 && term > sum * 1e-17; j--) {
    term *= (j * (1 - p)) / ((n - j + 1) * p);
    sum += term;
  }
  return sum;
}

/** Pr(binomial(n, p) >= k), adding masses upwards from k: meant for k above the mean. */
export function binomialAtLeast(n: number, k: number, p: number): number {
  let term = binomialMass(n, k, p);
  let sum = term;
  for (let j = k; j < n && term > sum * 1e-17; j++) {
    term *= ((n - j) * p) / ((j + 1) * (1 - p));
    sum += term;
  }
  return sum;
}

/** Integral over [from, to] by composite Gauss-Legendre quadrature of order five. */
export function quadrature(f: (x: number) => number, from: number, to: number, pieces = 200): number {
  const nodes = [0, 0.5384693101056831, 0.906179845938664];
  const weights = [0.5688888888888889, 0.4786286704993665, 0.2369268850561891];
  const half = (to - from) / pieces / 2;
  let sum = 0;
  for (let piece = 0; piece < pieces; piece++) {
    const middle = from + half * (2 * piece + 1);
    sum += weights[0]! * f(middle);
    for (const i of [1, 2]) sum += weights[i]! * (f(middle - half * nodes[i]!) + f(middle + half * nodes[i]!));
  }
  return sum * half;
}

/** Pr(Y_(r) < x) where N independent draws are below x with probability `level`: Pr(binomial(N, level) >= r). */
export function orderStatisticCdf(N: number, r: number, level: number): number {
  if (r <= 0) return 1;
  if (r > N || level <= 0) return 0;
  if (level >= 1) return 1;
  return r > N * level ? binomialAtLeast(N, r, level) : 1 - binomialAtMost(N, r - 1, level);
}

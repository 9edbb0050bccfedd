/** Exact binomial variates from a source of uniforms. */

/** Uniforms of one profile, in draw order. */
export interface Uniforms {
  /** In (0, 1), 53 bits, two words. */
  fine(): number;
  /** In (0, 1), 32 bits, one word. */
  coarse(): number;
}

const SMALL_MEAN = 10;

const SMALL_CORRECTIONS = [
  0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509, 0.01664469118982119, 0.01387612882307075,
  0.01189670994589177, 0.01041126526197209, 0.009255462182712733, 0.008330563433362871,
];
/** What log k! is more than (k + 1/2) log (k + 1) - (k + 1) + log(2 pi) / 2, for the acceptance test. */
export function stirlingCorrection(k: number): number {
  if (k < SMALL_CORRECTIONS.length) return SMALL_CORRECTIONS[k]!;
  const s = 1 / (k + 1);
  const s2 = s * s;
  return s * (1 / 12 - s2 * (1 / 360 - s2 * (1 / 1260 - s2 / 1680)));
}

/** Binomial(n, p): inversion for small means, Hörmann's BTRS (1993) otherwise. */
export function binomial(n: number, p: number, uniforms: Uniforms): number {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(n, 1 - p, uniforms);
  return n * p < SMALL_MEAN ? byInversion(n, p, uniforms) : byRejection(n, p, uniforms);
}

function byInversion(n: number, p: number, uniforms: Uniforms): number {
  const odds = p / (1 - p);
  let mass = Math.exp(n * Math.log1p(-p));
  let left = uniforms.fine();
  let k = 0;
  while (left > mass && k < n) {
    left -= mass;
    k++;
    mass *= (odds * (n - k + 1)) / k;
  }
  return k;
}

function byRejection(n: number, p: number, uniforms: Uniforms): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const quick = 0.92 - 4.2 / b;
  for (;;) {
    const u = uniforms.fine() - 0.5;
    const v = uniforms.coarse();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (us >= 0.07 && v <= quick) return k;
    if (k < 0 || k > n) continue;
    const alpha = (2.83 + 5.1 / b) * spread;
    const mode = Math.floor((n + 1) * p);
    const odds = p / (1 - p);
    const bound =
      (mode + 0.5) * Math.log((mode + 1) / (odds * (n - mode + 1))) +
      (n + 1) * Math.log((n - mode + 1) / (n - k + 1)) +
      (k + 0.5) * Math.log((odds * (n - k + 1)) / (k + 1)) +
      stirlingCorrection(mode) +
      stirlingCorrection(n - mode) -
      stirlingCorrection(k) -
      stirlingCorrection(n - k);
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= bound) return k;
  }
}

/** Laws by short formulas of their own, for checks that share nothing with src/distributions. */

export interface CheckedLaw {
  readonly low: number;
  readonly high: number;
  /** Pr(X <= v); continuous. */
  chance(v: number): number;
}

/** `name(1,2)` in parts. */
function partsOf(text: string): readonly [name: string, numbers: number[]] | undefined {
  const match = /^([a-z-]+)\(([^()]*)\)$/.exec(text);
  return match ? [match[1]!, match[2]!.split(',').map(Number)] : undefined;
}

/** uniform(a,b), beta(a,1), beta(1,b), both on other intervals as well, and truncated-exponential(rate,a,b). Undefined for others. */
export function checkedLaw(text: string): CheckedLaw | undefined {
  const [name, numbers] = partsOf(text) ?? ['', []];
  if (!numbers.every(Number.isFinite)) return undefined;
  const on = (low: number, high: number, chance: (share: number) => number): CheckedLaw | undefined =>
    (low < high ? { low, high, chance: (v) => chance(Math.min(1, Math.max(0, (v - low) / (high - low)))) } : undefined);
  const [a = NaN, b = NaN, low = 0, high = 1] = numbers;
  if (name === 'uniform' && numbers.length === 2) return on(a, b, (share) => share);
  if (name === 'beta' && (numbers.length === 2 || numbers.length === 4) && a > 0 && b > 0) {
    if (b === 1) return on(low, high, (share) => share ** a);
    return a === 1 ? on(low, high, (share) => -Math.expm1(b * Math.log1p(-share))) : undefined;
  }
  if (name === 'truncated-exponential' && numbers.length === 3 && a !== 0) {
    return on(b, low, (share) => Math.expm1(-a * share * (low - b)) / Math.expm1(-a * (low - b)));
  }
  return undefined;
}

/** Laws by short formulas of their own, for checks that share nothing with src/distributions. */

export interface CheckedLaw {
  readonly low: number;
  readonly high: number;
  /** Pr(X <= v); continuous where `below` is absent. */
  chance(v: number): number;
  /** Pr(X < v), of laws with points of positive probability. */
  below?(v: number): number;
  /** These points, increasing. */
  readonly points?: readonly number[];
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

/** `weight:rest` of every part between commas that stand in no inner parentheses. */
function weighted(inside: string): readonly (readonly [first: string, rest: string])[] {
  let depth = 0;
  const parts = [''];
  for (const letter of inside) {
    depth += letter === '(' ? 1 : letter === ')' ? -1 : 0;
    if (letter === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => [part.slice(0, Math.max(0, part.indexOf(':'))), part.slice(part.indexOf(':') + 1)]);
}

const pointLaw = (at: number): CheckedLaw =>
  ({ low: at, high: at, chance: (v) => (v >= at ? 1 : 0), below: (v) => (v > at ? 1 : 0), points: [at] });

/** The same, and discrete(x:p,..) and mixture(w:law or number,..) of these, for checks that jumps do not hurt. */
export function checkedLawWithAtoms(text: string): CheckedLaw | undefined {
  const plain = checkedLaw(text);
  if (plain) return plain;
  const [, name, inside] = /^(discrete|mixture)\((.*)\)$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const parts = weighted(inside!).map(([first, rest]): readonly [weight: number, law: CheckedLaw | undefined] => {
    const [weight, at] = (name === 'discrete' ? [rest, first] : [first, rest]).map((x) => (x === '' ? NaN : Number(x))) as [number, number];
    return [weight, Number.isFinite(at) ? pointLaw(at) : name === 'mixture' ? checkedLawWithAtoms(rest) : undefined];
  });
  const total = parts.reduce((sum, [weight]) => sum + weight, 0);
  if (!parts.every(([weight, law]) => weight > 0 && law !== undefined) || !(Math.abs(total - 1) < 1e-8)) return undefined;
  const laws = parts.map(([weight, law]) => ({ weight: weight / total, law: law! }));
  return {
    low: Math.min(...laws.map(({ law }) => law.low)), high: Math.max(...laws.map(({ law }) => law.high)),
    chance: (v) => laws.reduce((sum, { weight, law }) => sum + weight * law.chance(v), 0),
    below: (v) => laws.reduce((sum, { weight, law }) => sum + weight * (law.below?.(v) ?? law.chance(v)), 0),
    points: [...new Set(laws.flatMap(({ law }) => law.points ?? []))].sort((a, b) => a - b),
  };
}

/** Whether a law is uniform between two points, as its text says, with no other point of positive probability between them. */
export function isEvenBetween(text: string, low: number, high: number): boolean {
  const [name, numbers] = partsOf(text) ?? ['', []];
  if (name === 'uniform') return (low >= numbers[0]! && high <= numbers[1]!) || high <= numbers[0]! || low >= numbers[1]!;
  const [, kind, inside] = /^(discrete|mixture)\((.*)\)$/.exec(text) ?? [];
  if (kind === undefined) return false;
  return weighted(inside!).every(([first, rest]) => {
    const told = kind === 'discrete' ? first : rest;
    return Number.isFinite(Number(told)) ? !(low < Number(told) && Number(told) < high) : isEvenBetween(told, low, high);
  });
}

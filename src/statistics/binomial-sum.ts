/** The sum of independent binomial counts, to double precision. */

/** Terms below this share of the largest are left out. */
const NEGLIGIBLE = 1e-22;

/** Pr(count = first + j) in `mass[j]`, adding up to one. */
interface Counts {
  readonly first: number;
  readonly mass: Float64Array;
}

/** By recurrence from the mode, then scaled to add up to one: no logarithms, and relative precision in both tails. */
function binomialCounts(trials: number, p: number): Counts {
  if (trials === 0 || p <= 0) return { first: 0, mass: Float64Array.of(1) };
  if (p >= 1) return { first: trials, mass: Float64Array.of(1) };
  const mode = Math.min(trials, Math.floor((trials + 1) * p));
  const odds = p / (1 - p);
  const above: number[] = [];
  for (let j = mode, mass = 1; j < trials; j++) {
    mass *= ((trials - j) / (j + 1)) * odds;
    if (mass < NEGLIGIBLE) break;
    above.push(mass);
  }
  const below: number[] = [];
  for (let j = mode, mass = 1; j > 0; j--) {
    mass *= j / ((trials - j + 1) * odds);
    if (mass < NEGLIGIBLE) break;
    below.push(mass);
  }
  const mass = Float64Array.from([...below.reverse(), 1, ...above]);
  const total = mass.reduce((sum, value) => sum + value, 0);
  return { first: mode - below.length, mass: mass.map((value) => value / total) };
}

export interface BinomialGroup {
  readonly count: number;
  /** In [0, 1]. */
  readonly p: number;
}

/** Where the sum stands at k: Pr(sum = k) and Pr(sum < k), Pr(sum > k), each added up by itself. */
export interface SumAt {
  readonly equal: number;
  readonly below: number;
  readonly above: number;
}

/** Of one group or two; k any whole number. */
export function binomialSumAt(groups: readonly [BinomialGroup] | readonly [BinomialGroup, BinomialGroup], k: number): SumAt {
  const [{ first, mass }, other] = groups.map(({ count, p }) => binomialCounts(count, p)) as [Counts, Counts?];
  const second = other ?? { first: 0, mass: Float64Array.of(1) };
  // Shares of the second count below and above each of its values.
  const size = second.mass.length;
  const upTo = new Float64Array(size + 1);
  const from = new Float64Array(size + 1);
  for (let j = 0; j < size; j++) upTo[j + 1] = upTo[j]! + second.mass[j]!;
  for (let j = size - 1; j >= 0; j--) from[j] = from[j + 1]! + second.mass[j]!;
  let equal = 0;
  let below = 0;
  let above = 0;
  for (let j = 0; j < mass.length; j++) {
    const at = k - first - j - second.first;
    if (at >= 0 && at < size) equal += mass[j]! * second.mass[at]!;
    below += mass[j]! * upTo[Math.min(size, Math.max(0, at))]!;
    above += mass[j]! * from[Math.min(size, Math.max(0, at + 1))]!;
  }
  return { equal, below, above };
}

/** E min(A, B) of two independent binomial counts. */
export function expectedMinimum(one: BinomialGroup, other: BinomialGroup): number {
  const [a, b] = [binomialCounts(one.count, one.p), binomialCounts(other.count, other.p)];
  // E min(x, B) for x = a.first, a.first + 1, ...: what B has below x, and x for the rest.
  let sum = 0;
  let below = 0;
  let mean = 0;
  let next = 0;
  for (let i = 0; i < a.mass.length; i++) {
    const x = a.first + i;
    for (; next < b.mass.length && b.first + next < x; next++) {
      below += b.mass[next]!;
      mean += b.mass[next]! * (b.first + next);
    }
    sum += a.mass[i]! * (mean + x * Math.max(0, 1 - below));
  }
  return sum;
}

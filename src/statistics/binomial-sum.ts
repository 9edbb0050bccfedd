/** The sum of independent binomial counts, to double precision. */

/** Terms below this share of the largest are left out. */
const NEGLIGIBLE = 1e-22;

/** Pr(count = first + j) in `mass[j]`, adding up to one. */
interface Counts {
  readonly first: number;
  readonly mass: Float64Array;
}

let scratch = new Float64Array(1024);

/**
 * Shares in proportion, by recurrence from the mode: no logarithms, and relative precision in both tails. They stand in `scratch`, until it
 * is asked again, at their counts from `first` on up to `end`; `total` is their sum.
 */
function proportions(trials: number, p: number): { first: number; end: number; total: number } {
  if (scratch.length <= trials) scratch = new Float64Array(2 * trials);
  const mode = p >= 1 ? trials : p > 0 ? Math.min(trials, Math.floor((trials + 1) * p)) : 0;
  scratch[mode] = 1;
  let [first, end] = [mode, mode + 1];
  if (trials > 0 && p > 0 && p < 1) {
    const odds = p / (1 - p);
    for (let mass = 1; end <= trials; end++) {
      mass *= ((trials - end + 1) / end) * odds;
      if (mass < NEGLIGIBLE) break;
      scratch[end] = mass;
    }
    for (let mass = 1; first > 0; first--) {
      mass *= first / ((trials - first + 1) * odds);
      if (mass < NEGLIGIBLE) break;
      scratch[first - 1] = mass;
    }
  }
  let total = 0;
  for (let j = first; j < end; j++) total += scratch[j]!;
  return { first, end, total };
}

function binomialCounts(trials: number, p: number): Counts {
  const { first, end, total } = proportions(trials, p);
  return { first, mass: scratch.slice(first, end).map((value) => value / total) };
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
  const [one, other] = groups;
  return other ? sumWith(other)(one, k) : binomialAt(one, k);
}

/** The same for one group after another beside this one, of which everything is found once. */
export function sumWith(other: BinomialGroup): (one: BinomialGroup, k: number) => SumAt {
  const second = binomialCounts(other.count, other.p);
  // Shares of the second count below and above each of its values.
  const size = second.mass.length;
  const upTo = new Float64Array(size + 1);
  const from = new Float64Array(size + 1);
  for (let j = 0; j < size; j++) upTo[j + 1] = upTo[j]! + second.mass[j]!;
  for (let j = size - 1; j >= 0; j--) from[j] = from[j + 1]! + second.mass[j]!;
  return (one, k) => {
    const { first, end, total } = proportions(one.count, one.p);
    let [equal, below, above] = [0, 0, 0];
    for (let j = first; j < end; j++) {
      const mass = scratch[j]! / total;
      const at = k - j - second.first;
      if (at >= 0 && at < size) equal += mass * second.mass[at]!;
      below += mass * upTo[Math.min(size, Math.max(0, at))]!;
      above += mass * from[Math.min(size, Math.max(0, at + 1))]!;
    }
    return { equal, below, above };
  };
}

function binomialAt({ count, p }: BinomialGroup, k: number): SumAt {
  const { first, end, total } = proportions(count, p);
  let [below, above] = [0, 0];
  for (let j = first; j < Math.min(k, end); j++) below += scratch[j]! / total;
  for (let j = Math.max(first, k + 1); j < end; j++) above += scratch[j]! / total;
  return { equal: k >= first && k < end ? scratch[k]! / total : 0, below, above };
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

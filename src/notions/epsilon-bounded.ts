/**
 * Epsilon-boundedness (Song22 Definitions 4 and 11) for additively separable values: the smallest epsilon
 *
 * For types `low` and `high` let d_c = f_c(high) - f_c(low), L+ = the classes moved by own information with d_c >= 0. Where
 * L+ is not empty, Definition 4 asks for
 *     mu(high) - mu(low) <= max { sum over L+ of w_k d_k : 0 <= w_k <= q_k(high) + epsilon, sum w <= 1 },
 * q = choice probabilities. (Definition 11 prints the cap at the other type; Definition 4, of which it is the extension, and
 * the proofs of Theorems 5.1 and 6.2 have it at the higher one.) A class of m alternatives, all with the same d, may take
 * q_c + m epsilon in all.
 *
 * Since mu(high) - mu(low) = g(high, low) + sum_c q_c(high) d_c, the condition is g(high, low) <= H(q, epsilon) where H =
 * knapsack - sum_c q_c d_c: small differences of utilities come from gains, which are small where lies are. Where
 * d_c >= 0, H falls in q_c: if the class fills its cap, the knapsack rises by d_c less the worth of what must make way, else by
 * nothing, and sum_c q_c d_c rises by d_c. Where d_c < 0, H rises. So the upper ends of the gain and of these q_c (the lower ends
 * where d_c < 0) give an upper bound on epsilon, and the other ends a lower one.
 *
 * No epsilon helps where mu(high) - mu(low) > max_k d_k (Proposition 4.2, (11)). That is held apart: `excess` is the largest
 * such difference, and `epsilon` is for mu(high) - mu(low) cut at max_k d_k, so that it lies in [0, 1]. A type for whom the
 * best alternative is certain meets (11) with equality, so a sample can hardly decide the sign of the excess there. The mechanism
 * is epsilon-bounded if `excess` is at most 0 and epsilon at least `epsilon`.
 *
 * epsilonBoundedOnGrid: over the types of a question. epsilonBoundedOfTrader: a double auction's trader, on the continuum.
 * epsilonBoundedBySlope: one signal, on the continuum, where the slope of mu is known (epsilon-bounded/by-slope.ts).
 * epsilonBoundedOfServed: who is served or not against one opponent, on the continuum (served-gains.ts).
 * Of types that are atoms: enumerated-bounded.ts.
 */
import type { InterimSums } from '../experiments/interim-sums.ts';
import { largestOfPairs, type Certified } from './certified.ts';
import { average, classShares, greatestAverage, leastAverage, valueRise, type ClassShares } from './choice-probabilities.ts';
import { leastEpsilon, type Item } from './epsilon-bounded/knapsack.ts';
import { PairGains } from './misreport-gain.ts';
import { exactly } from '../statistics/interval.ts';
import { union } from '../statistics/union.ts';
import type { Survival } from '../experiments/order-statistics/survival.ts';
import { largestViolation } from './interim-utility/slopes.ts';

/**
 * For a trader the value of trade falls one for one in c and no trade is worth nothing, so Definition 4 reads: for c < c',
 * (mu(c) - mu(c')) / (c' - c) <= min(1, Q(c) + epsilon). In the seller's orientation -mu' = (1 - w) S_U + w S_L, which falls in
 * c, so the binding pairs are the close ones and the smallest epsilon is
 *     sup_c max(0, ((1 - w) S_U + w S_L - S_U)(c))
 * (-mu' <= 1 holds for any sample, survival functions being probabilities).
 */
export const epsilonBoundedOfTrader = (s: Survival, alpha: number): Certified =>
  largestViolation(s, alpha, ({ slope, trade }) => slope - trade);

export interface EpsilonBounded {
  readonly epsilon: Certified;
  /** Largest mu(high) - mu(low) - max_k d_k, in units of value; (11) asks for at most 0. */
  readonly excess: Certified;
}

/** A pair of which Definition 4 speaks, by positions in a list of types. */
export interface Climb {
  readonly high: number;
  readonly low: number;
  /** [C] */
  readonly rise: Float64Array;
  /** [C] whether in L+. */
  readonly climbs: readonly boolean[];
}

function climbsOf(sums: InterimSums): Climb[] {
  const { question: { paired, reports }, classes, typeValue } = sums;
  const moved = Array.from({ length: classes }, (_, c) => reports.some((_r, r) => typeValue![r * classes + c] !== typeValue![c]));
  return paired.flatMap((to, high) => paired.flatMap((from, low) => {
    if (high === low) return [];
    const rise = valueRise(sums, to, from);
    const climbs = moved.map((own, c) => own && rise[c]! >= 0);
    return climbs.some(Boolean) ? [{ high, low, rise, climbs }] : [];
  }));
}

/** One end where the value rises, the other where it falls. */
const corner = ({ rise }: Climb, rising: Float64Array, falling: Float64Array): Float64Array =>
  rise.map((d, c) => (d >= 0 ? rising[c]! : falling[c]!));

/** Least epsilon of one pair, in classes of so many alternatives, at choice probabilities q for the caps, `roomy` for that by max_k d_k. */
export function pairEpsilon(
  { rise, climbs }: Climb,
  counts: readonly number[],
  gain: number,
  q: Float64Array,
  roomy: Float64Array,
): number {
  const items = climbs.flatMap((climb, c): Item[] => (climb && rise[c]! > 0 ? [{ worth: rise[c]!, share: q[c]!, count: counts[c]! }] : []));
  items.sort((a, b) => b.worth - a.worth);
  const bound = leastEpsilon(items, gain + average(q, rise));
  const most = items[0]?.worth ?? 0;
  if (most === 0) return 0;
  // All weight on the best class.
  let share = 0;
  let count = 0;
  for (const [c, climb] of climbs.entries()) {
    if (!climb || rise[c] !== most) continue;
    share += roomy[c]!;
    count += counts[c]!;
  }
  return Math.min(bound, Math.max(0, 1 - share) / count);
}

/** `alpha` is halved between gains and choice probabilities, and again between lower and upper ends. */
export function epsilonBoundedOnGrid(sums: InterimSums, alpha: number): EpsilonBounded | undefined {
  if (!sums.typeValue) return undefined;
  const { question, classOf, classes } = sums;
  const gains = new PairGains(sums);
  const climbs = climbsOf(sums);
  const nothing: Certified = { ...exactly(0), guarantee: 'grid' };
  if (climbs.length === 0) return { epsilon: nothing, excess: nothing };
  const counts = Array.from({ length: classes }, (_, c) => classOf.filter((of) => of === c).length);
  const shares = classShares(sums, question.paired, alpha / 2);
  const each = union(alpha / 4, climbs.length);
  const gainOf = ({ high, low }: Climb): readonly [lower: number, mean: number, upper: number] => {
    const lie = { report: high, type: low };
    return [gains.lower(lie, each), gains.at(lie).mean, gains.upper(lie, each)];
  };
  const rows = climbs.map((climb) => {
    const [lower, mean, upper] = gainOf(climb);
    const q = shares[climb.high]!;
    return {
      climb,
      epsilon: [
        pairEpsilon(climb, counts, lower, corner(climb, q.lower, q.upper), q.upper),
        pairEpsilon(climb, counts, mean, q.estimate, q.estimate),
        pairEpsilon(climb, counts, upper, corner(climb, q.upper, q.lower), q.lower),
      ] as const,
      excess: excess(climb, q, [lower, mean, upper]),
    };
  });
  const largest = (of: (row: (typeof rows)[number]) => readonly [number, number, number]): Certified =>
    largestOfPairs(rows.map((row) => {
      const [lower, estimate, upper] = of(row);
      return { report: row.climb.high, type: row.climb.low, estimate, lower, upper };
    }), question);
  return { epsilon: largest(({ epsilon }) => epsilon), excess: largest((row) => row.excess) };
}

/** mu(high) - mu(low) - max_k d_k. */
function excess(
  { rise, climbs }: Climb,
  q: ClassShares,
  [lower, mean, upper]: readonly [number, number, number],
): readonly [number, number, number] {
  const most = climbs.reduce((top, climb, c) => (climb ? Math.max(top, rise[c]!) : top), 0);
  return [lower + leastAverage(q, rise) - most, mean + average(q.estimate, rise) - most, upper + greatestAverage(q, rise) - most];
}

/**
 * delta* and the guaranteed epsilon on the continuum, without sampling, of an agent who is served or not (experiments/quadrature/served.ts)
 * under full insurance of a utility mu that is linear between knots.
 *
 * Under a belief a lie (t, s) is worth mu(t) - mu(s) + (s - t) D(t), D the value's expected slope under report t, which rises in t. With
 * L and U the least and the greatest of it over the beliefs, no lie gains if and only if
 *
 *     L(x) <= mu'(x) <= U(x)   for almost every x:                                               (1)
 *
 * for t < s the lie loses if the mean slope of mu over [t, s] is at least L(t), which (1) gives, L rising, and short lies ask for (1); the
 * other way round for t > s. Between two knots mu' is one number, so L is to be looked at at the upper knot and U at the lower one. By
 * Theorem 4.1's bound the utility is epsilon-LIC with epsilon = sup over x of max(D - L, U - D), D under the prior.
 */
import type { Metric } from '../../beliefs/belief-set.ts';
import { servedChance, type Served } from '../../experiments/quadrature/served.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { UtilityTable } from '../known-utility.ts';

const HALVINGS = 44;
/** Sums and differences of a thousand numbers of a table are rounded. */
const ROUNDING = 1e-11;
/** Of epsilon, to which its supremum is bracketed; and how many intervals of reports that may take. */
const CLOSE = 1e-6;
const PIECES_MAX = 2 ** 15;

/** Undefined where no delta up to 1 will do. */
export function deltaStarOfServed(served: Served, { values, support: [low, high] }: UtilityTable, metric: Metric): Interval | undefined {
  const pieces = values.length - 1;
  const step = (high - low) / pieces;
  const spread = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const rounding = ROUNDING * (served.worth + Math.abs(served.base)) + (2 ** -50 * spread) / step;
  const knot = (n: number): number => (n === pieces ? high : low + n * step);
  const slopeAt = (side: 'least' | 'most', delta: number, x: number): number =>
    served.base + served.worth * servedChance(served, side, metric, delta, x);
  /** Whether (1) holds on piece n, but for so much. */
  const holds = (n: number, delta: number, slack: number): boolean => {
    const slope = (values[n + 1]! - values[n]!) / step;
    return slopeAt('least', delta, knot(n + 1)) <= slope + slack && slope <= slopeAt('most', delta, knot(n)) + slack;
  };
  /** Smallest delta from `known` on that all pieces ask for; undefined where 1 is too little. */
  const needed = (slack: number, known: number): number | undefined => {
    let most = known;
    for (let n = 0; n < pieces; n++) {
      // Most pieces ask for no more than was found already.
      if (holds(n, most, slack)) continue;
      if (!holds(n, 1, slack)) return undefined;
      let [fails, passes] = [most, 1];
      for (let halving = 0; halving < HALVINGS; halving++) {
        const middle = (fails + passes) / 2;
        if (holds(n, middle, slack)) passes = middle;
        else fails = middle;
      }
      most = passes;
    }
    return most;
  };
  const most = needed(rounding, 0);
  if (most === undefined) return undefined;
  // Where L falls, or U rises, by delta at least, rounding costs no more of it than of a chance. Contamination takes a share of chances,
  // which may be small: there no slack is given.
  const off = (2 * rounding) / served.worth;
  const upper = metric === 'contamination' ? Math.max(most + off, needed(-rounding, most) ?? 1) : most + off;
  return { lower: Math.max(0, most - off), estimate: most, upper: Math.min(1, upper) };
}

/** At a delta* between the ends given. */
export function guaranteedEpsilonOfServed(
  served: Served,
  [low, high]: readonly [number, number],
  metric: Metric,
  star: Interval,
): Interval {
  const [lower, estimate, upper] = [star.lower, star.estimate, star.upper].map((delta) => largestPremium(served, low, high, metric, delta));
  return { lower: lower!.lower, estimate: Math.max(lower!.lower, Math.min(upper!.upper, estimate!.upper)), upper: upper!.upper };
}

/** Of one report: the least and the greatest chance of service, under the prior and under the beliefs within delta. */
interface Chances {
  readonly x: number;
  readonly least: number;
  readonly most: number;
  readonly leastWithin: number;
  readonly mostWithin: number;
}

/** sup over reports of what ambiguity takes from a lie, per unit: bracketed by halving intervals of reports. */
function largestPremium(served: Served, low: number, high: number, metric: Metric, delta: number): { lower: number; upper: number } {
  const chances = (x: number): Chances => ({
    x,
    least: servedChance(served, 'least', metric, 0, x), leastWithin: servedChance(served, 'least', metric, delta, x),
    most: servedChance(served, 'most', metric, 0, x), mostWithin: servedChance(served, 'most', metric, delta, x),
  });
  const at = ({ least, most, leastWithin, mostWithin }: Chances): number => Math.max(least - leastWithin, mostWithin - most);
  /** With a bound over all of it: chances rise with the report. */
  const interval = (from: Chances, to: Chances): { from: Chances; to: Chances; bound: number } =>
    ({ from, to, bound: Math.max(to.most - from.leastWithin, to.mostWithin - from.least) });
  const ends = [chances(low), chances(high)] as const;
  let lower = Math.max(at(ends[0]), at(ends[1]));
  let open = [interval(...ends)];
  for (let count = 1; count < PIECES_MAX && open.length > 0;) {
    const halves = open.flatMap(({ from, to }) => {
      const middle = chances(from.x + (to.x - from.x) / 2);
      lower = Math.max(lower, at(middle));
      return [interval(from, middle), interval(middle, to)];
    });
    count += halves.length;
    open = halves.filter(({ bound }) => bound > lower * (1 + CLOSE) + Number.EPSILON);
    if (open.every(({ from, to }) => to.x - from.x <= 2 ** -40 * (high - low))) break;
  }
  const upper = open.reduce((top, { bound }) => Math.max(top, bound), lower * (1 + CLOSE));
  return { lower: served.worth * lower, upper: served.worth * Math.min(1, upper) };
}

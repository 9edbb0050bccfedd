/**
 * What ambiguity costs a liar under full insurance, from the reach of her reports (src/experiments/reach-sums.ts).
 *
 * The lie (t, s) pays h = D_c where t leads to class c, D_c = f_c(s) - f_c(t) the rise of the own value from t to s. Order the
 * classes to which t leads anywhere by D and let T_1 > T_2 > .. be the sets of those above the lowest, the second lowest, ...
 * Then h = inf h + sum_j step_j 1{chosen in T_j}, and the least payoff within delta is the same sum of 1{reach inside T_j}. The
 * coupling formula (src/beliefs/worst-case.ts) takes its maximum over the level c set by set, since Pr(reach inside T_j) falls
 * with j:
 *     Lambda   = sum_j step_j loss(T_j),   min over F of E_F h = inf h + sum_j step_j kept(T_j),
 *     Prokhorov         loss = min(Pr(chosen in T), Pr(chosen in T, reach not inside T) + delta),  kept = max(0, Pr(reach inside T) -
 *     delta)
 *     total variation   loss = min(Pr(chosen in T), delta),                                         kept = max(0, Pr(chosen in T) - delta)
 *     contamination     loss = delta Pr(chosen in T),                                               kept = (1 - delta) Pr(chosen in T)
 *     every belief      loss = Pr(chosen in T),                                                     kept = 0
 * So all that is estimated are probabilities of a few events for every report: two classes make one or two sets T whatever the
 * number of types, and Clopper-Pearson bounds hold for all pairs at once at the price of those events alone.
 *
 * Masks of classes surely within reach give a smaller premium than the true one, masks of all possibly within reach a larger one.
 */
import type { Metric } from '../../beliefs/belief-set.ts';
import type { Interval } from '../../statistics/interval.ts';
import type { AmbiguityPremium } from '../ambiguity-premium.ts';
import type { ReachSums } from '../../experiments/reach-sums.ts';
import { union } from '../../statistics/union.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../../statistics/clopper-pearson.ts';
import { EventCounts, type Side } from './event-counts.ts';
import { cachedSteps, steps, type Rise } from './steps.ts';

export interface ReachPremiumOptions {
  readonly sums: ReachSums;
  readonly rise: Rise;
  readonly metric: Metric;
  /** Split between lower and upper bounds. */
  readonly alpha: number;
  /** Of Prokhorov balls, the sums' radii; of other sets any. Default: the radii. */
  readonly deltas?: readonly number[];
}

export interface ReachPremium extends Required<AmbiguityPremium> {
  readonly metric: Metric;
  /** E_G h - inf h: Lambda under every belief (Wald), which no delta exceeds. */
  wald(report: number, type: number): Interval;
  /** inf h, from below and above. */
  least(report: number, type: number): Interval;
}

/** A bound on a share of n from a count; the estimate is count / n itself. */
type Share = (count: number) => number;

/** Interval of few counts are asked for many times. */
function remembered(share: Share): Share {
  const known = new Map<number, number>();
  return (count) => {
    const bound = known.get(count) ?? share(count);
    known.set(count, bound);
    return bound;
  };
}

/** Rises with every share. */
function premiumOf(metric: Metric, delta: number, chosen: number, movable: number, share: Share): number {
  switch (metric) {
    case 'prokhorov': return Math.min(share(chosen), share(movable) + delta);
    case 'totalVariation': return Math.min(share(chosen), delta);
    case 'contamination': return delta * share(chosen);
  }
}

function keptOf(metric: Metric, delta: number, chosen: number, movable: number, share: Share): number {
  switch (metric) {
    case 'prokhorov': return Math.max(0, share(chosen - movable) - delta);
    case 'totalVariation': return Math.max(0, share(chosen) - delta);
    case 'contamination': return (1 - delta) * share(chosen);
  }
}

/** Events that a bound on one set rests on. */
const EVENTS: Readonly<Record<Metric, number>> = { prokhorov: 2, totalVariation: 1, contamination: 1 };

/** How many (report, set) any pair asks for, on the inner side. */
function distinctSets({ question: { reports }, anywhereInner }: ReachSums, rise: Rise): number {
  let count = 0;
  for (let report = 0; report < reports.length; report++) {
    const sets = new Set<number>();
    for (let type = 0; type < reports.length; type++) {
      for (const { set } of steps(rise(report, type), anywhereInner[report]!).steps) sets.add(set);
    }
    count += sets.size;
  }
  return count;
}

/** Throws RangeError where Prokhorov balls are asked for at other deltas than the radii. */
export function reachPremium({ sums, rise, metric, alpha, deltas = sums.question.radii }: ReachPremiumOptions): ReachPremium {
  const { radii } = sums.question;
  if (metric === 'prokhorov' && (deltas.length !== radii.length || deltas.some((delta, d) => delta !== radii[d]))) {
    throw new RangeError('deltas: Prokhorov balls are known at the radii of the sums');
  }
  const n = sums.profiles;
  const sameAnywhere = sums.anywhereInner.every((mask, r) => mask === sums.anywhereOuter[r]);
  const counts = new EventCounts(sums);
  const sets = distinctSets(sums, rise);
  const everyPair = union(alpha / 2, sets * EVENTS[metric]);
  const mean: Share = (count) => count / n;
  const { lawError = 0 } = sums;
  const below = (count: number, each: number): number => Math.max(0, clopperPearsonLower(count, n, each) - lawError);
  const above = (count: number, each: number): number => Math.min(1, clopperPearsonUpper(count, n, each) + lawError);
  const [leastOfAll, mostOfAll] = [
    remembered((count) => below(count, everyPair)),
    remembered((count) => above(count, everyPair)),
  ];
  /** For one pair the union is over its own sets, as many as it has steps. */
  const alone = Array.from({ length: sums.classes }, (_, found) => union(alpha / 2, found * EVENTS[metric]));
  const leastAlone = alone.map((each) => remembered((count) => below(count, each)));
  const mostAlone = alone.map((each) => remembered((count) => above(count, each)));
  const ordered = { inner: cachedSteps(sums.anywhereInner, rise), outer: cachedSteps(sums.anywhereOuter, rise) };
  const found = (report: number, type: number): number => ordered.outer(report, type).steps.length;
  const total = (of: typeof premiumOf, side: Side, report: number, type: number, d: number, share: Share): number => {
    const radius = metric === 'prokhorov' ? d : 0;
    let sum = 0;
    for (const { set, step } of ordered[side](report, type).steps) {
      sum += step * of(metric, deltas[d]!, counts.chosen(side, radius, report, set), counts.movable(side, radius, report, set), share);
    }
    return sum;
  };
  const all: typeof premiumOf = (_metric, _delta, chosen, _movable, share) => share(chosen);
  const worstAt = (side: Side, report: number, type: number, d: number, share: Share): number =>
    ordered[side](report, type).least + total(keptOf, side, report, type, d, share);
  const middle = (of: (side: Side) => number): number => (of('inner') + of('outer')) / 2;
  const premium = (of: typeof premiumOf): Sides => ({
    estimate: (report, type, d) =>
      (sums.exact && sameAnywhere ? total(of, 'inner', report, type, d, mean) : middle((side) => total(of, side, report, type, d, mean))),
    lower: (report, type, d) => total(of, 'inner', report, type, d, leastOfAll),
    upper: (report, type, d) => total(of, 'outer', report, type, d, mostAlone[found(report, type)]!),
  });
  const worst: Sides = {
    estimate: (report, type, d) =>
      (sums.exact && sameAnywhere ? worstAt('inner', report, type, d, mean) : middle((side) => worstAt(side, report, type, d, mean))),
    lower: (report, type, d) => worstAt('outer', report, type, d, leastAlone[found(report, type)]!),
    upper: (report, type, d) => worstAt('inner', report, type, d, mostOfAll),
  };
  const least: Sides = {
    estimate: (report, type) => middle((side) => ordered[side](report, type).least),
    lower: (report, type) => ordered.outer(report, type).least,
    upper: (report, type) => ordered.inner(report, type).least,
  };
  const [within, everywhere] = [premium(premiumOf), premium(all)];
  return {
    deltas, metric, profiles: n,
    at: (report, type, d) => new Asked(within, report, type, d),
    worst: (report, type, d) => new Asked(worst, report, type, d),
    wald: (report, type) => new Asked(everywhere, report, type, 0),
    least: (report, type) => new Asked(least, report, type, 0),
    standardError(report, type, d) {
      let sum = 0;
      const radius = metric === 'prokhorov' ? d : 0;
      for (const { set, step } of ordered.inner(report, type).steps) {
        const share = premiumOf(
          metric,
          deltas[d]!,
          counts.chosen('inner', radius, report, set),
          counts.movable('inner', radius, report, set),
          mean,
        );
        sum += step * Math.sqrt((Math.max(0, share * (1 - share)) + 1 / n) / n);
      }
      return sum;
    },
  };
}

type Sides = Readonly<Record<keyof Interval, (report: number, type: number, d: number) => number>>;

/** Each side is computed when it is asked for: most are not. */
class Asked implements Interval {
  readonly #sides: Sides;
  readonly #report: number;
  readonly #type: number;
  readonly #d: number;

  constructor(sides: Sides, report: number, type: number, d: number) {
    [this.#sides, this.#report, this.#type, this.#d] = [sides, report, type, d];
  }

  get estimate(): number {
    return this.#sides.estimate(this.#report, this.#type, this.#d);
  }

  get lower(): number {
    return this.#sides.lower(this.#report, this.#type, this.#d);
  }

  get upper(): number {
    return this.#sides.upper(this.#report, this.#type, this.#d);
  }
}

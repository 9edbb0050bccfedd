/**
 * What lies gain, on the continuum and without sampling, of an agent who is served or not, by an event in the other's signal that is one
 * over whole intervals of reports and another at single ones (src/mechanism/rules/stepped.ts), under full insurance of a utility mu that is
 * linear between knots. With D, L and U the chance of a report's event under the prior, the least and the greatest over a set of beliefs, a
 * unit of own signal being worth w where she is served,
 *
 *     t > s:   mu(t) - mu(s) - w U (t - s)          t < s:   mu(t) - mu(s) + w L (s - t)
 *
 * Over reports in [a, b] with one event everything follows from mu alone. Let M be the largest mean slope of mu from a type up to a report
 * of [a, b], m the least from one down to it: as mean slopes up to t > a lie between those up to a and slopes in (a, b), M is the larger of
 * the largest up to a and the steepest slope inside. Then
 *
 *     epsilon-LIC     max (M - w D, w D - m)
 *     gains           in t, of mu(t) - w U t and the best type below, w U s - mu(s), linear between knots; so on the other side
 *     delta*          the smallest delta with w L <= m and M <= w U for all intervals and single reports
 *     epsilon-bounded, of Definition 4                          max (min(1, M / w) - D)
 *     a rule's own need                                         U of higher reports at least L of lower ones
 */
import type { BeliefSet, Metric } from '../beliefs/belief-set.ts';
import type { Interval } from '../statistics/interval.ts';
import { atLeastZero, type Certified } from './certified.ts';
import type { EpsilonBounded } from './epsilon-bounded.ts';
import type { UtilityTable } from './known-utility.ts';

/** Reports from a to b (one, where they are equal) under which she is served in one event. */
export interface ReportStep {
  readonly from: number;
  readonly to: number;
  /** Least and greatest chance over the beliefs within delta; both the prior's at 0. */
  chances(metric: Metric, delta: number): readonly [least: number, most: number];
}

export interface Stepped {
  readonly worth: number;
  readonly table: UtilityTable;
  readonly steps: readonly ReportStep[];
}

const HALVINGS = 44;
/** What a chance may be off by: a law's tails, and doubles. */
const CHANCE_ERROR = 1e-10;

interface Known extends ReportStep {
  /** M and m; infinite the other way where there are no such types. */
  readonly above: number;
  readonly below: number;
}

export class SteppedGains {
  private readonly worth: number;
  private readonly knots: readonly number[];
  private readonly values: readonly number[];
  private readonly known: readonly Known[];
  /** What a slope may be off by. */
  private readonly rounding: number;

  constructor({ worth, table: { values, support: [low, high] }, steps }: Stepped) {
    const pieces = values.length - 1;
    const spread = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    this.worth = worth;
    this.values = values;
    this.knots = values.map((_, n) => (n === pieces ? high : low + (n * (high - low)) / pieces));
    this.rounding = CHANCE_ERROR * worth + (2 ** -50 * spread * pieces) / (high - low);
    this.known = steps.map((step) => ({ ...step, above: this.steepest(step), below: this.flattest(step) }));
  }

  private at(x: number): number {
    const { knots, values } = this;
    const n = Math.min(knots.length - 2, Math.max(0, knots.findLastIndex((knot) => knot <= x)));
    return values[n]! + ((values[n + 1]! - values[n]!) * (x - knots[n]!)) / (knots[n + 1]! - knots[n]!);
  }

  private slope(n: number): number {
    return (this.values[n + 1]! - this.values[n]!) / (this.knots[n + 1]! - this.knots[n]!);
  }

  /** Pieces that [from, to] holds some of, with `left` (or not) that which ends at `from` (begins at `to`). */
  private pieces(from: number, to: number, left: boolean): number[] {
    const { knots } = this;
    return knots.slice(1).flatMap((end, n) => {
      const start = knots[n]!;
      const touches = left ? start < from && end >= from : end > to && start <= to;
      return (start < to && end > from) || touches ? [n] : [];
    });
  }

  private steepest({ from, to }: ReportStep): number {
    const level = this.at(from);
    const means = this.knots.filter((knot) => knot < from).map((knot) => (level - this.at(knot)) / (from - knot));
    return Math.max(-Infinity, ...means, ...this.pieces(from, to, true).map((n) => this.slope(n)));
  }

  private flattest({ from, to }: ReportStep): number {
    const level = this.at(to);
    const means = this.knots.filter((knot) => knot > to).map((knot) => (this.at(knot) - level) / (knot - to));
    return Math.min(Infinity, ...means, ...this.pieces(from, to, false).map((n) => this.slope(n)));
  }

  private prior(step: ReportStep): number {
    return step.chances('totalVariation', 0)[0];
  }

  epsilonLic(): Certified {
    const size = this.known.reduce((most, step) => {
      const D = this.worth * this.prior(step);
      return Math.max(most, step.above - D, D - step.below);
    }, 0);
    return atLeastZero(size - this.rounding, size, size + this.rounding);
  }

  /** Undefined for finite sets of priors. */
  largestGain(beliefs: BeliefSet): Certified | undefined {
    if (beliefs.kind === 'priors') return undefined;
    const [metric, delta] = beliefs.kind === 'bayesian' ? ['totalVariation', 0] as const
      : beliefs.kind === 'all' ? ['totalVariation', 1] as const : [beliefs.kind, beliefs.delta] as const;
    const { knots, worth } = this;
    let best = { gain: 0, type: knots[0]!, report: knots[0]! };
    for (const step of this.known) {
      const [least, most] = step.chances(metric, delta).map((chance) => worth * chance) as [number, number];
      const reports = [step.from, ...knots.filter((knot) => knot > step.from && knot < step.to), step.to];
      const types = [...new Set([...knots, step.from, step.to])].sort((a, b) => a - b);
      /** Over types on the way towards reports, the best so far. */
      const follow = (order: readonly number[], targets: readonly number[], rate: number): void => {
        let [value, type, next] = [-Infinity, 0, 0];
        for (const report of targets) {
          for (; next < order.length && (order[next]! - report) * (order.at(-1)! - order[0]!) <= 0; next++) {
            const here = rate * order[next]! - this.at(order[next]!);
            if (here > value) [value, type] = [here, order[next]!];
          }
          const gain = this.at(report) - rate * report + value;
          if (gain > best.gain) best = { gain, type, report };
        }
      };
      follow(types, reports, most);
      follow(types.toReversed(), reports.toReversed(), least);
    }
    const off = 2 * this.rounding * (knots.at(-1)! - knots[0]!);
    const { gain, type, report } = best;
    return { ...atLeastZero(gain - off, gain, gain + off), ...(gain > off ? { witness: { type, report } } : {}) };
  }

  /** Smallest delta for which `holds`, more being given, with so much slack; undefined where 1 is too little. */
  private smallest(holds: (delta: number, slack: number) => boolean, metric: Metric): Interval | undefined {
    const search = (slack: number): number | undefined => {
      if (holds(0, slack)) return 0;
      if (!holds(1, slack)) return undefined;
      let [fails, passes] = [0, 1];
      for (let halving = 0; halving < HALVINGS; halving++) {
        const middle = (fails + passes) / 2;
        if (holds(middle, slack)) passes = middle;
        else fails = middle;
      }
      return passes;
    };
    const found = search(this.rounding);
    if (found === undefined) return undefined;
    // Where chances move by delta at least, rounding costs no more of it than of a chance. Contamination takes a share of them.
    const off = (2 * this.rounding) / this.worth;
    const upper = metric === 'contamination' ? Math.max(found + off, search(-this.rounding) ?? 1) : found + off;
    return { lower: Math.max(0, found - off), estimate: found, upper: Math.min(1, upper) };
  }

  /** Undefined where no delta up to 1 will do. */
  deltaStar(metric: Metric): Interval | undefined {
    return this.smallest((delta, slack) => this.known.every((step) => {
      const [least, most] = step.chances(metric, delta);
      return this.worth * least <= step.below + this.slackAt(least, slack) && step.above <= this.worth * most + this.slackAt(most, slack);
    }), metric);
  }

  /** By how much ambiguity within delta lowers what a lie gains, a unit, at a delta* between the ends given. */
  guaranteedEpsilon(metric: Metric, star: Interval): Certified {
    const premium = (delta: number): number => this.worth * this.known.reduce((largest, step) => {
      const [least, most] = step.chances(metric, delta);
      const D = this.prior(step);
      return Math.max(largest, D - least, most - D);
    }, 0);
    const upper = Math.min(this.worth, premium(star.upper) + this.rounding);
    return atLeastZero(premium(star.lower) - this.rounding, premium(star.estimate), upper);
  }

  /** Smallest delta with which the rule can be implemented at all; undefined where none up to 1 will do. */
  needed(metric: Metric): Interval | undefined {
    return this.smallest((delta, slack) => this.known.every((higher) => this.known.every((lower) => {
      const [most, least] = [higher.chances(metric, delta)[1], lower.chances(metric, delta)[0]];
      return !(higher.to > lower.from) || this.worth * (most - least) + this.slackAt(most, this.slackAt(least, slack)) >= 0;
    })), metric);
  }

  /** What is sure, or out of the question, is so without rounding. */
  private slackAt(chance: number, slack: number): number {
    return chance === 0 || chance === 1 ? Math.max(slack, this.rounding) : slack;
  }

  epsilonBounded(): EpsilonBounded {
    const { known, knots, worth, rounding } = this;
    const size = known.reduce((most, step) => Math.max(most, Math.min(1, step.above / worth) - this.prior(step)), 0);
    const off = (2 * rounding) / worth;
    const above = (slack: number): number => {
      let [running, best] = [0, 0];
      for (let n = 0; n + 1 < knots.length; n++) {
        running = Math.max(0, running + (this.slope(n) - worth - slack) * (knots[n + 1]! - knots[n]!));
        best = Math.max(best, running);
      }
      return best;
    };
    return { epsilon: atLeastZero(size - off, size, size + off), excess: atLeastZero(above(rounding), above(0), above(-rounding)) };
  }

  /** The steepest fall of mu. */
  monotonicity(): Certified {
    const slopes = this.knots.slice(1).map((_, n) => this.slope(n));
    const size = -Math.min(...slopes);
    const n = slopes.indexOf(-size);
    return {
      estimate: size, lower: size - this.rounding, upper: size + this.rounding, guarantee: 'continuum',
      witness: { type: this.knots[n]!, report: this.knots[n + 1]! },
    };
  }
}

/**
 * Largest gains over a list of reports where nothing is sampled: of agents of several dimensions, whose types are the atoms, and of those
 * whose information does not enter their own value. Song22 Definitions 2, 9 and 10; over the list alone.
 */
import { relevantDistance, supDistance } from '../beliefs/signal-distance.ts';
import { payoffOf, type InterimPayoff } from '../experiments/enumeration/play.ts';
import { exactly } from '../statistics/interval.ts';
import { bare, type Certified } from './certified.ts';

type Signal = readonly number[];

export interface ListAsked {
  readonly types: readonly Signal[];
  /** [types] payoffs at the own report. */
  readonly truths: readonly InterimPayoff[];
  readonly reports: readonly Signal[];
  /** At one of these reports, to the type that has this place. */
  payoff(report: Signal, type: number): InterimPayoff;
  readonly relevant: readonly boolean[];
  /** Bound on that of a payoff. */
  readonly rounding: number;
}

export interface ListGains {
  readonly epsilonIc: Certified;
  /** Undefined where a lie about irrelevant information gains. */
  readonly epsilonLic: Certified | undefined;
  readonly weakEpsilonLic: Certified;
  /** Undefined where the list has no lie about irrelevant information alone. */
  readonly irrelevantGain: Certified | undefined;
}

export function enumeratedListGains({ types, truths, reports, payoff, relevant, rounding }: ListAsked): ListGains {
  const largest = (size: (report: Signal, type: Signal) => number | undefined): Certified | undefined => {
    let best: Certified | undefined;
    let [lower, upper] = [0, 0];
    types.forEach((type, s) => reports.forEach((report) => {
      const by = size(report, type);
      if (by === undefined || supDistance(report, type) === 0) return;
      const estimate = (payoffOf(payoff(report, s), type) - payoffOf(truths[s]!, type)) / by;
      lower = Math.max(lower, estimate - (2 * rounding) / by);
      upper = Math.max(upper, estimate + (2 * rounding) / by);
      if (best === undefined || estimate > best.estimate) {
        best = { estimate, lower, upper, guarantee: 'grid', witness: { type: bare(type), report: bare(report) } };
      }
    }));
    return best && { ...best, estimate: Math.max(0, best.estimate), lower, upper };
  };
  const none: Certified = { ...exactly(0), guarantee: 'grid' };
  const irrelevantGain = largest((report, type) => (relevantDistance(relevant, report, type) === 0 ? 1 : undefined));
  return {
    epsilonIc: largest(() => 1) ?? none,
    epsilonLic: irrelevantGain && irrelevantGain.lower > 0
      ? undefined
      : largest((report, type) => relevantDistance(relevant, report, type) || undefined) ?? none,
    weakEpsilonLic: largest(supDistance) ?? none,
    irrelevantGain,
  };
}

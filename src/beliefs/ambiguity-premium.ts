/**
 * What ambiguity costs a liar under full insurance.
 *
 * The full-insurance mechanism built from a mechanism's interim utility mu (Song22 Definition 1) pays type s who reports t, at
 * the others' signals y,
 *     mu(t) + h(y),   h(y) = sum_k p_k(t, y) (v_k(s, y) - v_k(t, y)),
 * and truth pays mu whatever y. Under the prior G the gain of the lie is that of the mechanism itself, g(t, s) =
 * mu(t) - mu(s) + E_G h. Under a set of beliefs it is
 *     g(t, s) - Lambda(t, s),   Lambda = E_G h - min_F E_F h >= 0,
 * so truth-telling is exactly optimal where g <= Lambda for all pairs, and delta* is the smallest delta that makes it so. Lambda
 * grows with delta. It does not depend on transfers, and g is what every study certifies anyway.
 */
import type { Interval } from '../statistics/interval.ts';
import type { Metric } from './belief-set.ts';

/** Lambda of one agent over the pairs of a question; reports and types are positions in its `pairs`. */
export interface AmbiguityPremium {
  /** Values of delta, increasing, at which Lambda is known. */
  readonly deltas: readonly number[];
  readonly metric: Metric;
  /**
   * Lambda at deltas[d], in units of value. `lower` holds for all pairs of that delta at once with probability 1 - alpha / 2,
   * `upper` for this pair alone with 1 - alpha / 2, alpha being what the loss was built with. The same for another delta
   * is another statement: delta* is found by testing the deltas in order, which needs no more.
   */
  at(report: number, type: number, d: number): Interval;
  /** E_G h - inf h: Lambda under every belief (Wald), which no delta exceeds. */
  wald(report: number, type: number): Interval;
  /** Profiles it rests on; 0 where it is computed and not sampled. */
  readonly profiles: number;
}

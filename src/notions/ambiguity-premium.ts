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
 *
 * From reach and the chances of classes: ambiguity-premium/reach.ts. Finite sets of beliefs: ambiguity-premium/priors.ts. Without
 * sampling against one opponent of one signal: src/experiments/quadrature/. In double auctions it is inside T of
 * ambiguous-gain/trader.ts.
 */
import type { Interval } from '../statistics/interval.ts';

/** Lambda of one agent over the pairs of a question, under the sets of a family; reports and types are positions in its `paired`. */
export interface AmbiguityPremium {
  /** Increasing: the sets at which Lambda is known. */
  readonly deltas: readonly number[];
  /**
   * Lambda at deltas[d], in units of value. `lower` holds for all pairs of that delta at once with probability 1 - alpha / 2,
   * `upper` for this pair alone with 1 - alpha / 2, alpha being what the premium was built with. The same for another delta
   * is another statement: delta* is found by testing the deltas in order, which needs no more.
   */
  at(report: number, type: number, d: number): Interval;
  /**
   * The payoff that is left, min over F of E_F h, which needs one event less where little is left. `upper` for all pairs of a
   * delta at once, `lower` for this pair alone, each at 1 - alpha / 2: the other way round than Lambda.
   */
  worst?(report: number, type: number, d: number): Interval;
  /** A standard error of Lambda, for plans. */
  standardError?(report: number, type: number, d: number): number;
  /** Profiles it rests on. */
  readonly profiles: number;
}

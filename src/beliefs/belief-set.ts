/** Sets of beliefs about the others' signals, by whose worst member an agent evaluates a report (Song22 section 2). */
import type { Distribution } from '../distributions/distribution.ts';

/**
 * Families of sets round the prior G that grow with delta in (0, 1]:
 *   prokhorov        B_delta(G) in the Prokhorov metric over the sup norm of signals (Song22 Appendix A): some coupling with G
 *                    moves at most delta of mass by more than delta
 *   totalVariation   |F(A) - G(A)| <= delta for every event A: the same without the local move
 *   contamination    (1 - delta) G + delta F, F any belief
 */
export const METRICS = ['prokhorov', 'totalVariation', 'contamination'] as const;
export type Metric = (typeof METRICS)[number];

/** A prior of a finite set: the law of every signal coordinate of the problem, in its order; the agent's own are not used. */
export interface Prior {
  readonly name: string;
  readonly laws: readonly Distribution[];
}

/** Of a problem, what a set of beliefs is about: its signal coordinates in their order. */
export interface Coordinates {
  readonly signals: readonly { readonly owner: number; readonly name: string; readonly law: Distribution }[];
}

/** `bayesian`: the prior alone. `priors`: finitely many, of which G may be none. `all`: every belief (Wald). */
export type BeliefSet =
  | { readonly kind: 'bayesian' }
  | { readonly kind: Metric; readonly delta: number }
  | { readonly kind: 'priors'; readonly priors: readonly Prior[] }
  | { readonly kind: 'all' };

/** What a study is to say about ambiguity. */
export interface AmbiguityQuestion {
  /** For which delta* is wanted. */
  readonly metrics: readonly Metric[];
  /** Sets of beliefs under which the largest gain is wanted. */
  readonly at?: readonly BeliefSet[];
}

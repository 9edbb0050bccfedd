/** A direct mechanism: a social choice rule and a transfer scheme (Song22 section 2). Data, but for the user's own functions. */
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Tfjs } from '../../kernels/tensor-program.ts';

/**
 * Social choice rules. Ties: the lowest index. `p` maps a profile to a distribution over alternatives.
 *   efficient           argmax of the sum of values
 *   affine-maximizer    argmax of sum_i weights[i] v_k^i + bonuses[k]
 *   dictatorial         argmax of the dictator's value
 *   posted-price        two agents and two alternatives (0 no trade, 1 trade): trade where both gain at the price
 *   mixture             (1 - share) rule + share other (Song22 section 7)
 *   general             the user's: values [B, N, K], signals [B, D] -> probabilities [B, K]
 */
export type ChoiceRule =
  | { readonly kind: 'efficient' }
  | { readonly kind: 'affine-maximizer'; readonly weights: readonly number[]; readonly bonuses: readonly number[] }
  | { readonly kind: 'dictatorial'; readonly dictator: number }
  | { readonly kind: 'posted-price'; readonly price: number }
  | { readonly kind: 'mixture'; readonly share: number; readonly rule: ChoiceRule; readonly other: ChoiceRule }
  | { readonly kind: 'general'; choose(tf: Tfjs, values: Tensor3D, signals: Tensor2D): Tensor2D };

/**
 * Transfer schemes: x^i is money received.
 *   none
 *   vcg                 sum_k p_k sum_{j != i} w_j v_k^j - max_k (same), over w_i, for efficient rules and affine maximizers (which
 *                       add bonuses to the others' welfare); with interdependent values this is the generalised VCG
 *   groves              the same without the max
 *   expected-externality   AGV: E over the others of their welfare at one's report, shared out so that the budget balances
 *   modified-vcg        Song22 section 6.2.1; `relevant[d]` marks coordinates that enter their owner's own value (default: found
 *                       from linear valuations), the others are set to the top of their support
 *   full-insurance      Song22 Definition 1 with the interim utility of `base`, on the mechanism's own rule
 *   weak-congruence     JM01 Theorem 5.1, (7.12): one-dimensional signals, linear values
 *   monotone-repair     Song22 Proposition 4.1 applied to `base` (a scheme for the same rule) with threshold `epsilon`
 *   insured-table       full insurance with a given interim utility (Song22 (1)): x^i = mu^i(s^i) - v^i, utility[i] holding mu^i
 *                       at equal steps over the support of i's one signal, linear between
 *   first-price, all-pay   single object: pay one's own value when served / always
 *   posted-price        buyer pays and seller gets the price when they trade
 *   general             the user's: values [B, N, K], signals [B, D], probabilities [B, K] -> [B, N], bounded by `range`
 */
export type TransferScheme =
  | { readonly kind: 'none' | 'vcg' | 'groves' | 'expected-externality' | 'weak-congruence' | 'first-price' | 'all-pay' }
  | { readonly kind: 'posted-price'; readonly price: number }
  | { readonly kind: 'modified-vcg'; readonly relevant?: readonly boolean[] }
  | { readonly kind: 'full-insurance'; readonly base: Mechanism }
  | { readonly kind: 'monotone-repair'; readonly base: TransferScheme; readonly epsilon: number }
  | { readonly kind: 'insured-table'; readonly utility: readonly (readonly number[])[] }
  | {
      readonly kind: 'general';
      transfer(tf: Tfjs, values: Tensor3D, signals: Tensor2D, probabilities: Tensor2D): Tensor2D;
      readonly range: readonly [number, number];
    };

/**
 * A strategy profile of an indirect mechanism makes it direct: agent i with signal s acts as if it were bids[i](s). One-
 * dimensional signals, nondecreasing bids; `inverse` (generalised: the largest type that bids at most b) is needed by the
 * fused kernels, which draw bids by their own law.
 */
export interface Strategy {
  readonly name: string;
  bid(type: number): number;
  inverse(bid: number): number;
  /** [lowest, highest] bid. */
  readonly range: readonly [number, number];
}

export interface Mechanism {
  /** For tables, e.g. `modified VCG`. */
  readonly name: string;
  readonly rule: ChoiceRule;
  readonly transfers: TransferScheme;
  /** [N]; absent: truth-telling. Rule and transfers then take bids for values, true values staying what they are. */
  readonly strategies?: readonly Strategy[];
}

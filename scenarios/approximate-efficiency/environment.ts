/** One object, and rules a little off the efficient one that are implementable (Song22 section 5.1). */
import type { Tensor2D } from '../../kernels/tensors.ts';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { AGENTS_MAX } from '../../src/environment/social-choice.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { checkParameters, nonnegativeLaw } from '../support/parameters.ts';

/**
 * How the rule leans towards bidder 1:
 *   weights   she wins where (1 + xi) v_1 is the largest value
 *   bonus     where v_1 + xi is
 *   mixture   with probability 1 - xi the efficient rule decides, with probability xi she does (Song22 section 7)
 */
export const PERTURBATIONS = ['weights', 'bonus', 'mixture'] as const;
export type Perturbation = (typeof PERTURBATIONS)[number];

export const PARAMETERS = {
  xi: { kind: 'number', description: 'how far the implementable rule leans towards bidder 1', default: 0.1, minimum: 0.0001, maximum: 1 },
  perturbation: {
    kind: 'choice', description: 'kind of lean: a weight 1 + xi, a bonus xi, or a mixture with her choice', default: 'weights',
    choices: PERTURBATIONS,
  },
  bidders: { kind: 'count', description: 'number of bidders N', default: 2, minimum: 2, maximum: AGENTS_MAX },
  value: { kind: 'distribution', description: "law of every bidder's value", default: 'uniform(0,1)' },
} as const satisfies Record<string, Parameter>;

export interface Leaning {
  readonly xi: number;
  readonly perturbation: Perturbation;
  readonly bidders: number;
  readonly law: Distribution;
}

export function leaningOf(values: ParameterValues): Leaning {
  checkParameters(PARAMETERS, values);
  return {
    xi: Number(values.xi),
    perturbation: String(values.perturbation) as Perturbation,
    bidders: Number(values.bidders),
    law: nonnegativeLaw(values, 'value'),
  };
}

export const INSURED = 'full insurance of the leaning rule';
export const LEANING = 'leaning rule';
export const DISTANCE = 'leaning against efficient';

const EFFICIENT: ChoiceRule = { kind: 'efficient' };

export function leaningRule({ xi, perturbation, bidders }: Leaning): ChoiceRule {
  const first = (amount: number, rest: number): number[] => Array.from({ length: bidders }, (_, i) => (i === 0 ? amount : rest));
  switch (perturbation) {
    case 'weights': return { kind: 'affine-maximizer', weights: first(1 + xi, 1), bonuses: first(0, 0) };
    case 'bonus': return { kind: 'affine-maximizer', weights: first(1, 1), bonuses: first(xi, 0) };
    case 'mixture': return { kind: 'mixture', share: xi, rule: EFFICIENT, other: { kind: 'dictatorial', dictator: 0 } };
  }
}

/** Which implements the leaning rule: its VCG transfers, or the efficient rule's with the probability of that rule. */
function leaningTransfers({ xi, perturbation, law }: Leaning): TransferScheme {
  if (perturbation !== 'mixture') return { kind: 'vcg' };
  return {
    kind: 'general',
    range: [(xi - 1) * law.support[1], 0],
    // Alternatives are bidders: v_k^i is zero but for k = i. The highest bidder pays the best of the others' values.
    transfer: (tf, values) => {
      const own: Tensor2D = tf.max(values, 2);
      const bidders = own.shape[1];
      const others = tf.mul(tf.expandDims(own, 1), tf.sub(1, tf.eye(bidders)));
      const price: Tensor2D = tf.max(others, 2);
      const wins = tf.oneHot(tf.argMax(own, 1), bidders);
      return tf.mul(tf.mul(wins, price), xi - 1);
    },
  };
}

export function environment(values: ParameterValues): SocialChoiceStudy {
  const leaning = leaningOf(values);
  const rule = leaningRule(leaning);
  const base: Mechanism = { name: LEANING, rule, transfers: leaningTransfers(leaning) };
  return {
    kind: 'social-choice',
    problem: singleObject({ laws: Array.from({ length: leaning.bidders }, () => leaning.law) }),
    mechanisms: [{ name: INSURED, rule: EFFICIENT, transfers: { kind: 'full-insurance', base } }, base],
    agents: [0, 1],
    // d_G speaks of deterministic rules.
    ...(leaning.perturbation === 'mixture' ? {} : { distances: [{ name: DISTANCE, rule, other: EFFICIENT }] }),
  };
}

/** One object, VCG with a fee on reported signals, and its monotone repair (Song22 Proposition 4.1). */
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { valueTable } from '../../src/environment/table.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/scenario.ts';
import type { SocialChoiceStudy } from '../../src/social-choice/study-point.ts';
import { checkParameters, nonnegativeLaw } from '../support/parameters.ts';

export const PARAMETERS = {
  fee: { kind: 'number', description: 'fee epsilon that a bidder pays for each unit of the signal she reports', default: 0.1, minimum: 0.001, maximum: 1 },
  slope: { kind: 'number', description: "value of bidder 2 for each unit of her signal; everybody else's is 1", default: 2, minimum: 1, maximum: 10 },
  bidders: { kind: 'count', description: 'number of bidders N', default: 2, minimum: 2, maximum: 16 },
  signal: { kind: 'distribution', description: "law of every bidder's signal", default: 'uniform(0,1)' },
} as const satisfies Record<string, Parameter>;

export const BASE = 'VCG with a fee';
export const REPAIRED = 'monotone repair';

export interface FeeMarket {
  readonly fee: number;
  readonly bidders: number;
  readonly law: Distribution;
  /** [N] own value of the object for each unit of the own signal. */
  readonly slopes: readonly number[];
}

export function marketOf(values: ParameterValues): FeeMarket {
  checkParameters(PARAMETERS, values);
  const bidders = Number(values.bidders);
  return {
    fee: Number(values.fee),
    bidders,
    law: nonnegativeLaw(values, 'signal'),
    slopes: Array.from({ length: bidders }, (_, i) => (i === 1 ? Number(values.slope) : 1)),
  };
}

const EFFICIENT: ChoiceRule = { kind: 'efficient' };

function problemOf({ bidders, law, slopes }: FeeMarket): SocialChoiceProblem {
  const names = Array.from({ length: bidders }, (_, i) => `bidder ${i + 1}`);
  return valueTable({
    agents: names,
    alternatives: names.map((name) => `${name} wins`),
    signals: 'one-dimensional',
    law,
    coefficients: names.map((_, k) => names.map((_, i) => names.map((_, j) => (i === k && j === k ? slopes[k]! : 0)))),
  });
}

/** VCG transfers less the fee: values [B, N, K] and signals [B, N] as reported, probabilities [B, K]. */
function feeTransfers({ fee, law, slopes }: FeeMarket): TransferScheme {
  const [, high] = law.support;
  return {
    kind: 'general',
    range: [-high * (Math.max(...slopes) + fee), 0],
    transfer: (tf, values, signals, probabilities) => {
      const othersWelfare = tf.sub(tf.sum(values, 1, true), values);
      const atChoice = tf.sum(tf.mul(othersWelfare, tf.expandDims(probabilities, 1)), 2);
      const vcg: Tensor2D = tf.sub(atChoice, tf.max(othersWelfare, 2));
      return tf.sub(vcg, tf.mul(signals, fee));
    },
  };
}

export function environment(values: ParameterValues): SocialChoiceStudy {
  const market = marketOf(values);
  const transfers = feeTransfers(market);
  return {
    kind: 'social-choice',
    problem: problemOf(market),
    mechanisms: [
      { name: BASE, rule: EFFICIENT, transfers },
      { name: REPAIRED, rule: EFFICIENT, transfers: { kind: 'monotone-repair', base: transfers, epsilon: market.fee } },
    ] satisfies Mechanism[],
    agents: [0, 1],
  };
}

/** A public good: law, cost, mechanisms. Values are net of equal shares in the cost, transfers come on top of them. */
import type { Tensor2D, Tensor3D, Tfjs } from '../../kernels/tensors.ts';
import type { Distribution } from '../../src/distributions/distribution.ts';
import { publicGood } from '../../src/environment/public-good.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { checkParameters, nonnegativeLaw } from '../support/parameters.ts';
import type { Good } from './reference.ts';

export const PARAMETERS = {
  agents: { kind: 'count', description: 'number of agents N', default: 3, minimum: 2, maximum: 32 },
  cost: { kind: 'number', description: 'cost of the good per agent, C / N', default: 0.5, minimum: 0, maximum: 1e6 },
  value: { kind: 'distribution', description: "law of every agent's value", default: 'uniform(0,1)' },
} as const satisfies Record<string, Parameter>;

export const CLARKE: Mechanism = { name: 'Clarke', rule: { kind: 'efficient' }, transfers: { kind: 'vcg' } };
export const EXPECTED_EXTERNALITY: Mechanism = {
  name: 'expected externality', rule: { kind: 'efficient' }, transfers: { kind: 'expected-externality' },
};
export const CONTRIBUTIONS = 'pivotal contributions';

export function goodOf(values: ParameterValues): Good {
  checkParameters(PARAMETERS, values);
  return { agents: Number(values.agents), costPerHead: Number(values.cost), law: nonnegativeLaw(values, 'value') };
}

/**
 * VCG with no good as the outside option: where it is built, agent i pays max(a, C - S_-i) instead of her share C / N, so
 * x^i = p min(C / N - a, W_-i), with W_-i the others' net values. The lowest type a gets nothing, everybody takes part,
 * and the contributions need not cover the cost.
 */
const contributionTransfer = (relief: number) => (tf: Tfjs, values: Tensor3D, _signals: Tensor2D, probabilities: Tensor2D): Tensor2D => {
  const [batch, agents] = values.shape;
  const net = tf.reshape(tf.slice(values, [0, 0, 1], [batch, agents, 1]), [batch, agents]);
  const others = tf.sub(tf.sum(net, 1, true), net);
  return tf.mul(tf.minimum(others, relief), tf.slice(probabilities, [0, 1], [batch, 1]));
};

export function pivotalContributions({ costPerHead, law: { support: [low, high] } }: Good): Mechanism {
  const slack = 1e-3 * Math.max(high, costPerHead);
  const range = [Math.min(0, costPerHead - high) - slack, Math.max(0, costPerHead - low) + slack] as const;
  return {
    name: CONTRIBUTIONS, rule: { kind: 'efficient' },
    transfers: { kind: 'general', transfer: contributionTransfer(costPerHead - low), range },
  };
}

export const mechanismsOf = (good: Good): Mechanism[] => [CLARKE, EXPECTED_EXTERNALITY, pivotalContributions(good)];

export function environment(values: ParameterValues): SocialChoiceStudy {
  const good = goodOf(values);
  const { agents, law, costPerHead } = good;
  const problem = publicGood({ laws: new Array<Distribution>(agents).fill(law), cost: agents * costPerHead });
  return { kind: 'social-choice', problem, mechanisms: mechanismsOf(good), agents: [0] };
}

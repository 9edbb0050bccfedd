/** A public good: law, cost, mechanisms. Values are net of equal shares in the cost, transfers come on top of them. */
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

export function goodOf(values: ParameterValues): Good {
  checkParameters(PARAMETERS, values);
  return { agents: Number(values.agents), costPerHead: Number(values.cost), law: nonnegativeLaw(values, 'value') };
}

/**
 * VCG charged against the agent's own lowest type a: where the good is built she pays max(a, C - S_-i) instead of her share C / N. The
 * lowest type gets nothing, everybody takes part, and the contributions need not cover the cost.
 */
export const CONTRIBUTIONS: Mechanism = {
  name: 'pivotal contributions', rule: { kind: 'efficient' }, transfers: { kind: 'lowest-type-vcg' },
};
export const MECHANISMS: readonly Mechanism[] = [CLARKE, EXPECTED_EXTERNALITY, CONTRIBUTIONS];

export function environment(values: ParameterValues): SocialChoiceStudy {
  const good = goodOf(values);
  const { agents, law, costPerHead } = good;
  const problem = publicGood({ laws: new Array<Distribution>(agents).fill(law), cost: agents * costPerHead });
  return { kind: 'social-choice', problem, mechanisms: MECHANISMS, agents: [0] };
}

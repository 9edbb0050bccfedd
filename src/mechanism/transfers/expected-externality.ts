/**
 * AGV: the expectation over the others of their welfare at the agent's report, less an equal share of every other agent's, so that the
 * budget balances (d'Aspremont and Gerard-Varet 1979). Where signals depend on each other the expectation is given the report, as under
 * full insurance: the budget balances as before, but a lie moves the beliefs that one is paid by, and truth need not be optimal
 * (d'Aspremont, Cremer and Gerard-Varet 1990).
 */
import type { Tensor1D } from '../../../kernels/tensors.ts';
import { InputError } from '../../errors.ts';
import { scaleRange, subtractRanges, sumRanges } from '../range.ts';
import type { Scheme } from './scheme.ts';

export interface ExpectedExternality {
  readonly kind: 'expected-externality';
}

export const expectedExternality: Scheme<ExpectedExternality> = {
  kind: 'expected-externality',
  fields: [],
  validate(field, _, { problem: { agents } }) {
    if (agents.length < 2) throw new InputError(`${field}.kind`, 'expected-externality needs at least two agents, to balance the budget');
  },
  incentiveCompatible: (_, { values, rule, problem }) =>
    (
      values === 'private' && rule.efficient && !problem.dependence
        ? 'the expected externality mechanism is Bayesian incentive compatible'
        : undefined
    ),
  paysWelfare: true,
  holdsExternality: true,
  transferRange(_, { agent, agents, othersWelfare }) {
    const rest = Array.from({ length: agents }, (_none, j) => j).filter((j) => j !== agent);
    return subtractRanges(othersWelfare(agent), scaleRange(1 / (agents - 1), sumRanges(rest.map(othersWelfare))));
  },
  transfer(_, { tf, agents }, agent, { externality, othersExternalities }) {
    if (agents < 2) throw new InputError('mechanism.transfers', 'expected-externality needs at least two agents');
    return tf.sub(externality(agent), tf.div(othersExternalities(), agents - 1)) as Tensor1D;
  },
  integer: () => ({ unsupported: 'expected-externality transfers balance the budget by an expectation over all signals' }),
  played: 'straight',
  reference: (_, { problem: { agents }, externality }, agent) =>
    agents.reduce((sum, _agent, j) => sum + externality(j) * (j === agent ? 1 : -1 / (agents.length - 1)), 0),
};

/** Song22 Definition 1 with the truthful interim utility of `base`, on the mechanism's own rule: x^i = mu^i(s^i) - v^i. */
import type { Tensor1D } from '../../../kernels/tensors.ts';
import { requireObject } from '../checks.ts';
import { subtractRanges } from '../range.ts';
import { dot } from '../welfare-transfers.ts';
import type { AnyMechanism, Scheme } from './scheme.ts';

export interface FullInsurance<M extends AnyMechanism> {
  readonly kind: 'full-insurance';
  readonly base: M;
}

export const fullInsurance: Scheme<FullInsurance<AnyMechanism>> = {
  kind: 'full-insurance',
  fields: ['base'],
  validate(field, { base }, { mechanism }) {
    requireObject(`${field}.base`, base);
    mechanism(`${field}.base`, base);
  },
  /** With correlated signals the base's expectation is taken given the report, so the others move with it and nothing is known. */
  utilitySlopes: ({ base }, { problem, slopesOf }) => (base.strategies || problem.dependence ? undefined : slopesOf(base)),
  insures: ({ base }) => base,
  transferRange: ({ base }, { payoff, own }) => subtractRanges(payoff(base), own),
  payoffRange: ({ base }, { payoff }) => payoff(base),
  typeRange: ({ base }, { rangeIn }) => rangeIn(base),
  transfer: ({ base }, { tf, expected, valuesOf }, agent, { utility }) => tf.sub(utility(base), expected(valuesOf(agent))) as Tensor1D,
  integer: ({ base }) => (base.strategies ? { unsupported: 'full insurance of a mechanism with strategies' } : { insured: base }),
  played: 'straight',
  reference: ({ base }, { utility, probabilitiesAt, acted, valuesAt, signals }, agent) =>
    utility(base, agent) - dot(probabilitiesAt(acted), valuesAt(signals)[agent]!),
};

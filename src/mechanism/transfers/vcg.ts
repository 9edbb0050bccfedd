/**
 * x^i = sum_k p_k W_k - max_k W_k, W the others' welfare, weighted as the rule weighs it, over the agent's own weight, for efficient
 * rules and affine maximizers (whose bonuses count as welfare of the others). With interdependent values the generalised VCG.
 */
import { dominantStrategy, pivotAt, pivotRange, pivotTransfer, unlessDictated, welfareSlopes } from '../welfare-transfers.ts';
import { hullOf } from '../range.ts';
import type { Scheme } from './scheme.ts';

export interface Vcg {
  readonly kind: 'vcg';
}

export const vcg: Scheme<Vcg> = {
  kind: 'vcg',
  fields: [],
  validate() {},
  incentiveCompatible: (_, structured) => dominantStrategy(structured),
  utilitySlopes: (_, sloped) => welfareSlopes(sloped, true),
  slopesAlongAll: true,
  ofReportsAlone: true,
  paysWelfare: true,
  pointwise: true,
  cancels: 'pivot',
  transferRange: (_, bounded) => pivotRange(bounded),
  // The truth's payoff is v_k + W_k - W_k0, k best for v + W and k0 for W: between v_k0 and v_k.
  typeRange: (_, { values, strategic }) => (strategic ? undefined : hullOf(values)),
  transfer: (_, batch, agent) => pivotTransfer(batch, agent),
  integer: (_, { rule }) => unlessDictated('vcg', rule, { transfer: 'vcg' }),
  strategic: true,
  wholeProfiles: 'vcg',
  played: 'straight',
  reference: (_, profile, agent) => pivotAt(profile, profile.acted, agent),
};

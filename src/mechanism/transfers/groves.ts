/** x^i = sum_k p_k W_k, W the others' welfare, weighted as the rule weighs it, over the agent's own weight (Groves 1973). */
import { dominantStrategy, dot, othersWelfareAt, unlessDictated, welfareSlopes } from '../welfare-transfers.ts';
import type { Scheme } from './scheme.ts';

export interface Groves {
  readonly kind: 'groves';
}

export const groves: Scheme<Groves> = {
  kind: 'groves',
  fields: [],
  validate() {},
  incentiveCompatible: (_, structured) => dominantStrategy(structured),
  utilitySlopes: (_, sloped) => welfareSlopes(sloped, false),
  slopesAlongAll: true,
  ofReportsAlone: true,
  paysWelfare: true,
  pointwise: true,
  cancels: 'of-nothing',
  transferRange: (_, { agent, othersWelfare }) => othersWelfare(agent),
  transfer: (_, batch, agent) => batch.expected(batch.othersWelfareOf(agent)),
  integer: (_, { rule }) => unlessDictated('groves', rule, { transfer: 'groves' }),
  strategic: true,
  wholeProfiles: 'groves',
  played: 'straight',
  reference: (_, { weighing, acted, valuesAt, probabilitiesAt }, agent) =>
    dot(probabilitiesAt(acted), othersWelfareAt(weighing, valuesAt(acted), agent)),
};

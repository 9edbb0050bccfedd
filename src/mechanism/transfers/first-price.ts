/** Single object: who is served pays her own value as reported. */
import type { Tensor1D } from '../../../kernels/tensors.ts';
import { isSingleObject, requireSingleObject } from '../checks.ts';
import { scaleRange } from '../range.ts';
import { dot } from '../welfare-transfers.ts';
import { payerRange, type Payment, type Scheme } from './scheme.ts';

export interface FirstPrice {
  readonly kind: 'first-price';
}

const PAYMENT: Payment = { paid: (mine) => mine, linear: true, asBid: true };

export const firstPrice: Scheme<FirstPrice> = {
  kind: 'first-price',
  fields: [],
  validate: (field, { kind }, { problem }) => requireSingleObject(`${field}.kind`, kind, problem),
  /** What she gets she pays: nothing is left. */
  utilitySlopes: (_, { rule, coordinates }) => (rule.maximises ? coordinates.map(() => [0, 0]) : undefined),
  slopesAlongAll: true,
  ofReportsAlone: true,
  payment: PAYMENT,
  typeRange: (_, typed) => payerRange(PAYMENT, typed),
  pointwise: true,
  cancels: 'alone',
  transferRange: (_, { acted }) => scaleRange(-1, acted),
  transfer: (_, { tf, expected, actedValuesOf }, agent) => tf.neg(expected(actedValuesOf(agent))) as Tensor1D,
  integer: (_, { problem, isPrivate }) => (!isSingleObject(problem) || !isPrivate
    ? { unsupported: 'first-price where values are not private or several alternatives have value' }
    : { transfer: 'table', table: (_report, values, k) => 0 - values[k]! }),
  strategic: true,
  played: 'straight',
  reference: (_, { acted, valuesAt, probabilitiesAt }, agent) => 0 - dot(probabilitiesAt(acted), valuesAt(acted)[agent]!),
};

/** Single object: everybody pays her own value of the object as reported, served or not. */
import type { Tensor1D } from '../../../kernels/tensors.ts';
import { isSingleObject, requireSingleObject } from '../checks.ts';
import { scaleRange } from '../range.ts';
import { payerRange, type Payment, type Scheme } from './scheme.ts';

export interface AllPay {
  readonly kind: 'all-pay';
}

/** The one value that is not zero. */
const ofTheObject = (values: readonly number[]): number => values.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0);

const PAYMENT: Payment = { paid: (mine, other) => (Math.abs(other) > Math.abs(mine) ? other : mine), linear: false, asBid: false };

export const allPay: Scheme<AllPay> = {
  kind: 'all-pay',
  fields: [],
  validate: (field, { kind }, { problem }) => requireSingleObject(`${field}.kind`, kind, problem),
  payment: PAYMENT,
  typeRange: (_, typed) => payerRange(PAYMENT, typed),
  pointwise: true,
  transferRange: (_, { acted }) => scaleRange(-1, acted),
  transfer(_, { tf, actedValuesOf }, agent) {
    const values = actedValuesOf(agent);
    const [most, least] = [tf.max(values, 1), tf.min(values, 1)];
    return tf.neg(tf.where(tf.greaterEqual(tf.add(most, least), 0), most, least)) as Tensor1D;
  },
  integer: (_, { problem, isPrivate }) => (!isSingleObject(problem) || !isPrivate
    ? { unsupported: 'all-pay where values are not private or several alternatives have value' }
    : { transfer: 'table', table: (_report, values) => 0 - ofTheObject(values) }),
  strategic: true,
  played: 'straight',
  reference: (_, { acted, valuesAt }, agent) => 0 - ofTheObject(valuesAt(acted)[agent]!),
};

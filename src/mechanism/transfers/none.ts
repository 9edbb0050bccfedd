/** x = 0. */
import type { Tensor1D } from '../../../kernels/tensors.ts';
import type { Scheme } from './scheme.ts';

export interface NoTransfers {
  readonly kind: 'none';
}

export const none: Scheme<NoTransfers> = {
  kind: 'none',
  fields: [],
  validate() {},
  pointwise: true,
  transferRange: () => [0, 0],
  transfer: (_, { tf, rows }) => tf.zeros([rows]) as Tensor1D,
  integer: () => ({ transfer: 'none' }),
  strategic: true,
  wholeProfiles: 'none',
  played: 'straight',
  reference: () => 0,
};

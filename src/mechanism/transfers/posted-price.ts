/** Agent 1 pays and agent 0 gets the price when they trade. */
import type { Tensor1D } from '../../../kernels/tensors.ts';
import { requireFinite } from '../../environment/checks.ts';
import { InputError } from '../../errors.ts';
import { requireTrade } from '../checks.ts';
import type { Scheme } from './scheme.ts';

export interface PostedPrice {
  readonly kind: 'posted-price';
  readonly price: number;
}

export const postedPrice: Scheme<PostedPrice> = {
  kind: 'posted-price',
  fields: ['price'],
  validate(field, { price }, { problem }) {
    requireTrade(`${field}.kind`, problem);
    requireFinite(`${field}.price`, price);
  },
  incentiveCompatible: ({ price }, { values, rule }) =>
    (values === 'private' && rule.price === price ? 'truth-telling is a dominant strategy: a posted price' : undefined),
  ofReportsAlone: true,
  pointwise: true,
  transferRange({ price }, { agent }) {
    const received = agent === 0 ? price : -price;
    return [Math.min(0, received), Math.max(0, received)];
  },
  transfer({ price }, { tf, agents, alternatives, probabilities }, agent) {
    if (agents !== 2 || alternatives !== 2) {
      throw new InputError('mechanism.transfers', 'a posted price needs two agents and the alternatives no trade and trade');
    }
    return tf.mul(tf.squeeze(tf.slice(probabilities, [0, 1], [-1, 1]), [1]), agent === 0 ? price : -price) as Tensor1D;
  },
  integer: () => ({ unsupported: 'posted-price transfers' }),
  played: 'straight',
  reference: ({ price }, { acted, probabilitiesAt }, agent) => probabilitiesAt(acted)[1]! * (agent === 0 ? price : -price),
};

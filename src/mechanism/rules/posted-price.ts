/** Two agents and two alternatives (0 no trade, 1 trade): agent 0 sells, agent 1 buys, and they trade where both gain at the price. */
import type { Tensor, Tensor1D, Tensor2D } from '../../../kernels/tensors.ts';
import { requireFinite } from '../../environment/checks.ts';
import { InputError } from '../../errors.ts';
import { requireTrade } from '../checks.ts';
import type { Rule, Values } from './rule.ts';

export interface PostedPriceRule {
  readonly kind: 'posted-price';
  readonly price: number;
}

/** What the buyer gains over the price, and what the price is over the seller's loss: they trade where both are positive. */
const gainsAt = (price: number, values: Values): readonly number[] =>
  [values[1]![1]! - values[1]![0]! - price, price - (values[0]![0]! - values[0]![1]!)];

const trades = (price: number, values: Values): boolean => gainsAt(price, values).every((gain) => gain > 0);

export const postedPriceRule: Rule<PostedPriceRule> = {
  kind: 'posted-price',
  fields: ['price'],
  validate(field, { price }, problem) {
    requireTrade(`${field}.kind`, problem);
    requireFinite(`${field}.price`, price);
  },
  thresholds: ({ price }, values) => gainsAt(price, values),
  price: ({ price }) => price,
  choose: ({ price }, values) => Number(trades(price, values)),
  probabilities({ price }, { tf, agents, alternatives, valuesOf }) {
    if (agents !== 2 || alternatives !== 2) {
      throw new InputError('mechanism.rule', 'a posted price needs two agents and the alternatives no trade and trade');
    }
    const gain = (agent: number): Tensor1D => {
      const own = valuesOf(agent);
      return tf.sub(tf.slice(own, [0, 1], [-1, 1]), tf.slice(own, [0, 0], [-1, 1])) as Tensor as Tensor1D;
    };
    // On webgpu a cast leaves the integers where they are: the product makes it float32.
    const trade = tf.mul(tf.cast(tf.logicalAnd(tf.greater(gain(1), price), tf.greater(gain(0), -price)), 'float32'), tf.scalar(1));
    return tf.concat([tf.sub(1, trade), trade], 1) as Tensor as Tensor2D;
  },
  reference: ({ price }, { values }) => (trades(price, values) ? [0, 1] : [1, 0]),
};

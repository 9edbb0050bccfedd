/**
 * Chatterjee and Samuelson (1983): where they trade, agent 1 pays agent 0 the price k bid + (1 - k) ask, both at what is acted. The value
 * of trade to the seller is minus her cost, so that she asks minus what she acts as.
 */
import type { Tensor1D, Tensor2D } from '../../../kernels/tensors.ts';
import { InputError } from '../../errors.ts';
import { requireTrade } from '../checks.ts';
import { hullOf, type Range } from '../range.ts';
import type { Scheme } from './scheme.ts';

export interface KDoubleAuction {
  readonly kind: 'k-double-auction';
  /** Weight of the buyer's bid in the price, in [0, 1]. */
  readonly k: number;
}

/** Of an agent's value of trade at her bid and the other's: what the buyer pays. */
const priceRange = (k: number, [seller, buyer]: readonly [Range, Range]): Range =>
  [k * buyer[0] - (1 - k) * seller[1], k * buyer[1] - (1 - k) * seller[0]];

export const kDoubleAuction: Scheme<KDoubleAuction> = {
  kind: 'k-double-auction',
  fields: ['k'],
  validate(field, { k }, { problem }) {
    requireTrade(`${field}.kind`, problem);
    if (!(typeof k === 'number' && k >= 0 && k <= 1)) throw new InputError(`${field}.k`, `must be a number in [0, 1], got ${k}`);
  },
  ofReportsAlone: true,
  pricedBetween: ({ k }) => k,
  pointwise: true,
  transferRange({ k }, { agent, actedBy }) {
    const [low, high] = priceRange(k, [actedBy(0), actedBy(1)]);
    return agent === 0 ? hullOf([0, low, high]) : hullOf([0, -low, -high]);
  },
  transfer({ k }, { tf, probabilities, actedValuesOf }, agent) {
    const ofTrade = (all: Tensor2D): Tensor1D => tf.squeeze(tf.slice(all, [0, 1], [-1, 1]), [1]) as Tensor1D;
    const price = tf.sub(tf.mul(ofTrade(actedValuesOf(1)), k), tf.mul(ofTrade(actedValuesOf(0)), 1 - k));
    const paid = tf.mul(price, ofTrade(probabilities)) as Tensor1D;
    return (agent === 0 ? paid : tf.neg(paid)) as Tensor1D;
  },
  integer: () => ({ unsupported: 'k-double-auction transfers' }),
  played: 'straight',
  reference({ k }, { acted, valuesAt, probabilitiesAt }, agent) {
    const [seller, buyer] = valuesAt(acted);
    const paid = (k * buyer![1]! - (1 - k) * seller![1]!) * probabilitiesAt(acted)[1]!;
    return agent === 0 ? paid : 0 - paid;
  },
};

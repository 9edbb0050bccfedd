/**
 * Chatterjee and Samuelson (1983): where they trade, agent 1 pays agent 0 the price k bid + (1 - k) ask, both at what is acted: what trade
 * is worth more than no trade to the buyer, and less to the seller.
 */
import type { Tensor1D, Tensor2D } from '../../../kernels/tensors.ts';
import { InputError } from '../../errors.ts';
import { requireTrade } from '../checks.ts';
import { hullOf, subtractRanges, type Range } from '../range.ts';
import type { Scheme } from './scheme.ts';

export interface KDoubleAuction {
  readonly kind: 'k-double-auction';
  /** Weight of the buyer's bid in the price, in [0, 1]. */
  readonly k: number;
}

/** Of what trade is worth more to either at the bids: what the buyer pays. */
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
  transferRange({ k }, { agent, actedOf }) {
    const ofTrade = (i: number): Range => subtractRanges(actedOf(i)[1]!, actedOf(i)[0]!);
    const [low, high] = priceRange(k, [ofTrade(0), ofTrade(1)]);
    return agent === 0 ? hullOf([0, low, high]) : hullOf([0, -low, -high]);
  },
  transfer({ k }, { tf, probabilities, actedValuesOf }, agent) {
    const column = (all: Tensor2D, at: number): Tensor1D => tf.squeeze(tf.slice(all, [0, at], [-1, 1]), [1]) as Tensor1D;
    const ofTrade = (all: Tensor2D): Tensor1D => tf.sub(column(all, 1), column(all, 0)) as Tensor1D;
    const price = tf.sub(tf.mul(ofTrade(actedValuesOf(1)), k), tf.mul(ofTrade(actedValuesOf(0)), 1 - k));
    const paid = tf.mul(price, column(probabilities, 1)) as Tensor1D;
    return (agent === 0 ? paid : tf.neg(paid)) as Tensor1D;
  },
  integer: () => ({ unsupported: 'k-double-auction transfers' }),
  played: 'straight',
  reference({ k }, { acted, valuesAt, probabilitiesAt }, agent) {
    const [seller, buyer] = valuesAt(acted).map((row) => row[1]! - row[0]!) as [number, number];
    const paid = (k * buyer - (1 - k) * seller) * probabilitiesAt(acted)[1]!;
    return agent === 0 ? paid : 0 - paid;
  },
};

/** Double auctions: two classes of traders, whose gains follow from two survival functions each. */
import type { DoubleAuction } from '../../environment/double-auction.ts';
import { asData } from '../data.ts';
import { SAMPLER_CHOICES, type StudyKind } from '../kind.ts';
import { planPoint } from './plan-point.ts';
import { skeleton } from './skeleton.ts';
import { validate } from './validate.ts';

export const doubleAuctionKind: StudyKind<DoubleAuction> & { readonly name: DoubleAuction['kind'] } = {
  name: 'double-auction',
  words: 'a double auction',
  samplers: SAMPLER_CHOICES,
  validate,
  describe({ sellers, buyers, kappa, cost, value, ambiguity }) {
    return { sellers, buyers, kappa, cost: cost.text, value: value.text, ...(ambiguity ? { ambiguity: asData(ambiguity) } : {}) };
  },
  agents: () => ['seller', 'buyer'],
  skeleton,
  plan: planPoint,
};

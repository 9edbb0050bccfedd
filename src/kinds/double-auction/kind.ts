/** Double auctions: two classes of traders, whose gains follow from two survival functions each. */
import { doubleAuction, type DoubleAuction } from '../../environment/double-auction.ts';
import { InputError } from '../../errors.ts';
import { asData } from '../data.ts';
import { SAMPLER_CHOICES, type StudyKind } from '../kind.ts';
import { atLaws, overLaws, requireDataError } from './data-error.ts';
import { planDependent } from './dependent-point.ts';
import { ownMechanism, planCompared } from './plan-compared.ts';
import { planPoint } from './plan-point.ts';
import { skeleton } from './skeleton.ts';
import { validate } from './validate.ts';

export const doubleAuctionKind: StudyKind<DoubleAuction> & { readonly name: DoubleAuction['kind'] } = {
  name: 'double-auction',
  words: 'a double auction',
  samplers: SAMPLER_CHOICES,
  validate,
  describe({ sellers, buyers, kappa, cost, value, dependence, ambiguity, mechanisms }) {
    return {
      sellers, buyers, kappa, cost: cost.text, value: value.text, ...(dependence ? { dependence: asData(dependence) } : {}),
      ...(ambiguity ? { ambiguity: asData(ambiguity) } : {}), ...(mechanisms ? { mechanisms } : {}),
    };
  },
  withDependence(market, dependence) {
    if (market.dependence) throw new InputError('dependence', "is the scenario's own to say: it has one already");
    return { ...market, dependence };
  },
  withMechanisms: (market, mechanisms) => ({ ...market, mechanisms }),
  replicas: (market, copies) => doubleAuction({ ...market, sellers: market.sellers * copies, buyers: market.buyers * copies }),
  ownMechanism,
  outline: (market) => ({ mechanisms: market.mechanisms ?? [ownMechanism(market)], agents: ['seller', 'buyer'] }),
  agents: () => ['seller', 'buyer'],
  requireDataError,
  overLaws,
  atLaws,
  skeleton,
  async plan(point, aim, run) {
    if (point.problem.mechanisms) return planCompared(point, aim, run);
    return point.problem.dependence ? planDependent(point, aim) : planPoint(point, aim, run);
  },
};

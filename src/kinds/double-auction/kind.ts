/** Double auctions: two classes of traders, whose gains follow from two survival functions each. */
import { doubleAuction, type DoubleAuction } from '../../environment/double-auction.ts';
import { InputError } from '../../errors.ts';
import { asData } from '../data.ts';
import { SAMPLER_CHOICES, type StudyKind } from '../kind.ts';
import { atLaws, overLaws, requireDataError } from './data-error.ts';
import { ownMechanism } from './own-mechanism.ts';
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
  efficientRule: (market) => ({ market }),
  agents: () => ['seller', 'buyer'],
  requireDataError,
  overLaws,
  atLaws,
  skeleton,
  async plan(point, aim, run) {
    if (point.problem.mechanisms) return (await import('./plan-compared.ts')).planCompared(point, aim, run);
    if (point.problem.dependence) return (await import('./dependent-point.ts')).planDependent(point, aim);
    return (await import('./plan-point.ts')).planPoint(point, aim, run);
  },
};

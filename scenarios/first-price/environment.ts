/** Auctions of one object among like bidders: formats, strategies, who is studied. */
import type { Distribution } from '../../src/distributions/distribution.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { checkParameters, nonnegativeLaw } from '../support/parameters.ts';
import { allPayEquilibrium, firstPriceEquilibrium } from './equilibrium.ts';

export const PARAMETERS = {
  bidders: { kind: 'count', description: 'number of bidders n', default: 3, minimum: 2, maximum: 32 },
  value: { kind: 'distribution', description: "law of every bidder's value", default: 'uniform(0,1)' },
} as const satisfies Record<string, Parameter>;

export const FIRST_PRICE = 'first price at equilibrium';
export const ALL_PAY = 'all-pay at equilibrium';
export const SECOND_PRICE = 'second price';
export const TRUTHFUL = 'first price, truthful bids';
/** In each of them the strategies are an equilibrium and the highest value wins. */
export const EQUILIBRIA = [FIRST_PRICE, ALL_PAY, SECOND_PRICE] as const;

export interface Auction {
  readonly bidders: number;
  readonly law: Distribution;
}

export function auctionOf(values: ParameterValues): Auction {
  checkParameters(PARAMETERS, values);
  return { bidders: Number(values.bidders), law: nonnegativeLaw(values, 'value') };
}

export const lawsOf = ({ bidders, law }: Auction): Distribution[] => new Array<Distribution>(bidders).fill(law);

/**
 * Why there are no equilibrium bids for a law, in words; undefined where there are. Of two bidders of one type of positive probability
 * either would rather bid a little more than tie: they draw their bids at random (Maskin and Riley 1985), and no bid function is one.
 */
export const whyNoEquilibrium = ({ text, atoms = [] }: Distribution): string | undefined => (atoms.length === 0 ? undefined
  : `${text} has types of positive probability: of one type bidders would tie, and in equilibrium draw their bids at random, so that no `
    + 'bid function is an equilibrium');

/** The equilibria in bids are left out where there are none: truthful bids and the second price are played all the same. */
export function mechanismsOf({ bidders, law }: Auction): Mechanism[] {
  const toTheHighest = (name: string, kind: Extract<TransferScheme['kind'], 'first-price' | 'all-pay' | 'vcg'>): Mechanism =>
    ({ name, rule: { kind: 'efficient' }, transfers: { kind } });
  const truthful = [toTheHighest(TRUTHFUL, 'first-price'), toTheHighest(SECOND_PRICE, 'vcg')];
  if (whyNoEquilibrium(law)) return truthful;
  return [
    { ...toTheHighest(FIRST_PRICE, 'first-price'), strategies: new Array(bidders).fill(firstPriceEquilibrium(law, bidders)) },
    ...truthful,
    { ...toTheHighest(ALL_PAY, 'all-pay'), strategies: new Array(bidders).fill(allPayEquilibrium(law, bidders)) },
  ];
}

export function environment(values: ParameterValues): SocialChoiceStudy {
  const auction = auctionOf(values);
  return { kind: 'social-choice', problem: singleObject({ laws: lawsOf(auction) }), mechanisms: mechanismsOf(auction), agents: [0] };
}

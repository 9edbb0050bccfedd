/** Bilateral trade: laws, mechanisms. The seller's value of trade is minus her cost, and no trade is worth nothing to both. */
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import type { Mechanism, Strategy } from '../../src/mechanism/mechanism.ts';
import type { Parameter, ParameterValues } from '../../src/study/scenario.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import { checkParameters, nonnegativeLaw } from '../support/parameters.ts';
import { linearEquilibrium, type Traders } from './reference.ts';

export const PARAMETERS = {
  cost: { kind: 'distribution', description: "law of the seller's cost", default: 'uniform(0,1)' },
  value: { kind: 'distribution', description: "law of the buyer's value", default: 'uniform(0,1)' },
  price: { kind: 'number', description: 'the posted price', default: 0.5, minimum: 0, maximum: 1e6 },
  k: {
    kind: 'number', description: "weight of the buyer's bid in the price of the k-double auction", default: 0.5, minimum: 0, maximum: 1,
  },
} as const satisfies Record<string, Parameter>;

/**
 * VCG with no trade as each trader's outside option: the buyer pays the cost and the seller receives the value. (Clarke's
 * pivot over all alternatives would charge the seller the buyer's value where there is no trade.)
 */
export const VCG: Mechanism = { name: 'VCG', rule: { kind: 'efficient' }, transfers: { kind: 'groves' } };
export const EXPECTED_EXTERNALITY: Mechanism = {
  name: 'expected externality', rule: { kind: 'efficient' }, transfers: { kind: 'expected-externality' },
};
export const postedPrice = (price: number): Mechanism =>
  ({ name: 'posted price', rule: { kind: 'posted-price', price }, transfers: { kind: 'posted-price', price } });
export const POSTED_PRICE = postedPrice(0).name;
export const DOUBLE_AUCTION = 'k-double auction at equilibrium';

export function tradersOf(values: ParameterValues): Traders {
  checkParameters(PARAMETERS, values);
  return { cost: nonnegativeLaw(values, 'cost'), value: nonnegativeLaw(values, 'value') };
}

/** The linear equilibrium is known where both laws are uniform on the same interval. */
export const equilibriumKnown = ({ cost, value }: Traders): boolean => cost.text === value.text && cost.text.startsWith('uniform(');

/** A line on [low, low + width], given on [0, 1]. */
function linearStrategy(name: string, slope: number, start: number, low: number, width: number): Strategy {
  const intercept = low * (1 - slope) + width * start;
  return {
    name,
    bid: (type) => slope * type + intercept,
    inverse: (bid) => (bid - intercept) / slope,
    range: [slope * low + intercept, slope * (low + width) + intercept],
    isStrict: slope > 0,
    line: { slope, intercept },
    slopes: () => [slope, slope],
  };
}

export function doubleAuctionAtEquilibrium({ value }: Traders, k: number): Mechanism {
  const [low, high] = value.support;
  const { bidSlope, bidStart, askSlope, askStart } = linearEquilibrium(k);
  return {
    name: DOUBLE_AUCTION,
    rule: { kind: 'efficient' },
    transfers: { kind: 'k-double-auction', k },
    strategies: [linearStrategy('ask', askSlope, askStart, low, high - low), linearStrategy('bid', bidSlope, bidStart, low, high - low)],
  };
}

export function mechanismsOf(values: ParameterValues): Mechanism[] {
  const traders = tradersOf(values);
  const always = [VCG, EXPECTED_EXTERNALITY, postedPrice(Number(values.price))];
  return equilibriumKnown(traders) ? [...always, doubleAuctionAtEquilibrium(traders, Number(values.k))] : always;
}

export const environment = (values: ParameterValues): SocialChoiceStudy => ({
  kind: 'social-choice', problem: bilateralTrade(tradersOf(values)), mechanisms: mechanismsOf(values), agents: [0, 1],
});

/** Mechanisms of a double auction held against each other on the same draws. */
import { doubleAuctionReferences } from '../double-auction/reference.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { doubleAuction, TRADERS_MAX, type DoubleAuction } from '../../src/environment/double-auction.ts';
import { InputError } from '../../src/errors.ts';
import { COUNTED_MAX } from '../../src/kinds/double-auction/limits.ts';
import { UNITS_MAX } from '../../src/mechanism/double-auction/uniform-price.ts';
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { mechanismClaims } from './claims.ts';
import { mechanismReferences, multiUnitReferences } from './reference.ts';

const market = (values: ParameterValues): Omit<DoubleAuction, 'mechanisms'> =>
  doubleAuction({
    sellers: Number(values.sellers),
    buyers: Number(values.buyers),
    kappa: Number(values.kappa),
    cost: parseDistribution(String(values.cost), 'cost'),
    value: parseDistribution(String(values.value), 'value'),
  });

/** Where a trader of so many units can be told of (src/kinds/double-auction/validate.ts). */
function uniformPrice({ units, ...values }: ParameterValues): string[] {
  if (!Number.isInteger(units) || Number(units) < 1 || Number(units) > UNITS_MAX) {
    throw new InputError('units', `must be a whole number from 1 to ${UNITS_MAX}, got ${units}`);
  }
  const { sellers, buyers, cost, value } = market(values);
  const taken = [cost, value].every(({ atoms = [], whole }) => atoms.length === 0 && !whole);
  const fits = Number(units) <= Math.min(sellers, buyers) && sellers + buyers <= COUNTED_MAX;
  return taken && fits ? [`uniform-price(${Number(units)})`] : [];
}

const split = ({ kappa }: ParameterValues): string[] => (Number(kappa) === 0 ? [] : [`k-double-auction(${Number(kappa)})`]);

export const doubleAuctionMechanismsScenario: Scenario = {
  name: 'double-auction-mechanisms',
  title: 'Double auctions: whose gain vanishes how fast, and at what cost in trades',
  description:
    'Sellers with one good each and buyers who want one, under six mechanisms on the same draws. The competitive equilibrium mechanism '
    + 'and the k-double auction make every efficient trade, but a trader who moves the price gains by lying, and she gains more where she '
    + 'holds several of the units, as in the uniform-price auction. McAfee\'s auction, trade '
    + 'reduction and a posted price leave nothing to gain: the first two lose the least gainful trade, at times or always, and leave '
    + 'money over; the third, posted where expected gains from trade are largest, loses what one side has too many of. misreport '
    + 'certifies the gain from lying, the shares of trades and of first-best gains that are lost and the money left over, and fits how '
    + 'fast each vanishes.',
  source:
    'R. Preston McAfee, A Dominant Strategy Double Auction, Journal of Economic Theory 56 (1992); Kathleen Hagerty and William Rogerson, '
    + 'Robust Trading Mechanisms, Journal of Economic Theory 42 (1987); Yangwei Song (2022), section 5.2.',
  parameters: {
    sellers: { kind: 'count', description: 'number of sellers m', default: 8, minimum: 1, maximum: TRADERS_MAX },
    buyers: { kind: 'count', description: 'number of buyers n', default: 8, minimum: 1, maximum: TRADERS_MAX },
    kappa: {
      kind: 'number', description: 'price rule of the k-double auction: weight of the higher marginal report', default: 0.5, minimum: 0,
      maximum: 1,
    },
    units: {
      kind: 'count', description: 'units that the traders of the uniform-price auction hold each, of those of their side', default: 2,
      minimum: 1, maximum: UNITS_MAX,
    },
    cost: { kind: 'distribution', description: "law of a seller's cost", default: 'uniform(0,1)' },
    value: { kind: 'distribution', description: "law of a buyer's value", default: 'uniform(0,1)' },
  },
  shorthands: { traders: { sets: ['sellers', 'buyers'], description: 'traders on each side, M' } },
  rateDefaults: { traders: Array.from({ length: 8 }, (_, i) => 2 ** (i + 1)) },
  size: (values) => Math.min(Number(values.sellers), Number(values.buyers)),
  environment: (values) => ({
    ...market(values),
    mechanisms: ['cem', ...split(values), ...uniformPrice(values), 'mcafee', 'trade-reduction', 'posted-price'],
  }),
  primaryAgent: () => 'seller',
  references(values) {
    const constants = [['cem', 0], ...split(values).map((name): [string, number] => [name, Number(values.kappa)])] as [string, number][];
    return [
      ...constants.flatMap(([mechanism, kappa]) =>
        doubleAuctionReferences({ ...market(values), kappa }).map((known) => ({ ...known, mechanism }))),
      ...uniformPrice(values).flatMap((mechanism) => multiUnitReferences(market(values), Number(values.units), mechanism)),
      ...mechanismReferences(market(values)),
    ];
  },
  claims: mechanismClaims,
};

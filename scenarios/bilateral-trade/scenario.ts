/** Bilateral trade (Song22 Example 4; Myerson and Satterthwaite 1983). */
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import { bilateralTradeClaims } from './claims.ts';
import {
  DOUBLE_AUCTION, environment, equilibriumKnown, EXPECTED_EXTERNALITY, PARAMETERS, POSTED_PRICE, tradersOf, VCG,
} from './environment.ts';
import {
  buyerGain, expectedExternalityWorst, gainsFromTrade, linearEquilibriumGains, postedPriceGains, postedPriceUtilities, sellerGain,
} from './reference.ts';

type Entries = ReturnType<NonNullable<Scenario['references']>>;

function references(values: ParameterValues): Entries {
  const traders = tradersOf(values);
  const { cost, value } = traders;
  const first = gainsFromTrade(traders);
  const price = Number(values.price);
  const worst = expectedExternalityWorst(traders);
  const rows = (mechanism: string, source: string) => (agent: string, known: Record<string, number>): Entries =>
    Object.entries(known).map(([quantity, exact]) => ({ quantity, agent, mechanism, reference: { value: exact, source } }));
  const share = (gains: number): Record<string, number> =>
    ({ firstBest: first, welfare: gains, ...(first > 0 ? { welfareShare: gains / first } : {}) });
  const vcg = rows(VCG.name, 'buyer pays the cost, seller gets the value; by quadrature');
  const agv = rows(EXPECTED_EXTERNALITY.name, "d'Aspremont and Gerard-Varet 1979, by quadrature");
  const posted = rows(POSTED_PRICE, 'two independent decisions at the price, by quadrature');
  const zero = { epsilonLic: 0, epsilonIc: 0 };
  return [
    ...vcg('market', { ...share(first), revenue: 0 - first }),
    ...vcg('buyer', { ...zero, exAnteUtility: first, interimIr: buyerGain(traders, value.support[0]) }),
    ...vcg('seller', { ...zero, exAnteUtility: first, interimIr: sellerGain(traders, cost.support[1]) }),
    ...agv('market', { ...share(first), revenue: 0 }),
    ...agv('buyer', { ...zero, interimIr: worst.buyer, exAnteUtility: worst.buyer - buyerGain(traders, value.support[0]) + first }),
    ...agv('seller', { ...zero, interimIr: worst.seller, exAnteUtility: worst.seller - sellerGain(traders, cost.support[1]) + first }),
    ...posted('market', { ...share(postedPriceGains(traders, price)), revenue: 0 }),
    ...posted('buyer', { ...zero, exAnteUtility: postedPriceUtilities(traders, price).buyer }),
    ...posted('seller', { ...zero, exAnteUtility: postedPriceUtilities(traders, price).seller }),
    ...doubleAuctionReferences(values, rows, share),
  ];
}

function doubleAuctionReferences(
  values: ParameterValues,
  rows: (mechanism: string, source: string) => (agent: string, known: Record<string, number>) => Entries,
  share: (gains: number) => Record<string, number>,
): Entries {
  const traders = tradersOf(values);
  if (!equilibriumKnown(traders)) return [];
  const [low, high] = traders.value.support;
  const of = rows(DOUBLE_AUCTION, 'Chatterjee and Samuelson 1983, linear equilibrium');
  const equilibrium = { epsilonLic: 0, epsilonIc: 0, interimIr: 0 };
  return [
    ...of('market', { ...share((high - low) * linearEquilibriumGains(Number(values.k))), revenue: 0 }), ...of('buyer', equilibrium),
    ...of('seller', equilibrium)
  ];
}

export const bilateralTradeScenario: Scenario = {
  name: 'bilateral-trade',
  title: 'Bilateral trade: efficient, truthful, voluntary, balanced - at most three',
  description:
    "A seller with a cost and a buyer with a value, both private. Myerson and Satterthwaite: where the two supports overlap, no "
    + "mechanism is efficient, interim incentive compatible, interim individually rational and without an expected deficit. Each "
    + "mechanism here gives up one: VCG the budget (it loses the whole gains from trade, 1/6 for uniform laws on [0, 1]), expected "
    + "externality the consent of the worst types, a posted price and the k-double auction at its linear equilibrium efficiency. No "
    + "trade is worth nothing to both; the seller's value of trade is minus her cost.",
  source:
    'Roger Myerson and Mark Satterthwaite, Efficient Mechanisms for Bilateral Trading, Journal of Economic Theory 29 (1983); Kalyan '
    + 'Chatterjee and William Samuelson, Bargaining under Incomplete Information, Operations Research 31 (1983); Yangwei Song, '
    + 'Approximate Bayesian Implementation and Exact Maxmin Implementation: An Equivalence (2022), Example 4.',
  parameters: PARAMETERS,
  shorthands: { law: { sets: ['cost', 'value'], description: 'one law for both' } },
  size: () => 1,
  sizeName: { symbol: 'M', description: 'traders on each side' },
  environment,
  primaryAgent: () => 'buyer',
  references,
  claims: bilateralTradeClaims,
};

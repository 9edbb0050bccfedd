/** First price, all-pay and second price auctions at their equilibria, and truthful bids (2 to 32 bidders). */
import type { ParameterValues, Scenario } from '../../src/study/scenario.ts';
import {
  expectedHighest, expectedSecond, highestOf, rivalsStrictlyBelow, secondPriceExAnte, truthfulFirstPriceLoss, whyEndless,
} from '../single-object/reference.ts';
import { firstPriceClaims } from './claims.ts';
import { auctionOf, environment, EQUILIBRIA, lawsOf, mechanismsOf, PARAMETERS, TRUTHFUL } from './environment.ts';

function references(values: ParameterValues): ReturnType<NonNullable<Scenario['references']>> {
  const auction = auctionOf(values);
  const laws = lawsOf(auction);
  const played = new Set(mechanismsOf(auction).map(({ name }) => name));
  const highest = expectedHighest(laws);
  const second = expectedSecond(laws);
  const rows = (mechanism: string, agent: string, source: string, known: Record<string, number>) =>
    Object.entries(known).map(([quantity, value]) => ({ quantity, agent, mechanism, reference: { value, source } }));
  return [
    ...EQUILIBRIA.filter((mechanism) => played.has(mechanism)).flatMap((mechanism) => [
      ...rows(
        mechanism, 'market', 'revenue equivalence: the expected second highest value, by quadrature',
        { welfare: highest, firstBest: highest, welfareShare: 1, revenue: second },
      ),
      ...rows(
        mechanism, 'bidder 1', 'the strategies are an equilibrium (Riley and Samuelson 1981)',
        { epsilonLic: 0, epsilonIc: 0, exAnteUtility: secondPriceExAnte(laws, 0), interimIr: 0 },
      ),
    ]),
    ...rows(
      TRUTHFUL, 'market', 'order statistics, by quadrature', { welfare: highest, firstBest: highest, welfareShare: 1, revenue: highest },
    ),
    ...rows(
      TRUTHFUL, 'bidder 1', 'u(t, s) = F(t)^(n-1) (s - t)',
      {
        epsilonLic: rivalsStrictlyBelow(laws, 0, highestOf(auction.law)), exAnteUtility: 0, interimIr: 0,
        ...(whyEndless(auction.law) === undefined ? { epsilonIc: truthfulFirstPriceLoss(laws, 0) } : {}),
      },
    ),
  ];
}

export const firstPriceScenario: Scenario = {
  name: 'first-price',
  title: 'First price, all-pay and second price auctions at their equilibria',
  description:
    'Like bidders with private values for one object, no reserve. Bids of a strategy profile make an auction a direct mechanism: to '
    + 'misreport is to bid as another type would. At the known equilibria, first price bids v - int F^(n-1) / F(v)^(n-1) and all-pay '
    + 'bids F(v)^(n-1) times that, no lie gains, so the certified epsilon-IC constant says how well that is known; truthful bids in a '
    + 'first price auction show what a loss looks like, and all three equilibria earn the same. Where types have positive probability '
    + 'equilibrium bids are drawn at random, and only truthful bids and the second price are played.',
  source:
    'William Vickrey, Counterspeculation, Auctions, and Competitive Sealed Tenders, Journal of Finance 16 (1961); John Riley and '
    + 'William Samuelson, Optimal Auctions, American Economic Review 71 (1981); Roger Myerson, Optimal Auction Design, Mathematics of '
    + 'Operations Research 6 (1981).',
  parameters: PARAMETERS,
  rateDefaults: { bidders: [2, 3, 5, 7, 10] },
  size: (values) => Number(values.bidders),
  sizeName: { symbol: 'n', description: 'number of bidders' },
  environment,
  primaryAgent: () => 'bidder 1',
  references,
  claims: firstPriceClaims,
};

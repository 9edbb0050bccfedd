/**
 * Exact values where there are formulas; W is the greatest welfare.
 *
 *   VCG                  no lie gains. A bidder of the lowest type a has a where an object is left for her (N <= M), else 0
 *   pay-as-bid           truth leaves 0. Where N <= M, reporting a for everything still gets an object: a lie gains b - a
 *   one object           the second price auction, and a first price auction with truthful bids
 *   one bidder           pays nothing and has the best of M; at the highest competitive price she pays what it is better by
 */
import { massBelow } from '../../src/distributions/distribution.ts';
import { expectedHighest, expectedSecond, secondPriceExAnte, truthfulFirstPriceLoss } from '../single-object/reference.ts';
import { BIDDER, PAY_AS_BID, VCG, type Market } from './environment.ts';

export interface Known {
  readonly mechanism: string;
  readonly agent: string;
  readonly quantity: string;
  readonly value: number;
  readonly source: string;
}

type Of = (agent: string, source: string, values: Readonly<Record<string, number>>) => Known[];

const under = (mechanism: string): Of =>
  (agent, source, values) => Object.entries(values).map(([quantity, value]) => ({ mechanism, agent, quantity, value, source }));
const [vcg, payAsBid] = [under(VCG), under(PAY_AS_BID)];

export function known({ bidders, objects, law }: Market): Known[] {
  const [low, top] = law.support;
  const isLeft = bidders <= objects;
  return [
    ...vcg(BIDDER, 'truth-telling is dominant under VCG with private values', { epsilonIc: 0, exPostGainProbability: 0 }),
    ...vcg(BIDDER, 'the lowest type gets what is left over', { interimIr: isLeft ? low : 0 }),
    ...vcg('market', 'the rule is efficient', { welfareShare: 1 }),
    ...vcg('market', 'VCG payments are the lowest competitive prices (Leonard 1983)', { priceViolationProbability: 0 }),
    ...payAsBid(BIDDER, 'a truthful bidder pays all she gets', { exAnteUtility: 0, interimIr: 0 }),
    ...payAsBid('market', 'the rule is efficient', { welfareShare: 1 }),
    ...(isLeft ? payAsBid(BIDDER, 'an object is left whatever she reports', {
      epsilonIc: top - low,
      // Types of the lowest worth that have positive probability may have nothing to gain.
      ...(massBelow(law, low) === law.cdf(low) ? { exPostGainProbability: 1 } : {}),
    }) : []),
    ...(bidders === 1 ? alone(objects, law) : objects === 1 ? oneObject(bidders, law) : []),
  ];
}

function alone(objects: number, law: Market['law']): Known[] {
  const laws = new Array<Market['law']>(objects).fill(law);
  const best = expectedHighest(laws);
  const source = 'one bidder has the best object, by quadrature';
  const second = objects === 1 ? 0 : expectedSecond(laws);
  return [
    ...vcg(BIDDER, source, { exAnteUtility: best }),
    ...vcg('market', source, { welfare: best, firstBest: best, revenue: 0, highestCompetitiveRevenue: best - second }),
    ...payAsBid('market', source, { welfare: best, firstBest: best, revenue: best }),
  ];
}

function oneObject(bidders: number, law: Market['law']): Known[] {
  const laws = new Array<Market['law']>(bidders).fill(law);
  const [best, second] = [expectedHighest(laws), expectedSecond(laws)];
  const tied = (law.atoms ?? []).reduce((sum, { at, mass }) => {
    const below = massBelow(law, at);
    return sum + law.cdf(at) ** bidders - below ** bidders - bidders * mass * below ** (bidders - 1);
  }, 0);
  const source = 'order statistics, by quadrature';
  return [
    ...vcg(BIDDER, source, { exAnteUtility: secondPriceExAnte(laws, 0) }),
    ...vcg('market', source, { welfare: best, firstBest: best, revenue: second, highestCompetitiveRevenue: best }),
    ...payAsBid('market', source, { welfare: best, firstBest: best, revenue: best }),
    ...payAsBid(BIDDER, 'u(t, s) = F(t)^(n-1) (s - t)', { epsilonIc: truthfulFirstPriceLoss(laws, 0) }),
    ...payAsBid(BIDDER, 'one of n like bidders wins, unless several are highest', { exPostGainProbability: (1 - tied) / bidders }),
  ];
}

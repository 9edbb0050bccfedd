/** delta* of double auctions whose laws have atoms, against binomials: the shortest lies, at right limits, need most. */
import { describe, expect, it } from 'vitest';
import { binomialCdf } from '../../../scenarios/double-auction/reference.ts';
import { doubleAuctionAmbiguityScenario } from '../../../scenarios/double-auction-ambiguity/scenario.ts';
import type { Metric } from '../../../src/beliefs/belief-set.ts';
import { massBelow } from '../../../src/distributions/distribution.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction, traderProblem, type Trader } from '../../../src/environment/double-auction.ts';
import { InputError } from '../../../src/errors.ts';
import type { Estimate } from '../../../src/results/document.ts';
import { validate } from '../../../src/kinds/double-auction/validate.ts';
import { runStudy } from '../../../src/study/study.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { defaultValues } from '../../scenarios/support/rows.ts';

async function run(changes: Record<string, string | number>): Promise<readonly Estimate[]> {
  const scenario = doubleAuctionAmbiguityScenario;
  const sampling = { profiles: 20_000, maxProfiles: 20_000, confidence: 0.999, seed: 'ambiguous atoms', sampler: 'auto' } as const;
  const { estimates } = await runStudy(
    { command: 'rate', scenario, points: [defaultValues(scenario, changes)], ...sampling }, inProcessDevice(), {},
  );
  return estimates;
}

/** Of one law for all, at reports just above `PLACES` numbers and all atoms. */
const PLACES = 400;

function exact(text: string, [sellers, buyers, kappa]: readonly [number, number, number], trader: Trader): Record<Metric, number> {
  const law = parseDistribution(text);
  const { rank, pivotalWeight: w } = traderProblem(doubleAuction({ sellers, buyers, kappa, cost: law, value: law }), trader);
  const N = sellers + buyers - 1;
  const sign = trader === 'seller' ? 1 : -1;
  const r = trader === 'seller' ? rank : N - rank;
  const upTo = (y: number): number => (sign === 1 ? law.cdf(y) : 1 - massBelow(law, -y));
  const U = (y: number): number => binomialCdf(N, r, upTo(y));
  const L = (y: number): number => binomialCdf(N, r - 1, upTo(y));
  const [low, high] = law.support;
  const top = sign === 1 ? high : -low;
  const even = Array.from({ length: PLACES }, (_, i) => low + ((high - low) * i) / PLACES);
  const near = (high - low) * 1e-9;
  const places = [...even, low + near, high - near, ...law.atoms!.map(({ at }) => at)].map((at) => sign * at).filter((y) => y < top);
  const own = (y: number): number => (1 - w) * U(y) + w * L(y);
  let [fails, enough] = [0, 1];
  for (let halving = 0; halving < 30; halving++) {
    const middle = (fails + enough) / 2;
    if (places.every((y) => U(y + middle) - own(y) <= middle)) enough = middle;
    else fails = middle;
  }
  return {
    prokhorov: enough,
    totalVariation: Math.max(...places.map((y) => U(y) - own(y))),
    contamination: Math.max(...places.map((y) => (U(y) > 0 ? 1 - own(y) / U(y) : 0))),
  };
}

describe.each(
  [
    ['discrete(1:0.2,2:0.5,4:0.3)', [3, 2, 0.4], 0.05],
    // A tenth apart, beliefs may move one atom onto the next: delta* is that distance.
    ['discrete(0:0.25,0.1:0.25,0.2:0.25,0.3:0.25)', [2, 2, 0.5], 0.05],
    ['mixture(0.3:0.5,0.7:uniform(0,1))', [2, 3, 0.5], 0.1],
  ] as const,
)('%s, %j', (law, market, wide) => {
  const [sellers, buyers, kappa] = market;
  it.each([['both', ['prokhorov', 'totalVariation']], ['contamination', ['contamination']]] as const)('by %s', async (metrics, each) => {
    const rows = await run({ sellers, buyers, kappa, cost: law, value: law, metrics });
    for (const trader of ['seller', 'buyer'] as const) {
      const known = exact(law, market, trader);
      for (const metric of each) {
        const { lower, upper } = rows.find(({ quantity, agent, point }) =>
          quantity === 'deltaStar' && agent === trader && point.metric === metric)!;
        expect(lower, `${trader} ${metric}`).toBeLessThanOrEqual(known[metric] + 1e-9);
        expect(upper, `${trader} ${metric}`).toBeGreaterThanOrEqual(known[metric] - 1e-9);
        // Contamination divides by a chance that is small near the top, where it says little.
        expect(upper - lower, `${trader} ${metric}`).toBeLessThan(metric === 'contamination' ? 0.5 : wide);
      }
    }
  });
});

it('types of one side within a gap of the other: refused by the gap', async () => {
  const refused = run({ cost: 'discrete(1:0.2,2:0.5,4:0.3)', value: 'uniform(0,5)' });
  await expect(refused).rejects.toThrow(InputError);
  await expect(refused).rejects.toThrow(/cost: discrete.*leaves out the types between 1 and 2, where uniform\(0,5\) has some/);
});

it('two equal laws of many atoms leave out the same types, whatever their sums round to', () => {
  const law = parseDistribution(`discrete(${Array.from({ length: 49 }, (_, i) => `${i / 7}:${(1 + (i % 5)) / 145}`).join(',')})`);
  const rests = law.atoms!.slice(1).map(({ at }, i) => massBelow(law, at) - law.cdf(law.atoms![i]!.at));
  expect(Math.max(...rests)).toBeGreaterThan(0);
  const market = doubleAuction({ sellers: 2, buyers: 2, kappa: 0, cost: law, value: law, ambiguity: { metrics: ['prokhorov'] } });
  expect(() => validate(market)).not.toThrow();
});

/** Intervals of what mechanisms lose hold the exact values as often as they say. MISREPORT_SEEDS raises the number of seeds. */
import { expect, it } from 'vitest';
import { mechanismReferences } from '../../../scenarios/double-auction-mechanisms/reference.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction } from '../../../src/environment/double-auction.ts';
import { comparedSums } from '../../../src/kinds/double-auction/compared-sums.ts';
import { parseAuctionMechanisms } from '../../../src/mechanism/double-auction/registry.ts';
import { mechanismMeans } from '../../../src/notions/auction-mechanisms.ts';
import { openRun } from '../../../src/run/run.ts';
import type { Interval } from '../../../src/statistics/interval.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

const SEEDS = Number(process.env.MISREPORT_SEEDS ?? 8);
const ALPHA = 0.2;

it.each([
  [1, 1, 'uniform(0,1)', 'uniform(0,1)'], [3, 5, 'beta(2,3)', 'uniform(0.1,1.3)'],
  [6, 4, 'discrete(0:0.3,0.5:0.4,0.7:0.3)', 'beta(3,2)'], [20, 16, 'uniform(0,1)', 'uniform(0,1)'],
])('%d sellers and %d buyers, %s and %s', async (sellers, buyers, cost, value) => {
  const market = doubleAuction({ sellers, buyers, kappa: 0, cost: parseDistribution(cost), value: parseDistribution(value) });
  const mechanisms = parseAuctionMechanisms('cem,trade-reduction,posted-price');
  const references = mechanismReferences(market);
  expect(references.length).toBeGreaterThan(1);
  const aim = { command: 'run', profiles: 400, maxProfiles: 400, confidence: 1 - ALPHA, sampler: 'auto' } as const;
  const missed = references.map(() => 0);
  for (let seed = 0; seed < SEEDS; seed++) {
    const sums = await comparedSums(market, mechanisms, aim, openRun(inProcessDevice(), `coverage ${seed}`));
    const means = mechanisms.map((_, at): Partial<Record<string, Interval>> => ({ ...mechanismMeans(sums, at, ALPHA) }));
    references.forEach(({ quantity, mechanism, reference }, i) => {
      const { lower, upper } = means[mechanisms.findIndex(({ text }) => text === mechanism)]![quantity]!;
      if (reference!.value < lower - 1e-12 || reference!.value > upper + 1e-12) missed[i]!++;
    });
  }
  for (const count of missed) expect(count / SEEDS).toBeLessThanOrEqual(ALPHA);
});

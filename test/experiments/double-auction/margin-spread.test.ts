import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { chanceAbove, marginSpread } from '../../../src/experiments/double-auction/margin-spread.ts';
import { caseMaker } from '../../oracles/statistics.ts';

const MARKETS = [
  [3, 3, 'uniform(0,1)', 'uniform(0,1)'], [12, 12, 'uniform(0,1)', 'uniform(0,1)'], [2, 9, 'beta(2,5)', 'beta(5,2)'],
  [40, 25, 'beta(0.5,0.5)', 'uniform(0,1)'], [6, 8, 'discrete(0:0.3,0.4:0.3,1:0.4)', 'discrete(0:0.2,0.4:0.4,1:0.4)'],
  [20, 20, 'discrete(0:0.9,1:0.1)', 'uniform(0,1)'], [15, 10, 'uniform(0,1)', 'uniform(2,3)'], [30, 30, 'normal(0,1)', 'normal(0.5,2)'],
] as const;

describe('the gain of the least efficient trade', () => {
  it.each(MARKETS)('%d sellers and %d buyers, %s and %s: no more often above a number than the bound says', (m, n, c, v) => {
    const [cost, value] = [parseDistribution(c), parseDistribution(v)];
    const low = Math.min(cost.support[0], value.support[0]);
    const width = Math.max(cost.support[1], value.support[1]) - low;
    const make = caseMaker(m + n);
    const PROFILES = 800;
    const spreads = Array.from({ length: PROFILES }, () => {
      const asks = Array.from({ length: m }, () => cost.quantile(make.unit())).sort((a, b) => a - b);
      const bids = Array.from({ length: n }, () => value.quantile(make.unit())).sort((a, b) => b - a);
      let k = 0;
      while (k < Math.min(m, n) && asks[k]! <= bids[k]!) k++;
      return k === 0 ? 0 : bids[k - 1]! - asks[k - 1]!;
    });
    let told = 0;
    for (const share of [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9]) {
      const cap = share * width;
      const bound = chanceAbove({ sellers: m, buyers: n, cost, value }, { low, width }, cap, 0.3);
      if (bound === undefined) continue;
      const seen = spreads.filter((spread) => spread > cap).length / PROFILES;
      expect(bound).toBeGreaterThanOrEqual(seen - 3.5 * Math.sqrt((seen * (1 - seen)) / PROFILES) - 1 / PROFILES);
      told++;
    }
    if (m >= 15) expect(told).toBeGreaterThan(0);
  });

  it('falls in proportion to the number of traders, and is the width where there are few', () => {
    const law = parseDistribution('uniform(0,1)');
    const cap = (M: number): number => marginSpread({ sellers: M, buyers: M, cost: law, value: law }, { low: 0, width: 1 }).cap;
    expect(cap(1)).toBe(1);
    expect(cap(2)).toBe(1);
    expect(cap(4096)).toBeLessThan(0.02);
    expect(cap(4096)).toBeGreaterThan(20 / 4096);
  });
});

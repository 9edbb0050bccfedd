/** Constants beside delta*: what the rule needs, what Theorem 4.1 guarantees and what Theorem 4.2 asks for. */
import { describe, expect, it } from 'vitest';
import type { Metric } from '../../../src/beliefs/belief-set.ts';
import { publicGood } from '../../../src/environment/public-good.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import { derivativesOf } from '../../../src/environment/derivatives.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { certain } from '../../../src/notions/certified.ts';
import { guaranteedEpsilonOnLadder } from '../../../src/notions/guaranteed-epsilon.ts';
import { implementabilityDeltaOnLadder } from '../../../src/notions/implementability-delta.ts';
import { reachPremium } from '../../../src/notions/ambiguity-premium/reach.ts';
import { ownValuation, sufficientDelta } from '../../../src/notions/sufficient-delta.ts';
import { auctionReach, reachSums, type ReachModel } from '../ambiguity-premium/reach.ts';
import { line } from '../simulate.ts';

const reports = line(4);
const LADDER = Array.from({ length: 50 }, (_, i) => (i + 1) / 50);

/** Served where a uniform signal lies below q: less often in the middle than at the bottom. */
const chance = [0.3, 0.6, 0.35, 0.4, 0.7] as const;
const dip: ReachModel = {
  reports, classes: 2,
  outcome([t], draw, radius) {
    const [q, y] = [chance[Math.round(t! * 4)]!, draw(0)];
    return { chosen: y < q ? 1 : 0, mask: (Math.max(0, y - radius) < q ? 2 : 0) | (Math.min(1, y + radius) >= q ? 1 : 0) };
  },
  anywhere: () => 3,
};

describe('the ambiguity that a rule needs', () => {
  // Chances fall by a quarter at most: met half way in total variation; both ends move twice in the Prokhorov metric.
  it.each([['totalVariation', 0.125], ['prokhorov', 0.0625]] as const)('%s', (metric: Metric, exact) => {
    const radii = metric === 'prokhorov' ? LADDER : [0];
    const { estimate, lower, upper, lie } = implementabilityDeltaOnLadder(
      { sums: reachSums(dip, radii, 21, 2000), metric, deltas: LADDER, alpha: 0.1, served: 1 }, reachSums(dip, radii, 22, 1000));
    expect(lower).toBeLessThanOrEqual(exact);
    expect(upper).toBeGreaterThanOrEqual(exact);
    expect(upper - lower).toBeLessThan(0.1);
    expect(Math.abs(estimate - exact)).toBeLessThan(0.02);
    expect(lie).toEqual({ report: 1, type: 2 });
  });

  it('none where chances rise', () => {
    const sums = reachSums(auctionReach(reports, 1), LADDER, 23, 1000);
    expect(implementabilityDeltaOnLadder(
      { sums, metric: 'prokhorov', deltas: LADDER, alpha: 0.1, served: 1 },
      sums,
    )).toMatchObject({ estimate: 0, lower: 0 });
  });
});

it('Theorem 4.1: the loss per unit of lie at delta*', () => {
  const sums = reachSums(auctionReach(reports, 1), LADDER, 24, 4000);
  const rise = (report: number, type: number): number[] => [0, reports[type]![0]! - reports[report]![0]!];
  const lies = reports.flatMap((_r, report) => reports.flatMap((_t, type) => (report === type ? [] : [{
    report,
    type,
    size: Math.abs(report - type) / 4,
  }])));
  const losses = reachPremium({ sums, rise, metric: 'prokhorov', alpha: 0.1 / lies.length });
  const question = { agent: 0, reports, paired: reports.map((_, r) => r), groupSize: 1, line: true };
  // A report in the middle moves twice delta: by delta nearby, by delta anywhere.
  const found = guaranteedEpsilonOnLadder(question, losses, { estimate: 0.11, lower: 0.1, upper: 0.12, certified: true }, lies)!;
  expect(found.estimate).toBeCloseTo(0.22, 1);
  expect(found.lower).toBeLessThanOrEqual(0.2);
  expect(found.lower).toBeGreaterThan(0.17);
  expect(found.upper).toBeGreaterThanOrEqual(0.24);
  expect(found.upper).toBeLessThan(0.28);
  expect(guaranteedEpsilonOnLadder(question, losses, { estimate: 0.1, lower: 0, upper: 1, certified: false }, [])).toBeUndefined();
});

describe('Theorem 4.2: the delta asked for', () => {
  const uniform = parseDistribution('uniform(0,1)');
  const [lic, bounded] = [{ ...certain(0.1), lower: 0.08, upper: 0.12 }, { ...certain(0.05), upper: 0.2, guarantee: 'grid' } as const];

  it('one signal: epsilon over the least slope, or epsilon', () => {
    const problem = singleObject({ laws: [uniform, uniform] });
    const own = ownValuation(problem, derivativesOf(problem), 0)!;
    expect(own).toEqual({ alternatives: 1, leastSlope: 1, dimensions: 1 });
    expect(sufficientDelta(lic, bounded, own)).toEqual({ estimate: 0.1, lower: 0.08, upper: 0.2, guarantee: 'grid' });
    expect(sufficientDelta(lic, bounded, { ...own, leastSlope: 0.5 })).toMatchObject({ estimate: 0.2, lower: 0.16, upper: 0.4 });
  });

  it('several signals: times the alternatives in which they matter', () => {
    expect(sufficientDelta(lic, bounded, { alternatives: 3, leastSlope: 1, dimensions: 3 }).estimate).toBeCloseTo(0.3, 12);
  });

  it('a public good: where no level is built nothing is worth more to a higher type', () => {
    const problem = publicGood({ laws: [uniform, uniform], cost: 1 });
    expect(ownValuation(problem, derivativesOf(problem), 0)).toMatchObject({ alternatives: 1 });
  });
});

/**
 * How every certificate spends its error probability: its ends are those of the bound that it names, at alpha over as many statements
 * as hold at once. On counts made by hand, so a share that is dropped, or halved, shows in the last digits.
 */
import { describe, expect, it } from 'vitest';
import type { InterimSums } from '../../src/experiments/interim-sums.ts';
import type { ReachSums } from '../../src/experiments/reach-sums.ts';
import type { Survival } from '../../src/experiments/order-statistics/survival.ts';
import { priorsPremium } from '../../src/notions/ambiguity-premium/priors.ts';
import { reachPremium } from '../../src/notions/ambiguity-premium/reach.ts';
import { gainsUnder } from '../../src/notions/ambiguous-gain.ts';
import { classShares, greatestAverage, valueRise } from '../../src/notions/choice-probabilities.ts';
import { contaminationDeltaOfTrader, prokhorovDeltaOfTrader } from '../../src/notions/delta-star.ts';
import { lieGains, noShortLieGains } from '../../src/notions/delta-star/trader.ts';
import { epsilonBoundedOnGrid } from '../../src/notions/epsilon-bounded.ts';
import { strategyLoss } from '../../src/notions/epsilon-ic.ts';
import { epsilonLicOfModifiedVcg } from '../../src/notions/epsilon-lic.ts';
import { guaranteedEpsilonOfTrader } from '../../src/notions/guaranteed-epsilon.ts';
import { implementabilityDeltaOnLadder } from '../../src/notions/implementability-delta.ts';
import { interimUtility, utilityAt, utilityDifferences } from '../../src/notions/interim-utility.ts';
import { PairGains } from '../../src/notions/misreport-gain.ts';
import { ruleDistance } from '../../src/notions/rule-distance.ts';
import { ownSlopes, slopeBand } from '../../src/notions/slope-band.ts';
import { chernoffLower, chernoffUpper } from '../../src/statistics/chernoff.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../../src/statistics/clopper-pearson.ts';
import { dkwHalfWidth } from '../../src/statistics/dkw.ts';
import { exactly } from '../../src/statistics/interval.ts';
import { firstPrice, line, simulate } from './simulate.ts';

const alpha = 0.02;
const n = 10_000;

/** Interim sums of an agent served with these counts under reports evenly spaced on [0, 1]; no pairs. */
function served(counts: readonly number[], reports = line(counts.length - 1)): InterimSums {
  const some = simulate({ ...firstPrice(reports, 1), paired: [] }, 1, 4);
  return { ...some, profiles: n, choices: Float64Array.from(counts.flatMap((count) => [n - count, count])) };
}

describe('a double auction\'s trader', () => {
  const s: Survival = {
    n, weight: 1, sign: 1, first: 0, end: 4, witness: 2,
    x: Float64Array.of(0, 0.25, 0.5, 0.75, 1),
    atLeastL: Float64Array.of(9500, 6800, 4500, 2500, 1000),
    atLeastU: Float64Array.of(9800, 7000, 5000, 3000, 1500),
  };
  const always = (): boolean => true;

  it('delta* by contamination: all four cells above, a set of boundaries below', () => {
    const { lower, upper, witness } = contaminationDeltaOfTrader(s, alpha, always, false, 0);
    const most = [0, 1, 2, 3].map((j) => clopperPearsonUpper(s.atLeastU[j]! - s.atLeastL[j + 1]!, s.atLeastU[j]!, (0.35 * alpha) / 4));
    expect(upper).toBe(Math.max(...most));
    expect(lower).toBe(clopperPearsonLower(500, 1500, (0.65 * alpha) / 4));
    expect(witness).toEqual({ type: 0.75, report: 1 });
  });

  it('delta* by Prokhorov: rungs from above at 0.35 alpha, from below at 0.65 alpha', () => {
    const ladder = Array.from({ length: 2000 }, (_, r) => (r + 1) / 4000);
    const { lower, upper } = prokhorovDeltaOfTrader({ ...s, x: s.x.map((x) => 10 * x) }, ladder, alpha, always, 0);
    const wide = { ...s, x: s.x.map((x) => 10 * x) };
    const safe = ladder.filter((delta) => noShortLieGains(wide, delta + 1e-9, 0.35 * alpha, always, 0));
    const gaining = ladder.filter((delta) => lieGains(wide, 2, 3, delta - 1e-9, 0.65 * alpha, 0));
    expect(upper).toBeCloseTo(Math.min(...safe), 8);
    expect(lower).toBeCloseTo(gaining.length === 0 ? 0 : Math.max(...gaining), 8);
    const report = {
      ...wide,
      atLeastU: Float64Array.of(9800, 9000, 8000, 7500, 7000),
      atLeastL: Float64Array.of(9500, 8000, 4500, 4000, 3000),
    };
    const certain = ladder.filter((delta) => lieGains(report, 2, 3, delta - 1e-9, 0.65 * alpha, 0));
    expect(certain.length).toBeGreaterThan(0);
    expect(prokhorovDeltaOfTrader(report, ladder, alpha, always, 0).lower).toBeCloseTo(Math.max(...certain), 8);
  });

  it('the guaranteed epsilon: four events at each of five boundaries', () => {
    const delta = { estimate: 0.2, lower: 0.15, upper: 0.25 };
    const { lower, upper } = guaranteedEpsilonOfTrader(s, 'contamination', delta, alpha, 0);
    expect(upper).toBe(0.25 * Math.max(clopperPearsonUpper(9800, n, alpha / 20), clopperPearsonUpper(n - 1500, n, alpha / 20)));
    expect(lower).toBe(0.15 * Math.max(clopperPearsonLower(7000, n, alpha / 20), clopperPearsonLower(n - 3000, n, alpha / 20)));
  });
});

describe('chances of alternatives', () => {
  it('of classes: both sides of every class under every report', () => {
    const [, second] = classShares(served([100, 5000, 9000]), [0, 1, 2], alpha);
    expect(second!.lower[1]).toBe(chernoffLower(5000, n, alpha / 12));
    expect(second!.upper[1]).toBe(chernoffUpper(5000, n, alpha / 12));
  });

  it('slopes of the own value: both sides at every report', () => {
    const sums = served([100, 5000, 9000]);
    const band = slopeBand(sums, ownSlopes(sums)!, alpha)!;
    [100, 5000, 9000].forEach((count, r) => {
      expect(band.lower[r]).toBe(chernoffLower(count, n, alpha / 6));
      expect(band.upper[r]).toBe(chernoffUpper(count, n, alpha / 6));
    });
  });

  it('distance of rules: both sides and both directions of every alternative at every type', () => {
    const { lower, upper } = ruleDistance(
      { profiles: n, types: line(2), alternatives: 2, first: Float64Array.of(0, 5, 900, 3, 0, 0), second: new Float64Array(6) },
      alpha,
    );
    expect(lower).toBe(chernoffLower(900, n, alpha / 24));
    expect(upper).toBe(chernoffUpper(900, n, alpha / 24));
  });

  it('the modified VCG: half of alpha below, at the place chosen beforehand; half above, all stretches between places', () => {
    const reports = [0, 1].flatMap((y) => line(3).map(([x]) => [x!, y]));
    const sums = served([1000, 3000, 5000, 8000, 500, 2000, 3500, 7500], reports);
    const { lower, upper } = epsilonLicOfModifiedVcg(sums, 1, 2, 0, alpha, 2);
    expect(lower).toBe(2 * chernoffLower(1500, n, alpha / 2));
    expect(upper).toBe(2 * chernoffUpper(8000 - 3500, n, alpha / 2 / 3));
  });

  it.each(
    [[5000, 'the band on the whole line'], [9900, 'the bound at the report']]
  )('the loss of a strategy with %d served at the top: %s', (count) => {
    // Truthful bids: the highest type's best is to be served at the lowest bid as often as the highest is.
    const pays = { served: (type: number) => type, unserved: () => 0 };
    const sums = {
      ...served([0, count]),
      gain: new Float64Array(4),
      gainSquares: new Float64Array(4),
      question: { ...served([0, count]).question, paired: [0, 1] },
    };
    const band = count / n + dkwHalfWidth(n, (0.8 * alpha) / 2);
    expect(strategyLoss(sums, pays, alpha)!.upper).toBeCloseTo(Math.min(band, chernoffUpper(count, n, (0.8 * alpha) / 2 / 4)), 14);
  });
});

describe('pairs', () => {
  const sums = simulate(firstPrice(line(2), 1), 5, n, 1);
  const gains = new PairGains(sums);
  const lie = { report: 1, type: 2 };

  it('gains under ambiguity: halves for gain and premium, thirds where the utility is known to rise; half of each a side', () => {
    const options = {
      gains,
      lies: [lie, { report: 0, type: 2 }],
      alpha,
      premiumAt: () => ({ deltas: [1], profiles: n, at: () => exactly(0), worst: () => exactly(0) }),
    };
    const plain = gainsUnder(options);
    expect(plain.upper(lie, 0)).toBe(gains.upper(lie, alpha / 4 / 2));
    expect(plain.lower(lie, 0)).toBe(gains.lower(lie, alpha / 4));
    const rising = gainsUnder({ ...options, utilityRise: () => [-9, 9] });
    expect(rising.upper(lie, 0)).toBe(gains.upper(lie, alpha / 2 / 3 / 2));
    expect(rising.lower(lie, 0)).toBe(gains.lower(lie, alpha / 2 / 3));
    const told: number[] = [];
    gainsUnder({ ...options, premiumAt: (part) => (told.push(part), options.premiumAt()) });
    gainsUnder({ ...options, utilityRise: () => [-9, 9], premiumAt: (part) => (told.push(part), options.premiumAt()) });
    expect(told).toEqual([alpha / 2, alpha / 3]);
  });

  it('epsilon-boundedness: gains at a quarter of alpha over all pairs that climb, choice probabilities at half', () => {
    const two = simulate(firstPrice([[0.2], [0.9]], 1), 5, n, 1);
    const climb = { report: 1, type: 0 };
    const [, high] = classShares(two, [0, 1], alpha / 2);
    const rise = valueRise(two, 1, 0);
    const upper = new PairGains(two).upper(climb, alpha / 4) + greatestAverage(high!, rise) - 0.7;
    expect(epsilonBoundedOnGrid(two, alpha)!.excess.upper).toBeCloseTo(upper, 14);
  });

  it('interim utilities: both sides of every type; differences: levels, gains and choices in thirds', () => {
    expect(interimUtility(sums, alpha).upper[2]).toBe(utilityAt(sums, 2, alpha / 6).upper);
    const { typeValue: _, ...bare } = sums;
    const apart = utilityDifferences(bare as InterimSums, alpha)(2, 1);
    expect(apart.upper).toBe(utilityAt(sums, 2, alpha / 6).upper - utilityAt(sums, 1, alpha / 6).lower);
    // A short lie: what the gain and the choices say is sharper than two levels.
    const close = simulate({ ...firstPrice([[0.5], [0.501]], 1), gainRange: [-0.001, 0.001] }, 5, n, 1);
    const { upper } = utilityDifferences(close, alpha)(1, 0);
    const [, shares] = classShares(close, [0, 1], alpha / 3);
    expect(upper).toBeCloseTo(
      new PairGains(close).upper({ report: 1, type: 0 }, alpha / 3 / 4) + greatestAverage(shares!, valueRise(close, 1, 0)),
      12,
    );
  });
});

describe('ambiguity premiums', () => {
  /** Two reports, served in these counts, of which so many profiles can be moved to the other class. */
  const reach = (counts: readonly number[], movable: readonly number[]): ReachSums => {
    const inner = [counts.map((count, r) => [
      {
        chosen: 1,
        mask: 2,
        count: count - movable[r]!,
      }, { chosen: 1, mask: 3, count: movable[r]! }, { chosen: 0, mask: 1, count: n - count },
    ])];
    return {
      question: { agent: 0, reports: counts.map((_, r) => [r]), radii: [0.1] },
      profiles: n,
      classOf: [0, 1],
      classes: 2,
      inner,
      outer: inner,
      exact: true,
      anywhereInner: [3, 3],
      anywhereOuter: [3, 3],
    };
  };
  // Being served is worth 1 more to type 1 than to type 0.
  const rise = (report: number, type: number): number[] => [0, type - report];
  const sums = reach([4000, 7000], [300, 500]);

  it('from reach: below all sets of all reports at half of alpha, above the pair\'s own', () => {
    const contaminated = reachPremium({ sums, rise, metric: 'contamination', alpha, deltas: [0.1] }).at(0, 1, 0);
    expect(contaminated.lower).toBe(0.1 * clopperPearsonLower(4000, n, alpha / 2 / 2));
    expect(contaminated.upper).toBe(0.1 * clopperPearsonUpper(4000, n, alpha / 2));
    // Prokhorov balls ask for two events of each set.
    const moved = reachPremium({ sums, rise, metric: 'prokhorov', alpha }).at(0, 1, 0);
    expect(moved.lower).toBe(clopperPearsonLower(300, n, alpha / 2 / 4) + 0.1);
    expect(moved.upper).toBe(clopperPearsonUpper(300, n, alpha / 2 / 2) + 0.1);
  });

  it('of finite sets: every proper set of classes of every report under the prior and every member', () => {
    const other = reach([1000, 2000], [0, 0]);
    const { lower, upper } = priorsPremium(sums, [other, reach([2000, 2500], [0, 0])], rise, alpha).at(0, 1, 0);
    const each = alpha / 2 / (2 * 2 * 3);
    expect(lower).toBeCloseTo(clopperPearsonLower(4000, n, each) - clopperPearsonUpper(1000, n, each), 14);
    expect(upper).toBeCloseTo(clopperPearsonUpper(4000, n, each) - clopperPearsonLower(1000, n, each), 14);
  });

  it('the delta that a rule needs: where the bounds on both probabilities leave no gap', () => {
    // Report 0 is served more often than report 1, against monotonicity: 7000 and 4000.
    const falling = reach([7000, 4000], [0, 0]);
    const deltas = Array.from({ length: 999 }, (_, d) => (d + 1) / 1000);
    const { lower, upper } = implementabilityDeltaOnLadder({ sums: falling, metric: 'totalVariation', deltas, alpha, served: 1 }, falling);
    // max F(t served) - min F(s served) <= 0 from 2 delta = 0.3 on; each bound is of two counts.
    const gap = (each: number, most: typeof clopperPearsonUpper): number => most(7000, n, each) + most(6000, n, each) - 1;
    expect(upper).toBeCloseTo(Math.ceil(500 * gap(alpha / 2 / 4, clopperPearsonUpper)) / 1000, 12);
    expect(lower).toBeCloseTo((Math.ceil(500 * gap(alpha / 4, clopperPearsonLower)) - 1) / 1000, 12);
  });
});

/** Market-level estimates on statistics made by hand, sound and corrupted. */
import { describe, expect, it } from 'vitest';
import type { Statistics } from '../../kernels/kernel.ts';
import { POSITIONS } from '../../kernels/market-clearing/spec.ts';
import { clopperPearsonUpper } from '../../src/statistics/clopper-pearson.ts';
import { empiricalBernstein } from '../../src/statistics/empirical-bernstein.ts';
import { doubleAuctionMarket } from '../../src/notions/market.ts';
import { caseMaker } from '../oracles/statistics.ts';

const scale = { sellers: 2, buyers: 3, width: 4, resolution: 2 ** -16 };
const PROFILES = 10_000;

/** Gains a unit uniform on [0, 1/2] of the positions, two units a market. */
function sound(): Statistics {
  const make = caseMaker(81);
  const statistics: Statistics = {
    firstBest: new Float64Array(1),
    realised: new Float64Array(1),
    squares: new Float64Array(2),
    trades: Float64Array.of(2 * PROFILES),
    irViolations: new Float64Array(1),
    imbalances: new Float64Array(1),
  };
  for (let i = 0; i < PROFILES; i++) {
    const unit = make.whole(POSITIONS / 2);
    statistics.firstBest![0]! += 2 * unit;
    statistics.squares![0]! += Math.floor(unit ** 2 / POSITIONS);
    statistics.squares![1]! += unit ** 2 % POSITIONS;
  }
  statistics.realised![0] = statistics.firstBest![0]!;
  return statistics;
}

describe('market estimates', () => {
  it('a sound market', () => {
    const { expectedSurplus, efficiency, exPostIrViolation, budgetSurplus } = doubleAuctionMarket(sound(), PROFILES, scale, 0.01);
    // Two units at a mean gain of a quarter of the width 4.
    expect(expectedSurplus.estimate).toBeCloseTo(2, 1);
    const half = expectedSurplus.upper - expectedSurplus.estimate;
    expect(half).toBeCloseTo(2 * (empiricalBernstein(PROFILES, 16 / 48, 4, 0.005) + 8 * 2 ** -16), 2);
    expect(expectedSurplus.estimate - expectedSurplus.lower).toBeCloseTo(half, 12);
    expect([efficiency.estimate, efficiency.upper]).toEqual([1, 1]);
    expect(efficiency.lower).toBeGreaterThan(0.98);
    expect(efficiency.lower).toBeLessThan(1);
    expect(exPostIrViolation).toEqual({ estimate: 0, lower: 0, upper: clopperPearsonUpper(0, PROFILES, 0.01) });
    expect(budgetSurplus).toEqual({ estimate: 0, lower: 0, upper: 0 });
  });

  it('lost gains show as inefficiency', () => {
    const statistics = sound();
    statistics.realised![0]! *= 0.8;
    const { efficiency, expectedSurplus } = doubleAuctionMarket(statistics, PROFILES, scale, 0.01);
    expect(efficiency.estimate).toBeCloseTo(0.8, 12);
    expect(efficiency.lower).toBeLessThan(0.8);
    expect(efficiency.lower).toBeGreaterThan(0.7);
    expect(expectedSurplus.estimate).toBeCloseTo(2, 1);
  });

  it('losers and missing goods show', () => {
    const statistics = sound();
    statistics.irViolations![0] = 25;
    statistics.imbalances![0] = 3;
    const { exPostIrViolation, budgetSurplus } = doubleAuctionMarket(statistics, PROFILES, scale, 0.01);
    expect(exPostIrViolation).toEqual({ estimate: 0.0025, lower: 0, upper: clopperPearsonUpper(25, PROFILES, 0.01) });
    expect(budgetSurplus.lower).toBeLessThan(0);
    expect(budgetSurplus.upper).toBeGreaterThan(0);
  });

  it('no gains at all: efficient by convention, and nothing claimed', () => {
    const statistics = sound();
    for (const name of ['firstBest', 'realised', 'squares']) statistics[name]!.fill(0);
    const { efficiency, expectedSurplus } = doubleAuctionMarket(statistics, PROFILES, scale, 0.01);
    expect([efficiency.estimate, efficiency.lower]).toEqual([1, 0]);
    expect([expectedSurplus.estimate, expectedSurplus.lower]).toEqual([0, 0]);
    expect(expectedSurplus.upper).toBeGreaterThan(0);
  });
});

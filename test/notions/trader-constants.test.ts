/** epsilon-LIC, epsilon-boundedness and monotonicity on tables made by hand, where the answer is plain. */
import { describe, expect, it } from 'vitest';
import { epsilonBoundedOfTrader } from '../../src/notions/epsilon-bounded.ts';
import { monotonicityOfTrader } from '../../src/notions/monotonicity.ts';
import { clopperPearsonLower, clopperPearsonUpper } from '../../src/statistics/clopper-pearson.ts';
import { dkwHalfWidth } from '../../src/statistics/dkw.ts';
import { epsilonIcOfTrader } from '../../src/notions/epsilon-ic.ts';
import { epsilonLicOfTrader } from '../../src/notions/epsilon-lic.ts';
import type { Survival } from '../../src/experiments/order-statistics/survival.ts';

/** Four cells on [0, 1], a thousand profiles. */
const table = (change: Partial<Survival> = {}): Survival => ({
  n: 1000, weight: 1, sign: 1, first: 0, end: 4, witness: 2,
  x: Float64Array.of(0, 0.25, 0.5, 0.75, 1),
  atLeastL: Float64Array.of(1000, 700, 300, 50, 0),
  atLeastU: Float64Array.of(1000, 950, 700, 250, 0),
  ...change,
});
const always = (): boolean => true;

describe('epsilon-IC', () => {
  it('upper bound: alpha shared by the tiles, whichever of them decides', () => {
    // Far off the diagonal, where bounds do not fill the whole range; the same tile many times is many statements.
    const many = table({
      n: 100_000, atLeastL: Float64Array.of(1e5, 7e4, 3e4, 5e3, 0), atLeastU: Float64Array.of(1e5, 7.1e4, 3.1e4, 6e3, 0),
    });
    const tile = { i0: 0, i1: 1, k0: 2, k1: 3 };
    const upper = (tiles: number, alpha: number): number =>
      epsilonIcOfTrader(many, new Array<typeof tile>(tiles).fill(tile), undefined, alpha, 0).upper;
    expect(upper(1, 0.01)).toBeGreaterThan(0);
    expect(upper(1, 0.01)).toBeLessThan(upper(64, 0.01));
    expect(upper(64, 0.01)).toBe(upper(1, 0.01 / 64));
    expect(upper(64, 0.01)).toBeLessThan(1);
  });
});

describe('epsilon-LIC', () => {
  it('upper bound: Clopper-Pearson of the largest bracketing count, alpha shared by the cells', () => {
    // Brackets #{U >= x_j} - #{L >= x_(j+1)}: 300, 650, 650, 250.
    expect(epsilonLicOfTrader(table(), 0.01, always, 0).upper).toBe(clopperPearsonUpper(650, 1000, (0.35 * 0.01) / 4));
    expect(epsilonLicOfTrader(table({ weight: 0.5 }), 0.01, always, 0).upper).toBe(0.5 * clopperPearsonUpper(650, 1000, (0.35 * 0.01) / 4));
  });

  it('lower bound: gains surely made less trades lost, at the witness', () => {
    // Witness [0.5, 0.75]: sure = 250 - 300 < 0, so nothing; with a narrow one there is something.
    expect(epsilonLicOfTrader(table(), 0.01, always, 0).lower).toBe(0);
    const narrow = table({ atLeastL: Float64Array.of(1000, 700, 300, 295, 0), atLeastU: Float64Array.of(1000, 950, 700, 690, 0) });
    const { lower, estimate, witness } = epsilonLicOfTrader(narrow, 0.01, always, 0);
    expect(lower).toBe(clopperPearsonLower(390, 1000, 0.63 * 0.01) - clopperPearsonUpper(10, 1000, 0.02 * 0.01));
    expect(estimate).toBeCloseTo((700 + 690 - 300 - 295) / 2000 - 10 / 2000, 14);
    expect(witness).toEqual({ type: 0.5, report: 0.75 });
    expect(epsilonLicOfTrader({ ...narrow, sign: -1 }, 0.01, always, 0).witness).toEqual({ type: -0.5, report: -0.75 });
  });

  it('an error in the law widens both ends', () => {
    const narrow = table({ atLeastL: Float64Array.of(1000, 700, 300, 295, 0), atLeastU: Float64Array.of(1000, 950, 700, 690, 0) });
    const exact = epsilonLicOfTrader(narrow, 0.01, always, 0);
    const rough = epsilonLicOfTrader(narrow, 0.01, always, 0.001);
    expect(rough.upper).toBeCloseTo(exact.upper + 0.001, 14);
    expect(rough.lower).toBeCloseTo(exact.lower - 0.002, 14);
  });

  it('only cells of the type space and only possible ones count', () => {
    expect(epsilonLicOfTrader(table({ first: 3 }), 0.01, always, 0).upper).toBe(clopperPearsonUpper(250, 1000, 0.35 * 0.01));
    expect(epsilonLicOfTrader(table(), 0.01, (cell) => cell === 0, 0).upper).toBe(clopperPearsonUpper(300, 1000, 0.35 * 0.01));
    expect(epsilonLicOfTrader(table(), 0.01, () => false, 0)).toEqual({ estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' });
  });

  it('is exactly zero where the report never sets the price, whatever the counts', () => {
    expect(epsilonLicOfTrader(table({ weight: 0 }), 0.01, always, 0.1)).toEqual({
      estimate: 0,
      lower: 0,
      upper: 0,
      guarantee: 'continuum',
    });
    expect(epsilonIcOfTrader(
      table({ weight: 0 }),
      [{ i0: 0, i1: 4, k0: 0, k1: 4 }],
      { type: 0, report: 2 },
      0.01,
      0.1,
    )).toEqual({ estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' });
  });

  it('never above one', () => {
    const sure = table({ atLeastL: Float64Array.of(0, 0, 0, 0, 0), atLeastU: Float64Array.of(1000, 1000, 1000, 1000, 1000) });
    expect(epsilonLicOfTrader(sure, 0.01, always, 0.5).upper).toBe(1);
  });
});

describe('epsilon-boundedness and monotonicity', () => {
  it('hold exactly, without doubt, where L <= U in every profile', () => {
    for (const weight of [0, 0.5, 1]) {
      expect(epsilonBoundedOfTrader(table({ weight }), 0.01)).toEqual({ estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' });
      expect(monotonicityOfTrader(table({ weight }), 0.01)).toEqual({ estimate: 0, lower: 0, upper: 0, guarantee: 'continuum' });
    }
  });

  it('a table that has L above U shows a violation of boundedness', () => {
    // -mu' = S_L = 0.95 where only 0.70 trade: epsilon = 0.25.
    const corrupted = table({ atLeastL: Float64Array.of(1000, 950, 950, 50, 0) });
    const { estimate, lower, upper } = epsilonBoundedOfTrader(corrupted, 0.01);
    const half = 2 * dkwHalfWidth(1000, 0.005);
    expect(estimate).toBeCloseTo(0.25, 14);
    expect(upper).toBeCloseTo(0.25 + half, 14);
    expect(lower).toBeCloseTo(0.25 - half, 14);
    expect(lower).toBeGreaterThan(0);
    expect(epsilonBoundedOfTrader({ ...corrupted, weight: 0.5 }, 0.01).estimate).toBeCloseTo(0.125, 14);
    // Outside the type space it does not matter.
    expect(epsilonBoundedOfTrader({ ...corrupted, first: 3 }, 0.01).estimate).toBe(0);
  });

  it('a utility that falls in the signal shows', () => {
    const corrupted = table({ atLeastL: Float64Array.of(1000, 700, -400, 50, 0) });
    const { estimate, lower, upper } = monotonicityOfTrader(corrupted, 0.01);
    expect(estimate).toBeCloseTo(0.4, 14);
    expect(lower > 0 && lower < estimate && estimate < upper).toBe(true);
    expect(monotonicityOfTrader({ ...corrupted, weight: 0.5 }, 0.01).estimate).toBe(0);
  });
});

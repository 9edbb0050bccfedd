import { describe, expect, it } from 'vitest';
import { epsilonIcOnGrid } from '../../src/notions/epsilon-ic.ts';
import { epsilonLicOnGrid } from '../../src/notions/epsilon-lic.ts';
import { gainBand, PairGains } from '../../src/notions/misreport-gain.ts';
import { weakEpsilonLic } from '../../src/notions/weak-epsilon-lic.ts';
import { coverage, firstPrice, line, secondPrice, simulate, type Simulated } from './simulate.ts';

const REPLICATIONS = 250;
const ALPHA = 0.1;
const own = { relevant: [true] };

/** First price at truthful bids against one uniform bidder: u(t, s) = t (s - t), g(t, s) = t (s - t). */
const grid = line(6);
const truthful = firstPrice(grid, 1);
const exactGain = (t: number, s: number): number => t * (s - t);
const largest = (of: (t: number, s: number) => number): number =>
  Math.max(...grid.flatMap(([t]) => grid.flatMap(([s]) => (s === t ? [] : [of(t!, s!)]))));
/** 0.25 by underbidding by half; the smallest step from the top: (1 - 1/6) per unit. */
const IC = largest(exactGain);
const LIC = largest((t, s) => exactGain(t, s) / Math.abs(t - s));

describe('first price at truthful bids', () => {
  it('the oracle is the numerical integral', () => {
    const n = 1e5;
    for (const [t, s] of [[0.5, 1], [1 / 3, 0.5], [1, 0.5]] as const) {
      let u = 0;
      for (let i = 0; i < n; i++) u += t > (i + 0.5) / n ? (s - t) / n : 0;
      expect(u).toBeCloseTo(exactGain(t, s), 4);
    }
    expect(IC).toBe(0.25);
    expect(LIC).toBeCloseTo(5 / 6, 12);
  });

  const sums = simulate(truthful, 77, 20000);

  it('mean gains, standard errors and the band', () => {
    const band = gainBand(sums, 0.001);
    let worst = 0;
    for (const [type, row] of band.estimate.entries()) {
      for (const [report, estimate] of row.entries()) {
        const [t] = grid[report]!;
        const [s] = grid[type]!;
        const se = band.standardError[type]![report]!;
        expect(band.lower[type]![report]!).toBeLessThanOrEqual(exactGain(t!, s!) + 1e-12);
        expect(band.upper[type]![report]!).toBeGreaterThanOrEqual(exactGain(t!, s!) - 1e-12);
        // Var of (s - t) 1{t > X}, over 20000 profiles.
        expect(se).toBeCloseTo(Math.abs(s! - t!) * Math.sqrt((t! * (1 - t!)) / 20000), 3);
        if (se > 0) worst = Math.max(worst, Math.abs(estimate - exactGain(t!, s!)) / se);
      }
    }
    expect(worst).toBeLessThan(4);
    expect(worst).toBeGreaterThan(0.3);
  });

  it('names the best pair, and bounds tighten with the sample', () => {
    const ic = epsilonIcOnGrid(sums, ALPHA);
    expect(ic.witness).toEqual({ type: 1, report: 0.5 });
    expect(ic.guarantee).toBe('grid');
    const few = epsilonIcOnGrid(simulate(truthful, 77, 2000), ALPHA);
    expect(ic.upper - ic.lower).toBeLessThan(0.5 * (few.upper - few.lower));
    const lic = epsilonLicOnGrid(sums, own, ALPHA);
    expect(lic.exists).toBe('finite');
    expect(lic.irrelevantGain).toBeUndefined();
    expect(lic.witness).toEqual({ type: 1, report: 5 / 6 });
  });

  it('a witness sharpens the lower bound and is unbiased', () => {
    const witness = { report: 3, type: 6 };
    const named = epsilonIcOnGrid(sums, ALPHA, witness);
    expect(named.lower).toBeGreaterThan(epsilonIcOnGrid(sums, ALPHA).lower);
    expect(named.estimate).toBe(new PairGains(sums).at(witness).mean);
    // A poor witness costs sharpness, not truth.
    const poor = epsilonIcOnGrid(sums, ALPHA, { report: 0, type: 3 });
    expect(poor.lower).toBeLessThanOrEqual(0);
    expect(poor.upper).toBeGreaterThanOrEqual(IC);
  });

  it('coverage of IC, LIC and weak LIC', () => {
    const witness = { report: 3, type: 6 };
    const within = ({ lower, upper, estimate }: { lower: number; upper: number; estimate: number }, truth: number): boolean =>
      lower <= truth && truth <= upper && lower <= estimate && estimate <= upper;
    const held = { ic: 0, witnessed: 0, lic: 0, weak: 0 };
    for (let seed = 1; seed <= REPLICATIONS; seed++) {
      const s = simulate(truthful, seed, 512);
      held.ic += within(epsilonIcOnGrid(s, ALPHA), IC) ? 1 : 0;
      held.witnessed += within(epsilonIcOnGrid(s, ALPHA, witness), IC) ? 1 : 0;
      held.lic += within(epsilonLicOnGrid(s, own, ALPHA), LIC) ? 1 : 0;
      held.weak += within(weakEpsilonLic(s, ALPHA), LIC) ? 1 : 0;
    }
    for (const times of Object.values(held)) expect(times / REPLICATIONS).toBeGreaterThanOrEqual(1 - ALPHA);
  });
});

describe('second price', () => {
  it('no gain is above zero in any group, and the estimate says so exactly', () => {
    const ic = epsilonIcOnGrid(simulate(secondPrice(line(8)), 5, 4096), 0.05);
    expect(ic.estimate).toBeLessThanOrEqual(0);
    // Gains are known to be at most 0, and the range says it.
    expect(ic.upper).toBeLessThanOrEqual(0);
    expect(ic.lower).toBeGreaterThan(-0.2);
  });
});

/**
 * Two own coordinates, only the first relevant; report (r, y) is served when r > X (X uniform), pays r and gets `bonus` y X:
 * u = r (s - r) + bonus y / 2.
 */
function twoCoordinates(bonus: number): Simulated {
  const reports = [0.25, 0.5, 1].flatMap((r) => [0, 1].map((y) => [r, y]));
  return {
    reports,
    typeValue: reports.map(([s]) => [0, s!]),
    outcome: (r, draw) => {
      const [first, second] = reports[r]!;
      const money = bonus * second! * draw(0);
      return first! > draw(0) ? { class: 1, money: money - first! } : { class: 0, money };
    },
    gainRange: [-3, 3],
    truthRange: [-1, 2],
  };
}

describe('own-payoff-irrelevant information', () => {
  const mixed = { relevant: [true, false] };

  it('a gain from it alone leaves no epsilon', () => {
    const sums = simulate(twoCoordinates(0.5), 3, 20000);
    const lic = epsilonLicOnGrid(sums, mixed, 0.05);
    expect(lic.exists).toBe('none');
    expect(lic.irrelevantGain!.lower).toBeGreaterThan(0);
    expect(lic.irrelevantGain!.estimate).toBeCloseTo(0.25, 2);
    expect((lic.irrelevantGain!.witness!.report as number[])[1]).toBe(1);
    // Definition 9 divides by the relevant coordinate alone, Definition 10 by the largest change.
    const exact9 = (0.5 * (1 - 0.5) + 0.25) / 0.5;
    const exact10 = 0.5 * (1 - 0.5) + 0.25;
    expect(lic.estimate).toBeCloseTo(Math.max(exact9, (0.25 * 0.25 + 0.25) / 0.25), 1);
    expect(weakEpsilonLic(sums, 0.05).estimate).toBeCloseTo(Math.max(exact10, 0.5), 1);
  });

  it('where it never moves the payoff the constant is finite', () => {
    const lic = epsilonLicOnGrid(simulate(twoCoordinates(0), 3, 4000), mixed, 0.05);
    expect(lic.exists).toBe('finite');
    expect(lic.irrelevantGain).toMatchObject({ estimate: 0 });
    expect(lic.irrelevantGain!.lower).toBeLessThanOrEqual(0);
    expect(lic.irrelevantGain!.upper).toBeGreaterThan(0);
  });

  it('a small one is undecided', () => {
    expect(epsilonLicOnGrid(simulate(twoCoordinates(1e-6), 3, 400), mixed, 0.05).exists).toBe('undecided');
  });

  it('coverage of the irrelevant gain', () => {
    const share = coverage(REPLICATIONS, (seed) => {
      const { irrelevantGain, estimate, lower, upper } = epsilonLicOnGrid(simulate(twoCoordinates(0.5), seed, 256), mixed, ALPHA);
      return irrelevantGain!.lower <= 0.25 && 0.25 <= irrelevantGain!.upper && lower <= estimate && lower <= 1.25 && 1.25 <= upper;
    });
    expect(share).toBeGreaterThanOrEqual(1 - ALPHA);
  });
});

describe('degenerate questions', () => {
  const finite = (...numbers: readonly number[]): void => {
    for (const x of numbers) expect(Number.isFinite(x)).toBe(true);
  };

  it.each([1, 2, 3])('%d groups give finite bounds that cover', (groups) => {
    const sums = simulate(truthful, 9, groups * 4);
    for (const { estimate, lower, upper } of [epsilonIcOnGrid(sums, 0.05), epsilonLicOnGrid(sums, own, 0.05), weakEpsilonLic(sums, 0.05)]) {
      finite(estimate, lower, upper);
      expect(lower).toBeLessThanOrEqual(estimate);
      expect(upper).toBeGreaterThanOrEqual(estimate);
    }
    const { lower, upper, standardError } = gainBand(sums, 0.05);
    finite(...lower.flat(), ...upper.flat(), ...standardError.flat());
  });

  it('two reports, one alternative, a draw without spread', () => {
    const reports = [[0], [1]];
    const lump: Simulated = {
      reports,
      typeValue: [[2], [3]],
      outcome: (r) => ({ class: 0, money: r === 1 ? 0.75 : 0 }),
      gainRange: [-0.75, 0.75],
      truthRange: [2, 3.75],
    };
    const ic = epsilonIcOnGrid(simulate(lump, 1, 400000, 64), 0.05);
    expect(ic.estimate).toBe(0.75);
    expect(ic.upper).toBe(0.75);
    expect(ic.lower).toBeGreaterThan(0.74);
    expect(ic.witness).toEqual({ type: 0, report: 1 });
  });

  it('all gains zero: exactly zero, with a bound that says how sure', () => {
    const reports = line(4);
    const flat: Simulated = {
      reports,
      typeValue: reports.map(() => [0]),
      outcome: () => ({ class: 0, money: 0.3 }),
      gainRange: [-1, 1],
      truthRange: [0, 1],
    };
    const ic = epsilonIcOnGrid(simulate(flat, 1, 8192), 0.05);
    expect(ic.estimate).toBe(0);
    expect(ic.lower).toBeLessThan(0);
    expect(ic.upper).toBeGreaterThan(0);
    expect(gainBand(simulate(flat, 1, 64), 0.05).zero.flat().every(Boolean)).toBe(true);
    expect(gainBand(simulate(truthful, 1, 64), 0.05).zero.flat().every(Boolean)).toBe(false);
  });

  it('a grid of one report has no lie', () => {
    expect(epsilonIcOnGrid(simulate(firstPrice([[0.5]], 1), 1, 64), 0.05)).toMatchObject({ estimate: 0, lower: 0, upper: 0 });
  });

  it('fixed-point rounding widens the bounds', () => {
    const sums = simulate(truthful, 2, 4096);
    const plain = epsilonIcOnGrid(sums, 0.05);
    const rounded = epsilonIcOnGrid({ ...sums, rounding: 0.01, squaresRounding: 0.01 }, 0.05);
    expect(rounded.upper - plain.upper).toBeGreaterThan(0.02);
    expect(plain.lower - rounded.lower).toBeGreaterThan(0.02);
  });
});

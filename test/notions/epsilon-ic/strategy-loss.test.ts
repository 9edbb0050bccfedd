import { beforeAll, describe, expect, it } from 'vitest';
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import { strategyLoss } from '../../../src/notions/epsilon-ic.ts';
import type { Payments } from '../../../src/notions/epsilon-ic/strategy-loss.ts';
import type { InterimSums } from '../../../src/experiments/interim-sums.ts';
import { coverage, firstPrice, line, served, simulate } from '../simulate.ts';

const REPORTS = 1025;

/** Sums of choices alone, from how many of `profiles` thresholds are below each report. */
function counted(counts: readonly number[], profiles: number): InterimSums {
  const reports = line(counts.length - 1);
  const none = new Float64Array(0);
  return {
    question: { agent: 0, reports, paired: [], groupSize: 1, line: true },
    profiles,
    groups: profiles,
    classOf: [0, 1],
    classes: 2,
    choices: Float64Array.from(counts.flatMap((count) => [profiles - count, count])),
    typeValue: Float64Array.from(served(reports).flat()),
    gain: none,
    gainSquares: none,
    truth: none,
    truthSquares: none,
    gainRange: [-1, 1],
    truthRange: [0, 1],
    rounding: 0,
  };
}

const pays = (bid: (type: number) => number): Payments => ({ served: bid, unserved: () => 0 });

it('least favourable: a chance that does not move and a payment of 0; the top type may gain the width of the band', () => {
  // 0.8 of alpha for the band, half of that for Dvoretzky, Kiefer and Wolfowitz, who are better than bounds at 33 reports: log(2 / 0.02).
  const [profiles, alpha] = [10_000, 0.05];
  const { upper } = strategyLoss(counted(new Array<number>(33).fill(5000), profiles), pays(() => 0), alpha)!;
  expect(upper).toBeCloseTo(2 * Math.sqrt(Math.log(100) / (2 * profiles)), 10);
});

it('what the laws make sure of cuts the band on either side', () => {
  const [profiles, alpha] = [10_000, 0.05];
  const sums = counted(new Array<number>(33).fill(5000), profiles);
  const chances = (unserved: number, served: number): Float64Array =>
    Float64Array.from({ length: 66 }, (_, x) => (x % 2 === 0 ? unserved : served));
  const loss = (sure: Float64Array): number => strategyLoss({ ...sums, sure }, pays(() => 0), alpha)!.upper;
  const half = Math.sqrt(Math.log(100) / (2 * profiles));
  expect(loss(chances(0.5, 0))).toBeCloseTo(half, 10);
  expect(loss(chances(0, 0.5))).toBeCloseTo(half, 10);
  expect(loss(chances(0.5, 0.5))).toBe(0);
});

describe('at the known first-price equilibrium, 10^7 profiles and 1,025 reports', () => {
  const profiles = 1e7;
  const histograms = [2, 10].map(() => new Float64Array(REPORTS + 1));
  beforeAll(() => {
    const add = (word: number): void => {
      const u = (word + 0.5) / 2 ** 32;
      // The others' highest type among one and among nine.
      histograms[0]![Math.ceil(u * (REPORTS - 1))]!++;
      histograms[1]![Math.ceil(u ** (1 / 9) * (REPORTS - 1))]!++;
    };
    for (let i = 0; i < profiles / 2; i++) for (const word of threefry2x32({ k0: 11, k1: 12 }, [i, 0])) add(word);
  });

  const sumsOf = (index: number): InterimSums => {
    let below = 0;
    return counted(Array.from({ length: REPORTS }, (_, r) => (below += histograms[index]![r]!)), profiles);
  };

  it.each([[2, 0], [10, 1]] as const)('%d bidders: certified below 0.002', (bidders, index) => {
    const loss = strategyLoss(sumsOf(index), pays((s) => ((bidders - 1) / bidders) * s), 0.05)!;
    expect(loss.upper).toBeLessThan(0.002);
    expect(loss.upper).toBeGreaterThan(0.0002);
    expect(loss.lower).toBe(0);
    expect(loss.guarantee).toBe('continuum');
  });

  it('knows a strategy that is no equilibrium: 0.7 of the value against one rival at half of it', () => {
    // Only the agent's own bids change: she wins with probability min(1, 2 * 0.7 t).
    let below = 0;
    const cumulated = Array.from({ length: REPORTS }, (_, r) => (below += histograms[0]![r]!));
    const counts = cumulated.map((_, r) => cumulated[Math.min(REPORTS - 1, Math.floor(1.4 * r))]!);
    const loss = strategyLoss(counted(counts, profiles), pays((s) => 0.7 * s), 0.05)!;
    // u(t, s) = min(1, 1.4 t) (s - 0.7 t): best is bid min(s / 2, 1/2); loss at s = 1: 0.5 - 0.3.
    expect(loss.upper).toBeGreaterThan(0.2);
    expect(loss.upper).toBeLessThan(0.203);
  });
});

describe('coverage and all-pay', () => {
  const grid = line(12);
  /** Brute force over a fine grid. */
  function exactLoss(u: (t: number, s: number) => number): number {
    let most = 0;
    for (let i = 0; i <= 600; i++) for (let j = 0; j <= 600; j++) most = Math.max(most, u(i / 600, j / 600) - u(j / 600, j / 600));
    return most;
  }

  it('truthful bids: 1/4, covered', () => {
    expect(exactLoss((t, s) => t * (s - t))).toBeCloseTo(0.25, 6);
    const share = coverage(200, (seed) => {
      const { lower, estimate, upper } = strategyLoss(
        simulate(firstPrice(grid, 1), seed, 512),
        pays((s) => s),
        0.1,
        { report: 6, type: 12 },
      )!;
      return lower <= 0.25 && 0.25 <= upper && lower <= estimate && estimate <= upper;
    });
    expect(share).toBeGreaterThanOrEqual(0.9);
  });

  it('all-pay: the equilibrium s^2 / 2 of two bidders loses nothing, half of it loses', () => {
    for (const scale of [1, 0.5]) {
      const bid = (s: number): number => (scale * s * s) / 2;
      const truth = exactLoss((t, s) => t * s - bid(t));
      const problem = {
        ...firstPrice(grid, 1),
        outcome: (r: number, draw: (d: number) => number) => ({ class: grid[r]![0]! > draw(0) ? 1 : 0, money: -bid(grid[r]![0]!) }),
      };
      const loss = strategyLoss(simulate(problem, 4, 8192), { served: bid, unserved: bid }, 0.05)!;
      expect(loss.lower).toBeLessThanOrEqual(truth + 1e-9);
      expect(loss.upper).toBeGreaterThanOrEqual(truth);
      // The steps of a coarse grid cost about 2 P' h v.
      expect(loss.upper).toBeLessThan(truth + 0.25);
      if (scale === 1) expect(truth).toBeCloseTo(0, 9);
      // The type 2/3 would rather report 1: 2/3 - 1/4 against 1/3.
      else expect(truth).toBeCloseTo(1 / 12, 9);
    }
  });

  it('holds wherever between two reports the threshold is', () => {
    for (const threshold of [0.01, 0.3, 0.49, 0.51, 0.8, 0.99]) {
      const profiles = 1e6;
      const sums = counted([0, 0.5, 1].map((t) => (t > threshold ? profiles : 0)), profiles);
      const truth = exactLoss((t, s) => (t > threshold ? s - t / 2 : 0));
      const { upper } = strategyLoss(sums, pays((s) => s / 2), 0.05)!;
      expect(upper).toBeGreaterThanOrEqual(truth);
      expect(upper).toBeLessThan(0.8);
    }
  });

  it('refuses what it was not made for', () => {
    const sums = simulate(firstPrice(grid, 1), 1, 64);
    expect(() => strategyLoss(sums, pays((s) => -s), 0.05)).toThrow(RangeError);
    const falling = Float64Array.from(sums.choices, (_, i) => sums.choices[i ^ 1]!);
    expect(strategyLoss({ ...sums, choices: falling }, pays((s) => s), 0.05)).toBeUndefined();
    expect(strategyLoss({ ...sums, choices: sums.choices.map((k) => k / 3) }, pays((s) => s), 0.05)).toBeUndefined();
    const { typeValue: _, ...without } = sums;
    expect(strategyLoss(without, pays((s) => s), 0.05)).toBeUndefined();
    expect(strategyLoss({ ...sums, typeValue: sums.typeValue!.map((v) => v ** 2) }, pays((s) => s), 0.05)).toBeUndefined();
  });

  it('a profile or two give finite bounds; a prize that is always won', () => {
    for (const profiles of [4, 8]) {
      const { lower, estimate, upper } = strategyLoss(simulate(firstPrice(grid, 1), 3, profiles), pays((s) => s), 0.05)!;
      for (const value of [lower, estimate, upper]) expect(Number.isFinite(value)).toBe(true);
      expect(upper).toBeGreaterThanOrEqual(0.25);
    }
    const sure = counted([100000, 100000, 100000], 100000);
    // Served whatever she reports: bidding s loses all of s = 1.
    expect(strategyLoss(sure, pays((s) => s), 0.05)!.upper).toBeCloseTo(1, 3);
  });
});

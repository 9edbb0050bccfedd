/** delta* of the first-price auction with truthful bids and of a table, against exact win probabilities. */
import { describe, expect, it } from 'vitest';
import type { Metric } from '../../../src/beliefs/belief-set.ts';
import { allLies, ambiguousGainOnLadder, gainsUnder, mostGainfulLie, type GainsUnder } from '../../../src/notions/ambiguous-gain.ts';
import { bindingLie, deltaStarOnLadder, witnessesIn } from '../../../src/notions/delta-star.ts';
import { reachPremium } from '../../../src/notions/ambiguity-premium/reach.ts';
import type { Pair } from '../../../src/notions/certified.ts';
import { PairGains } from '../../../src/notions/misreport-gain.ts';
import { auctionReach, reachSums } from '../ambiguity-premium/reach.ts';
import { coverage, firstPrice, highest, line, served, simulate, type Simulated } from '../simulate.ts';

const reports = line(8);
const rise = (report: number, type: number): number[] => [0, reports[type]![0]! - reports[report]![0]!];

/** Least and greatest probability of winning with t under beliefs within delta. */
function winning(metric: Metric, t: number, delta: number, others: number): readonly [number, number] {
  if (t === 0) return [0, 0];
  const move = metric === 'prokhorov' ? delta : 0;
  return [Math.max(0, Math.max(0, t - move) ** others - delta), Math.min(1, Math.min(1, t + move) ** others + delta)];
}

/** By bisection over all pairs; `utility` is the truth's. */
function exactDeltaStar(metric: Metric, others: number, utility: (t: number) => number): number {
  const gains = (delta: number): boolean => reports.some(([t]) => reports.some(([s]) => {
    const [least, most] = winning(metric, t!, delta, others);
    return utility(t!) - utility(s!) + (s! - t!) * (s! > t! ? least : most) > 1e-12;
  }));
  let [low, high] = [0, 1];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (gains(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/** Full insurance: t pays and gets what makes her utility sure. */
const insured = (others: number, utility: (t: number) => number): Simulated => ({
  reports, typeValue: served(reports), gainRange: [-1, 1], truthRange: [0, 1],
  outcome(r, draw) {
    const [t] = reports[r]!;
    return t! > highest(draw, others) ? { class: 1, money: utility(t!) - t! } : { class: 0, money: utility(t!) };
  },
});

/** A bump beside the envelope's integral of win probabilities. */
const bumped = (others: number) => (t: number): number => t ** (others + 1) / (others + 1) + 0.1 * t * (1 - t);
const EVEN = Array.from({ length: 10 }, (_, i) => (i + 1) / 10);
const ladder = (centre: number): number[] =>
  [...new Set([...EVEN, ...Array.from({ length: 13 }, (_, i) => centre * 0.7 * 1.06 ** i).filter((x) => x < 1)])].sort((a, b) => a - b);

interface Case {
  readonly metric: Metric;
  readonly others: number;
  readonly profiles: number;
  readonly simulated: Simulated;
  /** The truth's utility, where it is known without a sample. */
  readonly utility?: (type: number) => number;
}

function under({ metric, others, profiles, simulated, utility }: Case, deltas: readonly number[], seed: number, alpha: number): GainsUnder {
  const gains = new PairGains(simulate(simulated, seed, profiles));
  const sums = reachSums(auctionReach(reports, others), metric === 'prokhorov' ? deltas : [0], seed + 1000, profiles);
  const sure = utility && (({ report, type }: Pair): readonly [number, number] => {
    const rises = utility(reports[report]![0]!) - utility(reports[type]![0]!);
    return [rises, rises];
  });
  return gainsUnder({
    gains, lies: allLies(gains.sums.question), alpha, ...(sure ? { utilityRise: sure } : {}),
    premiumAt: (part) => reachPremium({ sums, rise, metric, alpha: part, deltas }),
  });
}

describe.each(['prokhorov', 'totalVariation'] as const)('%s', (metric) => {
  it.each([1, 3])('first price, %i rivals', (others) => {
    const exact = exactDeltaStar(metric, others, () => 0);
    // A type s > 7/8 who reports 7/8: no larger lie is on the grid.
    expect(exact).toBeCloseTo(metric === 'prokhorov' ? exactRoot((delta) => (7 / 8 - delta) ** others - delta) : (7 / 8) ** others, 9);
    const what: Case = { metric, others, profiles: 2000, simulated: firstPrice(reports, others), utility: () => 0 };
    const pilot = bindingLie(under(what, ladder(exact), 5, 0.1))!;
    expect(pilot.delta).toBeCloseTo(exact, 1);
    const found = deltaStarOnLadder(under(what, ladder(exact), 7, 0.1), { binding: pilot.lie });
    expect(found).toMatchObject({ certified: true });
    expect(found.lower).toBeLessThanOrEqual(exact);
    expect(found.upper).toBeGreaterThanOrEqual(exact);
    expect(found.upper - found.lower).toBeLessThan(0.25);
    expect(Math.abs(found.estimate - exact)).toBeLessThan(0.05);
  });

  it('a table that no mechanism made', () => {
    const utility = bumped(1);
    const exact = exactDeltaStar(metric, 1, utility);
    const what: Case = { metric, others: 1, profiles: 6000, simulated: insured(1, utility), utility };
    const { lie } = bindingLie(under(what, ladder(exact), 5, 0.1))!;
    const found = deltaStarOnLadder(under(what, ladder(exact), 7, 0.1), { binding: lie });
    expect(found.lower).toBeLessThanOrEqual(exact);
    expect(found.upper).toBeGreaterThanOrEqual(exact);
    expect(found.upper - found.lower).toBeLessThan(0.12);
    expect(Math.abs(found.estimate - exact)).toBeLessThan(0.02);
    const [gains, d] = [under(what, [0.005, 0.9], 9, 0.1), 0];
    const gain = ambiguousGainOnLadder(gains, d, mostGainfulLie(under(what, [0.005, 0.9], 8, 0.1), d));
    expect(gain.lower).toBeGreaterThan(0);
    expect(ambiguousGainOnLadder(gains, 1, lie).upper).toBeLessThanOrEqual(1e-12);
  });
});

it('without a witness the lower bound is 0, and nothing certified is said to be so', () => {
  const what: Case = { metric: 'prokhorov', others: 1, profiles: 40, simulated: firstPrice(reports, 1) };
  expect(deltaStarOnLadder(under(what, [0.1, 0.5, 1], 3, 0.1), {})).toEqual({ estimate: 0, lower: 0, upper: 1, certified: false });
});

it('intervals cover at 90%', () => {
  const cases: Case[] = (['prokhorov', 'totalVariation'] as const).map((metric) => ({
    metric,
    others: 1,
    profiles: 256,
    simulated: firstPrice(reports, 1),
    utility: () => 0,
  }));
  for (const what of cases) {
    const exact = exactDeltaStar(what.metric, 1, () => 0);
    const deltas = [0.2, 0.3, 0.35, 0.4, 0.42, 0.44, 0.46, 0.5, 0.55, 0.6, 0.7, 0.8, 0.85, 0.88, 0.9, 0.93, 0.96, 1];
    const witness = witnessesIn(under(what, deltas, 99, 0.1));
    let width = 0;
    const share = coverage(60, (seed) => {
      const { lower, upper } = deltaStarOnLadder(under(what, deltas, seed * 7919, 0.1), witness);
      width += (upper - lower) / 60;
      return lower <= exact + 1e-12 && exact <= upper + 1e-12;
    });
    if (process.env.MISREPORT_SHOW_COVERAGE) console.log(JSON.stringify({ name: `delta* ${what.metric}`, exact, share, width }));
    expect(share).toBeGreaterThanOrEqual(0.9 - 3 * Math.sqrt(0.09 / 60));
    expect(width).toBeLessThan(0.5);
  }
});

function exactRoot(f: (x: number) => number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 60; i++) [low, high] = f((low + high) / 2) > 0 ? [(low + high) / 2, high] : [low, (low + high) / 2];
  return high;
}

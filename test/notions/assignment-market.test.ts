/** Certificates of unit-demand markets: coverage where the truth is known, and the inequalities they rest on. */
import { describe, expect, it } from 'vitest';
import { assignment } from '../../kernels/assignment/cpu.ts';
import { AssignmentSolver } from '../../kernels/assignment/solver.ts';
import { WORTH_MAX, type AssignmentParameters } from '../../kernels/assignment/spec.ts';
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';
import { bestPayAsBid, payAsBidGain } from '../../src/notions/epsilon-ic/pay-as-bid.ts';
import { epsilonIcOfPayAsBid } from '../../src/notions/epsilon-ic.ts';
import { assignmentMarketMean } from '../../src/notions/market.ts';
import { vcgExAnteUtility, vcgInterimUtility } from '../../src/notions/interim-utility.ts';
import type { AssignmentSums } from '../../src/experiments/assignment-sums.ts';
import { assignmentParameters } from '../kernels/assignment-cases.ts';
import { itFirst } from '../support/evidence.ts';

const STEPS = 16;

/** n uniform bidders and one object: reports at equal steps, and the type 1/2. */
const oneObject = (bidders: number): AssignmentParameters => ({
  ...assignmentParameters({ bidders, objects: 1 }),
  coordinates: [{ thresholds: Float64Array.from({ length: 17 }, (_, c) => (c * 2 ** 32) / 16) }],
  reports: Int32Array.from({ length: STEPS + 1 }, (_, r) => (r * WORTH_MAX) / STEPS),
  types: Int32Array.of(WORTH_MAX / 2),
});

function sample(parameters: AssignmentParameters, profiles: number, seed: number): AssignmentSums {
  const statistics = assignment.emptyStatistics(parameters);
  assignment.prepareCpu(parameters)({ k0: seed, k1: 99 }, 0, profiles, statistics);
  const top = new Int32Array(parameters.objects).fill(WORTH_MAX);
  return { statistics, profiles, parameters, unit: 1 / WORTH_MAX, low: top.map(() => 0), top };
}

const gainOf = (bidders: number, r: number): number => (r / STEPS) ** (bidders - 1) * (1 - r / STEPS);

describe('one object', () => {
  itFirst(2, 'sizes', [[2, 300], [5, 300], [5, 4000]])('%i bidders, %i profiles: intervals at 90% cover at least 90% of the time', (bidders,
    profiles) => {
    const parameters = oneObject(bidders);
    const exact = Math.max(...Array.from({ length: STEPS + 1 }, (_, r) => gainOf(bidders, r)));
    const runs = 120;
    const misses = { epsilonIc: 0, gain: 0, interim: 0, utility: 0, welfare: 0, revenue: 0 };
    const width = { epsilonIc: 0 };
    const isOutside = ({ lower, upper }: { lower: number; upper: number }, value: number): number =>
      (value < lower - 1e-6 || value > upper + 1e-6 ? 1 : 0);
    for (let run = 0; run < runs; run++) {
      const sums = sample(parameters, profiles, 2 * run);
      const { report } = bestPayAsBid(sample(parameters, 200, 2 * run + 1));
      const epsilon = epsilonIcOfPayAsBid(sums, report, 0.1);
      misses.epsilonIc += isOutside(epsilon, exact);
      width.epsilonIc += (epsilon.upper - epsilon.lower) / runs;
      misses.gain += isOutside(payAsBidGain(sums, 12, 0.1), gainOf(bidders, 12));
      misses.interim += isOutside(vcgInterimUtility(sums, 0, 0.1), 0.5 ** bidders / bidders);
      misses.utility += isOutside(vcgExAnteUtility(sums, 0.1), 1 / (bidders * (bidders + 1)));
      misses.welfare += isOutside(assignmentMarketMean(sums, 'welfare', 0.1), bidders / (bidders + 1));
      misses.revenue += isOutside(assignmentMarketMean(sums, 'revenue', 0.1), (bidders - 1) / (bidders + 1));
    }
    for (const missed of Object.values(misses)) expect(missed).toBeLessThanOrEqual(0.1 * runs);
    expect(width.epsilonIc).toBeLessThan(profiles > 1000 ? 0.03 : 0.2);
  });

  it('estimates are the means of what was counted', () => {
    const sums = sample(oneObject(3), 5000, 4);
    for (const r of [0, 5, 12, 16]) {
      expect(payAsBidGain(sums, r, 0.01).estimate).toBeCloseTo((sums.statistics.choices![r]! / 5000) * (1 - r / STEPS), 12);
    }
    const { report, mean, deviation } = bestPayAsBid(sums);
    expect(mean).toBe(payAsBidGain(sums, report, 0.01).estimate);
    const won = sums.statistics.choices![report]! / 5000;
    expect(deviation).toBeCloseTo((1 - report / STEPS) * Math.sqrt(won * (1 - won)), 9);
  });
});

describe('large markets', () => {
  it('a row or a column adds between nothing and its best worth to welfare', () => {
    const [bidders, objects] = [12, 9];
    const worth = Float64Array.from({ length: bidders * objects }, (_, x) => threefry2x32({ k0: 1, k1: 2 }, [x, 0])[0] % 1000);
    const welfare = (values: Float64Array): number => {
      const solver = new AssignmentSolver(bidders, objects);
      for (let i = 0; i < bidders; i++) solver.insert(values, i);
      return solver.welfare(values);
    };
    const all = welfare(worth);
    const adds = (inside: (x: number) => boolean): void => {
      const part = worth.filter((_, x) => inside(x));
      const added = all - welfare(worth.map((value, x) => (inside(x) ? 0 : value)));
      expect(added).toBeGreaterThanOrEqual(0);
      expect(added).toBeLessThanOrEqual(Math.max(...part));
    };
    for (let i = 0; i < bidders; i++) adds((x) => Math.floor(x / objects) === i);
    for (let j = 0; j < objects; j++) adds((x) => x % objects === j);
  });

  it('so welfare is known far better than its range allows, and the interval still holds', () => {
    const parameters = assignmentParameters({ bidders: 60, objects: 40 });
    const few = assignmentMarketMean(sample(parameters, 40, 1), 'welfare', 0.01);
    const many = assignmentMarketMean(sample(parameters, 1000, 2), 'welfare', 0.01);
    expect(few.upper - few.lower).toBeLessThan(5);
    expect(few.lower).toBeLessThan(many.estimate);
    expect(few.upper).toBeGreaterThan(many.estimate);
    expect(many.upper - many.lower).toBeLessThan(1.2);
  });
});

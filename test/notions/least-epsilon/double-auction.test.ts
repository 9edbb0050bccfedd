import { describe, expect, it } from 'vitest';
import { uniformWord } from '../../support/uniform.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { doubleAuction, traderProblem, type DoubleAuction } from '../../../src/environment/double-auction.ts';
import { tailsBeyond } from '../../../src/notions/least-epsilon/market-cells.ts';
import { marginOf, pivotalRange } from '../../../src/experiments/quadrature/margin.ts';
import { doubleAuctionLeastEpsilon, leastEpsilonInSteps } from '../../../src/notions/least-epsilon/double-auction.ts';
import { constrainedLeastEpsilon, type ConstrainedAgent } from '../../../src/notions/least-epsilon/program.ts';

const law = (text: string) => parseDistribution(text, 'law');
const market = (sellers: number, buyers: number, cost = 'uniform(0,1)', value = 'uniform(0,1)', kappa = 0): DoubleAuction =>
  doubleAuction({ sellers, buyers, kappa, cost: law(cost), value: law(value) });
const within = (value: number, { lower, upper }: { lower: number; upper: number }): void => {
  expect(value).toBeGreaterThanOrEqual(lower);
  expect(value).toBeLessThanOrEqual(upper);
};

describe('doubleAuctionLeastEpsilon', () => {
  it('brackets 1 - (1/2 + 3d)^(1/3) in bilateral trade with uniform types, in any unit', () => {
    for (const deficit of [-0.16, -0.05, 0, 0.04, 0.16]) {
      const { epsilon } = doubleAuctionLeastEpsilon(market(1, 1), deficit, 0.005, 1e-5);
      within(1 - (0.5 + 3 * deficit) ** (1 / 3), epsilon);
      expect(epsilon.upper - epsilon.lower).toBeLessThan(0.01 * epsilon.upper + 1e-5);
      // Values in a unit a thousand times as small, far from zero: ε is money per money.
      const shifted = doubleAuctionLeastEpsilon(market(1, 1, 'uniform(7000,8000)', 'uniform(7000,8000)'), 1000 * deficit, 0.01, 1e-5);
      within(1 - (0.5 + 3 * deficit) ** (1 / 3), shifted.epsilon);
    }
  });

  it('needs nothing once the deficit covers the loss of VCG, whatever its sign', () => {
    expect(doubleAuctionLeastEpsilon(market(1, 1), 0.17, 0.01, 1e-5).epsilon).toEqual({ lower: 0, upper: 0 });
    // Everyone who meets trades: the highest cost sells to the lowest value, and VCG collects the gap between the supports.
    const sure = doubleAuctionLeastEpsilon(market(1, 1, 'uniform(0,1)', 'uniform(2,3)'), -0.9, 0.01, 1e-5);
    within(-1, sure.loss);
    expect(sure.epsilon).toEqual({ lower: 0, upper: 0 });
    expect(() => doubleAuctionLeastEpsilon(market(1, 1), -0.17, 0.01, 1e-5)).toThrow(/deficit/);
    // All gains from trade are 1/6: the limit named does not move with what is asked, and is accepted.
    for (const asked of [-1, -0.16669]) {
      expect(() => doubleAuctionLeastEpsilon(market(1, 1), asked, 0.01, 1e-5))
        .toThrow(/deficit: must be at least -0\.166: .* 0\.166[7-9] at/);
    }
    expect(doubleAuctionLeastEpsilon(market(1, 1), -0.166, 0.01, 1e-5).epsilon.upper).toBeLessThan(1);
  });

  it('is zero where no value exceeds a cost, and nothing can be collected', () => {
    for (
      const [sellers, buyers, cost, value] of [[1, 1, 'uniform(1,2)', 'uniform(0,1)'], [3, 2, 'beta(2,3,5,6)', 'uniform(-7,-6)']] as const
    ) {
      const found = doubleAuctionLeastEpsilon(market(sellers, buyers, cost, value), 0, 0.01, 1e-5);
      expect(found).toMatchObject({ epsilon: { lower: 0, upper: 0 }, loss: { lower: 0, upper: 0 } });
      expect(() => doubleAuctionLeastEpsilon(market(sellers, buyers, cost, value), -0.1, 0.01, 1e-5)).toThrow(/deficit/);
    }
  });

  it('brackets the loss M/2/(2M + 1) of VCG and the pivotal chance of the highest cost in uniform markets', () => {
    for (const M of [1, 2, 8, 64, 500]) {
      const { loss, auction } = doubleAuctionLeastEpsilon(market(M, M), 0, 0.01, 1e-5);
      const { seller, buyer } = auction!;
      within(M / 2 / (2 * M + 1), loss);
      // (2M - 1)!/((M - 1)! M!) p^(M - 1) (1 - p)^M at p = (M - 1)/(2M - 1).
      const p = (M - 1) / (2 * M - 1);
      let peak = M;
      for (let j = 1; j < M; j++) peak *= ((M + j) / j) * p * (1 - p);
      peak *= (1 - p) / M;
      within(M === 1 ? 1 : peak, { lower: seller.lower - 1e-12, upper: seller.upper + 1e-12 });
      expect(buyer).toEqual({ lower: 0, upper: 0 });
    }
  });

  it('falls as gains from trade over market size: ε M nears 1 under uniform laws, though slowly', () => {
    const scaled = [16, 256, 4096].map((M) => {
      const { lower, upper } = doubleAuctionLeastEpsilon(market(M, M), 0, 0.005, 1e-5).epsilon;
      return (M * (lower + upper)) / 2;
    });
    expect(scaled[0]!).toBeLessThan(scaled[1]!);
    expect(scaled[1]!).toBeLessThan(scaled[2]!);
    within(scaled[2]!, { lower: 0.9, upper: 1 });
  });

  it('agrees with the program on type grids, sampled sides unequal and supports apart', async () => {
    const [sellers, buyers] = [3, 2];
    const deficit = 0.02;
    const given = market(sellers, buyers, 'uniform(0,1)', 'uniform(0.5,1.5)');
    const { epsilon } = doubleAuctionLeastEpsilon(given, deficit, 0.005, 1e-5);
    const draws = 40_000;
    let welfare = 0;
    /** What a buyer's value must exceed, and what a seller's cost must lie below, to be served: the draws' values, ascending. */
    const [forBuyer, forSeller] = [new Float64Array(draws), new Float64Array(draws)];
    const sum = (list: Float64Array): number => list.reduce((total, x) => total + x, 0);
    for (let b = 0; b < draws; b++) {
      const costs = Float64Array.from({ length: sellers }, (_, i) => uniformWord(5, b, i));
      const values = Float64Array.from({ length: buyers }, (_, i) => 0.5 + uniformWord(5, b, sellers + i));
      // The goods go to the highest numbers, as many as there are sellers.
      welfare += (sum(Float64Array.of(...costs, ...values).sort().slice(-sellers)) - sum(costs)) / draws;
      forBuyer[b] = Float64Array.of(...costs, ...values.slice(1)).sort().at(-sellers)!;
      forSeller[b] = Float64Array.of(...costs.slice(1), ...values).sort().at(-sellers)!;
    }
    forBuyer.sort();
    forSeller.sort();
    /** On n types a side, every lie to a neighbour gains a cell too little, so the value falls short by some c/n. */
    const onGrid = async (n: number): Promise<number> => {
      const cost = Array.from({ length: n }, (_, j) => (j + 0.5) / n);
      const value = cost.map((x) => x + 0.5);
      const firstWhere = (list: Float64Array, holds: (x: number) => boolean): number => {
        const found = list.findIndex(holds);
        return found < 0 ? draws : found;
      };
      const bought = Float64Array.from(value, (v) => firstWhere(forBuyer, (x) => x >= v) / draws);
      const sold = Float64Array.from(cost, (c) => 1 - firstWhere(forSeller, (x) => x > c) / draws);
      const agent = (types: readonly number[], chances: Float64Array, sign: 1 | -1, count: number): ConstrainedAgent => ({
        count, weights: new Float64Array(n).fill(1 / n),
        field: {
          points: types.map((x) => [x]), relevant: [true], classes: 2,
          values: Float64Array.from(types.flatMap((x) => [sign * x, 0])), chances: Float64Array.from([...chances].flatMap((q) => [q,
            1 - q])),
        },
      });
      const program = await constrainedLeastEpsilon([agent(value, bought, 1, buyers), agent(cost, sold, -1, sellers)], {
        notion: 'lic', individuallyRational: true, budget: { welfare, deficit },
      });
      return program.epsilon;
    };
    const [coarse, fine] = [await onGrid(20), await onGrid(40)];
    expect(coarse).toBeLessThan(fine);
    expect(fine).toBeLessThan(epsilon.upper);
    expect(Math.abs(2 * fine - coarse - (epsilon.lower + epsilon.upper) / 2)).toBeLessThan(0.005);
  });

  it('refuses laws without ends, and precisions beyond reach, in one line', () => {
    expect(() => doubleAuctionLeastEpsilon(market(1, 1, 'uniform(0,1)', 'uniform(0,1)'), 0, 1e-9, 1e-12)).toThrow(/precision/);
  });
});

describe('laws with atoms, gaps and without ends', () => {
  const epsilonOf = (sellers: number, buyers: number, cost: string, value: string, deficit: number) =>
    doubleAuctionLeastEpsilon(market(sellers, buyers, cost, value), deficit, 0.001, 1e-6).epsilon;

  it('of types in a list are the optimum of the linear program over all pairs of types', () => {
    // By scipy's linprog (HiGHS) over all types, pairs, participation and the budget; chances by enumeration, sellers keeping ties.
    const atoms = 'discrete(0:0.3,0.4:0.3,1:0.4)';
    const [costs, values] = ['discrete(0:0.2,1:0.5,3:0.3)', 'discrete(0.5:0.1,1:0.4,2:0.3,7:0.2)'];
    for (const [sellers, buyers, cost, value, deficit, optimum] of [
      [1, 1, atoms, atoms, -0.2, 0.25555555555555554], [2, 3, atoms, atoms, -0.6, 0.18175], [3, 2, costs, values, -3.2, 0.763315],
      [1, 3, costs, values, -2, 0.1424347826086952], [2, 2, costs, values, -2.2, 0.3289166666666665],
    ] as const) {
      const { lower, upper } = epsilonOf(sellers, buyers, cost, value, deficit);
      within(optimum, { lower: lower - 1e-9, upper: upper + 1e-9 });
      expect(upper - lower).toBeLessThan(1e-8);
    }
  });

  it('of a mixture are the limit of lists of types', () => {
    // The condition of section 3 for lists, 401 and 1,601 types a side: 0.13873, 0.14014; the error falls with their number.
    const { lower, upper } = epsilonOf(2, 2, 'mixture(0.3:0,0.7:uniform(0,1))', 'mixture(0.5:uniform(0,0.3),0.5:uniform(0.6,1))', 0);
    expect(lower).toBeGreaterThan(0.1402);
    expect(upper).toBeLessThan(0.1410);
  });

  it('of exponentials solve ε - ε log ε = 1/2, and normal ones are those of quadrature', () => {
    const { lower, upper } = epsilonOf(1, 1, 'exponential(1)', 'exponential(1)', 0);
    expect(lower - lower * Math.log(lower)).toBeLessThan(0.5);
    expect(upper - upper * Math.log(upper)).toBeGreaterThan(0.5);
    within(0.19184263532915133, epsilonOf(1, 1, 'normal(0,1)', 'normal(0,1)', 0));
    within(0.19547195363030812, epsilonOf(1, 1, 'exponential(1)', 'lognormal(0,1)', 0));
  });

  it('count what lies beyond all nodes, and say where it is too much', () => {
    const far = market(2, 3, 'exponential(1)', 'pareto(1,1.5)');
    const { charge, loss } = tailsBeyond(far, [0, 10]);
    // E (X - 10)^+ is exp(-10), and 2 / sqrt(10).
    const [cost, value] = [Math.exp(-10), 2 / Math.sqrt(10)];
    expect(charge).toBeCloseTo(3 * value + 2 * (cost + 3 * value), 9);
    expect(loss).toEqual([expect.closeTo(0), expect.closeTo(2 * (cost + 3 * value), 9)]);
    expect(tailsBeyond(market(2, 3, 'uniform(0,1)', 'pareto(1,1.5)'), [0, 10]).loss).toEqual([expect.closeTo(-6 * value, 9), 0]);
    expect(() => epsilonOf(1, 1, 'uniform(0,2)', 'pareto(1,1.1)', 0)).toThrow(/^precision: .* tails of the laws are so heavy/);
  });

  it('are the same in other units', () => {
    const [small, large] = [
      epsilonOf(2, 3, 'mixture(0.3:0,0.7:uniform(0,1))', 'exponential(1)', 0.01),
      epsilonOf(2, 3, 'mixture(0.3:0,0.7:uniform(0,1048576))', `exponential(${2 ** -20})`, 0.01 * 2 ** 20),
    ];
    expect(large.lower).toBeCloseTo(small.lower, 9);
    expect(large.upper).toBeCloseTo(small.upper, 9);
  });
});

describe('marginOf', () => {
  it('brackets the pivotal chance on every cell, between the turning points of two laws as well', () => {
    for (
      const [sellers, buyers, cost, value] of [
        [4, 4, 'uniform(0,1)', 'beta(2,5)'], [6, 2, 'beta(0.5,0.5)', 'uniform(0.3,1.2)'], [1, 9, 'uniform(0,1)', 'uniform(0,1)'],
        [40, 30, 'beta(5,2)', 'beta(2,5)'],
      ] as const
    ) {
      for (const trader of ['seller', 'buyer'] as const) {
        const margin = marginOf(traderProblem(market(sellers, buyers, cost, value), trader));
        const faults: string[] = [];
        for (let cell = 0; cell < 37; cell++) {
          const [a, b] = [(cell * 1.2) / 37, ((cell + 1) * 1.2) / 37];
          const [low, high] = pivotalRange(margin(a), margin(b));
          for (let j = 0; j <= 20; j++) {
            const y = a + ((b - a) * j) / 20;
            const { pivotal, atLeastL, atLeastU, belowL, belowU } = margin(y);
            const near = (x: number, exact: number): boolean => Math.abs(x - exact) < 5e-13;
            if (!(pivotal > low - 1e-13 && pivotal < high + 1e-13 && near(atLeastU - atLeastL, pivotal)
              && near(atLeastL + belowL, 1) && near(atLeastU + belowU, 1))) faults.push(`${trader} of ${sellers} x ${buyers} at ${y}`);
          }
        }
        expect(faults).toEqual([]);
      }
    }
  });

  it('is worked out in steps, none longer than a node or a sum over the cells, so that a run can be stopped', () => {
    const steps = leastEpsilonInSteps(market(8, 8), 0, 1e-3, 1e-7);
    let count = 0;
    for (let step = steps.next(); ; step = steps.next(), count++) {
      if (!step.done) continue;
      expect(step.value).toEqual(doubleAuctionLeastEpsilon(market(8, 8), 0, 1e-3, 1e-7));
      expect(count).toBeGreaterThan(step.value.cells / 2);
      break;
    }
  });
});

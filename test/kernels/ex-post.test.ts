/** Kernel `ex-post`: the loop against its plain twin, and both against the definitions in real numbers. */
import { describe, expect, it } from 'vitest';
import { exPost } from '../../kernels/ex-post/cpu.ts';
import { GAIN_EXPONENTS, type ExPostParameters } from '../../kernels/ex-post/spec.ts';
import type { Statistics } from '../../kernels/kernel.ts';
import { referencePositions } from '../../kernels/linear/evaluate.ts';
import { POSITIONS, type Functional } from '../../kernels/linear/positions.ts';
import { caseMaker } from '../oracles/statistics.ts';
import { efficientProblem, randomLaws, randomProblem, randomValues, type LinearValues } from './ex-post-problems.ts';
import { runKernel, testStream, thresholds, total } from './run.ts';

const run = (parameters: ExPostParameters, first: number, count: number): Statistics =>
  runKernel(exPost, 'prepareCpu', parameters, first, count);
const agrees = (parameters: ExPostParameters, first: number, count: number): Statistics => {
  const statistics = run(parameters, first, count);
  expect(statistics).toEqual(runKernel(exPost, 'prepareReference', parameters, first, count));
  return statistics;
};
const range = (length: number): number[] => Array.from({ length }, (_, i) => i);
const sum = (statistics: Statistics, name: string, i = 0): number => 65536 * statistics[`${name}High`]![i]! + statistics[`${name}Low`]![i]!;
/** Sum of squares from the limbs, in units of money. */
const squares = (statistics: Statistics, name: string, i = 0): number =>
  64 ** 2 * (
    2 ** 24 * statistics[`${name}Squares0`]![i]! + 2 ** 13 * statistics[`${name}Squares1`]![i]! + statistics[`${name}Squares2`]![i]!
  );

describe('equals its plain twin', () => {
  it('on functionals and laws made up at random', () => {
    const make = caseMaker(31);
    for (let trial = 0; trial < 150; trial++) {
      const alternatives = 1 + make.whole(9);
      const shape = {
        agents: 1 + make.whole(5), alternatives, coordinates: make.whole(7), reports: make.whole(6), classes: 1 + make.whole(alternatives),
      };
      agrees(randomProblem(make, shape), trial, 20);
    }
  });

  it('where ties abound', () => {
    const make = caseMaker(32);
    for (let trial = 0; trial < 150; trial++) {
      const alternatives = 1 + make.whole(9);
      const shape = {
        agents: 1 + make.whole(4), alternatives, coordinates: make.whole(3), reports: 1 + make.whole(6),
        classes: 1 + make.whole(alternatives),
      };
      agrees(randomProblem(make, shape, true), trial, 20);
    }
  });

  it('across 2^32', () => {
    const make = caseMaker(33);
    agrees(randomProblem(make, { agents: 3, alternatives: 5, coordinates: 4, reports: 3, classes: 4 }), 2 ** 32 - 33, 61);
    agrees(randomProblem(make, { agents: 2, alternatives: 5, coordinates: 1, reports: 3, classes: 4 }), 7 * 2 ** 32 - 5, 11);
  });
});

it.each([0, 3])('many agents, what all but one are worth being welfare less a row: its plain twin (constants up to %i)', (most) => {
  const make = caseMaker(34 + most);
  const [n, alternatives] = [7, 3];
  // An agent's value is a row for each alternative but the second, which is worth nothing to anybody.
  const rows = range(n).map(() => Int32Array.from(range(alternatives), (k) => (k === 1 ? 0 : make.whole(2 ** 20) - 2 ** 19)));
  const constants = range(n).map(() => range(alternatives).map(() => make.whole(most + 1)));
  const sumOver = (members: readonly number[]): Functional => ({
    constants: Int32Array.from(range(alternatives), (k) => members.reduce((all, i) => all + constants[i]![k]!, 0)),
    factors: members.map((i) => ({
      rows: alternatives, rowOf: Int32Array.from(range(alternatives)), termRow: Int32Array.from(range(alternatives)),
      coordinates: new Int32Array(alternatives).fill(i), multipliers: rows[i]!,
    })),
  });
  const everyone = range(n);
  const welfare = sumOver(everyone);
  agrees({
    coordinates: everyone.map(() => ({ thresholds: thresholds(1) })), alternatives, objective: welfare, welfare, tolerance: 8,
    agents: everyone.map((i) => ({
      value: sumOver([i]), othersWelfare: sumOver(everyone.filter((j) => j !== i)), transfer: i === 2 ? 'groves' : 'vcg',
    })),
  }, 5, 300);
});

interface Outcome {
  readonly firstBest: number;
  readonly welfare: number;
  readonly revenue: number;
  readonly payoffs: number[];
  /** [N] largest gain from announcing another signal; its own rounding is none. */
  readonly gains: number[];
}

/** A profile in real numbers: everything from the values themselves. `signals[j][d]` in [0, 1). */
function audit({ bases, slopes }: LinearValues, signals: number[][], transfer: string, reports: number[][]): Outcome {
  const n = bases.length;
  const alternatives = range(bases[0]!.length);
  const value = (i: number, k: number, announced: number[][]): number =>
    bases[i]![k]! + announced.reduce((outer, own, j) => outer + own.reduce((inner, x, d) => inner + x * slopes[i]![k]![j]![d]!, 0), 0);
  const without = (i: number, k: number, announced: number[][]): number =>
    range(n).reduce((acc, j) => acc + (j === i ? 0 : value(j, k, announced)), 0);
  const whole = (k: number, announced: number[][]): number => range(n).reduce((acc, j) => acc + value(j, k, announced), 0);
  const choose = (announced: number[][]): number =>
    alternatives.reduce((best, k) => (whole(k, announced) > whole(best, announced) ? k : best), 0);
  const pay = (i: number, announced: number[][]): number => {
    const here = without(i, choose(announced), announced);
    if (transfer === 'none') return 0;
    return transfer === 'groves' ? here : here - Math.max(...alternatives.map((k) => without(i, k, announced)));
  };
  const choice = choose(signals);
  const payoffs = range(n).map((i) => value(i, choice, signals) + pay(i, signals));
  return {
    firstBest: Math.max(...alternatives.map((k) => whole(k, signals))),
    welfare: whole(choice, signals),
    revenue: -range(n).reduce((acc, i) => acc + pay(i, signals), 0),
    payoffs,
    gains: range(n).map((i) => Math.max(...reports.map((report) => {
      const announced = signals.map((own, j) => (j === i ? report : own));
      return value(i, choose(announced), signals) + pay(i, announced) - payoffs[i]!;
    }))),
  };
}

/** The same profiles in real numbers. */
const audits = (
  parameters: ExPostParameters,
  values: LinearValues,
  transfer: string,
  reports: number[][],
  first: number,
  count: number,
): Outcome[] =>
  range(count).map((p) => {
    const positions = referencePositions(testStream, first + p, parameters.coordinates).map((x) => x / POSITIONS);
    const n = values.bases.length;
    const dimensions = positions.length / n;
    return audit(values, range(n).map((j) => positions.slice(j * dimensions, (j + 1) * dimensions)), transfer, reports);
  });

/** Units of value are large enough that rounding does not matter. */
const UNIT = 2 ** 20;
const ROUNDING = 200;

function expectMatch(values: LinearValues, transfer: 'none' | 'groves' | 'vcg', reports: number[][], laws: Float64Array[]): void {
  const count = 120;
  const parameters = efficientProblem(values, laws, transfer, reports, ROUNDING);
  // Under the stream's own key, as `audits` draws.
  const statistics = exPost.emptyStatistics(parameters);
  exPost.validate(parameters);
  exPost.prepareCpu(parameters)(testStream, 0, count, statistics);
  const outcomes = audits(parameters, values, transfer, reports, 0, count);
  const near = (got: number, want: number): void => expect(Math.abs(got - want)).toBeLessThanOrEqual(count * ROUNDING);
  const nearSquares = (name: string, i: number, xs: number[]): void => {
    const want = xs.reduce((acc, x) => acc + x * x, 0);
    expect(Math.abs(squares(statistics, name, i) - want)).toBeLessThanOrEqual(
      xs.reduce((acc, x) => acc + 2 * Math.abs(x) * ROUNDING + ROUNDING ** 2, 1)
    );
  };
  const column = (pick: (outcome: Outcome) => number): number[] => outcomes.map(pick);
  const total = (xs: number[]): number => xs.reduce((a, b) => a + b, 0);
  for (
    const [name, xs] of [
      ['firstBest', column((o) => o.firstBest)], ['welfare', column((o) => o.welfare)], ['revenue', column((o) => o.revenue)],
    ] as const
  ) {
    near(sum(statistics, name), total(xs));
    nearSquares(name, 0, xs);
  }
  // Counts of profiles beyond the tolerance: those within rounding of it may fall on either side.
  const between = (got: number, xs: number[]): void => {
    expect(got).toBeGreaterThanOrEqual(xs.filter((x) => x > 2 * ROUNDING).length);
    expect(got).toBeLessThanOrEqual(xs.filter((x) => x > 0).length);
  };
  between(statistics.deficits![0]!, column((o) => -o.revenue));
  between(statistics.imbalances![0]!, column((o) => Math.abs(o.revenue)));
  values.bases.forEach((_, i) => {
    const payoffs = column((o) => o.payoffs[i]!);
    near(sum(statistics, 'payoff', i), total(payoffs));
    nearSquares('payoff', i, payoffs);
    between(statistics.irViolations![i]!, payoffs.map((x) => -x));
    if (reports.length === 0) return;
    const gains = column((o) => o.gains[i]!);
    between(statistics.gainful![i]!, gains.map((x) => (x > 1e-6 ? x : 0)));
    range(GAIN_EXPONENTS).forEach((e) => {
      const inside = (slack: number) => (x: number): boolean => x > ROUNDING + slack && x >= 2 ** e + slack && x < 2 ** (e + 1) - slack;
      expect(statistics.gainExponents![i * GAIN_EXPONENTS + e]).toBeGreaterThanOrEqual(gains.filter(inside(ROUNDING)).length);
      expect(statistics.gainExponents![i * GAIN_EXPONENTS + e]).toBeLessThanOrEqual(gains.filter(inside(-ROUNDING)).length);
    });
  });
}

describe('agrees with the definitions in real numbers', () => {
  const grid = (dimensions: number): number[][] =>
    range(5 ** dimensions).map((r) => range(dimensions).map((d) => (Math.floor(r / 5 ** d) % 5) / 4.001));
  for (const transfer of ['none', 'groves', 'vcg'] as const) {
    for (
      const [n, alternatives, dimensions, privately] of [
        [1, 3, 1, true], [2, 4, 1, false], [3, 4, 2, true], [3, 5, 1, false], [2, 1, 2, false],
      ] as const
    ) {
      it(`${transfer}, ${n} agents, ${alternatives} alternatives, ${dimensions} signals each, `
        + `${privately ? 'private' : 'interdependent'} values`, () => {
        const make = caseMaker(40 + n + 10 * alternatives);
        for (let trial = 0; trial < 4; trial++) {
          expectMatch(
            randomValues(make, n, alternatives, dimensions, UNIT, privately), transfer, grid(dimensions), randomLaws(make, n * dimensions),
          );
        }
      });
    }
  }
});

describe('what theory says', () => {
  const grid = range(17).map((r) => [r / 16.001]);
  const bidder = (n: number, i: number): number[][][] => range(n + 1).map((k) => range(n).map((j) => [k === i && j === i ? UNIT : 0]));
  /** One good, alternative n: the seller keeps it. */
  const auction = (n: number): LinearValues =>
    ({ bases: range(n).map(() => new Array<number>(n + 1).fill(0)), slopes: range(n).map((i) => bidder(n, i)) });
  const uniform = (n: number): Float64Array[] => range(n).map(() => thresholds(1));

  it('VCG with private values: nothing to gain, nobody loses, no deficit; second price', () => {
    const profiles = 4000;
    const statistics = run(efficientProblem(auction(3), uniform(3), 'vcg', grid, 64), 0, profiles);
    expect([...statistics.gainful!]).toEqual([0, 0, 0]);
    expect([...statistics.irViolations!]).toEqual([0, 0, 0]);
    expect(statistics.deficits![0]).toBe(0);
    expect(statistics.choices![3]).toBe(0);
    // Means of the highest and the second of three uniform numbers.
    expect(Math.abs(sum(statistics, 'welfare') / profiles / UNIT - 3 / 4)).toBeLessThan(0.012);
    expect(Math.abs(sum(statistics, 'revenue') / profiles / UNIT - 1 / 2)).toBeLessThan(0.015);
    expect(sum(statistics, 'firstBest')).toBe(sum(statistics, 'welfare'));
    const variance = squares(statistics, 'welfare') / profiles / UNIT ** 2 - (sum(statistics, 'welfare') / profiles / UNIT) ** 2;
    expect(Math.abs(variance - 3 / 80)).toBeLessThan(0.003);
  });

  it('a good given away for nothing: all but the winner gain by announcing the most', () => {
    const profiles = 2000;
    const statistics = run(efficientProblem(auction(2), uniform(2), 'none', [[0.999999]], 64), 0, profiles);
    expect(statistics.imbalances![0]).toBe(0);
    expect(sum(statistics, 'revenue')).toBe(0);
    expect(total(statistics.gainful!)).toBeGreaterThan(0.99 * profiles);
    // The loser gains her value, whose law is that of the smaller of two: above 1/2 in a quarter of profiles.
    const large = [0, 1].reduce((acc, i) => acc + statistics.gainExponents![i * GAIN_EXPONENTS + 19]!, 0);
    expect(Math.abs(large / profiles - 1 / 4)).toBeLessThan(0.04);
  });

  it('one agent and one alternative: nothing to choose and nothing to gain', () => {
    const values: LinearValues = { bases: [[-7]], slopes: [[[[0]]]] };
    const statistics = agrees(efficientProblem(values, [thresholds(4)], 'vcg', grid, 0), 0, 50);
    expect([...statistics.choices!]).toEqual([50]);
    expect(sum(statistics, 'payoff')).toBe(-350);
    expect([...statistics.irViolations!]).toEqual([50]);
    expect([...statistics.gainful!]).toEqual([0]);
  });

  it('a degenerate law: the same outcome in every profile but for places in the cell', () => {
    const low = Float64Array.of(0, 2 ** 32, 2 ** 32, 2 ** 32, 2 ** 32);
    const high = Float64Array.of(0, 0, 0, 0, 2 ** 32);
    const statistics = agrees(efficientProblem(auction(2), [low, high], 'vcg', grid, 64), 0, 90);
    expect([...statistics.choices!]).toEqual([0, 90, 0]);
    expect(sum(statistics, 'revenue') / 90 / UNIT).toBeLessThan(0.25);
    expect([...statistics.gainful!]).toEqual([0, 0]);
  });

  it('no coordinates at all', () => {
    const constant = (...values: number[]) => ({ constants: Int32Array.from(values), factors: [] });
    const statistics = agrees(
      {
        coordinates: [], alternatives: 2, objective: constant(1, 1), welfare: constant(1, 5),
        agents: [{ value: constant(3, 4), othersWelfare: constant(-2, 1), transfer: 'vcg' }], tolerance: 0,
      },
      0,
      10,
    );
    expect([...statistics.choices!]).toEqual([10, 0]);
    expect(
      [sum(statistics, 'firstBest'), sum(statistics, 'welfare'), sum(statistics, 'revenue'), sum(statistics, 'payoff')]
    ).toEqual([50, 10, 30, 0]);
  });
});

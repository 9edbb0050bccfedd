import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { secondBestOfTwo } from '../../../src/notions/second-best/two-alternatives.ts';
import { firstBestReduction, twoWayReduction } from '../../../src/notions/second-best/two-way-reduction.ts';
import { solveFloat } from '../../../src/programs/float.ts';

const law = (text: string) => parseDistribution(text, 'law');
const trade = (cost: string, value: string) => bilateralTrade({ cost: law(cost), value: law(value) }) as LinearProblem;

/** Alternatives the other way round. */
const relabelled = (problem: LinearProblem): LinearProblem => {
  const { constants, coefficients } = problem.valuations;
  return {
    ...problem, alternatives: problem.alternatives.toReversed(),
    valuations: {
      kind: 'linear', constants: constants.map((row) => row.toReversed()), coefficients: coefficients.map((rows) => rows.toReversed()),
    },
  };
};

const bestOf = (problem: LinearProblem, deficit?: number, cells?: number) =>
  secondBestOfTwo(twoWayReduction(problem, cells, deficit !== undefined), deficit === undefined ? undefined : { deficit });

const contains = ({ lower, upper }: { readonly lower: number; readonly upper: number }, value: number, width: number): void => {
  expect(lower).toBeLessThanOrEqual(value);
  expect(upper).toBeGreaterThanOrEqual(value);
  expect(upper - lower).toBeLessThan(width);
};

describe('bilateral trade under one uniform law', () => {
  it('reaches 9/64 of 1/6, whatever unit and whatever the order of the alternatives, at price 1/2 of money', () => {
    for (const [text, unit] of [['uniform(0,1)', 1], ['uniform(2,5)', 3], ['uniform(-1000,-999)', 1]] as const) {
      for (const problem of [trade(text, text), relabelled(trade(text, text))]) {
        const found = bestOf(problem, 0, 4096);
        contains(found, (9 / 64) * unit, 1e-5 * unit);
        expect(found.price).toBeCloseTo(0.5, 4);
        contains(secondBestOfTwo(firstBestReduction(problem, 4096)), unit / 6, 1e-5 * unit);
      }
    }
  });

  it('reaches the first best once VCG is paid for, and collects 1/24 at most', () => {
    expect(bestOf(trade('uniform(0,1)', 'uniform(0,1)'), 1 / 6 + 1e-3).price).toBe(0);
    // Trade where the value exceeds the cost by g = 0.4: welfare 1/6 - g²/2 + g³/3, and twice that less (1 - g)²/2 is over.
    contains(bestOf(trade('uniform(0,1)', 'uniform(0,1)'), -0.036, 4096), 0.108, 1e-5);
    expect(() => bestOf(trade('uniform(0,1)', 'uniform(0,1)'), -0.0417)).toThrow(/deficit: must be at least -0.0416/);
  });
});

/** Rates of agent 1 in A and B, and what her signals are worth to agent 2, whose own count one each. */
const pair = (own: readonly [number, number], external: readonly [number, number], signal = 'uniform(0,1)'): LinearProblem => ({
  kind: 'social-choice', agents: ['1', '2'], alternatives: ['A', 'B'],
  signals: [0, 0, 1, 1].map((owner, d) => ({ owner, name: `s${d}`, law: law(signal) })),
  valuations: {
    kind: 'linear', constants: [[0, 0], [0, 0]],
    coefficients: [[[own[0], 0, 0, 0], [0, own[1], 0, 0]], [[external[0], 0, 1, 0], [0, external[1], 0, 1]]],
  },
} satisfies SocialChoiceProblem as LinearProblem);

describe('two signals an agent', () => {
  it('is the mean of what is left when only the own gain is known: own rates 1, 1, social 3/2, 1', () => {
    // x = s_B - s_A is triangular, E[1 s_B - 3/2 s_A | x] = 5/4 x - 1/4, and agent 2's difference z is triangular too.
    const n = 800;
    let expected = 0.75 + 0.5;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const [x, z] = [-1 + (2 * (i + 0.5)) / n, -1 + (2 * (j + 0.5)) / n];
        expected += (1 - Math.abs(x)) * (1 - Math.abs(z)) * Math.max(0, 1.25 * x - 0.25 + z) * (4 / (n * n));
      }
    }
    contains(bestOf(pair([1, 1], [0.5, 0])), expected, 3e-5);
  });

  it('irons a falling social gain flat: with social rates -2, -2 agent 1 is not listened to', () => {
    const found = bestOf(pair([1, 1], [-3, -3]));
    contains(found, -1 + 2 / 3, 1e-6);
    expect(found.ironed).toEqual([true, false]);
    for (const chance of found.rules[0]!.chances) expect(chance).toBeCloseTo(0.5, 3);
  });

  it('loses nothing where rates agree, and brackets laws that are not uniform', () => {
    for (const signal of ['uniform(0,1)', 'beta(2,3)']) {
      const problem = pair([1, 2], [0.5, 1], signal);
      const [second, first] = [bestOf(problem), secondBestOfTwo(firstBestReduction(problem, undefined))];
      expect(second.lower).toBeLessThanOrEqual(first.upper);
      expect(second.upper).toBeGreaterThanOrEqual(first.lower);
      expect(second.upper - second.lower).toBeLessThan(signal === 'beta(2,3)' ? 0.04 : 1e-4);
    }
  });
});

/** The best rule constant on n equal cells of uniform signals on [0, 1], one an agent, by one linear program. */
async function programOverCells(problem: LinearProblem, n: number, deficit: number): Promise<number> {
  const { coefficients, constants } = problem.valuations;
  const slope = (i: number, k: number, d: number): number => coefficients[i]![k]![d]!;
  const middle = (j: number): number => (j + 0.5) / n;
  const rows: { readonly entries: Map<number, number>; readonly low: number; readonly high: number }[] = [];
  const row = (low: number, high: number): Map<number, number> => {
    const entries = new Map<number, number>();
    rows.push({ entries, low, high });
    return entries;
  };
  const add = (entries: Map<number, number>, column: number, value: number): void =>
    void entries.set(column, (entries.get(column) ?? 0) + value);
  const at = (j: number, l: number): number => j * n + l;
  const cost = new Float64Array(n * n);
  let base = constants[0]![0]! + constants[1]![0]!;
  for (const d of [0, 1]) base += (slope(0, 0, d) + slope(1, 0, d)) / 2;
  const social = (d: number): number => slope(0, 1, d) + slope(1, 1, d) - slope(0, 0, d) - slope(1, 0, d);
  const fixed = constants[0]![1]! + constants[1]![1]! - constants[0]![0]! - constants[1]![0]!;
  const money = row(-base - deficit, Infinity);
  for (let j = 0; j < n; j++) {
    for (let l = 0; l < n; l++) {
      cost[at(j, l)] = (fixed + social(0) * middle(j) + social(1) * middle(l)) / (n * n);
      add(money, at(j, l), cost[at(j, l)]!);
      // Information rents: f_1 = 0 for both agents, own slopes of either sign.
      [j, l].forEach((cell, i) => {
        const own = slope(i, 1, i);
        add(money, at(j, l), -(Math.abs(own) * (own > 0 ? 1 - middle(cell) : middle(cell))) / (n * n));
      });
    }
  }
  for (const i of [0, 1]) {
    const sense = Math.sign(slope(i, 1, i));
    for (let j = 0; j + 1 < n; j++) {
      const rises = row(0, Infinity);
      for (let l = 0; l < n; l++) {
        add(rises, i === 0 ? at(j + 1, l) : at(l, j + 1), sense);
        add(rises, i === 0 ? at(j, l) : at(l, j), -sense);
      }
    }
  }
  const starts = Int32Array.from([0, ...rows.map((_, r) => rows.slice(0, r + 1).reduce((sum, { entries }) => sum + entries.size, 0))]);
  const { status, objective } = await solveFloat({
    direction: 'maximise', cost, lower: new Float64Array(n * n), upper: new Float64Array(n * n).fill(1),
    rowLower: Float64Array.from(rows, ({ low }) => low), rowUpper: Float64Array.from(rows, ({ high }) => high), starts,
    indices: Int32Array.from(rows.flatMap(({ entries }) => [...entries.keys()])),
    values: Float64Array.from(rows.flatMap(({ entries }) => [...entries.values()])),
  });
  expect(status).toBe('optimal');
  return base + objective;
}

describe('rules constant on cells', () => {
  it('are as good as one linear program over all of them says, interdependent values and a budget included', async () => {
    for (let seed = 0; seed < 4; seed++) {
      const random = (k: number): number => 2 * (((Math.sin(seed * 12.9898 + k * 78.233) * 43758.5453) % 1 + 1) % 1) - 1;
      const problem: LinearProblem = {
        kind: 'social-choice', agents: ['1', '2'], alternatives: ['no', 'yes'],
        signals: [0, 1].map((owner) => ({ owner, name: `s${owner}`, law: law('uniform(0,1)') })),
        valuations: {
          kind: 'linear', constants: [[0, random(1) / 2], [0, random(2) / 2]],
          coefficients: [[[0, 0], [random(3), random(4)]], [[0, 0], [random(5), random(6)]]],
        },
      };
      const cells = 9;
      const free = bestOf(problem, undefined, cells);
      expect(free.lower).toBeCloseTo(await programOverCells(problem, cells, 100), 9);
      // The least that a constant rule leaves, and a little more: some rents are paid.
      for (const deficit of [0, 0.02]) {
        const program = await programOverCells(problem, cells, deficit);
        const found = bestOf(problem, deficit, cells);
        expect(found.lower).toBeCloseTo(program, 6);
        expect(found.upper).toBeGreaterThan(program - 1e-9);
        expect(bestOf(problem, deficit, 500).lower).toBeLessThan(found.upper + 1e-9);
        expect(bestOf(problem, deficit, 500).upper).toBeGreaterThan(found.lower - 1e-9);
      }
    }
  });
});

describe('more agents', () => {
  it('builds a public good for three where the sum of values exceeds its cost, and less often where nobody may be made to pay', () => {
    const problem: LinearProblem = {
      kind: 'social-choice', agents: ['1', '2', '3'], alternatives: ['no', 'yes'],
      signals: [0, 1, 2].map((owner) => ({ owner, name: `s${owner}`, law: law('uniform(0,1)') })),
      valuations: {
        kind: 'linear', constants: [[0, -0.5], [0, -0.5], [0, -0.5]],
        coefficients: [0, 1, 2].map((i) => [[0, 0, 0], [0, 1, 2].map((d) => (d === i ? 1 : 0))]),
      },
    };
    // E (s_1 + s_2 + s_3 - 3/2)^+ = E|S - 3/2| / 2 = 13/64.
    contains(bestOf(problem, undefined, 200), 13 / 64, 3e-3);
    const voluntary = bestOf(problem, 0, 200);
    expect(voluntary.upper).toBeLessThan(13 / 64);
    expect(voluntary.upper - voluntary.lower).toBeLessThan(0.01);
    expect(voluntary.price).toBeGreaterThan(0);
  });
});

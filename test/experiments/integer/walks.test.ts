import { describe, expect, it } from 'vitest';
import { walkGains as kernel } from '../../../kernels/walk-gains/cpu.ts';
import { FINE_BITS, POSITIONS } from '../../../kernels/linear/positions.ts';
import { referencePositions } from '../../../kernels/linear/evaluate.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import {
  gradientsOf, walkExperiment, walkGains, walkRange, type LinearProblem, type Walk,
} from '../../../src/experiments/field/walk-sums.ts';
import { decodeWalks, integerWalks, type IntegerWalks } from '../../../src/experiments/integer/walks.ts';

const STREAM = { k0: 12, k1: 34 };
const RECTANGLE: Walk = { kind: 'path', points: [[0.1, 0.2], [0.9, 0.2], [0.9, 0.7], [0.1, 0.7]] };
const WALKS: readonly Walk[] = [
  RECTANGLE, { kind: 'path', points: RECTANGLE.points.toReversed() }, { ...RECTANGLE, kind: 'lies' },
  { kind: 'lies', points: [[0, 0], [1, 0.3]] }, { kind: 'path', points: [[0.5, 0.5], [0.5, 0.5]] },
];

/** Agent 0 sees two signals, agent 1 one for every alternative; three alternatives of which no two are congruent. */
function problemOf({ scale = 1, law = 'uniform(0,1)', social = [[1.5, 0.2], [0, -1], [-0.5, 0.5]] } = {}): LinearProblem {
  const own = [[1, 0], [0, 1], [-1, 0.25]];
  const [names, zeros] = [['k0', 'k1', 'k2'], [0, 0, 0]];
  const scaled = (row: readonly number[]): number[] => row.map((x) => x * scale);
  return {
    kind: 'social-choice', agents: ['0', '1'], alternatives: names,
    signals: [
      ...['a', 'b'].map((name) => ({ owner: 0, name, law: parseDistribution('uniform(0,1)', 'law') })),
      ...names.map((name) => ({ owner: 1, name, law: parseDistribution(law, 'law') })),
    ],
    valuations: {
      kind: 'linear', constants: [zeros, scaled([0, 0.1, 0.2])],
      coefficients: [
        own.map((row) => scaled([...row, ...zeros])),
        own.map((row, k) => scaled([...row.map((a, c) => social[k]![c]! - a), ...zeros.map((_, j) => (j === k ? 2 : 0))])),
      ],
    },
  };
}

function lowered(problem: LinearProblem, walks = WALKS): IntegerWalks {
  const found = integerWalks(problem, 0, walks);
  if ('unsupported' in found) throw new Error(found.unsupported);
  kernel.validate(found.parameters);
  return found;
}

function drawn(found: IntegerWalks, count: number) {
  const sums = kernel.emptyStatistics(found.parameters);
  kernel.prepareCpu(found.parameters)(STREAM, 0, count, sums);
  return decodeWalks(sums, count, found);
}

/** Of a profile that the kernel draws, every position being the middle of its step: what doubles make of the same signals. */
function exactly(problem: LinearProblem, { parameters: { coordinates } }: IntegerWalks, count: number) {
  const { constants, coefficients } = problem.valuations;
  const gains = walkGains(WALKS, gradientsOf(problem, 0));
  const sums = { gain: WALKS.map(() => 0), squares: WALKS.map(() => 0) };
  for (let i = 0; i < count; i++) {
    const positions = referencePositions(STREAM, i, coordinates);
    let rest = coordinates.length;
    const signals = coordinates.map(({ fine }, d) => {
      const [low, high] = problem.signals[2 + d]!.law.support;
      const place = positions[d]! + (fine ? positions[rest++]! / POSITIONS + 1 / 2 ** (FINE_BITS + 1) : 0.5);
      return low + ((high - low) * place) / POSITIONS;
    });
    const base = Float64Array.from(problem.alternatives, (_, k) => coefficients.reduce((sum, rows, j) =>
      sum + constants[j]![k]! + signals.reduce((part, x, d) => part + rows[k]![2 + d]! * x, 0), 0));
    gains(base).forEach((gain, w) => {
      sums.gain[w]! += gain;
      sums.squares[w]! += gain * gain;
    });
  }
  return sums;
}

describe('walks in whole numbers', () => {
  it.each([
    ['three alternatives with gaps', {}, 1],
    ['a law that is not even', { law: 'beta(2,3)' }, 1],
    ['values a billion times as large', { scale: 1e9 }, 1e9],
    ['values a billionth as large', { scale: 1e-9 }, 1e-9],
  ])('are what doubles make of the same signals, within the bound: %s', (_, shape, scale) => {
    const problem = problemOf(shape);
    const found = lowered(problem);
    const count = 400;
    const [sums, exact] = [drawn(found, count), exactly(problem, found, count)];
    WALKS.forEach((walk, w) => {
      const [low, high] = walkRange(walk, gradientsOf(problem, 0));
      expect(found.bias[w]).toBeLessThan(1e-4 * scale);
      expect(Math.abs(sums.gain[w]! - exact.gain[w]!) / count).toBeLessThanOrEqual(found.bias[w]!);
      expect(Math.abs(sums.squares[w]! - exact.squares[w]!) / count).toBeLessThanOrEqual(4 * found.bias[w]! * Math.max(-low, high));
    });
    expect(Math.abs(sums.gain[0]! / count)).toBeGreaterThan(0.01 * scale);
  });

  it('have the means of the experiment in doubles, in standard errors', async () => {
    const problem = problemOf();
    const count = 20_000;
    const sums = drawn(lowered(problem), count);
    const other = await walkExperiment(problem, 0, WALKS).draw(undefined as never, { k0: 5, k1: 6 }, 0, count, {});
    WALKS.forEach((_, w) => {
      const variance = Math.max(0, other.squares[w]! / count - (other.gain[w]! / count) ** 2);
      expect(Math.abs(sums.gain[w]! - other.gain[w]!) / count).toBeLessThanOrEqual(4 * Math.sqrt((2 * variance) / count));
    });
  });

  it('gain nothing along paths where every pair is congruent, beyond rounding', () => {
    const problem = problemOf({ social: [[2, 0], [0, 2], [-2, 0.5]] });
    const found = lowered(problem, [RECTANGLE]);
    expect(Math.abs(drawn(found, 300).gain[0]! / 300)).toBeLessThanOrEqual(found.bias[0]!);
  });

  it('are left to the host where nothing that others see tells two alternatives apart', () => {
    const problem = problemOf();
    const { coefficients } = problem.valuations;
    const alike = coefficients[1]!.map((row, k) => (k === 2 ? [...row.slice(0, 2), ...coefficients[1]![1]!.slice(2)] : row));
    expect(integerWalks({ ...problem, valuations: { ...problem.valuations, coefficients: [coefficients[0]!, alike] } }, 0, WALKS))
      .toEqual({ unsupported: "the others' signals do not tell two alternatives apart" });
  });
});

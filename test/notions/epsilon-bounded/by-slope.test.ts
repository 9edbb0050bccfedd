/** Epsilon-boundedness by slopes of the truth's utility, against Definition 4 pair by pair over a dense list of types. */
import { describe, expect, it } from 'vitest';
import type { InterimSums } from '../../../src/experiments/interim-sums.ts';
import { epsilonBoundedBySlope } from '../../../src/notions/epsilon-bounded/by-slope.ts';
import { truthSlope } from '../../../src/notions/truth-slope.ts';
import { chernoffLower, chernoffUpper } from '../../../src/statistics/chernoff.ts';

const [CELLS, PROFILES] = [64, 1e7];
const ALPHA = 0.02;

interface Case {
  /** [C] own slopes and numbers of alternatives; chances under a report. */
  readonly rates: readonly number[];
  readonly counts: readonly number[];
  readonly chances: (t: number) => readonly number[];
  /** mu at equal steps from 0 to 1. */
  readonly table: readonly number[];
}

/** Drawn without error. */
function sumsOf({ rates, counts, chances }: Case): InterimSums {
  const x = Array.from({ length: CELLS + 1 }, (_, r) => r / CELLS);
  return {
    question: { agent: 0, reports: x.map((t) => [t]), paired: [], groupSize: 1, line: true }, profiles: PROFILES,
    classes: rates.length, classOf: counts.flatMap((count, c) => Array.from({ length: count }, () => c)),
    choices: Float64Array.from(x.flatMap((t) => chances(t).map((q) => PROFILES * q))),
    typeValue: Float64Array.from(x.flatMap((t) => rates.map((a) => a * t))),
  } as unknown as InterimSums;
}

/** Least epsilon of one pair, by halving; weights are filled one class after the other, best first. */
function pair({ rates, counts, chances }: Case, rise: number, t: number, s: number): number {
  const worth = rates.map((a, c) => ({ d: a * (t - s), q: chances(t)[c]!, n: counts[c]! })).filter(({ d }) => d > 0);
  worth.sort((a, b) => b.d - a.d);
  if (worth.length === 0) return 0;
  const target = Math.min(rise, worth[0]!.d);
  const filled = (epsilon: number): number => {
    let [room, value] = [1, 0];
    for (const { d, q, n } of worth) {
      const w = Math.min(room, q + n * epsilon);
      [room, value] = [room - w, value + w * d];
    }
    return value;
  };
  let [low, high] = [0, 1];
  if (filled(0) >= target) return 0;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (filled(middle) >= target) high = middle;
    else low = middle;
  }
  return high;
}

function exact(one: Case): { readonly epsilon: number; readonly excess: number } {
  const pieces = one.table.length - 1;
  const mu = (s: number): number => {
    const piece = Math.min(pieces - 1, Math.floor(s * pieces));
    return one.table[piece]! + (one.table[piece + 1]! - one.table[piece]!) * (s * pieces - piece);
  };
  const types = Array.from({ length: 121 }, (_, j) => j / 120);
  let [epsilon, excess] = [0, 0];
  for (const t of types) {
    for (const s of types) {
      const most = Math.max(0, ...one.rates.map((a) => a * (t - s)));
      if (most === 0) continue;
      epsilon = Math.max(epsilon, pair(one, mu(t) - mu(s), t, s));
      excess = Math.max(excess, mu(t) - mu(s) - most);
    }
  }
  return { epsilon, excess };
}

const CASES: readonly (readonly [string, Case])[] = [
  ['served or not', { rates: [0, 1], counts: [1, 1], chances: (t) => [1 - t * t, t * t], table: [0, 0.3, 0.35, 0.4, 0.45, 0.6] }],
  ['served or not, faster than it may', { rates: [0, 1], counts: [1, 1], chances: (t) => [1 - t, t], table: [0, 0.8, 0.85, 1] }],
  ['three classes, one of two alternatives', {
    rates: [0, 0.5, 1.5], counts: [1, 2, 1], chances: (t) => [(1 - t) ** 2, 2 * t * (1 - t), t * t], table: [0, 0.3, 0.7, 0.9, 1.2],
  }],
  ['a cost', { rates: [0, -1], counts: [1, 1], chances: (t) => [t, 1 - t], table: [0.9, 0.5, 0.2, 0.15, 0] }],
  ['both ways', { rates: [-1, 2], counts: [1, 1], chances: (t) => [1 - t, t], table: [0.6, 0.3, 0.35, 0.9, 1.9] }],
];

describe.each(CASES)('%s', (_, one) => {
  const sums = sumsOf(one);
  const known = { kind: 'known-utility', table: { values: one.table, support: [0, 1] } } as const;
  const { epsilon, excess } = epsilonBoundedBySlope(sums, truthSlope(sums, known, ALPHA)!, ALPHA)!;
  const truth = exact(one);

  it('the least epsilon', () => {
    expect(truth.epsilon).toBeGreaterThan(0.05);
    expect(epsilon.lower).toBeLessThanOrEqual(truth.epsilon + 0.02);
    expect(epsilon.upper).toBeGreaterThanOrEqual(truth.epsilon);
    expect(epsilon.upper - epsilon.lower).toBeLessThan(0.07);
    expect(epsilon.lower).toBeLessThanOrEqual(epsilon.estimate);
    expect(epsilon.guarantee).toBe('continuum');
  });

  it('its witness needs nearly as much, types and reports in the order in which a value rises', () => {
    const { type, report } = epsilon.witness as { type: number; report: number };
    const pieces = one.table.length - 1;
    const mu = (s: number): number => {
      const piece = Math.min(pieces - 1, Math.floor(s * pieces));
      return one.table[piece]! + (one.table[piece + 1]! - one.table[piece]!) * (s * pieces - piece);
    };
    expect(pair(one, mu(report) - mu(type), report, type)).toBeGreaterThan(truth.epsilon - 0.05);
  });

  it('what no epsilon repairs', () => {
    // Of a cell with a knot inside both slopes count.
    expect(excess.upper).toBeGreaterThanOrEqual(truth.excess - 1e-9);
    expect(excess.lower).toBeLessThanOrEqual(truth.excess + 1e-9);
    expect(excess.upper - excess.lower).toBeLessThan(0.05);
  });
});

it('half of the error probability is for the lists of classes, at every report, both ends', () => {
  const one: Case = { rates: [0, 1], counts: [1, 1], chances: (t) => [1 - t, t], table: [0, 0.5] };
  const sums = { ...sumsOf(one), profiles: 400, choices: sumsOf(one).choices.map((count) => Math.round((count * 400) / PROFILES)) };
  const { epsilon } = epsilonBoundedBySlope(sums, truthSlope(sums, { kind: 'known-utility', table: { values: [0, 0.5], support: [0, 1] } },
    ALPHA)!, ALPHA)!;
  const each = ALPHA / 2 / (2 * (CELLS + 1));
  expect(epsilon.upper).toBeCloseTo(0.5 - chernoffLower(0, 400, each), 9);
  expect(epsilon.lower).toBeCloseTo(0.5 - chernoffUpper(sums.choices[3]!, 400, each), 9);
});

it('a sample whose chances fall has another structure', () => {
  const one: Case = { rates: [0, 1], counts: [1, 1], chances: (t) => [t, 1 - t], table: [0, 0.5] };
  const sums = sumsOf(one);
  const known = { kind: 'known-utility', table: { values: [0, 0.5], support: [0, 1] } } as const;
  expect(epsilonBoundedBySlope(sums, truthSlope(sums, known, ALPHA)!, ALPHA)).toBeUndefined();
});

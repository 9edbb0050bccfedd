/** Second bests between two alternatives under laws with points of positive probability, gaps and no end: programs and integrals. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import type { LinearProblem } from '../../../src/experiments/field/walk-sums.ts';
import { linearLaw } from '../../../src/experiments/quadrature/linear-law.ts';
import { secondBestOfTwo } from '../../../src/notions/second-best/two-alternatives.ts';
import { firstBestReduction, twoWayReduction } from '../../../src/notions/second-best/two-way-reduction.ts';
import { byProgram } from '../../oracles/lies-program.ts';

const law = (text: string) => parseDistribution(text, 'law');
const trade = (cost: string, value: string) => bilateralTrade({ cost: law(cost), value: law(value) }) as LinearProblem;
const bestOf = (problem: LinearProblem, deficit?: number, cells?: number, traders?: readonly [number, number]) => secondBestOfTwo(
  { ...twoWayReduction(problem, cells, deficit !== undefined), ...(traders ? { traders } : {}) },
  deficit === undefined ? undefined : { deficit },
);
const contains = ({ lower, upper }: { readonly lower: number; readonly upper: number }, value: number, width: number): void => {
  expect(lower).toBeLessThanOrEqual(value + 1e-9);
  expect(upper).toBeGreaterThanOrEqual(value - 1e-9);
  expect(upper - lower).toBeLessThan(width);
};

/** Deterministic numbers in [0, 1). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const listOf = (draw: () => number, count: number, places = 10): string => {
  const at = [...new Set(Array.from({ length: count }, () => Math.floor(places * draw()) / places))].sort((a, b) => a - b);
  const weights = at.map(() => 1 + Math.floor(4 * draw()));
  const all = weights.reduce((sum, w) => sum + w, 0);
  const told = weights.map((w) => Number((w / all).toFixed(6)));
  told[0] = Number((told[0]! + 1 - told.reduce((sum, w) => sum + w, 0)).toFixed(6));
  return at.length === 1 ? `discrete(${at[0]}:0.5,${at[0]! + 0.1}:0.5)` : `discrete(${at.map((x, j) => `${x}:${told[j]}`).join()})`;
};

describe('lists of types', () => {
  it('are traded as the program over all lies says, with and without money', async () => {
    let bound = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const draw = numbers(seed);
      const problem = trade(listOf(draw, 4), listOf(draw, 4));
      contains(bestOf(problem), (await byProgram(problem))!, 1e-10);
      const kept = await byProgram(problem, 0);
      const found = bestOf(problem, 0);
      contains(found, kept!, 1e-9);
      bound += Number(found.price > 0);
    }
    expect(bound).toBeGreaterThan(1);
  });

  // 0.1 + 0.2 is not 0.3, and 0.182 + 0.364 not 0.546: between two points nobody is, whatever sums of chances say.
  it('hold nobody between two points, however their chances are added up', async () => {
    const problem = trade('discrete(0:0.3,1.4:0.3,1.8:0.4)', 'discrete(0:0.1,1.5:0.2,2:0.7)');
    const exact = (await byProgram(problem, 0))!;
    expect(exact).toBeCloseTo(0.6960983606557, 12);
    contains(bestOf(problem, 0), exact, 1e-10);
    // A program on a fine grid of costs.
    const found = bestOf(trade('uniform(0,3)', 'discrete(0:0.182,1.5:0.364,2:0.454)'), 0);
    expect(found.upper - found.lower).toBeLessThan(1e-7);
    expect(found.lower).toBeCloseTo(0.4320993, 7);
  });

  it('with a known answer: two costs and two values, of which one pair must be left out', () => {
    // Costs 0 and 1, values 1 - a and 2 - a with even chances: VCG runs a deficit, and (1, 1 - a) is no trade anyway.
    const found = bestOf(trade('discrete(0:0.5,0.9:0.5)', 'discrete(0.1:0.5,1:0.5)'), 0);
    // Trades (0, 0.1), (0, 1), (0.9, 1) gain 0.1, 1, 0.1. With chances p of the outer two: rents are 0.45 p of the seller and of the buyer,
    // so that (1 + 0.2 p)/4 >= 2 · 0.45 p / 2.
    const p = Math.min(1, 0.25 / (0.45 - 0.05));
    contains(found, (1 + 0.2 * p) / 4, 1e-10);
  });

  it('that gain the same may be told apart where they are worth different to others, and only there', async () => {
    const problem = (rates: readonly number[], laws: readonly string[]): LinearProblem => ({
      kind: 'social-choice', agents: ['1', '2'], alternatives: ['A', 'B'],
      signals: laws.map((text, d) => ({ owner: d < 2 ? 0 : 1, name: `s${d}`, law: law(text) })),
      valuations: {
        kind: 'linear', constants: [[0, 0], [0, -0.2]],
        coefficients: [[[1, 0, 0, 0], [0, 1, 0, 0]], [[rates[0]!, 0, 1, 0], [0, rates[1]!, 0, 1]]],
      },
    });
    const three = 'discrete(0:0.4,0.5:0.2,1:0.4)';
    const lists = [three, three, 'discrete(0:0.5,0.7:0.5)', 'discrete(0.1:0.5,0.6:0.5)'];
    for (const rates of [[-3, 0], [0.5, 0], [-2, 1], [-1.5, -1.5]]) {
      const one = problem(rates, lists);
      contains(bestOf(one), (await byProgram(one))!, 1e-10);
    }
    // A signal that does not enter her own gain counts where types meet, and not where they do not.
    const unheard = (text: string): LinearProblem => ({
      ...problem([0, 0], [text, 'discrete(0:0.5,1:0.5)', ...lists.slice(2)]),
      valuations: {
        kind: 'linear', constants: [[0, 0], [0, -0.2]],
        coefficients: [[[0, 0, 0, 0], [1, 0, 0, 0]], [[0, 0.6, 1, 0], [0, 0, 0, 1]]],
      },
    });
    contains(bestOf(unheard(lists[0]!)), (await byProgram(unheard(lists[0]!)))!, 1e-10);
    expect(bestOf(unheard('uniform(0,1)'), undefined, 512).upper)
      .toBeLessThan(secondBestOfTwo(firstBestReduction(unheard('uniform(0,1)'), 512)).lower);
  });

  it('in markets are what profiles of equal traders make of them', async () => {
    // Two sellers and one buyer, as a problem of who sells: three alternatives.
    const [cost, value] = ['discrete(0:0.3,0.3:0.3,0.8:0.4)', 'discrete(0.2:0.4,0.5:0.3,0.9:0.3)'];
    const problem: LinearProblem = {
      kind: 'social-choice', agents: ['s', 't', 'b'], alternatives: ['none', 'first', 'second'],
      signals: [cost, cost, value].map((text, owner) => ({ owner, name: `s${owner}`, law: law(text) })),
      valuations: {
        kind: 'linear', constants: [[0, 0, 0], [0, 0, 0], [0, 0, 0]],
        coefficients: [
          [[0, 0, 0], [-1, 0, 0], [0, 0, 0]], [[0, 0, 0], [0, 0, 0], [0, -1, 0]], [[0, 0, 0], [0, 0, 1], [0, 0, 1]],
        ],
      },
    };
    contains(bestOf(trade(cost, value), 0, undefined, [2, 1]), (await byProgram(problem, 0))!, 1e-9);
    contains(bestOf(trade(cost, value), undefined, undefined, [2, 1]), (await byProgram(problem))!, 1e-10);
  });
});

describe('mixtures and gaps', () => {
  it('are what narrow laws in place of points come near to', () => {
    const near = 1e-7;
    const one = bestOf(trade('mixture(0.3:0,0.7:uniform(0,1))', 'mixture(0.4:0.5,0.6:uniform(0.2,1))'), 0, 2048);
    const other = bestOf(
      trade(`mixture(0.3:uniform(0,${near}),0.7:uniform(0,1))`, `mixture(0.4:uniform(0.5,${0.5 + near}),0.6:uniform(0.2,1))`), 0, 8192,
    );
    expect(one.upper - one.lower).toBeLessThan(3e-3);
    expect([one.lower < other.upper + 1e-6, other.lower < one.upper + 1e-6]).toEqual([true, true]);
  });

  it('of several signals lie within the bracket of the list that they are nearly', async () => {
    const coefficients = [[[1, 0, 0, 0], [0, 1, 0, 0]], [[-2, 0, 1, 0], [0, 0.5, 0, 1]]];
    const of = (text: string): LinearProblem => ({
      kind: 'social-choice', agents: ['1', '2'], alternatives: ['A', 'B'],
      signals: [0, 0, 1, 1].map((owner, d) => ({ owner, name: `s${d}`, law: law(text) })),
      valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients },
    });
    const exact = (await byProgram(of('discrete(0:0.5,1:0.5)')))!;
    const found = bestOf(of('mixture(0.499:0,0.499:1,0.002:uniform(0,1))'), undefined, 512);
    expect(found.lower).toBeLessThan(exact + 0.02);
    expect(found.upper).toBeGreaterThan(exact - 0.02);
    expect(found.upper - found.lower).toBeLessThan(0.05);
  });
});

/** ∫ over [from, to] by Simpson. */
const integral = (f: (x: number) => number, from: number, to: number, steps = 2000): number => {
  const h = (to - from) / steps;
  return Array.from({ length: steps + 1 }, (_, j) => (j === 0 || j === steps ? 1 : j % 2 === 1 ? 4 : 2) * f(from + j * h))
    .reduce((sum, x) => sum + x, 0) * (h / 3);
};

describe('laws without an end', () => {
  it('have chances to their last digits far out, however near two places are', () => {
    const { ends, below } = linearLaw([{ law: law('exponential(1)'), own: -1, social: 0 }], 512);
    // The first end is where all beyond is moved to, so that it jumps there.
    const off = Array.from(ends, (x, j) => (j < 1 || j === ends.length - 1 ? 0 : Math.abs(below[j]! / Math.exp(x) - 1)));
    expect(Math.max(...off)).toBeLessThan(1e-9);
  });

  it('trade as Myerson and Satterthwaite have it under one exponential law, in any unit', () => {
    // With virtual values v - α and costs c + α (e^c - 1), trade is where v >= c + α e^c =: c + g.
    const g = (c: number, a: number): number => a * Math.exp(c);
    const over = (a: number): number => integral((c) => Math.exp(-2 * c - g(c, a)) * (g(c, a) - Math.expm1(c)), 0, 12);
    let [low, high] = [0, 1];
    for (let step = 0; step < 50; step++) {
      const middle = (low + high) / 2;
      if (over(middle) < 0) low = middle;
      else high = middle;
    }
    const welfare = integral((c) => Math.exp(-2 * c - g(c, high)) * (g(c, high) + 1), 0, 12);
    for (const [rate, unit] of [[1, 1], [1000, 0.001], [0.01, 100]] as const) {
      const problem = trade(`exponential(${rate})`, `exponential(${rate})`);
      const found = bestOf(problem, 0, 4096);
      contains(found, welfare * unit, 1e-4 * unit);
      expect(found.price).toBeCloseTo(high / (1 - high), 3);
      contains(secondBestOfTwo(firstBestReduction(problem, 4096)), unit / 2, 1e-5 * unit);
    }
  });

  it('on the line keep budgets though worst-off types have no end, and are symmetric', () => {
    const one = bestOf(trade('normal(0,1)', 'normal(0.5,2)'), 0, 2048);
    const mirrored = bestOf(trade('normal(-0.5,2)', 'normal(0,1)'), 0, 2048);
    expect(one.isForced).toBe(true);
    expect(one.upper - one.lower).toBeLessThan(2e-3);
    expect(Math.abs(one.lower - mirrored.lower)).toBeLessThan(1e-6);
    expect(Math.abs(one.upper - mirrored.upper)).toBeLessThan(1e-4);
    // E (v - c)^+ of a normal difference: sd √5 at mean 1/2.
    const sd = Math.sqrt(5);
    const phi = Math.exp(-0.5 * 0.05) / Math.sqrt(2 * Math.PI);
    contains(secondBestOfTwo(firstBestReduction(trade('normal(0,1)', 'normal(0.5,2)'), 4096)), 0.5 * 0.5884680 + sd * phi, 1e-5);
    // Truncation where next to nothing lies changes next to nothing.
    const cut = bestOf(trade('truncated-normal(0,1,-7,7)', 'truncated-normal(0.5,2,-14,15)'), 0, 8192);
    expect([cut.lower < one.upper + 1e-6, one.lower < cut.upper + 1e-6]).toEqual([true, true]);
  });

  it('of heavy tails too, whose integrals follow from mean excesses', () => {
    for (const [own, social] of [[1, 2], [-1, 0.5]] as const) {
      for (const text of ['pareto(1,3)', 'lognormal(0,1)', 'normal(1,2)', 'gamma(2,1)', 'weibull(1.5,1)']) {
        const one = law(text);
        const { ends, below, integral: area, value, error, within } = linearLaw([{ law: one, own, social }], 512);
        // E x = top - ∫ G.
        expect(Math.abs(ends.at(-1)! - area.at(-1)! - own * one.mean!)).toBeLessThan(1e-6 * Math.abs(one.mean!) + error.integral);
        expect(Math.abs(value.at(-1)! - social * one.mean!)).toBeLessThan(1e-6 * Math.abs(one.mean!) + error.value);
        for (let j = 1; j < ends.length; j++) {
          const [width, done] = [ends[j]! - ends[j - 1]!, area[j]! - area[j - 1]!];
          expect(done).toBeGreaterThanOrEqual(width * below[j - 1]! - 2 * error.integral);
          expect(done).toBeLessThanOrEqual(width * below[j]! + 2 * error.integral);
          if (!within || width === 0) continue;
          // Halfway in a cell, ∫ (1 - G) is no further above its chord than is said.
          const z = (ends[j]! + ends[j - 1]!) / 2;
          const g = own > 0 ? one.whole!.cdf(z / own) : one.whole!.survival(z / own);
          const up = (width / 2) * (1 - (below[j - 1]! + g) / 2) - ((g - below[j - 1]!) / (below[j]! - below[j - 1]!)) * (width - done);
          if (below[j]! > below[j - 1]!) expect(up).toBeLessThan(within.upward[j - 1]! + 0.02 * width * (below[j]! - below[j - 1]!) + 1e-9);
        }
      }
    }
  });

  it('are refused where rents have no bound whatever is done', () => {
    const owned = bilateralTrade({ cost: law('normal(0,1)'), value: law('normal(0,1)'), ownership: true }) as LinearProblem;
    expect(() => twoWayReduction(owned, 64, true)).toThrow(/must not have the alternative that seller's must/);
    expect(bestOf(owned, undefined, 256).lower).toBeGreaterThan(0.5);
    const sure: LinearProblem = {
      ...owned, valuations: { kind: 'linear', constants: [[0, 0], [0, 0]], coefficients: [[[2, 0], [1, 0]], [[0, 0], [0, 1]]] },
    };
    expect(() => twoWayReduction(sure, 64, true)).toThrow(/individually-rational: leaves seller rents without a bound/);
  });
});

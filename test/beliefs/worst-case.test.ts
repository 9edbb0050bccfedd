import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import type { BeliefSet } from '../../src/beliefs/belief-set.ts';
import { dilate, erode } from '../../src/beliefs/erode.ts';
import { bestExpectation, meanOf, meanOfRemaining, worstExpectation } from '../../src/beliefs/worst-case.ts';
import { optimum } from './linear-program.ts';
import { definitionOptimum, deltasFor, distance, randomSpace, transportOptimum, type SmallSpace } from './small-spaces.ts';

/** Sizes 4 to 9, one and two dimensions, with and without ties. */
const SPACES = Array.from(
  { length: 24 },
  (_, i) => ({ seed: `space ${i}`, space: randomSpace(`space ${i}`, 4 + (i % 6), 1 + (i % 2), i % 3 === 0) }),
);

const worst = ({ points, masses, payoff }: SmallSpace, beliefs: BeliefSet): number =>
  worstExpectation(
    beliefs,
    {
      values: payoff, weights: masses, least: Math.min(...payoff),
      eroded: erode(points, payoff, 'delta' in beliefs ? beliefs.delta : 0).values,
    },
  );
const best = ({ points, masses, payoff }: SmallSpace, beliefs: BeliefSet): number =>
  bestExpectation(
    beliefs,
    {
      values: payoff, weights: masses, greatest: Math.max(...payoff),
      dilated: dilate(points, payoff, 'delta' in beliefs ? beliefs.delta : 0).values,
    },
  );

describe('the worst and the best expectation on small spaces', () => {
  it('over a Prokhorov ball are those of the transport linear program', () => {
    for (const { seed, space } of SPACES) {
      for (const delta of deltasFor(space, seed)) {
        expect(
          worst(space, { kind: 'prokhorov', delta }), `${seed} ${delta}`,
        ).toBeCloseTo(transportOptimum('Minimize', space, delta, delta), 9);
        expect(
          best(space, { kind: 'prokhorov', delta }), `${seed} ${delta}`,
        ).toBeCloseTo(transportOptimum('Maximize', space, delta, delta), 9);
      }
    }
  });

  it('over a total-variation ball are those of the program in which every move costs', () => {
    for (const { seed, space } of SPACES) {
      for (const delta of deltasFor(space, seed)) {
        expect(
          worst(space, { kind: 'totalVariation', delta }), `${seed} ${delta}`,
        ).toBeCloseTo(transportOptimum('Minimize', space, 0, delta), 9);
      }
    }
  });

  it('are those of the definition F(A) <= G(A^delta) + delta for every event A', () => {
    for (let i = 0; i < 12; i++) {
      const space = randomSpace(`tiny ${i}`, 3 + (i % 4), 1 + (i % 2), i % 3 === 0);
      for (const delta of deltasFor(space, `tiny ${i}`)) {
        expect(
          worst(space, { kind: 'prokhorov', delta }), `tiny ${i} ${delta}`,
        ).toBeCloseTo(definitionOptimum('Minimize', space, delta, delta), 9);
        expect(
          best(space, { kind: 'totalVariation', delta }), `tiny ${i} ${delta}`,
        ).toBeCloseTo(definitionOptimum('Maximize', space, 0, delta), 9);
      }
    }
  });

  it('over a contamination are those over (1 - delta) G + delta F', () => {
    for (const { space: { masses, payoff }, space } of SPACES.slice(0, 8)) {
      for (const delta of [0.2, 1]) {
        const constraints = [
          { terms: payoff.map((_, i) => [i, 1] as const), relation: '=' as const, bound: 1 },
          ...masses.map((mass, i) => ({ terms: [[i, 1] as const], relation: '>=' as const, bound: (1 - delta) * mass }))
        ];
        expect(worst(space, { kind: 'contamination', delta })).toBeCloseTo(optimum('Minimize', payoff, constraints), 9);
        expect(best(space, { kind: 'contamination', delta })).toBeCloseTo(optimum('Maximize', payoff, constraints), 9);
      }
    }
  });

  it('of an event are its reach less delta and its dilation plus delta', () => {
    for (const { seed, space } of SPACES) {
      const inside = space.payoff.map((value) => value > 0);
      if (inside.every((is) => is === inside[0])) continue;
      const event = { ...space, payoff: inside.map(Number) };
      for (const delta of deltasFor(space, seed)) {
        const mass = (keeps: (near: boolean[]) => boolean): number =>
          space.masses.reduce(
            (sum, m, i) =>
              (keeps(space.points.flatMap((x, j) => (distance(x, space.points[i]!) <= delta ? [inside[j]!] : []))) ? sum + m : sum),
            0,
          );
        expect(worst(event, { kind: 'prokhorov', delta })).toBeCloseTo(Math.max(0, mass((near) => near.every(Boolean)) - delta), 12);
        expect(best(event, { kind: 'prokhorov', delta })).toBeCloseTo(Math.min(1, mass((near) => near.some(Boolean)) + delta), 12);
      }
    }
  });

  it('are ordered: within the prior, then the sets as they grow', () => {
    for (const { space } of SPACES) {
      const chain: BeliefSet[] = [
        { kind: 'bayesian' }, { kind: 'contamination', delta: 0.2 }, { kind: 'totalVariation', delta: 0.2 },
        { kind: 'prokhorov', delta: 0.2 }, { kind: 'prokhorov', delta: 0.7 }, { kind: 'all' },
      ];
      const values = chain.map((beliefs) => worst(space, beliefs));
      values.slice(1).forEach((value, i) => expect(value).toBeLessThanOrEqual(values[i]! + 1e-12));
      expect(values[0]).toBeCloseTo(best(space, { kind: 'bayesian' }), 12);
    }
  });

  it('over a finite set are the least and the greatest of its members', () => {
    const set: BeliefSet = { kind: 'priors', priors: [] };
    expect(worstExpectation(set, { values: [0], least: 0, underPriors: [0.3, -1.5, 2] })).toBe(-1.5);
    expect(bestExpectation(set, { values: [0], greatest: 3, underPriors: [0.3, -1.5, 2] })).toBe(2);
  });

  it('need what the set needs, and finite numbers', () => {
    expect(() =>
      worstExpectation({ kind: 'prokhorov', delta: 0.1 }, { values: [1], least: 0 })).toThrow('needs the least payoff within delta');
    expect(() =>
      worstExpectation({ kind: 'priors', priors: [] }, { values: [1], least: 0 })).toThrow('needs an expectation under each prior');
    expect(() => worstExpectation({ kind: 'bayesian' }, { values: [1, Number.NaN], least: 0 })).toThrow('must be finite');
    expect(() => worstExpectation({ kind: 'bayesian' }, { values: [1, 2], least: 0, weights: [1] })).toThrow('weights: need 2, got 1');
    expect(() => worstExpectation({ kind: 'all' }, { values: [], least: 0 })).toThrow('at least one draw');
  });
});

describe('the mean of what remains', () => {
  /** The greatest lower bound over levels, each draw's own: the dual of sending mass away. */
  const byLevels = (values: number[], least: number, share: number, weights: number[]): number =>
    Math.max(
      ...[...values, least].map((level) => meanOf(values.map((value) => Math.min(value, level)), weights) - share * (level - least))
    );

  it('agrees with the best level on 200 long lists, with ties, masses of 0 and shares that end on a draw', () => {
    const random = seedrandom('levels');
    for (let round = 0; round < 200; round++) {
      const n = 1 + Math.floor(random() * 60);
      const ties = round % 2 === 0;
      const values = Array.from({ length: n }, () => (ties ? Math.floor(random() * 4) - 2 : random() - 0.5));
      const weights = values.map(() => (ties ? Math.floor(random() * 3) : random()));
      weights[0] = 1;
      const least = Math.min(...values) - (round % 3 === 0 ? 0 : random());
      for (const share of [0, 1 / n, random(), Math.floor(random() * n) / n, 0.999, 1]) {
        expect(
          meanOfRemaining(values, least, share, weights), `${round} ${share}`,
        ).toBeCloseTo(byLevels(values, least, share, weights), 11);
      }
    }
  });

  it('takes part of a draw, exactly', () => {
    // Masses 1/4 each; 3/8 is sent: all of the 8 and half of the 4.
    expect(meanOfRemaining([0, 4, 8, 2], -1, 3 / 8)).toBe((0 + 2 + 2 - 1.5) / 4);
    expect(meanOfRemaining([3, 3, 3, 3], -1, 1 / 8)).toBe(2.5);
    expect(meanOfRemaining([3, 5], -1, 1)).toBe(-1);
  });

  it('selects in many draws as sorting does', () => {
    const random = seedrandom('many');
    const values = Array.from({ length: 20_001 }, () => random());
    const sorted = values.toSorted((a, b) => b - a);
    const kept = sorted.slice(2_000).reduce((a, b) => a + b, 0);
    expect(meanOfRemaining(values, -1, 2_000 / 20_001)).toBeCloseTo((kept - 2_000) / 20_001, 11);
  });
});

describe('reach of a finite space', () => {
  it('finds the least payoff within delta and a nearest point that has it', () => {
    for (const { seed, space: { points, payoff }, space } of SPACES) {
      for (const delta of [0, ...deltasFor(space, seed)]) {
        const { values, at } = erode(points, payoff, delta);
        points.forEach((y, i) => {
          const near = points.flatMap((x, j) => (distance(x, y) <= delta ? [j] : []));
          const lowest = Math.min(...near.map((j) => payoff[j]!));
          expect(values[i]).toBe(lowest);
          expect(payoff[at[i]!]).toBe(lowest);
          expect(distance(points[at[i]!]!, y)).toBe(
            Math.min(...near.filter((j) => payoff[j] === lowest).map((j) => distance(points[j]!, y)))
          );
        });
      }
    }
  });

  it('takes points in any order', () => {
    expect([...erode([[2], [0], [1]], [5, 1, 3], 1).values]).toEqual([3, 1, 1]);
    expect([...dilate([[0], [1], [2]], [1, 3, 5], 1).at]).toEqual([1, 2, 2]);
  });
});

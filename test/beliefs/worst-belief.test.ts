import { describe, expect, it } from 'vitest';
import { erode } from '../../src/beliefs/erode.ts';
import { worstBelief, worstCoupling, type CoupledBeliefs, type Picture } from '../../src/beliefs/worst-belief.ts';
import { worstExpectation } from '../../src/beliefs/worst-case.ts';
import { deltasFor, distance, eventBounds, randomSpace } from './small-spaces.ts';

const SPACES = Array.from(
  { length: 24 },
  (_, i) => ({ seed: `belief ${i}`, space: randomSpace(`belief ${i}`, 4 + (i % 5), 1 + (i % 2), i % 3 === 0) }),
);
const sets = (delta: number): CoupledBeliefs[] =>
  [
    { kind: 'bayesian' }, { kind: 'prokhorov', delta }, { kind: 'totalVariation', delta }, { kind: 'contamination', delta },
    { kind: 'all' },
  ];

describe('the worst belief as a coupling', () => {
  it('keeps the prior as its first marginal, costs at most delta, and is worth the worst expectation', () => {
    for (const { seed, space: { points, masses, payoff }, space } of SPACES) {
      const least = Math.min(...payoff);
      const lowest = payoff.indexOf(least);
      for (const delta of deltasFor(space, seed)) {
        for (const beliefs of sets(delta)) {
          const { values: eroded, at } = erode(points, payoff, delta);
          const input = { values: payoff, weights: masses.map((mass) => 7 * mass), eroded, least };
          const pieces = worstCoupling(beliefs, input);
          const to = pieces.map(({ draw, kind }) => (kind === 'sent' ? lowest : kind === 'moves' ? at[draw]! : draw));
          const sum = (of: (k: number) => number): number => pieces.reduce((total, _, k) => total + of(k), 0);
          masses.forEach((mass, i) => expect(sum((k) => (pieces[k]!.draw === i ? pieces[k]!.mass : 0))).toBeCloseTo(mass, 12));
          expect(sum((k) => pieces[k]!.mass * payoff[to[k]!]!)).toBeCloseTo(worstExpectation(beliefs, input), 11);
          expect(pieces.every(({ mass }) => mass > 0)).toBe(true);
          if (beliefs.kind !== 'prokhorov' && beliefs.kind !== 'totalVariation') continue;
          const radius = beliefs.kind === 'prokhorov' ? delta : 0;
          expect(
            sum((k) => (distance(points[pieces[k]!.draw]!, points[to[k]!]!) > radius ? pieces[k]!.mass : 0))
          ).toBeLessThanOrEqual(delta + 1e-12);
          // And by the definition of the metric, event by event, of the belief alone.
          const belief = points.map((_, i) => sum((k) => (to[k] === i ? pieces[k]!.mass : 0)));
          for (const { event, bound } of eventBounds(space, radius, delta)) {
            expect(event.reduce((total, i) => total + belief[i]!, 0)).toBeLessThanOrEqual(bound + 1e-12);
          }
        }
      }
    }
  });

  it('splits the draws at the level where delta runs out, and sends none that is lowest where it is', () => {
    // A quarter each: 4 is sent whole, of each 2 half, and 0 stays.
    expect(worstCoupling({ kind: 'totalVariation', delta: 0.5 }, { values: [2, 4, 0, 2], least: 0 })).toEqual([
      { draw: 0, kind: 'stays', mass: 0.125 }, { draw: 0, kind: 'sent', mass: 0.125 },
      { draw: 1, kind: 'sent', mass: 0.25 }, { draw: 2, kind: 'stays', mass: 0.25 },
      { draw: 3, kind: 'stays', mass: 0.125 }, { draw: 3, kind: 'sent', mass: 0.125 },
    ]);
    expect(worstCoupling({ kind: 'prokhorov', delta: 0.5 }, { values: [2, 4, 0, 2], eroded: [0, 4, 0, 0], least: 0 })).toEqual([
      {
        draw: 0, kind: 'moves', mass: 0.25,
      }, { draw: 1, kind: 'sent', mass: 0.25 }, { draw: 2, kind: 'stays', mass: 0.25 }, { draw: 3, kind: 'moves', mass: 0.25 },
    ]);
    expect(() => worstCoupling({ kind: 'prokhorov', delta: 0.5 }, { values: [2], least: 0 })).toThrow('least payoff within delta');
  });
});

describe('the picture of a worst belief', () => {
  const n = 5000;
  /** One signal in [0, 1], h = 1 above 0.6 and 0 below, delta 0.1: above 0.7 stay or are sent, 0.6 to 0.7 move. */
  const signal = (i: number): number => ((i * 0.61803398875) % 1);
  const values = Array.from({ length: n }, (_, i) => Number(signal(i) > 0.6));
  const eroded = values.map((value, i) => (signal(i) > 0.7 ? value : 0));
  const picture: Picture = {
    agent: 'bidder 1', point: { n: 2 }, witness: { type: 0.5, report: 0.4 }, axes: ['s2'], ranges: [[0, 1]], base: -0.3,
    from: (draw) => [signal(draw)], moved: () => [0.6], sent: () => [0],
  };

  it('has shares and expectations of all draws, and few draws in the same proportions', () => {
    const belief = worstBelief({ kind: 'prokhorov', delta: 0.1 }, { values, eroded, least: 0 }, picture);
    expect(belief).toMatchObject({ agent: 'bidder 1', metric: 'prokhorov', delta: 0.1, point: { n: 2 }, axes: ['s2'] });
    expect([belief.prior, belief.worst]).toEqual([expect.closeTo(0.1, 3), expect.closeTo(-0.1, 3)]);
    expect([belief.moved, belief.sent]).toEqual([expect.closeTo(0.1, 3), expect.closeTo(0.1, 12)]);
    const count = (kind: string): number => belief.draws.filter((draw) => draw.kind === kind).length;
    expect(['stays', 'moves', 'sent'].map(count)).toEqual([320, 40, 40]);
    for (const { from: [from], to: [to], kind } of belief.draws) {
      expect(to).toBe(kind === 'stays' ? from : kind === 'moves' ? 0.6 : 0);
      expect(kind === 'moves' ? from! > 0.6 && from! <= 0.7 : kind === 'stays' || from! > 0.7).toBe(true);
    }
    expect(worstBelief({ kind: 'prokhorov', delta: 0.1 }, { values, eroded, least: 0 }, picture)).toEqual(belief);
  });

  it('shows a kind of the smallest share, and all draws where there are few', () => {
    const rare = worstBelief({ kind: 'contamination', delta: 1e-6 }, { values, least: 0 }, picture);
    expect(rare.draws.filter(({ kind }) => kind === 'sent')).toHaveLength(1);
    const few = worstBelief({ kind: 'all' }, { values: [1, 0, 1], least: 0 }, picture);
    expect(few).toMatchObject({ metric: 'all', delta: 1, worst: -0.3, sent: 2 / 3 });
    expect(few.draws.map(({ kind }) => kind)).toEqual(['stays', 'sent', 'sent']);
    expect(
      worstBelief({ kind: 'bayesian' }, { values, least: 0 }, picture)
    ).toMatchObject({ metric: 'bayesian', delta: 0, moved: 0, sent: 0 });
  });

  it('gives every part of weighted draws its share', () => {
    const weights = values.map((_, i) => (signal(i) > 0.5 ? 3 : 1));
    const { draws } = worstBelief({ kind: 'bayesian' }, { values, least: 0, weights }, picture);
    // Three quarters; half if weights did not count. The draws are a sample of 400.
    expect(Math.abs(draws.filter(({ from }) => from[0]! > 0.5).length / draws.length - 0.75)).toBeLessThan(0.07);
  });
});

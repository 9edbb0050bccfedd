import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { checkAssumptions, informationalSizes, ownAlternatives } from '../../src/environment/assumptions.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { checkCongruence, checkWeakCongruence, congruenceViolations, weakCongruenceViolations } from '../../src/environment/congruence.ts';
import type { Evaluate } from '../../src/environment/derivatives.ts';
import { linearValues } from '../../src/environment/linear-values.ts';
import { multiObject } from '../../src/environment/multi-object.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { valueTable } from '../../src/environment/table.ts';
import { checkRichness } from '../../src/mechanism/richness.ts';

const unit = parseDistribution('uniform(0,1)');
const holds = (problem: SocialChoiceProblem, evaluate?: Evaluate): Record<string, boolean> =>
  Object.fromEntries(checkAssumptions(problem, evaluate).map(({ name, holds: yes }) => [name, yes]));
/** The same values through the callback, with the noise of single precision. */
const asGeneral = (problem: SocialChoiceProblem): [SocialChoiceProblem, Evaluate] => {
  if (problem.valuations.kind !== 'linear') throw new Error('linear expected');
  const { valuations } = problem;
  return [
    { ...problem, valuations: { kind: 'general', structure: 'unknown', evaluate: () => ({}) as never, range: [-9, 9] } },
    (s) => Float64Array.from(linearValues(valuations, s).flat(), Math.fround),
  ];
};

const cases: Record<string, SocialChoiceProblem> = {
  'single object': singleObject({ laws: [unit, unit, unit] }),
  'interdependent': singleObject({ laws: [unit, unit], interdependence: { kind: 'one-dimensional', weights: [[0, 0.5], [0.25, 0]] } }),
  'multi-dimensional': singleObject({ laws: [unit, unit, unit], interdependence: { kind: 'multi-dimensional', size: 0.125 } }),
  'bilateral trade': bilateralTrade({ cost: unit, value: unit }),
  'bilateral trade, owned': bilateralTrade({ cost: unit, value: unit, ownership: true }),
  'two objects': multiObject({ bidders: 3, objects: 2, values: 'additive', law: unit }),
};

describe('assumptions', () => {
  it('knows the published examples', () => {
    const single = holds(cases['single object']!);
    // Song22 Example 3.
    expect(single['Pivotality']).toBe(true);
    expect(single['private values']).toBe(true);
    expect(single['values increase in own signals']).toBe(true);
    // Song22 Example 4: Pivotality holds; the seller's value of trade falls in her cost unless she owns the good.
    expect(holds(cases['bilateral trade']!)).toMatchObject({ Pivotality: true, 'values increase in own signals': false });
    expect(holds(cases['bilateral trade, owned']!)).toMatchObject({ Pivotality: true, 'values increase in own signals': true });
    expect(holds(cases['interdependent']!)).toMatchObject({
      'private values': false, 'additively separable values': true, 'nonseparable values': false,
    });
    // Moving one object from the seller to a bidder is up to that bidder alone.
    expect(holds(cases['two objects']!)['Pivotality']).toBe(false);
    expect(ownAlternatives(cases['single object']!)).toEqual({ own: [[0], [1], [2]], others: [[1, 2], [0, 2], [0, 1]] });
    expect(informationalSizes(cases['single object']!)).toEqual([0, 0, 0]);
    expect(informationalSizes(cases['interdependent']!)).toEqual([0.25, 0.5]);
    expect(informationalSizes(cases['multi-dimensional']!)).toEqual([0.125, 0.125, 0.125]);
  });

  it.each(Object.keys(cases))('finds the same on samples as from coefficients: %s', (name) => {
    const [general, evaluate] = asGeneral(cases[name]!);
    expect(holds(general, evaluate)).toEqual(holds(cases[name]!));
    expect(ownAlternatives(general, evaluate)).toEqual(ownAlternatives(cases[name]!));
    informationalSizes(general, evaluate).forEach((size, i) => expect(size).toBeCloseTo(informationalSizes(cases[name]!)[i]!, 4));
  });

  it('tells bilinear values from separable ones', () => {
    const [general] = asGeneral(cases['interdependent']!);
    const bilinear: Evaluate = (s) => Float64Array.from([s[0]! * (1 + s[1]!), 0, 0, s[1]! * (1 + s[0]!)], Math.fround);
    expect(holds(general, bilinear)).toMatchObject({ 'additively separable values': false, 'nonseparable values': true });
    const flips: Evaluate = (s) => Float64Array.from([s[0]! * (1 + (s[1]! - 0.5) ** 2), 0, 0, s[1]!], Math.fround);
    expect(holds(general, flips)).toMatchObject({ 'additively separable values': false, 'nonseparable values': false });
  });
});

describe('congruence', () => {
  const table = (coefficients: number[][][], signals: 'one-dimensional' | 'per-alternative' = 'one-dimensional'): SocialChoiceProblem =>
    valueTable({ agents: ['1', '2'], alternatives: coefficients.map((_, k) => `${k}`), signals, law: unit, coefficients });

  it('checks (5.1) pair by pair', () => {
    // Agent 1's own coefficients 1, 2, 3; sums 1.5, 2.5, 2.25: the second pair is out of order.
    const bad = table([[[1, 0], [0.5, 3]], [[2, 0], [0.5, 2]], [[3, 0], [-0.75, 1]]]);
    expect(weakCongruenceViolations(bad)).toEqual([{ agent: 0, alternative: 1, other: 2 }]);
    expect(checkWeakCongruence(bad).holds).toBe(false);
    const good = table([[[1, 0], [0.5, 3]], [[2, 0], [0.5, 2]], [[3, 0], [-0.25, 1]]]);
    expect(checkWeakCongruence(good)).toMatchObject({ holds: true });
  });

  it('checks (4.8) for one signal an alternative', () => {
    // Private values, and equal effects on all: the two cases named after Theorem 4.3.
    expect(congruenceViolations(table([[[1, 0], [0, 2]], [[3, 0], [0, 4]]], 'per-alternative'))).toEqual([]);
    expect(congruenceViolations(table([[[1, 2], [1, 2]], [[3, 4], [3, 4]]], 'per-alternative'))).toEqual([]);
    expect(
      congruenceViolations(table([[[1, 0.5], [0.25, 2]], [[3, 0], [0, 4]]], 'per-alternative'))
    ).toEqual([{ agent: 0, alternative: 0, other: 1 }, { agent: 1, alternative: 0, other: 1 }]);
    expect(checkCongruence(table([[[1, 0], [0, 2]], [[3, 0], [0, 4]]])).detail).toMatch(/does not apply/);
  });
});

describe('richness', () => {
  it('holds for the efficient rule of a single object, not for a dictator', () => {
    const problem = cases['single object']!;
    expect(checkRichness(problem, { kind: 'efficient' })).toMatchObject({ holds: true });
    expect(checkRichness(problem, { kind: 'dictatorial', dictator: 0 })).toMatchObject({ holds: false });
    // With a large bonus for bidder 1, she never loses.
    expect(checkRichness(problem, { kind: 'affine-maximizer', weights: [1, 1, 1], bonuses: [2, 0, 0] })).toMatchObject({ holds: false });
  });
});

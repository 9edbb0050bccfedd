/** Lowered kernels against mechanisms played in real numbers, profile by profile. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { bilateralTrade } from '../../../src/environment/bilateral-trade.ts';
import { multiObject } from '../../../src/environment/multi-object.ts';
import { publicGood } from '../../../src/environment/public-good.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { Strategy } from '../../../src/mechanism/mechanism.ts';
import { expectAgreement, lowered, maximizer, named, questionOf, randomTable, unit } from './played.ts';

describe('lowered interim kernels agree with play in real numbers', () => {
  const shapes = ['one-dimensional', 'per-alternative', 'per-alternative-and-agent'] as const;
  for (const shape of shapes) {
    for (const isPrivate of [true, false]) {
      it(`random ${isPrivate ? 'private' : 'interdependent'} values, ${shape} signals`, () => {
        for (let seed = 0; seed < 6; seed++) {
          const problem = randomTable(seed, shape, isPrivate);
          const rule = maximizer(problem);
          const vcg = named({ kind: 'vcg' }, rule);
          for (const mechanism of [
            named({ kind: 'none' }), named({ kind: 'vcg' }), named({ kind: 'groves' }), vcg, named({ kind: 'groves' }, rule),
            named({ kind: 'none' }, { kind: 'dictatorial', dictator: 1 }), named({ kind: 'modified-vcg' }),
            named({ kind: 'full-insurance', base: vcg }), named({ kind: 'full-insurance', base: named({ kind: 'none' }) }, rule),
          ]) expectAgreement(problem, mechanism, 3);
        }
      });
    }
  }

  it('weak-congruence transfers, (5.1) holding or not', () => {
    for (let seed = 0; seed < 8; seed++) {
      expectAgreement(randomTable(seed, 'one-dimensional', seed % 2 === 0), named({ kind: 'weak-congruence' }), 6);
    }
  });

  it('several objects with externalities', () => {
    const problem = multiObject({
      bidders: 3, objects: 2, values: 'additive', law: unit, crowding: 0.5, damage: 0.1, informational: { weight: 0.1, of: 'own-bundle' },
    });
    for (const mechanism of [named({ kind: 'vcg' }), named({ kind: 'modified-vcg' })]) expectAgreement(problem, mechanism, 4, [0, 2]);
    const bundles = multiObject({
      bidders: 2, objects: 3, values: 'bundles', law: (_, bundle) => parseDistribution(`uniform(0,${1 + Math.log2(bundle)})`),
    });
    expectAgreement(bundles, named({ kind: 'vcg' }), 4);
  });

  it('Song22 section 6.2: the modified VCG mechanism of a single object', () => {
    const problem = singleObject({
      laws: [unit, parseDistribution('beta(2,2)'), unit], interdependence: { kind: 'multi-dimensional', size: 0.2 },
    });
    expectAgreement(problem, named({ kind: 'modified-vcg' }), 12);
    expectAgreement(problem, named({ kind: 'full-insurance', base: named({ kind: 'modified-vcg' }) }), 4);
  });

  it('first price and all pay, truthful and with bids', () => {
    const laws = [unit, unit, parseDistribution('beta(2,2)')];
    const problem = singleObject({ laws });
    const linearBids: Strategy = { name: 'two thirds', bid: (s) => (2 * s) / 3, inverse: (b) => 1.5 * b, range: [0, 2 / 3] };
    const curved: Strategy = { name: 'square', bid: (s) => s * s, inverse: Math.sqrt, range: [0, 1] };
    for (const kind of ['first-price', 'all-pay', 'vcg', 'groves', 'none'] as const) {
      expectAgreement(problem, named({ kind }), 8);
      for (const strategy of [linearBids, curved]) {
        expectAgreement(problem, { ...named({ kind }), strategies: [strategy, strategy, strategy] }, 8);
      }
    }
  });

  it('wide laws, with fine positions', () => {
    const wide = [
      'truncated-exponential(1,0,300)', 'piecewise-linear(0:0,0.5:1,0.9:10,1:200)', 'beta(2,900,0,250)',
    ].map((text) => parseDistribution(text));
    const problem = singleObject({ laws: wide });
    for (const kind of ['vcg', 'groves', 'none', 'first-price'] as const) expectAgreement(problem, named({ kind }), 8);
    const good = publicGood({ laws: wide, cost: 3 });
    expectAgreement(good, named({ kind: 'vcg' }), 8);
    expect(lowered(good, named({ kind: 'vcg' }), questionOf(good, 1)).parameters.coordinates.map(({ fine }) => fine)).toEqual([true, true]);
  });

  it('tables of utilities', () => {
    const problem = publicGood({ laws: [unit, parseDistribution('uniform(1,2)')], cost: 1.5 });
    expectAgreement(problem, named({ kind: 'insured-table', utility: [[0, 0.1, 0.5], [0.2, 0.3]] }), 8);
    expectAgreement(bilateralTrade({ cost: unit, value: unit }), named({ kind: 'vcg' }), 8);
  });
});

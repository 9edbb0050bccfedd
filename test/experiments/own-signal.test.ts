import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { InputError } from '../../src/errors.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import type { Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';
import { ownSpace } from '../../src/experiments/own-signal.ts';

const law = (text: string) => parseDistribution(text);
const mechanism = (transfers: TransferScheme): Mechanism => ({ name: transfers.kind, rule: { kind: 'efficient' }, transfers });

/** Agents' coordinates mixed up: agent 1 sees coordinates 0 and 3, agent 0 sees 1 and 2, agent 2 sees nothing. */
const mixed: SocialChoiceProblem = {
  kind: 'social-choice', agents: ['a', 'b', 'c'], alternatives: ['x', 'y'],
  signals: [1, 0, 0, 1].map((owner, d) => ({ owner, name: `s${d}`, law: law(`uniform(${d},${d + 2})`) })),
  valuations: {
    kind: 'linear', constants: [[0, 0], [0, 0], [0, 0]],
    // a's own value: coordinate 2 alone (in y); b's: coordinate 0 alone (negative, in x).
    coefficients: [[[1, 0, 0, 0], [1, 0, 3, 1]], [[-1, 2, 2, 0], [0, 2, 0, 0]], [[1, 1, 1, 1], [0, 0, 0, 0]]],
  },
};

describe('an agent\'s own signal space', () => {
  it('her coordinates in the problem\'s order, with names and supports', () => {
    expect(ownSpace(mixed, 0)).toEqual({
      agent: 0, coordinates: [1, 2], names: ['s1', 's2'], supports: [[1, 3], [2, 4]], relevant: [false, true],
    });
    expect(ownSpace(mixed, 1)).toEqual({
      agent: 1, coordinates: [0, 3], names: ['s0', 's3'], supports: [[0, 2], [3, 5]], relevant: [true, false],
    });
  });

  it('an agent who sees nothing cannot be studied', () => {
    expect(() => ownSpace(mixed, 2)).toThrow(InputError);
    expect(() => ownSpace(mixed, 2)).toThrow(/^agents.*c sees no signal/);
  });

  it('what bidders know of each other is irrelevant to their own values', () => {
    const market = singleObject({
      laws: [0, 1, 2].map(() => law('uniform(0,1)')), interdependence: { kind: 'multi-dimensional', size: 0.2 },
    });
    expect([0, 1, 2].map((agent) => ownSpace(market, agent).relevant)).toEqual(
      [[true, false, false], [false, true, false], [false, false, true]]
    );
  });

  it('of general values: as the modified VCG declares it, else relevant', () => {
    const general: SocialChoiceProblem = {
      ...mixed,
      valuations: { kind: 'general', structure: 'unknown', range: [0, 1], evaluate: (tf, signals) => tf.zeros([signals.shape[0], 3, 2]) },
    };
    expect(ownSpace(general, 0).relevant).toEqual([true, true]);
    expect(ownSpace(general, 0, [mechanism({ kind: 'vcg' }), mechanism({ kind: 'modified-vcg' })]).relevant).toEqual([true, true]);
    const declared = [mechanism({ kind: 'vcg' }), mechanism({ kind: 'modified-vcg', relevant: [true, false, true, false] })];
    expect(ownSpace(general, 0, declared).relevant).toEqual([false, true]);
    expect(ownSpace(general, 1, declared).relevant).toEqual([true, false]);
    // Linear values speak for themselves.
    expect(ownSpace(mixed, 0, [mechanism({ kind: 'modified-vcg', relevant: [true, true, false, true] })]).relevant).toEqual([false, true]);
  });
});

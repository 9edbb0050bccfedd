/** Where no bound of slopes is known none is claimed, and the known numbers of one object. */
import { describe, expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import { tensorInterimSampler } from '../../src/experiments/tensor/interim.ts';
import { gainSlopes } from '../../src/mechanism/gain-slopes.ts';
import type { Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';
import { drawOn } from '../../src/run/run.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { efficient, named } from './linear-cases.ts';

const key = { k0: 0x600df00d, k1: 0x12345678 };

describe('where nothing of the kind holds, nothing is claimed', () => {
  const market = singleObject({
    laws: [0, 1, 2].map(() => parseDistribution('uniform(0,1)')), interdependence: { kind: 'multi-dimensional', size: 0.5 },
  });
  const line = singleObject({ laws: [0, 1].map(() => parseDistribution('uniform(0,1)')) });
  const vcg = named(efficient, { kind: 'vcg' });
  const refused: readonly (readonly [string, SocialChoiceProblem, Mechanism])[] = [
    ['all-pay', line, named(efficient, { kind: 'all-pay' })],
    ['none', line, named(efficient, { kind: 'none' })],
    ['expected externality', line, named(efficient, { kind: 'expected-externality' })],
    ['a dictator', line, named({ kind: 'dictatorial', dictator: 0 }, { kind: 'vcg' })],
    [
      'a mixture',
      line,
      named({ kind: 'mixture', share: 0.5, rule: efficient, other: { kind: 'dictatorial', dictator: 0 } }, { kind: 'vcg' }),
    ],
    ['a weight of zero', line, named({ kind: 'affine-maximizer', weights: [0, 1], bonuses: [0, 0] }, { kind: 'vcg' })],
    [
      'strategies',
      line,
      {
        ...vcg,
        strategies: [0, 1].map(() => ({
          name: 'half', bid: (v: number) => v / 2, inverse: (b: number) => 2 * b, range: [0, 0.5] as const,
        })),
      },
    ],
    [
      'insurance of strategies',
      line,
      named(
        efficient,
        {
          kind: 'full-insurance',
          base: {
            ...vcg,
            strategies: [0, 1].map(() => ({
              name: 'half', bid: (v: number) => v / 2, inverse: (b: number) => 2 * b, range: [0, 0.5] as const,
            })),
          },
        },
      ),
    ],
    ['insurance of an unknown base', line, named(efficient, { kind: 'full-insurance', base: named(efficient, { kind: 'none' }) })],
    [
      'insurance with correlated signals', { ...line, dependence: { kind: 'common-factor', loadings: [0.5, 0.5] } },
      named(efficient, { kind: 'full-insurance', base: vcg }),
    ],
    ['the own value declared irrelevant', market, named(efficient, { kind: 'modified-vcg', relevant: market.signals.map(() => false) })],
  ];
  it.each(refused)('%s', (_, problem, mechanism) => {
    expect(gainSlopes(problem, mechanism, 0)).toBeUndefined();
  });

  it('with correlated signals an insured payoff does change faster than the coefficients', async () => {
    // The rival's value moves twenty times as far as the own one.
    const laws = ['uniform(0,1)', 'uniform(-10,10)'].map((text) => parseDistribution(text));
    const problem: SocialChoiceProblem = { ...singleObject({ laws }), dependence: { kind: 'common-factor', loadings: [0.95, 0.95] } };
    const mechanism = named(efficient, { kind: 'full-insurance', base: named(efficient, { kind: 'vcg' }) });
    const reports = [[0.48], [0.49]];
    const sampler = await tensorInterimSampler(
      problem, mechanism, { agent: 0, reports, paired: [0, 1], groupSize: 1, line: true }, drawOn(inProcessDevice()),
    );
    let most = 0;
    for (let profile = 0; profile < 200; profile++) most = Math.max(most, ...(await sampler.run(key, profile, 1)).gain.map(Math.abs));
    const { dependence: _, ...independent } = problem;
    expect(most).toBeGreaterThan(3 * 0.01 * gainSlopes(independent, mechanism, 0)![0]!);
  });

  it('coordinates declared irrelevant that enter the own value let payoffs jump', () => {
    const problem: SocialChoiceProblem = { ...market };
    const relevant = market.signals.map(({ name }) => name !== 's1[1]');
    const mechanism = named(efficient, { kind: 'modified-vcg', relevant });
    expect(gainSlopes(problem, mechanism, 0)).toBeUndefined();
    expect(gainSlopes(problem, mechanism, 1)).toBeDefined();
    // Declared as they are found, the same as without a word; declared relevant, the generalised VCG.
    const found = market.signals.map((_, d) => d % 4 === 0);
    const slopesOf = (transfers: TransferScheme): number[] => gainSlopes(problem, named(efficient, transfers), 1)!;
    expect(slopesOf({ kind: 'modified-vcg', relevant: found })).toEqual(slopesOf({ kind: 'modified-vcg' }));
    expect(slopesOf({ kind: 'modified-vcg', relevant: market.signals.map(() => true) })).toEqual(slopesOf({ kind: 'vcg' }));
    expect(slopesOf({ kind: 'modified-vcg' })).not.toEqual(slopesOf({ kind: 'vcg' }));
  });

  it('known numbers: one object', () => {
    expect(gainSlopes(line, vcg, 0)).toEqual([1]);
    expect(gainSlopes(line, named(efficient, { kind: 'first-price' }), 0)).toEqual([1]);
    // v_1 = s_11 + s_21 / 2 + ..; what bidder 1 knows of the others' values moves what she pays for the object.
    expect(gainSlopes(market, vcg, 0)).toEqual([1, 0.5, 0.5]);
    expect(gainSlopes(market, named(efficient, { kind: 'modified-vcg' }), 0)).toEqual([1, 0, 0]);
  });
});

import { describe, expect, it } from 'vitest';
import type { BeliefSet, Prior } from '../../src/beliefs/belief-set.ts';
import { describeBeliefs, excludesPrior, parseBeliefs, validateBeliefSet } from '../../src/beliefs/parse.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { InputError } from '../../src/errors.ts';

const law = parseDistribution;
const problem = { signals: ['uniform(0,1)', 'beta(2,3)', 'uniform(0,2)'].map((text, owner) => ({
  owner, name: `s${owner + 1}`, law: law(text),
})) };
const prior = (name: string, ...texts: string[]): Prior => ({ name, laws: texts.map((text) => law(text)) });
const low = prior('low', 'uniform(0,1)', 'beta(1,3)', 'uniform(0,1)');
const own = prior('own', 'beta(5,1)', 'beta(2,3)', 'uniform(0,2)');

describe('text of sets of beliefs', () => {
  it('is read back as it is written', () => {
    const sets: BeliefSet[] = [
      { kind: 'bayesian' }, { kind: 'all' }, { kind: 'prokhorov', delta: 0.05 }, { kind: 'totalVariation', delta: 1 }, {
        kind: 'contamination', delta: 1e-7,
      }, { kind: 'priors', priors: [own, low] },
    ];
    expect(sets.map(describeBeliefs)).toEqual(
      ['bayesian', 'all', 'prokhorov(0.05)', 'totalVariation(1)', 'contamination(1e-7)', 'priors(own, low)']
    );
    for (const beliefs of sets) expect(parseBeliefs(describeBeliefs(beliefs), 'beliefs', [low, own])).toEqual(beliefs);
    expect(parseBeliefs('  prokhorov ( .5 ) ', 'beliefs')).toEqual({ kind: 'prokhorov', delta: 0.5 });
  });

  for (const [text, message] of [
    ['prokhorov', 'prokhorov(delta)'], ['prokhorov()', 'cannot read'], ['bayesian(1)', 'cannot read'], [
      'levy(0.1)',
      'accepted: bayesian; prokhorov(delta); totalVariation(delta); contamination(delta) with delta in (0, 1]; all',
    ],
    ['prokhorov(0)', '(0, 1], got 0'], [
      'totalVariation(1.01)', 'got 1.01',
    ], ['contamination(x)', 'got NaN'], ['priors(low)', 'cannot read'], ['', 'cannot read'],
  ] as const) {
    it(`refuses '${text}'`, () => {
      expect(() => parseBeliefs(text, 'ambiguity.at')).toThrow(InputError);
      expect(() => parseBeliefs(text, 'ambiguity.at')).toThrow(/^ambiguity\.at/);
      expect(() => parseBeliefs(text, 'ambiguity.at')).toThrow(message);
    });
  }

  it('names the priors there are', () => {
    expect(() => parseBeliefs('priors(high)', 'at', [low, own])).toThrow("at: unknown prior 'high'; accepted: bayesian;");
  });
});

describe('what is wrong with a set', () => {
  const refused: [unknown, string][] = [
    [{ kind: 'prokhorov', delta: Number.NaN }, 'at[0].delta: must be a number in (0, 1], got NaN'],
    [{ kind: 'totalVariation', delta: -0.1 }, 'at[0].delta'],
    [{ kind: 'contamination' }, 'at[0].delta: must be a number in (0, 1], got undefined'],
    [{ kind: 'wasserstein', delta: 0.1 }, "at[0].kind: unknown set of beliefs 'wasserstein'; accepted: bayesian, prokhorov"],
    [{ kind: 'priors', priors: [] }, 'at[0].priors: need a list of at least one prior'],
    [{ kind: 'priors' }, 'at[0].priors: need a list'],
    [{ kind: 'priors', priors: [null] }, 'at[0].priors[0]: must be an object { name, laws }'],
    [{ kind: 'priors', priors: [{ name: 'numbers', laws: [1, null, 3] }] }, 'at[0].priors[0].laws[0]: must be a law'],
    [{ kind: 'priors', priors: [{ name: 'low' }] }, 'at[0].priors[0].laws: need a list of laws'],
    [
      { kind: 'priors', priors: [low, prior('low', 'uniform(0,1)', 'beta(2,3)', 'uniform(0,2)')] },
      "at[0].priors[1].name: 'low' names another prior already",
    ],
    [{ kind: 'priors', priors: [{ ...low, name: 'a,b' }] }, 'at[0].priors[0].name'],
    [{ kind: 'priors', priors: [prior('short', 'uniform(0,1)')] }, 'at[0].priors[0].laws: need 3, one for each signal (s1, s2, s3), got 1'],
    [
      { kind: 'priors', priors: [low, prior('wide', 'uniform(0,1)', 'uniform(0,1.5)', 'uniform(0,2)')] },
      'at[0].priors[1].laws[1]: uniform(0,1.5) leaves the support [0, 1] of signal s2',
    ],
  ];
  for (const [beliefs, message] of refused) {
    it(message, () => {
      expect(() => validateBeliefSet(beliefs as BeliefSet, 'at[0]', problem)).toThrow(InputError);
      expect(() => validateBeliefSet(beliefs as BeliefSet, 'at[0]', problem)).toThrow(message);
    });
  }

  it('is nothing where there is nothing', () => {
    for (
      const beliefs of [
        { kind: 'bayesian' }, { kind: 'all' }, { kind: 'prokhorov', delta: 1 }, { kind: 'priors', priors: [low, own] },
      ] as const
    ) {
      validateBeliefSet(beliefs, 'at[0]', problem);
    }
  });
});

it('a finite set leaves the prior out unless a member has the laws of all others', () => {
  const set = (...priors: Prior[]): BeliefSet => ({ kind: 'priors', priors });
  expect(excludesPrior(set(low), problem, 0)).toBe(true);
  expect(excludesPrior(set(low, own), problem, 0)).toBe(false);
  // To another agent the first signal is not her own.
  expect(excludesPrior(set(low, own), problem, 1)).toBe(true);
  expect(excludesPrior({ kind: 'prokhorov', delta: 0.1 }, problem, 1)).toBe(false);
});

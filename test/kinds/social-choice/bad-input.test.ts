/** What a study refuses, by field, before a draw where that can be known, and with the offending profile where it cannot. */
import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../../src/distributions/distribution.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { GeneralValuations, SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import { InputError } from '../../../src/errors.ts';
import type { Mechanism, TransferScheme } from '../../../src/mechanism/mechanism.ts';
import type { SocialChoiceStudy } from '../../../src/kinds/social-choice/study-point.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';
import { bilinear } from '../../experiments/tensor/problems.ts';
import { study } from './support.ts';

const uniform = parseDistribution('uniform(0,1)');
const efficient = { kind: 'efficient' } as const;
const paying = (transfers: TransferScheme): Mechanism => ({ name: transfers.kind, rule: efficient, transfers });
const vcg = paying({ kind: 'vcg' });
const problem = singleObject({ laws: [uniform, uniform] });
const coins = singleObject({ laws: [0, 1].map(() => parseDistribution('discrete(0:0.5,1:0.5)')) });
const what = (change: Partial<SocialChoiceStudy>): SocialChoiceStudy => ({ kind: 'social-choice', problem, mechanisms: [vcg], ...change });

async function refusal(asked: SocialChoiceStudy): Promise<{ field: string; message: string; jobs: number; tensors: number }> {
  const device = inProcessDevice();
  let tensors = 0;
  const counting = { ...device, tensors: () => (tensors++, device.tensors()) };
  const error: unknown = await study(asked, { profiles: 64, device: counting }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  const { field, message } = error as InputError;
  return { field, message, jobs: device.jobs.length, tensors };
}

/** The second bidder sees nothing; her value is known. */
const silent: SocialChoiceProblem = {
  ...problem,
  signals: problem.signals.slice(0, 1),
  valuations: { kind: 'linear', constants: [[0, 0], [0, 0.5]], coefficients: [[[1], [0]], [[0], [0]]] },
};
/** The second bidder's law is an object of the user's own. */
const lawful = (change: Partial<Distribution>): SocialChoiceProblem =>
  ({
    ...problem,
    signals: problem.signals.map((signal, d) =>
      (d === 1 ? { ...signal, law: { text: 'mine', support: [0, 1], cdf: (x: number) =>
        x, quantile: (p: number) => p, ...change } } : signal)),
  });

describe('refused before any draw', () => {
  const cases: readonly (readonly [string, Partial<SocialChoiceStudy>, string, RegExp])[] = [
    ['no mechanism', { mechanisms: [] }, 'mechanisms', /at least one/],
    [
      'two mechanisms of one name', { mechanisms: [vcg, { ...vcg, transfers: { kind: 'groves' } }] }, 'mechanisms',
      /names must differ, and 'vcg' occurs twice/,
    ],
    [
      'a weight of zero', { mechanisms: [{ ...vcg, rule: { kind: 'affine-maximizer', weights: [1, 0], bonuses: [0, 0] } }] },
      'rule.weights[1]', /positive/,
    ],
    ['an agent beyond the last', { agents: [0, 2] }, 'agents', /0 to 1, at least one, got '0, 2'/],
    [
      'ambiguity round a discrete law beside a density', {
        problem: singleObject({ laws: [uniform, parseDistribution('discrete(0:0.5,1:0.5)')] }), ambiguity: { metrics: ['prokhorov'] },
      }, 'problem.signals[1].law', /where ties decide: .*all profiles; accepted here: laws with a density, or discrete laws throughout$/,
    ],
    [
      'ambiguity round discrete laws where choices are left to chance', {
        problem: coins, ambiguity: { metrics: ['prokhorov'] },
        mechanisms: [{
          name: 'often', transfers: { kind: 'none' }, rule: { kind: 'mixture', share: 0.5, rule: efficient, other: efficient },
        }],
      }, 'mechanisms[0].rule', /not told of 'often': its rule does not maximise .*; accepted: .*; ambiguity.of without it/,
    ],
    [
      'a prior with a density beside discrete laws', {
        problem: coins, mechanisms: [paying({ kind: 'first-price' })],
        ambiguity: { metrics: [], at: [{ kind: 'priors', priors: [{ name: 'even', laws: [uniform, uniform] }] }] },
      }, 'ambiguity.at[0].priors[0].laws[0]', /uniform\(0,1\) has a density; accepted beside discrete laws of the problem: discrete laws/,
    ],
    ['a negative agent', { agents: [-1] }, 'agents', /got '-1'/],
    ['half an agent', { agents: [0.5] }, 'agents', /got '0.5'/],
    ['an agent twice', { agents: [1, 1] }, 'agents', /differ, got 1, 1/],
    ['no agent', { agents: [] }, 'agents', /empty/],
    ['an agent who sees nothing, asked for', { problem: silent, agents: [1] }, 'agents', /bidder 2 sees no signal/],
    ['an agent who sees nothing, among all', { problem: silent }, 'agents', /bidder 2 sees no signal/],
    [
      'reports of two numbers', { agents: [0], reports: () => [[0.5], [0.5, 0.5]] }, 'reports',
      /bidder 1 must be vectors of 1 numbers, got \[0.5, 0.5\]/,
    ],
    [
      'the same where all agents are studied', { reports: (agent) => (agent === 0 ? [[0.25], [0.5]] : [[0.5, 0.5]]) }, 'reports',
      /bidder 2 must be vectors/,
    ],
    ['a report that is no number', { reports: () => [[Number.NaN]] }, 'reports', /got \[NaN\]/],
    ['a report outside the support', { reports: () => [[0.2], [1.5]] }, 'reports', /\[1.5\] lies outside the support \[0, 1\]/],
    [
      'numbers for vectors', { reports: () => [0.25, 0.5] as unknown as number[][] }, 'reports',
      /bidder 1 must be vectors of 1 numbers, got 0.25/,
    ],
    [
      'a number for a list', { reports: () => 7 as unknown as number[][] }, 'reports',
      /bidder 1 must be a list of vectors of 1 numbers, got 7/,
    ],
    [
      'a law whose cdf is no number', { problem: lawful({ cdf: () => Number.NaN }) }, 'signals[1].law',
      /cdf\(0\) must be a number from 0 to 1, got NaN/,
    ],
    [
      'a law whose cdf throws', { problem: lawful({ cdf: () => { throw new Error('no luck'); } }) }, 'signals[1].law',
      /cdf\(0\) threw: no luck/,
    ],
    [
      'a law whose cdf falls', { problem: lawful({ cdf: (x) => (x < 0.5 ? x : x < 1 ? x / 2 : 1) }) }, 'signals[1].law',
      /cdf must not fall, and cdf\(0.5\) = 0.25/,
    ],
    ['a law whose cdf does not end at 1', { problem: lawful({ cdf: (x) => x / 2 }) }, 'signals[1].law', /cdf must be 1 at the upper end/],
    [
      'a law whose quantile is no number', { problem: lawful({ quantile: () => Number.NaN }) }, 'signals[1].law',
      /quantile\(.*\) must be a number from 0 to 1, the support, got NaN/,
    ],
    [
      'a law whose quantile throws', { problem: lawful({ quantile: () => { throw new Error('no luck'); } }) }, 'signals[1].law',
      /quantile\(.*\) threw: no luck/,
    ],
    [
      'a law whose quantile is a text', { problem: lawful({ quantile: (() => '0.5') as never }) }, 'signals[1].law',
      /must be a number .* got NaN/,
    ],
    [
      'a law whose quantile falls', { problem: lawful({ quantile: (p) => 1 - p }) }, 'signals[1].law',
      /quantile\(.*\) must be where cdf reaches/,
    ],
    [
      'a law whose quantile is of another cdf', { problem: lawful({ quantile: (p) => p * p }) }, 'signals[1].law',
      /quantile\(0.015625\) must be where cdf reaches 0.015625, got 0.000244140625, where cdf is 0.000244140625/,
    ],
    ['an empty list of reports', { reports: () => [] }, 'reports', /empty/],
    [
      'a rule of a distance', { distances: [{ name: 'd', rule: efficient, other: { kind: 'dictatorial', dictator: 2 } }] },
      'distances[0].other.dictator', /0 to 1, got 2/,
    ],
    [
      'two distances of one name', { distances: [1, 2].map(() => ({ name: 'd', rule: efficient, other: efficient })) }, 'distances',
      /names must differ, and 'd' occurs twice/,
    ],
    [
      'expected externality for one agent',
      { problem: singleObject({ laws: [uniform] }), mechanisms: [paying({ kind: 'expected-externality' })] },
      'transfers.kind',
      /two agents/,
    ],
    [
      'no alternative',
      { problem: { ...problem, alternatives: [], valuations: { kind: 'linear', constants: [[], []], coefficients: [[], []] } } },
      'alternatives',
      /at least one/,
    ],
    ['no agents', { problem: { ...problem, agents: [] } }, 'agents', /at least one/],
  ];
  it.each(cases)('%s', async (_, change, field, message) => {
    const refused = await refusal(what(change));
    expect(refused.field).toMatch(/^environment\./);
    expect(refused.field.endsWith(`.${field}`), refused.field).toBe(true);
    expect(refused.message).toMatch(message);
    expect([refused.jobs, refused.tensors]).toEqual([0, 0]);
  });
});

describe('values of the user\'s own, wrong only when they are drawn', () => {
  const good = bilinear().problem;
  const valuations = good.valuations as GeneralValuations;
  const asked = (evaluate: GeneralValuations['evaluate']): SocialChoiceStudy =>
    ({ kind: 'social-choice', problem: { ...good, valuations: { ...valuations, evaluate } }, mechanisms: [vcg], agents: [0] });

  it.each(
    [['NaN', Number.NaN], ['infinite', Infinity], ['outside their range', 7]]
  )('%s on some profiles: the agent, the profile and its signals are named', async (_, wrong) => {
    const { field, message } = await refusal(asked((tf, signals) => {
      const values = valuations.evaluate(tf, signals);
      const high = tf.reshape(tf.greater(tf.slice(signals, [0, 1], [-1, 1]), 0.9), [-1, 1, 1]);
      const here = tf.reshape(tf.equal(tf.range(0, 9, 1, 'float32'), 5), [1, 3, 3]);
      return tf.where(tf.logicalAnd(high, here), tf.mul(tf.onesLike(values), wrong), values);
    }));
    expect(field).toBe('valuations.evaluate');
    expect(message).toMatch(
      /value of agent 2 for alternative 3 is (NaN|Infinity|7) on profile \d+ \(s1 = [\d.]+, s2 = 0\.9\d*, s3 = [\d.]+\)/
    );
  });

  it.each([['alternatives', [3, 2]], ['agents', [2, 3]]] as const)('too few %s', async (_, [agents, alternatives]) => {
    const { field, message } = await refusal(asked((tf, signals) => tf.zeros([signals.shape[0], agents, alternatives])));
    expect(field).toBe('valuations.evaluate');
    expect(message).toMatch(/must return a tensor of shape \[\d+, 3, 3\], returned/);
  });
});

describe('functions of the user\'s own that fail', () => {
  const good = bilinear().problem;
  const valuations = good.valuations as GeneralValuations;
  const fails = (): never => { throw new Error('no luck'); };
  const nothing = (() => undefined) as () => never;
  const number = (() => 3) as unknown as () => never;
  const outcomes = [
    ['throw', fails, 'threw: no luck'], ['return nothing', nothing, 'returned no tensor'],
    ['return a number', number, 'returned no tensor'],
  ] as const;

  it.each(outcomes)('values that %s', async (_, evaluate, words) => {
    const { field, message } = await refusal({
      kind: 'social-choice', problem: { ...good, valuations: { ...valuations, evaluate } }, mechanisms: [vcg], agents: [0],
    });
    expect(field).toBe('valuations.evaluate');
    expect(message).toContain(words);
  });

  it.each(outcomes)('rules that %s', async (_, choose, words) => {
    const { field, message } = await refusal(
      what({ mechanisms: [{ name: 'mine', rule: { kind: 'general', choose }, transfers: { kind: 'none' } }], agents: [0] })
    );
    expect(field).toBe("mechanism 'mine', rule.choose");
    expect(message).toContain(words);
  });

  it.each(outcomes)('transfers that %s', async (_, transfer, words) => {
    const { field, message } = await refusal(what({ mechanisms: [paying({ kind: 'general', range: [0, 1], transfer })], agents: [0] }));
    expect(field).toBe("mechanism 'general', transfers.transfer");
    expect(message).toContain(words);
  });
});

it('values in which own signals drown are refused, and those that only lie far from zero are not', async () => {
  const far = (law: string): SocialChoiceStudy =>
    what({ problem: { ...problem, signals: problem.signals.map((signal) => ({ ...signal, law: parseDistribution(law) })) }, agents: [0] });
  const { field, message } = await refusal(far('uniform(90000000000,90000000001)'));
  expect(field).toBe('environment.problem.valuations');
  expect(message).toMatch(/signals move values by 1 at most, beside values of up to 90000000001/);
  expect((await study(far('uniform(900000000,900000001)'), { profiles: 64 })).estimates.length).toBeGreaterThan(0);
});

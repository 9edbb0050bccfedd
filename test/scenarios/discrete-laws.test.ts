/** Scenarios at laws of atoms: no row excludes its reference, no claim of theirs fails, no interval is without its estimate. */
import { expect, test } from 'vitest';
import { scenarios } from '../../scenarios/registry.ts';
import type { SocialChoiceStudy } from '../../src/kinds/social-choice/study-point.ts';
import type { Mechanism } from '../../src/mechanism/mechanism.ts';
import { runStudy } from '../../src/study/study.ts';
import { excludes, faultsOf } from '../evidence/judge.ts';
import { inProcessDevice } from '../oracles/in-process-device.ts';
import { defaultValues } from './support/rows.ts';

const THREE = 'discrete(1:0.2,2:0.5,4:0.3)';
const TIED = 'discrete(0:0.25,0.3:0.25,0.7:0.25,1:0.25)';
const COIN = 'discrete(0:0.4,1:0.6)';

test.each([
  ['single-object', { value: THREE, rivals: 'discrete(0.5:0.25,2:0.75)' }], ['single-object', { bidders: 3, value: TIED, rivals: TIED }],
  ['bilateral-trade', { cost: COIN, value: COIN }], ['bilateral-trade', { cost: COIN, value: COIN, price: 0.26 }],
  ['bilateral-trade', { cost: 'discrete(0:0.3,1:0.4,2:0.3)', value: THREE, price: 1 }],
  ['bilateral-trade', { cost: 'discrete(0:0.3,1:0.4,2:0.3)', value: THREE, price: 2 }],
  ['bilateral-trade', { cost: TIED, value: TIED }], ['public-good', { value: THREE }], ['public-good', { agents: 2, value: COIN }],
  ['approximate-efficiency', { perturbation: 'mixture', xi: 0.4, value: TIED }],
  ['approximate-efficiency', { perturbation: 'mixture', xi: 0.1, bidders: 3, value: THREE }],
  ['approximate-efficiency', { perturbation: 'bonus', xi: 0.2, value: TIED }],
  ['modified-vcg', { value: THREE, information: COIN }], ['weak-congruence', { signal: THREE }],
  ['monotone-repair', { fee: 0.298, slope: 2, signal: 'discrete(0.701:0.2,1.22:0.5,1.74:0.3)' }],
  ['weak-congruence', { agents: 2, signal: 'discrete(1000:0.2,2500:0.5,4300:0.3)' }],
  ['weak-congruence', { externality: -4.84, signal: 'discrete(0.154:0.2,0.408:0.5,0.662:0.3)' }],
] as const)('%s, %j', async (name, changes) => {
  const scenario = scenarios.find((one) => one.name === name)!;
  const document = await runStudy({
    command: 'run', scenario, points: [defaultValues(scenario, changes)], profiles: 1000, maxProfiles: 1000, confidence: 0.99,
    seed: 'atoms', sampler: 'auto',
  }, inProcessDevice(), {});
  expect(faultsOf(document)).toEqual([]);
  expect(document.estimates.filter(excludes)).toEqual([]);
  expect(document.claims.filter(({ status }) => status === 'fail')).toEqual([]);
  expect(document.notes.filter((note) => note.includes('CONTRADICTION'))).toEqual([]);
});

/** The same payments as the scheme `lowest-type-vcg` of the scenario, whose structure nobody tells: the lowest type is 1, the share 1/2. */
const BY_HAND: Mechanism = {
  name: 'by hand', rule: { kind: 'efficient' }, transfers: {
    kind: 'general', range: [-4, 4], transfer: (tf, values, _signals, probabilities) => {
      const [batch, agents] = values.shape;
      const net = tf.reshape(tf.slice(values, [0, 0, 1], [batch, agents, 1]), [batch, agents]);
      return tf.mul(tf.minimum(tf.sub(tf.sum(net, 1, true), net), -0.5), tf.slice(probabilities, [0, 1], [batch, 1]));
    },
  },
};

test('transfers given as functions may bend where nothing tells: over the reports that were played', async () => {
  const scenario = scenarios.find(({ name }) => name === 'public-good')!;
  const environment: typeof scenario.environment = (values) => {
    const study = scenario.environment(values) as SocialChoiceStudy;
    return { ...study, mechanisms: [...study.mechanisms, BY_HAND] };
  };
  const { estimates } = await runStudy({
    command: 'run', scenario: { ...scenario, environment }, points: [defaultValues(scenario, { value: THREE })], profiles: 1000,
    maxProfiles: 1000, confidence: 0.99, seed: 'atoms', sampler: 'auto',
  }, inProcessDevice(), {});
  const guarantees = (mechanism: string) => new Set(estimates.filter(({ quantity, agent, point }) =>
    quantity === 'epsilonIc' && agent === 'agent 1' && point.mechanism === mechanism).map(({ guarantee }) => guarantee));
  expect(guarantees('by hand')).toEqual(new Set(['grid']));
  for (const known of ['Clarke', 'pivotal contributions']) expect(guarantees(known)).toEqual(new Set(['continuum']));
});

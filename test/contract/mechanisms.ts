/** One row for every rule and every transfer scheme of the registry: data of its kind for a problem that it fits. */
import type { Tensor2D } from '../../kernels/tensors.ts';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { bilateralTrade } from '../../src/environment/bilateral-trade.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../src/environment/social-choice.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../src/mechanism/mechanism.ts';
import { withReserves } from '../../src/mechanism/rules/efficient-with-reserves.ts';
import { dot, type Twin } from '../experiments/tensor/oracle.ts';

const law = parseDistribution;

/** Three bidders, one of whom may be worse off with the object; alternative 0 leaves it with the seller. */
export const auction = singleObject({
  laws: [law('uniform(0.07,1.31)'), law('uniform(-0.4,1)'), law('uniform(0,1.7)')], sellerMayKeep: true,
});
export const trade = bilateralTrade({ cost: law('uniform(0.11,0.93)'), value: law('uniform(0,1.21)') });

const steps = ([low, high]: readonly [number, number], count: number): number[] =>
  Array.from({ length: count + 1 }, (_, r) => (r === count ? high : low + ((high - low) * r) / count));

/** Equal steps over an agent's support. */
export const lineOf = ({ signals }: SocialChoiceProblem, agent: number): number[][] =>
  steps(signals.find(({ owner }) => owner === agent)!.law.support, 8).map((type) => [type]);

const efficient: ChoiceRule = { kind: 'efficient' };

/** A quarter of the mass on alternative 0, the rest by shares that the first signal moves. */
const soft = {
  plain: (values: readonly (readonly number[])[], [s]: readonly number[]): number[] => {
    const share = 0.25 + 0.5 * (s! / (1 + s!));
    return values[0]!.map((_, k) => (k === 0 ? 1 - share : k === 1 ? share : 0));
  },
  rule: {
    kind: 'general',
    choose: (tf, values, signals) => {
      const [batch, , alternatives] = values.shape;
      const s = tf.slice(signals, [0, 0], [batch, 1]);
      const share: Tensor2D = tf.add(tf.mul(tf.div(s, tf.add(s, 1)), 0.5), 0.25);
      return tf.concat2d([tf.sub(1, share), share, tf.zeros([batch, alternatives - 2])], 1);
    },
  } satisfies ChoiceRule,
};

/** Half of what is chosen is worth to one, less the share of alternative 1. */
const half = {
  plain: (values: readonly (readonly number[])[], _: readonly number[], p: readonly number[]): number[] =>
    values.map((row) => dot(p, row) / 2 - p[1]!),
  transfers: {
    kind: 'general',
    range: [-3, 3],
    transfer: (tf, values, _, p) => {
      const worth: Tensor2D = tf.sum(tf.mul(values, tf.expandDims(p, 1)), 2);
      return tf.sub(tf.mul(worth, 0.5), tf.slice(p, [0, 1], [values.shape[0], 1]));
    },
  } satisfies TransferScheme,
};

type Row<T> = (problem: SocialChoiceProblem) => T;

export const RULE_ROWS: { readonly [K in ChoiceRule['kind']]: Row<Extract<ChoiceRule, { kind: K }>> } = {
  efficient: () => ({ kind: 'efficient' }),
  'affine-maximizer': ({ agents, alternatives }) => ({
    kind: 'affine-maximizer', weights: agents
      .map((_, i) => 0.7 + 0.4 * i), bonuses: alternatives
      .map((_, k) => (k === 0 ? 0.31 : 0.02 * k)),
  }),
  dictatorial: () => ({ kind: 'dictatorial', dictator: 1 }),
  'posted-price': () => ({ kind: 'posted-price', price: 0.47 }),
  mixture: () => ({ kind: 'mixture', share: 0.3, rule: efficient, other: { kind: 'dictatorial', dictator: 0 } }),
  'efficient-with-reserves': (problem) => withReserves(problem, problem.agents.map((_, i) => 0.23 + 0.19 * i)),
  stepped: () => ({ kind: 'stepped', threshold: 0.47, exceptions: [{ at: 0.75, threshold: 0.9 }, { at: 0.25, threshold: 2 }] }),
  general: () => soft.rule,
};

const insured: Mechanism = { name: 'vcg', rule: efficient, transfers: { kind: 'vcg' } };
const utilities = ({ agents }: SocialChoiceProblem): number[][] => agents.map((_, i) => [0.1, 0.12 + 0.1 * i, 0.4, 0.9]);

export const TRANSFER_ROWS: { readonly [K in TransferScheme['kind']]: Row<Extract<TransferScheme, { kind: K }>> } = {
  none: () => ({ kind: 'none' }),
  vcg: () => ({ kind: 'vcg' }),
  groves: () => ({ kind: 'groves' }),
  'expected-externality': () => ({ kind: 'expected-externality' }),
  'modified-vcg': () => ({ kind: 'modified-vcg' }),
  'redistributed-vcg': () => ({ kind: 'redistributed-vcg' }),
  'lowest-type-vcg': () => ({ kind: 'lowest-type-vcg' }),
  'full-insurance': () => ({ kind: 'full-insurance', base: insured }),
  'insured-table': (problem) => ({ kind: 'insured-table', utility: utilities(problem) }),
  'monotone-repair': () => ({ kind: 'monotone-repair', base: { kind: 'vcg' }, epsilon: 0.1 }),
  'weak-congruence': () => ({ kind: 'weak-congruence' }),
  'first-price': () => ({ kind: 'first-price' }),
  'all-pay': () => ({ kind: 'all-pay' }),
  'posted-price': () => ({ kind: 'posted-price', price: 0.47 }),
  'k-double-auction': () => ({ kind: 'k-double-auction', k: 0.37 }),
  general: () => half.transfers,
};

/** The problem's plain twin for the users' functions above. */
export const twinOf = (problem: SocialChoiceProblem): Twin => ({ problem, rule: soft.plain, transfer: half.plain });

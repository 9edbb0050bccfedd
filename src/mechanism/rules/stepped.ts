/**
 * Two agents and two alternatives: alternative 0 where what alternative 1 is worth to agent 1 lies below a threshold, else alternative 1.
 * At certain values of agent 0 for alternative 0 the threshold is another one (Song22 Appendix A.1).
 */
import type { Tensor, Tensor1D, Tensor2D } from '../../../kernels/tensors.ts';
import { requireFinite } from '../../environment/checks.ts';
import { InputError } from '../../errors.ts';
import { requireTrade } from '../checks.ts';
import type { Rule, Values } from './rule.ts';

export interface SteppedRule {
  readonly kind: 'stepped';
  readonly threshold: number;
  /** By values of agent 0, compared in single precision. */
  readonly exceptions: readonly { readonly at: number; readonly threshold: number }[];
}

const thresholdAt = ({ threshold, exceptions }: SteppedRule, value: number): number =>
  exceptions.find(({ at }) => Math.fround(at) === Math.fround(value))?.threshold ?? threshold;

const chosen = (rule: SteppedRule, values: Values): number => Number(values[1]![1]! >= thresholdAt(rule, values[0]![0]!));

export const steppedRule: Rule<SteppedRule> = {
  kind: 'stepped',
  fields: ['threshold', 'exceptions'],
  validate(field, { threshold, exceptions }, problem) {
    requireTrade(`${field}.kind`, problem);
    requireFinite(`${field}.threshold`, threshold);
    if (!Array.isArray(exceptions)) throw new InputError(`${field}.exceptions`, 'must be a list of { at, threshold }');
    exceptions.forEach((one: Partial<SteppedRule['exceptions'][number]> | null, j) => {
      requireFinite(`${field}.exceptions[${j}].at`, one?.at as number);
      requireFinite(`${field}.exceptions[${j}].threshold`, one?.threshold as number);
    });
  },
  choose: chosen,
  probabilities({ threshold, exceptions }, { tf, valuesOf }) {
    const of = (agent: number): Tensor1D => tf.squeeze(tf.slice(valuesOf(agent), [0, agent], [-1, 1]), [1]) as Tensor1D;
    const own = of(0);
    // On webgpu a cast leaves the integers where they are: the product makes it float32.
    const share = (hit: Tensor): Tensor => tf.mul(tf.cast(hit, 'float32'), tf.scalar(1));
    const level = exceptions.reduce<Tensor>(
      (sum, { at, threshold: other }) => tf.add(sum, tf.mul(share(tf.equal(own, at)), other - threshold)),
      tf.fill([own.shape[0]!], threshold),
    );
    const second = tf.expandDims(share(tf.greaterEqual(of(1), level)), 1);
    return tf.concat([tf.sub(1, second), second], 1) as Tensor as Tensor2D;
  },
  reference: (rule, { values }) => (chosen(rule, values) === 1 ? [0, 1] : [1, 0]),
};

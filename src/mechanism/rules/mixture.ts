/** (1 - share) rule + share other (Song22 section 7). */
import type { Tensor2D } from '../../../kernels/tensors.ts';
import { InputError } from '../../errors.ts';
import type { Kinded, Rule } from './rule.ts';

export interface Mixture<R extends Kinded> {
  readonly kind: 'mixture';
  readonly share: number;
  readonly rule: R;
  readonly other: R;
}

export const mixture: Rule<Mixture<Kinded>> = {
  kind: 'mixture',
  fields: ['share', 'rule', 'other'],
  random: true,
  validate(field, { share, rule, other }, _, within) {
    if (!(share >= 0 && share <= 1)) throw new InputError(`${field}.share`, `must be a probability, got ${share}`);
    within(`${field}.rule`, rule);
    within(`${field}.other`, other);
  },
  probabilities({ share, rule, other }, { tf, probabilities }) {
    return tf.add(tf.mul(probabilities(rule), 1 - share), tf.mul(probabilities(other), share)) as Tensor2D;
  },
  reference({ share, rule, other }, { probabilities }) {
    const second = probabilities(other);
    return probabilities(rule).map((p, k) => (1 - share) * p + share * second[k]!);
  },
};

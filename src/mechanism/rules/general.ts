/** The user's own rule: values [B, N, K], signals [B, D] -> probabilities [B, K]. */
import type { Tensor2D, Tensor3D, Tfjs } from '../../../kernels/tensors.ts';
import { InputError } from '../../errors.ts';
import type { Rule } from './rule.ts';

export interface GeneralRule {
  readonly kind: 'general';
  choose(tf: Tfjs, values: Tensor3D, signals: Tensor2D): Tensor2D;
}

/** float32's rounding of a sum of up to 1,024 probabilities. */
const PROBABILITY_SLACK = 1e-4;

export const generalRule: Rule<GeneralRule> = {
  kind: 'general',
  fields: ['choose'],
  random: true,
  validate(field, { choose }) {
    if (typeof choose !== 'function') throw new InputError(`${field}.choose`, 'must be a function of tensors');
  },
  probabilities(rule, { tf, problem, alternatives, user }) {
    return user({
      field: 'mechanism.rule.choose',
      source: rule.choose,
      columns: alternatives,
      call: ({ values, signals }) => rule.choose(tf, values, signals),
      checks: [
        {
          range: [-PROBABILITY_SLACK, 1 + PROBABILITY_SLACK],
          complain: (at, p, profile) =>
            `probability of ${problem.alternatives[at % alternatives]} is ${p} on ${profile(Math.floor(at / alternatives))}`,
        },
        {
          of: (probabilities) => tf.sum(probabilities, 1),
          range: [1 - PROBABILITY_SLACK, 1 + PROBABILITY_SLACK],
          complain: (row, sum, profile) => `probabilities sum to ${sum} on ${profile(row)}`,
        },
      ],
    });
  },
  reference: (_, { values, signals, user }) => user!(values, signals),
};

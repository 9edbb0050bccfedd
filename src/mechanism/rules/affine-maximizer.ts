/** Argmax of sum_i weights[i] v_k^i + bonuses[k] (Roberts 1979). */
import { requireFinite, requireLength } from '../../environment/checks.ts';
import { InputError } from '../../errors.ts';
import { certainOfLargest, weighed, type Rule, type Weighing } from './rule.ts';

export interface AffineMaximizer extends Weighing {
  readonly kind: 'affine-maximizer';
}

export const affineMaximizer: Rule<AffineMaximizer> = {
  kind: 'affine-maximizer',
  fields: ['weights', 'bonuses'],
  validate(field, { weights, bonuses }, { agents, alternatives }) {
    requireLength(`${field}.weights`, weights, agents.length, 'agents');
    weights.forEach((weight, i) => {
      if (!(weight > 0 && Number.isFinite(weight))) {
        throw new InputError(`${field}.weights[${i}]`, `must be a positive number, got ${weight}`);
      }
    });
    requireLength(`${field}.bonuses`, bonuses, alternatives.length, 'alternatives');
    bonuses.forEach((bonus, k) => requireFinite(`${field}.bonuses[${k}]`, bonus));
  },
  maximised: ({ weights, bonuses }) => ({ weights: [...weights], bonuses: [...bonuses] }),
  reference: (rule, { values }) => certainOfLargest(weighed(rule, values)),
};

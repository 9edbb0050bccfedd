/** The user's own transfers: values [B, N, K], signals [B, D], probabilities [B, K] -> [B, N], bounded by `range`. */
import type { Tensor1D, Tensor2D, Tensor3D, Tfjs } from '../../../kernels/tensors.ts';
import { requireFinite, requireLength } from '../../environment/checks.ts';
import { InputError } from '../../errors.ts';
import type { Scheme } from './scheme.ts';

export interface GeneralTransfers {
  readonly kind: 'general';
  transfer(tf: Tfjs, values: Tensor3D, signals: Tensor2D, probabilities: Tensor2D): Tensor2D;
  readonly range: readonly [number, number];
}

export const generalTransfers: Scheme<GeneralTransfers> = {
  kind: 'general',
  fields: ['transfer', 'range'],
  validate(field, { transfer, range }) {
    if (typeof transfer !== 'function') throw new InputError(`${field}.transfer`, 'must be a function of tensors');
    requireLength(`${field}.range`, range, 2, 'bounds');
    range.forEach((bound, i) => requireFinite(`${field}.range[${i}]`, bound));
  },
  pointwise: true,
  transferRange: ({ range }) => range,
  transfer(scheme, { tf, agents, problem, user }, agent) {
    const [low, high] = scheme.range;
    const slack = 1e-5 * Math.max(Math.abs(low), Math.abs(high), high - low);
    const all = user({
      field: 'mechanism.transfers.transfer',
      source: scheme.transfer,
      columns: agents,
      call: ({ values, signals, probabilities }) => scheme.transfer(tf, values, signals, probabilities),
      checks: [{
        range: [low - slack, high + slack],
        complain: (at, x, profile) =>
          `transfer of ${problem.agents[at % agents]} is ${x} on ${profile(Math.floor(at / agents))}, outside the range [${low}, ${high}]`,
      }],
    });
    return tf.squeeze(tf.slice(all, [0, agent], [-1, 1]), [1]) as Tensor1D;
  },
  integer: () => ({ unsupported: 'general transfers' }),
  played: 'asked',
  reference: (_, { acted, valuesAt, probabilitiesAt, user }, agent) => user!(valuesAt(acted), acted, probabilitiesAt(acted))[agent]!,
};

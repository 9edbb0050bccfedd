/** Values of bidders who use one object at most, as tensor ops: the worth of a bundle is the largest of its signals. */
import type { Tensor2D, Tensor3D, Tfjs } from '../../kernels/tensors.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { InputError } from '../errors.ts';
import type { GeneralValuations } from './social-choice.ts';

/** A part of a value: the worth of a bundle (bit mask of objects) to a bidder, times a weight. */
export interface BundleUse {
  readonly bidder: number;
  readonly bundle: number;
  readonly weight: number;
}

/**
 * `laws` [N M] of the signals, `uses` [K][N] the weighted bundles that make up a value, `constants` [N][K] added to it.
 * Throws InputError where a signal may be negative: the empty bundle, worth nothing, would then be no bound from below.
 */
export function unitDemandValuations(
  bidders: number,
  objects: number,
  laws: readonly Distribution[],
  uses: readonly (readonly (readonly BundleUse[])[])[],
  constants: readonly (readonly number[])[],
): GeneralValuations {
  if (laws.some(({ support }) => support[0] < 0)) {
    throw new InputError('law', 'unit-demand needs signals of at least 0: an object can be left unused');
  }
  const bundles = 2 ** objects;
  const alternatives = uses.length;
  // Worth of bundle b to bidder i, at i * bundles + b, to value of alternative k for bidder i, at i * alternatives + k.
  const weights = new Float32Array(bidders * bundles * bidders * alternatives);
  uses.forEach((row, k) => row.forEach((terms, i) => {
    for (const { bidder, bundle, weight } of terms) {
      weights[(bidder * bundles + bundle) * bidders * alternatives + i * alternatives + k]! += weight;
    }
  }));
  const member = Float32Array.from({ length: bundles * objects }, (_, x) => (Math.floor(x / objects) >> (x % objects)) & 1);
  return {
    kind: 'general',
    structure: uses.some((row) => row.some((terms, i) => terms.some(({ bidder }) => bidder !== i))) ? 'additively-separable' : 'private',
    evaluate(tf: Tfjs, signals: Tensor2D): Tensor3D {
      const batch = signals.shape[0];
      const each = tf.mul(tf.reshape(signals, [batch, bidders, 1, objects]), tf.tensor(member, [1, 1, bundles, objects]));
      const worth = tf.reshape(tf.max(each, 3), [batch, bidders * bundles]) as Tensor2D;
      const values = tf.matMul(worth, tf.tensor2d(weights, [bidders * bundles, bidders * alternatives]));
      return tf.add(tf.reshape(values, [batch, bidders, alternatives]), tf.tensor2d(constants.flat(), [bidders, alternatives])) as Tensor3D;
    },
    range: valueRange(objects, laws, uses, constants),
  };
}

function valueRange(
  objects: number,
  laws: readonly Distribution[],
  uses: readonly (readonly (readonly BundleUse[])[])[],
  constants: readonly (readonly number[])[],
): readonly [number, number] {
  const worth = ({ bidder, bundle }: BundleUse, end: 0 | 1): number => {
    let most = 0;
    for (let m = 0; m < objects; m++) if ((bundle >> m) & 1) most = Math.max(most, laws[bidder * objects + m]!.support[end]);
    return most;
  };
  let low = 0;
  let high = 0;
  uses.forEach((row, k) => row.forEach((terms, i) => {
    const bound = (end: 0 | 1): number =>
      terms.reduce((sum, use) => sum + use.weight * worth(use, use.weight >= 0 ? end : ((1 - end) as 0 | 1)), constants[i]![k]!);
    low = Math.min(low, bound(0));
    high = Math.max(high, bound(1));
  }));
  // Values are single-precision; the ends must not be missed by rounding, in whatever unit.
  const slack = 1e-5 * Math.max(-low, high);
  return [low - slack, high + slack];
}

/**
 * What everybody's values are at a set of profiles, as far as it is asked for. Such a set is every draw beside every own signal, and linear
 * values are the sum of a part of the draw and a part of the own signal. So are sums over agents: those of draws and those of own signals
 * are made by themselves and joined in the end, B N K + R N K + B R K steps for B draws and R signals in place of B R N K.
 */
import type { Tensor, Tensor2D, Tensor3D, Tfjs } from '../../../kernels/tensors.ts';
import type { Weighing } from '../../mechanism/rules/rule.ts';

export interface ProfileValues {
  /** [rows, N, K] of all agents; made anew where it is asked for. */
  all(): Tensor3D;
  /** [rows, K] of one agent. */
  of(agent: number): Tensor2D;
  /** [rows, K] sum_i weights[i] v_k^i + bonuses[k]. */
  welfare(weighing: Weighing): Tensor2D;
  /** What must outlive the `tidy` in which the values were made, where they are to be asked for after it. */
  readonly parts: readonly Tensor[];
}

/** Welfare as everybody counts the same. */
export const unweighted = ({ agents, alternatives }: { readonly agents: number; readonly alternatives: number }): Weighing =>
  ({ weights: new Array<number>(agents).fill(1), bonuses: new Array<number>(alternatives).fill(0) });

/** [n, K] values of one agent, of [n, N, K]. */
const ofAgent = (tf: Tfjs, values: Tensor3D, agent: number): Tensor2D =>
  tf.squeeze(tf.slice(values, [0, agent, 0], [-1, 1, -1]), [1]) as Tensor2D;

/** [n, K] weighted sums over agents, of [n, N, K]. */
const weighted = (tf: Tfjs, values: Tensor3D, weights: readonly number[]): Tensor2D =>
  (weights.every((weight) => weight === 1)
    ? tf.sum(values, 1)
    : tf.sum(tf.mul(values, tf.tensor3d([...weights], [1, weights.length, 1])), 1)) as Tensor2D;

/** [n, K] with its bonuses added. */
const awarded = (tf: Tfjs, sums: Tensor2D, bonuses: readonly number[]): Tensor2D =>
  (bonuses.every((bonus) => bonus === 0) ? sums : tf.add(sums, tf.tensor2d([...bonuses], [1, bonuses.length])) as Tensor2D);

/** Of [rows, N, K] that are there. */
export const wholeValues = (tf: Tfjs, values: Tensor3D): ProfileValues => ({
  all: () => values,
  of: (agent) => ofAgent(tf, values, agent),
  welfare: ({ weights, bonuses }) => awarded(tf, weighted(tf, values, weights), bonuses),
  parts: [values],
});

/** Of draws [B, N, K] and own signals [R, N, K], whose sum a profile's values are. */
export function partedValues(tf: Tfjs, draws: Tensor3D, own: Tensor3D): ProfileValues {
  const joined = <T extends Tensor>(a: Tensor, b: Tensor): T => {
    const [, ...shape] = a.shape;
    return tf.reshape(tf.add(tf.expandDims(a, 1), tf.expandDims(b, 0)), [a.shape[0]! * b.shape[0]!, ...shape]) as T;
  };
  return {
    all: () => tf.tidy(() => joined<Tensor3D>(draws, own)),
    of: (agent) => tf.tidy(() => joined<Tensor2D>(ofAgent(tf, draws, agent), ofAgent(tf, own, agent))),
    welfare: ({ weights, bonuses }) =>
      tf.tidy(() => joined<Tensor2D>(awarded(tf, weighted(tf, draws, weights), bonuses), weighted(tf, own, weights))),
    parts: [draws, own],
  };
}

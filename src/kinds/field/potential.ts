/**
 * The mechanism that a potential of the field defines (JM01 Theorem 3.1). Where her gradients are A_k = λ B_k + g for all k, she is paid
 *
 *     x(t, s^-i) = λ W_k*(t) - v_k*(t) + g·t,         k* the efficient choice at her report t,
 *
 * so that a lie t of type s leaves her with v_k*(s) - v_k*(t) + λ W_k*(t) + g·t = λ W_k*(s) + g·s <= λ max_k W_k(s) + g·s: the truth is
 * best whatever the others' signals are, and her payoff is the potential of the field, draw by draw.
 */
import type { Tensor1D, Tensor2D, Tensor3D, Tfjs } from '../../../kernels/tensors.ts';
import { coordinatesOf } from '../../environment/social-choice.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { potentialOf, type Potential } from '../../notions/least-epsilon/structural.ts';
import type { Point, Verdict } from '../../results/document.ts';
import type { Subject } from './subject.ts';

export const POTENTIAL = 'transfers of the potential';

/** What signals make of constant + slopes·signals, at least and at most. */
function endsOf({ signals }: LinearProblem, constant: number, slopes: readonly number[]): readonly [number, number] {
  const ends = signals.map(({ law: { support } }, d) => support.map((x) => x * slopes[d]!));
  return [
    ends.reduce((sum, pair) => sum + Math.min(...pair), constant), ends.reduce((sum, pair) => sum + Math.max(...pair), constant),
  ];
}

/** Undefined where her field has no potential of that form. */
export function potentialMechanism(problem: LinearProblem, agent: number): Mechanism | undefined {
  const potential = potentialOf(gradientsOf(problem, agent));
  if (potential === undefined) return undefined;
  const { lambda, linear } = potential;
  const { agents, alternatives, valuations: { constants, coefficients } } = problem;
  const coordinates = coordinatesOf(problem, agent);
  // Weights of everybody's values in what she is paid.
  const weights = agents.map((_, i) => (i === agent ? lambda - 1 : lambda));
  const added = problem.signals.map((_, d) => (coordinates.includes(d) ? linear[coordinates.indexOf(d)]! : 0));
  const ends = alternatives.map((_, k) => endsOf(
    problem, weights.reduce((sum, w, i) => sum + w * constants[i]![k]!, 0),
    added.map((slope, d) => slope + weights.reduce((sum, w, i) => sum + w * coefficients[i]![k]![d]!, 0)),
  ));
  return {
    name: POTENTIAL,
    rule: { kind: 'efficient' },
    transfers: {
      kind: 'general',
      range: [Math.min(0, ...ends.map(([low]) => low)), Math.max(0, ...ends.map(([, high]) => high))],
      transfer(tf: Tfjs, values: Tensor3D, signals: Tensor2D, probabilities: Tensor2D): Tensor2D {
        const profiles = signals.shape[0];
        const weighted = tf.sum<Tensor2D>(tf.mul(values, tf.tensor3d(weights, [1, agents.length, 1])), 1);
        const chosen = tf.sum<Tensor1D>(tf.mul(weighted, probabilities), 1);
        const own = tf.reshape<Tensor1D>(tf.matMul(signals, tf.tensor2d(added, [added.length, 1])), [profiles]);
        const hers = tf.reshape<Tensor2D>(tf.add(chosen, own), [profiles, 1]);
        return tf.mul<Tensor2D>(hers, tf.tensor2d(agents.map((_, i) => Number(i === agent)), [1, agents.length]));
      },
    },
  };
}

const inWords = ({ lambda, linear }: Potential, names: readonly string[]): string => {
  const terms = linear.flatMap((slope, c) => (Math.abs(slope) > 1e-12 ? [`${Number(slope.toPrecision(6))} ${names[c]}`] : []));
  const welfare = lambda > 0 ? [`${lambda === 1 ? '' : `${Number(lambda.toPrecision(6))} `}E max W`] : [];
  return [...welfare, ...terms].join(' + ').replaceAll('+ -', '- ') || '0';
};

/** Which potential her field has, and what that says of payments; none where it has none of that form. */
export function potentialVerdicts({ problem, space, name }: Pick<Subject, 'problem' | 'space' | 'name'>, values: Point): Verdict[] {
  const potential = potentialOf(gradientsOf(problem, space.agent));
  if (potential === undefined) return [];
  return [revenueEquivalence(name, values, inWords(potential, space.names))];
}

/** `words` name the potential of her field; by default that of own values. */
export const revenueEquivalence = (name: string, values: Point, words = 'E max W'): Verdict => ({
  id: 'revenue-equivalence', agent: name, point: values, holds: true, status: 'yes',
  text: `The field is the gradient of ${words}, W the welfare of an alternative. Every incentive compatible mechanism with the efficient `
    + 'rule leaves her with it up to a constant, and expects the same payments of her up to a constant (JM01 Theorem 3.1, footnote 21)',
});

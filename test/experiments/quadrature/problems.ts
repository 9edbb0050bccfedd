/** Problems with one opponent, and a device for them. */
import type { Tensor, Tfjs } from '../../../kernels/tensors.ts';
import type { Distribution } from '../../../src/distributions/distribution.ts';
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { singleObject } from '../../../src/environment/single-object.ts';
import type { SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../../src/mechanism/mechanism.ts';
import { inProcessDevice } from '../../oracles/in-process-device.ts';

export const device = inProcessDevice();
export const uniform = parseDistribution('uniform(0,1)');
export const beta = parseDistribution('beta(2,5)');

export const privateObject = (opponent: Distribution = uniform): SocialChoiceProblem => singleObject({ laws: [uniform, opponent] });

export const mechanism = (transfers: TransferScheme = { kind: 'vcg' }, rule: ChoiceRule = { kind: 'efficient' }): Mechanism =>
  ({ name: transfers.kind, rule, transfers });

const column = (tf: Tfjs, signals: Tensor, d: number): Tensor => tf.slice(signals, [0, d], [-1, 1]);

/** v_1 = s^1 (1 + slope s^2) and v_2 = s^2 (1 + slope s^1) for the one who gets the object: the higher signal is efficient. */
export function productObject(slope: number, opponent: Distribution = uniform): SocialChoiceProblem {
  return {
    ...privateObject(opponent),
    valuations: {
      kind: 'general',
      structure: 'nonseparable',
      range: [0, 1 + slope],
      evaluate: (tf, signals) => tf.tidy(() => {
        const [a, b] = [column(tf, signals, 0), column(tf, signals, 1)];
        const both = tf.mul(tf.mul(a, b), slope);
        const zero = tf.zerosLike(a);
        return tf.reshape(tf.concat([tf.add(a, both), zero, zero, tf.add(b, both)], 1), [-1, 2, 2]);
      }),
    },
  };
}

/** Song22 Appendix A.1: bidder 1 wins always at 1 - epsilon, and against the lower half of the opponent's signals elsewhere. */
export const oddReportWins = (epsilon: number): ChoiceRule => ({
  kind: 'general',
  choose: (tf, _, signals) => tf.tidy(() => {
    const [own, other] = [column(tf, signals, 0), column(tf, signals, 1)];
    const loses = tf.logicalAnd(tf.notEqual(own, Math.fround(1 - epsilon)), tf.greaterEqual(other, 0.5));
    const lost = tf.mul(tf.cast(loses, 'float32'), 1);
    return tf.concat([tf.sub(1, lost), lost], 1) as ReturnType<Extract<ChoiceRule, { kind: 'general' }>['choose']>;
  }),
});

/** Bidder 1 wins where sin(9 y + 3 t) > 0: several jumps, in no order. */
export const waveRule: ChoiceRule = {
  kind: 'general',
  choose: (tf, _, signals) => tf.tidy(() => {
    const wave = tf.sin(tf.add(tf.mul(column(tf, signals, 1), 9), tf.mul(column(tf, signals, 0), 3)));
    const won = tf.mul(tf.cast(tf.greater(wave, 0), 'float32'), 1);
    return tf.concat([won, tf.sub(1, won)], 1) as ReturnType<Extract<ChoiceRule, { kind: 'general' }>['choose']>;
  }),
};
export const waveWins = (y: number, t: number): boolean => Math.sin(9 * y + 3 * t) > 0;

/** Two own coordinates a, b and three alternatives: v_1 = (0, a + 0.3 y, b - 0.2 y), v_2 = (0.9, 0.1, y). */
export const threeWays: SocialChoiceProblem = {
  kind: 'social-choice',
  agents: ['one', 'two'],
  alternatives: ['neither', 'first', 'second'],
  signals: [{ owner: 0, name: 'a', law: uniform }, { owner: 1, name: 'y', law: beta }, { owner: 0, name: 'b', law: uniform }],
  valuations: {
    kind: 'linear',
    constants: [[0, 0, 0], [0.9, 0.1, 0]],
    coefficients: [[[0, 0, 0], [1, 0.3, 0], [0, -0.2, 1]], [[0, 0, 0], [0, 0, 0], [0, 1, 0]]],
  },
};
/** [K] values of agent one, and the efficient alternative. */
export const threeValues = ([a, b]: readonly number[], y: number): number[] => [0, a! + 0.3 * y, b! - 0.2 * y];
export function threeChoice(report: readonly number[], y: number): number {
  const welfare = threeValues(report, y).map((value, k) => value + [0.9, 0.1, y][k]!);
  return welfare.indexOf(Math.max(...welfare));
}

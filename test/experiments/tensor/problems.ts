/** Problems and mechanisms that tests of the general path share: unequal, with ties in nothing and every axis of another length. */
import { parseDistribution } from '../../../src/distributions/parse.ts';
import { linearValues } from '../../../src/environment/linear-values.ts';
import type { LinearValuations, SocialChoiceProblem } from '../../../src/environment/social-choice.ts';
import type { ChoiceRule, Mechanism, TransferScheme } from '../../../src/mechanism/mechanism.ts';
import { caseMaker } from '../../oracles/statistics.ts';
import type { Twin } from './oracle.ts';

const laws = ['uniform(0,1)', 'beta(2,3)', 'uniform(-1,2)', 'truncated-normal(0.4,0.5,0,2)', 'truncated-exponential(2,0,1)'];

/** Agents with signals of several dimensions; interdependent linear values, some signals irrelevant to their owner. */
export function linearProblem(owners: readonly number[], agents: number, alternatives: number, seed = 5): SocialChoiceProblem {
  const { unit } = caseMaker(seed);
  const signals = owners.map((owner, d) => ({ owner, name: `s${d}`, law: parseDistribution(laws[d % laws.length]!) }));
  const valuations: LinearValuations = {
    kind: 'linear',
    constants: Array.from({ length: agents }, () => Array.from({ length: alternatives }, () => unit() - 0.5)),
    coefficients: Array.from(
      { length: agents },
      (_, i) => Array.from({ length: alternatives }, () => owners.map((owner, d) => (owner === i && d % 3 === 2 ? 0 : 2 * unit() - 0.7))),
    ),
  };
  return { kind: 'social-choice', agents: names('agent', agents), alternatives: names('alternative', alternatives), signals, valuations };
}

export const names = (stem: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${stem} ${i + 1}`);

/** The same values as tensor ops and as a plain function. */
export function asGeneral(problem: SocialChoiceProblem): Twin {
  const { valuations } = problem;
  if (valuations.kind !== 'linear') throw new TypeError('linear values wanted');
  const [n, k, d] = [problem.agents.length, problem.alternatives.length, problem.signals.length];
  return {
    problem: {
      ...problem,
      valuations: {
        kind: 'general',
        structure: 'additively-separable',
        range: [-20, 20],
        evaluate: (tf, signals) => {
          const matrix = tf.reshape(
            tf.tensor3d(valuations.coefficients.map((table) => table.map((row) => [...row])), [n, k, d]), [n * k, d],
          );
          const constants = tf.tensor2d(valuations.constants.map((row) => [...row]), [n, k]);
          return tf.add(tf.reshape(tf.matMul(signals, matrix, false, true), [-1, n, k]), constants);
        },
      },
    },
    values: (signals) => linearValues(valuations, signals),
  };
}

/** Bilinear: v_1 = (1 + s1 s2, s1, s3), v_2 = (s2, s1 s2 s3, 2 s2), v_3 = (s3, s3 s1, 0.4). Nonseparable. */
export function bilinear(structure: 'nonseparable' | 'unknown' = 'nonseparable'): Twin {
  const law = parseDistribution('beta(2,3)');
  return {
    problem: {
      kind: 'social-choice',
      agents: names('agent', 3),
      alternatives: names('alternative', 3),
      signals: [0, 1, 2].map((owner) => ({ owner, name: `s${owner + 1}`, law })),
      valuations: {
        kind: 'general',
        structure,
        range: [0, 2],
        evaluate: (tf, signals) => {
          const [a, b, c] = [0, 1, 2].map((d) => tf.slice(signals, [0, d], [-1, 1])) as [typeof signals, typeof signals, typeof signals];
          const product = tf.mul(a, b);
          const rows = [[tf.add(1, product), a, c], [b, tf.mul(product, c), tf.mul(2, b)], [c, tf.mul(c, a), tf.fill(a.shape, 0.4)]];
          return tf.stack(rows.map((row) => tf.concat(row, 1)), 1) as ReturnType<typeof tf.tensor3d>;
        },
      },
    },
    values: ([a, b, c]) => [[1 + a! * b!, a!, c!], [b!, a! * b! * c!, 2 * b!], [c!, c! * a!, 0.4]],
  };
}

/** A lottery by softmax, as tensor ops and plain. */
export const softRule: ChoiceRule = {
  kind: 'general', choose: (tf, values) => tf.softmax(tf.mul(3, tf.sum(values, 1))) as ReturnType<typeof tf.tensor2d>,
};
export const softTwin = (values: readonly (readonly number[])[]): number[] => {
  const weights = values[0]!.map((_, k) => Math.exp(3 * values.reduce((sum, row) => sum + row[k]!, 0)));
  const total = weights.reduce((sum, x) => sum + x, 0);
  return weights.map((x) => x / total);
};

/** Money that depends on everything a scheme may see: x^i = sum_k p_k^2 v_k^i / 4 + 0.1 i mean(signals). */
export const oddTransfer: TransferScheme = {
  kind: 'general',
  range: [-50, 50],
  transfer: (tf, values, signals, probabilities) => {
    const paid = tf.div(tf.sum(tf.mul(values, tf.expandDims(tf.square(probabilities), 1)), 2), 4);
    return tf.add(paid, tf.mul(tf.mean(signals, 1, true), tf.mul(0.1, tf.expandDims(tf.range(0, values.shape[1], 1, 'float32'), 0))));
  },
};
export const oddTwin = (values: readonly (readonly number[])[], signals: readonly number[], probabilities: readonly number[]): number[] =>
  values.map((row, i) =>
    row.reduce((sum, v, k) =>
      sum + probabilities[k]! ** 2 * v, 0) / 4 + (0.1 * i * signals.reduce((sum, s) => sum + s, 0)) / signals.length);

export const mechanism = (rule: ChoiceRule, transfers: TransferScheme, strategies?: Mechanism['strategies']): Mechanism =>
  ({ name: `${rule.kind} ${transfers.kind}`, rule, transfers, ...(strategies ? { strategies } : {}) });

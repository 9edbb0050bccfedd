/**
 * VCG with the agent's own lowest type a as what she is charged against (Krishna and Perry 1998: the VCG mechanism whose basis is a):
 *     x^i = sum_k p_k W_k - max_k [v_k(a) + W_k]
 * W the others' welfare as `vcg` counts it. The second term does not move with her report, so that truth-telling is dominant; her truthful
 * payoff max_k [v_k(s) + W_k] - max_k [v_k(a) + W_k] is 0 at a and nowhere negative. For a public good she pays, beside her share, what
 * makes up max(a, C - S_-i): the least report with which it is still built. Among efficient mechanisms in dominant strategies in which
 * everybody takes part none raises more. Private values, linear in one signal an agent and nowhere falling in it, rules that maximise.
 *
 * Where the rule chooses k' and l is best at a, v_k'(s) + W_k' >= v_l(s) + W_l >= v_l(a) + W_l and v_k'(a) + W_k' <= v_l(a) + W_l, so that
 * -v_k'(s) <= x^i <= -v_k'(a): what the ranges are.
 */
import type { Tensor1D } from '../../../kernels/tensors.ts';
import { isPrivate } from '../../environment/linear-values.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { requireOneDimensional } from '../checks.ts';
import { widthOf } from '../range.ts';
import { dominantStrategy, dot, othersWelfareAt, welfareSlopes } from '../welfare-transfers.ts';
import type { Scheme } from './scheme.ts';

export interface LowestTypeVcg {
  readonly kind: 'lowest-type-vcg';
}

/** [K] the agent's values at her lowest type. */
function lowestValues(problem: SocialChoiceProblem, agent: number): number[] {
  const { valuations, signals } = problem;
  if (valuations.kind !== 'linear') throw new TypeError('lowest-type-vcg needs linear values');
  const own = coordinatesOf(problem, agent);
  return valuations.coefficients[agent]!.map((row, k) =>
    own.reduce((sum, d) => sum + row[d]! * signals[d]!.law.support[0], valuations.constants[agent]![k]!));
}

export const lowestTypeVcg: Scheme<LowestTypeVcg> = {
  kind: 'lowest-type-vcg',
  fields: [],
  validate(field, _, { problem, rule, strategies }) {
    const refuse = (why: string): never => {
      throw new InputError(`${field}.kind`, `lowest-type-vcg ${why}`);
    };
    requireOneDimensional(`${field}.kind`, 'lowest-type-vcg', problem);
    if (!isPrivate(problem)) refuse('needs private values, linear in the signals');
    if (problem.valuations.kind === 'linear' && problem.valuations.coefficients.flat(2).some((slope) => slope < 0)) {
      refuse('needs values that do not fall in the own signal');
    }
    if (!rule.maximises) refuse(`needs a rule that maximises, not '${rule.kind}'`);
    if (strategies) refuse('is defined here for truthful reports only');
  },
  incentiveCompatible: (_, structured) => dominantStrategy(structured),
  /** What is charged against does not move with the report. */
  utilitySlopes: (_, sloped) => welfareSlopes(sloped, false),
  ofReportsAlone: true,
  paysWelfare: true,
  cancels: 'alone',
  transferRange: (_, { own: [low, high] }) => [-high, -low],
  payoffRange: (_, { own }) => [0, widthOf(own)],
  transfer(_, batch, agent) {
    const { tf, problem } = batch;
    const others = batch.othersWelfareOf(agent);
    return tf.sub(batch.expected(others), tf.max(tf.add(others, tf.tensor1d(lowestValues(problem, agent))), 1)) as Tensor1D;
  },
  integer: () => ({ unsupported: 'lowest-type-vcg transfers: what is charged against is a largest welfare at another report' }),
  played: 'straight',
  reference(_, { problem, weighing, acted, valuesAt, probabilitiesAt }, agent) {
    const others = othersWelfareAt(weighing, valuesAt(acted), agent);
    const lowest = lowestValues(problem, agent);
    return dot(probabilitiesAt(acted), others) - Math.max(...others.map((welfare, k) => lowest[k]! + welfare));
  },
};

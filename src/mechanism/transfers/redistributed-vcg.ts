/**
 * VCG with part of its revenue handed back (Bailey 1997, Cavallo 2006): x^i = VCG + rebate^i, where rebate^i is the N-th part of the
 * least VCG revenue that any type of agent i could leave, given the others' reports:
 *     rebate^i = (1/N) min over t^i in her support of R(t^i, s^-i),     R = sum_j max_k W^j_k - (N - 1) max_k W_k >= 0
 * (W^j the welfare of all but j). No rebate depends on the agent's own report, so truth-telling stays dominant; the rebates add up to
 * at most R, so no profile has a deficit. Private values, linear in one signal an agent, and the efficient rule. For one object the
 * rebate is the N-th part of the second highest value among the others (Bailey's, too); for a public good Bailey's own rebate, the
 * revenue without agent i, may run a deficit, and the minimum is taken instead.
 *
 * Along the agent's own report every maximum is that of lines, so R is continuous and linear between their kinks: its minimum is at a
 * kink or at an end of her support.
 */
import type { Tensor1D } from '../../../kernels/tensors.ts';
import { isPrivate, linearValues } from '../../environment/linear-values.ts';
import type { LinearValuations, SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { envelopeTransfers, type Lines } from '../breakpoints.ts';
import { requireOneDimensional } from '../checks.ts';
import { widthOf } from '../range.ts';
import { dominantStrategy, pivotAt, pivotRange, pivotTransfer, welfareSlopes } from '../welfare-transfers.ts';
import type { Scheme } from './scheme.ts';

export interface RedistributedVcg {
  readonly kind: 'redistributed-vcg';
}

const largestAt = ({ start, step }: Lines, t: number): number =>
  start.reduce((most, from, k) => Math.max(most, from + step[k]! * t), -Infinity);

/** [N + 1] welfare of all but j, and last of all, as lines in the signal of `agent` at the others' signals. */
function welfareLines(valuations: LinearValuations, signals: ArrayLike<number>, agent: number, d: number): Lines[] {
  const values = linearValues(valuations, Float64Array.from(signals, (signal, e) => (e === d ? 0 : signal)));
  const slopes = valuations.coefficients[agent]!.map((row) => row[d]!);
  const total = slopes.map((_, k) => values.reduce((sum, row) => sum + row[k]!, 0));
  const without = values.map((row, j): Lines => ({
    start: total.map((sum, k) => sum - row[k]!), step: j === agent ? slopes.map(() => 0) : slopes,
  }));
  return [...without, { start: total, step: slopes }];
}

/** The least VCG revenue over the agent's types, at the others' signals. */
export function leastRevenue(problem: SocialChoiceProblem, agent: number, signals: ArrayLike<number>): number {
  const { valuations } = problem;
  const d = problem.signals.findIndex(({ owner }) => owner === agent);
  if (valuations.kind !== 'linear') throw new InputError('mechanism.transfers', 'redistributed-vcg needs linear values');
  const [low, high] = d < 0 ? [0, 0] : problem.signals[d]!.law.support;
  const lines = welfareLines(valuations, signals, agent, d);
  const all = lines.at(-1)!;
  const revenue = (t: number): number =>
    lines.slice(0, -1).reduce((sum, one) => sum + largestAt(one, t), 0) - (lines.length - 2) * largestAt(all, t);
  const tried = [high, ...lines.flatMap((one) => envelopeTransfers(one, one, low, high).from)];
  return Math.max(0, tried.reduce((least, t) => Math.min(least, revenue(t)), Infinity));
}

export const redistributedVcg: Scheme<RedistributedVcg> = {
  kind: 'redistributed-vcg',
  fields: [],
  validate(field, _, { problem, rule, strategies }) {
    requireOneDimensional(`${field}.kind`, 'redistributed-vcg', problem);
    if (!isPrivate(problem)) throw new InputError(`${field}.kind`, 'redistributed-vcg needs private values, linear in the signals');
    if (!rule.efficient) throw new InputError(`${field}.kind`, `redistributed-vcg needs the efficient rule, not '${rule.kind}'`);
    if (strategies) throw new InputError(`${field}.kind`, 'redistributed-vcg is defined here for truthful reports only');
  },
  incentiveCompatible: (_, structured) => dominantStrategy(structured),
  /** The rebate does not move with the report. */
  utilitySlopes: (_, sloped) => welfareSlopes(sloped, true),
  ofReportsAlone: true,
  paysWelfare: true,
  /** Revenue at the agent's own type is no less than the least, and no more than what all might pay. */
  transferRange(_, bounded) {
    const most = Array.from({ length: bounded.agents }, (_none, j) => widthOf(bounded.othersWelfare(j))).reduce((sum, x) => sum + x, 0);
    return [pivotRange(bounded)[0], most / bounded.agents];
  },
  transfer(_, batch, agent) {
    const { tf, problem, agents, byOthers } = batch;
    return tf.add(pivotTransfer(batch, agent), byOthers(agent, (signals) => leastRevenue(problem, agent, signals) / agents)) as Tensor1D;
  },
  integer: () => ({ unsupported: 'redistributed-vcg transfers: a rebate is a least revenue, which is not linear in the signals' }),
  /** Revenue as payments add up, at 256 steps of the support and at the values of the others. */
  reference(_, profile, agent) {
    const { problem, acted, valuesAt, probabilitiesAt } = profile;
    const d = problem.signals.findIndex(({ owner }) => owner === agent);
    const [low, high] = problem.signals[d]!.law.support;
    const at = (t: number): number[] => acted.map((signal, e) => (e === d ? t : signal));
    const paid = (signals: readonly number[]): number =>
      problem.agents.reduce((sum, _agent, j) => sum - pivotAt({ ...profile, acted: signals, valuesAt, probabilitiesAt }, signals, j), 0);
    const types = [
      ...Array.from({ length: 257 }, (_none, n) => low + ((high - low) * n) / 256), ...acted.filter((x) => x >= low && x <= high)
    ];
    return pivotAt(profile, acted, agent) + Math.min(...types.map((t) => paid(at(t)))) / problem.agents.length;
  },
};

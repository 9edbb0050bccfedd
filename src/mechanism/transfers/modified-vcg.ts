/**
 * Song22 section 6.2.1: the generalised VCG's payoff at the report with own-payoff irrelevant coordinates at the top of their support
 * (sigma-bar), whatever they are: x^i = x_VCG at the raised report + the own value, as reported, of the raised choice less that of the
 * choice. `relevant[d]` marks coordinates that enter their owner's own value; default: found from linear valuations, else all.
 */
import type { Tensor1D } from '../../../kernels/tensors.ts';
import { requireLength } from '../../environment/checks.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { addRanges, subtractRanges } from '../range.ts';
import { dot, maximaSlopes, pivotAt, pivotRange, pivotTransfer } from '../welfare-transfers.ts';
import type { Scheme } from './scheme.ts';

export interface ModifiedVcg {
  readonly kind: 'modified-vcg';
  readonly relevant?: readonly boolean[];
}

/** [D] as declared, else by the coefficients. */
function relevantCoordinates({ valuations, signals }: SocialChoiceProblem, { relevant }: ModifiedVcg): readonly boolean[] {
  if (relevant && relevant.length !== signals.length) {
    throw new InputError('mechanism.transfers.relevant', `need ${signals.length} marks, got ${relevant.length}`);
  }
  if (relevant) return relevant;
  if (valuations.kind !== 'linear') return signals.map(() => true);
  return signals.map(({ owner }, d) => valuations.coefficients[owner]!.some((row) => row[d] !== 0));
}

export const modifiedVcg: Scheme<ModifiedVcg> = {
  kind: 'modified-vcg',
  fields: ['relevant'],
  validate(field, { relevant }, { problem }) {
    if (relevant) requireLength(`${field}.relevant`, relevant, problem.signals.length, 'signal coordinates');
  },
  /** Zero along coordinates held at their tops. Where one that enters the own value is held there, the payoff may jump. */
  utilitySlopes(transfers, sloped) {
    const { rule: { maximises, maximised }, valuations, agent, coordinates, problem } = sloped;
    if (!maximises) return undefined;
    const marks = relevantCoordinates(problem, transfers);
    if (coordinates.some((d) => !marks[d] && valuations.coefficients[agent]!.some((row) => row[d] !== 0))) return undefined;
    return coordinates.map((d) => (marks[d] ? maximaSlopes(sloped, maximised!.weights, d, true) : [0, 0]));
  },
  relevance: ({ relevant }) => ({ ...(relevant && { declared: relevant }) }),
  cancels: 'pivot',
  transferRange: (_, bounded) => addRanges(pivotRange(bounded), subtractRanges(bounded.own, bounded.own)),
  transfer(transfers, batch, agent) {
    const { tf, problem } = batch;
    const marks = relevantCoordinates(problem, transfers);
    const there = batch.raised((d) => problem.signals[d]!.owner === agent && !marks[d]);
    if (!there) return pivotTransfer(batch, agent);
    const moved = tf.sub(there.probabilities, batch.probabilities);
    return tf.add(pivotTransfer(there, agent), tf.sum(tf.mul(moved, batch.valuesOf(agent)), 1)) as Tensor1D;
  },
  integer(transfers, { problem, mechanism, rule, reports, agent }) {
    if (rule.dictated) return { unsupported: 'modified-vcg transfers for a dictator' };
    const marks = relevantCoordinates(problem, transfers);
    const own = coordinatesOf(problem, agent).map((d) => ({ d, top: problem.signals[d]!.law.support[1] }));
    const raised = reports.map((report) => report.map((x, c) => (marks[own[c]!.d] ? x : own[c]!.top)));
    return { insured: { ...mechanism, transfers: { kind: 'vcg' } }, reports: raised };
  },
  played: 'straight',
  reference(transfers, profile, agent) {
    const { problem, signals, acted, valuesAt, probabilitiesAt } = profile;
    const marks = relevantCoordinates(problem, transfers);
    const raised = signals.map((signal, d) =>
      (problem.signals[d]!.owner === agent && !marks[d] ? problem.signals[d]!.law.support[1] : signal));
    const own = valuesAt(signals)[agent]!;
    return pivotAt(profile, raised, agent) + dot(probabilitiesAt(raised), own) - dot(probabilitiesAt(acted), own);
  },
};

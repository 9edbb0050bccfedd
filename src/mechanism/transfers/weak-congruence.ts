/**
 * JM01 Theorem 5.1: one-dimensional signals, linear values. Given the others' signals, the rule's objective and the agent's own value of
 * every alternative are lines in her report, and (7.12) makes the type indifferent at whose report the choice changes. Transfer at the
 * lowest report: 0. Incentive compatible under weak congruence (5.1).
 */
import { weakCongruenceViolations } from '../../environment/congruence.ts';
import { linearValues } from '../../environment/linear-values.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { bySlope, envelopeTransfers, type Envelope } from '../breakpoints.ts';
import { requireOneDimensional } from '../checks.ts';
import { addRanges, subtractRanges, type Range } from '../range.ts';
import { weighed, type Weighing } from '../rules/rule.ts';
import { othersWelfareAt, ownSlopes, unlessDictated } from '../welfare-transfers.ts';
import type { Bounded, HostBatch, ChoiceAndTransfer, Scheme } from './scheme.ts';

export interface WeakCongruence {
  readonly kind: 'weak-congruence';
}

/** Of the size of reports: changes of the choice that are so near to each other are one. */
const SHORT = 2 ** -46;

/** Share of the support by which rounding may put a tie elsewhere; of lines that are nearer to parallel it says nothing. */
const NEAR = 2 ** -16;

/** The truthful payoff starts at an own value at the lowest signal and changes at rates among the own coefficients. */
const payoffRange = ({ own }: Bounded): Range => addRanges(own, subtractRanges(own, own));

/** The agent's one coordinate. Throws InputError where the theorem does not speak. */
function coordinateOf({ valuations, signals }: SocialChoiceProblem, agent: number): number {
  const own = coordinatesOf({ signals }, agent);
  if (valuations.kind === 'linear' && own.length === 1) return own[0]!;
  throw new InputError('mechanism.transfers', 'weak-congruence needs linear values and one signal for each agent');
}

/** The agent's envelope at every draw. */
function envelopesAt(problem: SocialChoiceProblem, { weights, bonuses }: Weighing, agent: number, draws: Float64Array): Envelope[] {
  const { valuations, signals } = problem;
  const d = coordinateOf(problem, agent);
  if (valuations.kind !== 'linear') throw new TypeError('general values are not linear');
  const [low, high] = signals[d]!.law.support;
  const ownStep = valuations.coefficients[agent]!.map((row) => row[d]!);
  const step = ownStep.map((_, k) => weights.reduce((sum, weight, i) => sum + weight * valuations.coefficients[i]![k]![d]!, 0));
  const rising = bySlope(step);
  return Array.from({ length: draws.length / signals.length }, (_, b) => {
    const profile = draws.slice(b * signals.length, (b + 1) * signals.length);
    profile[d] = 0;
    const values = linearValues(valuations, profile);
    const start = ownStep.map((_step, k) => weights.reduce((sum, weight, i) => sum + weight * values[i]![k]!, bonuses[k]!));
    return envelopeTransfers({ start, step }, { start: values[agent]!, step: ownStep }, low, high, rising);
  });
}

interface Known {
  readonly key: string;
  readonly problem: SocialChoiceProblem;
  readonly envelopes: readonly Envelope[];
}

/**
 * Envelopes by the draws that they belong to, of one welfare and agent: own signals come in portions beside the same draws, and
 * with many alternatives in many portions. An experiment never changes its draws.
 */
const envelopesOf = new WeakMap<Float64Array, Known>();

function knownEnvelopes(problem: SocialChoiceProblem, weighing: Weighing, agent: number, draws: Float64Array): readonly Envelope[] {
  const key = [agent, ...weighing.weights, ...weighing.bonuses].join(' ');
  const known = envelopesOf.get(draws);
  if (known?.key === key && known.problem === problem) return known.envelopes;
  const envelopes = envelopesAt(problem, weighing, agent, draws);
  envelopesOf.set(draws, { key, problem, envelopes });
  return envelopes;
}

function outcomeAt(problem: SocialChoiceProblem, weighing: Weighing, rows: HostBatch, agent: number): ChoiceAndTransfer {
  const { signals } = problem;
  const envelopes = knownEnvelopes(problem, weighing, agent, rows.draws);
  const d = coordinateOf(problem, agent);
  const choice = new Int32Array(rows.drawCount * rows.ownCount);
  const transfer = new Float64Array(choice.length);
  for (const [b, { best, from, transfer: paid }] of envelopes.entries()) {
    for (let r = 0; r < rows.ownCount; r++) {
      const report = rows.agent === agent ? rows.own[r * signals.length + d]! : rows.draws[b * signals.length + d]!;
      let piece = from.length - 1;
      while (piece > 0 && from[piece]! > report) piece--;
      choice[b * rows.ownCount + r] = best[piece]!;
      transfer[b * rows.ownCount + r] = paid[piece]!;
    }
  }
  return { choice, transfer };
}

export const weakCongruence: Scheme<WeakCongruence> = {
  kind: 'weak-congruence',
  fields: [],
  validate(field, _, { problem }) {
    requireOneDimensional(`${field}.kind`, 'weak-congruence', problem);
    if (problem.valuations.kind !== 'linear') throw new InputError(`${field}.kind`, 'weak-congruence needs linear values');
  },
  incentiveCompatible: (_, { rule, problem }) =>
    (rule.efficient && weakCongruenceViolations(problem)?.length === 0 ? 'JM01 Theorem 5.1: weak congruence (5.1) holds' : undefined),
  /** The type at a breakpoint is indifferent, so the payoff is continuous. */
  utilitySlopes: (_, { valuations, agent, coordinates }) => coordinates.map((d) => ownSlopes(valuations, agent, d)),
  transferRange: (_, bounded) => subtractRanges(payoffRange(bounded), bounded.own),
  payoffRange: (_, bounded) => payoffRange(bounded),
  onHost(_, problem, { maximises, counted }, batch, agent) {
    if (!maximises) throw new InputError('mechanism.transfers', 'weak-congruence needs the efficient rule or an affine maximizer');
    return outcomeAt(problem, counted, batch, agent);
  },
  integer: (_, { line, rule }) => (line
    ? unlessDictated('weak-congruence', rule, { transfer: 'breakpoints' })
    : { unsupported: 'weak-congruence transfers are found along a line of reports' }),
  /** Changes of the others' welfare at the reports where the choice changes, which are found by halving. */
  played: 'straight',
  reference(_, { problem, acted, weighing, valuesAt, probabilitiesAt }, agent) {
    const d = coordinateOf(problem, agent);
    const [low, high] = problem.signals[d]!.law.support;
    const at = (t: number): number[] => acted.map((signal, e) => (e === d ? t : signal));
    const choice = (t: number): number => probabilitiesAt(at(t)).indexOf(1);
    const objectives = (t: number): number[] => weighed(weighing, valuesAt(at(t)));
    /** Where two alternatives tie on paper, near a report at which they do up to rounding, which may be wide of it. */
    const crossing = (k: number, l: number, near: number): number => {
      const [atLow, atHigh] = [low, high].map((t) => objectives(t)).map((values) => values[l]! - values[k]!) as [number, number];
      const meets = low + ((high - low) * atLow) / (atLow - atHigh);
      return Math.abs(meets - near) <= NEAR * (high - low) ? Math.min(high, Math.max(low, meets)) : near;
    };
    const change = (from: number, to: number): number => {
      const [before, after] = [choice(from), choice(to)];
      if (before === after) return 0;
      if (to - from <= SHORT * Math.max(-low, high, high - low)) {
        const others = othersWelfareAt(weighing, valuesAt(at(crossing(before, after, from))), agent);
        return others[after]! - others[before]!;
      }
      const middle = (from + to) / 2;
      return change(from, middle) + change(middle, to);
    };
    return change(low, acted[d]!);
  },
};

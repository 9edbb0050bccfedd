/**
 * Jehiel and Moldovanu (2001) Theorem 5.1, on the host in double precision: one-dimensional signals, linear values. Given
 * the others' signals, the rule's objective and the agent's own value of every alternative are lines in her report. Along
 * the upper envelope of the objectives her transfer changes where the choice does, so that the type at the crossing is
 * indifferent ((7.12), whose right side is minus the change of her own value there). Transfer at the lowest report: 0.
 */
import { linearValues } from '../../environment/linear-values.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { coordinatesOf } from './draws.ts';
import type { Rows } from './rows.ts';

/** start + step t */
export interface Lines {
  readonly start: readonly number[];
  readonly step: readonly number[];
}

/** Pieces of the envelope from `low` up: piece p holds alternative `best[p]` from `from[p]` on, with transfer `transfer[p]`. */
export interface Envelope {
  readonly best: number[];
  readonly from: number[];
  readonly transfer: number[];
}

/** `rising`: alternatives by rising step of the objective, the lower first among equals; from it only steeper lines are looked at. */
export function envelopeTransfers(objective: Lines, own: Lines, low: number, high: number, rising: readonly number[] = bySlope(objective.step)): Envelope {
  const { start, step } = objective;
  const at = (lines: Lines, k: number, t: number): number => lines.start[k]! + lines.step[k]! * t;
  // Among equals at the lowest report, the one that leads just above it; among equal lines, the lowest.
  let k = 0;
  for (let l = 1; l < start.length; l++) {
    const lead = at(objective, l, low) - at(objective, k, low);
    if (lead > 0 || (lead === 0 && step[l]! > step[k]!)) k = l;
  }
  const envelope: Envelope = { best: [k], from: [low], transfer: [0] };
  let t = low;
  let x = 0;
  let steeper = 0;
  for (;;) {
    let next = -1;
    let where = Infinity;
    while (steeper < rising.length && !(step[rising[steeper]!]! > step[k]!)) steeper++;
    for (let i = steeper; i < rising.length; i++) {
      const l = rising[i]!;
      const meets = Math.max(t, (start[k]! - start[l]!) / (step[l]! - step[k]!));
      if (meets < where || (meets === where && step[l]! > step[next]!)) [next, where] = [l, meets];
    }
    if (next < 0 || !(where < high)) return envelope;
    x -= at(own, next, where) - at(own, k, where);
    envelope.best.push(next);
    envelope.from.push(where);
    envelope.transfer.push(x);
    [k, t] = [next, where];
  }
}

const bySlope = (step: readonly number[]): number[] => Array.from(step.keys()).sort((a, b) => step[a]! - step[b]! || a - b);

/** For every row the alternative chosen and the agent's transfer. */
export interface CongruentOutcome {
  readonly choice: Int32Array;
  readonly transfer: Float64Array;
}

/** The agent's envelope at every draw. */
function congruentEnvelopes(problem: SocialChoiceProblem, weights: readonly number[], bonuses: readonly number[], agent: number, draws: Float64Array): Envelope[] {
  const { valuations, signals } = problem;
  const own = coordinatesOf(problem, agent);
  if (valuations.kind !== 'linear' || own.length !== 1) throw new InputError('mechanism.transfers', 'weak-congruence needs linear values and one signal for each agent');
  const d = own[0]!;
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

/**
 * Envelopes by the draws that they belong to, of one welfare and agent: own signals come in portions beside the same draws, and
 * with many alternatives in many portions. An experiment never changes its draws.
 */
const envelopesOf = new WeakMap<Float64Array, { readonly key: string; readonly problem: SocialChoiceProblem; readonly envelopes: readonly Envelope[] }>();

function knownEnvelopes(problem: SocialChoiceProblem, weights: readonly number[], bonuses: readonly number[], agent: number, draws: Float64Array): readonly Envelope[] {
  const key = [agent, ...weights, ...bonuses].join(' ');
  const known = envelopesOf.get(draws);
  if (known?.key === key && known.problem === problem) return known.envelopes;
  const envelopes = congruentEnvelopes(problem, weights, bonuses, agent, draws);
  envelopesOf.set(draws, { key, problem, envelopes });
  return envelopes;
}

/** `weights`, `bonuses`: the welfare that the rule maximises. Throws InputError where the theorem does not speak. */
export function congruentOutcome(problem: SocialChoiceProblem, weights: readonly number[], bonuses: readonly number[], agent: number, rows: Rows): CongruentOutcome {
  const { signals } = problem;
  const envelopes = knownEnvelopes(problem, weights, bonuses, agent, rows.draws);
  const d = coordinatesOf(problem, agent)[0]!;
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

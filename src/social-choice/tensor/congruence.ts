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

export function envelopeTransfers(objective: Lines, own: Lines, low: number, high: number): Envelope {
  const at = ({ start, step }: Lines, k: number, t: number): number => start[k]! + step[k]! * t;
  // Among equals at the lowest report, the one that leads just above it; among equal lines, the lowest.
  let k = 0;
  for (let l = 1; l < objective.start.length; l++) {
    const lead = at(objective, l, low) - at(objective, k, low);
    if (lead > 0 || (lead === 0 && objective.step[l]! > objective.step[k]!)) k = l;
  }
  const envelope: Envelope = { best: [k], from: [low], transfer: [0] };
  let t = low;
  let x = 0;
  for (;;) {
    let next = -1;
    let where = Infinity;
    for (let l = 0; l < objective.start.length; l++) {
      if (!(objective.step[l]! > objective.step[k]!)) continue;
      const meets = Math.max(t, (objective.start[k]! - objective.start[l]!) / (objective.step[l]! - objective.step[k]!));
      if (meets < where || (meets === where && objective.step[l]! > objective.step[next]!)) [next, where] = [l, meets];
    }
    if (next < 0 || !(where < high)) return envelope;
    x -= at(own, next, where) - at(own, k, where);
    envelope.best.push(next);
    envelope.from.push(where);
    envelope.transfer.push(x);
    [k, t] = [next, where];
  }
}

/** For every row the alternative chosen and the agent's transfer. */
export interface CongruentOutcome {
  readonly choice: Int32Array;
  readonly transfer: Float64Array;
}

/** `weights`, `bonuses`: the welfare that the rule maximises. Throws InputError where the theorem does not speak. */
export function congruentOutcome(problem: SocialChoiceProblem, weights: readonly number[], bonuses: readonly number[], agent: number, rows: Rows): CongruentOutcome {
  const { valuations, signals } = problem;
  const own = coordinatesOf(problem, agent);
  if (valuations.kind !== 'linear' || own.length !== 1) throw new InputError('mechanism.transfers', 'weak-congruence needs linear values and one signal for each agent');
  const d = own[0]!;
  const [low, high] = signals[d]!.law.support;
  const ownStep = valuations.coefficients[agent]!.map((row) => row[d]!);
  const step = ownStep.map((_, k) => weights.reduce((sum, weight, i) => sum + weight * valuations.coefficients[i]![k]![d]!, 0));
  const choice = new Int32Array(rows.drawCount * rows.ownCount);
  const transfer = new Float64Array(choice.length);
  for (let b = 0; b < rows.drawCount; b++) {
    const profile = rows.draws.slice(b * signals.length, (b + 1) * signals.length);
    const whole = profile[d]!;
    profile[d] = 0;
    const values = linearValues(valuations, profile);
    const start = ownStep.map((_, k) => weights.reduce((sum, weight, i) => sum + weight * values[i]![k]!, bonuses[k]!));
    const { best, from, transfer: paid } = envelopeTransfers({ start, step }, { start: values[agent]!, step: ownStep }, low, high);
    for (let r = 0; r < rows.ownCount; r++) {
      const report = rows.agent === agent ? rows.own[r * signals.length + d]! : whole;
      let piece = from.length - 1;
      while (piece > 0 && from[piece]! > report) piece--;
      choice[b * rows.ownCount + r] = best[piece]!;
      transfer[b * rows.ownCount + r] = paid[piece]!;
    }
  }
  return { choice, transfer };
}

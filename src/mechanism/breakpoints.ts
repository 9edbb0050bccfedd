/**
 * Transfers along the upper envelope of lines, in double precision: where the choice changes, the transfer changes so that the type at
 * the crossing is indifferent (Jehiel and Moldovanu 2001, (7.12), whose right side is minus the change of her own value there).
 */

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

/**
 * From `low` up, with transfer 0 there. `rising`: alternatives by rising step of the objective, of which only steeper ones are looked at.
 */
export function envelopeTransfers(
  objective: Lines,
  own: Lines,
  low: number,
  high: number,
  rising: readonly number[] = bySlope(objective.step),
): Envelope {
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

/** Lines by rising step, the lower number first among equals. */
export const bySlope = (step: readonly number[]): number[] => Array.from(step.keys()).sort((a, b) => step[a]! - step[b]! || a - b);

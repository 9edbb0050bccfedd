/**
 * Choices of all reports on a line at once: report r gives class c the objective value[c] + r step[c], so the choices are
 * the upper envelope of C lines. Lines are taken by rising slope; each takes over from the one before at a whole report
 * number, so the chain is exact, ties included, and costs O(C) once slopes are sorted.
 */

export interface Pieces {
  count: number;
  /** [C + 1] piece i holds reports from[i] .. from[i + 1] - 1; from[count] = R. */
  readonly from: Int32Array;
  /** [C] class chosen on piece i. */
  readonly chosen: Int32Array;
}

export interface Envelope {
  readonly pieces: Pieces;
  /** `objective` [C]: the profile's part; the start of the line is added here. */
  find(objective: Int32Array): void;
}

export function createEnvelope(reports: number, start: Int32Array, step: Int32Array): Envelope {
  const classes = start.length;
  // Equal slopes by class: the later has to be strictly better.
  const order = Int32Array.from({ length: classes }, (_, c) => c).sort((a, b) => step[a]! - step[b]! || a - b);
  const from = new Int32Array(classes + 1);
  const chosen = new Int32Array(classes);
  const pieces: Pieces = { count: 0, from, chosen };
  /** Values at report 0 of the lines of the chain. */
  const values = new Int32Array(classes);
  return {
    pieces,
    find(objective) {
      let top = 0;
      chosen[0] = order[0]!;
      values[0] = objective[order[0]!]! + start[order[0]!]!;
      for (let i = 1; i < classes; i++) {
        const c = order[i]!;
        const value = objective[c]! + start[c]!;
        const slope = step[c]!;
        let takeover = 0;
        while (top >= 0) {
          const rival = chosen[top]!;
          const lead = values[top]! - value;
          const closing = slope - step[rival]!;
          // First r with lead - closing r < 0, or = 0 where c is the lower class. Quotients of numbers below 2^31 lie
          // 2^-31 or more from the next whole number, so rounding a double's division cannot cross it.
          if (closing > 0) takeover = Math.floor((lead + closing - (c < rival ? 1 : 0)) / closing);
          else takeover = lead < 0 ? 0 : reports;
          if (takeover > from[top]!) break;
          top--;
        }
        if (top < 0) takeover = 0;
        if (takeover >= reports) continue;
        top++;
        from[top] = takeover;
        chosen[top] = c;
        values[top] = value;
      }
      pieces.count = top + 1;
      from[top + 1] = reports;
    },
  };
}

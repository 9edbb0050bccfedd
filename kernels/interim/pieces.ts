/** Reports on a line whose choices and money are constant over runs of reports: a profile costs O(K + pieces). */
import type { ClassView } from './class-view.ts';
import { createEnvelope, type Pieces } from './envelope.ts';
import type { InterimParameters } from './spec.ts';
import { breakpointChange } from './transfers.ts';

/** Whether B(r) is constant on a piece, but for a table that is all there is: what this way needs. */
export function isPiecewiseConstant({ base, line, mechanism, ownValue }: InterimParameters, isZero: (functional: typeof ownValue) => boolean): boolean {
  if (line === undefined || base !== undefined) return false;
  const { reportOthers, transfer } = mechanism;
  if (transfer === 'table') return isZero(ownValue);
  if (transfer === 'groves' || transfer === 'vcg') return reportOthers.every((x) => x === 0);
  return true;
}

export interface PieceSolver {
  readonly pieces: Pieces;
  /** [C] B(r) on each piece, less the table's entry. */
  readonly money: Int32Array;
  /** After ClassView.update. */
  solve(): void;
}

export function createPieceSolver({ classes, line, mechanism, reports }: InterimParameters, view: ClassView): PieceSolver {
  const { pieces, find } = createEnvelope(reports, line!.objectiveStart, line!.objectiveStep);
  const money = new Int32Array(classes);
  const breakpoints = mechanism.transfer === 'breakpoints';
  return {
    pieces,
    money,
    solve() {
      find(view.objective);
      const { chosen, count, from } = pieces;
      for (let i = 0; i < count; i++) money[i] = view.money[chosen[i]!]!;
      if (!breakpoints) return;
      let transfer = 0;
      for (let i = 1; i < count; i++) {
        transfer += breakpointChange(line!, view.objective, view.own, from[i]!, chosen[i - 1]!, chosen[i]!);
        money[i]! += transfer;
      }
    },
  };
}

/** Reports on a line whose choices and report parts are constant over runs of reports: a profile costs O(K + pieces). */
import { ITEM, LINE_BYTES, PIECE_BYTES } from '../simd/layout.ts';
import type { Step, Workbench } from '../simd/workbench.ts';
import type { ClassView } from './class-view.ts';
import type { PiecePairs } from './pairs.ts';
import type { InterimParameters } from './spec.ts';
import type { PieceSums } from './sums.ts';

/** Whether B(r) is constant on a piece, but for a table that is all there is: what this way needs. */
export function isPiecewiseConstant(
  { base, line, mechanism, ownValue }: InterimParameters,
  isZero: (functional: typeof ownValue) => boolean,
): boolean {
  if (line === undefined || base !== undefined) return false;
  const { reportOthers, transfer } = mechanism;
  if (transfer === 'table') return isZero(ownValue);
  if (transfer === 'groves' || transfer === 'vcg') return reportOthers.every((x) => x === 0);
  return true;
}

/** What loop addPieces takes of the lines: by rising slope, equal slopes by class (the later has to be strictly better). */
function lineTable({ classes, line, reports }: InterimParameters): Int32Array {
  const { objectiveStart, objectiveStep, valueStart, valueStep } = line!;
  const order = Int32Array.from({ length: classes }, (_, c) => c).sort((a, b) => objectiveStep[a]! - objectiveStep[b]! || a - b);
  return Int32Array.from(
    [...order].flatMap((c) => [c * ITEM, c, objectiveStart[c]!, objectiveStep[c]!, valueStart[c]!, valueStep[c]!, 4 * c * (reports + 1)])
  );
}

/** Adds profiles, after the steps of the view. The last argument says which. */
export function pieceStep(bench: Workbench, parameters: InterimParameters, view: ClassView, sums: PieceSums, pairs?: PiecePairs): Step {
  const { classes, mechanism, reports } = parameters;
  const lines = bench.put(lineTable(parameters));
  const stack = bench.reserve((classes + 1) * PIECE_BYTES);
  const own = mechanism.transfer === 'breakpoints' ? view.own : 0;
  const { index = 0, sums: pairSums = 0, counts = 0, countsSize = 0 } = pairs ?? {};
  return [
    'addPieces', view.objective, view.reportPart, own, lines, lines + classes * LINE_BYTES, reports - 1, stack, sums.counts, sums.limbs,
    index, pairSums, counts, countsSize, 0,
  ];
}

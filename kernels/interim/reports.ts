/** Outcomes by the envelope, report by report, where report parts vary along the pieces too: O(R + C) for a profile. */
import { ITEM, LANES } from '../simd/layout.ts';
import type { Workbench } from '../simd/workbench.ts';
import { pivotVaries, type ClassView } from './class-view.ts';
import { createEnvelope } from './envelope.ts';
import { reportTable } from './outcomes.ts';
import type { InterimMechanism, InterimParameters } from './spec.ts';
import { breakpointChange, type BreakpointLines } from './transfers.ts';

/** One profile's part of a ClassView. */
interface LaneView {
  /** [C] each */
  readonly objective: Int32Array;
  readonly own: Int32Array;
  readonly reportPart: Int32Array;
  readonly others: Int32Array;
}

interface ReportSolver {
  /** [R] class that report r ends in. */
  readonly choice: Int32Array;
  /** [R] B(r). */
  readonly reportPart: Int32Array;
  solve(): void;
}

/** Takes max_c others[c] + table[r, c] off every report's part. */
type Pivots = (reportPart: Int32Array, others: Int32Array) => void;

function pivotsByReport(table: Int32Array): Pivots {
  return (reportPart, others) => {
    const classes = others.length;
    for (let r = 0, at = 0; r < reportPart.length; r++) {
      let pivot = others[0]! + table[at]!;
      at++;
      for (let c = 1; c < classes; c++, at++) {
        const value = others[c]! + table[at]!;
        if (value > pivot) pivot = value;
      }
      reportPart[r]! -= pivot;
    }
  };
}

/** Where the table's columns are lines, the largest is on their upper envelope. */
function pivotsByEnvelope(table: Int32Array, { start, step }: TableLines): Pivots {
  const classes = start.length;
  const { pieces, find } = createEnvelope(table.length / classes, start, step);
  return (reportPart, others) => {
    find(others);
    for (let i = 0; i < pieces.count; i++) {
      const c = pieces.chosen[i]!;
      for (let r = pieces.from[i]!; r < pieces.from[i + 1]!; r++) reportPart[r]! -= others[c]! + table[r * classes + c]!;
    }
  };
}

interface TableLines {
  readonly start: Int32Array;
  readonly step: Int32Array;
}

/** table[r, c] = start[c] + r step[c], if it is so in every entry. */
function linesOf(table: Int32Array, classes: number): TableLines | undefined {
  if (table.length < 2 * classes) return undefined;
  const start = table.slice(0, classes);
  const step = start.map((first, c) => table[classes + c]! - first);
  for (let r = 0, at = 0; at < table.length; r++) {
    for (let c = 0; c < classes; c++, at++) if (table[at] !== start[c]! + r * step[c]!) return undefined;
  }
  return { start, step };
}

function createPivots(table: Int32Array, classes: number): Pivots {
  const lines = linesOf(table, classes);
  return lines ? pivotsByEnvelope(table, lines) : pivotsByReport(table);
}

/** Adds x(r), which begins at 0 and changes with the choice. */
function addBreakpoints(lines: BreakpointLines, { objective, own }: LaneView, choice: Int32Array, reportPart: Int32Array): void {
  let transfer = 0;
  for (let r = 1; r < choice.length; r++) {
    const from = choice[r - 1]!;
    const to = choice[r]!;
    if (to !== from) transfer += breakpointChange(lines, objective, own, r, from, to);
    reportPart[r]! += transfer;
  }
}

function createReportSolver(
  { classes, reports }: InterimParameters,
  mechanism: InterimMechanism,
  view: LaneView,
  lines: BreakpointLines,
): ReportSolver {
  const choice = new Int32Array(reports);
  const reportPart = new Int32Array(reports);
  const { pieces, find } = createEnvelope(reports, lines.objectiveStart, lines.objectiveStep);
  const table = reportTable(mechanism);
  const subtractPivots = pivotVaries(mechanism) ? createPivots(mechanism.reportOthers, classes) : undefined;
  const breakpoints = mechanism.transfer === 'breakpoints';
  return {
    choice,
    reportPart,
    solve() {
      find(view.objective);
      for (let i = 0; i < pieces.count; i++) choice.fill(pieces.chosen[i]!, pieces.from[i]!, pieces.from[i + 1]!);
      const classPart = view.reportPart;
      for (let r = 0; r < reports; r++) reportPart[r] = classPart[choice[r]!]!;
      if (table) for (let r = 0; r < reports; r++) reportPart[r]! += table[r * classes + choice[r]!]!;
      subtractPivots?.(reportPart, view.others);
      if (breakpoints) addBreakpoints(lines, view, choice, reportPart);
    },
  };
}

/** As Outcomes, but found by TypeScript between two programs. */
export interface LineOutcomes {
  readonly choice: number;
  readonly reportPart: number;
  /** Where a chunk begins. */
  begin(): void;
  /** After the steps of the views. */
  solve(): void;
}

/** `lines`: those of this mechanism. */
export function createLineOutcomes(
  bench: Workbench,
  parameters: InterimParameters,
  mechanism: InterimMechanism,
  view: ClassView,
  lines: BreakpointLines,
): LineOutcomes {
  const { classes, reports } = parameters;
  const names = ['objective', 'own', 'reportPart', 'others'] as const;
  const lane: LaneView = {
    objective: new Int32Array(classes), own: new Int32Array(classes), reportPart: new Int32Array(classes), others: new Int32Array(classes),
  };
  const solver = createReportSolver(parameters, mechanism, lane, lines);
  const choice = bench.reserve(reports * ITEM);
  const reportPart = bench.reserve(reports * ITEM);
  let items: Int32Array[] = [];
  let choices: Int32Array = new Int32Array(0);
  let reportParts: Int32Array = new Int32Array(0);
  return {
    choice,
    reportPart,
    begin() {
      items = names.map((name) => bench.ints(view[name], classes * LANES));
      choices = bench.ints(choice, reports * LANES);
      reportParts = bench.ints(reportPart, reports * LANES);
    },
    solve() {
      for (let l = 0; l < LANES; l++) {
        for (let i = 0; i < names.length; i++) {
          const from = items[i]!;
          const into = lane[names[i]!];
          for (let c = 0; c < classes; c++) into[c] = from[c * LANES + l]!;
        }
        solver.solve();
        for (let r = 0; r < reports; r++) {
          choices[r * LANES + l] = 4 * solver.choice[r]!;
          reportParts[r * LANES + l] = solver.reportPart[r]!;
        }
      }
    },
  };
}

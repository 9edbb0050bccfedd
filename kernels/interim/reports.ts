/** Class and money of every report, one by one: the general way, whatever the reports and the scheme. */
import { pivotVaries, type ClassView } from './class-view.ts';
import { createEnvelope } from './envelope.ts';
import { breakpointChange, type BreakpointLines } from './transfers.ts';
import type { InterimMechanism, InterimParameters } from './spec.ts';

export interface ReportSolver {
  /** [R] class that report r ends in. */
  readonly choice: Int32Array;
  /** [R] B(r). */
  readonly money: Int32Array;
  /** After ClassView.update. */
  solve(): void;
}

type Chooser = (objective: Int32Array, choice: Int32Array) => void;

/**
 * O(R C): the lowest class among the best. Which class wins is a coin toss to a branch predictor, so the comparison is
 * the sign of a difference, -1 or 0: sums are at most 2^30 in size, so it cannot wrap.
 */
function chooseOneByOne(table: Int32Array, classes: number): Chooser {
  return (objective, choice) => {
    const reports = choice.length;
    for (let r = 0, at = 0; r < reports; r++) {
      let best = objective[0]! + table[at]!;
      let chosen = 0;
      at++;
      for (let c = 1; c < classes; c++, at++) {
        const value = (objective[c]! + table[at]!) | 0;
        const wins = (best - value) >> 31;
        best = (best ^ ((best ^ value) & wins)) | 0;
        chosen = (chosen ^ ((chosen ^ c) & wins)) | 0;
      }
      choice[r] = chosen;
    }
  };
}

/** O(R + C). */
function chooseByEnvelope(reports: number, lines: BreakpointLines): Chooser {
  const { pieces, find } = createEnvelope(reports, lines.objectiveStart, lines.objectiveStep);
  return (objective, choice) => {
    find(objective);
    for (let i = 0; i < pieces.count; i++) choice.fill(pieces.chosen[i]!, pieces.from[i]!, pieces.from[i + 1]!);
  };
}

/** What scheme and tables add to the class's money. [R, C], or undefined for nothing. */
function moneyTable({ reportOthers, transfer, transferTable }: InterimMechanism): Int32Array | undefined {
  if (transfer === 'table') return transferTable!;
  const welfare = transfer === 'groves' || transfer === 'vcg';
  return welfare && reportOthers.some((x) => x !== 0) ? reportOthers : undefined;
}

function subtractPivots(money: Int32Array, others: Int32Array, table: Int32Array): void {
  const classes = others.length;
  for (let r = 0, at = 0; r < money.length; r++) {
    let pivot = others[0]! + table[at]!;
    at++;
    for (let c = 1; c < classes; c++, at++) {
      const value = others[c]! + table[at]!;
      if (value > pivot) pivot = value;
    }
    money[r]! -= pivot;
  }
}

/** Adds x(r), which begins at 0 and changes with the choice. */
function addBreakpoints(lines: BreakpointLines, { objective, own }: ClassView, choice: Int32Array, money: Int32Array): void {
  let transfer = 0;
  for (let r = 1; r < choice.length; r++) {
    const from = choice[r - 1]!;
    const to = choice[r]!;
    if (to !== from) transfer += breakpointChange(lines, objective, own, r, from, to);
    money[r]! += transfer;
  }
}

/** `lines`, where given, are those of this mechanism: choices are then found by the envelope. */
export function createReportSolver({ classes, reports }: InterimParameters, mechanism: InterimMechanism, view: ClassView, lines?: BreakpointLines): ReportSolver {
  const choice = new Int32Array(reports);
  const money = new Int32Array(reports);
  const choose = lines ? chooseByEnvelope(reports, lines) : chooseOneByOne(mechanism.reportObjective, classes);
  const table = moneyTable(mechanism);
  const pivots = pivotVaries(mechanism);
  const breakpoints = mechanism.transfer === 'breakpoints';
  return {
    choice,
    money,
    solve() {
      choose(view.objective, choice);
      const classMoney = view.money;
      if (table) for (let r = 0; r < reports; r++) money[r] = classMoney[choice[r]!]! + table[r * classes + choice[r]!]!;
      else for (let r = 0; r < reports; r++) money[r] = classMoney[choice[r]!]!;
      if (pivots) subtractPivots(money, view.others, mechanism.reportOthers);
      if (breakpoints) addBreakpoints(lines!, view, choice, money);
    },
  };
}

/** Insured: B(r) = base payoff of type r who reports r, less her own value of the class that she ends in. */
export function createInsuredSolver({ classes, reports, typeValue }: InterimParameters, mechanism: ReportSolver, base: ReportSolver): ReportSolver {
  const { choice } = mechanism;
  const money = new Int32Array(reports);
  return {
    choice,
    money,
    solve() {
      mechanism.solve();
      base.solve();
      for (let r = 0, row = 0; r < reports; r++, row += classes) {
        money[r] = base.money[r]! + typeValue[row + base.choice[r]!]! - typeValue[row + choice[r]!]!;
      }
    },
  };
}

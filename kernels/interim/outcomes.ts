/** Class and money of every report for sixteen profiles, where reports are taken one by one. */
import { ITEM, type Workbench } from '../simd/workbench.ts';
import { pivotVaries, type ClassView } from './class-view.ts';
import type { InterimMechanism, InterimParameters } from './spec.ts';

/** Addresses of [R] items. */
export interface Outcomes {
  /** Four times the class that report r ends in. */
  readonly choice: number;
  /** B(r). */
  readonly money: number;
  /** Where a chunk begins. */
  begin(): void;
  /** After ClassView.update. */
  solve(): void;
}

/** What scheme and tables add to the class's money. [R, C], or undefined for nothing. */
export function moneyTable({ reportOthers, transfer, transferTable }: InterimMechanism): Int32Array | undefined {
  if (transfer === 'table') return transferTable!;
  const welfare = transfer === 'groves' || transfer === 'vcg';
  return welfare && reportOthers.some((x) => x !== 0) ? reportOthers : undefined;
}

interface Chooser {
  readonly choice: number;
  choose(): void;
  addTable(table: number, money: number): void;
}

function createChooser(bench: Workbench, { classes, reports }: InterimParameters, { reportObjective }: InterimMechanism, view: ClassView): Chooser {
  const { loops } = bench;
  const choice = bench.reserve(reports * ITEM);
  const table = bench.put(reportObjective);
  return {
    choice,
    choose: () => loops.choose(view.objective, table, table + reportObjective.byteLength, 4 * classes, choice),
    addTable: (entries, money) => loops.addTable(choice, choice + reports * ITEM, entries, 4 * classes, money),
  };
}

/** Any scheme but `breakpoints`: every report against every class, O(R C). */
export function createOutcomes(bench: Workbench, parameters: InterimParameters, mechanism: InterimMechanism, view: ClassView): Outcomes {
  const { classes, reports } = parameters;
  const { loops } = bench;
  const chooser = createChooser(bench, parameters, mechanism, view);
  const { choice } = chooser;
  const money = bench.reserve(reports * ITEM);
  const added = moneyTable(mechanism);
  const table = added ? bench.put(added) : 0;
  const others = pivotVaries(mechanism) ? bench.put(mechanism.reportOthers) : 0;
  return {
    choice,
    money,
    begin() {},
    solve() {
      chooser.choose();
      loops.lookUp(choice, choice + reports * ITEM, view.money, money);
      if (table) chooser.addTable(table, money);
      if (others) loops.pivots(view.others, others, others + 4 * reports * classes, 4 * classes, money);
    },
  };
}

/** Insured: B(r) = base payoff of type r who reports r, less her own value of the class that she ends in. */
export function createInsuredOutcomes(bench: Workbench, parameters: InterimParameters, view: ClassView, base: Outcomes): Outcomes {
  const { classes, mechanism, reports, typeValue } = parameters;
  const { loops } = bench;
  const { addTable, choice, choose } = createChooser(bench, parameters, mechanism, view);
  const { money } = base;
  const value = bench.put(typeValue);
  const lessValue = bench.put(typeValue.map((x) => -x));
  return {
    choice,
    money,
    begin: base.begin,
    solve() {
      base.solve();
      loops.addTable(base.choice, base.choice + reports * ITEM, value, 4 * classes, money);
      choose();
      addTable(lessValue, money);
    },
  };
}

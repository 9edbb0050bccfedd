/** Class and report parts of every report for sixteen profiles, where reports are taken one by one. */
import { ITEM } from '../simd/layout.ts';
import type { Step, Workbench } from '../simd/workbench.ts';
import { pivotVaries, type ClassView } from './class-view.ts';
import type { InterimMechanism, InterimParameters } from './spec.ts';

/** Addresses of [R] items. */
export interface Outcomes {
  /** Four times the class that report r ends in. */
  readonly choice: number;
  /** B(r). */
  readonly reportPart: number;
  /** After those of the views. */
  readonly steps: readonly Step[];
}

/** What scheme and tables add to the class's report parts. [R, C], or undefined for nothing. */
export function reportTable({ reportOthers, transfer, transferTable }: InterimMechanism): Int32Array | undefined {
  if (transfer === 'table') return transferTable!;
  const welfare = transfer === 'groves' || transfer === 'vcg';
  return welfare && reportOthers.some((x) => x !== 0) ? reportOthers : undefined;
}

interface Chooser {
  readonly choice: number;
  readonly step: Step;
  /** Adds the [R, C] table's entries to report parts. */
  adding(table: number, reportPart: number): Step;
}

function createChooser(
  bench: Workbench,
  { classes, reports }: InterimParameters,
  { reportObjective }: InterimMechanism,
  view: ClassView,
): Chooser {
  const choice = bench.reserve(reports * ITEM);
  const table = bench.put(reportObjective);
  return {
    choice,
    step: ['choose', view.objective, table, table + reportObjective.byteLength, 4 * classes, choice],
    adding: (entries, reportPart) => ['addTable', choice, choice + reports * ITEM, entries, 4 * classes, reportPart],
  };
}

/** Any scheme but `breakpoints`: every report against every class, O(R C). */
export function createOutcomes(bench: Workbench, parameters: InterimParameters, mechanism: InterimMechanism, view: ClassView): Outcomes {
  const { classes, reports } = parameters;
  const { adding, choice, step } = createChooser(bench, parameters, mechanism, view);
  const reportPart = bench.reserve(reports * ITEM);
  const steps: Step[] = [step, ['lookUp', choice, choice + reports * ITEM, view.reportPart, reportPart]];
  const table = reportTable(mechanism);
  if (table) steps.push(adding(bench.put(table), reportPart));
  if (pivotVaries(mechanism)) {
    const others = bench.put(mechanism.reportOthers);
    steps.push(['pivots', view.others, others, others + mechanism.reportOthers.byteLength, 4 * classes, reportPart]);
  }
  return { choice, reportPart, steps };
}

/** Insured: B(r) = base payoff of type r who reports r, less her own value of the class that she ends in. `base`: its choice and parts. */
export function createInsuredOutcomes(
  bench: Workbench,
  parameters: InterimParameters,
  view: ClassView,
  base: Pick<Outcomes, 'choice' | 'reportPart'>,
): Outcomes {
  const { classes, mechanism, reports, typeValue } = parameters;
  const { adding, choice, step } = createChooser(bench, parameters, mechanism, view);
  const { reportPart } = base;
  const value = bench.put(typeValue);
  const lessValue = bench.put(typeValue.map((x) => -x));
  return {
    choice,
    reportPart,
    steps: [['addTable', base.choice, base.choice + reports * ITEM, value, 4 * classes, reportPart], step, adding(lessValue, reportPart)],
  };
}

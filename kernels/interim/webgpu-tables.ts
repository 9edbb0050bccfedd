/** Tables of kernel `interim` on a GPU: one array of 32-bit words, header first. */
import type { Functional } from '../linear/positions.ts';
import { classOrder, type RowPool } from '../linear/pool.ts';
import { functionalWriter, ROWS_HEADER, TableWriter, writeRowTables } from '../linear/webgpu.ts';
import { groupShift, type InterimMechanism, type InterimParameters } from './spec.ts';

/**
 * Offsets of header words. A functional has two: offset and stride. `mechanism` and `base` begin records. From `classes` on: what the
 * program of pairs needs (webgpu-pairs.ts).
 */
export const HEADER = {
  rows: 0, order: ROWS_HEADER, begins: ROWS_HEADER + 1, typeValue: ROWS_HEADER + 2, ownValue: ROWS_HEADER + 3,
  valueStep: ROWS_HEADER + 5, paired: ROWS_HEADER + 6, mechanism: ROWS_HEADER + 7, base: ROWS_HEADER + 16,
  classes: ROWS_HEADER + 25, pairs: ROWS_HEADER + 26, groupSize: ROWS_HEADER + 27, groupShift: ROWS_HEADER + 28,
  groupsAt: ROWS_HEADER + 29, truthAt: ROWS_HEADER + 30, gainAt: ROWS_HEADER + 31, words: ROWS_HEADER + 32,
} as const;
/** Offsets of a mechanism's words. `externality`: whether reports enter the others' welfare; `lines`: where they begin, see `linesOf`. */
export const MECHANISM = { transfer: 0, objective: 1, others: 3, reportObjective: 5, reportOthers: 6, externality: 7, lines: 8 } as const;
export const TRANSFER_CODES = { none: 0, table: 1, groves: 2, vcg: 3, breakpoints: 4 } as const;

/** Every functional of the parameters. */
export const functionalsOf = ({ base, mechanism, ownValue }: InterimParameters): Functional[] =>
  [ownValue, ...[mechanism, ...(base ? [base] : [])].flatMap(({ objective, othersWelfare }) => [objective, othersWelfare])];

/** Words of classes' objectives along the reports' line: class, value at report 0, step; by rising step, equal ones by class. */
export const LINE_WORDS = 3;
const linesOf = (start: Int32Array, step: Int32Array): number[] =>
  Array.from(start.keys()).sort((a, b) => step[a]! - step[b]! || a - b).flatMap((c) => [c, start[c]!, step[c]!]);

/** Groups of profiles in the scratch, and where they and what comes of them begin. */
export interface GroupPlaces {
  readonly groupsAt: number;
  readonly truthAt: number;
  readonly gainAt: number;
}

export function buildInterimTables(parameters: InterimParameters, pool: RowPool, { groupsAt, truthAt, gainAt }: GroupPlaces): Int32Array {
  const { base, classOf, classes, coordinates, groupSize, line, mechanism, ownValue, paired, typeValue } = parameters;
  const writer = new TableWriter();
  const header = writer.reserve(HEADER.words);
  writeRowTables(writer, header + HEADER.rows, coordinates, pool);
  const write = functionalWriter(writer);
  const record = (
    { transfer, objective, othersWelfare, reportObjective, reportOthers, transferTable }: InterimMechanism, start?: Int32Array,
    step?: Int32Array,
  ): number[] => [
    TRANSFER_CODES[transfer],
    ...write(pool.pooled(objective)),
    ...write(pool.pooled(othersWelfare)),
    writer.append(reportObjective),
    // A scheme `table` needs no welfare of others: its payments stand there instead.
    writer.append(transfer === 'table' ? transferTable! : reportOthers),
    reportOthers.some((entry) => entry !== 0) ? 1 : 0,
    start && step ? writer.append(linesOf(start, step)) : 0,
  ];
  const { order, begins } = classOrder(classOf, classes);
  writer.set(header + HEADER.order, [
    writer.append(order), writer.append(begins), writer.append(typeValue), ...write(pool.pooled(ownValue)),
    writer.append(line?.valueStep ?? []), writer.append(paired),
  ]);
  writer.set(header + HEADER.classes, [classes, paired.length, groupSize, groupShift(groupSize), groupsAt, truthAt, gainAt]);
  writer.set(header + HEADER.mechanism, record(mechanism, line?.objectiveStart, line?.objectiveStep));
  if (base) writer.set(header + HEADER.base, record(base, line?.baseObjectiveStart, line?.baseObjectiveStep));
  return writer.finish();
}

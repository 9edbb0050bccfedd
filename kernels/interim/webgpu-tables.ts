/** Tables of kernel `interim` on a GPU: one array of 32-bit words, header first. */
import type { Functional } from '../linear/positions.ts';
import { classOrder, type RowPool } from '../linear/pool.ts';
import { functionalWriter, ROWS_HEADER, TableWriter, writeRowTables } from '../linear/webgpu.ts';
import type { InterimMechanism, InterimParameters } from './spec.ts';

/** Offsets of header words. A functional has two: offset and stride. `mechanism` and `base` begin records. */
export const HEADER = {
  rows: 0, order: ROWS_HEADER, begins: ROWS_HEADER + 1, typeValue: ROWS_HEADER + 2, ownValue: ROWS_HEADER + 3,
  valueStep: ROWS_HEADER + 5, paired: ROWS_HEADER + 6, mechanism: ROWS_HEADER + 7, base: ROWS_HEADER + 15,
} as const;
/** Offsets of a mechanism's words. `externality`: whether reports enter the others' welfare. */
export const MECHANISM = { transfer: 0, objective: 1, others: 3, reportObjective: 5, reportOthers: 6, externality: 7 } as const;
const MECHANISM_WORDS = 8;
export const TRANSFER_CODES = { none: 0, table: 1, groves: 2, vcg: 3, breakpoints: 4 } as const;

/** Every functional of the parameters. */
export const functionalsOf = ({ base, mechanism, ownValue }: InterimParameters): Functional[] =>
  [ownValue, ...[mechanism, ...(base ? [base] : [])].flatMap(({ objective, othersWelfare }) => [objective, othersWelfare])];

export function buildInterimTables(parameters: InterimParameters, pool: RowPool): Int32Array {
  const { base, classOf, classes, coordinates, line, mechanism, ownValue, paired, typeValue } = parameters;
  const writer = new TableWriter();
  const header = writer.reserve(HEADER.base + MECHANISM_WORDS);
  writeRowTables(writer, header + HEADER.rows, coordinates, pool);
  const write = functionalWriter(writer);
  const record = ({ transfer, objective, othersWelfare, reportObjective, reportOthers, transferTable }: InterimMechanism): number[] => [
    TRANSFER_CODES[transfer],
    ...write(pool.pooled(objective)),
    ...write(pool.pooled(othersWelfare)),
    writer.append(reportObjective),
    // A scheme `table` needs no welfare of others: its payments stand there instead.
    writer.append(transfer === 'table' ? transferTable! : reportOthers),
    reportOthers.some((entry) => entry !== 0) ? 1 : 0,
  ];
  const { order, begins } = classOrder(classOf, classes);
  writer.set(header + HEADER.order, [
    writer.append(order), writer.append(begins), writer.append(typeValue), ...write(pool.pooled(ownValue)),
    writer.append(line?.valueStep ?? []), writer.append(paired),
  ]);
  writer.set(header + HEADER.mechanism, record(mechanism));
  if (base) writer.set(header + HEADER.base, record(base));
  return writer.finish();
}

/** Tables of kernel `ex-post` on a GPU: one array of 32-bit words, header first. */
import { functionalWriter, ROWS_HEADER, TableWriter, writeRowTables } from '../linear/webgpu.ts';
import { classOrder, type RowPool } from '../linear/pool.ts';
import type { AuditedAgent, ExPostParameters } from './spec.ts';

/** Offsets of header words. A functional has two: offset and stride. */
export const HEADER = {
  rows: 0, objective: ROWS_HEADER, welfare: ROWS_HEADER + 2, alternatives: ROWS_HEADER + 4, agents: ROWS_HEADER + 5,
  records: ROWS_HEADER + 6, tolerance: ROWS_HEADER + 7,
} as const;
const HEADER_WORDS = ROWS_HEADER + 8;

/**
 * Offsets of an agent's words. `reports` is 0 where no deviations are looked at; `externality`: whether reports enter the others' welfare.
 */
export const AGENT = {
  transfer: 0, value: 1, welfare: 3,
  reports: 5, classes: 6, objective: 7, others: 9, ownValue: 11, ownSignal: 13,
  order: 15, begins: 16, reportObjective: 17, reportOthers: 18, externality: 19,
} as const;
export const AGENT_WORDS = 20;
export const TRANSFER_CODES = { none: 0, groves: 1, vcg: 2 } as const;

function agentRecord(
  writer: TableWriter,
  pool: RowPool,
  write: ReturnType<typeof functionalWriter>,
  { value, othersWelfare, transfer, deviations: d }: AuditedAgent,
): number[] {
  const truthful = [TRANSFER_CODES[transfer], ...write(pool.pooled(value)), ...write(pool.pooled(othersWelfare))];
  if (!d) return truthful;
  const { order, begins } = classOrder(d.classOf, d.classes);
  const functionals = [d.objective, d.othersWelfare, d.ownValue, d.ownSignal].flatMap((functional) => write(pool.pooled(functional)));
  const tables = [order, begins, d.reportObjective, d.reportOthers].map((table) => writer.append(table));
  return [...truthful, d.reports, d.classes, ...functionals, ...tables, d.reportOthers.some((entry) => entry !== 0) ? 1 : 0];
}

export function buildExPostTables(
  { agents, alternatives, coordinates, objective, tolerance, welfare }: ExPostParameters,
  pool: RowPool,
): Int32Array {
  const writer = new TableWriter();
  const header = writer.reserve(HEADER_WORDS);
  writeRowTables(writer, header + HEADER.rows, coordinates, pool);
  const write = functionalWriter(writer);
  const records = writer.reserve(AGENT_WORDS * agents.length);
  agents.forEach((agent, i) => writer.set(records + AGENT_WORDS * i, agentRecord(writer, pool, write, agent)));
  writer.set(
    header + HEADER.objective,
    [...write(pool.pooled(objective)), ...write(pool.pooled(welfare)), alternatives, agents.length, records, tolerance],
  );
  return writer.finish();
}

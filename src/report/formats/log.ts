/** log.jsonl: what the study noted as it went, one JSON object a line. */
import type { Format, LogEntry } from './format.ts';

/** A number that JSON lacks is written as a word rather than as null. */
const line = (entry: LogEntry): string =>
  `${JSON.stringify(entry, (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value))}\n`;

export const log: Format = { name: 'log', files: ({ log: entries }) => [{ path: 'log.jsonl', data: entries.map(line).join('') }] };

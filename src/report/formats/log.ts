/** log.jsonl: what the study noted as it went, one JSON object a line. */
import { statedOnce } from '../labels.ts';
import { named } from './json.ts';
import type { Format, LogEntry } from './format.ts';

/** A number that JSON lacks is written as a word rather than as null. */
const line = (entry: LogEntry): string =>
  `${JSON.stringify(entry, (_, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value))}\n`;

export const log: Format = {
  name: 'log',
  files: ({ document, log: entries }) => {
    const names = statedOnce(document);
    const shown = names.size === 0 ? entries : named(entries, names) as readonly LogEntry[];
    return [{ path: 'log.jsonl', data: shown.map(line).join('') }];
  },
};

/** `misreport ledger`: what a ledger holds, and room made in it. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT, InputError } from '../errors.ts';
import { count, truth } from '../input/scalar.ts';
import { quote } from '../input/quote.ts';
import { DEFAULT_LEDGER, describeStudy, isStillRun, unfinishedStudies } from '../library/ledger.ts';
import { readHead } from '../run/kept-file.ts';
import { filesOf, prune, type LedgerFile } from '../run/ledger-files.ts';
import { JSON_OPTION, type OptionSpec } from '../study/options.ts';
import { readCommandLine, readOption } from './command-line.ts';

const PRUNE: OptionSpec = { name: 'prune', schema: truth, group: 'Room', description: 'Remove what was not used for longest' };
const KEEP: OptionSpec<number> = {
  name: 'keep', schema: count(0, 2 ** 30), placeholder: 'MIB', group: 'Room', default: '0', description: 'Megabytes that --prune leaves',
};

interface Row {
  readonly what: string;
  readonly requests: number;
  readonly ranges: number;
  readonly profiles: number;
  readonly bytes: number;
}

/** By kernel or experiment, the largest first. */
function rowsOf(files: readonly LedgerFile[]): Row[] {
  const whole = files.filter(({ range }) => range !== undefined);
  const whatOf = new Map<string, string>();
  for (const { name, path } of whole) if (!whatOf.has(name)) whatOf.set(name, readHead(path)?.what ?? 'unreadable');
  return [...new Set(whatOf.values())].map((what) => {
    const own = whole.filter(({ name }) => whatOf.get(name) === what);
    return {
      what, requests: new Set(own.map(({ name }) => name)).size, ranges: own.length,
      profiles: own.reduce((sum, { range }) => sum + range!.count, 0), bytes: bytesOf(own),
    };
  }).sort((a, b) => b.bytes - a.bytes);
}

const bytesOf = (files: readonly LedgerFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

export async function ledger(argv: readonly string[]): Promise<number> {
  const line = await readCommandLine(argv, {
    name: 'ledger', usage: 'ledger [folder] [options]',
    description: 'Shows what a ledger keeps, and the studies that are unfinished. No result needs it: what is removed is drawn anew.',
    positionals: [{ name: 'folder', hint: 'a ledger', optional: true }],
    options: [PRUNE, KEEP, JSON_OPTION],
    examples: [['ledger', 'results/.ledger'], ['ledger results/.ledger --prune --keep 200', 'the 200 MiB that were used last']],
  });
  if (line === undefined) return EXIT.done;
  const [folder = DEFAULT_LEDGER] = line.positionals;
  if (!existsSync(folder)) throw new InputError('folder', `${quote(folder)} does not exist; runs of more than ten seconds begin a ledger`);
  if (!statSync(folder).isDirectory()) throw new InputError('folder', `${quote(folder)} is not a folder; give a ledger's`);
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw new InputError('folder', `${quote(folder)} cannot be read (${(error as NodeJS.ErrnoException).code}); give a ledger that can`);
  }
  if (line.texts.has('keep') && !line.switches.has('prune')) throw new InputError('--keep', 'says how much --prune leaves; give both');
  const path = resolve(folder);
  const removed = line.switches.has('prune') ? prune(filesOf(path), { bytesMax: readOption(line, KEEP) * 2 ** 20 }) : [];
  const files = filesOf(path);
  const kept = rowsOf(files);
  const bytes = bytesOf(files);
  const unfinished = unfinishedStudies(path).map((record) => ({ ...record, running: isStillRun(record) }));
  if (line.switches.has('json')) {
    const listing = { schema: 'misreport.ledger-listing/1', folder: path, bytes, removed: removed.length, kept, unfinished };
    process.stdout.write(`${JSON.stringify(listing, undefined, 2)}\n`);
    return EXIT.done;
  }
  const text = [
    ...(line.switches.has('prune') ? [`removed ${removed.length} files, ${mebibytes(bytesOf(removed))}`] : []),
    `${folder}: ${mebibytes(bytes)} in ${files.length} file${files.length === 1 ? '' : 's'}`,
    ...kept.map(({ what, requests, ranges, profiles, bytes: own }) =>
      `  ${what.padEnd(22)} ${requests} requests, ${ranges} ranges, ${profiles.toLocaleString('en')} profiles, ${mebibytes(own)}`),
    ...unfinished.map((record) => `  ${record.running ? 'running   ' : 'unfinished'} ${describeStudy(record)}`),
  ];
  process.stdout.write(`${text.join('\n')}\n`);
  return EXIT.done;
}

/** `misreport reproduce`: every numbered item of the papers, by the studies that show it. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { papers } from '../../papers/registry.ts';
import { EXIT, InputError } from '../errors.ts';
import { z } from 'zod';
import { makeFolder } from '../input/make-folder.ts';
import { quote } from '../input/quote.ts';
import { attempt, path, shown, someOf, truth } from '../input/scalar.ts';
import { chooseItems, type ListedItem } from '../library/reproduction/items.ts';
import { QUICK_PROFILES, studiesOf, type StudyOutcome } from '../library/reproduction/studies.ts';
import { STATUSES, verdictOf, type ItemStatus, type Verdict } from '../library/reproduction/verdicts.ts';
import { failureReason } from '../report/files.ts';
import { formatSeconds } from '../report/numbers.ts';
import { writeAside } from '../run/kept-file.ts';
import { JSON_OPTION, type OptionSpec } from '../study/options.ts';
import { packageRoot } from '../version.ts';
import { readCommandLine, readOption } from './command-line.ts';
import { listenForInterruption } from './interrupt.ts';
import { rowsOf } from './reproduce-pages.ts';

const GROUP = 'Output';
const OUT: OptionSpec<string> = {
  name: 'out', schema: path('a folder'), placeholder: 'DIR', group: GROUP, default: 'results/reproduction',
  description: 'Folder of the pages and of what was run',
};
const QUICK: OptionSpec<boolean> = {
  name: 'quick', schema: truth, group: 'Statistics', description: `Every study at no more than ${QUICK_PROFILES} profiles`,
};
const LIST: OptionSpec<boolean> = { name: 'list', schema: truth, group: GROUP, description: 'Lists items and verdicts, runs nothing' };
const STATUS: OptionSpec<readonly ItemStatus[]> = {
  name: 'status', schema: someOf(STATUSES), placeholder: 'LIST', group: GROUP,
  description: `With --list: only these, by commas, of ${STATUSES.join(', ')}`,
};
const PARTS_MAX = 10_000;
const PART: OptionSpec<readonly [number, number]> = {
  name: 'part', placeholder: 'K/N', group: 'Plan',
  description: 'Runs each N-th study only, from the K-th on; once all parts are done, a run without it gathers them',
  schema: z.unknown().transform((value, context) => attempt(context, (): readonly [number, number] => {
    const [, k, n] = /^(\d{1,5})\/(\d{1,5})$/.exec(String(value)) ?? [];
    if (k === undefined || Number(k) < 1 || Number(k) > Number(n) || Number(n) > PARTS_MAX) {
      throw new InputError('--part', `must be K/N with whole numbers, K from 1 to N and N at most ${PARTS_MAX}, got ${shown(value)}`);
    }
    return [Number(k) - 1, Number(n)];
  })),
};
const ACCEPT: OptionSpec<boolean> = {
  name: 'accept', schema: truth, group: 'Plan',
  description: 'Keeps the verdicts found as the expected ones, and what studies took (in a clone; all items)',
};

type Verdicts = Readonly<Record<string, ItemStatus>>;

const paperFile = (name: string): string => join(packageRoot, 'papers', name);
const readKept = <T>(file: string | undefined): Readonly<Record<string, T>> =>
  (file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, T>>);
/** Of a whole run where there is one. */
const keptFile = (kind: string, quick: boolean): string | undefined => (quick ? [] : [`${kind}.json`]).concat(`${kind}.quick.json`)
  .map(paperFile).find((file) => existsSync(file));

function listItems(items: readonly ListedItem[], expected: Verdicts, asked: readonly ItemStatus[], json: boolean): number {
  const rows = items.map(({ id, paper, item, kind }) => ({
    id, paper: paper.id, number: item.number, kind, status: expected[id] ?? 'undecided',
  })).filter(({ status }) => asked.includes(status));
  const wide = Math.max(0, ...rows.map(({ id }) => id.length));
  if (json) process.stdout.write(`${JSON.stringify({ schema: 'misreport.items/1', items: rows }, null, 2)}\n`);
  else for (const { id, status } of rows) process.stdout.write(`${id.padEnd(wide)}  ${status}\n`);
  return EXIT.done;
}

function printVerdicts(items: readonly ListedItem[], verdicts: readonly Verdict[], json: boolean): void {
  const wide = Math.max(0, ...verdicts.map(({ id }) => id.length));
  if (json) {
    const document = { schema: 'misreport.reproduction/1', items: rowsOf(items, verdicts) };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else for (const { id, status } of verdicts) process.stdout.write(`${id.padEnd(wide)}  ${status}\n`);
}

/** One line an item whose verdict is not the expected one; returns how many there are. */
function tellStrange(verdicts: readonly Verdict[], expected: Verdicts): number {
  const strange = verdicts.filter(({ id, status }) => expected[id] !== status);
  for (const { id, status, evidence } of strange) {
    const because = evidence.filter((one) => one.status !== 'pass')
      .map((one) => `${one.claim}: ${one.status}${one.status === 'missing' ? `, ${one.evidence}` : ''}`).join('; ');
    process.stderr.write(`misreport: ${id}: ${status}, ${expected[id] ?? 'nothing'} expected${because === '' ? '' : ` (${because})`}\n`);
  }
  return strange.length;
}

function accept(verdicts: readonly Verdict[], outcomes: ReadonlyMap<string, StudyOutcome>, quick: boolean): void {
  const lines = (entries: readonly (readonly [string, unknown])[]): Buffer =>
    Buffer.from(`{\n${entries.map(([key, value]) => ` ${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n')}\n}\n`);
  const ending = quick ? '.quick.json' : '.json';
  writeAside(paperFile(`verdicts${ending}`), lines(verdicts.map(({ id, status }) => [id, status])));
  const took = [...outcomes].map(([id, { seconds }]) => [id, Number(seconds.toPrecision(2))] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  writeAside(paperFile(`seconds${ending}`), lines(took));
}

function effortOf(quick: boolean, outcomes: ReadonlyMap<string, StudyOutcome>): string {
  const seconds = [...outcomes.values()].reduce((sum, outcome) => sum + outcome.seconds, 0);
  const how = quick ? `at no more than ${QUICK_PROFILES} profiles each` : 'at the precision that the commands have by themselves';
  return `${outcomes.size} studies, ${how}; together they took ${formatSeconds(seconds)}.`;
}

export async function reproduce(argv: readonly string[]): Promise<number> {
  const line = await readCommandLine(argv, {
    name: 'reproduce', usage: 'reproduce [item] [options]',
    description: 'Runs what shows the numbered items of the papers, each study once, and says of every item whether it holds.',
    positionals: [{ name: 'item', hint: 'a paper, such as song22, or an item, such as jm01:figure-1', optional: true }],
    options: [
      QUICK, LIST, STATUS, OUT, JSON_OPTION, { name: 'quiet', schema: truth, group: GROUP, description: 'No progress' }, PART, ACCEPT,
    ],
    examples: [
      ['reproduce --quick', 'every item, at few profiles'], ['reproduce jm01', 'the items of a paper'],
      ['reproduce --list --status corrected', 'which items hold with a correction'],
    ],
  });
  if (line === undefined) return EXIT.done;
  const items = chooseItems(papers, line.positionals[0]);
  const [quick, json, quiet, accepts] = ['quick', 'json', 'quiet', 'accept'].map((name) => line.switches.has(name)) as
    [boolean, boolean, boolean, boolean];
  if (line.texts.has('status') && !line.switches.has('list')) throw new InputError('--status', 'goes with --list');
  if (accepts && (line.positionals[0] !== undefined || line.texts.has('part'))) {
    throw new InputError('--accept', 'is for all items at once');
  }
  const expected = readKept<ItemStatus>(keptFile('verdicts', quick));
  if (line.switches.has('list')) {
    return listItems(items, expected, line.texts.has('status') ? readOption(line, STATUS) : STATUSES, json);
  }
  const folder = readOption(line, OUT);
  requireFolder(folder);
  const shard = line.texts.has('part') ? readOption(line, PART) : [0, 1] as const;
  // Loaded before anything can be interrupted.
  const { runStudies } = await import('./reproduce-studies.ts');
  const { writePages } = await import('./reproduce-pages.ts');
  const interruption = listenForInterruption((words) => void process.stderr.write(words), () => undefined);
  let outcomes: ReadonlyMap<string, StudyOutcome>;
  try {
    outcomes = await runStudies(studiesOf(items), {
      folder, profiles: quick ? QUICK_PROFILES : undefined, quiet, seconds: readKept<number>(keptFile('seconds', quick)), shard,
      interruption,
    });
  } finally {
    interruption.release();
  }
  if (shard[1] > 1) {
    process.stderr.write(`part ${shard[0] + 1} of ${shard[1]} ${interruption.signal.aborted ? 'was interrupted' : 'is done'}\n`);
    return interruption.signal.aborted ? EXIT.incomplete : EXIT.done;
  }
  // Pages of what is there so far would take seconds, and might replace more by less.
  if (interruption.signal.aborted) {
    process.stderr.write(`interrupted: finished studies are kept in ${folder}, and the same command goes on from there; no pages yet\n`);
    return EXIT.incomplete;
  }
  const verdicts = items.map((item) => verdictOf(item, outcomes));
  await writePages({ items, verdicts, expected, outcomes, folder, effort: effortOf(quick, outcomes) });
  printVerdicts(items, verdicts, json);
  if (accepts) accept(verdicts, outcomes, quick);
  const strange = tellStrange(verdicts, accepts ? readKept<ItemStatus>(keptFile('verdicts', quick)) : expected);
  process.stderr.write(`pages in ${folder}\n`);
  return strange === 0 ? EXIT.done : EXIT.failed;
}

/** Makes the folder. Throws InputError naming `--out` where it is none or cannot be written to, before anything is computed. */
function requireFolder(folder: string): void {
  const probe = join(folder, `.misreport-${process.pid}`);
  try {
    makeFolder(resolve(folder));
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new InputError('--out', `${quote(folder)} cannot be used: ${failureReason(error)}; give a folder, new or not`);
  }
}

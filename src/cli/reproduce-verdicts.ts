/** Verdicts of a reproduction: those that are expected, those that were found, and where they differ. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../errors.ts';
import type { ListedItem } from '../library/reproduction/items.ts';
import { QUICK_PROFILES, type StudyOutcome } from '../library/reproduction/studies.ts';
import { verdictOf, type ItemStatus, type Verdict } from '../library/reproduction/verdicts.ts';
import { formatSeconds } from '../report/numbers.ts';
import { writeAside } from '../run/kept-file.ts';
import { packageRoot } from '../version.ts';
import type { ReproductionLine } from './reproduce-line.ts';

type Verdicts = Readonly<Record<string, ItemStatus>>;

const paperFile = (name: string): string => join(packageRoot, 'papers', name);

/** `papers/<kind>.json` of a whole run where there is one, else of a quick one. */
export function readKept<T>(kind: 'verdicts' | 'seconds', quick: boolean): Readonly<Record<string, T>> {
  const file = (quick ? [] : [`${kind}.json`]).concat(`${kind}.quick.json`).map(paperFile).find((one) => existsSync(one));
  return file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, T>>;
}

export function listItems({ items, json, listed = [], profiles }: ReproductionLine): number {
  const expected = readKept<ItemStatus>('verdicts', profiles !== undefined);
  const rows = items.map(({ id, paper, item, kind }) => ({
    id, paper: paper.id, number: item.number, kind, status: expected[id] ?? 'undecided',
  })).filter(({ status }) => listed.includes(status));
  const wide = Math.max(0, ...rows.map(({ id }) => id.length));
  if (json) process.stdout.write(`${JSON.stringify({ schema: 'misreport.items/1', items: rows }, null, 2)}\n`);
  else for (const { id, status } of rows) process.stdout.write(`${id.padEnd(wide)}  ${status}\n`);
  return EXIT.done;
}

/** As they are printed and written as JSON. */
export const rowsOf = (items: readonly ListedItem[], verdicts: readonly Verdict[]) => items.map(({ id, paper, item, kind }, i) => ({
  id, paper: paper.id, number: item.number, kind, place: item.place, says: item.says, ours: item.ours === true, status: verdicts[i]!.status,
  evidence: verdicts[i]!.evidence,
}));

function printVerdicts(items: readonly ListedItem[], verdicts: readonly Verdict[], json: boolean): void {
  const wide = Math.max(0, ...verdicts.map(({ id }) => id.length));
  if (json) {
    const document = { schema: 'misreport.reproduction/1', items: rowsOf(items, verdicts) };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else for (const { id, status } of verdicts) process.stdout.write(`${id.padEnd(wide)}  ${status}\n`);
}

/** One line an item whose verdict is not the expected one, or that is undecided; returns how many are not. */
function tellStrange(verdicts: readonly Verdict[], expected: Verdicts): number {
  const told = verdicts.filter(({ id, status }) => expected[id] !== status || status === 'undecided');
  for (const { id, status, evidence } of told) {
    const because = evidence.filter((one) => one.status !== 'pass').map(({ claim, status: found, evidence: text, decidedBy }) =>
      `${claim}: ${found}${found === 'missing' ? `, ${text}` : ''}${decidedBy === undefined ? '' : `, ${decidedBy}`}`).join('; ');
    const other = expected[id] === status ? '' : `, ${expected[id] ?? 'nothing'} expected`;
    process.stderr.write(`misreport: ${id}: ${status}${other}${because === '' ? '' : ` (${because})`}\n`);
  }
  return verdicts.filter(({ id, status }) => expected[id] !== status).length;
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
  const how = quick ? `at no more than ${QUICK_PROFILES} profiles each, or as many as decide it`
    : 'at the precision that the commands have by themselves';
  return `${outcomes.size} studies, ${how}; together they took ${formatSeconds(seconds)}.`;
}

/** Writes the pages and tells the verdicts; the exit code. `studies`: where what was run is kept. */
export async function conclude(
  { items, profiles, out, json, accepts }: ReproductionLine, outcomes: ReadonlyMap<string, StudyOutcome>, studies: string,
): Promise<number> {
  const { writePages } = await import('./reproduce-pages.ts');
  const quick = profiles !== undefined;
  const verdicts = items.map((item) => verdictOf(item, outcomes));
  const before = readKept<ItemStatus>('verdicts', quick);
  await writePages({
    items, verdicts, expected: before, outcomes, folder: out, studies, effort: effortOf(quick, outcomes), rows: rowsOf(items, verdicts),
  });
  printVerdicts(items, verdicts, json);
  if (accepts) accept(verdicts, outcomes, quick);
  const strange = tellStrange(verdicts, accepts ? readKept<ItemStatus>('verdicts', quick) : before);
  const failed = [...outcomes.values()].some(({ error }) => error !== undefined);
  process.stderr.write(`pages in ${out}\n`);
  return strange === 0 && !failed ? EXIT.done : EXIT.failed;
}

/** `misreport reproduce`: every numbered item of the papers, by the studies that show it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { papers } from '../../papers/registry.ts';
import { reproductionPages } from '../report/reproduction.ts';
import { writeAside } from '../run/kept-file.ts';
import { EXIT, InputError } from '../errors.ts';
import {
  chooseItems, commandOf, keptStudies, QUICK_PROFILES, SEED, STATUSES, studiesOf, verdictOf, type ItemStatus, type ListedItem,
  type StudyOutcome, type Verdict, type WantedStudy,
} from '../library/reproduction.ts';
import { path, someOf, truth } from '../input/scalar.ts';
import { JSON_OPTION, type OptionSpec } from '../study/options.ts';
import { packageRoot, packageVersion } from '../version.ts';
import { readCommandLine, readOption } from './command-line.ts';
import { listenForInterruption, type Interruption } from './interrupt.ts';

const OUT: OptionSpec<string> = {
  name: 'out', schema: path('a folder'), placeholder: 'DIR', group: 'Output', default: 'results/reproduction',
  description: 'Folder of the pages and of what was run',
};
const QUICK: OptionSpec<boolean> = {
  name: 'quick', schema: truth, group: 'Statistics', description: `Every study at ${QUICK_PROFILES} profiles`,
};
const LIST: OptionSpec<boolean> = { name: 'list', schema: truth, group: 'Output', description: 'Lists items and verdicts, runs nothing' };
const STATUS: OptionSpec<readonly ItemStatus[]> = {
  name: 'status', schema: someOf(STATUSES), placeholder: 'LIST', group: 'Output',
  description: `With --list: only these, by commas, of ${STATUSES.join(', ')}`,
};

type Verdicts = Readonly<Record<string, ItemStatus>>;

/** The verdicts that stand in the repository, by item; those of the quick run where a whole one has not been kept. */
function expectedVerdicts(quick: boolean): Verdicts {
  const files = (quick ? [] : ['verdicts.json']).concat('verdicts.quick.json').map((name) => join(packageRoot, 'papers', name));
  const file = files.find((name) => existsSync(name));
  return file === undefined ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Verdicts);
}

function listItems(items: readonly ListedItem[], expected: Verdicts, asked: readonly ItemStatus[], json: boolean): number {
  const rows = items.map(({ id, paper, item, kind }) => ({
    id, paper: paper.id, number: item.number, kind, status: expected[id] ?? 'undecided',
  })).filter(({ status }) => asked.includes(status));
  if (json) process.stdout.write(`${JSON.stringify({ schema: 'misreport.items/1', items: rows }, null, 2)}\n`);
  else for (const { id, status } of rows) process.stdout.write(`${id.padEnd(28)}  ${status}\n`);
  return EXIT.done;
}

/** One study by the library's call, or what kept it from running. */
async function runOne(
  { showing: { scenario, command, values } }: WantedStudy, how: StudyEffort,
): Promise<Pick<StudyOutcome, 'claims' | 'verdicts' | 'error'>> {
  const { study } = await import('../library/study.ts');
  try {
    const document = await study(
      {
        ...values, scenario, command: command ?? 'run', seed: SEED, ...(how.profiles === undefined ? {} : { profiles: how.profiles }),
      },
      { device: how.device, signal: how.signal, onProgress: (stage, share) => how.onProgress(stage, share) },
    );
    return {
      claims: document.complete ? document.claims : [], verdicts: document.complete ? document.verdicts : [],
      ...(document.complete ? {} : { error: 'was interrupted' }),
    };
  } catch (error) {
    return { claims: [], verdicts: [], error: error instanceof Error ? error.message.split('\n')[0]! : String(error) };
  }
}

interface StudyEffort {
  readonly profiles: number | undefined;
  readonly device: import('../engine/device.ts').Device;
  readonly signal: AbortSignal;
  onProgress(stage: string, share: number): void;
}

/** Runs what the folder does not have; undefined entries where the run was stopped. */
async function runStudies(
  wanted: readonly WantedStudy[], folder: string, profiles: number | undefined, quiet: boolean, { signal }: Interruption,
): Promise<ReadonlyMap<string, StudyOutcome>> {
  const { openDevice } = await import('../engine/open-device.ts');
  const { createProgress } = await import('../report/terminal/progress.ts');
  const version = packageVersion();
  const kept = keptStudies(folder, version);
  const outcomes = new Map<string, StudyOutcome>();
  const device = await openDevice({ device: 'auto' });
  const progress = createProgress({ stream: process.stderr, quiet });
  try {
    for (const [at, one] of wanted.entries()) {
      if (signal.aborted) break;
      const command = commandOf(one, profiles);
      const known = kept.read(one.id, command);
      const start = Date.now();
      const update = (stage: string, share: number): void =>
        void (signal.aborted || progress.update(`${one.showing.scenario}: ${stage}`, (at + share) / wanted.length));
      const outcome = known ?? {
        command, version, ...await runOne(one, { profiles, device, signal, onProgress: update }), seconds: (Date.now() - start) / 1000,
      };
      if (signal.aborted) break;
      outcomes.set(one.id, outcome);
      if (known === undefined && outcome.error === undefined) kept.write(one.id, outcome);
      update('done', 1);
    }
  } finally {
    progress.stop();
    await device.close();
  }
  return outcomes;
}

/** What is said beside the verdict; undefined where there is nothing to say. */
function remarkOf({ correction, fails, notComputable }: ListedItem['item']): string | undefined {
  const parts = [
    ...(notComputable === undefined ? [] : [`Not computable: ${notComputable}.`]),
    ...(correction === undefined ? [] : [`${notComputable === undefined ? 'Holds' : 'To be read'} ${correction}.`]),
    ...(fails === undefined ? [] : [`Fails: ${fails}.`]),
  ];
  return parts.length === 0 ? undefined : parts.join(' ');
}

function writePages(items: readonly ListedItem[], verdicts: readonly Verdict[], expected: Verdicts, folder: string): void {
  const shown = papers.filter((paper) => items.some((item) => item.paper === paper)).map((paper) => ({
    id: paper.id, title: paper.title, authors: paper.authors,
    items: items.flatMap((listed, i) => (listed.paper !== paper ? [] : [{
      id: listed.id, number: listed.item.number, place: listed.item.place, says: listed.item.says, status: verdicts[i]!.status,
      expected: expected[listed.id],
      remark: remarkOf(listed.item),
      evidence: verdicts[i]!.evidence,
    }])),
  }));
  for (const [name, html] of reproductionPages(shown)) writeAside(join(folder, name), Buffer.from(html));
  writeAside(
    join(folder, 'items.json'),
    Buffer.from(`${JSON.stringify({ schema: 'misreport.reproduction/1', items: rowsOf(items, verdicts) }, null, 2)}\n`),
  );
}

const rowsOf = (items: readonly ListedItem[], verdicts: readonly Verdict[]) => items.map(({ id, paper, item, kind }, i) => ({
  id, paper: paper.id, number: item.number, kind, says: item.says, status: verdicts[i]!.status, evidence: verdicts[i]!.evidence,
}));

export async function reproduce(argv: readonly string[]): Promise<number> {
  const line = await readCommandLine(argv, {
    name: 'reproduce', usage: 'reproduce [item] [options]',
    description: 'Runs what shows the numbered items of the papers, each study once, and says of every item whether it holds.',
    positionals: [{ name: 'item', hint: 'a paper, such as song22, or an item, such as jm01:figure-1', optional: true }],
    options: [QUICK, LIST, STATUS, OUT, JSON_OPTION, { name: 'quiet', schema: truth, group: 'Output', description: 'No progress' }],
    examples: [
      ['reproduce --quick', 'every item, at few profiles'], ['reproduce jm01', 'the items of a paper'],
      ['reproduce --list --status corrected', 'which items hold with a correction'],
    ],
  });
  if (line === undefined) return EXIT.done;
  const items = chooseItems(papers, line.positionals[0]);
  const quick = line.switches.has('quick');
  const json = line.switches.has('json');
  if (line.texts.has('status') && !line.switches.has('list')) throw new InputError('--status', 'goes with --list');
  const expected = expectedVerdicts(quick);
  if (line.switches.has('list')) {
    return listItems(items, expected, line.texts.has('status') ? readOption(line, STATUS) : STATUSES, json);
  }
  const folder = readOption(line, OUT);
  const interruption = listenForInterruption((words) => void process.stderr.write(words), () => undefined);
  let outcomes: ReadonlyMap<string, StudyOutcome>;
  const wanted = studiesOf(items);
  try {
    outcomes = await runStudies(wanted, folder, quick ? QUICK_PROFILES : undefined, line.switches.has('quiet'), interruption);
  } finally {
    interruption.release();
  }
  const verdicts = items.map((item) => verdictOf(item, outcomes));
  writePages(items, verdicts, expected, folder);
  if (json) process.stdout.write(`${JSON.stringify({ schema: 'misreport.reproduction/1', items: rowsOf(items, verdicts) }, null, 2)}\n`);
  else for (const { id, status } of verdicts) process.stdout.write(`${id.padEnd(28)}  ${status}\n`);
  const strange = verdicts.filter(({ id, status }) => expected[id] !== status);
  for (const { id, status, evidence } of strange) {
    const because = evidence.filter((one) => one.status !== 'pass').map((one) => `${one.claim}: ${one.status}`).join(', ');
    process.stderr.write(`misreport: ${id}: ${status}, ${expected[id] ?? 'nothing'} expected${because === '' ? '' : ` (${because})`}\n`);
  }
  process.stderr.write(`pages in ${folder}\n`);
  if (interruption.signal.aborted) return EXIT.incomplete;
  return strange.length === 0 ? EXIT.done : EXIT.failed;
}

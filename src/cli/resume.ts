/** `misreport resume`: goes on with a study that a ledger has as unfinished. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DEFAULT_LEDGER, describeStudy, isStillRun, unfinishedStudies, type StudyRecord } from '../library/ledger.ts';
import { quote } from '../input/quote.ts';
import { EXIT, InputError } from '../errors.ts';
import { readCommandLine } from './command-line.ts';
import { studyCommand } from './study-command.ts';
import { notedSpec } from './study-specs.ts';

/** Where a folder's ledger may be: it is one, it holds one, one lies beside it, or the one that all runs share. */
const ledgersOf = (folder: string): string[] =>
  [folder, join(folder, '.ledger'), join(dirname(folder), '.ledger'), resolve(DEFAULT_LEDGER)].filter((path, at, all) =>
    all.indexOf(path) === at && existsSync(join(path, 'studies')));

function chooseStudy(given: string, hash: string | undefined): StudyRecord {
  const folder = resolve(given);
  if (!existsSync(folder)) throw new InputError('folder', `${quote(given)} does not exist; give a ledger, or the folder of results`);
  const ledgers = ledgersOf(folder);
  const ofFolder = ledgers.flatMap(unfinishedStudies).filter(({ out }) => out === folder);
  const asked = ofFolder.length > 0 ? ofFolder : unfinishedStudies(ledgers[0] ?? folder);
  const found = hash === undefined ? asked : asked.filter(({ configHash }) => configHash.startsWith(hash));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const all = found.map(describeStudy).join('; ');
    throw new InputError('study', `${found.length} studies are unfinished; name one by its first letters: ${all}`);
  }
  throw new InputError('folder', `no ${hash === undefined ? '' : `such `}study is unfinished in ${quote(given)}`);
}

export async function resume(argv: readonly string[]): Promise<number> {
  const line = await readCommandLine(argv, {
    name: 'resume', usage: 'resume [folder] [study]',
    description: 'Goes on with a study that was killed or interrupted: the same command in the same folder, on what its ledger has.',
    positionals: [
      { name: 'folder', hint: 'a ledger, or the folder of results', optional: true },
      { name: 'study', hint: 'the beginning of its hash, where several are unfinished', optional: true },
    ],
    options: [],
    examples: [
      ['resume', 'the one unfinished study of results/.ledger'],
      ['resume results/rate-double-auction-1a2b3c4d', 'the study that was to write this folder'],
    ],
  });
  if (line === undefined) return EXIT.done;
  const [folder = DEFAULT_LEDGER, hash] = line.positionals;
  const record = chooseStudy(folder, hash);
  if (isStillRun(record)) throw new InputError('study', `process ${record.pid} is still at it (${describeStudy(record)})`);
  const [command = '', ...rest] = record.argv;
  const spec = notedSpec(command);
  try {
    process.chdir(record.cwd);
  } catch {
    throw new InputError('study', `its folder ${quote(record.cwd)} is gone; run it from elsewhere: misreport ${record.argv.join(' ')}`);
  }
  process.stderr.write(`misreport ${record.argv.join(' ')}\n`);
  return studyCommand(rest, spec);
}

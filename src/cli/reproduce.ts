/** `misreport reproduce`: every numbered item of the papers, by the studies that show it. */
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT, InputError } from '../errors.ts';
import { makeFolder } from '../input/make-folder.ts';
import { quote } from '../input/quote.ts';
import { STUDIES, type StudyOutcome } from '../library/reproduction/studies.ts';
import { failureReason } from '../report/files.ts';
import { MARK } from '../report/reproduction/site.ts';
import { listenForInterruption } from './interrupt.ts';
import { readReproduction } from './reproduce-line.ts';
import { conclude, listItems, readKept } from './reproduce-verdicts.ts';

export async function reproduce(argv: readonly string[]): Promise<number> {
  const line = await readReproduction(argv);
  if (line === undefined) return EXIT.done;
  if (line.listed !== undefined) return listItems(line);
  const { out, studies, profiles, quiet } = line;
  requireFolder(out);
  // Loaded before anything can be interrupted.
  const { runStudies } = await import('./reproduce-studies.ts');
  const interruption = listenForInterruption((words) => void process.stderr.write(words), () => undefined);
  let outcomes: ReadonlyMap<string, StudyOutcome>;
  try {
    outcomes = await runStudies(studies, {
      folder: out, profiles, quiet, seconds: readKept<number>('seconds', profiles !== undefined), signal: interruption.signal,
    });
  } finally {
    interruption.release();
  }
  // Pages of what is there so far would take seconds, and might replace more by less.
  if (interruption.signal.aborted) {
    process.stderr.write(`interrupted: finished studies are kept in ${out}, and the same command goes on from there; no pages yet\n`);
    return EXIT.incomplete;
  }
  return conclude(line, outcomes, out);
}

/**
 * Makes the folder. Throws InputError naming `--out` where it is none, holds anything but an earlier reproduction, or cannot be written to,
 * before anything is computed.
 */
export function requireFolder(folder: string): void {
  const probe = join(folder, `.misreport-${process.pid}`);
  try {
    makeFolder(resolve(folder));
    const [foreign] = readdirSync(folder).filter((name) => !name.startsWith('.')).sort();
    if (foreign !== undefined && ![STUDIES, MARK].some((name) => existsSync(join(folder, name)))) {
      throw new InputError('--out', `${quote(folder)} holds other files, e.g. ${foreign}; accepted are a new folder, an empty one, or one `
        + 'of an earlier reproduction');
    }
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('--out', `${quote(folder)} cannot be used: ${failureReason(error)}; give a folder, new or not`);
  }
}

/** The command that made a folder of results, as a replicator runs it: in a folder of its own, with the files that it reads beside it. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Replication } from '../report/formats/format.ts';
import { isScenarioPath } from '../library/scenario-file.ts';
import { isStudyFile } from './study-file.ts';

/** Switches that say where results go, on which machine and how much is said: a replicator's own business. */
const WITH_VALUE = ['--out', '--ledger', '--ledger-size', '--workers'];
const ALONE = ['--no-ledger', '--quiet', '--json', '--no-curves', '--debug'];

/** Words of the line without those switches. */
function essential(argv: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (WITH_VALUE.includes(word)) i++;
    else if (!ALONE.includes(word) && !WITH_VALUE.some((name) => word.startsWith(`${name}=`))) kept.push(word);
  }
  return kept;
}

const isFile = (text: string): boolean => isStudyFile(text) || isScenarioPath(text);

/** `argv`: the whole line. Files that it names are copied under their base names; `others`: files that those name in turn. */
export async function replicationOf(argv: readonly string[], others: readonly (string | undefined)[]): Promise<Replication> {
  const command = essential(argv);
  const named = command.map((word) => word.replace(/^--config=/, '')).filter((word, i) => i > 0 && isFile(word));
  const paths = [...new Set([...named, ...others.filter((path) => path !== undefined)])];
  const inputs = await Promise.all(paths.map(async (path) => ({ path: basename(path), data: await readFile(path) })));
  const beside = (word: string): string => {
    const path = word.replace(/^--config=/, '');
    return paths.includes(path) ? word.replace(path, `./${basename(path)}`) : word;
  };
  return { command: command.map(beside), inputs };
}

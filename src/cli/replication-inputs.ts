/** The command that made a folder of results, as a replicator runs it: in a folder of its own, with the files that it reads beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { filesOfLaw } from '../distributions/empirical.ts';
import { InputError } from '../errors.ts';
import { quote } from '../input/quote.ts';
import { userFilesRead } from '../input/user-file.ts';
import { filesBehind } from '../library/floating-point.ts';
import type { Replication } from '../report/formats/format.ts';
import type { ParameterValues } from '../study/scenario.ts';

/** Switches that say where results go, on which machine and how much is said: a replicator's own business. */
const WITH_VALUE = ['--out', '--ledger', '--ledger-size', '--workers', '--proofs'];
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

/** The path from the folder that the process runs in; undefined where it leaves that folder. */
function withinFolder(path: string): string | undefined {
  const inside = relative(process.cwd(), resolve(path));
  return inside.startsWith('..') || isAbsolute(inside) ? undefined : inside;
}

/** The deepest folder that holds all of them. */
function commonFolder(paths: readonly string[]): string {
  const holds = (folder: string): boolean => paths.every((path) => path.startsWith(folder.endsWith(sep) ? folder : folder + sep));
  let folder = dirname(paths[0]!);
  while (!holds(folder)) folder = dirname(folder);
  return folder;
}

/**
 * A law of data carries its path in its text, so in the hash of the configuration: the same bytes come out only where the copy has the
 * path that was given. Throws InputError where a folder of copies cannot give it that.
 */
export function requireReplicable(points: readonly ParameterValues[]): void {
  for (const file of new Set(points.flatMap((values) => Object.values(values).flatMap((value) => filesOfLaw(String(value)))))) {
    if (isAbsolute(file) || withinFolder(file) === undefined) {
      throw new InputError('format', `replication needs the data of a law under a path within the folder that the command runs in, got `
        + `${quote(file)}; go to the folder of the data and name the file from there`);
    }
  }
}

/**
 * `argv`: the whole line. Copied are the files that users named in this process and what scripts among them stand on: at their paths
 * where these lie in the folder that the command runs in, else as they lie beside each other.
 */
export function replicationOf(argv: readonly string[], read: readonly string[] = userFilesRead()): Replication {
  const paths = [...new Set(read.filter((path) => existsSync(path)).flatMap((path) => filesBehind(path)))];
  const outside = paths.filter((path) => withinFolder(path) === undefined);
  const folder = outside.length > 0 ? commonFolder(outside) : process.cwd();
  const placed = (path: string): string => (withinFolder(path) ?? relative(folder, path)).split(sep).join('/');
  const beside = (word: string): string => {
    const [, option, path] = /^(--[\w-]+=)?(.*)$/s.exec(word)!;
    return path !== '' && paths.includes(resolve(path!)) ? `${option ?? ''}./${placed(resolve(path!))}` : word;
  };
  const inputs = paths.map((path) => ({ path: placed(path), data: readFileSync(path) }));
  return { command: essential(argv).map(beside), inputs };
}

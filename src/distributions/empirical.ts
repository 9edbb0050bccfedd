/**
 * empirical(FILE.csv,COLUMN): the sample in a column of a CSV file with a header, every value as likely as often it occurs.
 * empirical(FILE.csv,COLUMN,smoothed): a density instead, its quantiles linear between the different values at their mean ranks.
 * The canonical text ends with the file's hash, so that equal texts are equal laws; where it is given, another file is refused.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { InputError } from '../errors.ts';
import { readUserFile, textOf } from '../input/user-file.ts';
import { discreteLaw, requireApart } from './discrete.ts';
import type { Distribution } from './distribution.ts';
import { finiteNumber, requireInterval, type Family } from './family.ts';
import { piecewiseLinearLaw } from './piecewise-linear.ts';

const HASH_LETTERS = 16;
const MEBIBYTES_MAX = 256;
/** Different values that double auctions can keep apart. */
const VALUES_MAX = 1024;

function contents(file: string): { readonly lines: readonly string[]; readonly hash: string } {
  try {
    const bytes = readUserFile(file, 'data', MEBIBYTES_MAX);
    const lines = textOf(bytes, file, 'data').split(/\r?\n/).filter((line) => line.trim() !== '');
    return { lines, hash: createHash('sha256').update(bytes).digest('hex').slice(0, HASH_LETTERS) };
  } catch (error) {
    throw new RangeError(`cannot read the data: ${error instanceof InputError ? error.problem : String(error)}`, { cause: error });
  }
}

const cellsOf = (line: string): string[] => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

/** The numbers of a column, sorted. Empty cells are left out. */
function columnOf(file: string, lines: readonly string[], column: string): number[] {
  const names = cellsOf(lines[0] ?? '');
  const at = names.indexOf(column);
  if (at < 0) throw new RangeError(`'${file}' has no column '${column}'; it has ${names.join(', ')}`);
  const cells = lines.slice(1).map((line, i) => ({ text: cellsOf(line)[at] ?? '', row: i + 2 })).filter(({ text }) => text !== '');
  return cells.map(({ text, row }) => finiteNumber(text, `${column} in line ${row} of '${file}'`)).sort((a, b) => a - b);
}

export const empirical: Family = {
  name: 'empirical',
  usage: 'empirical(FILE.csv,COLUMN) or empirical(FILE.csv,COLUMN,smoothed)',
  create(texts): Distribution {
    const [file, column, ...more] = texts;
    const given = more.find((text) => text.startsWith('sha256:'));
    const kinds = more.filter((text) => text !== given);
    if (!file || !column || kinds.length > 1 || kinds.some((kind) => kind !== 'sample' && kind !== 'smoothed')) {
      throw new RangeError(`takes a file, a column and perhaps 'sample' or 'smoothed', got ${texts.join(',')}`);
    }
    const kind = kinds[0] ?? 'sample';
    const { lines, hash } = contents(file);
    if (given !== undefined && given !== `sha256:${hash}`) {
      throw new RangeError(`'${file}' is another file than ${given}: it is sha256:${hash}`);
    }
    const numbers = columnOf(file, lines, column);
    const values = [...new Set(numbers)];
    if (values.length < 2) throw new RangeError(`${column} of '${file}' needs at least two different numbers, got ${values.length}`);
    requireInterval(values[0]!, values.at(-1)!);
    const counts = new Map<number, number>();
    for (const x of numbers) counts.set(x, (counts.get(x) ?? 0) + 1);
    const text = `empirical(${file},${column},${kind},sha256:${hash})`;
    const name = `${column} of ${basename(file)}${kind === 'smoothed' ? ', smoothed' : ''}`;
    if (kind === 'smoothed') return { ...piecewiseLinearLaw(text, { probabilities: meanRanks(values, counts), values }), name };
    requireApart(values);
    if (values.length > VALUES_MAX) throw new RangeError(`${values.length} different values are more than ${VALUES_MAX}: add smoothed`);
    return { ...discreteLaw(text, values.map((at) => ({ at, mass: counts.get(at)! / numbers.length }))), name };
  },
};

/** Of each value, the mean rank of its occurrences, moved to run from 0 to 1. */
function meanRanks(values: readonly number[], counts: ReadonlyMap<number, number>): number[] {
  let before = 0;
  const ranks = values.map((x) => {
    const count = counts.get(x)!;
    before += count;
    return before - count / 2;
  });
  const [first, last] = [ranks[0]!, ranks.at(-1)!];
  return ranks.map((rank) => (rank - first) / (last - first));
}

/**
 * empirical(FILE.csv,COLUMN): the sample in a column of a CSV file with a header, every value as likely as often it occurs.
 * empirical(FILE.csv,COLUMN,smoothed): a density instead, its quantiles linear between the different values at their mean ranks.
 * The canonical text ends with the file's hash, so that equal texts are equal laws; where it is given, another file is refused.
 *
 * LOW:HIGH says between which ends all draws of the law behind the data are known to lie, for `--data-error`; the law is the same.
 * resample:KEY, 16 hexadecimal digits: rows of the file drawn again, as many and with replacement; all columns of a file have the same
 * rows, and rows that leave fewer than two different numbers are drawn once more.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { threefry2x32 } from '../../kernels/threefry/threefry.ts';
import { InputError } from '../errors.ts';
import { cellsOfLine, numberedLines, type NumberedLine } from '../input/csv-line.ts';
import { readNumber } from '../input/number.ts';
import { quote } from '../input/quote.ts';
import { readUserFile, textOf } from '../input/user-file.ts';
import { discreteLaw, requireApart } from './discrete.ts';
import type { Distribution } from './distribution.ts';
import { finiteNumber, requireInterval, type Family } from './family.ts';
import { piecewiseLinearLaw } from './piecewise-linear.ts';

const HASH_LETTERS = 16;
const MEBIBYTES_MAX = 256;
/** Different values that double auctions can keep apart. */
const VALUES_MAX = 1024;

/** What a file holds. */
interface Contents {
  readonly file: string;
  readonly lines: readonly NumberedLine[];
  readonly hash: string;
  /** Columns that were asked for, a row each; undefined where the cell is empty. */
  readonly columns: Map<string, readonly (number | undefined)[]>;
  /** Laws that were made of it, by how they were asked for; none of rows drawn again, of which there are many. */
  readonly laws: Map<string, Distribution>;
}

/** Files read last: a law is read several times over, and a million rows take seconds. Known by size and time of change. */
const recent = new Map<string, Contents>();
const RECENT_MAX = 4;

function contents(file: string): Contents {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    const id = [resolve(file), found?.ino, found?.size, found?.mtimeMs].join(' ');
    const known = recent.get(id);
    if (known) return { ...known, file };
    const bytes = readUserFile(file, 'data', MEBIBYTES_MAX);
    const lines = numberedLines(textOf(bytes, file, 'data'));
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, HASH_LETTERS);
    const read: Contents = { file, lines, hash, columns: new Map(), laws: new Map() };
    recent.set(id, read);
    if (recent.size > RECENT_MAX) recent.delete(recent.keys().next().value!);
    return read;
  } catch (error) {
    throw new RangeError(`cannot read the data: ${error instanceof InputError ? error.problem : String(error)}`, { cause: error });
  }
}

/** The numbers of a column. */
function columnOf({ file, lines, columns }: Contents, column: string): readonly (number | undefined)[] {
  const known = columns.get(column);
  if (known) return known;
  if (lines.length === 0) throw new RangeError(`'${file}' is empty`);
  const names = cellsOfLine(lines[0]!.text);
  const at = names.indexOf(column);
  if (at < 0) throw new RangeError(`'${file}' has no column '${column}'; it has ${names.join(', ')}`);
  if (names.includes(column, at + 1)) throw new RangeError(`'${file}' has more than one column '${column}'; give them different names`);
  const rows = lines.slice(1).map(({ text: line, number }) => {
    const cells = cellsOfLine(line);
    const where = `line ${number} of '${file}'`;
    // A row of another length has its numbers under other names.
    if (cells.length !== names.length) throw new RangeError(`${where} has ${cells.length} columns, and the heading has ${names.length}`);
    const text = cells[at]!;
    if (text === '') return undefined;
    const value = readNumber(text);
    if (value === undefined) throw new RangeError(`${column} in ${where} is not a finite number: ${quote(text)}`);
    return value;
  });
  columns.set(column, rows);
  return rows;
}

const sorted = (rows: readonly (number | undefined)[]): Float64Array => Float64Array.from(rows.filter((x) => x !== undefined)).sort();

const wordsOf = (hexadecimal: string): [number, number] =>
  [Number.parseInt(hexadecimal.slice(0, 8), 16), Number.parseInt(hexadecimal.slice(8, 16), 16)];

/** As many of the rows, drawn with replacement under the key and the file's hash. The column has two different numbers. */
function drawnAgain(rows: readonly (number | undefined)[], key: string, hash: string): Float64Array {
  const [k0, k1] = wordsOf(key);
  const [f0, f1] = threefry2x32({ k0, k1 }, wordsOf(hash));
  for (let attempt = 0; ; attempt++) {
    // A word times the number of rows: off uniform by less than their number over 2^32.
    const numbers = sorted(rows.map((_, i) => {
      const [word] = threefry2x32({ k0: f0, k1: f1 }, [i, attempt]);
      return rows[Math.floor((word * rows.length) / 2 ** 32)];
    }));
    if (numbers.length > 0 && numbers[0]! < numbers.at(-1)!) return numbers;
  }
}

/** The text of an empirical law, its rows drawn again under this key. */
export const resampleText = (text: string, key: string): string => text.replace(/\)\s*$/, `,resample:${key})`);

/** Files that a law's text names, mixtures included. */
export const filesOfLaw = (text: string): string[] => [...text.matchAll(/\bempirical\(([^,()]+),/g)].map(([, file]) => file!.trim());

/** What stands behind the column. */
interface Wanted {
  readonly kind: 'sample' | 'smoothed';
  readonly within?: readonly [number, number];
  readonly key?: string;
  readonly given?: string;
}

function wantedOf(texts: readonly string[]): Wanted {
  let wanted: Wanted = { kind: 'sample' };
  const seen = new Set<string>();
  for (const text of texts) {
    const [head, tail] = text.split(':') as [string, string?];
    const what = tail === undefined ? 'kind' : head === 'sha256' || head === 'resample' ? head : 'within';
    if (seen.has(what)) throw new RangeError(`says twice what it is: ${texts.join(',')}`);
    seen.add(what);
    if (text === 'sample' || text === 'smoothed') wanted = { ...wanted, kind: text };
    else if (what === 'sha256') wanted = { ...wanted, given: text };
    else if (what === 'resample' && /^[0-9a-f]{16}$/.test(tail!)) wanted = { ...wanted, key: tail! };
    else if (what === 'within') {
      const ends = [finiteNumber(head, 'the lowest type'), finiteNumber(tail!, 'the highest type')] as const;
      requireInterval(...ends);
      wanted = { ...wanted, within: ends };
    } else throw new RangeError(`takes a file, a column and perhaps 'sample' or 'smoothed', LOW:HIGH, got ${text}`);
  }
  return wanted;
}

export const empirical: Family = {
  name: 'empirical',
  usage: 'empirical(FILE.csv,COLUMN) or empirical(FILE.csv,COLUMN,smoothed)',
  create(texts): Distribution {
    const [file, column, ...more] = texts;
    if (!file || !column) {
      throw new RangeError(`takes a file, a column and perhaps 'sample' or 'smoothed', got ${texts.join(',')}`);
    }
    const { kind, within, key, given } = wantedOf(more);
    const data = contents(file);
    const { hash } = data;
    if (given !== undefined && given !== `sha256:${hash}`) {
      throw new RangeError(`'${file}' is another file than ${given}: it is sha256:${hash}`);
    }
    const asked = [file, column, kind, ...(within ?? [])].join('\n');
    const made = key === undefined ? data.laws.get(asked) : undefined;
    if (made) return made;
    if (kind === 'sample') refuseMany(data, column);
    const rows = columnOf(data, column);
    const observed = sorted(rows);
    const [low, high] = [observed[0], observed.at(-1)];
    if (low === undefined || high === low) {
      throw new RangeError(`${column} of '${file}' needs at least two different numbers, got ${low === undefined ? 0 : 1}`);
    }
    if (within && (low < within[0] || high! > within[1])) {
      throw new RangeError(`${column} of '${file}' has numbers from ${low} to ${high}, not within ${within.join(':')}`);
    }
    const numbers = key === undefined ? observed : drawnAgain(rows, key, hash);
    const { values, counts } = runsOf(numbers);
    requireInterval(values[0]!, values.at(-1)!);
    const ends = within === undefined ? '' : `,${within.join(':')}`;
    const text = `empirical(${file},${column},${kind}${ends},sha256:${hash}${key === undefined ? '' : `,resample:${key}`})`;
    const name = `${column} of ${basename(file)}${kind === 'smoothed' ? ', smoothed' : ''}`;
    const known = { name, data: { id: `${hash}/${column}`, numbers, ...(within ? { within } : {}) } };
    if (kind === 'sample') {
      requireApart(values);
      requireFew(values.length);
    }
    const law = kind === 'smoothed' ? piecewiseLinearLaw(text, { probabilities: meanRanks(counts), values })
      : discreteLaw(text, values.map((at, i) => ({ at, mass: counts[i]! / numbers.length })));
    const named = { ...law, ...known };
    if (key === undefined) data.laws.set(asked, named);
    return named;
  },
};

function requireFew(different: number, beginning = ''): void {
  if (different > VALUES_MAX) throw new RangeError(`${different} different values${beginning} are more than ${VALUES_MAX}: add smoothed`);
}

/** Lines at the beginning, of which a file that has too many different values mostly tells it. */
const BEGINNING = 8192;

/** Throws RangeError where the first lines have too many different values already: a long file need not be read through for that. */
function refuseMany(data: Contents, column: string): void {
  if (data.lines.length <= BEGINNING || data.columns.has(column)) return;
  const lines = data.lines.slice(0, BEGINNING);
  requireFew(new Set(columnOf({ ...data, lines, columns: new Map() }, column)).size, ` in the first ${BEGINNING - 1} rows`);
}

/** The different ones of increasing numbers, and how often each of them occurs. */
function runsOf(numbers: Float64Array): { readonly values: number[]; readonly counts: number[] } {
  const [values, counts]: [number[], number[]] = [[], []];
  for (const x of numbers) {
    if (x === values.at(-1)) counts[counts.length - 1]!++;
    else {
      // Zero is one number, whatever its sign.
      values.push(x + 0);
      counts.push(1);
    }
  }
  return { values, counts };
}

/** Of each value, the mean rank of its occurrences, moved to run from 0 to 1. */
function meanRanks(counts: readonly number[]): number[] {
  let before = 0;
  const ranks = counts.map((count) => {
    before += count;
    return before - count / 2;
  });
  const [first, last] = [ranks[0]!, ranks.at(-1)!];
  return ranks.map((rank) => (rank - first) / (last - first));
}

/** Bid functions from a CSV file: a column of values, and a column of bids that all share or one a bidder. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { InputError } from '../../errors.ts';
import { cellsOfLine, numberedLines, separatorOf } from '../../input/csv-line.ts';
import { readNumber } from '../../input/number.ts';
import { quote } from '../../input/quote.ts';
import { readUserText } from '../../input/user-file.ts';
import type { BidFunction } from './bid-function.ts';

export interface BidTable {
  /** The file, without folder and ending. */
  readonly name: string;
  /** One that all bidders share, or one a bidder. */
  readonly strategies: readonly BidFunction[];
  /** SHA-256 of the file, in hexadecimal. */
  readonly hash: string;
}

const MEBIBYTES_MAX = 64;
const BIDDERS_MAX = 32;

/** Names of columns, in small letters. */
const OF_VALUES = /^(?:\w+'?s? )?(?:values?|valuations?|types?|costs?|signals?)\b/;
const OF_BIDS = /\bbids?\b/;
const OF_ROWS = /^(?:bidder|agent|player|trader|id|index|auction|row)s?$/;
const LETTERS = /^(?:v|t|theta|θ)$/;

/** Throws InputError where a heading says that the first column holds no values, or that a later one does. */
function refuseOrder(heading: readonly string[], place: string): void {
  const names = heading.map((name) => name.toLowerCase().replaceAll('_', ' '));
  const isValue = (name: string): boolean => OF_VALUES.test(name) && !OF_BIDS.test(name);
  const first = isValue(names[0]!) || LETTERS.test(names[0]!);
  const strange = names.findIndex((name, c) => (c === 0
    ? !OF_VALUES.test(name) && (OF_BIDS.test(name) || OF_ROWS.test(name))
    : isValue(name) || (!first && LETTERS.test(name)) || (OF_ROWS.test(name) && names.some((other) => /^bids?$/.test(other)))));
  if (strange < 0) return;
  throw new InputError(place, `names column ${strange + 1} ${quote(heading[strange]!)}; accepted: the values in the first column, then the `
    + 'bids at them, of all bidders or of one each');
}

/** Throws InputError naming the line. A first row of words is a heading; semicolons or tabs may part cells instead of commas. */
export function readBids(path: string, field = 'file'): BidTable {
  const text = readUserText(path, field, MEBIBYTES_MAX);
  const lines = numberedLines(text)
    .map(({ text: line, number }) => ({ line: line.trim(), place: `line ${number} of ${basename(path)}` }))
    .filter(({ line }) => !line.startsWith('#'));
  const separator = separatorOf(lines.map(({ line }) => line));
  const rows = lines.map(({ line, place }) => ({ place, cells: cellsOfLine(line, separator) }));
  const isHeading = rows[0]?.cells.every((cell) => readNumber(cell) === undefined) === true;
  if (isHeading) refuseOrder(rows[0]!.cells, rows[0]!.place);
  const body = (isHeading ? rows.slice(1) : rows).map(({ place, cells }) => ({
    place,
    numbers: cells.map((cell) => {
      const number = readNumber(cell);
      if (number === undefined) {
        throw new InputError(place, `must hold numbers${cell.includes(',') ? ' with a decimal point' : ''}, got ${quote(cell)}`);
      }
      return number;
    }),
  }));
  const columns = body[0]?.numbers.length ?? 0;
  if (body.length < 2) throw new InputError(field, `${quote(path)} needs two rows of a value and its bids or more, has ${body.length}`);
  if (columns < 2 || columns > 1 + BIDDERS_MAX) {
    throw new InputError(body[0]!.place, `needs a value and one to ${BIDDERS_MAX} bids, got ${columns} column${columns === 1 ? '' : 's'}`);
  }
  const [first, expected] = isHeading ? ['heading', rows[0]!.cells.length] as const : ['first row', columns] as const;
  // Two cells for one, where commas are decimal.
  const hint = separator === ',' ? '; with decimal commas, cells must be parted by semicolons or tabs' : '';
  body.forEach(({ place, numbers }, n) => {
    if (numbers.length !== expected) {
      const more = numbers.length > expected ? hint : '';
      throw new InputError(place, `has ${numbers.length} columns, and the ${first} has ${expected}${more}`);
    }
    const before = body[n - 1]?.numbers;
    numbers.forEach((number, c) => {
      if (c === 0 && before && !(number > before[0]!)) {
        throw new InputError(place, `values must increase, got ${number} after ${before[0]}`);
      }
      if (c > 0 && number < 0) throw new InputError(place, `bids must be at least 0, got ${number}`);
      if (c > 0 && before && number < before[c]!) throw new InputError(place, `bids must not fall, got ${number} after ${before[c]}`);
    });
  });
  const column = (c: number): number[] => body.map(({ numbers }) => numbers[c]!);
  return {
    name: basename(path).replace(/\.csv$/i, ''), hash: createHash('sha256').update(text).digest('hex'),
    strategies: Array.from({ length: columns - 1 }, (_, j) => ({ values: column(0), bids: column(j + 1) })),
  };
}

/** What parts the cells of a line. */
export type Separator = ',' | ';' | '\t';

/** Semicolons or tabs where every line has one, as spreadsheets write them where commas are decimal; else commas. */
export const separatorOf = (lines: readonly string[]): Separator =>
  ([';', '\t'] as const).find((separator) => lines.length > 0 && lines.every((line) => line.includes(separator))) ?? ',';

/**
 * The cells of one line of a CSV file (RFC 4180): a cell in quotes may hold commas, and two quotes in it are one; blanks round a cell do
 * not count. A quote that is not closed is a letter of its cell, so that no number is read out of half a cell.
 */
export function cellsOfLine(line: string, separator: Separator = ','): string[] {
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  const next = new RegExp(`[^\\S${separator}]*(?:"((?:[^"]|"")*)"[^\\S${separator}]*|([^${separator}]*))(?:${separator}|$)`, 'y');
  for (let at = 0; at <= line.length;) {
    next.lastIndex = at;
    const found = next.exec(line);
    if (found === null) return line.split(separator).map((cell) => cell.trim());
    cells.push(found[1] === undefined ? found[2]!.trim() : found[1].replaceAll('""', '"').trim());
    at = next.lastIndex;
    if (at === line.length && !found[0].endsWith(separator)) break;
  }
  return cells;
}

/** A line that is not blank, and its number in the file, from 1. */
export interface NumberedLine {
  readonly text: string;
  readonly number: number;
}

/** The lines of a CSV file that are not blank, whether lines end with LF, CRLF or CR. */
export const numberedLines = (text: string): NumberedLine[] => text.split(/\r\n|[\r\n]/)
  .map((line, at) => ({ text: line, number: at + 1 }))
  .filter((line) => line.text.trim() !== '');

/**
 * The cells of one line of a CSV file (RFC 4180): a cell in quotes may hold commas, and two quotes in it are one; blanks round a cell do
 * not count. A quote that is not closed ends with its line.
 */
export function cellsOfLine(line: string): string[] {
  const cells: string[] = [];
  const next = /\s*(?:"((?:[^"]|"")*)"?\s*|([^,]*))(?:,|$)/y;
  for (let at = 0; at <= line.length;) {
    next.lastIndex = at;
    const found = next.exec(line);
    if (found === null) return line.split(',').map((cell) => cell.trim());
    cells.push(found[1] === undefined ? found[2]!.trim() : found[1].replaceAll('""', '"').trim());
    at = next.lastIndex;
    if (at === line.length && !found[0].endsWith(',')) break;
  }
  return cells;
}

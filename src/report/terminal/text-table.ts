/** Aligned columns of text that fit a width: the least important columns are left out first, and named. */
import { wrapText, type Style } from './style.ts';

export interface Column {
  readonly head: string;
  readonly cells: readonly string[];
  readonly align: 'left' | 'right' | 'decimal';
  /** Columns of the highest number go first when the width is short; 0 always stays. */
  readonly rank: number;
}

/** Head of a column of interval cells, which belongs to the column before it. */
export const INTERVAL_HEAD = '[lower, upper]';

const GAP = '  ';
const length = (text: string): number => [...text].length;
const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(length));

/** Digits before the point; an exponent counts as part of the tail. */
const pointAt = (text: string): number => {
  const at = text.search(/[.e]/);
  return at < 0 ? length(text) : at;
};

/** Pads decimals so that the points stand under one another. */
function alignDecimals(cells: readonly string[]): string[] {
  const before = Math.max(0, ...cells.map(pointAt));
  return cells.map((cell) => ' '.repeat(before - pointAt(cell)) + cell);
}

function padded({ head, cells, align }: Column): string[] {
  const body = align === 'decimal' ? alignDecimals(cells) : cells;
  const bodyWidth = widest(body);
  const even = align === 'decimal' ? body.map((cell) => cell + ' '.repeat(bodyWidth - length(cell))) : body;
  const width = Math.max(length(head), bodyWidth);
  const pad = (cell: string): string => {
    const space = ' '.repeat(width - length(cell));
    return align === 'left' ? cell + space : space + cell;
  };
  return [head, ...even].map(pad);
}

const tableWidth = (columns: readonly Column[]): number =>
  columns.reduce(
    (sum, { head, cells, align }) => sum + Math.max(length(head), widest(align === 'decimal' ? alignDecimals(cells) : cells)), 0
  ) +
  GAP.length * Math.max(0, columns.length - 1);

/** `[lower, upper]` with both ends aligned down the column. */
export function intervalCells(ends: readonly (readonly [string, string] | undefined)[]): string[] {
  const present = ends.filter((end) => end !== undefined);
  const lowers = widest(present.map(([lower]) => lower));
  const uppers = widest(present.map(([, upper]) => upper));
  return ends.map((end) => (end ? `[${end[0].padStart(lowers)}, ${end[1].padStart(uppers)}]` : ''));
}

/** Whether the columns, all of them, fit on lines of this width. */
export const fitsWidth = (columns: readonly Column[], width: number, indent = ''): boolean =>
  tableWidth(columns.filter(({ cells, rank }) => rank === 0 || cells.some((cell) => cell !== ''))) + indent.length <= width;

export function renderColumns(
  columns: readonly Column[], { width, style, indent = '' }: { width: number; style: Style; indent?: string }
): string {
  const filled = columns.filter(({ cells, rank }) => rank === 0 || cells.some((cell) => cell !== ''));
  let kept = filled;
  while (tableWidth(kept) + indent.length > width && kept.some(({ rank }) => rank > 0)) {
    const last = Math.max(...kept.map(({ rank }) => rank));
    kept = kept.filter(({ rank }) => rank < last);
  }
  const dropped = [...new Set(filled.filter((column) => !kept.includes(column) && column.head !== INTERVAL_HEAD).map(({ head }) => head))];
  const texts = kept.map(padded);
  const rows = texts[0]!.map((_, row) => indent + texts.map((cells) => cells[row]!).join(GAP).trimEnd());
  const lines = [style.bold(rows[0]!), ...rows.slice(1)];
  if (dropped.length > 0) lines.push(style.dim(wrapText(`(left out at this width: ${dropped.join(', ')})`, width, `${indent}  `, indent)));
  return lines.join('\n');
}

/** tables/*.md: the paper's tables in Markdown, the caption above. */
import { paperTables, type PaperTable } from '../tables/paper.ts';
import type { Format } from './format.ts';

/** What would end a cell or start markup. */
const escaped = (text: string): string => text.replace(/[\\|*_<]/g, '\\$&');

export function renderMarkdown({ caption, columns }: PaperTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const rows = Array.from({ length: columns[0]?.cells.length ?? 0 }, (_, i) => line(columns.map(({ cells }) => escaped(cells[i]!))));
  const rule = line(columns.map(({ align }) => (align === 'right' ? '---:' : ':---')));
  return `${escaped(caption)}\n\n${line(columns.map(({ head }) => escaped(head)))}${rule}${rows.join('')}`;
}

export const markdown: Format = {
  name: 'markdown', onRequest: true,
  files: ({ document }) => paperTables(document).map((table) => ({ path: `tables/${table.name}.md`, data: renderMarkdown(table) })),
};

/** Proofs as people read them: tables and lines, for the terminal, for LaTeX and for markdown. */
import { certificateLatex, certificateText, latexText, type Certificate } from '../../programs/certificate.ts';
import { rationalLatex, readRational } from '../../programs/rational.ts';

/** A table with a row of heads first, lines that are read one by one, or multipliers of constraints. */
export type Block =
  | { readonly title?: string; readonly rows: readonly (readonly string[])[] }
  | { readonly title?: string; readonly lines: readonly string[] }
  | { readonly title?: string; readonly certificate: Certificate };

export interface Layout {
  readonly text: string;
  readonly latex: string;
  readonly markdown: string;
}

/** Columns of equal width, the first to the left. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  return rows.map((row) => row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  ').trimEnd());
}

function textOf(block: Block): string {
  const body = 'rows' in block ? columns(block.rows) : 'lines' in block ? block.lines : [certificateText(block.certificate)];
  return [...(block.title === undefined ? [] : [block.title]), ...body].join('\n');
}

/** A rational in mathematics, anything else as text. */
function cellLatex(cell: string): string {
  const value = /^-?\d+(?:\/\d+)?$/.test(cell) ? readRational(cell) : undefined;
  return value === undefined ? latexText(cell) : `$${rationalLatex(value)}$`;
}

function latexOf(block: Block): string {
  const title = block.title === undefined ? [] : [`\\paragraph{${latexText(block.title)}}`];
  if ('certificate' in block) return [...title, '\\[', certificateLatex(block.certificate), '\\]'].join('\n');
  if ('lines' in block)
    return [...title, '\\begin{itemize}', ...block.lines.map((line) => `\\item ${latexText(line)}`), '\\end{itemize}'].join('\n');
  const [head, ...rows] = block.rows.map((row) => `${row.map(cellLatex).join(' & ')} \\\\`);
  const places = `l${'r'.repeat(block.rows[0]!.length - 1)}`;
  return [...title, `\\begin{tabular}{${places}}`, '\\hline', head!, '\\hline', ...rows, '\\hline', '\\end{tabular}'].join('\n');
}

const markdownText = (text: string): string => text.replace(/[\\`*_[\]|<>]/g, (mark) => `\\${mark}`);

function markdownOf(block: Block): string {
  const title = block.title === undefined ? [] : [`**${markdownText(block.title)}**`, ''];
  if ('certificate' in block) return [...title, '```', certificateText(block.certificate), '```'].join('\n');
  if ('lines' in block) return [...title, ...block.lines.map((line) => `- ${markdownText(line)}`)].join('\n');
  const [head, ...rows] = block.rows.map((row) => `| ${row.map(markdownText).join(' | ')} |`);
  return [...title, head!, `| --- |${' ---: |'.repeat(block.rows[0]!.length - 1)}`, ...rows].join('\n');
}

export const laidOut = (blocks: readonly Block[]): Layout => ({
  text: blocks.map(textOf).join('\n'), latex: blocks.map(latexOf).join('\n\n'), markdown: blocks.map(markdownOf).join('\n\n'),
});

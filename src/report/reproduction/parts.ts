/** Pieces of the pages of a reproduction: static, without scripts, and nothing from elsewhere. */
import { escapeHtml } from '../formats/html-parts.ts';
import type { ShownItem } from './shown.ts';

const STYLE = `:root{--ink:#1b1b1b;--ground:#fff;--line:#d8dbe0;--link:#0b57d0;--faint:#59636e}
@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--ground:#16181b;--line:#3a3d42;--link:#8ab4f8;--faint:#a5adb8}}
body{font:16px/1.5 Inter,Helvetica,Arial,sans-serif;max-width:68rem}
body{margin:2rem auto;padding:0 1rem;color:var(--ink);background:var(--ground)}
a{color:var(--link)}h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin-top:2.2rem}
table{border-collapse:collapse;font-size:.92rem}th,td{text-align:left;padding:.3rem .8rem .3rem 0;vertical-align:top}
th,td{border-bottom:1px solid var(--line)}td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.long{min-width:16rem}code{font-size:.88em;overflow-wrap:anywhere}.scroll{overflow-x:auto}nav{font-size:.92rem;color:var(--faint)}
pre{overflow-x:auto;border:1px solid var(--line);border-radius:4px;padding:.6rem .8rem}figure{margin:1.2rem 0}
figure svg{max-width:100%;height:auto;background:#fff}figcaption{font-size:.88rem;color:var(--faint)}
.status{display:inline-block;border-radius:3px;padding:0 .45rem;font-size:.88em;border:1px solid currentColor;white-space:nowrap}
.holds,.pass{color:#1a7f37}.corrected{color:#9a6700}.fails,.fail{color:#cf222e}.undecided,.missing{color:#8250df}
@media(prefers-color-scheme:dark){.holds,.pass{color:#57c26c}.corrected{color:#d9a93f}.fails,.fail{color:#ff7b72}
.undecided,.missing{color:#c297ff}}`;

export const pageOf = ({ id }: Pick<ShownItem, 'id'>): string => `items/${id.replace(':', '-')}.html`;

/** `depth`: folders below the first page. */
export function page(title: string, body: string, depth = 0): string {
  const up = '../'.repeat(depth);
  const links = [
    ['index.html', 'Papers'], ['by-status.html', 'By status'], ['by-notion.html', 'By notion'], ['by-scenario.html', 'By scenario'],
    ['errata.html', 'Errata'], ['numbers.html', 'Numbers'],
  ].map(([file, words]) => `<a href="${up}${file}">${words}</a>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="stylesheet" href="${up}fonts.css"><style>${STYLE}</style></head><body>
<nav aria-label="Pages">${links.join(' · ')}</nav>
<main><h1>${escapeHtml(title)}</h1>
${body}</main>
</body></html>
`;
}

export const statusOf = (status: string): string => `<span class="status ${escapeHtml(status)}">${escapeHtml(status)}</span>`;

/** The item's number as a link to its page, seen from a page so many folders down. */
export const itemLink = (item: ShownItem, words: string = item.number, depth = 0): string =>
  `<a href="${'../'.repeat(depth)}${pageOf(item)}">${escapeHtml(words)}</a>`;

export const codes = (commands: readonly string[]): string =>
  [...new Set(commands)].map((command) => `<code>${escapeHtml(command)}</code>`).join('<br>');

export interface Cells {
  readonly head: string;
  readonly kind?: 'number' | 'long';
  /** HTML, escaped already. */
  readonly cells: readonly string[];
}

/** Cells that hold HTML of their own. */
export function table(columns: readonly Cells[], label: string): string {
  const classOf = ({ kind }: Cells): string => (kind === undefined ? '' : ` class="${kind}"`);
  const rows = columns[0]?.cells.length ?? 0;
  const head = columns.map((column) => `<th scope="col"${classOf(column)}>${escapeHtml(column.head)}</th>`).join('');
  const body = Array.from({ length: rows }, (_, i) =>
    `<tr>${columns.map((column) => `<td${classOf(column)}>${column.cells[i]!}</td>`).join('')}</tr>`);
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(label)}"><table><thead><tr>${head}</tr></thead><tbody>
${body.join('\n')}
</tbody></table></div>`;
}

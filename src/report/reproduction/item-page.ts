/** The page of one item: what it says, its figures, the verdict, and what it rests on. */
import { escapeHtml } from '../formats/html-parts.ts';
import { formatSeconds } from '../numbers.ts';
import { numbersTable, STANDARD_ERRORS } from './numbers.ts';
import { codes, page, statusOf, table } from './parts.ts';
import type { ShownItem, ShownPaper, ShownTable } from './shown.ts';

const evidenceTable = ({ evidence, number }: ShownItem): string => table([
  { head: 'claim', kind: 'long', cells: evidence.map(({ text, claim }) => escapeHtml(text || claim)) },
  { head: 'verdict', cells: evidence.map(({ status }) => statusOf(status)) },
  { head: 'evidence', kind: 'long', cells: evidence.map(({ evidence: found, decidedBy }) =>
    escapeHtml(decidedBy === undefined ? found : `${found}; ${decidedBy}`)) },
], `claims that show ${number}`);

const paperTable = ({ caption, corner, columns, rows }: ShownTable): string => `\n<h2>${escapeHtml(caption)}</h2>\n${table([
  { head: corner, cells: rows.map(({ head }) => `<strong>${escapeHtml(head)}</strong>`) },
  ...columns.map((head, i) => ({ head, kind: 'number' as const, cells: rows.map(({ cells }) => escapeHtml(cells[i]!)) })),
], caption)}`;

/** SVG with ids that no other picture of the page has. */
const inlined = (svg: string, place: number): string => svg
  .replaceAll(/\bid="([^"]+)"/g, `id="f${place}-$1"`).replaceAll(/url\(#([^)]+)\)/g, `url(#f${place}-$1)`)
  .replaceAll(/href="#([^"]+)"/g, `href="#f${place}-$1"`);

export function itemPage(paper: ShownPaper, item: ShownItem): string {
  const unexpected = item.expected !== undefined && item.expected !== item.status ? ` (${escapeHtml(item.expected)} expected)` : '';
  const figures = item.figures.map(({ svg, caption }, i) =>
    `<figure>${inlined(svg, i)}<figcaption>${escapeHtml(caption)}</figcaption></figure>`);
  const commands = item.evidence.map(({ command }) => command);
  const open = item.ours ? ' · ours: the paper leaves it open' : '';
  const from = `<a href="../${paper.id}.html">${escapeHtml(paper.title)}</a>, ${escapeHtml(item.place)}`;
  return page(`${paper.authors}, ${item.number}`, `<p>${statusOf(item.status)}${unexpected}${open} · ${from}</p>
<p>${escapeHtml(item.says)}.</p>${item.remark === undefined ? '' : `\n<p>${escapeHtml(item.remark)}</p>`}
<pre><code>misreport reproduce ${escapeHtml(item.id)}</code></pre>
${figures.join('\n')}${item.tables.map(paperTable).join('')}
<h2>Evidence</h2>
${evidenceTable(item)}
<p>Shown by</p><p>${codes(commands)}</p>
<p>These studies took ${formatSeconds(item.seconds)}, for this item and others.</p>${item.numbers.length === 0 ? '' : `
<h2>Beside exact and published numbers</h2>
${numbersTable(item.numbers, `numbers of ${item.number}`)}
<p>${STANDARD_ERRORS}</p>`}`, 1);
}

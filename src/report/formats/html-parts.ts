/** Pieces of report.html. Every text that comes from outside is escaped. */
import type { Estimate, Point } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { formatCount, formatInterval, formatReference } from '../numbers.ts';
import { distinctPoints, facetLabel, parametersOf, pointKey, sweptColumns } from '../points.ts';
import { guaranteeWords, percent } from '../vocabulary.ts';
import { witnessWords } from '../witness-words.ts';

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

export interface HtmlColumn {
  readonly head: string;
  readonly kind: 'number' | 'word' | 'long';
  readonly cells: readonly string[];
}

const classOf = ({ kind }: HtmlColumn): string => (kind === 'number' ? '' : ` class="${kind === 'long' ? 'word long' : 'word'}"`);

/** Columns without any content are left out; `label` names the table for those who hear it. */
export function htmlTable(columns: readonly HtmlColumn[], label: string): string {
  const kept = columns.filter(({ cells }) => cells.some((cell) => cell !== ''));
  const rows = kept[0]?.cells.length ?? 0;
  const head = kept.map((column) => `<th scope="col"${classOf(column)}>${escapeHtml(column.head)}</th>`).join('');
  const body = Array.from(
    { length: rows }, (_, i) => `<tr>${kept.map((column) => `<td${classOf(column)}>${escapeHtml(column.cells[i]!)}</td>`).join('')}</tr>`
  );
  // Reached by the tab key, so that wide tables scroll without a mouse.
  return `<div class="scroll" tabindex="0" role="region" `
    + `aria-label="${escapeHtml(label)}"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

const witnessCell = ({ witness }: Estimate): string => (witness ? witnessWords(witness) : '');

/** Rows of one quantity and point under one another, so that mechanisms can be compared down a column. */
export function byQuantity(rows: readonly Estimate[]): Estimate[] {
  const rank = (keys: readonly string[]) => (key: string): number => keys.indexOf(key);
  const quantities = rank([...new Set(rows.map(({ quantity }) => quantity))]);
  const points = rows.map(({ point }) => point);
  const keyOf = ({ point }: Estimate): string => pointKey({ ...parametersOf(point, points), facet: facetLabel(point, points) });
  const places = rank([...new Set(rows.map(keyOf))]);
  return [...rows].sort((a, b) => quantities(a.quantity) - quantities(b.quantity) || places(keyOf(a)) - places(keyOf(b)));
}

/** All estimates of one agent, one row each. */
export function estimatesTable(rows: readonly Estimate[], all: readonly Estimate[], label: string): string {
  const points = distinctPoints(all.map(({ point }) => point));
  const texts = rows.map(formatInterval);
  const kindOf = (value: (point: Point) => unknown): HtmlColumn['kind'] => (
    points.every((point) => typeof value(point) !== 'string') ? 'number' : 'word'
  );
  const swept = sweptColumns(points).map(({ head, value }): HtmlColumn => ({
    head, kind: kindOf(value), cells: rows.map((row) => String(value(row.point) ?? '')),
  }));
  return htmlTable([
    { head: 'quantity', kind: 'word', cells: rows.map(({ quantity }) => quantityOf(quantity).name) },
    ...swept,
    { head: 'estimate', kind: 'number', cells: texts.map(({ estimate }) => estimate) },
    { head: 'lower', kind: 'number', cells: texts.map(({ lower }) => lower) },
    { head: 'upper', kind: 'number', cells: texts.map(({ upper }) => upper) },
    { head: 'exactly', kind: 'number', cells: rows.map(({ exact = '' }) => exact) },
    {
      head: 'exact (reference)', kind: 'number', cells: rows.map((row) => (row.reference ? formatReference(row.reference.value, row) : '')),
    },
    { head: 'published bound', kind: 'number', cells: rows.map((row) => (row.bound ? formatReference(row.bound.value, row) : '')) },
    { head: 'unit', kind: 'word', cells: rows.map(({ quantity }) => quantityOf(quantity).unit) },
    { head: 'confidence', kind: 'number', cells: rows.map(({ confidence }) => percent(confidence)) },
    { head: 'guarantee', kind: 'word', cells: rows.map(guaranteeWords) },
    { head: 'profiles', kind: 'number', cells: rows.map(({ profiles }) => formatCount(profiles)) },
    { head: 'rests on', kind: 'word', cells: rows.map(({ basis = '' }) => basis) },
    { head: 'witness', kind: 'word', cells: rows.map(witnessCell) },
  ], label);
}

export const list = (items: readonly string[]): string => `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;

/** `What the numbers mean` -> `what-the-numbers-mean` */
const anchorOf = (heading: string): string => heading.toLowerCase().replace(/[^a-z0-9]+/g, '-');

export interface Section {
  readonly heading: string;
  /** Empty: the section is left out. */
  readonly body: string;
}

/** Headings with their bodies under anchors, and links to them before. */
export function sectionsWithContents(sections: readonly Section[]): string {
  const kept = sections.filter(({ body }) => body !== '');
  const links = kept.map(({ heading }) => `<li><a href="#${anchorOf(heading)}">${escapeHtml(heading)}</a></li>`);
  const bodies = kept.map(
    ({ heading, body }) => `<section id="${anchorOf(heading)}">\n<h2>${escapeHtml(heading)}</h2>\n${body}\n</section>`
  );
  return `<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>\n${bodies.join('\n')}`;
}

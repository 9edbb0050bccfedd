/** Pages over all items: papers, indexes, errata and numbers. */
import { escapeHtml } from '../formats/html-parts.ts';
import { numbersTable, STANDARD_ERRORS } from './numbers.ts';
import { codes, itemLink, page, statusOf, table } from './parts.ts';
import type { ShownItem, ShownNumber, ShownPaper, ShownReproduction } from './shown.ts';

/** What a reader must not take a verdict for. */
const MEANING = 'A verdict speaks of the instances that the commands run: an item holds where every claim held of it passes there, within '
  + 'certified bounds or by exact proof. That is a check of a theorem and no proof of it; where an instance refutes one, it fails.';

const itemsTable = (items: readonly ShownItem[], label: string): string => table([
  { head: 'item', cells: items.map((item) => itemLink(item)) },
  { head: 'verdict', cells: items.map(({ status }) => statusOf(status)) },
  { head: 'says', kind: 'long', cells: items.map(({ says, ours }) => `${ours ? '<em>Ours.</em> ' : ''}${escapeHtml(says)}`) },
  { head: 'place', cells: items.map(({ place }) => escapeHtml(place)) },
], label);

export function indexPage({ papers, effort }: ShownReproduction): string {
  const statuses = [...new Set(papers.flatMap(({ items }) => items.map(({ status }) => status)))];
  const counts = table([
    { head: 'paper', cells: papers.map(({ id, authors }) => `<a href="${id}.html">${escapeHtml(authors)}</a>`) },
    ...statuses.map((status) => ({
      head: status, kind: 'number' as const,
      cells: papers.map(({ items }) => String(items.filter((item) => item.status === status).length)),
    })),
    { head: 'title', kind: 'long' as const, cells: papers.map(({ title }) => escapeHtml(title)) },
  ], 'items by verdict');
  return page('What was reproduced', `<p>${escapeHtml(MEANING)}</p>
<p>${escapeHtml(effort)}</p>
${counts}
<p>The same as data: <a href="items.json">items.json</a>, <a href="items.csv">items.csv</a>, <a href="numbers.csv">numbers.csv</a>, and an
appendix in LaTeX, <a href="appendix.tex">appendix.tex</a>.</p>`);
}

export const paperPage = (paper: ShownPaper): string =>
  page(`${paper.authors}: ${paper.title}`, itemsTable(paper.items, `items of ${paper.authors}`));

/** Every key of an item is a heading, with the items that have it. */
function grouped(title: string, { papers }: ShownReproduction, keysOf: (item: ShownItem) => readonly string[], words: string): string {
  const groups = new Map<string, string[]>();
  for (const { authors, items } of papers) {
    for (const item of items) {
      const entry = `<li>${itemLink(item, `${authors}, ${item.number}`)} ${statusOf(item.status)}</li>`;
      for (const key of keysOf(item)) groups.set(key, [...(groups.get(key) ?? []), entry]);
    }
  }
  const keys = [...groups.keys()].sort();
  const contents = keys.map((key, i) => `<a href="#g${i}">${escapeHtml(key)}</a> (${groups.get(key)!.length})`).join(', ');
  const sections = keys.map((key, i) => `<section id="g${i}"><h2>${escapeHtml(key)}</h2><ul>${groups.get(key)!.join('')}</ul></section>`);
  return page(title, `<p>${escapeHtml(words)}</p>\n<p>${contents}</p>\n${sections.join('\n')}`);
}

export const statusPage = (all: ShownReproduction): string =>
  grouped('Items by status', all, ({ status }) => [status], 'What was decided of which items.');
export const notionPage = (all: ShownReproduction): string =>
  grouped('Items by notion', all, ({ notions }) => notions, 'Which items rest on which quantity or exact condition.');
export const scenarioPage = (all: ShownReproduction): string =>
  grouped('Items by scenario', all, ({ scenarios }) => scenarios, 'Which items a scenario shows.');

export function errataPage({ papers, errata }: ShownReproduction): string {
  const corrected = papers.flatMap(({ authors, items }) => items.filter(({ remark, status }) =>
    remark !== undefined && status !== 'not-computable').map((item) => ({ authors, item })));
  return page('Errata', `<h2>Items that do not hold as stated</h2>
${table([
    { head: 'item', cells: corrected.map(({ authors, item }) => itemLink(item, `${authors}, ${item.number}`)) },
    { head: 'verdict', cells: corrected.map(({ item }) => statusOf(item.status)) },
    { head: 'what is to be changed', kind: 'long', cells: corrected.map(({ item }) => escapeHtml(item.remark!)) },
    { head: 'command', kind: 'long', cells: corrected.map(({ item }) => codes(item.evidence.map(({ command }) => command))) },
  ], 'items that do not hold as stated')}
<h2>All errata found</h2>
${table([
    { head: 'paper', cells: errata.map(({ paper }) => escapeHtml(paper)) },
    { head: 'place', kind: 'long', cells: errata.map(({ place }) => escapeHtml(place)) },
    { head: 'what is wrong', kind: 'long', cells: errata.map(({ text }) => escapeHtml(text)) },
    {
      head: 'settled by', kind: 'long',
      cells: errata.map(({ commands }) => (commands.length === 0 ? 'the argument given' : codes(commands))),
    },
  ], 'all errata')}`);
}

/** Each once, however many items show it. */
export function distinctNumbers({ papers }: ShownReproduction): readonly ShownNumber[] {
  const all = papers.flatMap(({ items }) => items.flatMap(({ numbers }) => numbers));
  return [...new Map(all.map((row) => [JSON.stringify([row.command, row.quantity, row.agent, row.point]), row])).values()];
}

export const numbersPage = (all: ShownReproduction): string =>
  page('Numbers, ours and theirs', `<p>${STANDARD_ERRORS}</p>\n${numbersTable(distinctNumbers(all), 'numbers, ours and theirs')}`);

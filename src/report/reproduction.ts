/** The pages of a reproduced literature: an index, and a page for every paper; static, without scripts, and nothing from elsewhere. */
import { escapeHtml, htmlTable, type HtmlColumn } from './formats/html-parts.ts';

export interface ShownClaim {
  readonly command: string;
  readonly claim: string;
  readonly text: string;
  readonly status: string;
  readonly evidence: string;
}

/** One item as the pages show it. */
export interface ShownItem {
  readonly id: string;
  readonly number: string;
  readonly place: string;
  readonly says: string;
  readonly status: string;
  readonly expected: string | undefined;
  readonly remark: string | undefined;
  readonly evidence: readonly ShownClaim[];
}

export interface ShownPaper {
  readonly id: string;
  readonly title: string;
  readonly authors: string;
  readonly items: readonly ShownItem[];
}

const STYLE = `body{font:16px/1.5 Inter,Helvetica,Arial,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
body{color:#1b1b1b;background:#fff}
table{border-collapse:collapse}th,td{text-align:left;padding:.25rem .75rem .25rem 0;vertical-align:top;border-bottom:1px solid #ddd}
code{font-size:.9em;overflow-wrap:anywhere}section{margin-top:2.5rem}.scroll{overflow-x:auto}
@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#16181b}th,td{border-color:#3a3d42}a{color:#8ab4f8}}`;

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
<h1>${escapeHtml(title)}</h1>
${body}
</body></html>
`;

/** What a reader must not take a verdict for. */
const MEANING = 'A verdict speaks of the instances that the commands run: an item holds where every claim held of it passes there, within '
  + 'certified bounds or by exact proof. That is a check of a theorem and no proof of it; where an instance refutes one, it fails.';

const anchorOf = ({ id }: ShownItem): string => id.slice(id.indexOf(':') + 1);

function section(item: ShownItem): string {
  const commands = [...new Set(item.evidence.map(({ command }) => command))];
  const column = (head: string, cells: readonly string[], kind: HtmlColumn['kind'] = 'long') => ({ head, kind, cells });
  const table = htmlTable(
    [
      column('claim', item.evidence.map(({ text, claim }) => text || claim)),
      column('verdict', item.evidence.map(({ status }) => status), 'word'),
      column('evidence', item.evidence.map(({ evidence }) => evidence)),
    ],
    `claims that show ${item.number}`,
  );
  const unexpected = item.expected !== undefined && item.expected !== item.status ? ` (${escapeHtml(item.expected)} expected)` : '';
  return `<section id="${escapeHtml(anchorOf(item))}"><h2>${escapeHtml(item.number)}: ${escapeHtml(item.status)}${unexpected}</h2>
<p>${escapeHtml(item.says)} (${escapeHtml(item.place)}).</p>${item.remark === undefined ? '' : `\n<p>${escapeHtml(item.remark)}</p>`}
<p>${commands.map((command) => `<code>${escapeHtml(command)}</code>`).join('<br>')}</p>
${table}</section>`;
}

const entry = ({ id }: ShownPaper, item: ShownItem): string =>
  `<li><a href="${id}.html#${escapeHtml(anchorOf(item))}">${escapeHtml(item.number)}</a>: ${escapeHtml(item.status)}</li>`;

/** [file name, text] of every page. */
export function reproductionPages(papers: readonly ShownPaper[]): readonly (readonly [string, string])[] {
  const statuses = [...new Set(papers.flatMap(({ items }) => items.map(({ status }) => status)))];
  const counts = htmlTable(
    [
      { head: 'paper', kind: 'word' as const, cells: papers.map(({ authors }) => authors) },
      ...statuses.map((status) => ({
        head: status, kind: 'number' as const,
        cells: papers.map(({ items }) => String(items.filter((item) => item.status === status).length)),
      })),
    ],
    'items by verdict',
  );
  const lists = papers.map((paper) => `<section><h2><a href="${paper.id}.html">${escapeHtml(paper.authors)}</a></h2>
<p>${escapeHtml(paper.title)}</p><ul>${paper.items.map((item) => entry(paper, item)).join('')}</ul></section>`);
  return [
    ['index.html', page('What was reproduced', `<p>${escapeHtml(MEANING)}</p>\n${counts}\n${lists.join('\n')}`)],
    ...papers.map((paper) => [
      `${paper.id}.html`,
      page(`${paper.authors}: ${paper.title}`, `<p><a href="index.html">All papers</a></p>\n${paper.items.map(section).join('\n')}`),
    ] as const),
  ];
}

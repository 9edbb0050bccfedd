/** report.html: one file that opens anywhere, with figures, tables, what they mean and where they come from. */
import type { ResultDocument } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { byQuantity, escapeHtml, estimatesTable, htmlTable, list, sectionsWithContents } from './html-parts.ts';
import type { DrawnFigure } from '../figures/figure.ts';
import type { Format } from './format.ts';
import { fontFaces } from './html-fonts.ts';
import { REPORT_STYLE } from './html-style.ts';
import { references, toText } from '../citation.ts';
import { glossary } from '../glossary.ts';
import { longTexts, withShortNames } from '../labels.ts';
import { formatSeconds } from '../numbers.ts';
import { distinctPoints, hasMechanisms, sharedLabel } from '../points.ts';
import { TYPES_HEADING, TYPES_MEANING, typesLines } from '../types-within.ts';
import { DATA_ERROR_TITLE, dataErrorLines } from '../data-error.ts';
import { claimLines, deviceLine, fitStatements, referenceSources, samplerLines, verdictLines } from '../statements.ts';
import { paperTables } from '../tables/paper.ts';
import { withTooltips } from './tooltips.ts';
import { agentsInOrder, agentWords, capitalised, guaranteeLines } from '../vocabulary.ts';

export type ReportFigure = Pick<DrawnFigure, 'name' | 'caption' | 'svg'>;

function verdicts(document: ResultDocument): string {
  const items = verdictLines(document).map(({ status, text }) => `<li class="${status}">${escapeHtml(text)}</li>`);
  return items.length === 0 ? '' : `<ul class="verdicts">${items.join('')}</ul>`;
}

function claims(document: ResultDocument): string {
  const items = claimLines(document).map(({ status, word, text, source, evidence }) =>
    `<li><span class="status ${status}">${word}</span> ${escapeHtml(text)} <span class="faint">(${escapeHtml(source)})</span><br><span `
      + `class="faint">${escapeHtml(evidence)}</span></li>`);
  return items.length === 0 ? '' : `<ul class="claims">${items.join('')}</ul>`;
}

/** A picture has one name; the marks inside are not read out one by one. */
const namedPicture = (svg: string, name: string): string => svg.replace(/<svg /, `<svg role="img" aria-label="${escapeHtml(name)}" `);

const PICTURE_FILES = [
  { ending: 'svg', words: 'SVG' }, { ending: 'pdf', words: 'PDF' }, { ending: 'png', words: 'PNG' },
  { ending: 'vl.json', words: 'Vega-Lite' },
];

/** `beside`: paths of the other files, so that a figure links to its own. */
function figures(shown: readonly ReportFigure[], beside: readonly string[]): string {
  return shown.map(({ name, caption, svg }) => {
    const links = PICTURE_FILES.filter(({ ending }) => beside.includes(`figures/${name}.${ending}`))
      .map(({ ending, words }) => `<a href="figures/${escapeHtml(name)}.${ending}">${words}</a>`);
    const own = links.length === 0 ? [] : [`<span class="files">${links.join(' · ')}</span>`];
    return `<figure id="figure-${escapeHtml(name)}">\n<div class="picture" tabindex="0" role="region" aria-label="Figure `
      + `${escapeHtml(name)}">${namedPicture(withTooltips(svg), caption)}</div>\n`
      + `<figcaption>${[escapeHtml(caption), ...own].join(' ')}</figcaption>\n</figure>`;
  }).join('\n');
}

/** As in a paper: one table an agent, or in a sweep one an agent and quantity. */
function tables(document: ResultDocument): string {
  const all = paperTables(document).map(({ name, caption, columns }) => {
    const [title, rest] = [caption.slice(0, caption.indexOf('. ') + 1), caption.slice(caption.indexOf('. ') + 2)];
    const kindOf = (align: 'left' | 'right') => (align === 'right' ? 'number' as const : 'word' as const);
    const table = htmlTable(columns.map(({ head, align, cells }) => ({ head, kind: kindOf(align), cells })), title);
    return `<h3 id="table-${name}">${escapeHtml(title)}</h3>\n${table}\n<p class="small">${escapeHtml(rest)}</p>`;
  });
  return all.join('\n');
}

/** Every row with everything that is known of it. */
function rows(document: ResultDocument): string {
  const shared = sharedLabel(distinctPoints(document.estimates.map(({ point }) => point)));
  const named = hasMechanisms(document.estimates);
  const ofAgents = agentsInOrder(document.estimates.map(({ agent }) => agent)).map((agent) => {
    const own = document.estimates.filter((row) => row.agent === agent);
    const name = capitalised(agentWords(agent, named).plural);
    return `<h3>${escapeHtml(name)}</h3>\n${estimatesTable(named ? byQuantity(own) : own, document.estimates, `All rows of ${name}`)}`;
  });
  if (document.estimates.length === 0) return '<p>No estimates.</p>';
  return `<details><summary>All ${document.estimates.length} rows, with witnesses and `
    + `profiles</summary>\n<p>${escapeHtml(shared)}</p>\n${ofAgents.join('\n')}\n</details>`;
}

/** What lies in the same folder. */
function files(beside: readonly string[]): string {
  const links = beside.filter((path) => !path.startsWith('figures/')).map(
    (path) => `<li><a href="${escapeHtml(path)}">${escapeHtml(path)}</a></li>`
  );
  return links.length === 0 ? '' : `<ul class="files">${links.join('')}</ul>`;
}

function meanings(document: ResultDocument): string {
  const quantities = [
    ...new Set(document.estimates.map(({ quantity }) => quantity))
  ].filter((quantity) => quantityOf(quantity).meaning !== '');
  const entry = (term: string, meaning: string): string => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(meaning)}</dd>`;
  const words = quantities.map((quantity) => entry(
    capitalised(quantityOf(quantity).name), `${capitalised(quantityOf(quantity).meaning)}.`
  ));
  const promises = guaranteeLines([...document.estimates, ...document.curves, ...document.surfaces])
    .map(({ term, meaning }) => entry(`Guarantee: ${term}`, `${capitalised(meaning)}.`));
  const note = '<p>Each row\'s interval holds with its confidence on its own; rows are not simultaneous. Printed ends are rounded '
    + 'outwards. Exact values and published bounds come from formulas and take no part in the estimates.</p>';
  return `${note}<dl>${[...promises, ...words].join('')}</dl>`;
}

function provenance(document: ResultDocument): string {
  const { scenario, command, seed, configHash, version, device, seconds, configuration } = document;
  const rows: [string, string][] = [
    ['scenario', scenario], ['command', command], ['seed', seed], ['configuration hash', configHash], ['misreport', version],
    ['Node', process.versions.node], ['device', deviceLine(device)], ['time', formatSeconds(seconds)],
    ...Object.entries(configuration).filter(([, value]) => value !== undefined).map(([key, value]): [string, string] => [
      key, cut(typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
  ];
  return htmlTable([
    { head: 'item', kind: 'word', cells: rows.map(([key]) => key) },
    { head: 'value', kind: 'long', cells: rows.map(([, value]) => value) },
  ], 'Provenance');
}

/** More letters of a long text than this are left to manifest.json. */
const TEXT_MAX = 2000;

const cut = (text: string): string => (text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)}… (whole in manifest.json)`);

/** What short names stand for. */
function names(document: ResultDocument): string {
  const entries = Object.entries(longTexts(document)).map(
    ([name, text]) => `<dt>${escapeHtml(name)}</dt><dd><code>${escapeHtml(cut(text))}</code></dd>`
  );
  return entries.length === 0 ? '' : `<dl>${entries.join('')}</dl>`;
}

function words(): string {
  const entries = glossary().map(({ term, meaning }) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(meaning)}</dd>`);
  return entries.length === 0 ? '' : `<details><summary>The words of this report</summary>\n<dl>${entries.join('')}</dl>\n</details>`;
}

/** `beside`: paths of the files in the same folder, which the page links to. */
export function renderHtml(whole: ResultDocument, shown: readonly ReportFigure[], beside: readonly string[] = []): string {
  const document = withShortNames(whole);
  const { title, source, complete, notes } = document;
  const warning = complete ? '' : '<p class="incomplete" role="alert">INCOMPLETE: the run stopped early. What follows is what was known '
    + 'by then.</p>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(`${complete ? '' : 'INCOMPLETE: '}${title}`)}</title>
<style>${fontFaces()}${REPORT_STYLE}</style>
</head>
<body>
<main>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="source">${escapeHtml(source)}</p>
${warning}
</header>
${sectionsWithContents([
    { heading: 'Verdicts', body: verdicts(document) },
    { heading: 'Claims', body: claims(document) },
    { heading: 'Rates', body: document.fits.length === 0 ? '' : list(fitStatements(document)) },
    { heading: 'Notes', body: notes.length === 0 ? '' : list(notes) },
    { heading: 'Figures', body: figures(shown, beside) },
    { heading: 'Tables', body: tables(document) },
    { heading: 'Estimates', body: rows(document) },
    { heading: TYPES_HEADING, body: typesLines(document).length === 0 ? '' : list([TYPES_MEANING, ...typesLines(document)]) },
    { heading: DATA_ERROR_TITLE, body: dataErrorLines(document).length === 0 ? '' : list(dataErrorLines(document)) },
    { heading: 'What the numbers mean', body: meanings(document) },
    { heading: 'Glossary', body: words() },
    { heading: 'References', body: referenceSources(document).length === 0 ? '' : list(referenceSources(document)) },
    { heading: 'Samplers', body: samplerLines(document).length === 0 ? '' : list(samplerLines(document)) },
    { heading: 'Cite', body: list(references(document.source).map(toText)) },
    { heading: 'Short names', body: names(whole) },
    { heading: 'Provenance', body: provenance(document) },
    { heading: 'Files', body: files(beside) },
  ])}
</main>
</body>
</html>
`;
}

export const html: Format = {
  name: 'html',
  files: ({ document, figures: shown }, before) => [
    { path: 'report.html', data: renderHtml(document, shown, before.map(({ path }) => path)) },
  ],
};

/** report.html: one file that opens anywhere, with figures, tables, what they mean and where they come from. */
import type { ResultDocument } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { byQuantity, escapeHtml, estimatesTable, htmlTable, list, section } from './html-parts.ts';
import type { DrawnFigure } from '../figures/figure.ts';
import type { Format } from './format.ts';
import { REPORT_STYLE } from './html-style.ts';
import { longTexts, withShortNames } from '../labels.ts';
import { formatSeconds } from '../numbers.ts';
import { distinctPoints, hasMechanisms, sharedLabel } from '../points.ts';
import { claimLines, deviceLine, fitStatements, referenceSources, samplerLines, verdictLines } from '../statements.ts';
import { agentsInOrder, agentWords, capitalised, guaranteeLines } from '../vocabulary.ts';

export type ReportFigure = Pick<DrawnFigure, 'name' | 'caption' | 'svg'>;

function verdicts(document: ResultDocument): string {
  const items = verdictLines(document).map(({ status, text }) => `<li class="${status}">${escapeHtml(text)}</li>`);
  return items.length === 0 ? '' : `<ul class="verdicts">${items.join('')}</ul>`;
}

function claims(document: ResultDocument): string {
  const items = claimLines(document).map(({ status, word, text, source, evidence }) =>
    `<li><span class="status ${status}">${word}</span> ${escapeHtml(text)} <span class="faint">(${escapeHtml(source)})</span><br><span class="faint">${escapeHtml(evidence)}</span></li>`);
  return items.length === 0 ? '' : `<ul class="claims">${items.join('')}</ul>`;
}

function figures(shown: readonly ReportFigure[]): string {
  return shown
    .map(({ name, caption, svg }) => `<figure id="figure-${escapeHtml(name)}">\n${svg}\n<figcaption>${escapeHtml(caption)}</figcaption>\n</figure>`)
    .join('\n');
}

function estimates(document: ResultDocument): string {
  const shared = sharedLabel(distinctPoints(document.estimates.map(({ point }) => point)));
  const named = hasMechanisms(document.estimates);
  const tables = agentsInOrder(document.estimates.map(({ agent }) => agent)).map((agent) => {
    const rows = document.estimates.filter((row) => row.agent === agent);
    return `<h3>${escapeHtml(capitalised(agentWords(agent, named).plural))}</h3>\n${estimatesTable(named ? byQuantity(rows) : rows, document.estimates)}`;
  });
  return document.estimates.length === 0 ? '<p>No estimates.</p>' : `<p>${escapeHtml(shared)}</p>\n${tables.join('\n')}`;
}

function meanings(document: ResultDocument): string {
  const quantities = [...new Set(document.estimates.map(({ quantity }) => quantity))].filter((quantity) => quantityOf(quantity).meaning !== '');
  const entry = (term: string, meaning: string): string => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(meaning)}</dd>`;
  const words = quantities.map((quantity) => entry(capitalised(quantityOf(quantity).name), `${capitalised(quantityOf(quantity).meaning)}.`));
  const promises = guaranteeLines([...document.estimates, ...document.curves, ...document.surfaces])
    .map(({ term, meaning }) => entry(`Guarantee: ${term}`, `${capitalised(meaning)}.`));
  const note = '<p>Each row\'s interval holds with its confidence on its own; rows are not simultaneous. Printed ends are rounded outwards. Exact values and published bounds come from formulas and take no part in the estimates.</p>';
  return `${note}<dl>${[...promises, ...words].join('')}</dl>`;
}

function provenance(document: ResultDocument): string {
  const { scenario, command, seed, configHash, version, device, seconds, configuration } = document;
  const rows: [string, string][] = [
    ['scenario', scenario], ['command', command], ['seed', seed], ['configuration hash', configHash], ['misreport', version],
    ['Node', process.versions.node], ['device', deviceLine(device)], ['time', formatSeconds(seconds)],
    ...Object.entries(configuration).filter(([, value]) => value !== undefined).map(([key, value]): [string, string] => [key, cut(typeof value === 'string' ? value : JSON.stringify(value))]),
  ];
  return htmlTable([
    { head: 'item', kind: 'word', cells: rows.map(([key]) => key) },
    { head: 'value', kind: 'long', cells: rows.map(([, value]) => value) },
  ]);
}

/** More letters of a long text than this are left to manifest.json. */
const TEXT_MAX = 2000;

const cut = (text: string): string => (text.length <= TEXT_MAX ? text : `${text.slice(0, TEXT_MAX)}… (whole in manifest.json)`);

/** What short names stand for. */
function names(document: ResultDocument): string {
  const entries = Object.entries(longTexts(document)).map(([name, text]) => `<dt>${escapeHtml(name)}</dt><dd><code>${escapeHtml(cut(text))}</code></dd>`);
  return entries.length === 0 ? '' : `<dl>${entries.join('')}</dl>`;
}

export function renderHtml(whole: ResultDocument, shown: readonly ReportFigure[]): string {
  const document = withShortNames(whole);
  const { title, source, complete, notes } = document;
  const warning = complete ? '' : '<p class="incomplete" role="alert">INCOMPLETE: the run stopped early. What follows is what was known by then.</p>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${complete ? '' : 'INCOMPLETE: '}${title}`)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="source">${escapeHtml(source)}</p>
${warning}
</header>
${[
    section('Verdicts', verdicts(document)),
    section('Claims', claims(document)),
    section('Rates', document.fits.length === 0 ? '' : list(fitStatements(document))),
    section('Notes', notes.length === 0 ? '' : list(notes)),
    section('Figures', figures(shown)),
    section('Estimates', estimates(document)),
    section('What the numbers mean', meanings(document)),
    section('References', referenceSources(document).length === 0 ? '' : list(referenceSources(document))),
    section('Samplers', samplerLines(document).length === 0 ? '' : list(samplerLines(document))),
    section('Short names', names(whole)),
    section('Provenance', provenance(document)),
  ].filter((part) => part !== '').join('\n')}
</main>
</body>
</html>
`;
}

export const html: Format = { name: 'html', files: ({ document, figures: shown }) => [{ path: 'report.html', data: renderHtml(document, shown) }] };

/** The terminal's output: a sweep as one row per point, a single point as a sheet, then what the numbers mean. */
import type { ResultDocument } from '../../results/document.ts';
import { assertFinite } from '../formats/json.ts';
import { longTexts, withShortNames } from '../labels.ts';
import { renderMechanisms } from './mechanism-table.ts';
import { TYPES_HEADING, TYPES_MEANING, typesLines } from '../types-within.ts';
import { DATA_ERROR_TITLE, dataErrorLines } from '../data-error.ts';
import { formatSeconds } from '../numbers.ts';
import { distinctPoints, hasBeliefs, hasMechanisms } from '../points.ts';
import { renderSheet } from './sheet.ts';
import { claimLines, deviceLine, fitStatements, referenceSources, samplerLines, verdictLines, type ClaimLine } from '../statements.ts';
import { terminalStyle, wrapText, type Style } from './style.ts';
import { renderSweep } from './sweep-table.ts';
import { guaranteeLines } from '../vocabulary.ts';

export interface TableOptions {
  /** Columns of the terminal; below 40 is taken as 40. */
  readonly width: number;
  readonly color: boolean;
}

const VERDICTS_MAX = 16;
const WIDTH_MIN = 40;

function header(document: ResultDocument, style: Style, width: number): string {
  const { title, source, seed, configHash, device, seconds, complete, version } = document;
  const lines = [
    style.bold(wrapText(title, width)),
    style.dim(wrapText(source, width)),
    wrapText([
      ...(seed === '' ? [] : [`seed ${seed}`]), `configuration ${configHash.slice(0, 12)}`, `misreport ${version}`, deviceLine(device),
      formatSeconds(seconds),
    ].join(', '), width, '  '),
  ];
  if (!complete) lines.push(style.bad(style.bold(wrapText('INCOMPLETE: the run stopped early; below is what was known by then.', width))));
  return lines.join('\n');
}

function listed(title: string, lines: readonly string[], { style, width }: { style: Style; width: number }): string | undefined {
  if (lines.length === 0) return undefined;
  return [style.bold(title), ...lines.map((line) => wrapText(line, width, '    ', '  '))].join('\n');
}

function verdicts(document: ResultDocument, options: { style: Style; width: number }): string | undefined {
  const { style } = options;
  const all = verdictLines(document);
  const paint = { yes: style.good, no: style.bad, undecided: style.dim };
  const shown = all.slice(0, VERDICTS_MAX).map(({ status, mark, text }) => `${paint[status](mark)} ${text}`);
  const rest = all.length - shown.length;
  return listed('Verdicts', rest > 0 ? [...shown, `and ${rest} more in the result document`] : shown, options);
}

const guarantees = ({ estimates }: ResultDocument): string[] => guaranteeLines(estimates).map(({ term, meaning }) => `${term}: ${meaning}`);

const shortNames = (document: ResultDocument): string[] =>
  Object.entries(longTexts(document)).map(
    ([name, text]) => `${name} stands for a text of ${[...text].length} letters that manifest.json and --json have whole`
  );

/** What the literature says, whether it held, and by which numbers. */
function claims(document: ResultDocument, { style, width }: { style: Style; width: number }): string | undefined {
  const lines = claimLines(document);
  if (lines.length === 0) return undefined;
  const paint = ({ status, word }: ClaimLine): string =>
    status === 'pass' ? style.good(word) : status === 'fail' ? style.bad(style.bold(word)) : style.dim(word);
  const column = Math.max(...lines.map(({ word }) => word.length)) + 4;
  const indent = ' '.repeat(column);
  const entries = lines.map((line) => {
    const head = `  ${line.word}`.padEnd(column);
    const first = wrapText(`${line.text} (${line.source})`, width, indent, head).replace(line.word, paint(line));
    return [first, wrapText(line.evidence, width, indent, indent)].filter((part) => part.trim() !== '').join('\n');
  });
  return [style.bold('Claims'), ...entries].join('\n');
}

/**
 * Mechanisms stand side by side, and rows that name a set of beliefs go by it; else a sweep has one row per point, and a single
 * point is a sheet.
 */
function bodyOf(document: ResultDocument): (document: ResultDocument, options: { width: number; style: Style }) => string[] {
  if (hasMechanisms(document.estimates) || hasBeliefs(document.estimates)) return renderMechanisms;
  return distinctPoints(document.estimates.map(({ point }) => point)).length <= 1 ? renderSheet : renderSweep;
}

/** Throws OutputError where the document holds a number that is not finite. Ends with a line feed. */
export function renderTables(whole: ResultDocument, { width, color }: TableOptions): string {
  assertFinite(whole);
  const document = withShortNames(whole);
  const style = terminalStyle(color);
  const options = { style, width: Math.max(WIDTH_MIN, width) };
  const body = bodyOf(document)(document, options);
  const sections = [
    header(document, style, options.width),
    ...(body.length > 0 ? body : ['No estimates.']),
    listed(TYPES_HEADING, typesLines(document).length === 0 ? [] : [...typesLines(document), TYPES_MEANING], options),
    listed(DATA_ERROR_TITLE, dataErrorLines(document), options),
    listed('Rates', fitStatements(document), options),
    verdicts(document, options),
    claims(document, options),
    listed('Samplers', samplerLines(document), options),
    listed('Notes', document.notes, options),
    listed('Short names', shortNames(whole), options),
    listed('What the intervals are worth (each row on its own)', guarantees(document), options),
    listed('References', referenceSources(document), options),
    document.complete ? undefined : style.bad(style.bold('INCOMPLETE')),
  ];
  return `${sections.filter((section) => section !== undefined).join('\n\n')}\n`;
}

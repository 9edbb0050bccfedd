/** The terminal's output: a sweep as one row per point, a single point as a sheet, then what the numbers mean. */
import type { Guarantee, ResultDocument } from '../results.ts';
import { assertFinite } from './json.ts';
import { formatSeconds } from './numbers.ts';
import { distinctPoints } from './points.ts';
import { renderSheet } from './sheet.ts';
import { deviceLine, fitStatement, referenceSources, samplerLines, verdictLines } from './statements.ts';
import { terminalStyle, wrapText, type Style } from './style.ts';
import { renderSweep } from './sweep-table.ts';
import { GUARANTEES } from './vocabulary.ts';

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
    wrapText(`seed ${seed}, configuration ${configHash.slice(0, 12)}, misreport ${version}, ${deviceLine(device)}, ${formatSeconds(seconds)}`, width, '  '),
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
  const shown = all.slice(0, VERDICTS_MAX).map(({ holds, text }) => `${holds ? style.good('✓') : style.bad('✗')} ${text}${holds ? '' : ' (does not hold)'}`);
  const rest = all.length - shown.length;
  return listed('Verdicts', rest > 0 ? [...shown, `and ${rest} more in the result document`] : shown, options);
}

function guarantees(document: ResultDocument): string[] {
  const used = new Set<Guarantee>(document.estimates.map(({ guarantee }) => guarantee));
  return (Object.keys(GUARANTEES) as Guarantee[]).filter((key) => used.has(key)).map((key) => `${key}: ${GUARANTEES[key]}`);
}

/** Throws OutputError where the document holds a number that is not finite. Ends with a line feed. */
export function renderTables(document: ResultDocument, { width, color }: TableOptions): string {
  assertFinite(document);
  const style = terminalStyle(color);
  const options = { style, width: Math.max(WIDTH_MIN, width) };
  const single = distinctPoints(document.estimates.map(({ point }) => point)).length <= 1;
  const body = single ? renderSheet(document, options) : renderSweep(document, options);
  const sections = [
    header(document, style, options.width),
    ...(body.length > 0 ? body : ['No estimates.']),
    listed('Rates', document.fits.map((fit) => fitStatement(fit, document.fits)), options),
    verdicts(document, options),
    listed('Samplers', samplerLines(document), options),
    listed('Notes', document.notes, options),
    listed('What the intervals are worth (each row on its own)', guarantees(document), options),
    listed('References', referenceSources(document), options),
    document.complete ? undefined : style.bad(style.bold('INCOMPLETE')),
  ];
  return `${sections.filter((section) => section !== undefined).join('\n\n')}\n`;
}

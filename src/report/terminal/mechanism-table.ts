/**
 * Social choice problems in the terminal: mechanisms stand side by side. A single point has one row per quantity, a sweep one
 * table per quantity with one row per point.
 */
import type { Agent, Estimate, Point, ResultDocument } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { lieOf, type RowWitness } from '../../results/witness.ts';
import { formatInterval, formatReference, formatWitness } from '../numbers.ts';
import {
  distinctPoints, facetLabel, hasMechanisms, mechanismOf, parametersOf, pointKey, pointLabel, sharedLabel, sweptColumns,
} from '../points.ts';
import { withInfinite } from './infinite-rows.ts';
import { wrapText, type Style } from './style.ts';
import { guaranteeLine, isExactlyZero, LEADING } from './sweep-table.ts';
import { fitsWidth, INTERVAL_HEAD, intervalCells, renderColumns, type Column } from './text-table.ts';
import { agentsInOrder, agentWords, capitalised, guaranteesOf, percent, shortSource } from '../vocabulary.ts';
import { witnessWords } from '../witness-words.ts';

interface PageLayout {
  readonly width: number;
  readonly style: Style;
  /** Of all estimates of the document, for what parameters are. */
  readonly points: readonly Point[];
  /** Whether agents go by their names in a problem, or by the words for a double auction's traders. */
  readonly named: boolean;
}

type Cells = readonly (Estimate | undefined)[];

const INDENT = '  ';

const mechanismsOf = (rows: readonly Estimate[]): string[] => [...new Set(rows.map(({ point }) => mechanismOf(point)))];

/** Estimate, interval, reference and bound of one mechanism down the rows. */
function mechanismColumns(mechanism: string, cells: Cells): Column[] {
  const texts = cells.map((row) => (row && row.estimate < Infinity ? formatInterval(row) : undefined));
  const boundSource = cells.find((row) => row?.bound)?.bound?.source ?? '';
  return [
    {
      head: mechanism || 'estimate', cells: texts.map((text, i) => text?.estimate ?? (cells[i] ? 'infinite' : '')), align: 'decimal',
      rank: 0,
    },
    {
      head: INTERVAL_HEAD, cells: intervalCells(texts.map((text) => (text ? [text.lower, text.upper] : undefined))), align: 'right',
      rank: 0,
    },
    { head: 'exactly', cells: cells.map((row) => row?.exact ?? ''), align: 'left', rank: 1 },
    {
      head: 'exact (ref.)', cells: cells.map((row) => (row?.reference ? formatReference(row.reference.value, row) : '')), align: 'decimal',
      rank: 2,
    },
    {
      head: `${shortSource(boundSource)} bound`, cells: cells.map((row) => (row?.bound ? formatReference(row.bound.value, row) : '')),
      align: 'decimal', rank: 2,
    },
  ];
}

/** As many mechanisms beside one another as the width allows; the rest in further tables. */
function sideBySide(
  heads: readonly Column[], tails: readonly Column[], mechanisms: readonly (readonly Column[])[], { width, style }: PageLayout
): string {
  const needed = (part: readonly (readonly Column[])[]): Column[] => [...heads, ...part.flat()].filter(({ rank }) => rank === 0);
  let together = mechanisms.length;
  const chunks = (): (readonly Column[])[][] => Array.from(
    { length: Math.ceil(mechanisms.length / together) }, (_, i) => mechanisms.slice(together * i, together * (i + 1))
  );
  while (together > 1 && !chunks().every((part) => fitsWidth(needed(part), width, INDENT))) together--;
  return chunks().map((part) => renderColumns([...heads, ...part.flat(), ...tails], { width, style, indent: INDENT })).join('\n\n');
}

/** `ε-LIC constant`, `choice probability (alternative A)` */
function rowName({ quantity, point }: Estimate, points: readonly Point[], form: 'name' | 'symbol' = 'name'): string {
  const facet = facetLabel(point, points);
  return facet === '' ? quantityOf(quantity)[form] : `${quantityOf(quantity)[form]} (${facet})`;
}

const oneConfidence = (rows: readonly Estimate[]): boolean => new Set(rows.map(({ confidence }) => confidence)).size === 1;

function shownBy(witness: RowWitness): string {
  const lie = lieOf(witness);
  if (lie === undefined || lie.walk) return `, ${witnessWords(witness)}`;
  const { type, report } = formatWitness(lie);
  return ` of type ${type}${type === report ? '' : ` who reports ${report}`}`;
}

function witnessLines(rows: readonly Estimate[], layout: PageLayout): string[] {
  const many = mechanismsOf(rows).length > 1;
  return rows.flatMap(({ quantity, agent, point, witness, upper }) => {
    if (!witness || upper === 0) return [];
    const under = many ? ` under ${mechanismOf(point)}` : '';
    const line = `witness of ${quantityOf(quantity).symbol}${under}: ${agentWords(agent, layout.named).subject}${shownBy(witness)}`;
    return [wrapText(line, layout.width, '    ', INDENT)];
  });
}

/** Rows of no mechanism in a table of their own, before those that mechanisms are held against one another by. */
function sheetOf(agent: Agent, rows: readonly Estimate[], layout: PageLayout): string {
  const one = oneConfidence(rows);
  const title = layout.style.bold(capitalised(agentWords(agent, layout.named).plural))
    + (one ? ` (${percent(rows[0]!.confidence)} confidence)` : '');
  const parts = [rows.filter(({ point }) => mechanismOf(point) === ''), rows.filter(({ point }) => mechanismOf(point) !== '')];
  const tables = parts.filter((part) => part.length > 0).map((part) => partOf(part, one, layout));
  return [title, tables.join('\n\n')].join('\n');
}

/** One point: a row per quantity. */
function partOf(rows: readonly Estimate[], one: boolean, layout: PageLayout): string {
  const names = [...new Set(rows.map((row) => rowName(row, layout.points)))];
  const find = (
    name: string, mechanism: string
  ): Estimate | undefined => rows.find((row) => rowName(row, layout.points) === name && mechanismOf(row.point) === mechanism);
  const first = names.map((name) => rows.find((row) => rowName(row, layout.points) === name)!);
  const guarantees = names.map((name) => guaranteesOf(rows.filter((row) => rowName(row, layout.points) === name)));
  const tails: Column[] = [
    { head: 'unit', cells: first.map(({ quantity }) => quantityOf(quantity).unit), align: 'left', rank: 4 },
    ...(one ? [] : [
      { head: 'confidence', cells: first.map(({ confidence }) => percent(confidence)), align: 'right', rank: 3 } as const,
    ]),
    { head: 'guarantee', cells: guarantees, align: 'left', rank: 3 },
  ];
  const columns = mechanismsOf(rows).map((mechanism) => mechanismColumns(mechanism, names.map((name) => find(name, mechanism))));
  const heads = (cells: readonly string[]): Column[] => [{ head: 'quantity', cells, align: 'left', rank: 0 }];
  // Where a name and one mechanism are too wide already, quantities go by their symbols.
  const isNarrow = columns.some((part) => !fitsWidth([...heads(names), ...part.filter(({ rank }) => rank === 0)], layout.width, INDENT));
  const shown = isNarrow ? first.map((row) => rowName(row, layout.points, 'symbol')) : names;
  return [sideBySide(heads(shown), tails, columns, layout), ...witnessLines(rows, layout)].join('\n');
}

/** One quantity over a sweep: a row per point, exact zeros in a line of their own. */
function sweepOf(agent: Agent, name: string, rows: readonly Estimate[], layout: PageLayout): string {
  const points = distinctPoints(layout.points.map((point) => parametersOf(point, layout.points)));
  const keyOf = (mechanism: string, point: Point): string => `${mechanism}\n${pointKey(point)}`;
  const first = new Map<string, Estimate>();
  for (const row of rows) {
    const key = keyOf(mechanismOf(row.point), parametersOf(row.point, layout.points));
    if (!first.has(key)) first.set(key, row);
  }
  const find = (mechanism: string): Cells => points.map((point) => first.get(keyOf(mechanism, point)));
  const title = capitalised(agentWords(agent, layout.named).plural);
  const mechanisms = mechanismsOf(rows);
  const zeros = mechanisms.filter((mechanism) => find(mechanism).every((row) => row !== undefined && isExactlyZero(row)));
  const rest = mechanisms.filter((mechanism) => !zeros.includes(mechanism));
  const heads = sweptColumns(points).map(({ head, value }): Column => ({
    head, cells: points.map((point) => String(value(point) ?? '')), align: 'right', rank: 0,
  }));
  const line = (text: string): string => wrapText(`${title}: ${text}`, layout.width, INDENT).replace(title, layout.style.bold);
  const unit = quantityOf(rows[0]!.quantity).unit || 'its own unit';
  const table = rest.length === 0 ? [] : [
    line(`${name} in ${unit} (${guaranteeLine(rows)})`),
    sideBySide(heads, [], rest.map((mechanism) => mechanismColumns(mechanism, find(mechanism))), layout),
  ];
  return [...table, ...(zeros.length === 0 ? [] : [
    line(`${name} exactly 0 at every point, interval [0, 0]${zeros.join('') === '' ? '' : `: ${zeros.join(', ')}`}`),
  ])].join('\n');
}

function sweepsOf(agent: Agent, rows: readonly Estimate[], shown: readonly string[] | undefined, layout: PageLayout): string[] {
  const names = [...new Set(rows.map((row) => rowName(row, layout.points, 'symbol')))];
  const of = (name: string): Estimate[] => rows.filter((row) => rowName(row, layout.points, 'symbol') === name);
  const isShown = (name: string): boolean => shown === undefined || shown.includes(of(name)[0]!.quantity);
  const rank = (name: string): number => { const at = LEADING.indexOf(of(name)[0]!.quantity); return at < 0 ? LEADING.length : at; };
  const tables = names.filter(isShown).sort((a, b) => rank(a) - rank(b)).map((name) => sweepOf(agent, name, of(name), layout));
  const left = names.filter((name) => !isShown(name));
  const title = capitalised(agentWords(agent, layout.named).plural);
  const note = wrapText(
    `${title}: ${left.join(', ')} ${left.length === 1 ? 'is' : 'are'} in the result files`, layout.width, INDENT
  ).replace(title, layout.style.bold);
  return left.length === 0 ? tables : [...tables, note];
}

export function renderMechanisms(document: ResultDocument, options: { width: number; style: Style }): string[] {
  const { fits, command } = document;
  const estimates = withInfinite(document);
  const layout: PageLayout = { ...options, points: estimates.map(({ point }) => point), named: hasMechanisms(estimates) };
  const parameters = distinctPoints(layout.points.map((point) => parametersOf(point, layout.points)));
  const shown = command === 'rate' ? [...new Set([...LEADING, ...fits.map(({ quantity }) => quantity)])] : undefined;
  const single = parameters.length === 1;
  const label = single ? pointLabel(parameters[0]!) : sharedLabel(parameters);
  const sections = agentsInOrder(estimates.map(({ agent }) => agent)).flatMap((agent) => {
    const rows = estimates.filter((row) => row.agent === agent);
    return single ? [sheetOf(agent, rows, layout)] : sweepsOf(agent, rows, shown, layout);
  });
  return label === '' ? sections : [wrapText(`${single ? 'At' : 'At every point:'} ${label}`, options.width, INDENT), ...sections];
}

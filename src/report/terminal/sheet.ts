/** One point as a readable sheet: every quantity of every agent on its own row. */
import type { Agent, Estimate, Point, ResultDocument } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { lieOf } from '../../results/witness.ts';
import { formatCount, formatInterval, formatReference, formatWitness } from '../numbers.ts';
import { distinctPoints, pointLabel } from '../points.ts';
import { wrapText, type Style } from './style.ts';
import { withInfinite } from './infinite-rows.ts';
import { INTERVAL_HEAD, intervalCells, renderColumns, type Column } from './text-table.ts';
import { agentsInOrder, agentWords, capitalised, guaranteeWords, percent, shortSource } from '../vocabulary.ts';
import { witnessWords } from '../witness-words.ts';

const oneConfidence = (rows: readonly Estimate[]): boolean => new Set(rows.map(({ confidence }) => confidence)).size === 1;

function rowsTable(rows: readonly Estimate[], options: { width: number; style: Style }): string {
  const texts = rows.map((row) => (row.estimate < Infinity ? formatInterval(row) : undefined));
  const boundSource = rows.find((row) => row.bound)?.bound?.source ?? '';
  const references = rows.map((row) => (row.reference ? formatReference(row.reference.value, row) : ''));
  const bounds = rows.map((row) => (row.bound ? formatReference(row.bound.value, row) : ''));
  const columns: Column[] = [
    { head: 'quantity', cells: rows.map((row) => quantityOf(row.quantity).name), align: 'left', rank: 0 },
    { head: 'estimate', cells: texts.map((text) => text?.estimate ?? 'infinite'), align: 'decimal', rank: 0 },
    {
      head: INTERVAL_HEAD, cells: intervalCells(texts.map((text) => (text ? [text.lower, text.upper] : undefined))), align: 'right',
      rank: 0,
    },
    { head: 'exactly', cells: rows.map(({ exact = '' }) => exact), align: 'left', rank: 1 },
    { head: 'exact (ref.)', cells: references, align: 'decimal', rank: 1 },
    { head: `${shortSource(boundSource)} bound`, cells: bounds, align: 'decimal', rank: 1 },
    { head: 'unit', cells: rows.map((row) => quantityOf(row.quantity).unit), align: 'left', rank: 5 },
    ...(oneConfidence(rows) ? [] : [
      { head: 'confidence', cells: rows.map((row) => percent(row.confidence)), align: 'right', rank: 2 } as const,
    ]),
    { head: 'guarantee', cells: rows.map(guaranteeWords), align: 'left', rank: 2 },
    { head: 'profiles', cells: rows.map((row) => formatCount(row.profiles)), align: 'right', rank: 4 },
  ];
  return renderColumns(columns, { ...options, indent: '  ' });
}

function witnessLine({ quantity, agent, witness }: Estimate): string | undefined {
  if (!witness) return undefined;
  const shows = `witness of ${quantityOf(quantity).symbol}: ${agentWords(agent).subject}`;
  const lie = lieOf(witness);
  if (lie === undefined || lie.walk) return `${shows}, ${witnessWords(witness)}`;
  const { type, report } = formatWitness(lie);
  return `${shows} of type ${type} who reports ${report}`;
}

function agentSection(agent: Agent, rows: readonly Estimate[], options: { width: number; style: Style }): string {
  const title = options.style.bold(capitalised(agentWords(agent).plural)) + (
    oneConfidence(rows) ? ` (${percent(rows[0]!.confidence)} confidence)` : ''
  );
  const witnesses = rows.map(witnessLine).filter((line) => line !== undefined).map((line) => wrapText(line, options.width, '    ', '  '));
  return [title, rowsTable(rows, options), ...witnesses].join('\n');
}

export function renderSheet(document: ResultDocument, options: { width: number; style: Style }): string[] {
  const estimates = withInfinite(document);
  const points: Point[] = distinctPoints(estimates.map(({ point }) => point));
  const sections = points.map((point) => wrapText(`At ${pointLabel(point)}`, options.width, '  '));
  for (const agent of agentsInOrder(estimates.map((row) => row.agent))) {
    const rows = estimates.filter((row) => row.agent === agent);
    sections.push(agentSection(agent, rows, options));
  }
  return sections;
}

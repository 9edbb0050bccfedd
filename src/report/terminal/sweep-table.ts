/** A sweep as one row per point: for each agent the incentive constants, then its other quantities. */
import type { Agent, Estimate, Point, ResultDocument } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { formatCount, formatInterval, formatReference } from '../numbers.ts';
import { distinctPoints, pointKey, sharedLabel, sweptColumns } from '../points.ts';
import { wrapText, type Style } from './style.ts';
import { INTERVAL_HEAD, intervalCells, renderColumns, type Column } from './text-table.ts';
import { agentsInOrder, agentWords, capitalised, confidencesOf, guaranteesOf, shortSource } from '../vocabulary.ts';

/** What a rate study shows in the terminal, with whatever it fitted. */
export const LEADING: readonly string[] = ['epsilonLic', 'weakEpsilonLic', 'epsilonIc'];

/** Narrower terminals get one table per quantity instead of two quantities side by side. */
const PAIR_WIDTH = 110;

/** `99% confidence, continuum`, or which apply where rows differ. */
export const guaranteeLine = (estimates: readonly Estimate[]): string =>
  `${confidencesOf(estimates)} confidence, guarantee: ${guaranteesOf(estimates)}`;

export const isExactlyZero = ({ estimate, lower, upper }: Estimate): boolean => estimate === 0 && lower === 0 && upper === 0;

type Rows = readonly (Estimate | undefined)[];

function quantityColumns(quantity: string, rows: Rows, rank: number): Column[] {
  const texts = rows.map((row) => (row ? formatInterval(row) : undefined));
  const references = rows.map((row) => (row?.reference ? formatReference(row.reference.value, row) : ''));
  const bounds = rows.map((row) => (row?.bound ? formatReference(row.bound.value, row) : ''));
  const boundSource = rows.find((row) => row?.bound)?.bound?.source ?? '';
  return [
    { head: quantityOf(quantity).symbol, cells: texts.map((text) => text?.estimate ?? ''), align: 'decimal', rank },
    { head: INTERVAL_HEAD, cells: intervalCells(texts.map((text) => (text ? [text.lower, text.upper] : undefined))), align: 'right', rank },
    { head: 'exact (ref.)', cells: references, align: 'decimal', rank: rank + 1 },
    { head: `${shortSource(boundSource)} bound`, cells: bounds, align: 'decimal', rank: rank + 1 },
  ];
}

interface Sweep {
  readonly points: readonly Point[];
  readonly width: number;
  readonly style: Style;
}

const find = (quantity: string, estimates: readonly Estimate[], points: readonly Point[]): Rows =>
  points.map((point) => estimates.find((row) => row.quantity === quantity && pointKey(row.point) === pointKey(point)));

function quantitiesTable(quantities: readonly string[], estimates: readonly Estimate[], { points: all, width, style }: Sweep): string {
  // Points that only other quantities have would be blank lines.
  const points = all.filter((point) => quantities.some((quantity) => find(quantity, estimates, [point])[0] !== undefined));
  const heads: Column[] = sweptColumns(points).map(({ head, value }) => ({
    head,
    cells: points.map((point) => String(value(point) ?? '')),
    align: 'right',
    rank: 0,
  }));
  const first = find(quantities[0]!, estimates, points);
  const profiles: Column = { head: 'profiles', cells: first.map((row) => (row ? formatCount(row.profiles) : '')), align: 'right', rank: 7 };
  const body = quantities.flatMap((quantity, i) => quantityColumns(quantity, find(quantity, estimates, points), 2 * i));
  return renderColumns([...heads, ...body, profiles], { width, style });
}

/** Tables of one agent: a rate study shows the incentive constants only, what is 0 throughout takes one line. */
function agentSections(agent: Agent, estimates: readonly Estimate[], onlyLeading: boolean, sweep: Sweep): string[] {
  const { points, width, style } = sweep;
  const name = capitalised(agentWords(agent).plural);
  const quantities = [...new Set(estimates.map(({ quantity }) => quantity))];
  const symbols = (names: readonly string[]): string => names.map((quantity) => quantityOf(quantity).symbol).join(', ');
  const titled = (text: string): string => wrapText(`${name}: ${text}`, width, '  ').replace(name, style.bold);
  const zeros = quantities.filter((quantity) => find(quantity, estimates, points).every((row) => row !== undefined && isExactlyZero(row)));
  const rest = quantities.filter((quantity) => !zeros.includes(quantity));
  const leading = rest.filter((quantity) => LEADING.includes(quantity));
  const others = rest.filter((quantity) => !LEADING.includes(quantity));
  const together = width < PAIR_WIDTH ? 1 : 2;
  const tables = [...chunks(leading, together), ...(onlyLeading ? [] : chunks(others, together))].map((part) => {
    const rows = estimates.filter(({ quantity }) => part.includes(quantity));
    const units = part.map((quantity) => `${quantityOf(quantity).symbol} in ${quantityOf(quantity).unit || 'its own unit'}`).join(', ');
    return `${titled(`${units} (${guaranteeLine(rows)})`)}\n${quantitiesTable(part, estimates, sweep)}`;
  });
  const notes = [
    ...(zeros.length > 0 ? [titled(`exactly 0 at every point, interval [0, 0]: ${symbols(zeros)}`)] : []),
    ...(onlyLeading && others.length > 0 ? [titled(`${symbols(others)} are in the result files`)] : []),
  ];
  return notes.length > 0 ? [...tables, notes.join('\n')] : tables;
}

export function renderSweep(document: ResultDocument, { width, style }: { width: number; style: Style }): string[] {
  const points = distinctPoints(document.estimates.map(({ point }) => point));
  const shared = sharedLabel(points);
  const onlyLeading = document.command === 'rate';
  const agents = agentsInOrder(document.estimates.map((row) => row.agent));
  const sections = agents.flatMap((agent) => agentSections(
    agent, document.estimates.filter((row) => row.agent === agent), onlyLeading, { points, width, style }
  ));
  return shared ? [wrapText(`At every point: ${shared}`, width, '  '), ...sections] : sections;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(size * i, size * i + size));
}

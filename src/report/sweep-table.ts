/** A sweep as one row per point: for each agent the incentive constants, then its other quantities. */
import type { Estimate, Point, ResultDocument } from '../results.ts';
import { formatCount, formatInterval, formatReference } from './numbers.ts';
import { distinctPoints, pointKey, sharedLabel, sweptColumns } from './points.ts';
import { wrapText, type Style } from './style.ts';
import { INTERVAL_HEAD, intervalCells, renderColumns, type Column } from './text-table.ts';
import { AGENT_ORDER, AGENTS, capitalised, percent, quantityWords, shortSource } from './vocabulary.ts';

const LEADING = ['epsilonLic', 'epsilonIc'];

/** Narrower terminals get one table per quantity instead of two quantities side by side. */
const PAIR_WIDTH = 110;

/** `99% confidence, continuum`, or which apply where rows differ. */
export function guaranteeLine(estimates: readonly Estimate[]): string {
  const list = (values: readonly string[]): string => [...new Set(values)].join(' and ');
  return `${list(estimates.map(({ confidence }) => percent(confidence)))} confidence, guarantee: ${list(estimates.map(({ guarantee }) => guarantee))}`;
}

const isExactlyZero = ({ estimate, lower, upper }: Estimate): boolean => estimate === 0 && lower === 0 && upper === 0;

type Rows = readonly (Estimate | undefined)[];

function quantityColumns(quantity: string, rows: Rows, rank: number): Column[] {
  const texts = rows.map((row) => (row ? formatInterval(row) : undefined));
  const references = rows.map((row) => (row?.reference ? formatReference(row.reference.value, row) : ''));
  const bounds = rows.map((row) => (row?.bound ? formatReference(row.bound.value, row) : ''));
  const boundSource = rows.find((row) => row?.bound)?.bound?.source ?? '';
  return [
    { head: quantityWords(quantity).symbol, cells: texts.map((text) => text?.estimate ?? ''), align: 'decimal', rank },
    { head: INTERVAL_HEAD, cells: intervalCells(texts.map((text) => (text ? [text.lower, text.upper] : undefined))), align: 'right', rank },
    { head: 'exact (ref.)', cells: references, align: 'decimal', rank: rank + 1 },
    { head: `${shortSource(boundSource)} bound`, cells: bounds, align: 'decimal', rank: rank + 1 },
  ];
}

function agentTable(quantities: readonly string[], estimates: readonly Estimate[], points: readonly Point[], options: { width: number; style: Style }): string {
  const find = (quantity: string): Rows =>
    points.map((point) => estimates.find((row) => row.quantity === quantity && pointKey(row.point) === pointKey(point)));
  const heads: Column[] = sweptColumns(points).map(({ head, value }) => ({
    head,
    cells: points.map((point) => String(value(point) ?? '')),
    align: 'right',
    rank: 0,
  }));
  const zeros = quantities.filter((quantity) => find(quantity).every((row) => row !== undefined && isExactlyZero(row)));
  const shown = quantities.filter((quantity) => !zeros.includes(quantity));
  const lines: string[] = [];
  if (shown.length > 0) {
    const first = find(shown[0]!);
    const profiles: Column = { head: 'profiles', cells: first.map((row) => (row ? formatCount(row.profiles) : '')), align: 'right', rank: 7 };
    const columns = [...heads, ...shown.flatMap((quantity, i) => quantityColumns(quantity, find(quantity), 2 * i)), profiles];
    lines.push(renderColumns(columns, options));
  }
  for (const quantity of zeros) lines.push(`${quantityWords(quantity).symbol} is exactly 0 at every point, and so are both ends of its interval.`);
  return lines.join('\n');
}

export function renderSweep(document: ResultDocument, options: { width: number; style: Style }): string[] {
  const sections: string[] = [];
  const points = distinctPoints(document.estimates.map(({ point }) => point));
  const shared = sharedLabel(points);
  if (shared) sections.push(wrapText(`At every point: ${shared}`, options.width, '  '));
  for (const agent of AGENT_ORDER) {
    const estimates = document.estimates.filter((row) => row.agent === agent);
    const quantities = [...new Set(estimates.map(({ quantity }) => quantity))];
    const together = options.width < PAIR_WIDTH ? 1 : 2;
    const leading = quantities.filter((quantity) => LEADING.includes(quantity));
    const others = quantities.filter((quantity) => !LEADING.includes(quantity));
    for (const part of [...chunks(leading, together), ...chunks(others, together)]) {
      const rows = estimates.filter(({ quantity }) => part.includes(quantity));
      const units = part.map((q) => `${quantityWords(q).symbol} in ${quantityWords(q).unit || 'its own unit'}`).join(', ');
      const name = capitalised(AGENTS[agent].plural);
      const title = wrapText(`${name}: ${units} (${guaranteeLine(rows)})`, options.width, '  ').replace(name, options.style.bold);
      sections.push(`${title}\n${agentTable(part, rows, points, options)}`);
    }
  }
  return sections;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(size * i, size * i + size));
}

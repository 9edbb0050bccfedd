/**
 * Tables for a paper: numbers rounded by their intervals, one cell a mechanism, and a caption that says what the intervals are
 * worth. A single point has one table an agent, with a row a quantity; a sweep one an agent and quantity, with a row a point; fits
 * one for all.
 */
import type { Agent, Estimate, Point, ResultDocument } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { withShortNames } from '../labels.ts';
import { formatInterval, formatNumber, formatReference } from '../numbers.ts';
import {
  columnTitle, distinctPoints, facetLabel, hasMechanisms, mechanismOf, parametersOf, pointKey, pointLabel, sharedLabel, sizeSymbol,
  sweptColumns,
} from '../points.ts';
import {
  agentsInOrder, agentWords, capitalised, confidencesOf, guaranteesOf, guaranteeWords, percent, shortSource,
} from '../vocabulary.ts';

export interface PaperColumn {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
}

export interface PaperTable {
  /** Letters, digits and hyphens: base name of its files, and its label. */
  readonly name: string;
  readonly caption: string;
  readonly columns: readonly PaperColumn[];
}

const nameOf = (...parts: readonly string[]): string =>
  parts.map((part) => part.replace(
    /[A-Z]/g, (letter) => `-${letter}`
  ).toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '')).join('-');

/** `0.2026 [0.1950, 0.2195]`, or the number alone where it is exact. */
function cellOf(row: Estimate | undefined): string {
  if (!row) return '';
  if (row.exact !== undefined) return row.exact;
  const { estimate, lower, upper, exact } = formatInterval(row);
  return exact ? estimate : `${estimate} [${lower}, ${upper}]`;
}

/** Reference and bound beside the numbers; empty columns are left out. */
function beside(cells: readonly (Estimate | undefined)[]): PaperColumn[] {
  const source = cells.find((row) => row?.bound)?.bound?.source ?? '';
  return [
    {
      head: 'exact', align: 'right' as const, cells: cells.map((row) => (row?.reference ? formatReference(row.reference.value, row) : '')),
    },
    {
      head: `${shortSource(source)} bound`, align: 'right' as const,
      cells: cells.map((row) => (row?.bound ? formatReference(row.bound.value, row) : '')),
    },
  ].filter((column) => column.cells.some((cell) => cell !== ''));
}

const worth = (rows: readonly Estimate[]): string =>
  `In brackets: intervals of ${confidencesOf(rows)} confidence, each on its own, rounded outwards; guarantee: ${guaranteesOf(rows)}. `
    + `Numbers without an interval carry no sampling error.`;

const origin = ({ version, scenario, seed, configHash, complete }: ResultDocument): string =>
  `misreport ${version}, ${scenario}, seed ${seed}, configuration ${configHash.slice(0, 12)}${complete ? '' : '; INCOMPLETE'}.`;

const sentences = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

interface Side {
  readonly document: ResultDocument;
  readonly agent: Agent;
  readonly rows: readonly Estimate[];
  readonly points: readonly Point[];
  /** Parameter points. */
  readonly parameters: readonly Point[];
}

const whose = ({ agent, rows }: Side): string => capitalised(agentWords(agent, hasMechanisms(rows)).plural);

function labelOf({ quantity, point }: Estimate, points: readonly Point[]): string {
  const facet = facetLabel(point, points);
  return facet === '' ? quantityOf(quantity).name : `${quantityOf(quantity).name} (${facet})`;
}

/** A row a quantity. */
function sheetTable(side: Side): PaperTable {
  const { document, rows, points, agent, parameters } = side;
  const labels = [...new Set(rows.map((row) => labelOf(row, points)))];
  const first = labels.map((label) => rows.find((row) => labelOf(row, points) === label)!);
  const mechanisms = [...new Set(rows.map(({ point }) => mechanismOf(point)))];
  return {
    name: nameOf('estimates', agent),
    caption: sentences(`${whose(side)}, ${document.title}.`, `${pointLabel(parameters[0]!)}.`, worth(rows), origin(document)),
    columns: [
      { head: 'quantity', align: 'left', cells: labels },
      { head: 'unit', align: 'left', cells: first.map(({ quantity }) => quantityOf(quantity).unit) },
      ...(new Set(rows.map(guaranteeWords)).size === 1 ? [] : [{
        head: 'guarantee', align: 'left' as const, cells: labels.map(
          (label) => guaranteesOf(rows.filter((row) => labelOf(row, points) === label))
        ),
      }]),
      ...mechanisms.flatMap((mechanism): PaperColumn[] => {
        const cells = labels.map((label) => rows.find((row) => mechanismOf(row.point) === mechanism && labelOf(row, points) === label));
        return [{ head: mechanism === '' ? 'estimate' : mechanism, align: 'right', cells: cells.map(cellOf) }, ...beside(cells)];
      }),
    ],
  };
}

/** A row a point, of one quantity. */
function sweepTable(side: Side, label: string): PaperTable {
  const { document, points, agent, parameters } = side;
  const rows = side.rows.filter((row) => labelOf(row, points) === label);
  const { unit } = quantityOf(rows[0]!.quantity);
  const shared = sharedLabel(parameters);
  const mechanisms = [...new Set(rows.map(({ point }) => mechanismOf(point)))];
  const keyOf = (mechanism: string, point: Point): string => `${mechanism}\n${pointKey(point)}`;
  const first = new Map<string, Estimate>();
  for (const row of rows) {
    const key = keyOf(mechanismOf(row.point), parametersOf(row.point, points));
    if (!first.has(key)) first.set(key, row);
  }
  const at = (mechanism: string): (Estimate | undefined)[] => parameters.map((point) => first.get(keyOf(mechanism, point)));
  return {
    name: nameOf(rows[0]!.quantity, agent, facetLabel(rows[0]!.point, points)).replace(/-+$/, ''),
    caption: sentences(
      `${whose(side)}: ${label} (${unit}), ${document.title}.`, shared === '' ? '' : `${shared}.`, worth(rows), origin(document)
    ),
    columns: [
      ...sweptColumns(parameters).map((column): PaperColumn => ({
        head: columnTitle(column, document), align: 'right', cells: parameters.map((point) => String(column.value(point) ?? '')),
      })),
      ...mechanisms.flatMap((mechanism): PaperColumn[] =>
        [{ head: mechanism === '' ? 'estimate' : mechanism, align: 'right', cells: at(mechanism).map(cellOf) }, ...beside(at(mechanism))]),
    ],
  };
}

function fitsTable(document: ResultDocument): PaperTable[] {
  const { fits } = document;
  if (fits.length === 0) return [];
  const symbol = sizeSymbol(document);
  const points = fits.map(({ point }) => point);
  const exponents = fits.map(({ exponent, exponentLower, exponentUpper }) => formatInterval({
    estimate: exponent, lower: exponentLower, upper: exponentUpper,
  }));
  const named = hasMechanisms(document.estimates);
  const columns: PaperColumn[] = [
    { head: 'agent', align: 'left', cells: fits.map(({ agent }) => agentWords(agent, named).plural) },
    ...sweptColumns(points).map((column): PaperColumn => ({
      head: column.head, align: 'left', cells: points.map((point) => String(column.value(point) ?? '')),
    })),
    { head: 'quantity', align: 'left', cells: fits.map(({ quantity }) => quantityOf(quantity).name) },
    { head: 'c', align: 'right', cells: fits.map(({ coefficient }) => formatNumber(coefficient)) },
    { head: 'b', align: 'right', cells: exponents.map(({ estimate, lower, upper }) => `${estimate} [${lower}, ${upper}]`) },
    {
      head: 'b of exact values', align: 'right',
      cells: fits.map(({ referenceExponent }) => (referenceExponent === undefined ? '' : formatNumber(referenceExponent))),
    },
  ];
  const sizes = fits.flatMap(({ markets }) => markets);
  const confidences = [...new Set(fits.map(({ confidence }) => percent(confidence)))].join(' and ');
  return [{
    name: 'rates',
    caption: sentences(
      `Power laws c times ${symbol} to the power b, ${document.title}, ${symbol} from ${formatNumber(Math.min(...sizes), 6)} to `
        + `${formatNumber(Math.max(...sizes), 6)}.`,
      `In brackets: intervals of ${confidences} confidence, simultaneous over the points of each fit.`, origin(document),
    ),
    columns: columns.filter(({ cells }) => cells.some((cell) => cell !== '')),
  }];
}

/**
 * All of them, with distinct names.
 *
 *     import { paperTables, study } from 'misreport';
 *
 *     const document = await study({ scenario: 'double-auction', traders: 2, profiles: 1000 });
 *     for (const { caption, columns } of paperTables(document)) console.assert(caption !== '' && columns.length > 0);
 */
export function paperTables(whole: ResultDocument): PaperTable[] {
  const document = withShortNames(whole);
  const points = document.estimates.map(({ point }) => point);
  const parameters = distinctPoints(points.map((point) => parametersOf(point, points)));
  const sides = agentsInOrder(document.estimates.map(({ agent }) => agent)).map((agent): Side =>
    ({ document, agent, rows: document.estimates.filter((row) => row.agent === agent), points, parameters }));
  const tables = sides.flatMap((side) => {
    if (parameters.length === 1) return [sheetTable(side)];
    return [...new Set(side.rows.map((row) => labelOf(row, points)))].map((label) => sweepTable(side, label));
  });
  const seen = new Map<string, number>();
  return [...tables, ...fitsTable(document)].map((table) => {
    const count = (seen.get(table.name) ?? 0) + 1;
    seen.set(table.name, count);
    return count === 1 ? table : { ...table, name: `${table.name}-${count}` };
  });
}

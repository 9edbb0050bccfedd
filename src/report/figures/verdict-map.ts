/** Verdict map: what holds under which coalition pattern, or of which trade, a column a value of the swept parameter. */
import type { Estimate, Point } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { columnTitle, distinctPoints, parametersOf, placesOf, pointKey, sharedLabel, sweptColumns } from '../points.ts';
import type { Figure, FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import type { FigureDocument } from './look.ts';
import { INK, seriesColour } from './theme.ts';

const CELL_WIDTH = 62;
const CELL_HEIGHT = 30;
const COLUMNS_MAX = 24;
const LABEL_WIDTH = 330;

const isVerdict = ({ quantity, guarantee, point }: Estimate): boolean =>
  guarantee === 'exact' && (point.coalitions !== undefined || point.gains !== undefined) && quantityOf(quantity).sign === 'share';

/** Parameters without what rows are named by. */
const columnOf = (point: Point, all: readonly Point[]): Point =>
  Object.fromEntries(Object.entries(parametersOf(point, all)).filter(([key]) => key !== 'gains' && key !== 'reports'));

function rowName({ quantity, point: { coalitions, condition, gains, reports } }: Estimate): string {
  const { symbol } = quantityOf(quantity);
  if (gains !== undefined) return `${symbol}, reports ${reports}: ${gains} type${gains === 'every' ? ' gains' : 's gain'}`;
  return `${condition === undefined ? symbol : String(condition).replaceAll('-', ' ')}: ${coalitions}`;
}

function mapOf(document: FigureDocument, rows: readonly Estimate[]): Figure {
  const all = placesOf(document);
  const points = distinctPoints(rows.map(({ point }) => columnOf(point, all)));
  const swept = sweptColumns(points);
  const nameOf = (row: Estimate): string =>
    (swept.length === 0 ? 'verdict' : swept.map(({ value }) => String(value(columnOf(row.point, all)))).join(', '));
  const columns = [...new Set(rows.map(nameOf))].slice(0, COLUMNS_MAX);
  const lines = [...new Set(rows.map(rowName))];
  const cells = rows.filter((row) => columns.includes(nameOf(row))).map((row) =>
    ({ column: nameOf(row), line: rowName(row), verdict: row.estimate === 1 ? 'yes' : 'no' }));
  const { letters } = document.look;
  const [width, height] = [columns.length * CELL_WIDTH * letters, lines.length * CELL_HEIGHT * letters];
  const title = swept.length === 0 ? null : swept.map((column) => columnTitle(column, document)).join(', ');
  const places = {
    x: { field: 'column', type: 'ordinal' as const, sort: columns, title, axis: { labelAngle: 0, grid: false } },
    y: { field: 'line', type: 'ordinal' as const, sort: lines, title: null, axis: { grid: false } },
  };
  const color = {
    field: 'verdict', type: 'nominal' as const, title: 'Verdict', scale: { domain: ['yes', 'no'], range: [seriesColour(2), '#f3d9c9'] },
  };
  const small = 'Every cell is a proof in whole numbers or an exact program; blank where nothing is decided.';
  return {
    name: 'verdict-map', caption: 'What holds, by the swept parameters; blank: undecided.',
    specification: framed(
      document,
      {
        title: rows.some(({ point }) => point.coalitions !== undefined) ? 'What holds under which coalitions' : 'What holds where',
        subtitle: [document.title, sharedLabel(points)], width: LABEL_WIDTH * letters + width,
      },
      {
        width, height,
        layer: [
          { data: { values: cells }, mark: { type: 'rect' as const, stroke: '#ffffff', strokeWidth: 2 }, encoding: { ...places, color } },
          {
            data: { values: cells }, mark: { type: 'text' as const, fontSize: 12 * letters, color: INK },
            encoding: { ...places, text: { field: 'verdict' } },
          },
          caption(document, small, { width: LABEL_WIDTH * letters + width, height }),
        ],
      },
    ),
  };
}

/** One of a document whose exact verdicts name coalition patterns, or differ from point to point. */
export const verdictMap: FigureKind = {
  name: 'verdict-map',
  draw(document) {
    const rows = document.estimates.filter(isVerdict);
    const places = new Set(rows.map(({ point }) => pointKey(point)));
    return places.size < 2 ? [] : [mapOf(document, rows)];
  },
};

/**
 * Sweep figure: one quantity against one swept parameter, a panel an agent, a line a mechanism (or, in a double auction, one
 * panel with a line an agent), with intervals. Log axes where the numbers span decades.
 */
import type { Estimate, Point } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import {
  columnTitle, distinctPoints, facetLabel, hasMechanisms, parametersOf, pointKey, sharedLabel, sweptColumns, type PointColumn,
} from '../points.ts';
import { isExactlyZero } from '../terminal/sweep-table.ts';
import { agentsInOrder, agentWords, capitalised, confidencesOf, guaranteesOf } from '../vocabulary.ts';
import { exactSweep } from './exact-sweep.ts';
import { fileLabel, fileName, hyphenated, type Figure, type FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import { panelsARow, type FigureDocument } from './look.ts';
import { bars, dots, line, lineLegend, names, numbers } from './marks.ts';
import { ratedQuantities } from './rate.ts';
import { rateAmbiguity } from './rate-ambiguity.ts';
import { isShare } from './shares.ts';
import { seriesOf, type Series } from './series.ts';
import { PANEL_TITLE_SIZE, SERIES_MAX, seriesDash } from './theme.ts';
import { tradedOff } from './trade-off.ts';

const WIDTH = 380;
const HEIGHT = 250;
const PANELS_A_ROW = 2;
const TICKS_MAX = 10;
/** Ratio of largest to smallest from which an axis is logarithmic. */
const LOG_RATIO = 20;
/** Values of other parameters than the swept one get a figure each, but no more than this. */
const GROUPS_MAX = 3;
const DODGE_PIXELS = 5;
const SPACING = 84;
/** Panels of one figure, and figures of one document; the tables have all. */
const PANELS_MAX = 8;
const FIGURES_MAX = 24;

const isNumeric = ({ value }: PointColumn, points: readonly Point[]): boolean => points.every((point) => typeof value(point) === 'number');
const valuesOf = ({ value }: PointColumn, points: readonly Point[]): number[] => [
  ...new Set(points.map((point) => value(point) as number))
].sort((a, b) => a - b);

/** The parameter with most values, if it is a number. */
function sweptColumn(points: readonly Point[]): PointColumn | undefined {
  return sweptColumns(points).filter((column) => isNumeric(column, points)).sort(
    (a, b) => valuesOf(b, points).length - valuesOf(a, points).length
  )[0];
}

/** Room in pixels beside the first and last value, for marks that are set apart. */
const PADDING = 18;

/** Linear, or logarithmic where the values span decades; a 0 among those turns it into a symlog axis. */
function scaleAcross(values: readonly number[]) {
  const positive = values.filter((value) => value > 0);
  const [low, high] = [positive[0] ?? 1, positive.at(-1) ?? 1];
  const common = { domain: [values[0]!, values.at(-1)!], padding: PADDING, nice: false, zero: false };
  if (values[0]! < 0 || positive.length < 2 || high / low < LOG_RATIO) return { type: 'linear' as const, ...common };
  return values[0] === 0 ? { type: 'symlog' as const, constant: low, ...common } : { type: 'log' as const, ...common };
}

/** Undefined domain: linear. Zeros do not forbid a log axis: they are drawn at its foot. */
function logDomain(rows: readonly Estimate[]): [number, number] | undefined {
  if (rows.some(({ estimate, lower }) => estimate < 0 || lower < 0)) return undefined;
  const positive = rows.flatMap(({ estimate, lower, upper }) => [
    estimate, ...(estimate > 0 ? [lower] : []), upper,
  ]).filter((value) => value > 0);
  const estimates = rows.map(({ estimate }) => estimate).filter((value) => value > 0);
  if (estimates.length < 2 || Math.max(...estimates) / Math.min(...estimates) < LOG_RATIO) return undefined;
  // A lower end of nearly 0 would leave the estimates no room.
  const low = Math.max(Math.min(...positive), Math.min(...estimates) / LOG_RATIO);
  return [low / 1.6, Math.max(...positive) * 1.25];
}

interface Frame {
  readonly document: FigureDocument;
  readonly quantity: string;
  readonly column: PointColumn;
  readonly across: readonly number[];
  /** Of all panels, which share their colours. */
  readonly series: Series;
  /** Log domain of the values, of all panels alike. */
  readonly domain: [number, number] | undefined;
}

function panelOf(
  rows: readonly Estimate[], title: string, { document, quantity, column, across, domain, series }: Frame, hasTitle: boolean
) {
  const drawn = series.names.slice(0, SERIES_MAX);
  const { name, unit } = quantityOf(quantity);
  const at = (value: number): number => (domain ? Math.max(value, domain[0]) : value);
  const values = rows.filter((row) => drawn.includes(series.of(row))).map((row) => ({
    x: column.value(row.point) as number, line: series.of(row), estimate: at(row.estimate), lower: at(row.lower), upper: at(row.upper),
    zero: domain !== undefined && row.estimate < domain[0],
  }));
  const step = Math.ceil(across.length / TICKS_MAX);
  const ticks = across.filter((_, i) => (across.length - 1 - i) % step === 0);
  // On two lines, for a title longer than its axis would push the panel out of its row.
  const axisTitle = hasTitle ? [capitalised(name), `(${unit})`] : null;
  const places = {
    x: numbers(columnTitle(column, document), scaleAcross(across), { values: ticks })('x'),
    y: domain
      ? numbers(axisTitle, { type: 'log', domain: [...domain], nice: false }, { tickCount: 5 })
      : numbers(axisTitle, { nice: true, zero: unit !== '' && rows.every(({ estimate }) => estimate >= 0) }),
  };
  const legend = lineLegend(drawn.length);
  const words = series.title === 'Mechanism' ? 'Mechanism' : 'Agent';
  const color = names('line', words, drawn, drawn.map(series.colour), legend);
  const strokeDash = names('line', words, drawn, drawn.map((_, i) => [...seriesDash(i)]), legend);
  const marks = drawn.flatMap((one, i) => {
    const xOffset = DODGE_PIXELS * (i - (drawn.length - 1) / 2);
    const own = values.filter((row) => row.line === one);
    // From the mark, so that the lines alone speak in the legend.
    const look = { color: series.colour(one), shape: series.shape(one), xOffset };
    return [
      bars(own, places, series.colour(one), xOffset),
      dots(own.filter(({ zero }) => !zero), places, {}, look),
      dots(own.filter(({ zero }) => zero), places, {}, { ...look, filled: false }),
    ].filter(({ data }) => data.values.length > 0);
  });
  return {
    width: WIDTH, height: HEIGHT, title: { text: title, fontSize: PANEL_TITLE_SIZE * document.look.letters, offset: 8 },
    layer: [line(values, places, { color, strokeDash }, { width: 1.6 }), ...marks],
  };
}

interface SweepPanel {
  readonly title: string;
  readonly rows: readonly Estimate[];
}

function specification(frame: Frame, all: readonly SweepPanel[], subtitle: readonly string[]) {
  const { document, quantity, column, domain, series } = frame;
  const panels = all.slice(0, PANELS_MAX);
  const rows = panels.flatMap((panel) => panel.rows);
  const small = [
    `Marks: estimates; bars: intervals (${confidencesOf(rows)} each, ${guaranteesOf(rows)}).`,
    domain !== undefined && rows.some(
      ({ estimate }) => estimate < domain[0]
    ) ? 'Hollow marks at the foot of the log axis: estimates of 0, or too small for it.' : '',
    series.names.length > SERIES_MAX ? `Only ${SERIES_MAX} lines a panel are drawn; estimates.csv has all.` : '',
    all.length > PANELS_MAX ? `Shown are the first ${PANELS_MAX} of ${all.length} agents; estimates.csv has all.` : '',
  ].filter((part) => part !== '').join(' ');
  const columns = panelsARow(document.look, Math.min(PANELS_A_ROW, panels.length));
  const width = WIDTH * columns + SPACING * document.look.letters * (columns - 1);
  // The caption hangs below the first panel of the last row.
  const captionAt = Math.floor((panels.length - 1) / columns) * columns;
  const title = `${capitalised(quantityOf(quantity).name)} by `
    + `${columnTitle(column, document).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())}`;
  return framed(document, { title, subtitle, width }, {
    bounds: 'flush', columns, spacing: { row: 110 * document.look.letters, column: SPACING * document.look.letters },
    resolve: { scale: { color: 'shared', strokeDash: 'shared' } },
    concat: panels.map((panel, i) => {
      const drawn = panelOf(panel.rows, panel.title, frame, i % columns === 0);
      return i === captionAt ? { ...drawn, layer: [...drawn.layer, caption(document, small, { width, height: HEIGHT })] } : drawn;
    }),
  });
}

/** Double auctions set their sides in one panel; named agents have one each, and so does the market. */
function panelsOf(rows: readonly Estimate[]): SweepPanel[] {
  const named = hasMechanisms(rows);
  const agents = agentsInOrder(rows.map(({ agent }) => agent));
  const sides = [
    agents.filter((agent) => agent !== 'market'), agents.filter((agent) => agent === 'market'),
  ].filter((group) => group.length > 0);
  return (named ? agents.map((agent) => [agent]) : sides).map((group) => ({
    title: group.map((agent) => capitalised(agentWords(agent, named).plural)).join(' and '),
    rows: rows.filter(({ agent }) => group.includes(agent)),
  }));
}

/** Quantities that another figure shows against the size, or against what is swept. */
const drawnElsewhere = (document: FigureDocument, { head }: PointColumn): Set<string> => new Set([
  ...ratedQuantities(document), ...tradedOff(document, head), ...(document.estimates.some(isShare) ? ['priorShare'] : []),
  ...(rateAmbiguity.draw(document).length > 0 ? ['deltaStar'] : []),
]);

/** None where no parameter with numbers is swept, all is 0, or all is exact and has figures of its own. */
function sweepFigures(document: FigureDocument): Figure[] {
  const all = document.estimates.map(({ point }) => point);
  const points = distinctPoints(all.map((point) => parametersOf(point, all)));
  const column = sweptColumn(points);
  if (document.command !== 'run' || column === undefined || exactSweep.draw(document).length > 0) return [];
  const others = sweptColumns(points).filter((other) => other.head !== column.head);
  const rest = (point: Point): string => pointKey(Object.fromEntries(others.map((other) => [other.head, other.value(point) ?? ''])));
  const groups = [...new Set(points.map(rest))].slice(0, GROUPS_MAX);
  const elsewhere = drawnElsewhere(document, column);
  const rowsAll = document.estimates.filter(({ point, quantity }) => facetLabel(point, all) === '' && !elsewhere.has(quantity));
  return groups.flatMap((group) => [...new Set(rowsAll.map(({ quantity }) => quantity))].flatMap((quantity): Figure[] => {
    const rows = rowsAll.filter((row) => row.quantity === quantity && rest(parametersOf(row.point, all)) === group);
    const across = [...new Set(rows.map(({ point }) => column.value(point) as number))].sort((a, b) => a - b);
    if (across.length < 2 || rows.every(isExactlyZero)) return [];
    const inGroup = points.filter((point) => rest(point) === group);
    const label = groups.length > 1 ? sharedLabel(inGroup) : '';
    const { name, meaning } = quantityOf(quantity);
    const frame: Frame = { document, quantity, column, across, series: seriesOf(rows), domain: logDomain(rows) };
    return [{
      name: fileName('sweep', hyphenated(quantity), fileLabel(label)),
      caption: `${capitalised(name)}${meaning === '' ? '' : ` (${meaning})`} against ${column.head}${label ? `, ${label}` : ''}.`,
      specification: specification(frame, panelsOf(rows), [document.title, sharedLabel(inGroup)]),
    }];
  })).slice(0, FIGURES_MAX);
}

export const sweep: FigureKind = { name: 'sweep', draw: sweepFigures };

/**
 * Sweep figure: one quantity against one swept parameter, a panel an agent, a line a mechanism (or, in a double auction, one
 * panel with a line an agent), with intervals. Log axes where the numbers span decades.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { Estimate, Point, ResultDocument } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { distinctPoints, facetLabel, hasMechanisms, parametersOf, pointKey, sharedLabel, sweptColumns, type PointColumn } from '../points.ts';
import { isExactlyZero } from '../terminal/sweep-table.ts';
import { agentsInOrder, agentWords, capitalised, confidencesOf, guaranteesOf } from '../vocabulary.ts';
import { fileLabel, type Figure } from './figure.ts';
import { seriesOf, type Series } from './series.ts';
import { BASE_CONFIG, captionLayer, captionLines, NUMBER_LABEL, provenance, SERIES_MAX, seriesDash, VEGA_LITE_SCHEMA } from './theme.ts';

const WIDTH = 380;
const HEIGHT = 250;
const PANELS_A_ROW = 2;
const TICKS_MAX = 10;
/** Ratio of largest to smallest from which an axis is logarithmic. */
const LOG_RATIO = 20;
/** Values of other parameters than the swept one get a figure each, but no more than this. */
const GROUPS_MAX = 3;
const DODGE_PIXELS = 5;

const isNumeric = ({ value }: PointColumn, points: readonly Point[]): boolean => points.every((point) => typeof value(point) === 'number');
const valuesOf = ({ value }: PointColumn, points: readonly Point[]): number[] => [...new Set(points.map((point) => value(point) as number))].sort((a, b) => a - b);

/** The parameter with most values, if it is a number. */
function sweptColumn(points: readonly Point[]): PointColumn | undefined {
  return sweptColumns(points).filter((column) => isNumeric(column, points)).sort((a, b) => valuesOf(b, points).length - valuesOf(a, points).length)[0];
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
  const positive = rows.flatMap(({ estimate, lower, upper }) => [estimate, ...(estimate > 0 ? [lower] : []), upper]).filter((value) => value > 0);
  const estimates = rows.map(({ estimate }) => estimate).filter((value) => value > 0);
  if (estimates.length < 2 || Math.max(...estimates) / Math.min(...estimates) < LOG_RATIO) return undefined;
  // A lower end of nearly 0 would leave the estimates no room.
  const low = Math.max(Math.min(...positive), Math.min(...estimates) / LOG_RATIO);
  return [low / 1.6, Math.max(...positive) * 1.25];
}

interface Frame {
  readonly document: ResultDocument;
  readonly quantity: string;
  readonly column: PointColumn;
  readonly across: readonly number[];
  /** Of all panels, which share their colours. */
  readonly series: Series;
  /** Log domain of the values, of all panels alike. */
  readonly domain: [number, number] | undefined;
}

function panelOf(rows: readonly Estimate[], title: string, { quantity, column, across, domain, series }: Frame, { caption, hasTitle }: { caption: readonly string[]; hasTitle: boolean }) {
  const names = series.names.slice(0, SERIES_MAX);
  const words = quantityOf(quantity);
  const at = (value: number): number => (domain ? Math.max(value, domain[0]) : value);
  const values = rows.filter((row) => names.includes(series.of(row))).map((row) => ({
    x: column.value(row.point) as number, line: series.of(row), estimate: at(row.estimate), lower: at(row.lower), upper: at(row.upper), zero: domain !== undefined && row.estimate < domain[0],
  }));
  const step = Math.ceil(across.length / TICKS_MAX);
  const x = { field: 'x', type: 'quantitative' as const, title: column.head, scale: scaleAcross(across), axis: { values: across.filter((_, i) => (across.length - 1 - i) % step === 0), labelExpr: NUMBER_LABEL } };
  // On two lines, for a title longer than its axis would push the panel out of its row.
  const axisTitle = words.unit === '' ? capitalised(words.name) : [capitalised(words.name), `(${words.unit})`];
  const y = (field: string) => ({
    field, type: 'quantitative' as const, title: hasTitle ? axisTitle : null,
    ...(domain ? { scale: { type: 'log' as const, domain: [...domain], nice: false }, axis: { tickCount: 5, labelExpr: NUMBER_LABEL } } : { scale: { nice: true, zero: words.unit !== '' && rows.every(({ estimate }) => estimate >= 0) }, axis: { tickCount: 6 } }),
  });
  const legend = names.length === 1 ? null : { symbolType: 'stroke', symbolSize: 500, symbolStrokeWidth: 2 };
  const color = { field: 'line', type: 'nominal' as const, title: series.title === 'Mechanism' ? 'Mechanism' : 'Agent', scale: { domain: names, range: names.map(series.colour) }, legend };
  const strokeDash = { ...color, scale: { domain: names, range: names.map((_, i) => [...seriesDash(i)]) } };
  const marks = names.flatMap((name, i) => {
    const xOffset = DODGE_PIXELS * (i - (names.length - 1) / 2);
    const own = values.filter(({ line }) => line === name);
    // From the mark, so that the lines alone speak in the legend.
    const look = { color: series.colour(name), shape: series.shape(name) };
    return [
      { data: { values: own }, mark: { type: 'rule' as const, strokeWidth: 1.8, xOffset, clip: true, color: series.colour(name) }, encoding: { x, y: y('lower'), y2: { field: 'upper' } } },
      { data: { values: own.filter(({ zero }) => !zero) }, mark: { type: 'point' as const, filled: true, size: 44, opacity: 1, xOffset, ...look }, encoding: { x, y: y('estimate') } },
      { data: { values: own.filter(({ zero }) => zero) }, mark: { type: 'point' as const, filled: false, size: 44, opacity: 1, xOffset, ...look }, encoding: { x, y: y('estimate') } },
    ].filter(({ data }) => data.values.length > 0);
  });
  return {
    width: WIDTH, height: HEIGHT, title: { text: title, fontSize: 13, offset: 8 },
    layer: [
      { data: { values }, mark: { type: 'line' as const, strokeWidth: 1.6, clip: true }, encoding: { x, y: y('estimate'), color, strokeDash } },
      ...marks,
      ...(caption.length > 0 ? [captionLayer(caption, HEIGHT)] : []),
    ],
  };
}

function specification(frame: Frame, panels: readonly { readonly title: string; readonly rows: readonly Estimate[] }[], subtitle: readonly string[]): TopLevelSpec {
  const { document, quantity, column, domain } = frame;
  const rows = panels.flatMap((panel) => panel.rows);
  const atFoot = domain !== undefined && rows.some(({ estimate }) => estimate < domain[0]);
  const small = [
    `Marks: estimates; bars: intervals (${confidencesOf(rows)} each, ${guaranteesOf(rows)}).`,
    atFoot ? 'Hollow marks at the foot of the log axis: estimates of 0, or too small for it.' : '',
    frame.series.names.length > SERIES_MAX ? `Only ${SERIES_MAX} lines a panel are drawn; estimates.csv has all.` : '',
  ].filter((line) => line !== '').join(' ');
  const wide = Math.min(PANELS_A_ROW, panels.length);
  const caption = [...captionLines(small, WIDTH * wide), provenance(document)];
  // The caption hangs below the first panel of the last row.
  const captionAt = Math.floor((panels.length - 1) / PANELS_A_ROW) * PANELS_A_ROW;
  return {
    $schema: VEGA_LITE_SCHEMA,
    config: BASE_CONFIG,
    title: { text: `${capitalised(quantityOf(quantity).name)} by ${column.head}${document.complete ? '' : ' (INCOMPLETE)'}`, subtitle: [...subtitle] },
    bounds: 'flush', columns: PANELS_A_ROW, spacing: { row: 110, column: 84 },
    resolve: { scale: { color: 'shared', strokeDash: 'shared' } },
    concat: panels.map(({ title, rows: own }, i) => panelOf(own, title, frame, { caption: i === captionAt ? caption : [], hasTitle: i % PANELS_A_ROW === 0 })),
  };
}

/** Double auctions set their sides in one panel; named agents have one each, and so does the market. */
function panelsOf(rows: readonly Estimate[]): { title: string; rows: Estimate[] }[] {
  const named = hasMechanisms(rows);
  const agents = agentsInOrder(rows.map(({ agent }) => agent));
  const groups = named ? agents.map((agent) => [agent]) : [agents.filter((agent) => agent !== 'market'), agents.filter((agent) => agent === 'market')].filter((group) => group.length > 0);
  return groups.map((group) => ({
    title: group.map((agent) => capitalised(agentWords(agent, named).plural)).join(' and '),
    rows: rows.filter(({ agent }) => group.includes(agent)),
  }));
}

/** None where no parameter with numbers is swept, or all is 0. `isDrawn`: quantities that another figure shows against the size. */
export function sweepFigures(document: ResultDocument, isDrawn: (quantity: string) => boolean): Figure[] {
  const all = document.estimates.map(({ point }) => point);
  const points = distinctPoints(all.map((point) => parametersOf(point, all)));
  const column = sweptColumn(points);
  if (document.command !== 'run' || column === undefined) return [];
  const rest = (point: Point): string => pointKey(Object.fromEntries(sweptColumns(points).filter((other) => other.head !== column.head).map((other) => [other.head, other.value(point) ?? ''])));
  const groups = [...new Set(points.map(rest))].slice(0, GROUPS_MAX);
  const rowsAll = document.estimates.filter(({ point, quantity }) => facetLabel(point, all) === '' && !isDrawn(quantity));
  return groups.flatMap((group) => [...new Set(rowsAll.map(({ quantity }) => quantity))].flatMap((quantity): Figure[] => {
    const rows = rowsAll.filter((row) => row.quantity === quantity && rest(parametersOf(row.point, all)) === group);
    const across = [...new Set(rows.map(({ point }) => column.value(point) as number))].sort((a, b) => a - b);
    if (across.length < 2 || rows.every(isExactlyZero)) return [];
    const inGroup = points.filter((point) => rest(point) === group);
    const label = groups.length > 1 ? sharedLabel(inGroup) : '';
    const words = quantityOf(quantity);
    return [{
      name: ['sweep', fileLabel(quantity.replace(/[A-Z]/g, (letter) => `-${letter}`)), fileLabel(label)].filter((part) => part !== '').join('-'),
      caption: `${capitalised(words.name)}${words.meaning === '' ? '' : ` (${words.meaning})`} against ${column.head}${label ? `, ${label}` : ''}.`,
      specification: specification({ document, quantity, column, across, series: seriesOf(rows), domain: logDomain(rows) }, panelsOf(rows), [document.title, sharedLabel(inGroup)].filter((line) => line !== '')),
    }];
  }));
}

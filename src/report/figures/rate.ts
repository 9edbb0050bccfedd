/**
 * Rate figure: a quantity against the market size on log axes, with certified intervals, the fitted power law, the
 * published bound and the exact reference; below it, the deviation from the reference (or the fit) in per cent, where
 * intervals too narrow for a log axis can be seen.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { Estimate, Fit, ResultDocument } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { formatInterval, formatNumber } from '../numbers.ts';
import { distinctPoints, groupsBySize, hasMechanisms, pointKey, sharedLabel, sizeAt, sizeSymbol } from '../points.ts';
import { agentsInOrder, agentWords, capitalised, confidencesOf, guaranteesOf, percent, shortSource } from '../vocabulary.ts';
import { fileLabel, type Figure } from './figure.ts';
import { deviationPanel, type RatePointRow } from './rate-deviation.ts';
import { seriesOf, type Series } from './series.ts';
import { BASE_CONFIG, captionLayer, captionLines, INK, NUMBER_LABEL, provenance, VEGA_LITE_SCHEMA } from './theme.ts';

const WIDTH = 560;
const HEIGHT = 330;
const TICKS_MAX = 14;
const EXACT = 'exact (reference)';
const fitName = (symbol: string): string => `fitted c·${symbol}ᵇ`;

interface LineRow {
  readonly M: number;
  readonly value: number;
  readonly agent: string;
  readonly line: string;
}

/** What every part of the figure needs to place its rows. */
export interface Frame {
  readonly document: ResultDocument;
  readonly quantity: string;
  readonly series: Series;
  readonly size: (point: Estimate['point']) => number | undefined;
  readonly symbol: string;
  /** Title of the vertical axis, where it is not that of one quantity; and what is to be said of the figure. */
  readonly axisTitle?: string;
  readonly note?: string;
}

/** Points with both a market size and a positive estimate; a lower end of 0 or less is cut at the axis. */
function positiveRows(rows: readonly Estimate[], floor: number, { series, size }: Frame): RatePointRow[] {
  return rows.flatMap((row) => {
    const M = size(row.point);
    if (M === undefined || !(row.estimate > 0)) return [];
    return [{ M, estimate: row.estimate, lower: Math.max(row.lower, floor), upper: row.upper, lowerTrue: row.lower, agent: series.of(row), exact: row.reference?.value }];
  });
}

function lineRows(rows: readonly Estimate[], fits: readonly Fit[], { series, size, symbol }: Frame): LineRow[] {
  const fitted = fits.flatMap((fit) => {
    const { markets, coefficient, exponent } = fit;
    return [Math.min(...markets), Math.max(...markets)].map((M) => ({ M, value: coefficient * M ** exponent, agent: series.of(fit), line: fitName(symbol) }));
  });
  const known = rows.flatMap((estimate) => {
    const { point, reference, bound } = estimate;
    const M = size(point);
    if (M === undefined) return [];
    const row = (value: number | undefined, line: string): LineRow[] => (value !== undefined && value > 0 ? [{ M, value, agent: series.of(estimate), line }] : []);
    return [...row(reference?.value, EXACT), ...row(bound?.value, `${shortSource(bound?.source ?? '')} bound`)];
  });
  return [...fitted, ...known];
}

/** 1, 2 and 5 times powers of ten within the range; powers of ten alone where it spans many, more steps where few fall in. */
function decimalTicks(from: number, to: number): number[] {
  const first = Math.floor(Math.log10(from));
  const decades = Math.ceil(Math.log10(to)) - first;
  const ticksOf = (steps: readonly number[]): number[] =>
    Array.from({ length: decades + 1 }, (_, i) => steps.map((step) => Number(`${step}e${first + i}`))).flat().filter((tick) => tick >= from && tick <= to);
  const ticks = ticksOf(decades > 4 ? [1] : [1, 2, 5]);
  return ticks.length >= 2 ? ticks : ticksOf([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9]);
}

/** Fits in their agent's colour, then bounds and references in ink; empty ones left out, lest their legend stand empty. */
function lineLayers(lines: readonly LineRow[], { series: { colour: ink }, symbol }: Frame) {
  const fitted = lines.filter(({ line }) => line === fitName(symbol));
  const layers = [...new Set(fitted.map(({ agent }) => agent))].map((agent) => ({
    values: fitted.filter((row) => row.agent === agent), mark: { type: 'line' as const, strokeWidth: 1.8, clip: true, color: ink(agent) },
  }));
  const known = lines.filter(({ line }) => line !== fitName(symbol));
  return known.length === 0 ? layers : [...layers, { values: known, mark: { type: 'line' as const, strokeWidth: 1.4, clip: true, color: INK } }];
}

/** Where nothing positive can be drawn, the caption says so. */
export function omissions(rows: readonly Estimate[], { series, size, symbol }: Omit<Frame, 'quantity'>): string {
  const names = [...new Set(rows.filter(({ estimate }) => !(estimate > 0)).map(series.of))];
  return names
    .map((name) => {
      const left = rows.filter((row) => series.of(row) === name && !(row.estimate > 0));
      const all = left.length === rows.filter((row) => series.of(row) === name).length;
      const upper = Math.max(...left.map((row) => row.upper));
      const where = all ? `at every ${symbol}` : `at ${symbol} = ${left.map(({ point }) => size(point)).join(', ')}`;
      return `Not on log axes: ${name} ${where} (estimate 0, upper bound ${upper === 0 ? 'exactly 0' : formatNumber(upper, 2)}).`;
    })
    .join(' ');
}

const fitLine = (fit: Fit, { series, symbol }: Frame): string => {
  const { coefficient, exponent, exponentLower, exponentUpper, confidence } = fit;
  const { estimate, lower, upper } = formatInterval({ estimate: exponent, lower: exponentLower, upper: exponentUpper });
  const numbers = `${formatNumber(coefficient, 3)} · ${symbol}^(${estimate}), exponent in [${lower}, ${upper}] at ${percent(confidence)}`.replaceAll('-', '−');
  return `${capitalised(series.of(fit))}: ${numbers}`;
};

/** Sizes across: powers of two for markets, decimal steps for a size of the scenario's own. */
function sizeAxis({ size }: ResultDocument, sizes: readonly number[], series: number) {
  const step = Math.ceil(sizes.length / TICKS_MAX);
  // Where many series are set apart in the lower panel their bars need room at the ends.
  const room = series > 2 ? 1.3 : 1.12;
  const shown = sizes.filter((_, i) => (sizes.length - 1 - i) % step === 0);
  return {
    field: 'M', type: 'quantitative' as const, title: size ? `${capitalised(size.description)} ${size.symbol}` : 'Market size M (traders on a side)',
    scale: { type: 'log' as const, base: size ? 10 : 2, domain: [sizes[0]! / room, sizes.at(-1)! * room], nice: false },
    axis: { values: shown, ...(size ? { labelExpr: NUMBER_LABEL } : { format: ',d' }), grid: true },
  };
}

export function specification(frame: Frame, rows: readonly Estimate[], fits: readonly Fit[], title: string, markets: readonly number[]): TopLevelSpec {
  const { document, quantity, series, symbol } = frame;
  const positive = rows.filter(({ estimate }) => estimate > 0);
  const lines = lineRows(positive, fits, frame);
  const values = [...positive.flatMap(({ estimate, lower, upper }) => [estimate, upper, ...(lower > 0 ? [lower] : [])]), ...lines.map(({ value }) => value)];
  const range = [Math.min(...values) / 1.25, Math.max(...values) * 1.25] as const;
  const points = positiveRows(rows, range[0], frame);
  const names = series.names.filter((name) => positive.some((row) => series.of(row) === name));
  const kinds = [...new Set(lines.map(({ line }) => line))];
  const dash = (line: string): number[] => (line === fitName(symbol) ? [1, 0] : line === EXACT ? [6, 4] : [2, 3]);
  const words = quantityOf(quantity);
  const ink = series.colour;
  const M = sizeAxis(document, markets, names.length);
  const axisTitle = frame.axisTitle ?? capitalised(words.unit === '' ? words.name : `${words.name} (${words.unit})`);
  const y = (field: string) => ({ field, type: 'quantitative' as const, title: axisTitle, scale: { type: 'log' as const, domain: [...range], nice: false }, axis: { values: decimalTicks(...range), labelExpr: "format(datum.value, datum.value < 0.001 || datum.value > 9999 ? '~e' : '~g')" } });
  const agentScale = { domain: names, range: names.map(ink) };
  const colour = { field: 'agent', type: 'nominal' as const, title: series.title, scale: agentScale };
  const shape = { field: 'agent', type: 'nominal' as const, title: series.title, scale: { domain: names, range: names.map(series.shape) } };
  const strokeDash = { field: 'line', type: 'nominal' as const, title: 'Line', scale: { domain: kinds, range: kinds.map(dash) }, legend: { symbolType: 'stroke', symbolStrokeColor: INK, symbolSize: 500 } };
  const deviation = deviationPanel(points, fits, { series, colour, shape, ink, x: M });
  // With a panel below, its axis speaks for both.
  const x = deviation ? { ...M, title: null } : M;
  const cut = points.some(({ lower, lowerTrue }) => lowerTrue < lower) ? 'Bars that end at the lower edge reach down to 0.' : deviation?.isCut ? 'Bars that end at an edge of the lower panel go on.' : '';
  const notes = [`Marks: estimates; bars: certified intervals (${confidencesOf(positive)} each, ${guaranteesOf(positive)}).`, cut, frame.note ?? '', omissions(rows, frame)].filter((note) => note !== '').join(' ');
  const caption = [...captionLines(notes, WIDTH), provenance(document)];
  return {
    $schema: VEGA_LITE_SCHEMA,
    config: BASE_CONFIG,
    title: { text: title, subtitle: [document.title, sharedLabel(rows.map(({ point }) => point)), ...fits.map((fit) => fitLine(fit, frame))].filter((line) => line !== '') },
    spacing: 26,
    vconcat: [
      {
        width: WIDTH, height: HEIGHT,
        layer: [
          // Bands and lines take their colour from the mark: only the points speak in the legend of agents.
          ...names.map((agent) => ({ data: { values: points.filter((row) => row.agent === agent) }, mark: { type: 'area' as const, opacity: 0.16, clip: true, color: ink(agent) }, encoding: { x, y: y('lower'), y2: { field: 'upper' } } })),
          ...lineLayers(lines, frame).map(({ values, mark }) => ({ data: { values }, mark, encoding: { x, y: y('value'), strokeDash, detail: { field: 'agent' } } })),
          ...names.map((agent) => ({ data: { values: points.filter((row) => row.agent === agent) }, mark: { type: 'rule' as const, strokeWidth: 2, clip: true, color: ink(agent) }, encoding: { x, y: y('lower'), y2: { field: 'upper' } } })),
          { data: { values: points }, mark: { type: 'point', filled: true, size: 62, opacity: 1, stroke: '#ffffff', strokeWidth: 0.8 }, encoding: { x, y: y('estimate'), color: colour, shape } },
          ...(deviation ? [] : [captionLayer(caption, HEIGHT)]),
        ],
      },
      ...(deviation ? [{ width: WIDTH, height: deviation.height, layer: [...deviation.layer, captionLayer(caption, deviation.height)] }] : []),
    ],
  };
}

export interface RateFigure extends Figure {
  readonly quantity: string;
}

/** Constants that a rate speaks of: the incentive constants, and whatever was fitted; but delta*, which rate-ambiguity.ts draws. */
function ratedQuantities({ fits, size }: ResultDocument): string[] {
  return [...new Set(['epsilonLic', 'epsilonIc', ...(size ? ['weakEpsilonLic'] : []), ...fits.map(({ quantity }) => quantity)])].filter((quantity) => quantity !== 'deltaStar');
}

const wordOf = (quantity: string): string => fileLabel(quantity.replace(/[A-Z]/g, (letter) => `-${letter}`));

/**
 * One figure per quantity and group of points that differ in size only, and where there are mechanisms per agent; none where
 * fewer than two sizes have a positive value.
 */
export function rateFigures(document: ResultDocument): RateFigure[] {
  const quantities = ratedQuantities(document);
  const size = sizeAt(document);
  const symbol = sizeSymbol(document);
  const rated = document.estimates.filter(({ agent, quantity }) => agent !== 'market' && quantities.includes(quantity));
  const named = hasMechanisms(rated);
  const panels = named ? agentsInOrder(rated.map(({ agent }) => agent)).map((agent) => rated.filter((row) => row.agent === agent)) : [rated];
  const groups = groupsBySize(distinctPoints(rated.map(({ point }) => point)), document);
  return panels.flatMap((ofPanel) => groups.flatMap((group) => {
    const keys = new Set(group.map(pointKey));
    const label = groups.length > 1 ? sharedLabel(group) : '';
    return quantities.flatMap((quantity): RateFigure[] => {
      const rows = ofPanel.filter((row) => row.quantity === quantity && keys.has(pointKey(row.point)));
      const positive = rows.filter(({ estimate, point }) => estimate > 0 && size(point) !== undefined);
      const markets = [...new Set(positive.map(({ point }) => size(point)!))].sort((a, b) => a - b);
      if (markets.length < 2) return [];
      const frame: Frame = { document, quantity, series: seriesOf(rows), size, symbol };
      const agents = new Set(rows.map(({ agent }) => agent));
      const fits = document.fits.filter((fit) => fit.quantity === quantity && agents.has(fit.agent) && group.some((point) => Object.entries(fit.point).every(([key, value]) => point[key] === value)));
      const words = quantityOf(quantity);
      const against = document.size ? `${document.size.description} ${symbol}` : 'the market size M';
      const whose = named ? `${capitalised(agentWords(rows[0]!.agent, true).plural)}: ` : '';
      const title = `${whose}${whose ? words.name : capitalised(words.name)} by ${document.size ? document.size.description : 'market size'}${document.complete ? '' : ' (INCOMPLETE)'}`;
      return [{
        quantity,
        name: ['rate', wordOf(quantity), named ? fileLabel(rows[0]!.agent) : '', fileLabel(label)].filter((part) => part !== '').join('-'),
        caption: `${whose}${whose ? words.name : capitalised(words.name)} (${words.meaning}) against ${against}${label ? `, ${label}` : ''}. ${omissions(rows, frame)}`.trim(),
        specification: specification(frame, rows, fits, title, markets),
      }];
    });
  }));
}

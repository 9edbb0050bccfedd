/**
 * Panels of a rate figure: a quantity against the market size on log axes, with certified intervals, the fitted power law, the
 * published bound and the exact reference; below it, the deviation from the reference (or the fit) in per cent, where
 * intervals too narrow for a log axis can be seen.
 */
import type { Estimate, Fit } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { formatInterval, formatNumber } from '../numbers.ts';
import { sharedLabel } from '../points.ts';
import { capitalised, confidencesOf, guaranteesOf, percent, shortSource } from '../vocabulary.ts';
import { caption, framed } from './frame.ts';
import type { FigureDocument } from './look.ts';
import { band, bars, decimalTicks, dots, line, names, numbers } from './marks.ts';
import { deviationPanel, type RatePointRow } from './rate-deviation.ts';
import type { Series } from './series.ts';
import { INK } from './theme.ts';

const WIDTH = 560;
const HEIGHT = 330;
/** The legends stand beside the panels. */
const LEGEND_WIDTH = 120;
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
  readonly document: FigureDocument;
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
    return [{
      M, estimate: row.estimate, lower: Math.max(row.lower, floor), upper: row.upper, lowerTrue: row.lower, agent: series.of(row),
      exact: row.reference?.value,
    }];
  });
}

function lineRows(rows: readonly Estimate[], fits: readonly Fit[], { series, size, symbol }: Frame): LineRow[] {
  const fitted = fits.flatMap((fit) => {
    const { markets, coefficient, exponent } = fit;
    const ends = [Math.min(...markets), Math.max(...markets)];
    return ends.map((M) => ({ M, value: coefficient * M ** exponent, agent: series.of(fit), line: fitName(symbol) }));
  });
  const known = rows.flatMap((estimate) => {
    const { point, reference, bound } = estimate;
    const M = size(point);
    if (M === undefined) return [];
    const row = (
      value: number | undefined, line: string
    ): LineRow[] => (value !== undefined && value > 0 ? [{ M, value, agent: series.of(estimate), line }] : []);
    return [...row(reference?.value, EXACT), ...row(bound?.value, `${shortSource(bound?.source ?? '')} bound`)];
  });
  return [...fitted, ...known];
}

/** Fits in their agent's colour, then bounds and references in ink; empty ones left out, lest their legend stand empty. */
function lineLayers(
  lines: readonly LineRow[], places: { readonly x: object; readonly y: (field: string) => object }, strokeDash: object,
  { series, symbol }: Frame
) {
  const channels = { strokeDash, detail: { field: 'agent' } };
  const fitted = lines.filter((row) => row.line === fitName(symbol));
  const known = lines.filter((row) => row.line !== fitName(symbol));
  return [
    ...[...new Set(fitted.map(({ agent }) => agent))].map((agent) =>
      line(fitted.filter((row) => row.agent === agent), places, channels, { width: 1.8, field: 'value', color: series.colour(agent) })),
    ...(known.length === 0 ? [] : [line(known, places, channels, { width: 1.4, field: 'value', color: INK })]),
  ];
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

/** `Sellers: 0.592 · Mᵇ with b = −0.5147, in [−0.5194, −0.5103] at 99%` */
const fitLine = (fit: Fit, { series, symbol }: Frame): string => {
  const { coefficient, exponent, exponentLower, exponentUpper, confidence } = fit;
  const { estimate, lower, upper } = formatInterval({ estimate: exponent, lower: exponentLower, upper: exponentUpper });
  const law = `${formatNumber(coefficient, 3)} · ${symbol}ᵇ with b = ${estimate}, in [${lower}, ${upper}] at ${percent(confidence)}`;
  return `${capitalised(series.of(fit))}: ${law.replaceAll('-', '−')}`;
};

/** Sizes across: powers of two for markets, decimal steps for a size of the scenario's own. */
function sizeChannel({ size }: FigureDocument, sizes: readonly number[], series: number): (title: string | null) => object {
  const step = Math.ceil(sizes.length / TICKS_MAX);
  // Where many series are set apart in the lower panel their bars need room at the ends.
  const room = series > 2 ? 1.3 : 1.12;
  const shown = sizes.filter((_, i) => (sizes.length - 1 - i) % step === 0);
  const scale = { type: 'log' as const, base: size ? 10 : 2, domain: [sizes[0]! / room, sizes.at(-1)! * room], nice: false };
  return (title) => numbers(title, scale, { values: shown, grid: true, ...(size ? {} : { labelExpr: "format(datum.value, ',d')" }) })('M');
}

const sizeTitle = ({ size }: FigureDocument): string => (
  size ? `${capitalised(size.description)} ${size.symbol}` : 'Market size M (traders on a side)'
);

export interface RateSpecification {
  readonly title: string;
  readonly rows: readonly Estimate[];
  readonly fits: readonly Fit[];
  /** In order. */
  readonly sizes: readonly number[];
}

export function rateSpecification(frame: Frame, { title, rows, fits, sizes }: RateSpecification) {
  const { document, quantity, series, symbol } = frame;
  const positive = rows.filter(({ estimate }) => estimate > 0);
  const lines = lineRows(positive, fits, frame);
  const values = [
    ...positive.flatMap(({ estimate, lower, upper }) => [estimate, upper, ...(lower > 0 ? [lower] : [])]),
    ...lines.map(({ value }) => value)
  ];
  const range = [Math.min(...values) / 1.25, Math.max(...values) * 1.25] as const;
  const points = positiveRows(rows, range[0], frame);
  const present = series.names.filter((name) => positive.some((row) => series.of(row) === name));
  const kinds = [...new Set(lines.map((row) => row.line))];
  const dash = (kind: string): number[] => (kind === fitName(symbol) ? [1, 0] : kind === EXACT ? [6, 4] : [2, 3]);
  const { name, unit } = quantityOf(quantity);
  const y = numbers(
    frame.axisTitle ?? `${capitalised(name)} (${unit})`, { type: 'log', domain: [...range], nice: false },
    { values: decimalTicks(...range) }
  );
  const color = names('agent', series.title, present, present.map(series.colour));
  const shape = names('agent', series.title, present, present.map(series.shape));
  const strokeDash = names('line', 'Line', kinds, kinds.map(dash), { symbolType: 'stroke', symbolStrokeColor: INK, symbolSize: 500 });
  const across = sizeChannel(document, sizes, present.length);
  const deviation = deviationPanel(points, fits, { series, x: across(sizeTitle(document)), color, shape });
  // With a panel below, its axis speaks for both.
  const places = { x: across(deviation ? null : sizeTitle(document)), y };
  const of = (agent: string): RatePointRow[] => points.filter((row) => row.agent === agent);
  const small = [
    `Marks: estimates; bars: certified intervals (${confidencesOf(positive)} each, ${guaranteesOf(positive)}).`,
    points.some(({ lower, lowerTrue }) => lowerTrue < lower) ? 'Bars that end at the lower edge reach down to 0.' : '',
    deviation?.symlog ? 'The lower axis is logarithmic away from 0.' : '', frame.note ?? '', omissions(rows, frame),
  ].filter((note) => note !== '').join(' ');
  const smallPrint = (height: number) => caption(document, small, { width: WIDTH, height });
  return framed(document, {
    title, subtitle: [
      document.title, sharedLabel(rows.map(({ point }) => point)), ...fits.map((fit) => fitLine(fit, frame))
    ], width: WIDTH + (document.look.narrow ? 0 : LEGEND_WIDTH),
  }, {
    spacing: 26,
    vconcat: [
      {
        width: WIDTH, height: HEIGHT,
        layer: [
          ...present.map((agent) => band(of(agent), places, series.colour(agent), 0.16)),
          ...lineLayers(lines, places, strokeDash, frame),
          ...present.map((agent) => bars(of(agent), places, series.colour(agent))),
          dots(points, places, { color, shape }, { size: 62, stroke: '#ffffff', strokeWidth: 0.8 }),
          ...(deviation ? [] : [smallPrint(HEIGHT)]),
        ],
      },
      ...(deviation ? [{ width: WIDTH, height: deviation.height, layer: [...deviation.layer, smallPrint(deviation.height)] }] : []),
    ],
  });
}

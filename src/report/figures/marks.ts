/** Marks and channels that figures are put together from. A mark is a layer; rows carry their own data. */
import { GAIN_COLOURS, INK, LOSS_COLOURS } from './theme.ts';

type Rows = readonly object[];

/** `data` of a layer. */
const of = (rows: Rows) => ({ values: [...rows] });

/** 1, 0.25, 5·10⁻⁴, 10⁻⁷: numbers of every axis and legend; very small and very large ones with their power of ten typeset. */
const POWER = "floor(log(abs(datum.value)) / LN10 + 1e-9)";
const DIGIT = "['⁰','¹','²','³','⁴','⁵','⁶','⁷','⁸','⁹']";
const EXPONENT = `(${POWER} < 0 ? '⁻' : '') + (abs(${POWER}) > 9 ? ${DIGIT}[floor(abs(${POWER}) / 10)] : '') + ${DIGIT}[abs(${POWER}) % `
  + `10]`;
const MANTISSA = `format(datum.value / pow(10, ${POWER}), '.3~g')`;
export const NUMBER_LABEL = `datum.value != 0 && (abs(datum.value) < 0.001 || abs(datum.value) > 99999)`
  + ` ? (${MANTISSA} == '1' ? '' : ${MANTISSA} + '·') + '10' + ${EXPONENT} : format(datum.value, '.4~g')`;

/** Decimal steps that an axis is marked at where its values are not given. */
const TICKS = 6;

export interface Scale {
  readonly [option: string]: unknown;
}

/** A channel of numbers; `axis`: beside labels and ticks of the one style. */
export const numbers = (title: string | readonly string[] | null, scale: Scale = {}, axis: object = {}) => (field: string) => ({
  field, type: 'quantitative' as const, title: typeof title === 'string' || title === null ? title : [...title], scale,
  axis: { tickCount: TICKS, labelExpr: NUMBER_LABEL, ...axis },
});

/** 1, 2 and 5 times powers of ten within the range; powers of ten alone where it spans many, more steps where few fall in. */
export function decimalTicks(from: number, to: number): number[] {
  const first = Math.floor(Math.log10(from));
  const decades = Math.ceil(Math.log10(to)) - first;
  const ticksOf = (steps: readonly number[]): number[] =>
    Array.from(
      { length: decades + 1 }, (_, i) => steps.map((step) => Number(`${step}e${first + i}`))
    ).flat().filter((tick) => tick >= from && tick <= to);
  const ticks = ticksOf(decades > 4 ? [1] : [1, 2, 5]);
  return ticks.length >= 2 ? ticks : ticksOf([1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9]);
}

/** A channel of numbers without an axis of its own. */
export const hidden = (scale: Scale) => (field: string) => ({
  field, type: 'quantitative' as const, scale, axis: { labels: false, ticks: false, domain: false, title: null, grid: false },
});

/** Channel made of a field's name. */
export type Channel = (field: string) => object;

export interface Places {
  /** Of the field that the rows are placed by across. */
  readonly x: object;
  readonly y: Channel;
}

/** A nominal channel: each name its own colour, dash or shape. `legend` null: none. */
export const names = (field: string, title: string, domain: readonly string[], range: readonly unknown[], legend: object | null = {}) =>
  ({ field, type: 'nominal' as const, title, scale: { domain: [...domain], range: [...range] }, legend });

/** A legend of lines; none for a single one. */
export const lineLegend = (count: number) => (count === 1 ? null : { symbolType: 'stroke', symbolSize: 500, symbolStrokeWidth: 2.2 });

/** Between `lower` and `upper`. The colour is the mark's own, so that legends speak of lines and points alone. */
export const band = (rows: Rows, { x, y }: Places, color: string, opacity = 0.18) => ({
  data: of(rows), mark: { type: 'area' as const, opacity, clip: true, color }, encoding: { x, y: y('lower'), y2: { field: 'upper' } },
});

/** Through `estimate`, or another field. */
export const line = (
  rows: Rows, { x, y }: Places, channels: object,
  { width = 2.2, field = 'estimate', color }: { width?: number; field?: string; color?: string } = {}
) => ({
  data: of(rows), mark: { type: 'line' as const, strokeWidth: width, clip: true, ...(color ? { color } : {}) },
  encoding: { x, y: y(field), ...channels },
});

/** From `lower` to `upper`, each row for itself, set apart by some pixels. */
export const bars = (rows: Rows, { x, y }: Places, color: string, xOffset = 0) => ({
  data: of(rows), mark: { type: 'rule' as const, strokeWidth: 2, xOffset, clip: true, color },
  encoding: { x, y: y('lower'), y2: { field: 'upper' } },
});

export interface DotLook {
  readonly size?: number;
  readonly filled?: boolean;
  readonly xOffset?: number;
  readonly color?: string;
  readonly shape?: string;
  readonly stroke?: string;
  readonly strokeWidth?: number;
  readonly clip?: boolean;
  /** False where there are too many for a label each. */
  readonly aria?: boolean;
}

/** At `estimate`, or another field. */
export const dots = (
  rows: Rows, { x, y }: Places, channels: object, { size = 46, filled = true, ...look }: DotLook = {}, field = 'estimate'
) => ({
  data: of(rows), mark: { type: 'point' as const, filled, size, opacity: 1, ...look }, encoding: { x, y: y(field), ...channels },
});

/** A ring at one place, with a white seam so that it shows on any ground. */
export const ring = (row: object, places: { readonly x: object; readonly y: object }, size = 190) => [
  {
    data: of([row]), mark: { type: 'point' as const, shape: 'circle', size, strokeWidth: 4, stroke: '#ffffff', opacity: 1 },
    encoding: places,
  },
  { data: of([row]), mark: { type: 'point' as const, shape: 'circle', size, strokeWidth: 2, stroke: INK, opacity: 1 }, encoding: places },
];

/**
 * Cells coloured by `gain` or the field named, with the legend's title: what is above 0 and what is below each on a scale of its own with
 * white at 0. `extreme`: the largest gain, or the most negative one.
 */
export function heat(
  cells: Rows, places: object, side: 'gain' | 'loss', extreme: number,
  [field, title] = ['gain', side === 'gain' ? 'Gain from lying' : 'Loss (gain below 0)'],
) {
  const gain = side === 'gain';
  return {
    data: of(cells),
    // A label per cell for screen readers would double the file; the caption and surfaces.csv serve them better.
    mark: { type: 'rect' as const, aria: false },
    encoding: {
      ...places,
      color: {
        field: field!, type: 'quantitative' as const, title: title!,
        scale: { domain: gain ? [0, extreme] : [extreme, 0], range: gain ? GAIN_COLOURS : LOSS_COLOURS, interpolate: 'lab' as const },
        legend: { gradientLength: 130, labelExpr: NUMBER_LABEL.replace('.4~g', '.3~g'), values: [0, extreme / 2, extreme] },
      },
    },
  };
}

/** A dashed line across the panel. */
export const level = (value: number, y: Channel) => ({
  data: of([{ level: value }]), mark: { type: 'rule' as const, color: INK, strokeDash: [6, 4] }, encoding: { y: y('level') },
});

/** An upright dashed line across the panel. */
export const upright = (value: number, x: Channel) => ({
  data: of([{ level: value }]), mark: { type: 'rule' as const, color: INK, strokeDash: [6, 4] }, encoding: { x: x('level') },
});

/** From `lower` to `upper` across, a row each. */
export const spans = (rows: Rows, { x, y }: { readonly x: Channel; readonly y: object }, color: string) => ({
  data: of(rows), mark: { type: 'rule' as const, strokeWidth: 2, color }, encoding: { y, x: x('lower'), x2: { field: 'upper' } },
});

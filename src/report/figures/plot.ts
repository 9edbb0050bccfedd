/** A picture across studies: series of estimates with intervals against a number or a word. */
import type { Figure } from './figure.ts';
import { framed } from './frame.ts';
import { SCREEN } from './look.ts';
import { bars, decimalTicks, dots, line, lineLegend, names, numbers } from './marks.ts';
import { seriesColour, seriesDash, seriesShape } from './theme.ts';

const WIDTH = 560;
const HEIGHT = 360;
const CATEGORY_WIDTH = 120;
const DODGE_PIXELS = 12;
/** What a log axis leaves below the smallest positive estimate. */
const FOOT = 2;
/** Values across of which each gets a tick on a log axis. */
const TICKS_MAX = 10;
/** Marks of the first series, and by what those of each further one are smaller: where they fall on each other all are seen. */
const LARGEST = 120;
const SMALLER = 22;

export interface PlotPoint {
  readonly across: number | string;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

export interface PlotLook {
  readonly title: string;
  readonly subtitle: string;
  readonly across: string;
  readonly up: string;
  readonly log?: 'both' | 'across' | 'up';
  readonly scattered?: true;
}

/** Estimates of 0 stand at the foot of a log axis. */
export function plotFigure(
  name: string, look: PlotLook, series: readonly { readonly label: string; readonly points: readonly PlotPoint[] }[],
): Figure {
  const { title, subtitle, across, up, log, scattered } = look;
  const labels = series.map(({ label }) => label);
  const positive = series.flatMap(({ points }) => points.map(({ estimate }) => estimate)).filter((value) => value > 0);
  const foot = log === 'both' || log === 'up' ? Math.min(...positive, 1) / FOOT : undefined;
  const lifted = (value: number): number => (foot === undefined ? value : Math.max(value, foot));
  const rowsOf = (label: string, points: readonly PlotPoint[]) => points.map(({ across: x, estimate, lower, upper }) =>
    ({ x, line: label, estimate: lifted(estimate), lower: lifted(lower), upper: lifted(upper) }));
  const words = series.flatMap(({ points }) => points).find(({ across: x }) => typeof x === 'string') !== undefined;
  const categories = [...new Set(series.flatMap(({ points }) => points.map(({ across: x }) => x)))];
  const ups = series.flatMap(({ points }) => points.flatMap(({ estimate, lower, upper }) => [estimate, lower, upper].map(lifted)));
  const sizes = categories.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  const acrossLog = log === 'both' || log === 'across';
  const acrossTicks = sizes.length <= TICKS_MAX ? sizes : decimalTicks(sizes[0]!, sizes.at(-1)!);
  const places = {
    x: words
      ? { field: 'x', type: 'nominal' as const, sort: categories, title: across, axis: { labelAngle: 0, grid: false, labelLimit: 200 } }
      : numbers(
        across, acrossLog ? { type: 'log', nice: false, padding: 14 } : { zero: false, padding: 14 },
        acrossLog ? { values: acrossTicks } : {},
      )('x'),
    y: foot === undefined
      ? numbers(up, scattered ? { zero: false, nice: true, padding: 8 } : { zero: true, nice: true })
      : numbers(up, { type: 'log', nice: false, padding: 8 }, { values: decimalTicks(Math.min(...ups), Math.max(...ups)) }),
  };
  const legend = lineLegend(labels.length);
  const marked = { ...legend, ...(scattered || words ? { symbolType: 'circle', symbolSize: 90, symbolStrokeWidth: 0 } : {}) };
  const color = names('line', '', labels, labels.map((_, i) => seriesColour(i)), legend === null ? null : { ...marked, labelLimit: 420 });
  const strokeDash = names('line', '', labels, labels.map((_, i) => [...seriesDash(i)]), null);
  const layers = series.flatMap(({ label, points }, i) => {
    const rows = rowsOf(label, points);
    // Numbers across stay where they are.
    const xOffset = words ? DODGE_PIXELS * (i - (series.length - 1) / 2) : 0;
    return [
      bars(rows, places, seriesColour(i), xOffset),
      dots(rows, places, scattered || words ? { color } : {}, {
        shape: seriesShape(i), color: seriesColour(i), xOffset, ...(words ? {} : { size: Math.max(SMALLER, LARGEST - SMALLER * i) }),
      }),
    ];
  });
  const all = series.flatMap(({ label, points }) => rowsOf(label, points));
  const width = words ? Math.max(WIDTH, CATEGORY_WIDTH * categories.length) : WIDTH;
  return {
    name, caption: title,
    specification: framed({ look: SCREEN, complete: true }, { title, subtitle: [subtitle], width }, {
      width, height: HEIGHT,
      layer: [...(scattered || words ? [] : [line(all, places, { color, strokeDash }, { width: 1.6 })]), ...layers],
    }),
  };
}

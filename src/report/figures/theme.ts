/** Colours, sizes and the caption that all figures share. */
import type { Config } from 'vega-lite';
import type { Agent, ResultDocument } from '../../results/document.ts';
import { brokenLines } from '../labels.ts';
import { FONT_STACK } from './fonts.ts';

export const VEGA_LITE_SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Okabe and Ito's palette, which survives the common colour deficiencies; shapes and dashes say the same again. */
const PALETTE = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#8A8A00', '#1f2328'];
const SHAPES = ['circle', 'diamond', 'square', 'triangle-up', 'cross', 'triangle-down', 'triangle-right', 'triangle-left'];
const DASHES = [[1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [5, 5], [12, 4], [4, 2, 1, 2], [1, 3]];
/** More lines than this in one panel cannot be told apart. */
export const SERIES_MAX = PALETTE.length;

export const seriesColour = (index: number): string => PALETTE[index % PALETTE.length]!;
export const seriesShape = (index: number): string => SHAPES[index % SHAPES.length]!;
export const seriesDash = (index: number): readonly number[] => DASHES[index % DASHES.length]!;

/** Sides of a double auction keep their colour whichever of them is drawn; others take theirs in order. */
const FIXED: ReadonlyMap<string, number> = new Map([['seller', 0], ['buyer', 1], ['market', 2]]);
export const agentPlace = (agent: Agent, index: number): number => FIXED.get(agent) ?? index;
/** Gains below this share of the largest loss are the rounding of sums, not gains. */
export const ROUNDING = 1e-9;
export const GAIN_COLOURS = ['#ffffff', '#fdd0a2', '#f16913', '#a63603'];
export const LOSS_COLOURS = ['#08306b', '#2171b5', '#9ecae1', '#ffffff'];

export const INK = '#1f2328';
export const FAINT_INK = '#59636e';
export const GRID_COLOUR = '#e4e7eb';

export const BASE_CONFIG: Config = {
  background: '#ffffff',
  font: FONT_STACK,
  padding: 16,
  title: { anchor: 'start', frame: 'group', fontSize: 17, fontWeight: 600, color: INK, subtitleFontSize: 12.5, subtitleColor: FAINT_INK, subtitleLineHeight: 17, subtitlePadding: 6, offset: 16 },
  axis: {
    labelFontSize: 12, titleFontSize: 13, titleFontWeight: 400, labelColor: INK, titleColor: INK, gridColor: GRID_COLOUR, domainColor: '#8b949e',
    tickColor: '#8b949e', titlePadding: 10, labelPadding: 5, labelFlush: false,
  },
  legend: { labelFontSize: 12, titleFontSize: 12.5, titleFontWeight: 600, labelColor: INK, titleColor: INK, labelLimit: 260, titleLimit: 260, rowPadding: 4 },
  view: { stroke: null },
};

/** Axis labels of numbers over decades: Vega's own formats write 10 as 1e+1. */
export const NUMBER_LABEL = "format(datum.value, datum.value != 0 && (abs(datum.value) < 0.001 || abs(datum.value) > 99999) ? '~e' : '~g')";

/** Last line of every figure: enough to find the run again. */
export function provenance({ scenario, seed, configHash, version, complete }: ResultDocument): string {
  const line = `misreport ${version} · ${scenario} · seed ${seed} · configuration ${configHash.slice(0, 12)}`;
  return complete ? line : `INCOMPLETE · ${line}`;
}

/** Lines of small print below the axes, as a text layer, so that the Vega-Lite file carries them as well. */
export function captionLayer(lines: readonly string[], height: number) {
  return {
    data: { values: [{}] },
    mark: { type: 'text' as const, align: 'left' as const, baseline: 'top' as const, fontSize: 11, lineHeight: 15, color: FAINT_INK, clip: false, text: [...lines] },
    encoding: { x: { value: 0 }, y: { value: height + 58 } },
  };
}

const LETTER_PIXELS = 5.6;

/** Breaks a caption so that it stays within a figure of about this width in pixels. */
export const captionLines = (text: string, width: number): string[] => brokenLines(text, Math.floor(width / LETTER_PIXELS));

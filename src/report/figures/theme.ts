/** Colours, shapes and sizes that all figures share. */
import type { Config } from 'vega-lite';
import type { Agent } from '../../results/document.ts';
import { FONT_STACK } from './fonts.ts';
import type { Theme } from '../../results/output-formats.ts';
import { LABEL_SIZE, type Look } from './look.ts';

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
const FAINT_INK = '#59636e';
const GRID_COLOUR = '#e4e7eb';

/** Ink and grid of a theme; paper takes black best. */
interface Inks {
  readonly ink: string;
  readonly faint: string;
  readonly grid: string;
  readonly domain: string;
}

const SCREEN_INKS: Inks = { ink: INK, faint: FAINT_INK, grid: GRID_COLOUR, domain: '#8b949e' };
const INKS: Readonly<Record<Theme, Inks>> = {
  screen: SCREEN_INKS, slides: SCREEN_INKS, print: { ink: '#000000', faint: '#333333', grid: '#ececec', domain: '#555555' },
};

export const faintInk = ({ theme }: Look): string => INKS[theme].faint;

/** Pixels of letters on the screen. */
export const TITLE_SIZE = 17;
export const SUBTITLE_SIZE = 12.5;
export const CAPTION_SIZE = 11;
export const PANEL_TITLE_SIZE = 13;
export const AXIS_TITLE_SIZE = 13;

/** The configuration of every figure. */
export function configOf({ theme, letters, narrow }: Look): Config {
  const { ink, faint, grid, domain } = INKS[theme];
  return {
    background: '#ffffff',
    font: FONT_STACK,
    padding: 16,
    title: {
      anchor: 'start', frame: 'group', fontSize: TITLE_SIZE * letters, fontWeight: 600, color: ink, offset: 16,
      subtitleFontSize: SUBTITLE_SIZE * letters, subtitleColor: faint, subtitleLineHeight: 17 * letters, subtitlePadding: 6,
    },
    axis: {
      labelFontSize: LABEL_SIZE * letters, titleFontSize: AXIS_TITLE_SIZE * letters, titleFontWeight: 400, labelColor: ink, titleColor: ink,
      labelLimit: 320 * letters, titleLimit: 0,
      gridColor: grid, domainColor: domain, tickColor: domain, titlePadding: 10, labelPadding: 5, labelFlush: false,
    },
    legend: {
      labelFontSize: LABEL_SIZE * letters, titleFontSize: 12.5 * letters, titleFontWeight: 600, labelColor: ink, titleColor: ink,
      labelLimit: 330 * letters, titleLimit: 330 * letters, rowPadding: 4,
      ...(narrow ? { orient: 'top', symbolDirection: 'vertical', gradientDirection: 'horizontal' } : {}),
    },
    view: { stroke: null },
  };
}

/**
 * How figures are to look: for the screen, for print or for slides, at which width, with a title or without. Panels keep their
 * proportions; letters grow until they come out at the size that the theme promises at the width asked for.
 */
import type { ResultDocument } from '../../results/document.ts';
import type { Theme } from '../../results/output-formats.ts';

/** What a user may ask for. */
export interface LookOptions {
  readonly theme?: Theme;
  /** Inches, of the whole figure. */
  readonly figureWidth?: number;
  /** Pixels an inch, of PNG files. */
  readonly dpi?: number;
  /** Without title and subtitle, for papers that have captions. */
  readonly noTitle?: boolean;
}

/** A look with everything decided but the letters, which depend on the figure. */
export interface Look {
  readonly theme: Theme;
  readonly title: boolean;
  /** Size of letters as a share of what it is on the screen. */
  readonly letters: number;
  /** Legends stand above the panels. */
  readonly narrow: boolean;
}

/** A document as figures see it: with short names, and the look that is asked for. */
export interface FigureDocument extends ResultDocument {
  readonly look: Look;
}

export const SCREEN: Look = { theme: 'screen', title: true, letters: 1, narrow: false };

interface ThemeSizes {
  /** Inches; undefined: as drawn, at 96 pixels an inch. */
  readonly width?: number;
  /** The least size of axis labels. */
  readonly points: number;
  readonly dpi?: number;
}

const SIZES: Readonly<Record<Theme, ThemeSizes>> = {
  screen: { points: 7 }, print: { width: 6.5, points: 7.5, dpi: 300 }, slides: { width: 10, points: 15, dpi: 192 },
};

/** Below this many inches legends would leave the panels no room beside them. */
const NARROW = 5;
export const PIXELS_AN_INCH = 96;
/** Pixels of axis labels on the screen. */
export const LABEL_SIZE = 12;
const POINTS_AN_INCH = 72;
/** Letters beyond this would crowd the panels out. */
const LETTERS_MAX = 3;

/** Inches of the whole figure and pixels an inch; undefined: as drawn, two pixels a unit. */
export const sizeOf = ({ theme = 'screen', figureWidth, dpi }: LookOptions): { width?: number; dpi?: number } => {
  const width = figureWidth ?? SIZES[theme].width;
  const density = dpi ?? SIZES[theme].dpi ?? (width === undefined ? undefined : 300);
  return { ...(width === undefined ? {} : { width }), ...(density === undefined ? {} : { dpi: density }) };
};

export function lookOf(options: LookOptions, letters = 1): Look {
  const { width } = sizeOf(options);
  return { theme: options.theme ?? 'screen', title: options.noTitle !== true, letters, narrow: width !== undefined && width < NARROW };
}

/** One panel a row where the figure is narrow. */
export const panelsARow = ({ narrow }: Look, most: number): number => (narrow ? 1 : most);

/** The share that brings axis labels to the theme's size where the figure is this many pixels wide; 1 at least. */
export function lettersAt(options: LookOptions, pixels: number): number {
  const { width } = sizeOf(options);
  if (width === undefined) return 1;
  const points = LABEL_SIZE * (POINTS_AN_INCH / PIXELS_AN_INCH) * (width * PIXELS_AN_INCH) / pixels;
  return Math.min(LETTERS_MAX, Math.max(1, SIZES[options.theme ?? 'screen'].points / points));
}

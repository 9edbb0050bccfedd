/** Vega-Lite specification -> SVG -> PNG, with nothing but npm packages: no browser, no canvas, no system fonts. */
import { crc32 } from 'node:zlib';
import { FONT_NAME, fontFiles, textWidth } from './fonts.ts';
import type { DrawnFigure, Figure } from './figure.ts';
import { PIXELS_AN_INCH } from './look.ts';

/** Pixels of the PNG per unit of the SVG, and the most on a side. */
const PNG_SCALE = 2;
const PNG_SIDE_MAX = 4096;

/** Width and height of an SVG in its own units, pixels on the screen. */
export function pixelsOf(svg: string): { readonly width: number; readonly height: number } {
  const [width = 1, height = 1] = (/<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"/.exec(svg) ?? []).slice(1).map(Number);
  return { width, height };
}

/** Smaller than usual where a side would have more than the most. */
function zoomOf(svg: string): number {
  const { width, height } = pixelsOf(svg);
  return Math.min(PNG_SCALE, PNG_SIDE_MAX / Math.max(1, width, height));
}

/** The same picture so many inches wide. */
export function withWidth(svg: string, inches: number | undefined): string {
  if (inches === undefined) return svg;
  const { width, height } = pixelsOf(svg);
  const tall = Number(((inches * height) / width).toFixed(4));
  return svg.replace(/(<svg[^>]*?\bwidth=")[\d.]+("[^>]*?\bheight=")[\d.]+"/, `$1${inches}in$2${tall}in"`);
}

/** Room between two legends; Vega-Lite has no word for it. */
const STACKED = { direction: 'vertical', anchor: 'start' } as const;
const LEGEND_LAYOUT = {
  legend: { layout: { right: { ...STACKED, margin: 20, offset: 24 }, top: { ...STACKED, margin: 14, offset: 14 } } },
};

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
  readonly limit?: number;
  readonly ellipsis?: string;
}

/** Vega exports this object but its type declarations leave it out. */
interface TextMetrics {
  width: (item: TextItem, text: unknown) => number;
}

const isBold = (weight: number | string | undefined): boolean => weight === 'bold' || Number(weight) >= 600;
const measure = (item: TextItem, text: unknown): number => textWidth(String(text ?? ''), item.fontSize ?? 11, isBold(item.fontWeight));

/** Imported on first use: the grammar takes a few hundred milliseconds to load, which `--help` should not pay. */
async function loadVega() {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  // Without a canvas Vega guesses 0.8 em a letter, which leaves legends and axes far too wide.
  (vega as unknown as { textMetrics: TextMetrics }).textMetrics.width = measure;
  return { vega, vegaLite };
}

/** Several figures stand in one HTML page, so their ids must differ; Vega numbers them from 0 in each. */
function withOwnIds(svg: string, name: string): string {
  const prefix = name.replace(/[^a-z0-9]+/gi, '-');
  return svg
    .replace(/\bid="([^"]+)"/g, `id="${prefix}-$1"`)
    .replace(/url\(#([^)]+)\)/g, `url(#${prefix}-$1)`)
    .replace(/href="#([^"]+)"/g, `href="#${prefix}-$1"`);
}

/** Neighbouring cells of a heatmap would show hairlines where their edges are smoothed. */
const withCrispCells = (svg: string): string => svg.replace(/<g class="mark-rect /g, '<g shape-rendering="crispEdges" class="mark-rect ');

export async function renderSvg({ name, specification }: Figure): Promise<string> {
  const { vega, vegaLite } = await loadVega();
  vega.resetSVGDefIds();
  const compiled = vegaLite.compile(specification, { logger: vega.logger(vega.Error) }).spec;
  const view = new vega.View(vega.parse(compiled, LEGEND_LAYOUT), { renderer: 'none', logLevel: vega.Error });
  try {
    return withOwnIds(withCrispCells(await view.toSVG()), name);
  } finally {
    view.finalize();
  }
}

const CHUNK_START = 8 + 25;

/** How many pixels an inch has, as programs read it that place pictures: chunk pHYs, which counts in metres, before the data. */
function withDensity(png: Uint8Array, dpi: number): Uint8Array {
  const body = Buffer.alloc(13);
  const perMetre = Math.round(dpi / 0.0254);
  body.write('pHYs', 0, 'latin1');
  body.writeUInt32BE(perMetre, 4);
  body.writeUInt32BE(perMetre, 8);
  body.writeUInt8(1, 12);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(9);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([png.subarray(0, CHUNK_START), length, body, check, png.subarray(CHUNK_START)]);
}

export interface PngSize {
  /** Inches; default: as drawn, at 96 pixels an inch. */
  readonly width?: number;
  /** Default: two pixels a unit, fewer where a side would be too long. */
  readonly dpi?: number;
}

/** The picture on white. */
export async function renderPng(svg: string, { width, dpi }: PngSize = {}): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const { regular, bold } = fontFiles();
  const inches = width ?? pixelsOf(svg).width / PIXELS_AN_INCH;
  const image = new Resvg(svg, {
    fitTo: dpi === undefined ? { mode: 'zoom', value: zoomOf(svg) } : { mode: 'width', value: Math.round(inches * dpi) },
    background: '#ffffff',
    font: { loadSystemFonts: false, fontFiles: [regular, bold], defaultFontFamily: FONT_NAME, sansSerifFamily: FONT_NAME },
  });
  const png = image.render().asPng();
  return dpi === undefined ? png : withDensity(png, dpi);
}

export async function renderFigure(figure: Figure): Promise<Pick<DrawnFigure, 'svg' | 'png'>> {
  const svg = await renderSvg(figure);
  return { svg, png: await renderPng(svg) };
}

/** Vega-Lite specification -> SVG -> PNG, with nothing but npm packages: no browser, no canvas, no system fonts. */
import { FONT_NAME, fontFiles, textWidth } from './fonts.ts';
import type { DrawnFigure, Figure } from './figure.ts';

/** Pixels of the PNG per unit of the SVG, and the most on a side. */
const PNG_SCALE = 2;
const PNG_SIDE_MAX = 4096;

/** Smaller than usual where a side would have more than the most. */
function zoomOf(svg: string): number {
  const sides = (/<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"/.exec(svg) ?? []).slice(1).map(Number);
  return Math.min(PNG_SCALE, PNG_SIDE_MAX / Math.max(1, ...sides));
}

/** Room between two legends; Vega-Lite has no word for it. */
const LEGEND_LAYOUT = { legend: { layout: { right: { margin: 20, direction: 'vertical', anchor: 'start', offset: 24 } } } } as const;

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

/** `width` in pixels; without it two pixels a unit, fewer where a side would be too long. */
export async function renderPng(svg: string, width?: number): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const { regular, bold } = fontFiles();
  const image = new Resvg(svg, {
    fitTo: width === undefined ? { mode: 'zoom', value: zoomOf(svg) } : { mode: 'width', value: width },
    background: '#ffffff',
    font: { loadSystemFonts: false, fontFiles: [regular, bold], defaultFontFamily: FONT_NAME, sansSerifFamily: FONT_NAME },
  });
  return image.render().asPng();
}

export async function renderFigure(figure: Figure): Promise<Pick<DrawnFigure, 'svg' | 'png'>> {
  const svg = await renderSvg(figure);
  return { svg, png: await renderPng(svg) };
}

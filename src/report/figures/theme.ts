/** Colours, sizes and the caption that all figures share. */
import type { Config } from 'vega-lite';
import type { Agent, ResultDocument } from '../../results.ts';
import { FONT_STACK } from './fonts.ts';

export const VEGA_LITE_SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** Okabe and Ito's palette, which survives the common colour deficiencies; shapes and dashes say the same again. */
export const AGENT_COLOURS: Readonly<Record<Agent, string>> = { seller: '#0072B2', buyer: '#D55E00', market: '#009E73' };
export const AGENT_SHAPES: Readonly<Record<Agent, string>> = { seller: 'circle', buyer: 'diamond', market: 'square' };
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

/** Breaks a caption so that it stays within a figure of about this width in pixels. */
export function captionLines(text: string, width: number): string[] {
  const letters = Math.floor(width / 5.6);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Interim figure: a truthful agent's interim utility under every mechanism in one panel, with bands; beside it other curves of one kind. */
import type { TopLevelSpec } from 'vega-lite';
import type { Curve, Point, ResultDocument } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { pointLabel } from '../points.ts';
import { agentWords, capitalised, percent } from '../vocabulary.ts';
import { fileLabel, figureName, type Figure } from './figure.ts';
import { seriesOf } from './series.ts';
import { BASE_CONFIG, captionLayer, captionLines, provenance, SERIES_MAX, seriesDash, VEGA_LITE_SCHEMA } from './theme.ts';

const WIDTH = 440;
const HEIGHT = 300;

/** `curves`: of one agent, one quantity and one point, a line each. */
function panel(curves: readonly Curve[], caption: readonly string[]) {
  const series = seriesOf(curves);
  const drawn = curves.slice(0, SERIES_MAX);
  const names = [...new Set(drawn.map(series.of))];
  const words = quantityOf(curves[0]!.quantity);
  const rows = drawn.flatMap((curve) => curve.types.map((type, i) => ({
    line: series.of(curve), type, estimate: curve.estimate[i]!, lower: curve.lower[i]!, upper: curve.upper[i]!,
  })));
  const legend = names.length === 1 ? null : { symbolType: 'stroke', symbolSize: 500, symbolStrokeWidth: 2.2 };
  const color = { field: 'line', type: 'nominal' as const, title: 'Mechanism', scale: { domain: names, range: names.map(series.colour) }, legend };
  const strokeDash = { ...color, scale: { domain: names, range: names.map((_, i) => [...seriesDash(i)]) } };
  const x = { field: 'type', type: 'quantitative' as const, title: 'Type', scale: { zero: false, nice: false }, axis: { tickCount: 6 } };
  const isChance = words.unit === 'probability';
  const y = (field: string) => ({ field, type: 'quantitative' as const, title: `${capitalised(words.name)} (${words.unit})`, axis: { tickCount: 6 }, ...(isChance ? { scale: { domain: [0, 1] } } : {}) });
  return {
    width: WIDTH, height: HEIGHT,
    layer: [
      ...names.map((name) => ({ data: { values: rows.filter(({ line }) => line === name) }, mark: { type: 'area' as const, opacity: 0.18, clip: true, color: series.colour(name) }, encoding: { x, y: y('lower'), y2: { field: 'upper' } } })),
      { data: { values: rows }, mark: { type: 'line' as const, strokeWidth: 2.2, clip: true }, encoding: { x, y: y('estimate'), color, strokeDash } },
      captionLayer(caption, HEIGHT),
    ],
  };
}

/** One figure for the agent's curves of one quantity at one point; `points`: all parameter points drawn. */
export function interimFigure(document: ResultDocument, point: Point, curves: readonly Curve[], points: readonly Point[]): Figure {
  const { agent, quantity, confidence, guarantee } = curves[0]!;
  const words = quantityOf(quantity);
  const who = capitalised(agentWords(agent, true).plural);
  const cut = curves.length > SERIES_MAX ? ` Shown are the first ${SERIES_MAX} of ${curves.length} lines; curves.csv has all.` : '';
  const small = `Bands hold for all types at once (${percent(confidence)} each, ${guarantee}).${cut}`;
  const specification: TopLevelSpec = {
    $schema: VEGA_LITE_SCHEMA,
    config: BASE_CONFIG,
    title: { text: `${who}: ${words.name}${document.complete ? '' : ' (INCOMPLETE)'}`, subtitle: [document.title, pointLabel(point)].filter((line) => line !== '') },
    ...panel(curves, [...captionLines(small, WIDTH), provenance(document)]),
  };
  return {
    name: figureName(`${quantity === 'interimUtility' ? 'utility' : fileLabel(quantity.replace(/[A-Z]/g, (letter) => `-${letter}`))}-${fileLabel(agent)}`, point, points),
    caption: `${who}: ${words.name} by type (${pointLabel(point)}).`,
    specification,
  };
}

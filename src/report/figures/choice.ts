/** Choice figures: how likely each alternative is, before types are known (dots with intervals) or by an agent's type (curves). */
import type { TopLevelSpec } from 'vega-lite';
import type { Curve, Estimate, Point, ResultDocument } from '../../results/document.ts';
import { mechanismOf, parametersOf, pointKey, pointLabel } from '../points.ts';
import { agentWords, capitalised, percent } from '../vocabulary.ts';
import { fileLabel, figureName, type Figure } from './figure.ts';
import { BASE_CONFIG, captionLayer, captionLines, provenance, SERIES_MAX, seriesColour, seriesDash, seriesShape, VEGA_LITE_SCHEMA } from './theme.ts';

const WIDTH = 420;
const PANEL_WIDTH = 300;
const PANEL_HEIGHT = 240;
const STEP = 22;
/** More alternatives than this are cut to the likeliest. */
const ALTERNATIVES_MAX = 40;

const alternativeOf = (point: Point): string => String(point.alternative ?? '');

/** Names by falling likelihood, cut to `count`. */
function likeliest(entries: readonly { readonly name: string; readonly weight: number }[], count: number): { names: string[]; cut: number } {
  const weights = new Map<string, number>();
  for (const { name, weight } of entries) weights.set(name, Math.max(weight, weights.get(name) ?? 0));
  const sorted = [...weights].sort(([, a], [, b]) => b - a).map(([name]) => name);
  return { names: sorted.slice(0, count), cut: Math.max(0, sorted.length - count) };
}

/** Ex ante: a row an alternative, mechanisms side by side. */
export function choiceEstimatesFigure(document: ResultDocument, point: Point, rows: readonly Estimate[], points: readonly Point[]): Figure {
  const { names, cut } = likeliest(rows.map((row) => ({ name: alternativeOf(row.point), weight: row.estimate })), ALTERNATIVES_MAX);
  // The problem's own order, whatever is likeliest.
  const alternatives = [...new Set(rows.map((row) => alternativeOf(row.point)))].filter((name) => names.includes(name));
  const mechanisms = [...new Set(rows.map((row) => mechanismOf(row.point)))];
  const values = rows.filter((row) => alternatives.includes(alternativeOf(row.point))).map((row) => ({
    alternative: alternativeOf(row.point), mechanism: mechanismOf(row.point), estimate: row.estimate, lower: row.lower, upper: row.upper,
  }));
  const step = Math.max(STEP, 9 * mechanisms.length + 6);
  const height = step * alternatives.length;
  const y = { field: 'alternative', type: 'nominal' as const, title: 'Alternative', sort: null, scale: { domain: alternatives }, axis: { grid: false, labelLimit: 220 } };
  const x = (field: string) => ({ field, type: 'quantitative' as const, title: 'Choice probability', scale: { domain: [0, 1] } });
  const scale = { domain: mechanisms, range: mechanisms.map((_, i) => seriesColour(i)) };
  const color = { field: 'mechanism', type: 'nominal' as const, title: 'Mechanism', scale, legend: mechanisms.length > 1 ? {} : null };
  const shape = { ...color, scale: { domain: mechanisms, range: mechanisms.map((_, i) => seriesShape(i)) } };
  const small = `Marks: estimates; bars: intervals (${[...new Set(rows.map(({ confidence }) => percent(confidence)))].join(', ')} each).${cut > 0 ? ` The ${cut} least likely alternatives are left out.` : ''}`;
  const specification: TopLevelSpec = {
    $schema: VEGA_LITE_SCHEMA,
    config: BASE_CONFIG,
    title: { text: `What is chosen${document.complete ? '' : ' (INCOMPLETE)'}`, subtitle: [document.title, pointLabel(point)].filter((line) => line !== '') },
    width: WIDTH, height,
    layer: [
      ...mechanisms.flatMap((mechanism, i) => {
        const yOffset = 9 * (i - (mechanisms.length - 1) / 2);
        const own = { values: values.filter((row) => row.mechanism === mechanism) };
        return [
          { data: own, mark: { type: 'rule' as const, strokeWidth: 2, yOffset, color: seriesColour(i) }, encoding: { y, x: x('lower'), x2: { field: 'upper' } } },
          { data: own, mark: { type: 'point' as const, filled: true, size: 50, opacity: 1, yOffset }, encoding: { y, x: x('estimate'), color, shape } },
        ];
      }),
      captionLayer([...captionLines(small, WIDTH), provenance(document)], height),
    ],
  };
  return { name: figureName('choice', point, points), caption: `Probability of each alternative (${pointLabel(point)}).`, specification };
}

/** By type: a panel a mechanism, a line an alternative. `curves`: of one agent and one point. */
export function choiceCurvesFigure(document: ResultDocument, point: Point, curves: readonly Curve[], points: readonly Point[]): Figure {
  const { agent, confidence, guarantee } = curves[0]!;
  const { names, cut } = likeliest(curves.map((curve) => ({ name: alternativeOf(curve.point), weight: Math.max(...curve.estimate) })), SERIES_MAX);
  const alternatives = [...new Set(curves.map((curve) => alternativeOf(curve.point)))].filter((name) => names.includes(name));
  const mechanisms = [...new Set(curves.map((curve) => mechanismOf(curve.point)))];
  const who = capitalised(agentWords(agent, true).plural);
  const color = { field: 'alternative', type: 'nominal' as const, title: 'Alternative', scale: { domain: alternatives, range: alternatives.map((_, i) => seriesColour(i)) }, legend: { symbolType: 'stroke', symbolSize: 500, symbolStrokeWidth: 2.2 } };
  const strokeDash = { ...color, scale: { domain: alternatives, range: alternatives.map((_, i) => [...seriesDash(i)]) } };
  const x = { field: 'type', type: 'quantitative' as const, title: 'Type', scale: { zero: false, nice: false }, axis: { tickCount: 6 } };
  const y = (field: string) => ({ field, type: 'quantitative' as const, title: 'Choice probability', scale: { domain: [0, 1] }, axis: { tickCount: 6 } });
  const small = `Bands hold for all types at once (${percent(confidence)} each, ${guarantee}).${cut > 0 ? ` The ${cut} least likely alternatives are left out; curves.csv has them.` : ''}`;
  const columns = Math.min(2, mechanisms.length);
  const captionAt = Math.floor((mechanisms.length - 1) / 2) * 2;
  const specification: TopLevelSpec = {
    $schema: VEGA_LITE_SCHEMA,
    config: BASE_CONFIG,
    title: { text: `${who}: what is chosen by type${document.complete ? '' : ' (INCOMPLETE)'}`, subtitle: [document.title, pointLabel(point)].filter((line) => line !== '') },
    bounds: 'flush', columns, spacing: { row: 96, column: 84 },
    concat: mechanisms.map((mechanism, i) => {
      const rows = curves.filter((curve) => mechanismOf(curve.point) === mechanism && alternatives.includes(alternativeOf(curve.point)))
        .flatMap((curve) => curve.types.map((type, t) => ({ alternative: alternativeOf(curve.point), type, estimate: curve.estimate[t]!, lower: curve.lower[t]!, upper: curve.upper[t]! })));
      return {
        width: PANEL_WIDTH, height: PANEL_HEIGHT, title: { text: mechanism, fontSize: 13, offset: 8 },
        layer: [
          ...alternatives.map((name, a) => ({ data: { values: rows.filter(({ alternative }) => alternative === name) }, mark: { type: 'area' as const, opacity: 0.18, clip: true, color: seriesColour(a) }, encoding: { x, y: y('lower'), y2: { field: 'upper' } } })),
          { data: { values: rows }, mark: { type: 'line' as const, strokeWidth: 2, clip: true }, encoding: { x, y: y('estimate'), color, strokeDash } },
          ...(i === captionAt ? [captionLayer([...captionLines(small, PANEL_WIDTH * columns), provenance(document)], PANEL_HEIGHT)] : []),
        ],
      };
    }),
  };
  return { name: figureName(`choice-${fileLabel(agent)}`, point, points), caption: `${who}: probability of each alternative by type (${pointLabel(point)}).`, specification };
}

/** All of them, at the parameter points that are drawn. */
export function choiceFigures(document: ResultDocument, points: readonly Point[]): Figure[] {
  const rows = document.estimates.filter(({ quantity, point }) => quantity === 'choiceProbability' && point.alternative !== undefined);
  const curves = document.curves.filter(({ quantity, point }) => quantity === 'choiceProbability' && point.alternative !== undefined);
  const all = [...document.estimates, ...document.curves].map(({ point }) => point);
  const at = (point: Point) => (row: { readonly point: Point }): boolean => pointKey(parametersOf(row.point, all)) === pointKey(point);
  return points.flatMap((point) => {
    const estimates = rows.filter(at(point)).filter((row, _, list) => row.agent === list[0]!.agent);
    const here = curves.filter(at(point));
    const agents = [...new Set(here.map(({ agent }) => agent))];
    return [
      ...(estimates.length > 0 ? [choiceEstimatesFigure(document, point, estimates, points)] : []),
      ...agents.map((agent) => choiceCurvesFigure(document, point, here.filter((curve) => curve.agent === agent), points)),
    ];
  });
}

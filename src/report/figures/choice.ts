/** Choice figure: how likely each alternative is by an agent's type, a panel a mechanism or a line of types, a line an alternative. */
import type { Curve, Point } from '../../results/document.ts';
import { distinctPoints, drawnPoints, lineOf, parametersOf, placesOf, pointKey, pointLabel, typeTitle } from '../points.ts';
import { agentWords, capitalised, confidencesOf, guaranteesOf } from '../vocabulary.ts';
import { figureName, fileLabel, type Figure, type FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import { panelsARow, type FigureDocument } from './look.ts';
import { band, line, lineLegend, names, numbers } from './marks.ts';
import { PANEL_TITLE_SIZE, SERIES_MAX, seriesColour, seriesDash } from './theme.ts';

const WIDTH = 300;
const HEIGHT = 240;
const COLUMNS = 2;
const SPACING = 84;
/** Mechanisms after this many are left to curves.csv. */
const PANELS_MAX = 6;

const alternativeOf = (point: Point): string => String(point.alternative);

/** Names in their own order, cut to the `count` likeliest at any type. */
function likeliest(curves: readonly Curve[], count: number): { readonly kept: string[]; readonly cut: number } {
  const weights = new Map<string, number>();
  for (const { point, estimate } of curves) {
    const name = alternativeOf(point);
    weights.set(name, Math.max(...estimate, weights.get(name) ?? 0));
  }
  const sorted = [...weights].sort(([, a], [, b]) => b - a).slice(0, count).map(([name]) => name);
  return { kept: [...weights.keys()].filter((name) => sorted.includes(name)), cut: Math.max(0, weights.size - count) };
}

/** `curves`: of one agent and one point. */
function choiceFigure(document: FigureDocument, point: Point, curves: readonly Curve[], points: readonly Point[]): Figure {
  const { agent } = curves[0]!;
  const { kept, cut } = likeliest(curves, SERIES_MAX);
  const panels = [...new Set(curves.map((curve) => lineOf(curve.point)))];
  const mechanisms = panels.slice(0, PANELS_MAX);
  const who = capitalised(agentWords(agent, true).plural);
  const legend = lineLegend(kept.length);
  const color = names('alternative', 'Alternative', kept, kept.map((_, i) => seriesColour(i)), legend);
  const strokeDash = names('alternative', 'Alternative', kept, kept.map((_, i) => [...seriesDash(i)]), legend);
  const places = {
    x: numbers(typeTitle(curves[0]!.point), { zero: false, nice: false })('type'), y: numbers('Choice probability', { domain: [0, 1] }),
  };
  const small = [
    `Bands hold for all types at once (${confidencesOf(curves)} each, ${guaranteesOf(curves)}).`,
    cut > 0 ? `The ${cut} least likely alternatives are left out; curves.csv has them.` : '',
    panels.length > PANELS_MAX ? `Shown are the first ${PANELS_MAX} of ${panels.length} panels; curves.csv has all.` : '',
  ].filter((part) => part !== '').join(' ');
  const columns = panelsARow(document.look, Math.min(COLUMNS, mechanisms.length));
  const width = WIDTH * columns + SPACING * document.look.letters * (columns - 1);
  const captionAt = Math.floor((mechanisms.length - 1) / columns) * columns;
  return {
    name: figureName(`choice-${fileLabel(agent)}`, point, points),
    caption: `${who}: probability of each alternative by type (${pointLabel(point)}).`,
    specification: framed(document, { title: `${who}: what is chosen by type`, subtitle: [document.title, pointLabel(point)], width }, {
      bounds: 'flush', columns, spacing: { row: 96 * document.look.letters, column: SPACING * document.look.letters },
      concat: mechanisms.map((mechanism, i) => {
        const rows = curves.filter(
          (curve) => lineOf(curve.point) === mechanism && kept.includes(alternativeOf(curve.point))
        ).flatMap((curve) =>
          curve.types.map((type, t) => ({
            alternative: alternativeOf(curve.point), type, estimate: curve.estimate[t]!, lower: curve.lower[t]!, upper: curve.upper[t]!,
          })));
        return {
          width: WIDTH, height: HEIGHT, title: { text: mechanism, fontSize: PANEL_TITLE_SIZE * document.look.letters, offset: 8 },
          layer: [
            ...kept.map((name, a) => band(rows.filter(({ alternative }) => alternative === name), places, seriesColour(a))),
            line(rows, places, { color, strokeDash }, { width: 2 }),
            ...(i === captionAt ? [caption(document, small, { width, height: HEIGHT })] : []),
          ],
        };
      }),
    }),
  };
}

/** Curves that name an alternative. */
export const choice: FigureKind = {
  name: 'choice',
  draw(document) {
    const all = placesOf(document);
    const curves = document.curves.filter(({ point }) => point.alternative !== undefined);
    const points = drawnPoints(distinctPoints(curves.map(({ point }) => parametersOf(point, all))));
    return points.flatMap((point) => {
      const here = curves.filter((curve) => pointKey(parametersOf(curve.point, all)) === pointKey(point));
      const agents = [...new Set(here.map(({ agent }) => agent))];
      return agents.map((agent) => choiceFigure(document, point, here.filter((curve) => curve.agent === agent), points));
    });
  },
};

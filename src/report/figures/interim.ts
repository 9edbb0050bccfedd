/** Interim figure: a truthful agent's interim utility, or another curve, under every mechanism in one panel, with bands. */
import type { Curve, Point } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { distinctPoints, drawnPoints, lineOf, parametersOf, placesOf, pointKey, pointLabel, typeTitle } from '../points.ts';
import { agentWords, capitalised, confidencesOf, guaranteesOf } from '../vocabulary.ts';
import { figureName, fileLabel, fileName, hyphenated, type Figure, type FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import { GAP } from './gap.ts';
import type { FigureDocument } from './look.ts';
import { band, line, lineLegend, names, numbers } from './marks.ts';
import { seriesOf } from './series.ts';
import { SERIES_MAX, seriesColour, seriesDash } from './theme.ts';

const WIDTH = 440;
const HEIGHT = 300;

/** `curves`: of one agent, one quantity and one point, a line each. */
function panel(document: FigureDocument, curves: readonly Curve[]) {
  const series = seriesOf(curves);
  const drawn = curves.slice(0, SERIES_MAX);
  const held = curves.some(({ point }) => point.others !== undefined);
  const nameOf = (curve: Curve): string => (held ? lineOf(curve.point) : series.of(curve));
  const lines = [...new Set(drawn.map(nameOf))];
  const colourOf = (name: string): string => (held ? seriesColour(lines.indexOf(name)) : series.colour(name));
  const { name, unit, sign } = quantityOf(curves[0]!.quantity);
  const rows = drawn.flatMap((curve) => curve.types.map((type, i) => ({
    line: nameOf(curve), type, estimate: curve.estimate[i]!, lower: curve.lower[i]!, upper: curve.upper[i]!,
  })));
  const title = held ? 'Other signals' : 'Mechanism';
  const legend = lineLegend(lines.length);
  const color = names('line', title, lines, lines.map(colourOf), legend);
  const strokeDash = names('line', title, lines, lines.map((_, i) => [...seriesDash(i)]), legend);
  const places = {
    x: numbers(typeTitle(curves[0]!.point), { zero: false, nice: false })('type'),
    y: numbers(`${capitalised(name)} (${unit})`, sign === 'share' ? { domain: [0, 1] } : {}),
  };
  const cut = curves.length > SERIES_MAX ? ` Shown are the first ${SERIES_MAX} of ${curves.length} lines; curves.csv has all.` : '';
  const small = `Bands hold for all types at once (${confidencesOf(curves)} each, ${guaranteesOf(curves)}).${cut}`;
  return {
    width: WIDTH, height: HEIGHT,
    layer: [
      ...lines.map((one) => band(rows.filter((row) => row.line === one), places, colourOf(one))),
      line(rows, places, { color, strokeDash }),
      caption(document, small, { width: WIDTH, height: HEIGHT }),
    ],
  };
}

/** In which of her signals, where curves say so. */
const coordinateOf = ({ point: { coordinate } }: Curve): string | undefined => (coordinate === undefined ? undefined : String(coordinate));

/** Of the agent's curves of one quantity, in one coordinate, at one point; `points`: all parameter points drawn. */
function interimFigure(document: FigureDocument, point: Point, curves: readonly Curve[], points: readonly Point[]): Figure {
  const { agent, quantity } = curves[0]!;
  const { name } = quantityOf(quantity);
  const coordinate = coordinateOf(curves[0]!);
  const title = `${capitalised(agentWords(agent, true).plural)}: ${name}${coordinate === undefined ? '' : ` in ${coordinate}`}`;
  const file = fileName(quantity === 'interimUtility' ? 'utility' : hyphenated(quantity), fileLabel(agent));
  return {
    name: figureName(coordinate === undefined ? file : fileName(file, fileLabel(coordinate)), point, points),
    caption: `${title} by type (${pointLabel(point)}).`,
    specification: framed(document, { title, subtitle: [document.title, pointLabel(point)], width: WIDTH }, panel(document, curves)),
  };
}

/** Curves that name a mechanism and no alternative, but for those that are a picture of their own (gap.ts). */
export const interim: FigureKind = {
  name: 'interim',
  draw(document) {
    const all = placesOf(document);
    const plain = document.curves.filter(({ point, quantity }) =>
      point.mechanism !== undefined && point.alternative === undefined && quantity !== GAP);
    const points = drawnPoints(distinctPoints(plain.map(({ point }) => parametersOf(point, all))));
    return points.flatMap((point) => {
      const here = plain.filter((curve) => pointKey(parametersOf(curve.point, all)) === pointKey(point));
      const kindOf = (curve: Curve): string => JSON.stringify([curve.agent, curve.quantity, coordinateOf(curve)]);
      const kinds = [...new Set(here.map(kindOf))];
      return kinds.map((kind) => interimFigure(document, point, here.filter((curve) => kindOf(curve) === kind), points));
    });
  },
};

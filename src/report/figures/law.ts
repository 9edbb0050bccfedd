/** Law figure: shares of random draws that are at most what the axis says, a panel a quantity. */
import type { Curve, Point } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { distinctPoints, drawnPoints, pointKey, pointLabel } from '../points.ts';
import { capitalised, confidencesOf } from '../vocabulary.ts';
import { figureName, type Figure, type FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import { panelsARow, type FigureDocument } from './look.ts';
import { band, line, numbers } from './marks.ts';
import { seriesColour } from './theme.ts';

const WIDTH = 300;
const HEIGHT = 220;
const COLUMNS = 2;
const SPACING = 84;

/** Whether a curve is over something else than types: the other figures leave it to this one. */
export const isLaw = ({ quantity }: Curve): boolean => quantityOf(quantity).axis !== undefined;

function lawFigure(document: FigureDocument, point: Point, points: readonly Point[]): Figure {
  const curves = document.curves.filter((curve) => isLaw(curve) && pointKey(curve.point) === pointKey(point));
  const columns = panelsARow(document.look, Math.min(COLUMNS, curves.length));
  const spacing = SPACING * document.look.letters;
  const width = WIDTH * columns + spacing * (columns - 1);
  const small = `Bands hold for all values of an axis at once (${confidencesOf(curves)} each).`;
  const label = pointLabel(point);
  return {
    name: figureName('law', point, points),
    caption: `Laws of ${curves[0]!.profiles} random draws (${label}).`,
    specification: framed(document, { title: 'How random draws are distributed', subtitle: [document.title, label], width }, {
      bounds: 'flush', columns, spacing: { row: spacing, column: spacing },
      concat: curves.map(({ quantity, types, estimate, lower, upper }, panel) => {
        const { axis, unit } = quantityOf(quantity);
        const rows = types.map((type, t) => ({ type, estimate: estimate[t]!, lower: lower[t]!, upper: upper[t]! }));
        const x = numbers(axis!, { zero: false, nice: false })('type');
        const places = { x, y: numbers(capitalised(unit), { domain: [0, 1] }) };
        return {
          width: WIDTH, height: HEIGHT,
          layer: [
            band(rows, places, seriesColour(0), 0.2), line(rows, places, { color: { value: seriesColour(0) } }),
            ...(panel === curves.length - 1 ? [caption(document, small, { width, height: HEIGHT })] : []),
          ],
        };
      }),
    }),
  };
}

export const law: FigureKind = {
  name: 'law',
  draw(document) {
    const points = drawnPoints(distinctPoints(document.curves.filter(isLaw).map(({ point }) => point)));
    return points.map((point) => lawFigure(document, point, points));
  },
};

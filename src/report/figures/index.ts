/** Which figures a result document gets. */
import type { ResultDocument } from '../../results.ts';
import { distinctPoints, pointKey } from '../points.ts';
import type { Figure } from './figure.ts';
import { gainFigure } from './gain.ts';
import { rateFigures } from './rate.ts';
import { utilityFigure } from './utility.ts';

export { renderFigure, type RenderedFigure } from './render.ts';
export type { Figure } from './figure.ts';

/** Curves and surfaces of a long sweep are drawn at its first, middle and last points only; the CSV files have all. */
const POINTS_DRAWN_MAX = 4;

function drawn<T>(items: readonly T[]): T[] {
  if (items.length <= POINTS_DRAWN_MAX) return [...items];
  return [items[0]!, items[Math.floor((items.length - 1) / 2)]!, items.at(-1)!];
}

/** Names must differ, for they are file names; labels cut short might not. */
function withDistinctNames(figures: readonly Figure[]): Figure[] {
  const seen = new Map<string, number>();
  return figures.map((figure) => {
    const count = (seen.get(figure.name) ?? 0) + 1;
    seen.set(figure.name, count);
    return count === 1 ? figure : { ...figure, name: `${figure.name}-${count}` };
  });
}

export function figuresOf(document: ResultDocument): Figure[] {
  const curvePoints = drawn(distinctPoints(document.curves.map(({ point }) => point)));
  const surfacePoints = drawn(distinctPoints(document.surfaces.map(({ point }) => point)));
  const isDrawn = new Set(surfacePoints.map(pointKey));
  const utilities = curvePoints.map((point) =>
    utilityFigure(document, point, document.curves.filter((curve) => pointKey(curve.point) === pointKey(point)), curvePoints),
  );
  const gains = document.surfaces.filter(({ point }) => isDrawn.has(pointKey(point))).map((surface) => gainFigure(document, surface, surfacePoints));
  return withDistinctNames([...rateFigures(document), ...gains, ...utilities]);
}

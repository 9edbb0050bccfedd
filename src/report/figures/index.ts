/** Which figures a result document gets. */
import type { Point, ResultDocument } from '../../results/document.ts';
import { distinctPoints, hasMechanisms, parametersOf, pointKey } from '../points.ts';
import { choiceFigures } from './choice.ts';
import { withShortNames } from '../labels.ts';
import type { DrawnFigure, Figure } from './figure.ts';
import { gainFigure } from './gain.ts';
import { interimFigure } from './interim.ts';
import { rateFigures } from './rate.ts';
import { renderFigure } from './render.ts';
import { rateAmbiguityFigures } from './rate-ambiguity.ts';
import { sweepFigures } from './sweep.ts';
import { utilityFigure } from './utility.ts';
import { worstBeliefFigures } from './worst-belief.ts';

export { renderFigure } from './render.ts';
export type { Figure } from './figure.ts';

/** Curves and surfaces of a long sweep are drawn at its first, middle and last points only; the CSV files have all. */
const POINTS_DRAWN_MAX = 4;
/** Gain figures of a document with many agents and mechanisms. */
const FIGURES_MAX = 24;

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

/** Figures of a double auction at the points drawn. */
function pairFigures(document: ResultDocument): Figure[] {
  const curvePoints = drawn(distinctPoints(document.curves.map(({ point }) => point)));
  const surfacePoints = drawn(distinctPoints(document.surfaces.map(({ point }) => point)));
  const isDrawn = new Set(surfacePoints.map(pointKey));
  const utilities = curvePoints.map((point) =>
    utilityFigure(document, point, document.curves.filter((curve) => pointKey(curve.point) === pointKey(point)), curvePoints),
  );
  const gains = document.surfaces.filter(({ point }) => isDrawn.has(pointKey(point))).map((surface) => gainFigure(document, surface, surfacePoints));
  return [...gains, ...utilities];
}

/** The first, middle and last of the parameter points; fewer where agents and mechanisms make many figures of each. */
function drawnPoints(points: readonly Point[], figuresEach: number): Point[] {
  const kept = drawn(points);
  if (figuresEach * kept.length <= FIGURES_MAX) return kept;
  return figuresEach * 2 <= FIGURES_MAX ? [points[0]!, points.at(-1)!] : [points.at(-1)!];
}

/** Figures of a social choice problem: an agent's gains a mechanism each, other curves with mechanisms in one figure. */
function mechanismFigures(document: ResultDocument): Figure[] {
  const { estimates, curves, surfaces } = document;
  const all = [...estimates, ...curves, ...surfaces].map(({ point }) => point);
  const parameters = (point: Point): string => pointKey(parametersOf(point, all));
  const points = distinctPoints(all.map((point) => parametersOf(point, all)));
  const gainPoints = drawnPoints(points, surfaces.length / points.length);
  const isDrawn = new Set(gainPoints.map(pointKey));
  const shown = surfaces.filter(({ point }) => isDrawn.has(parameters(point)));
  const shownPoints = distinctPoints(shown.map(({ point }) => point));
  const curvePoints = drawn(points);
  const plain = curves.filter(({ point }) => point.alternative === undefined);
  const interim = curvePoints.flatMap((point) => {
    const here = plain.filter((curve) => parameters(curve.point) === pointKey(point));
    const kinds = [...new Set(here.map(({ agent, quantity }) => JSON.stringify([agent, quantity])))];
    return kinds.map((kind) => interimFigure(document, point, here.filter(({ agent, quantity }) => JSON.stringify([agent, quantity]) === kind), curvePoints));
  });
  return [...interim, ...choiceFigures(document, curvePoints), ...shown.map((surface) => gainFigure(document, surface, shownPoints))];
}

/** The figure about to be drawn, its place from 0, and how many there are. */
export type DrawingProgress = (name: string, done: number, all: number) => void;

export async function drawAll(document: ResultDocument, onDrawing?: DrawingProgress): Promise<DrawnFigure[]> {
  const figures = figuresOf(document);
  const drawn: DrawnFigure[] = [];
  for (const [i, figure] of figures.entries()) {
    onDrawing?.(figure.name, i, figures.length);
    drawn.push({ ...figure, ...(await renderFigure(figure)) });
  }
  return drawn;
}

export function figuresOf(whole: ResultDocument): Figure[] {
  const document = withShortNames(whole);
  const rates = [...rateFigures(document), ...rateAmbiguityFigures(document)];
  const rated = new Set(rates.flatMap(({ quantity }) => quantity));
  const named = hasMechanisms([...document.estimates, ...document.curves, ...document.surfaces]);
  // A rate study has pictures of its gains; those under sets of beliefs are many, and in surfaces.csv.
  const drawnOf = document.command === 'run' ? document : { ...document, surfaces: document.surfaces.filter(({ quantity }) => quantity === 'gain') };
  const sweeps = sweepFigures(document, (quantity) => rated.has(quantity));
  return withDistinctNames([...rates, ...sweeps, ...(named ? mechanismFigures(drawnOf) : pairFigures(drawnOf)), ...worstBeliefFigures(document)]);
}

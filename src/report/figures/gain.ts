/**
 * Gain figures: the misreport gain over (report, true type) of every agent and mechanism. Gains are often a hundredth of the
 * losses, so each side has its own scale and its own legend; white is 0 on both.
 */
import type { Point, Surface } from '../../results/document.ts';
import { distinctPoints, drawnPoints, hasMechanisms, parametersOf, placesOf, pointKey } from '../points.ts';
import { agentWords } from '../vocabulary.ts';
import { figureName, fileLabel, type Figure, type FigureKind } from './figure.ts';
import { gainGrid, onLine } from './gain-grid.ts';
import { gainListed } from './gain-listed.ts';
import { captionOf } from './gain-words.ts';
import type { FigureDocument } from './look.ts';

/** Of one document, whatever its agents, mechanisms and points. */
const FIGURES_MAX = 24;

/** Fewer points where agents and mechanisms make many figures of each. */
function pointsDrawn(points: readonly Point[], figuresEach: number): Point[] {
  const kept = drawnPoints(points);
  if (figuresEach * kept.length <= FIGURES_MAX) return kept;
  return figuresEach * 2 <= FIGURES_MAX ? [points[0]!, points.at(-1)!] : [points.at(-1)!];
}

/** One type or one report alone makes no picture. */
const hasPicture = ({ types, reports }: Surface): boolean => types.length > 1 && reports.length > 1;

function gainFigure(document: FigureDocument, surface: Surface, points: readonly Point[]): Figure {
  const { plural } = agentWords(surface.agent, hasMechanisms([surface]));
  return {
    name: figureName(`gain-${fileLabel(plural)}`, surface.point, points),
    caption: captionOf(surface),
    specification: onLine(surface) ? gainGrid(document, surface) : gainListed(document, surface),
  };
}

export const gain: FigureKind = {
  name: 'gain',
  draw(document) {
    const all = placesOf(document);
    // A rate study has pictures of its gains; those under sets of beliefs are many, and in surfaces.csv.
    const surfaces = document.surfaces.filter(
      (surface) => hasPicture(surface) && (document.command === 'run' || surface.quantity === 'gain')
    );
    if (surfaces.length === 0) return [];
    const parameters = surfaces.map(({ point }) => parametersOf(point, all));
    const points = distinctPoints(parameters);
    const isDrawn = new Set(pointsDrawn(points, surfaces.length / points.length).map(pointKey));
    const shown = surfaces.filter((_, i) => isDrawn.has(pointKey(parameters[i]!))).slice(0, FIGURES_MAX);
    const shownPoints = distinctPoints(shown.map(({ point }) => point));
    return shown.map((surface) => gainFigure(document, surface, shownPoints));
  },
};

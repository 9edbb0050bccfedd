/** The kinds of figures, one line each in the order in which a report shows them, and which figures a result document gets. */
import type { ResultDocument } from '../../results/document.ts';
import { withShortNames } from '../labels.ts';
import { choice } from './choice.ts';
import type { DrawnFigure, Figure, FigureKind } from './figure.ts';
import { gain } from './gain.ts';
import { interim } from './interim.ts';
import { rate } from './rate.ts';
import { rateAmbiguity } from './rate-ambiguity.ts';
import { renderFigure } from './render.ts';
import { sweep } from './sweep.ts';
import { utility } from './utility.ts';
import { verdictMap } from './verdict-map.ts';
import { worstBelief } from './worst-belief.ts';

export { renderFigure } from './render.ts';
export type { Figure } from './figure.ts';

const KINDS: readonly FigureKind[] = [rate, rateAmbiguity, sweep, gain, utility, interim, choice, verdictMap, worstBelief];

/** Names must differ, for they are file names; labels cut short might not. */
function withDistinctNames(figures: readonly Figure[]): Figure[] {
  const seen = new Map<string, number>();
  return figures.map((figure) => {
    const count = (seen.get(figure.name) ?? 0) + 1;
    seen.set(figure.name, count);
    return count === 1 ? figure : { ...figure, name: `${figure.name}-${count}` };
  });
}

/** All figures of a document, with names of their own; long texts go by their short names. */
export function figuresOf(document: ResultDocument): Figure[] {
  const short = withShortNames(document);
  return withDistinctNames(KINDS.flatMap((kind) => kind.draw(short)));
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

/** The kinds of figures, one line each in the order in which a report shows them, and which figures a result document gets. */
import type { ResultDocument } from '../../results/document.ts';
import { turn } from '../../run/turns.ts';
import { withShortNames } from '../labels.ts';
import { choice } from './choice.ts';
import { exactSweep } from './exact-sweep.ts';
import type { DrawnFigure, Figure, FigureKind } from './figure.ts';
import { frontier } from './frontier.ts';
import { gain } from './gain.ts';
import { gap } from './gap.ts';
import { interim } from './interim.ts';
import { law } from './law.ts';
import { loci } from './loci.ts';
import { rate } from './rate.ts';
import { rateAmbiguity } from './rate-ambiguity.ts';
import { lettersAt, lookOf, SCREEN, sizeOf, type Look, type LookOptions } from './look.ts';
import { renderPdf } from './pdf.ts';
import { pixelsOf, renderPng, renderSvg, withWidth } from './render.ts';
import { shares } from './shares.ts';
import { sweep } from './sweep.ts';
import { tradeOff } from './trade-off.ts';
import { utility } from './utility.ts';
import { verdictMap } from './verdict-map.ts';
import { worstBelief } from './worst-belief.ts';

export { renderFigure } from './render.ts';
export type { Figure } from './figure.ts';

const KINDS: readonly FigureKind[] = [
  rate, rateAmbiguity, exactSweep, tradeOff, shares, sweep, gain, utility, interim, choice, gap, law, loci, verdictMap, frontier,
  worstBelief,
];

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
export function figuresOf(document: ResultDocument, look: Look = SCREEN): Figure[] {
  const short = { ...withShortNames(document), look };
  return withDistinctNames(KINDS.flatMap((kind) => kind.draw(short)));
}

/** The figure about to be drawn, its place from 0, and how many there are. */
export type DrawingProgress = (name: string, done: number, all: number) => void;

export interface DrawingOptions {
  readonly look?: LookOptions;
  /** With a PDF of each, dated so. */
  readonly pdf?: { readonly createdAt: Date };
  readonly onDrawing?: DrawingProgress;
  /** Once it is aborted, drawing goes on for half a second. */
  readonly signal?: AbortSignal;
  /** Told how many figures were left out then. */
  readonly onLeftOut?: (figures: number) => void;
}

const PATIENCE_MS = 500;

/** Letters are found by drawing: a figure whose letters grow becomes wider, so a few rounds are needed. */
const ROUNDS_MAX = 5;
const CLOSE = 0.02;

/** The figure with letters of the size that the look promises, and its SVG. */
async function drawnAt(document: ResultDocument, place: number, options: LookOptions): Promise<{ figure: Figure; svg: string }> {
  const at = (letters: number): Figure => figuresOf(document, lookOf(options, letters))[place]!;
  let [letters, figure] = [1, at(1)];
  let svg = await renderSvg(figure);
  for (let round = 1; round < ROUNDS_MAX; round++) {
    const wanted = lettersAt(options, pixelsOf(svg).width);
    if (Math.abs(wanted / letters - 1) < CLOSE) break;
    [letters, figure] = [wanted, at(wanted)];
    svg = await renderSvg(figure);
  }
  return { figure, svg };
}

export async function drawAll(
  document: ResultDocument, { look = {}, pdf, onDrawing, signal, onLeftOut }: DrawingOptions = {},
): Promise<DrawnFigure[]> {
  const names = figuresOf(document, lookOf(look)).map(({ name }) => name);
  const drawn: DrawnFigure[] = [];
  let stopped: number | undefined;
  for (const [i, name] of names.entries()) {
    await turn();
    if (signal?.aborted && performance.now() - (stopped ??= performance.now()) > PATIENCE_MS) {
      onLeftOut?.(names.length - i);
      break;
    }
    onDrawing?.(name, i, names.length);
    const { figure, svg } = await drawnAt(document, i, look);
    const sized = withWidth(svg, sizeOf(look).width);
    drawn.push({
      ...figure, svg: sized, png: await renderPng(svg, sizeOf(look)),
      ...(pdf ? { pdf: await renderPdf(svg, { title: figure.caption, width: sizeOf(look).width, createdAt: pdf.createdAt }) } : {}),
    });
  }
  return drawn;
}

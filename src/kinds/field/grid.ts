/** Types and loops of an agent's signal space that a search looks at. */
import { InputError } from '../../errors.ts';
import type { Walk } from '../../experiments/field/walk-sums.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';
import type { LieNotion } from '../../notions/least-epsilon.ts';

/** Types at most: the cycles of all of them are searched. */
export const TYPES_MAX = 4225;
/** Corners of rectangles, as shares of the support. */
const CORNERS = [0, 0.25, 0.5, 0.75, 1];
/** Pairs of coordinates whose rectangles are looked at, each with the other coordinates at their middles. */
const PLANES_MAX = 10;

/** Cells an axis by default: some hundreds of types in all. */
export const sizeOfCells = (dimensions: number): number => Math.max(2, dimensions === 1 ? 64 : Math.floor(256 ** (1 / dimensions) + 1e-9));

/** Midpoints of `cells` equal cells an axis. Throws InputError naming `cells` where there are too many. */
export function typeGrid({ supports }: OwnSpace, cells: number): number[][] {
  const types = cells ** supports.length;
  if (types > TYPES_MAX) {
    const most = Math.floor(TYPES_MAX ** (1 / supports.length) + 1e-9);
    throw new InputError('cells', most < 2
      ? `makes ${types} types of ${supports.length} coordinates, more than ${TYPES_MAX}; fewer coordinates are needed`
      : `must be at most ${most} for ${supports.length} coordinates (${TYPES_MAX} types), got ${cells}`);
  }
  return Array.from(
    { length: types },
    (_, t) => supports.map(([low, high], c) => low + ((high - low) * ((Math.floor(t / cells ** c) % cells) + 0.5)) / cells),
  );
}

/**
 * Length of a closed walk: |differences| of own-payoff-relevant coordinates, added up (`lic`), the largest difference of any (`weak`),
 * or one a lie (`ic`).
 */
export function lengthOf({ points }: Walk, relevant: readonly boolean[], notion: LieNotion = 'lic'): number {
  if (notion === 'ic') return points.length;
  return points.reduce((sum, point, j) => {
    const steps = point.map((x, c) => Math.abs(points[(j + 1) % points.length]![c]! - x));
    return sum + (notion === 'weak' ? Math.max(...steps) : steps.reduce((total, step, c) => total + (relevant[c] ? step : 0), 0));
  }, 0);
}

/** Rectangles along two coordinates of which one at least is relevant, corners at quarters of the supports. */
export function rectangles({ supports, relevant }: OwnSpace): Walk[] {
  const planes = supports.flatMap((_, x) => supports.flatMap((__, y) => (y > x && (relevant[x] || relevant[y]) ? [[x, y] as const] : [])));
  const at = (c: number, share: number): number => supports[c]![0] + (supports[c]![1] - supports[c]![0]) * share;
  const spans = CORNERS.flatMap((low, i) => CORNERS.slice(i + 1).map((high) => [low, high] as const));
  return planes.slice(0, PLANES_MAX).flatMap(([x, y]) => spans.flatMap(([left, right]) => spans.map(([bottom, top]): Walk => ({
    kind: 'path',
    points: ([[left, bottom], [right, bottom], [right, top], [left, top]] as const).map(([across, up]) =>
      supports.map((_, c) => at(c, c === x ? across : c === y ? up : 0.5))),
  }))));
}

/** Types and loops of an agent's signal space that a search looks at. */
import type { Distribution } from '../../distributions/distribution.ts';
import { InputError } from '../../errors.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { GridLaw } from '../../experiments/field/grid-opponents.ts';
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

/** Which types of an agent are looked at. */
export interface GridQuestion {
  readonly cells?: number | undefined;
  readonly nodes?: number | undefined;
  readonly slice?: readonly (number | undefined)[];
}

export interface TypeGrid {
  readonly points: readonly (readonly number[])[];
  /** [C] half the width of what a type stands for; 0 where all types share the coordinate. */
  readonly halfWidths: readonly number[];
}

/** Points of one axis, and half the width of what each stands for. */
function axisOf([low, high]: readonly [number, number], { cells = 1, nodes }: GridQuestion): { points: number[]; halfWidth: number } {
  const width = (high - low) / (nodes ?? cells);
  return {
    points: nodes === undefined
      ? Array.from({ length: cells }, (_, j) => low + ((high - low) * (j + 0.5)) / cells)
      : Array.from({ length: nodes + 1 }, (_, j) => low + (high - low) * (j / nodes)),
    halfWidth: width / 2,
  };
}

/** Such an axis of a law, every point with the chance of its cell. */
export function gridSupport(law: Pick<Distribution, 'support' | 'cdf'>, grid: GridQuestion): { points: number[]; weights: number[] } {
  const { points, halfWidth } = axisOf(law.support, grid);
  return { points, weights: points.map((point) => law.cdf(point + halfWidth) - law.cdf(point - halfWidth)) };
}

/** The others' coordinates on such an axis each, every point with the chance of its cell. */
export const gridLaws = ({ signals }: SocialChoiceProblem, agent: number, grid: GridQuestion): GridLaw[] =>
  signals.flatMap(({ owner, law }, coordinate) => {
    return owner === agent ? [] : [{ coordinate, ...gridSupport(law, grid) }];
  });

/**
 * Midpoints of `cells` equal cells an axis, or `nodes` + 1 points an axis, ends included; coordinates of a slice stay where they are.
 * Throws InputError naming what makes too many types, or a slice that is not of the space.
 */
export function typeGrid({ supports, relevant }: OwnSpace, { cells, nodes, slice }: GridQuestion): TypeGrid {
  const fixed = supports.map((_, c) => slice?.[c]);
  if (slice) requireSlice(supports, relevant, slice);
  const open = supports.flatMap((_, c) => (fixed[c] === undefined ? [c] : []));
  const perAxis = nodes === undefined ? (cells ?? sizeOfCells(open.length)) : nodes + 1;
  const types = perAxis ** open.length;
  if (types > TYPES_MAX) {
    const most = Math.floor(TYPES_MAX ** (1 / open.length) + 1e-9);
    const field = nodes === undefined ? 'cells' : 'nodes';
    throw new InputError(field, most < 2
      ? `makes ${types} types of ${open.length} coordinates, more than ${TYPES_MAX}; hold some of them with --slice`
      : `must be at most ${nodes === undefined ? most : most - 1} for ${open.length} coordinates (${TYPES_MAX} types), got `
        + `${nodes ?? perAxis}`);
  }
  const axes = supports.map((support) => axisOf(support, nodes === undefined ? { cells: perAxis } : { nodes }));
  return {
    points: Array.from({ length: types }, (_, t) => supports.map((__, c) =>
      fixed[c] ?? axes[c]!.points[Math.floor(t / perAxis ** open.indexOf(c)) % perAxis]!)),
    halfWidths: axes.map(({ halfWidth }, c) => (fixed[c] === undefined ? halfWidth : 0)),
  };
}

const coordinatesIn = ({ length }: OwnSpace['supports']): string => (length === 1 ? '1 coordinate' : `${length} coordinates`);

function requireSlice(supports: OwnSpace['supports'], relevant: readonly boolean[], slice: readonly (number | undefined)[]): void {
  if (slice.length !== supports.length) {
    throw new InputError('slice', `must have ${coordinatesIn(supports)}, * where types differ, got ${slice.length}`);
  }
  slice.forEach((x, c) => {
    const [low, high] = supports[c]!;
    if (x !== undefined && !(x >= low && x <= high)) {
      throw new InputError('slice', `leaves the space: coordinate ${c + 1} must be from ${low} to ${high}, got ${x}`);
    }
  });
  if (!slice.some((x, c) => x === undefined && relevant[c])) {
    throw new InputError('slice', 'must leave a coordinate open that enters her own value: * in its place');
  }
}

/** Throws InputError naming `loop`. */
export function requireLoop({ supports }: OwnSpace, loop: readonly (readonly number[])[]): void {
  if (loop.length < 3) throw new InputError('loop', `must have three corners or more, got ${loop.length}`);
  loop.forEach((point, j) => {
    if (point.length !== supports.length || point.some((x) => !Number.isFinite(x))) {
      throw new InputError('loop', `must have ${coordinatesIn(supports)} at each corner, got ${point.length} at corner ${j + 1}`);
    }
    supports.forEach(([low, high], c) => {
      if (!(point[c]! >= low && point[c]! <= high)) {
        const must = `coordinate ${c + 1} must be from ${low} to ${high}, got ${point[c]}`;
        throw new InputError('loop', `leaves the space at corner ${j + 1}: ${must}`);
      }
    });
  });
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

/** Even parts of a relevant support, each the width of a rectangle; and coordinates of which all pairs of opposite corners are tried. */
const SLICES = 512;
const CORNERS_OF_MAX = 3;

/**
 * Rectangles that are narrow along a signal that enters her values, and go from one corner to the opposite one along all signals that do
 * not, which costs no length: what circulates is how far chances are apart among types who are alike to her.
 */
export function slices({ supports, relevant }: OwnSpace): Walk[] {
  const free = [...supports.keys()].filter((c) => !relevant[c]);
  if (free.length === 0 || free.length > CORNERS_OF_MAX) return [];
  const ways = Array.from({ length: 2 ** (free.length - 1) }, (_, way) => way);
  const typeAt = (c: number, share: number, way: number, isFar: boolean): number[] => supports.map(([low, high], d) => {
    const place = free.indexOf(d);
    const at = d === c ? share : place < 0 ? 0.5 : Number(((way >> place) & 1) === 1 ? !isFar : isFar);
    return low + (high - low) * at;
  });
  return [...supports.keys()].filter((c) => relevant[c]).flatMap((c) => ways.flatMap((way) =>
    Array.from({ length: SLICES }, (_, j): readonly [number, number] => [j / SLICES, (j + 1) / SLICES]).map(([from, to]): Walk => ({
      kind: 'path',
      points: [typeAt(c, from, way, false), typeAt(c, to, way, false), typeAt(c, to, way, true), typeAt(c, from, way, true)],
    }))));
}

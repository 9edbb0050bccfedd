/** Frontier figure: what two agents can give each other, a panel a profile of types, with endowments, core and value on it. */
import type { Curve, Estimate, Point } from '../../results/document.ts';
import { distinctPoints, drawnPoints, parametersOf, placesOf, pointKey, pointLabel } from '../points.ts';
import { figureName, type Figure, type FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import type { FigureDocument } from './look.ts';
import { dots, line, names, numbers } from './marks.ts';
import { seriesColour } from './theme.ts';

const SIZE = 230;
const COLUMNS = 2;
const SPACING = 84;
const PANELS_MAX = 6;
const KINDS = ['endowments', 'core', 'value'] as const;
const SHAPES = ['cross', 'circle', 'diamond'];

interface Mark {
  readonly x: number;
  readonly estimate: number;
  readonly kind: (typeof KINDS)[number];
}

/** `(keen, cool)` -> the two types. */
const typesOf = (profile: string): string[] => profile.slice(1, -1).split(', ');

/** Endowments, ends of the core and the value at a profile; agents in the order of the rows. */
function marksOf(rows: readonly Estimate[], profile: string): Mark[] {
  const agents = [...new Set(rows.filter(({ quantity }) => quantity === 'endowmentUtility').map(({ agent }) => agent))];
  const types = typesOf(profile);
  const find = (quantity: string, k: number, where: Point): number | undefined => rows.find((row) => row.quantity === quantity
    && row.agent === agents[k] && Object.entries(where).every(([key, value]) => row.point[key] === value))?.estimate;
  const pair = (kind: Mark['kind'], x: number | undefined, estimate: number | undefined): Mark[] =>
    (x === undefined || estimate === undefined ? [] : [{ kind, x, estimate }]);
  // Along a frontier one's least is the other's most.
  return [
    ...pair('endowments', find('endowmentUtility', 0, { type: types[0]! }), find('endowmentUtility', 1, { type: types[1]! })),
    ...pair('core', find('coreUtility', 0, { type: types[0]!, end: 'least' }), find('coreUtility', 1, { type: types[1]!, end: 'most' })),
    ...pair('core', find('coreUtility', 0, { type: types[0]!, end: 'most' }), find('coreUtility', 1, { type: types[1]!, end: 'least' })),
    ...pair('value', find('valueUtility', 0, { profile }), find('valueUtility', 1, { profile })),
  ];
}

function frontierFigure(
  document: FigureDocument, point: Point, curves: readonly Curve[], rows: readonly Estimate[], points: readonly Point[],
): Figure {
  const shown = curves.slice(0, PANELS_MAX);
  const agents = [...new Set(rows.filter(({ quantity }) => quantity === 'endowmentUtility').map(({ agent }) => agent))];
  const columns = Math.min(COLUMNS, shown.length);
  const width = SIZE * columns + SPACING * (columns - 1);
  const empty = rows.some(({ quantity, estimate }) => quantity === 'coreNonEmpty' && estimate === 0);
  const small = [
    'Crosses: endowments; circles: ends of the core, between which it lies on the frontier; diamonds: the value of the profile.',
    empty ? 'The core is empty: no vector of utilities by type lies on all frontiers and above all endowments.' : '',
    curves.length > PANELS_MAX ? `Shown are the first ${PANELS_MAX} of ${curves.length} profiles; curves.csv has all.` : '',
  ].filter((part) => part !== '').join(' ');
  const captionAt = Math.floor((shown.length - 1) / COLUMNS) * COLUMNS;
  const colours = KINDS.map((_, k) => seriesColour(k));
  return {
    name: figureName('frontier', point, points),
    caption: `What the two agents can give each other at each profile of types (${pointLabel(point)}).`,
    specification: framed(document, { title: 'Utility frontiers by types', subtitle: [document.title, pointLabel(point)], width }, {
      bounds: 'flush', columns, spacing: { row: 100, column: SPACING },
      concat: shown.map((curve, i) => {
        const profile = String(curve.point.profile);
        const [across, up] = agents.map((agent) => numbers(`Utility of ${agent}`, { zero: true }));
        const places = { x: across!('x'), y: up! };
        const marks = marksOf(rows, profile);
        const channels = {
          color: names('kind', 'Point', KINDS, colours), shape: names('kind', 'Point', KINDS, SHAPES),
        };
        return {
          width: SIZE, height: SIZE, title: { text: profile, fontSize: 13, offset: 8 },
          layer: [
            line(curve.types.map((x, k) => ({ x, estimate: curve.estimate[k]! })), places, {}, { width: 2, color: seriesColour(7) }),
            dots(marks, places, channels, { size: 80 }),
            ...(i === captionAt ? [caption(document, small, { width, height: SIZE })] : []),
          ],
        };
      }),
    }),
  };
}

/** Curves of utility frontiers. */
export const frontier: FigureKind = {
  name: 'frontier',
  draw(document) {
    const all = placesOf(document);
    const curves = document.curves.filter(({ quantity }) => quantity === 'utilityFrontier');
    const points = drawnPoints(distinctPoints(curves.map(({ point }) => parametersOf(point, all))));
    return points.map((point) => {
      const here = <T extends { readonly point: Point }>(rows: readonly T[]): T[] =>
        rows.filter((row) => pointKey(parametersOf(row.point, all)) === pointKey(point));
      return frontierFigure(document, point, here(curves), here(document.estimates), points);
    });
  },
};

/** Gap figure: by how much the cross-derivatives of an agent's field differ, over the plane of two of her signals. */
import type { Curve, Point } from '../../results/document.ts';
import { quantityOf } from '../../results/quantities.ts';
import { distinctPoints, drawnPoints, parametersOf, placesOf, pointKey, pointLabel } from '../points.ts';
import { agentWords, capitalised, confidencesOf, guaranteesOf } from '../vocabulary.ts';
import { figureName, fileLabel, fileName, type Figure, type FigureKind } from './figure.ts';
import { caption, framed } from './frame.ts';
import type { FigureDocument } from './look.ts';
import { heat, numbers } from './marks.ts';

export const GAP = 'crossDerivativeGap';

const SIDE = 380;
/** Width of title and small print: the legends stand beside the panel. */
const WIDTH = SIDE + 140;

/** The second signal of a curve's plane and where it is held there; then what else is. */
function heldOf({ others }: Point): { readonly name: string; readonly at: number; readonly rest: string } {
  const [first, ...rest] = String(others).split(', ');
  const [name, at] = first!.split(' = ');
  return { name: name!, at: Number(at), rest: rest.join(', ') };
}

/** Ends of equal cells round their middles. */
function edges(middles: readonly number[]): (readonly [number, number])[] {
  const half = middles.length > 1 ? (middles[1]! - middles[0]!) / 2 : 0.5;
  return middles.map((x) => [x - half, x + half]);
}

const short = (x: number): number => Number(x.toPrecision(6));

/** `curves`: of one agent, plane and point, a line of cells each. */
function gapFigure(document: FigureDocument, point: Point, curves: readonly Curve[], points: readonly Point[]): Figure {
  const { agent, types, point: at } = curves[0]!;
  const lines = curves.toSorted((one, other) => heldOf(one.point).at - heldOf(other.point).at);
  const { name: second, rest } = heldOf(at);
  const [across, up] = [edges(types), edges(lines.map((one) => heldOf(one.point).at))];
  const cells = lines.flatMap(({ estimate }, row) => estimate.map((gap, column) => ({
    x0: short(across[column]![0]), x1: short(across[column]![1]), y0: short(up[row]![0]), y1: short(up[row]![1]), gap: short(gap),
  })));
  const ends = (all: readonly (readonly [number, number])[]): number[] => [short(all[0]![0]), short(all.at(-1)![1])];
  const axis = (title: string, domain: number[]) => numbers(title, { domain, nice: false, zero: false }, { grid: false });
  const places = {
    x: axis(`Signal ${at.along}`, ends(across))('x0'), x2: { field: 'x1' },
    y: axis(`Signal ${second}`, ends(up))('y0'), y2: { field: 'y1' },
  };
  const [above, below] = [cells.filter((cell) => cell.gap > 0), cells.filter((cell) => cell.gap < 0)];
  const apart = curves.reduce((sum, { lower, upper }) => sum + lower.filter((low, j) => low > 0 || upper[j]! < 0).length, 0);
  const who = capitalised(agentWords(agent, true).plural);
  const { name, unit } = quantityOf(GAP);
  const title = `${who}: ${name} in ${at.coordinate}`;
  const small = [
    `In the mean over each cell, ${unit}; white at 0, where the field is a gradient.`,
    `${apart} of ${cells.length} cells are certainly not zero; bands hold for all cells at once (${confidencesOf(curves)}, `
    + `${guaranteesOf(curves)}).`,
    rest === '' ? '' : `Other signals are held: ${rest}.`,
  ].filter((part) => part !== '').join(' ');
  return {
    name: figureName(fileName('curl-gap', fileLabel(agent), fileLabel(String(at.coordinate))), point, points),
    caption: `${title} (${pointLabel(point)}).`,
    specification: framed(document, { title, subtitle: [document.title, pointLabel(point)], width: WIDTH }, {
      width: SIDE, height: SIDE, resolve: { scale: { color: 'independent' } },
      layer: [
        ...(above.length > 0 ? [heat(above, places, 'gain', Math.max(...above.map((cell) => cell.gap)), ['gap', 'Gap above 0'])] : []),
        ...(below.length > 0 ? [heat(below, places, 'loss', Math.min(...below.map((cell) => cell.gap)), ['gap', 'Gap below 0'])] : []),
        caption(document, small, { width: WIDTH, height: SIDE }),
      ],
    }),
  };
}

/** Curves of the gap, one picture a plane. */
export const gap: FigureKind = {
  name: 'gap',
  draw(document) {
    const all = placesOf(document);
    const curves = document.curves.filter(({ quantity, estimate }) => quantity === GAP && estimate.length > 0);
    const points = drawnPoints(distinctPoints(curves.map(({ point }) => parametersOf(point, all))));
    return points.flatMap((point) => {
      const here = curves.filter((curve) => pointKey(parametersOf(curve.point, all)) === pointKey(point));
      const planeOf = ({ agent, point: { coordinate } }: Curve): string => JSON.stringify([agent, coordinate]);
      return [...new Set(here.map(planeOf))].map((plane) =>
        gapFigure(document, point, here.filter((curve) => planeOf(curve) === plane), points));
    });
  },
};

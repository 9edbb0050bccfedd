/** Gain over (report, true type) as a heatmap whose colours part at 0, where both lie on a line. */
import type { Signal, Surface } from '../../results/document.ts';
import { agentWords } from '../vocabulary.ts';
import { caption, framed } from './frame.ts';
import { bandWords, highestOf, subtitleOf, titleOf } from './gain-words.ts';
import type { FigureDocument } from './look.ts';
import { heat, line, numbers, ring } from './marks.ts';
import { INK } from './theme.ts';

const SIDE = 400;
/** Width of title and small print: the legends stand beside the panel. */
const WIDTH = SIDE + 140;
/** More cells a side than this cannot be told apart, and would swell the SVG. */
const CELLS_MAX = 72;

/** A surface whose types and reports lie on a line. */
export type LineSurface = Omit<Surface, 'types' | 'reports'> & { readonly types: readonly number[]; readonly reports: readonly number[] };

const isLine = (values: readonly Signal[]): values is readonly number[] => values.every((value) => typeof value === 'number');
export const onLine = (surface: Surface): surface is LineSurface => isLine(surface.types) && isLine(surface.reports);

/** Evenly spaced indices, both ends kept. */
function thinned(length: number): number[] {
  const kept = Math.min(length, CELLS_MAX);
  return Array.from({ length: kept }, (_, i) => (kept === 1 ? 0 : Math.round((i * (length - 1)) / (kept - 1))));
}

/** A cell reaches halfway to its neighbours, for grids need not be even. */
function edges(values: readonly number[]): [number, number][] {
  return values.map((value, i) => [
    i === 0 ? value : (values[i - 1]! + value) / 2,
    i === values.length - 1 ? value : (value + values[i + 1]!) / 2,
  ]);
}

const short = (value: number): number => Number(value.toPrecision(6));

function cellsOf({ types, reports, estimate }: LineSurface) {
  const rows = thinned(types.length);
  const columns = thinned(reports.length);
  const typeEdges = edges(rows.map((i) => types[i]!));
  const reportEdges = edges(columns.map((j) => reports[j]!));
  return rows.flatMap((i, a) => columns.map((j, b) => ({
    t0: short(reportEdges[b]![0]), t1: short(reportEdges[b]![1]), s0: short(typeEdges[a]![0]), s1: short(typeEdges[a]![1]),
    gain: short(estimate[i]![j]!),
  })));
}

export function gainGrid(document: FigureDocument, surface: LineSurface) {
  const { agent, types, reports, point } = surface;
  const cells = cellsOf(surface);
  const highest = highestOf(surface);
  const extent = (values: readonly number[]): number[] => [values[0]!, values.at(-1)!];
  const { type: what } = agentWords(agent, point.mechanism !== undefined);
  const x = numbers(what ? `Report (claimed ${what})` : 'Report', { domain: extent(reports), nice: false, zero: false }, { grid: false });
  const y = numbers(what ? `True type (${what})` : 'True type', { domain: extent(types), nice: false, zero: false }, { grid: false });
  const places = { x: x('t0'), y: y('s0'), x2: { field: 't1' }, y2: { field: 's1' } };
  const gains = cells.filter(({ gain }) => highest.gain > 0 && gain > 0);
  const losses = cells.filter((cell) => !gains.includes(cell));
  const ringed = highest.gain > 0 && highest.told;
  const ends = [Math.max(types[0]!, reports[0]!), Math.min(types.at(-1)!, reports.at(-1)!)];
  const truth = line(
    ends.map((at) => ({ at })), { x: x('at'), y }, { strokeDash: { value: [4, 4] }, opacity: { value: 0.65 } },
    { width: 1, field: 'at', color: INK }
  );
  const spot = { report: reports[highest.j]!, type: types[highest.i]! };
  const small = [
    'Dashed: the truth. Gains and losses in units of value, each on its own colour scale, white at 0.',
    ringed ? 'Circle: the largest gain.' : '',
    bandWords(surface),
    Math.max(types.length, reports.length) > CELLS_MAX ? `Every cell stands for several of the ${types.length} by ${reports.length} grid `
      + `points.` : '',
  ].filter((part) => part !== '').join(' ');
  return framed(document, {
    title: titleOf(surface), subtitle: subtitleOf(surface, highest, `on the ${types.length} by ${reports.length} grid`), width: WIDTH,
  }, {
    width: SIDE, height: SIDE, resolve: { scale: { color: 'independent' } },
    layer: [
      ...(gains.length > 0 ? [heat(gains, places, 'gain', highest.scale)] : []),
      ...(losses.length > 0 && highest.loss < 0 ? [heat(losses, places, 'loss', highest.loss)] : []),
      truth,
      ...(ringed ? ring(spot, { x: x('report'), y: y('type') }) : []),
      caption(document, small, { width: WIDTH, height: SIDE }),
    ],
  });
}

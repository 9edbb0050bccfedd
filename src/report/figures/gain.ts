/**
 * Gain figure: the misreport gain over (report, true type) as a heatmap whose colours part at 0. Gains are often a
 * hundredth of the losses, so each side has its own scale and its own legend; white is 0 on both.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { Point, ResultDocument, Signal, Surface } from '../../results/document.ts';
import { formatNumber, formatWitness } from '../numbers.ts';
import { hasMechanisms, pointLabel } from '../points.ts';
import { agentWords, capitalised, percent } from '../vocabulary.ts';
import { fileLabel, figureName, type Figure } from './figure.ts';
import { listedSpecification } from './gain-listed.ts';
import { BASE_CONFIG, captionLayer, captionLines, GAIN_COLOURS, INK, LOSS_COLOURS, provenance, ROUNDING, VEGA_LITE_SCHEMA } from './theme.ts';

const SIDE = 400;
/** More cells a side than this cannot be told apart, and would swell the SVG. */
const CELLS_MAX = 72;

/** A surface whose types and reports lie on a line. */
type LineSurface = Omit<Surface, 'types' | 'reports'> & { readonly types: readonly number[]; readonly reports: readonly number[] };

const isLine = (values: readonly Signal[]): values is readonly number[] => values.every((value) => typeof value === 'number');
const onLine = (surface: Surface): surface is LineSurface => isLine(surface.types) && isLine(surface.reports);

interface Cell {
  readonly t0: number;
  readonly t1: number;
  readonly s0: number;
  readonly s1: number;
  readonly gain: number;
}

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

function cellsOf({ types, reports, estimate }: LineSurface): Cell[] {
  const rows = thinned(types.length);
  const columns = thinned(reports.length);
  const typeEdges = edges(rows.map((i) => types[i]!));
  const reportEdges = edges(columns.map((j) => reports[j]!));
  const short = (value: number): number => Number(value.toPrecision(6));
  return rows.flatMap((i, a) =>
    columns.map((j, b) => ({
      t0: short(reportEdges[b]![0]), t1: short(reportEdges[b]![1]), s0: short(typeEdges[a]![0]), s1: short(typeEdges[a]![1]), gain: short(estimate[i]![j]!),
    })),
  );
}

function heat(cells: readonly Cell[], axes: { x: object; y: object }, side: 'gain' | 'loss', extreme: number) {
  const gain = side === 'gain';
  return {
    data: { values: cells.map((cell) => ({ ...cell })) },
    // A label per cell for screen readers would double the file; the caption and surfaces.csv serve them better.
    mark: { type: 'rect' as const, aria: false },
    encoding: {
      ...axes, x2: { field: 't1' }, y2: { field: 's1' },
      color: {
        field: 'gain', type: 'quantitative' as const, title: gain ? 'Gain from lying' : 'Loss (gain below 0)',
        scale: { domain: gain ? [0, extreme] : [extreme, 0], range: gain ? GAIN_COLOURS : LOSS_COLOURS, interpolate: 'lab' as const },
        legend: { gradientLength: 130, format: '.3~g', values: [0, extreme / 2, extreme] },
      },
    },
  };
}

function specification(document: ResultDocument, surface: LineSurface, title: string): TopLevelSpec {
  const { agent, witness, types, reports } = surface;
  const cells = cellsOf(surface);
  const bottom = Math.min(0, ...surface.estimate.map((row) => Math.min(...row)));
  const highest = Math.max(0, ...surface.estimate.map((row) => Math.max(...row)));
  const top = highest > ROUNDING * -bottom ? highest : 0;
  const extent = (values: readonly number[]): number[] => [values[0]!, values.at(-1)!];
  const common = { type: 'quantitative' as const };
  const what = agent === 'seller' ? 'cost' : agent === 'buyer' ? 'value' : undefined;
  const reportScale = { domain: extent(reports), nice: false, zero: false };
  const typeScale = { domain: extent(types), nice: false, zero: false };
  const x = (field: string) => ({ ...common, field, title: what ? `Report (claimed ${what})` : 'Report', scale: reportScale, axis: { grid: false, tickCount: 6 } });
  const y = (field: string) => ({ ...common, field, title: what ? `True type (${what})` : 'True type', scale: typeScale, axis: { grid: false, tickCount: 6 } });
  const axes = { x: x('t0'), y: y('s0') };
  const gains = cells.filter(({ gain }) => top > 0 && gain > 0);
  const losses = cells.filter((cell) => !gains.includes(cell));
  const from = Math.max(types[0]!, reports[0]!);
  const to = Math.min(types.at(-1)!, reports.at(-1)!);
  const honest = { data: { values: [{ at: from }, { at: to }] }, mark: { type: 'line' as const, color: INK, strokeWidth: 1, strokeDash: [4, 4], opacity: 0.65 }, encoding: { x: x('at'), y: y('at') } };
  const spot = witness && { values: [{ ...witness }] };
  const marked = spot
    ? [
        { data: spot, mark: { type: 'point' as const, shape: 'circle', size: 190, strokeWidth: 4, stroke: '#ffffff', opacity: 1 }, encoding: { x: x('report'), y: y('type') } },
        { data: spot, mark: { type: 'point' as const, shape: 'circle', size: 190, strokeWidth: 2, stroke: INK, opacity: 1 }, encoding: { x: x('report'), y: y('type') } },
        { data: spot, mark: { type: 'point' as const, shape: 'circle', filled: true, size: 18, color: INK, opacity: 1 }, encoding: { x: x('report'), y: y('type') } },
      ]
    : [];
  const grid = `${types.length} by ${reports.length} grid`;
  const best = top > 0 ? `Largest gain on the ${grid}: ${formatNumber(top, 3)} units of value.` : `No pair on the ${grid} gains${witness ? '; the witness lies between its points' : ''}.`;
  const digits = witness && formatWitness(witness);
  const spotLine = digits ? ` Circle: witness, type ${digits.type} reporting ${digits.report}.` : '';
  const thinning = types.length > CELLS_MAX || reports.length > CELLS_MAX ? ` Every cell stands for several of the ${types.length} by ${reports.length} grid points.` : '';
  const small = `Dashed: the truth. Gains and losses in units of value, each on its own colour scale, white at 0.${spotLine} Shown are estimates; their band (${percent(surface.confidence)}, ${surface.guarantee}) is in surfaces.csv.${thinning}`;
  return {
    $schema: VEGA_LITE_SCHEMA,
    config: BASE_CONFIG,
    title: { text: title, subtitle: [pointLabel(surface.point), best] },
    width: SIDE,
    height: SIDE,
    resolve: { scale: { color: 'independent' } },
    layer: [
      ...(gains.length > 0 ? [heat(gains, axes, 'gain', top)] : []),
      ...(losses.length > 0 && bottom < 0 ? [heat(losses, axes, 'loss', bottom)] : []),
      honest,
      ...marked,
      captionLayer([...captionLines(small, SIDE + 110), provenance(document)], SIDE),
    ],
  };
}

/** `points`: all that the document draws, of which the file's name has to tell this one. */
export function gainFigure(document: ResultDocument, surface: Surface, points: readonly Point[]): Figure {
  const named = hasMechanisms([surface]);
  const agent = agentWords(surface.agent, named);
  const whose = named ? agent.subject : `a ${agent.singular}`;
  const under = surface.quantity === 'gain' ? '' : ` under ${surface.point.beliefs}`;
  const title = `Gain of ${whose} from lying${under}${document.complete ? '' : ' (INCOMPLETE)'}`;
  return {
    name: figureName(`gain-${fileLabel(agent.plural)}`, surface.point, points),
    caption: `${capitalised(agent.plural)}: ${surface.quantity === 'gain' ? 'expected gain over telling the truth' : `gain over telling the truth under full insurance, evaluated by the worst belief of ${surface.point.beliefs}`}, for every true type and report (${pointLabel(surface.point)}).`,
    specification: onLine(surface) ? specification(document, surface, title) : listedSpecification(document, surface, title),
  };
}

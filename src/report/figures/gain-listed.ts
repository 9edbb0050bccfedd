/**
 * Gain figure of an agent whose signals have several dimensions: rows are listed types, columns listed reports. Every cell is
 * one pair; colours as in the figure of one dimension.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { ResultDocument, Signal, Surface } from '../../results/document.ts';
import { formatNumber, formatSignal, formatWitness } from '../numbers.ts';
import { pointLabel } from '../points.ts';
import { percent } from '../vocabulary.ts';
import { BASE_CONFIG, captionLayer, captionLines, GAIN_COLOURS, INK, LOSS_COLOURS, provenance, ROUNDING, VEGA_LITE_SCHEMA } from './theme.ts';

/** Pixels of a cell's side, from few cells to many. */
const STEP_MAX = 34;
const STEP_MIN = 11;
const SIDE = 460;
/** Longer lists show their first entries only; the CSV file has all. */
const LISTED_MAX = 64;
/** Longer labels would leave no room for the cells: then entries go by their number. */
const LABEL_MAX = 22;

interface Labels {
  readonly names: readonly string[];
  readonly numbered: boolean;
}

/** Three digits tell listed signals apart; where they do not, or where vectors are long, their place in the list does. */
function labelsOf(signals: readonly Signal[]): Labels {
  const names = signals.map((signal) => formatSignal(signal, 3));
  const plain = new Set(names).size === names.length && names.every((name) => name.length <= LABEL_MAX);
  return plain ? { names, numbered: false } : { names: names.map((_, i) => `#${i + 1}`), numbered: true };
}

const same = (a: Signal, b: Signal): boolean => JSON.stringify(a) === JSON.stringify(b);

function heat(values: readonly object[], axes: object, side: 'gain' | 'loss', extreme: number) {
  const gain = side === 'gain';
  return {
    data: { values: [...values] },
    mark: { type: 'rect' as const, aria: false },
    encoding: {
      ...axes,
      color: {
        field: 'gain', type: 'quantitative' as const, title: gain ? 'Gain from lying' : 'Loss (gain below 0)',
        scale: { domain: gain ? [0, extreme] : [extreme, 0], range: gain ? GAIN_COLOURS : LOSS_COLOURS, interpolate: 'lab' as const },
        legend: { gradientLength: 130, format: '.3~g', values: [0, extreme / 2, extreme] },
      },
    },
  };
}

export function listedSpecification(document: ResultDocument, surface: Surface, title: string): TopLevelSpec {
  const { witness, point, confidence, guarantee } = surface;
  const types = surface.types.slice(0, LISTED_MAX);
  const reports = surface.reports.slice(0, LISTED_MAX);
  const [rows, columns] = [labelsOf(types), labelsOf(reports)];
  const cells = types.flatMap((type, i) => reports.map((report, j) => ({
    type: rows.names[i]!, report: columns.names[j]!, gain: Number(surface.estimate[i]![j]!.toPrecision(6)), truth: same(type, report),
  })));
  const bottom = Math.min(0, ...cells.map(({ gain }) => gain));
  const highest = Math.max(0, ...cells.map(({ gain }) => gain));
  const top = highest > ROUNDING * -bottom ? highest : 0;
  const step = Math.max(STEP_MIN, Math.min(STEP_MAX, Math.floor(SIDE / Math.max(types.length, reports.length))));
  const axis = { labelFontSize: Math.min(11, step - 2), labelLimit: 160, grid: false, ticks: false, domain: false, labelOverlap: false };
  const x = { field: 'report', type: 'ordinal' as const, title: 'Report', sort: null, scale: { domain: [...columns.names] }, axis: { ...axis, labelAngle: -90, orient: 'top' as const } };
  // Types upwards, as in the figure of one dimension.
  const y = { field: 'type', type: 'ordinal' as const, title: 'True type', sort: null, scale: { domain: [...rows.names].reverse() }, axis };
  const gains = cells.filter(({ gain }) => top > 0 && gain > 0);
  const losses = cells.filter((cell) => !gains.includes(cell));
  const spot = cells.filter((_, at) => witness && same(types[Math.floor(at / reports.length)]!, witness.type) && same(reports[at % reports.length]!, witness.report));
  const digits = witness && formatWitness(witness);
  const witnessText = digits ? ` ${spot.length > 0 ? 'Circle: witness' : 'Witness, not in the list'}, type ${digits.type} reporting ${digits.report}.` : '';
  const cut = surface.types.length > LISTED_MAX || surface.reports.length > LISTED_MAX ? ` Shown are the first ${LISTED_MAX} of ${Math.max(surface.types.length, surface.reports.length)}.` : '';
  const numbered = rows.numbered || columns.numbered ? ' Numbers are places in the list of surfaces.csv.' : '';
  const small = `Squares: the truth. Gains and losses in units of value, each on its own colour scale, white at 0.${witnessText}${cut}${numbered} Shown are estimates; their band (${percent(confidence)}, ${guarantee}) is in surfaces.csv.`;
  const best = top > 0 ? `Largest gain in the list: ${formatNumber(top, 3)} units of value.` : 'No listed pair gains.';
  const height = step * types.length;
  const width = step * reports.length;
  return {
    $schema: VEGA_LITE_SCHEMA,
    config: { ...BASE_CONFIG, scale: { bandPaddingInner: 0, bandPaddingOuter: 0 } },
    title: { text: title, subtitle: [pointLabel(point), best] },
    width, height,
    resolve: { scale: { color: 'independent' } },
    layer: [
      ...(gains.length > 0 ? [heat(gains, { x, y }, 'gain', top)] : []),
      ...(losses.length > 0 ? [heat(losses, { x, y }, 'loss', bottom < 0 ? bottom : -1)] : []),
      { data: { values: cells.filter(({ truth }) => truth) }, mark: { type: 'rect' as const, filled: false, stroke: INK, strokeWidth: 0.8, opacity: 0.7 }, encoding: { x, y } },
      ...(spot.length === 0 ? [] : [{ data: { values: spot }, mark: { type: 'point' as const, shape: 'circle', size: 0.5 * step ** 2, strokeWidth: 2, stroke: INK, opacity: 1 }, encoding: { x, y } }]),
      // Labels stand above, so the caption may follow the cells closely.
      captionLayer([...captionLines(small, Math.max(width, 360) + 110), provenance(document)], height - 40),
    ],
  };
}

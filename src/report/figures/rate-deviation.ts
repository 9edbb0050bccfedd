/** Lower panel of the rate figure: estimates and intervals relative to the exact reference, or to the fit without one. */
import type { Fit } from '../../results/document.ts';
import type { Series } from './series.ts';
import { INK } from './theme.ts';

export interface RatePointRow {
  readonly M: number;
  readonly estimate: number;
  /** Cut at the foot of the log axis. */
  readonly lower: number;
  readonly upper: number;
  /** As certified. */
  readonly lowerTrue: number;
  readonly agent: string;
  readonly exact: number | undefined;
}

interface Channels<X, C, S> {
  readonly series: Series;
  readonly x: X;
  readonly colour: C;
  readonly shape: S;
  /** Colour of a line by its name. */
  readonly ink: (name: string) => string;
}

const HEIGHT = 120;
const CUT_RATIO = 8;
/** Share of the step to the next market size by which agents are set apart. */
const OFFSET_PIXELS = 7;

function baseOf(rows: readonly RatePointRow[], fits: readonly Fit[], series: Series): { title: string; base(row: RatePointRow): number } | undefined {
  if (rows.every(({ exact }) => exact !== undefined && exact > 0)) return { title: 'Deviation from exact (%)', base: (row) => row.exact! };
  const find = (row: RatePointRow): Fit | undefined => fits.find((fit) => series.of(fit) === row.agent);
  if (!rows.every((row) => find(row) !== undefined)) return undefined;
  return { title: 'Deviation from fit (%)', base: (row) => { const { coefficient, exponent } = find(row)!; return coefficient * row.M ** exponent; } };
}

interface DeviationRow {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** A few very wide intervals must not flatten the others: then the panel ends at a few times the typical one. */
function domainOf(rows: readonly DeviationRow[]): [number, number] | undefined {
  const reach = rows.map(({ lower, upper }) => Math.max(Math.abs(lower), Math.abs(upper))).sort((a, b) => a - b);
  const typical = reach[Math.floor((reach.length - 1) / 2)]!;
  if (!(typical > 0) || reach.at(-1)! <= CUT_RATIO * typical) return undefined;
  const end = Math.max(3 * typical, ...rows.map(({ estimate }) => 1.3 * Math.abs(estimate)));
  return [-end, end];
}

/** Undefined where there is nothing to compare with. */
export function deviationPanel<X extends object, C, S>(rows: readonly RatePointRow[], fits: readonly Fit[], { series, x, colour, shape, ink }: Channels<X, C, S>) {
  const against = baseOf(rows, fits, series);
  if (!against || rows.length === 0) return undefined;
  const agents = [...new Set(rows.map(({ agent }) => agent))];
  const values = rows.map((row) => {
    const share = (value: number): number => 100 * (value / against.base(row) - 1);
    return { M: row.M, agent: row.agent, estimate: share(row.estimate), lower: share(row.lowerTrue), upper: share(row.upper) };
  });
  const domain = domainOf(values);
  const y = (field: string) => ({ field, type: 'quantitative' as const, title: against.title, axis: { tickCount: 5 }, scale: domain ? { domain, nice: false } : { zero: true, nice: true } });
  const perAgent = agents.flatMap((agent, i) => {
    const data = { values: values.filter((row) => row.agent === agent) };
    const xOffset = OFFSET_PIXELS * (i - (agents.length - 1) / 2);
    return [
      { data, mark: { type: 'rule' as const, strokeWidth: 2, xOffset, clip: true, color: ink(agent) }, encoding: { x, y: y('lower'), y2: { field: 'upper' } } },
      { data, mark: { type: 'point' as const, filled: true, size: 42, opacity: 1, xOffset, clip: true }, encoding: { x, y: y('estimate'), color: colour, shape } },
    ];
  });
  return {
    height: HEIGHT,
    /** Whether some bar goes on beyond the panel. */
    isCut: domain !== undefined,
    layer: [{ data: { values: [{ zero: 0 }] }, mark: { type: 'rule' as const, color: INK, strokeDash: [6, 4] }, encoding: { y: { field: 'zero', type: 'quantitative' as const, title: against.title } } }, ...perAgent],
  };
}

/** Lower panel of the rate figure: estimates and intervals relative to the exact reference, or to the fit without one. */
import type { Fit } from '../../results/document.ts';
import { bars, dots, level, numbers } from './marks.ts';
import type { Series } from './series.ts';

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

interface Channels {
  readonly series: Series;
  readonly x: object;
  readonly color: object;
  readonly shape: object;
}

const HEIGHT = 120;
/** Bars this many times as long as the typical one turn the axis into one that is linear near 0 and logarithmic beyond. */
const SPREAD = 8;
/** Pixels by which agents are set apart. */
const OFFSET_PIXELS = 7;
/** Room above the longest bar and below the lowest, as a share of the whole. */
const ROOM = 0.06;

function baseOf(
  rows: readonly RatePointRow[], fits: readonly Fit[], series: Series
): { title: string; base(row: RatePointRow): number } | undefined {
  if (rows.every(({ exact }) => exact !== undefined && exact > 0)) return { title: 'Deviation from exact (%)', base: (row) => row.exact! };
  const find = (row: RatePointRow): Fit | undefined => fits.find((fit) => series.of(fit) === row.agent);
  if (!rows.every((row) => find(row) !== undefined)) return undefined;
  const base = (row: RatePointRow): number => {
    const { coefficient, exponent } = find(row)!;
    return coefficient * row.M ** exponent;
  };
  return { title: 'Deviation from fit (%)', base };
}

interface DeviationRow {
  readonly lower: number;
  readonly upper: number;
}

/** Whole bars, and 0; a few very wide ones must not flatten the others. */
function scaleOf(rows: readonly DeviationRow[]) {
  const reach = rows.map(({ lower, upper }) => Math.max(Math.abs(lower), Math.abs(upper))).sort((a, b) => a - b);
  const typical = reach[Math.floor((reach.length - 1) / 2)]!;
  const [low, high] = [Math.min(0, ...rows.map(({ lower }) => lower)), Math.max(0, ...rows.map(({ upper }) => upper))];
  const symlog = typical > 0 && reach.at(-1)! > SPREAD * typical;
  const room = symlog ? 1.3 : 1 + ROOM;
  const domain = low === high ? [-1, 1] : [low === 0 ? -ROOM * high : low * room, high === 0 ? -ROOM * low : high * room];
  return { symlog, scale: { domain, nice: false, ...(symlog ? { type: 'symlog', constant: typical } : {}) } };
}

/** Undefined where there is nothing to compare with. */
export function deviationPanel(rows: readonly RatePointRow[], fits: readonly Fit[], { series, x, color, shape }: Channels) {
  const against = baseOf(rows, fits, series);
  if (!against || rows.length === 0) return undefined;
  const agents = [...new Set(rows.map(({ agent }) => agent))];
  const values = rows.map((row) => {
    const share = (value: number): number => 100 * (value / against.base(row) - 1);
    return { M: row.M, agent: row.agent, estimate: share(row.estimate), lower: share(row.lowerTrue), upper: share(row.upper) };
  });
  const { symlog, scale } = scaleOf(values);
  const y = numbers(against.title, scale, { tickCount: 5 });
  return {
    height: HEIGHT,
    /** Whether the axis is logarithmic away from 0. */
    symlog,
    layer: [level(0, y), ...agents.flatMap((agent, i) => {
      const own = values.filter((row) => row.agent === agent);
      const xOffset = OFFSET_PIXELS * (i - (agents.length - 1) / 2);
      return [bars(own, { x, y }, series.colour(agent), xOffset), dots(own, { x, y }, { color, shape }, { size: 42, xOffset })];
    })],
  };
}

/** The cell of an agent's types over which the cross-derivatives of her field differ most: found on a search stream, measured elsewhere. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { curlExperiment, type CurlPlane } from '../../experiments/field/curl-sums.ts';
import type { Walk } from '../../experiments/field/walk-sums.ts';
import type { Run } from '../../run/run.ts';
import { exactly, scaled, type Interval } from '../../statistics/interval.ts';
import type { Estimate } from '../../results/document.ts';
import { across, type FieldRows } from './field-rows.ts';
import type { Subject } from './subject.ts';

/** Pairs of coordinates that are looked at, each with the other coordinates at their middles. */
const PLANES_MAX = 10;
const SEARCH = 5000;

export interface WorstCell {
  /** Counterclockwise. */
  readonly walk: Walk;
  readonly area: number;
  readonly axes: readonly [number, number];
}

/** Equal cells of one axis: those of types, or those between neighbouring nodes; undefined where all types share the coordinate. */
function axisOf(
  { points, halfWidths, space }: Omit<Subject, 'problem'>, c: number,
): { low: number; step: number; cells: number } | undefined {
  const step = 2 * halfWidths[c]!;
  if (step === 0) return undefined;
  const low = space.supports[c]![0];
  const first = points.reduce((least, point) => Math.min(least, point[c]!), Infinity);
  const levels = new Set(points.map((point) => point[c]!)).size;
  const cells = first === low ? levels - 1 : levels;
  return cells > 0 ? { low, step, cells } : undefined;
}

export function curlPlanes(subject: Omit<Subject, 'problem'>): CurlPlane[] {
  const { points, space: { supports, relevant } } = subject;
  const axes = supports.map((_, c) => axisOf(subject, c));
  const held = supports.map(([low, high], c) => (axes[c] ? low + (high - low) / 2 : points[0]![c]!));
  const planes = axes.flatMap((one, x) => axes.flatMap((other, y): CurlPlane[] => {
    if (!(y > x && one && other && (relevant[x] || relevant[y]))) return [];
    return [{ axes: [x, y], held, low: [one.low, other.low], step: [one.step, other.step], cells: [one.cells, other.cells] }];
  }));
  return planes.slice(0, PLANES_MAX);
}

export function cellAt({ axes, held, low, step, cells }: CurlPlane, cell: number): WorstCell {
  const [across, up] = [cell % cells[0], Math.floor(cell / cells[0])];
  const at = (i: number, j: number): number[] => held.map((value, c) =>
    (c === axes[0] ? low[0] + i * step[0] : c === axes[1] ? low[1] + j * step[1] : value));
  return {
    axes, area: step[0] * step[1],
    walk: { kind: 'path', points: [at(across, up), at(across + 1, up), at(across + 1, up + 1), at(across, up + 1)] },
  };
}

/** By how much a mean is away from zero beyond its standard error. */
function clearance(sum: number, squares: number, profiles: number): number {
  const mean = sum / profiles;
  return Math.abs(mean) - Math.sqrt(Math.max(0, squares / profiles - mean * mean) / profiles);
}

/** Undefined where no pair of her coordinates differs between types. */
export async function worstCell(subject: Subject, run: Run): Promise<WorstCell | undefined> {
  const planes = curlPlanes(subject);
  if (planes.length === 0) return undefined;
  const { gap, squares, profiles } = await run.draw({
    experiment: curlExperiment(subject.problem, subject.space.agent, planes), stream: run.stream(`field/curl/${subject.name}`),
    first: 0, count: SEARCH,
  });
  let best = 0;
  for (let cell = 1; cell < gap.length; cell++) {
    if (clearance(gap[cell]!, squares[cell]!, profiles) > clearance(gap[best]!, squares[best]!, profiles)) best = cell;
  }
  for (const plane of planes) {
    const cells = plane.cells[0] * plane.cells[1];
    if (best < cells) return cellAt(plane, best);
    best -= cells;
  }
  return undefined;
}

/** The row of the gap, from what the walk round the cell gains; `zero` where every pair that ties is congruent. */
export function addGap(rows: FieldRows<SocialChoiceProblem>, { walk, area, axes }: WorstCell, along: Interval, zero: boolean,
  more: Pick<Estimate, 'profiles'> & Partial<Estimate>): void {
  const { names } = rows.subject.space;
  const where = `coordinates ${axes.map((x) => names[x]).join(' and ')}`;
  if (zero) {
    rows.add('crossDerivativeGap', exactly(0), {
      ...more, guarantee: 'continuum', confidence: 1, ...across(walk),
      basis: `zero by structure: every pair that ties at the top is congruent; ${where}`,
    });
    return;
  }
  rows.add('crossDerivativeGap', scaled(along, 1 / area), {
    ...more, guarantee: 'point', ...across(walk), basis: `mean over the cell between type and report, ${where}: circulation round it`,
  });
}

/**
 * The cross-derivative gap over planes of an agent's signals, as curves: a line along the first of two signals for each cell of the second,
 * means over cells at their middles, all at once.
 */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { curlExperiment, type CurlPlane } from '../../experiments/field/curl-sums.ts';
import { gradientsOf, walkRange } from '../../experiments/field/walk-sums.ts';
import type { Curve } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import { scaled, type Interval } from '../../statistics/interval.ts';
import { union } from '../../statistics/union.ts';
import { cellAt, curlPlanes, type WorstCell } from './curl.ts';
import type { CurveBasis } from './field-curves.ts';
import type { Subject } from './subject.ts';

/** Profiles at most: lines of ties are followed through all cells. */
const PROFILES_MAX = 200_000;

/** Cells of every plane in turn, the first signal running fastest. */
export const cellsOf = (planes: readonly CurlPlane[]): WorstCell[] =>
  planes.flatMap((plane) => Array.from({ length: plane.cells[0] * plane.cells[1] }, (_, cell) => cellAt(plane, cell)));

const shown = (x: number): number => Number(x.toPrecision(4));

/** `gaps`: of the cells in `cellsOf`'s order. */
export function gapCurves(
  { name: agent, space: { names } }: Subject<SocialChoiceProblem>, planes: readonly CurlPlane[], gaps: readonly Interval[],
  { values, ...basis }: CurveBasis,
): Curve[] {
  let from = 0;
  return planes.flatMap(({ axes: [x, y], held, low, step, cells: [columns, rows] }) => {
    const first = from;
    from += columns * rows;
    const middle = (a: 0 | 1, j: number): number => low[a] + (j + 0.5) * step[a];
    const rest = names.flatMap((name, c) => (c === x || c === y ? [] : [`${name} = ${shown(held[c]!)}`]));
    return Array.from({ length: rows }, (_, row): Curve => {
      const line = gaps.slice(first + row * columns, first + (row + 1) * columns);
      return {
        agent, guarantee: 'grid', ...basis, quantity: 'crossDerivativeGap',
        point: {
          ...values, mechanism: 'efficient', coordinate: `${names[x]} and ${names[y]}`, along: names[x]!,
          others: [`${names[y]} = ${shown(middle(1, row))}`, ...rest].join(', '),
        },
        types: line.map((__, column) => middle(0, column)), estimate: line.map(({ estimate }) => estimate),
        lower: line.map(({ lower }) => lower), upper: line.map(({ upper }) => upper),
      };
    });
  });
}

/** Of linear values, on draws of their own; nothing where an interruption came first. */
export async function drawnGapCurves(
  subject: Subject, { confidence, profiles, values }: CurveBasis, run: Run,
): Promise<Curve[]> {
  const planes = curlPlanes(subject);
  if (planes.length === 0) return [];
  const count = Math.min(profiles, PROFILES_MAX);
  const { problem, space: { agent }, name } = subject;
  const sums = await run.draw({
    experiment: curlExperiment(problem, agent, planes), stream: run.stream(`field/curl-surface/${name}`), first: 0, count,
  });
  if (sums.profiles < count) return [];
  const cells = cellsOf(planes);
  const gradients = gradientsOf(problem, agent);
  const gaps = cells.map(({ walk, area }, c) => {
    const [low, high] = walkRange(walk, gradients);
    return boundedMean(sums.gap[c]!, sums.squares[c]!, count, [low / area, high / area], union(1 - confidence, cells.length));
  });
  return gapCurves(subject, planes, gaps, { confidence, profiles: count, values });
}

/** From what walks round the cells gain. */
export const gapsRound = (cells: readonly WorstCell[], gains: readonly Interval[]): Interval[] =>
  cells.map(({ area }, c) => scaled(gains[c]!, 1 / area));

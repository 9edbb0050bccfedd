/** How fast values move under the efficient rule: two ends for every cell of every signal at once, on fresh draws (slope-sums.ts). */
import type { Distribution } from '../../distributions/distribution.ts';
import { coordinatesOf } from '../../environment/social-choice.ts';
import type { GridLaw } from '../../experiments/field/grid-opponents.ts';
import { gridSlopes, slopeExperiment, slopeLawError, type SlopeAxis, type SlopeSums } from '../../experiments/field/slope-sums.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import { slopeUtilities, type SlopeBand } from '../../notions/least-epsilon/slope-utilities.ts';
import type { Run } from '../../run/run.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import type { Interval } from '../../statistics/interval.ts';
import { union } from '../../statistics/union.ts';

/** Ends of cells of a signal evenly by width, and so many evenly by mass, in between under an even law; at most where more are needed. */
const CELLS = 128;
const CELLS_MAX = 1024;
/** Draws that tell how many are needed, and at most. */
const PILOT = 2 ** 14;
const DRAWS_MAX = 2 ** 21;
/** Of the width that is wanted, what cells may take, and what draws; the rest is for the lower end. */
const SHARE = 0.35;
/** By how much the lower end may fall short, in half widths that are wanted. */
export const LEFT = 2 * (1 - 2 * SHARE);

function knotsOf(law: Distribution, cells: number): number[] {
  const [low, high] = law.support;
  const inner = Array.from({ length: cells }, (_, j) => j)
    .flatMap((j) => [low + (j / cells) * (high - low), law.quantile((j + 0.5) / cells)]);
  return [low, ...[...new Set(inner)].filter((x) => x > low && x < high).sort((a, b) => a - b), high];
}

export const axesOf = (problem: LinearProblem, agent: number, cells = CELLS): SlopeAxis[] =>
  coordinatesOf(problem, agent).map((d, coordinate) => ({ agent, coordinate, knots: knotsOf(problem.signals[d]!.law, cells) }));

/** Ends that hold for all cells at once; without an error probability the means themselves. */
export function bandsOf(problem: LinearProblem, axes: readonly SlopeAxis[], sums: SlopeSums, alpha?: number): SlopeBand[] {
  if (alpha === undefined) {
    return axes.map(({ agent, coordinate, knots }, a) => ({
      law: problem.signals[coordinatesOf(problem, agent)[coordinate]!]!.law, knots,
      most: sums.most[a]!.map((sum) => sum / sums.profiles), least: sums.least[a]!.map((sum) => sum / sums.profiles),
    }));
  }
  const each = union(alpha, axes.reduce((cells, { knots }) => cells + knots.length - 1, 0));
  return axes.map(({ agent, coordinate, knots }, a) => {
    const { law } = problem.signals[coordinatesOf(problem, agent)[coordinate]!]!;
    const rates = gradientsOf(problem, agent).own.map((row) => row[coordinate]!);
    const range = [Math.min(...rates), Math.max(...rates)] as const;
    const error = slopeLawError(problem, range[1] - range[0]);
    // Each mean is asked for one end alone, which has half of the error probability.
    const ends = (total: Float64Array, squares: Float64Array): Interval[] =>
      Array.from(total, (sum, j) => boundedMean(sum, squares[j]!, sums.profiles, range, each));
    return {
      law, knots,
      most: ends(sums.most[a]!, sums.mostSquares[a]!).map(({ upper }) => Math.min(range[1], upper + error)),
      least: ends(sums.least[a]!, sums.leastSquares[a]!).map(({ lower }) => Math.max(range[0], lower - error)),
    };
  });
}

/** How many draws and cells of a signal an upper end rests on; cells as usual where they are not told. */
export interface SlopeEffort {
  readonly count: number;
  readonly cells?: number;
}

/**
 * What a relative half-width needs of an upper end that bands give (`endOf`), no fewer draws than `count`: a pilot tells what draws add to
 * it, which falls with the root of their number, and by how much half as many cells would raise it, as much as the cells themselves do.
 */
export async function slopeSizes(
  problem: LinearProblem, agents: readonly number[], endOf: (bands: readonly SlopeBand[]) => number,
  { count, alpha, precision, most }: { readonly count: number; readonly alpha: number; readonly precision: number; readonly most: number },
  run: Run,
): Promise<SlopeEffort> {
  const [usual, coarse] = [CELLS, CELLS / 2].map((cells) => agents.flatMap((agent) => axesOf(problem, agent, cells)));
  const stream = run.stream(`field/slopes/search/${agents.map((agent) => problem.agents[agent]).join(' and ')}`);
  const experiment = slopeExperiment(problem, [...usual!, ...coarse!]);
  const sums = await run.draw({ experiment, stream, first: 0, count: PILOT });
  if (sums.profiles < PILOT) return { count };
  const later = (rows: readonly Float64Array[]): readonly Float64Array[] => rows.slice(usual!.length);
  const ofCoarse = { ...sums, most: later(sums.most), least: later(sums.least) };
  const known = endOf(bandsOf(problem, usual!, sums));
  const width = SHARE * 2 * precision * known;
  if (!(width > 0)) return { count };
  const byCells = endOf(bandsOf(problem, coarse!, ofCoarse)) - known;
  const byDraws = endOf(bandsOf(problem, usual!, sums, alpha)) - known;
  const draws = Math.min(DRAWS_MAX, most, Math.max(count, PILOT * (byDraws / width) ** 2));
  const cells = Math.min(CELLS_MAX, CELLS * Math.max(1, Math.ceil(byCells / width)));
  return { count: Math.max(count, 32 * Math.floor(draws / 32)), cells };
}

/** The upper end that needs no budget. */
export const slopeEnd = (bands: readonly SlopeBand[]): number => slopeUtilities(bands, Infinity).epsilon;

/**
 * An upper end of one agent's least ε at error probability alpha, each signal's utility having slopes of its own (slope-utilities.ts): half
 * of the most by which Q_d may fall from a cell to a later one or within one, her other signals being anywhere. Undefined where an
 * interruption came first.
 */
export async function slopeBound(
  problem: LinearProblem, agent: number, { count, alpha, cells }: SlopeEffort & { readonly alpha: number }, run: Run,
): Promise<number | undefined> {
  const axes = axesOf(problem, agent, cells);
  const stream = run.stream(`field/slopes/${problem.agents[agent]}`);
  const sums = await run.draw({ experiment: slopeExperiment(problem, axes), stream, first: 0, count });
  return sums.profiles < count ? undefined : slopeEnd(bandsOf(problem, axes, sums, alpha));
}

/** Rounding of sums over profiles, as a share of the range of her own rates. */
const ROUNDING = 1e-12;

/** The same where others are at given points, with the ends of cells by signal: nothing is drawn. */
export async function slopeBoundOnGrid(
  problem: LinearProblem, agent: number, laws: readonly GridLaw[], run: Run,
): Promise<{ readonly epsilon: number; readonly knots: readonly (readonly number[])[] }> {
  const axes = axesOf(problem, agent);
  const { most, least } = await run.draw(gridSlopes(problem, axes, laws));
  const bands = axes.map(({ coordinate, knots }, a): SlopeBand => {
    const rates = gradientsOf(problem, agent).own.map((row) => row[coordinate]!);
    const slack = ROUNDING * (Math.max(...rates) - Math.min(...rates));
    const { law } = problem.signals[coordinatesOf(problem, agent)[coordinate]!]!;
    return { law, knots, most: most[a]!.map((x) => x + slack), least: least[a]!.map((x) => x - slack) };
  });
  return { epsilon: slopeUtilities(bands, Infinity).epsilon, knots: axes.map(({ knots }) => knots) };
}

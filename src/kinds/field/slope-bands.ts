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

/** Ends of cells of a signal evenly by width, and so many evenly by mass, in between under an even law. */
const CELLS = 128;

function knotsOf(law: Distribution): number[] {
  const [low, high] = law.support;
  const inner = Array.from({ length: CELLS }, (_, j) => j)
    .flatMap((j) => [low + (j / CELLS) * (high - low), law.quantile((j + 0.5) / CELLS)]);
  return [low, ...[...new Set(inner)].filter((x) => x > low && x < high).sort((a, b) => a - b), high];
}

export const axesOf = (problem: LinearProblem, agent: number): SlopeAxis[] =>
  coordinatesOf(problem, agent).map((d, coordinate) => ({ agent, coordinate, knots: knotsOf(problem.signals[d]!.law) }));

/** Ends that hold for all cells at once. */
export function bandsOf(problem: LinearProblem, axes: readonly SlopeAxis[], sums: SlopeSums, alpha: number): SlopeBand[] {
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

/**
 * An upper end of one agent's least ε at error probability alpha, each signal's utility having slopes of its own (slope-utilities.ts): half
 * of the most by which Q_d may fall from a cell to a later one or within one, her other signals being anywhere. Undefined where an
 * interruption came first.
 */
export async function slopeBound(
  problem: LinearProblem, agent: number, { count, alpha }: { readonly count: number; readonly alpha: number }, run: Run,
): Promise<number | undefined> {
  const axes = axesOf(problem, agent);
  const stream = run.stream(`field/slopes/${problem.agents[agent]}`);
  const sums = await run.draw({ experiment: slopeExperiment(problem, axes), stream, first: 0, count });
  return sums.profiles < count ? undefined : slopeUtilities(bandsOf(problem, axes, sums, alpha), Infinity).epsilon;
}

/** Rounding of sums over profiles, as a share of the range of her own rates. */
const ROUNDING = 1e-12;

/** The same where others are at given points: nothing is drawn. */
export async function slopeBoundOnGrid(problem: LinearProblem, agent: number, laws: readonly GridLaw[], run: Run): Promise<number> {
  const axes = axesOf(problem, agent);
  const { most, least } = await run.draw(gridSlopes(problem, axes, laws));
  const bands = axes.map(({ coordinate, knots }, a): SlopeBand => {
    const rates = gradientsOf(problem, agent).own.map((row) => row[coordinate]!);
    const slack = ROUNDING * (Math.max(...rates) - Math.min(...rates));
    const { law } = problem.signals[coordinatesOf(problem, agent)[coordinate]!]!;
    return { law, knots, most: most[a]!.map((x) => x + slack), least: least[a]!.map((x) => x - slack) };
  });
  return slopeUtilities(bands, Infinity).epsilon;
}

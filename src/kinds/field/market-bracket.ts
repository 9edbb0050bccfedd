/**
 * The least ε of a market on the continuum where participation is voluntary and the budget counts (docs/fields.md, section 3). Below:
 * along a straight line from w to s the constraints between ever nearer types add up to U(s) - U(w) >= ∫ Σ_k q_k A_k·dx - ε |s - w|.
 * With U(w) >= 0 for each agent, 0 in place of U(s) where s is not beyond w, and the budget Σ E U_i <= W + d,
 *
 *     ε >= (E rent - d) / E way        for any starts (rent-sums.ts), W being what the efficient rule is worth.
 *
 * Above: how fast values move is known to within two ends for every cell of every signal at once, on fresh draws (slope-sums.ts); of the
 * utilities that they allow at ε the cheapest are known, and the least ε at which the budget pays for those is taken (slope-utilities.ts).
 */
import { coordinatesOf } from '../../environment/social-choice.ts';
import { rentExperiment, rentRanges, type RentStart, type RentSums } from '../../experiments/field/rent-sums.ts';
import { slopeExperiment, type SlopeAxis } from '../../experiments/field/slope-sums.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import { slopeUtilities } from '../../notions/least-epsilon/slope-utilities.ts';
import type { Run } from '../../run/run.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import { axesOf, bandsOf, slopeSizes, type SlopeEffort } from './slope-bands.ts';

export interface MarketBracket {
  readonly lower: number;
  readonly upper: number;
  readonly profiles: number;
  readonly basis: string;
  /** From where the lines of the lower end start, and the utilities of the upper one. */
  readonly starts: readonly RentStart[];
  readonly utilities: readonly SignalUtility[];
}

/** What types of one signal are left: the integral of slopes that are constant on cells, from its least value 0 on. */
export interface SignalUtility extends SlopeAxis {
  /** [cells] not falling. */
  readonly slopes: readonly number[];
}

/** Starts looked at, as shares of the way from the worst type of each signal, and profiles that choose among them. */
const SHARES = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6];
const SEARCH = 4096;

const informedOf = (problem: LinearProblem): number[] =>
  [...problem.agents.keys()].filter((agent) => coordinatesOf(problem, agent).length > 0);

/** Midway between the least and the largest own rate over alternatives. */
const middlesOf = (problem: LinearProblem, agent: number): number[] => {
  const { own } = gradientsOf(problem, agent);
  return coordinatesOf(problem, agent).map((_, c) =>
    (Math.max(...own.map((row) => row[c]!)) + Math.min(...own.map((row) => row[c]!))) / 2);
};

function startsAt(problem: LinearProblem, share: number): RentStart[] {
  return informedOf(problem).map((agent) => {
    const signs = middlesOf(problem, agent).map((middle) => (middle < 0 ? -1 : 1));
    const from = coordinatesOf(problem, agent).map((d, c) => {
      const { law } = problem.signals[d]!;
      return share === 0 ? law.support[signs[c]! > 0 ? 0 : 1] : law.quantile(signs[c]! > 0 ? share : 1 - share);
    });
    return { agent, from, signs };
  });
}

const boundOf = ({ rent, way, profiles }: RentSums, deficit: number): number =>
  (way > 0 ? (rent / profiles - deficit) / (way / profiles) : -Infinity);

/** Draws and cells for a relative half-width of the bracket. */
export const marketSizes = (
  problem: LinearProblem, { welfare, deficit }: { readonly welfare: number; readonly deficit: number },
  asked: { readonly count: number; readonly alpha: number; readonly precision: number; readonly most: number }, run: Run,
): Promise<SlopeEffort> =>
  slopeSizes(problem, informedOf(problem), (bands) => slopeUtilities(bands, Math.max(0, welfare + deficit)).epsilon, asked, run);

/** Undefined where an interruption came first, or the budget may pay for no mechanism at all. */
export async function marketBracket(
  problem: LinearProblem,
  { welfare, deficit }: { readonly welfare: number; readonly deficit: number },
  { count, cells, confidence }: SlopeEffort & { readonly confidence: number },
  run: Run,
): Promise<MarketBracket | undefined> {
  if (!(welfare + deficit >= 0)) return undefined;
  let best = { share: 0, epsilon: -Infinity };
  for (const share of SHARES) {
    const sums = await run.draw({
      experiment: rentExperiment(problem, startsAt(problem, share)), stream: run.stream('field/rents/search'), first: 0, count: SEARCH,
    });
    const epsilon = boundOf(sums, deficit);
    if (epsilon > best.epsilon) best = { share, epsilon };
  }
  const axes = informedOf(problem).flatMap((agent) => axesOf(problem, agent, cells));
  const moved = await run.draw({ experiment: slopeExperiment(problem, axes), stream: run.stream('field/slopes/certify'), first: 0, count });
  if (moved.profiles < count) return undefined;
  // Of the error probability half is for either end.
  const alpha = (1 - confidence) / 2;
  const { epsilon: upper, slopes } = slopeUtilities(bandsOf(problem, axes, moved, alpha), welfare + deficit);
  const starts = startsAt(problem, best.share);
  const sums = await run.draw({ experiment: rentExperiment(problem, starts), stream: run.stream('field/rents/certify'), first: 0, count });
  if (sums.profiles < count) return undefined;
  const ranges = rentRanges(problem, starts);
  const rent = boundedMean(sums.rent, sums.rentSquares, count, ranges.rent, alpha);
  const way = boundedMean(sums.way, sums.waySquares, count, ranges.way, alpha);
  const lower = rent.lower > deficit && way.upper > 0 ? Math.min(upper, (rent.lower - deficit) / way.upper) : 0;
  return {
    lower, upper, profiles: count, starts, utilities: axes.map((axis, a) => ({ ...axis, slopes: slopes[a]! })),
    basis: 'below, what information leaves agents along straight lines of types, less ε a unit, against the budget, on fresh draws; above, '
      + 'the cheapest utilities that leave lies no more wherever in a cell types are, chances being known to within their sampling error',
  };
}

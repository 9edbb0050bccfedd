/**
 * The least ε of a market on the continuum where participation is voluntary and the budget counts (docs/fields.md, section 3). Below:
 * along a straight line from w to s the constraints between ever nearer types add up to U(s) - U(w) >= ∫ Σ_k q_k A_k·dx - ε |s - w|.
 * With U(w) >= 0 for each agent, 0 in place of U(s) where s is not beyond w, and the budget Σ E U_i <= W + d,
 *
 *     ε >= (E rent - d) / E way        for any starts (rent-sums.ts), W being what the efficient rule is worth.
 *
 * Above: utilities linear in the type, from 0 at the worst one, with slopes b_d. A lie then gains at most max_k |A_kd - b_d| a unit; at ε
 * the slopes nearest to 0 in [max_k A_kd - ε, min_k A_kd + ε] cost least, and the least ε at which the budget pays for them is taken.
 */
import { coordinatesOf } from '../../environment/social-choice.ts';
import { rentExperiment, rentRanges, type RentStart, type RentSums } from '../../experiments/field/rent-sums.ts';
import { gradientsOf, type LinearProblem } from '../../experiments/field/walk-sums.ts';
import type { Run } from '../../run/run.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';

export interface MarketBracket {
  readonly lower: number;
  readonly upper: number;
  readonly profiles: number;
  readonly basis: string;
  /** From where the lines of the lower end start, and the utilities of the upper one. */
  readonly starts: readonly RentStart[];
  readonly utilities: LinearUtilities['utilities'];
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

interface LinearUtilities {
  readonly epsilon: number;
  /** By agent who sees a signal. */
  readonly utilities: readonly { readonly agent: number; readonly slopes: readonly number[] }[];
}

/** Halvings of the interval in which ε is looked for. */
const HALVINGS = 60;

/** `money`: no more than there is for utilities, and not negative. */
function linearUpper(problem: LinearProblem, money: number): LinearUtilities {
  const agents = informedOf(problem).map((agent) => ({
    agent,
    axes: coordinatesOf(problem, agent).map((d, c) => {
      const { support: [low, high], mean } = problem.signals[d]!.law;
      const rates = gradientsOf(problem, agent).own.map((row) => row[c]!);
      return { least: Math.min(...rates), most: Math.max(...rates), above: (mean ?? high) - low, below: high - (mean ?? low) };
    }),
  }));
  const axes = agents.flatMap((one) => one.axes);
  // The slope nearest to none that leaves lies no more than ε a unit.
  const slopeAt = (epsilon: number, { least, most }: { least: number; most: number }): number =>
    Math.max(0, most - epsilon) + Math.min(0, least + epsilon);
  const cost = (epsilon: number): number => axes.reduce((sum, axis) => {
    const slope = slopeAt(epsilon, axis);
    return sum + (slope > 0 ? slope * axis.above : -slope * axis.below);
  }, 0);
  let low = Math.max(0, ...axes.map(({ least, most }) => (most - least) / 2));
  let high = Math.max(low, ...axes.flatMap(({ least, most }) => [most, -least]));
  if (cost(low) <= money) high = low;
  for (let j = 0; j < HALVINGS && low < high; j++) {
    const middle = (low + high) / 2;
    if (cost(middle) <= money) high = middle;
    else low = middle;
  }
  return { epsilon: high, utilities: agents.map((one) => ({ agent: one.agent, slopes: one.axes.map((axis) => slopeAt(high, axis)) })) };
}

/** Undefined where an interruption came first, or the budget may pay for no mechanism at all. */
export async function marketBracket(
  problem: LinearProblem,
  { welfare, deficit }: { readonly welfare: number; readonly deficit: number },
  { count, confidence }: { readonly count: number; readonly confidence: number },
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
  const starts = startsAt(problem, best.share);
  const sums = await run.draw({ experiment: rentExperiment(problem, starts), stream: run.stream('field/rents/certify'), first: 0, count });
  if (sums.profiles < count) return undefined;
  const ranges = rentRanges(problem, starts);
  const rent = boundedMean(sums.rent, sums.rentSquares, count, ranges.rent, (1 - confidence) / 2);
  const way = boundedMean(sums.way, sums.waySquares, count, ranges.way, (1 - confidence) / 2);
  const { epsilon: upper, utilities } = linearUpper(problem, welfare + deficit);
  const lower = rent.lower > deficit && way.upper > 0 ? Math.min(upper, (rent.lower - deficit) / way.upper) : 0;
  return {
    lower, upper, profiles: count, starts, utilities,
    basis: 'below, what information leaves agents along straight lines of types, less ε a unit, against the budget, on fresh draws; above, '
      + 'utilities linear in the type, with the least slopes that leave lies no more',
  };
}

/** Whole profiles of atoms under truth-telling: welfare, money, participation, by their probabilities. */
import { profilesOf, type Play } from '../../experiments/enumeration/play.ts';
import { dot } from '../../mechanism/welfare-transfers.ts';
import type { Estimate, Point } from '../../results/document.ts';
import { CHANCE_ROUNDING, ENUMERATED } from './enumerated-agent.ts';

export interface MarketInput {
  readonly play: Play;
  readonly point: Point;
  readonly confidence: number;
  /** Bound on that of a payoff. */
  readonly rounding: number;
  readonly studied: readonly number[];
  /** What was taken off welfare, of what is chosen and of what is first best, and so off revenue (recentred.ts). */
  readonly added?: number;
}

export function enumeratedMarket({ play, point, confidence, studied, rounding, added = 0 }: MarketInput): Estimate[] {
  const { problem } = play;
  // What was taken off is a number of as many terms as there are coordinates.
  const own = (2 + problem.signals.length) * 2 ** -52 * added;
  // Below it money is nothing: sums of as many numbers as there are agents.
  const nothing = 64 * rounding + own;
  let [welfare, firstBest, revenue, deficit, imbalance] = [0, 0, 0, 0, 0];
  const utility = problem.agents.map(() => 0);
  const losses = problem.agents.map(() => 0);
  const joint = play.laws.joint();
  for (const [n, { signals }] of profilesOf(problem, problem.signals.map((_, d) => d)).entries()) {
    const probability = joint[n]!;
    const values = play.values(signals);
    const chances = play.probabilities(signals);
    const total = problem.alternatives.map((_, k) => values.reduce((sum, row) => sum + row[k]!, 0));
    const paid = problem.agents.map((_, i) => play.transfer(signals, i));
    const taken = paid.reduce((sum, x) => sum - x, added);
    welfare += probability * dot(chances, total);
    firstBest += probability * Math.max(...total);
    revenue += probability * (taken - added);
    deficit += taken < -nothing ? probability : 0;
    imbalance += Math.abs(taken) > nothing ? probability : 0;
    paid.forEach((x, i) => {
      const payoff = dot(chances, values[i]!) + x;
      utility[i]! += probability * payoff;
      losses[i]! += payoff < -nothing ? probability : 0;
    });
  }
  const row = (quantity: string, agent: string, estimate: number, error: number): Estimate => ({
    quantity, agent, point, estimate, lower: estimate - error, upper: estimate + error, confidence, guarantee: 'point', ...ENUMERATED,
  });
  // No more than one: a probability, or a share of the most there is.
  const chance = (quantity: string, agent: string, p: number, error = CHANCE_ROUNDING): Estimate => {
    const { estimate, lower, upper, ...rest } = row(quantity, agent, Math.min(1, p), error);
    return { ...rest, estimate, lower: quantity === 'welfareShare' ? lower : Math.max(0, lower), upper: Math.min(1, upper) };
  };
  const sized = problem.agents.length * rounding + own;
  welfare += added;
  firstBest += added;
  const share = firstBest > sized ? welfare / firstBest : undefined;
  return [
    row('welfare', 'market', welfare, sized),
    row('firstBest', 'market', firstBest, sized),
    ...(share === undefined ? [] : [chance('welfareShare', 'market', share, (2 * sized) / firstBest)]),
    row('revenue', 'market', revenue + added, nothing),
    chance('deficitProbability', 'market', deficit),
    chance('imbalanceProbability', 'market', imbalance),
    ...studied.flatMap((agent) => [
      row('exAnteUtility', problem.agents[agent]!, utility[agent]!, nothing),
      chance('exPostIrViolation', problem.agents[agent]!, losses[agent]!),
    ]),
  ];
}

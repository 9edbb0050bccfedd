/** Agents who are served or not by a rule that steps (src/mechanism/rules/stepped.ts), under full insurance of a table of utilities. */
import type { Metric } from '../../beliefs/belief-set.ts';
import { gapsOf, type Distribution } from '../../distributions/distribution.ts';
import { coordinatesOf, type SocialChoiceProblem, type ValueStructure } from '../../environment/social-choice.ts';
import { servedChance } from '../../experiments/quadrature/served.ts';
import { isSingleObject } from '../../mechanism/checks.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import type { SteppedRule } from '../../mechanism/rules/stepped.ts';
import { SteppedGains, type ReportStep } from '../../notions/stepped-gains.ts';
import { knownUtility } from './served.ts';

type Chances = ReportStep['chances'];

/** Of the other's signal below c. */
const below = (law: Distribution, c: number): Chances => (metric, delta) => {
  const served = { worth: 1, base: 0, law, below: true, critical: () => c };
  return [servedChance(served, 'least', metric, delta, 0), servedChance(served, 'most', metric, delta, 0)];
};

/** The most that a belief within delta puts on some of the other's signals, which the prior never has. */
function onPoints(law: Distribution, points: readonly number[], metric: Metric, delta: number): number {
  if (points.length === 0) return 0;
  if (metric !== 'prokhorov') return delta;
  // Draws within delta of a point move to it, and the share delta goes anywhere.
  const spans = points.map((x) => [x - delta, x + delta] as const).sort(([a], [b]) => a - b);
  let [near, reached] = [0, -Infinity];
  for (const [from, to] of spans) {
    if (to > reached) near += Math.max(0, law.cdf(to) - law.cdf(Math.max(from, reached)));
    reached = Math.max(reached, to);
  }
  return Math.min(1, near + delta);
}

/** Undefined where the agent's problem is of another kind, or her utility no table. */
export function steppedGains(
  problem: SocialChoiceProblem, mechanism: Mechanism, values: ValueStructure, agent: number,
): SteppedGains | undefined {
  const { rule, transfers, strategies } = mechanism;
  const { signals, valuations, dependence } = problem;
  if (rule.kind !== 'stepped' || values !== 'private' || dependence || strategies || !isSingleObject(problem)) return undefined;
  if (transfers.kind === 'insured-table' && transfers.isEstimate) return undefined;
  const isPlain = valuations.kind === 'linear' && [0, 1].every((i) => valuations.constants[i]![i] === 0
    && coordinatesOf(problem, i).length === 1 && valuations.coefficients[i]![i]!.every((a, d) => a === Number(signals[d]!.owner === i)));
  const isDense = ({ law }: (typeof signals)[number]): boolean => !law.atoms?.length && !law.whole && gapsOf(law).length === 0;
  const table = knownUtility(problem, mechanism, agent);
  if (!isPlain || !signals.every(isDense) || !table) return undefined;
  const laws = [0, 1].map((i) => signals.find(({ owner }) => owner === i)!.law) as [Distribution, Distribution];
  const [low, high] = laws[agent]!.support;
  const kept = rule.exceptions.filter(({ at }) => at >= laws[0].support[0] && at <= laws[0].support[1]);
  const steps = agent === 0 ? stepsOfFirst(rule, kept, laws[1], low, high) : stepsOfSecond(rule, kept, laws[0], low, high);
  return new SteppedGains({ worth: 1, table, steps });
}

/** Served where the other's signal is below the threshold of her report. */
const stepsOfFirst = (
  { threshold }: SteppedRule, exceptions: SteppedRule['exceptions'], law: Distribution, from: number, to: number,
): ReportStep[] => [
  { from, to, chances: below(law, threshold) },
  ...exceptions.map(({ at, threshold: other }) => ({ from: at, to: at, chances: below(law, other) })),
];

/** Served where her report reaches the threshold of the other's: at single signals of the other it is another one. */
function stepsOfSecond(
  { threshold }: SteppedRule, exceptions: SteppedRule['exceptions'], law: Distribution, low: number, high: number,
): ReportStep[] {
  const ends = [low, ...[threshold, ...exceptions.map((one) => one.threshold)].filter((x) => x > low && x < high), high];
  const sorted = [...new Set(ends)].sort((a, b) => a - b);
  return sorted.slice(1).map((to, n): ReportStep => {
    const from = sorted[n]!;
    const isServed = threshold <= from;
    const against = exceptions.filter((one) => (one.threshold <= from) !== isServed).map(({ at }) => at);
    return {
      from, to, chances: (metric, delta) => {
        const moved = onPoints(law, against, metric, delta);
        return isServed ? [1 - moved, 1] : [0, moved];
      },
    };
  });
}

/** The efficient rule in balls of beliefs where every type is in a list: by cycles of lies, of which a list has finitely many. */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import type { Metric } from '../../beliefs/belief-set.ts';
import { bare } from '../../notions/certified.ts';
import { listedRule } from '../../notions/robust/listed-rule.ts';
import { listedLeastEpsilon, listedRadii, type ListedRadii } from '../../notions/robust/listed-rule-in-ball.ts';
import type { Signal, Witness } from '../../results/witness.ts';
import { listedRobustFile } from './listed-proof.ts';
import { SETS } from './metrics.ts';
import type { Answer } from './rule-answer.ts';

/** Each type reports the next, the last the first. */
const witnessOf = (points: readonly Signal[]): Witness => ({
  type: points[0]!, report: points[Math.floor(points.length / 2)]!, ...(points.length > 2 ? { walk: { kind: 'cycle', points } } : {}),
});

export function listedAnswer(problem: LinearProblem, agent: number): Answer {
  const rule = listedRule(problem, agent);
  const known = new Map<Metric, ListedRadii>();
  const radii = (metric: Metric): ListedRadii => {
    const found = known.get(metric) ?? listedRadii(rule, metric);
    known.set(metric, found);
    return found;
  };
  return {
    confidence: 1, profiles: 0, share: radii('contamination').robust,
    why: `${rule.points.length} types and ${rule.others.length} profiles of the others in lists, which are all, and every cycle of lies`,
    by(metric) {
      const { cycle, monotone, robust } = radii(metric);
      return { monotone, robust, ...(cycle ? { witness: witnessOf(cycle.map(({ type }) => bare(rule.points[type]!))) } : {}) };
    },
    file: (metric, quantity, values) =>
      listedRobustFile({ problem, agent, rule, radii: radii(SETS[metric].metric) }, metric, quantity, values),

    least: (delta, metric) => ({
      least: listedLeastEpsilon(rule, metric, delta, radii(metric).robust[0]),
      basis: metric === 'contamination' ? 'the worst contamination at one profile, by cycles of lies'
        : 'cycles of lies with the worst belief of the ball, and the ball gone through in parts',
    }),
  };
}

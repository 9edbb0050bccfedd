/**
 * The efficient rule of a social choice problem with linear values, or of a double auction: all beliefs about the others will do, or none.
 *
 * Let k and l tie at the top at a profile z of the others, with room to all sides, and let the own gradients' difference not be a
 * nonnegative multiple of the welfares'. Two own types close together on both sides of the tie then gain by swapping reports under z, and
 * are told apart with a vanishing share of the baseline: every ball holds contaminations at z, so no ball will do. Where all tying pairs
 * are congruent with a rate that is not negative the rule is ex post incentive compatible (src/notions/congruence-gap.ts). Where the
 * tie does not move with z, the pair fails under the baseline as well.
 */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { congruenceGaps } from '../../notions/congruence-gap.ts';
import type { Estimate, Point, Verdict } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { exactly } from '../../statistics/interval.ts';
import type { PlannedPoint, PointResult, SweepPoint } from '../kind.ts';
import { askedAgents } from './asked-agents.ts';
import { SETS } from './metrics.ts';
import { BALL_METRICS, type EfficientRuleQuestion } from './study-point.ts';

interface Answer {
  readonly every: boolean;
  readonly why: string;
}

const PRIVATE: Answer = { every: true, why: 'values are private: VCG payments make truth dominant' };

async function answerOf(problem: SocialChoiceProblem, agent: string): Promise<Answer> {
  const gaps = await congruenceGaps(problem as LinearProblem, problem.agents.indexOf(agent));
  const broken = gaps.find(({ ties, gap, alignment }) => ties && (gap > 0 || alignment < 0));
  if (!broken) return { every: true, why: 'every pair that ties at the top is congruent, with a rate that is not negative' };
  const pair = broken.pair.map((k) => `'${problem.alternatives[k]}'`).join(' and ');
  return {
    every: false,
    why: broken.gap > 0
      ? `${pair} tie at the top and are not congruent (JM01 (4.8)): the ex post field circulates`
      : `${pair} tie at the top with a negative common rate: ex post the rule is not monotone`,
  };
}

function rowsOf({ every, why }: Answer, agent: string, values: Point, { metrics = BALL_METRICS }: EfficientRuleQuestion): Estimate[] {
  return metrics.flatMap((metric) => ['monotonicityRadius', 'robustRadius'].map((quantity): Estimate => ({
    quantity, agent, point: { ...values, metric }, ...exactly(every ? SETS[metric].unit : 0), confidence: 1, guarantee: 'continuum',
    profiles: 0, basis: every ? `every belief; ${why}` : why,
  })));
}

const verdictOf = ({ every, why }: Answer, agent: string, point: Point): Verdict => ({
  id: 'locally-robust', agent, point, holds: every, status: every ? 'yes' : 'no',
  text: `${every ? 'The efficient rule is ex post implementable' : 'No ball of beliefs leaves the efficient rule implementable'}: ${why}`,
});

async function study(question: EfficientRuleQuestion, values: Point, run: Run): Promise<PointResult> {
  const estimates: Estimate[] = [];
  const verdicts: Verdict[] = [];
  const agents = askedAgents(question);
  const { problem } = question;
  for (const agent of agents) {
    if (run.signal?.aborted) break;
    const answer = problem.kind === 'double-auction' ? PRIVATE : await answerOf(problem, agent);
    estimates.push(...rowsOf(answer, agent, values, question));
    verdicts.push(verdictOf(answer, agent, values));
  }
  const complete = verdicts.length === agents.length;
  return { samplers: [], estimates, curves: [], surfaces: [], verdicts, notes: [], complete };
}

export async function planEfficientRule({ problem, values }: SweepPoint<EfficientRuleQuestion>): Promise<PlannedPoint> {
  return { cost: 1, study: (run) => study(problem, values, run) };
}

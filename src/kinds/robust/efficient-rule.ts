/**
 * The efficient rule of a social choice problem with linear values, or of a double auction: all beliefs about the others will do, or none.
 *
 * Let k and l tie at the top at a profile z of the others, with room to all sides, and let the own gradients' difference not be a
 * nonnegative multiple of the welfares'. Two own types close together on both sides of the tie then gain by swapping reports under z, and
 * are told apart with a vanishing share of the baseline: every ball holds contaminations at z, so no ball will do. Where all tying pairs
 * are congruent with a rate that is not negative the rule is ex post incentive compatible (src/notions/congruence-gap.ts). Where the
 * tie does not move with z, the pair fails under the baseline as well.
 */
import { ownSpace } from '../../experiments/own-signal.ts';
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { congruenceGaps, type PairGap } from '../../notions/congruence-gap.ts';
import { efficientRuleInBall } from '../../notions/robust/efficient-rule-in-ball.ts';
import type { Estimate, Point, Verdict } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import type { TieWitness } from '../../results/witness.ts';
import type { PlannedPoint, PointResult, SweepPoint } from '../kind.ts';
import { tieWitness } from '../tie-witness.ts';
import { askedAgents } from './asked-agents.ts';
import { SETS } from './metrics.ts';
import { BALL_METRICS, RADIUS, type EfficientRuleQuestion } from './study-point.ts';

interface Answer {
  readonly every: boolean;
  readonly why: string;
  /** Its least ε in a ball that holds contaminations of share `delta`, and what that rests on. */
  least(delta: number): { readonly least: Interval; readonly basis: string; readonly pair?: PairGap | undefined };
  /** Two alternatives that show it where no ball will do. */
  readonly tie?: TieWitness;
}

const NOTHING: Answer['least'] = () => ({ least: exactly(0), basis: 'incentive compatible under every belief' });

const PRIVATE: Answer = { every: true, why: 'values are private: VCG payments make truth dominant', least: NOTHING };

async function answerOf(problem: SocialChoiceProblem, agent: string): Promise<Answer> {
  const place = problem.agents.indexOf(agent);
  const gaps = await congruenceGaps(problem as LinearProblem, place);
  const broken = gaps.find(({ ties, gap, alignment }) => ties && (gap > 0 || alignment < 0));
  if (!broken) {
    return { every: true, why: 'every pair that ties at the top is congruent, with a rate that is not negative', least: NOTHING };
  }
  const named = ({ pair }: PairGap): string => pair.map((k) => `'${problem.alternatives[k]}'`).join(' and ');
  return {
    every: false, tie: tieWitness(problem, broken, ownSpace(problem, place).names),
    why: broken.gap > 0
      ? `${named(broken)} tie at the top and are not congruent (JM01 (4.8)): the ex post field circulates`
      : `${named(broken)} tie at the top with a negative common rate: ex post the rule is not monotone`,
    least(delta) {
      const { least, pair } = efficientRuleInBall(problem as LinearProblem, place, gaps, delta);
      return { least, pair, basis: `${pair ? `below, what a contamination of the ball at a tie of ${named(pair)} leaves to gain; ` : ''}`
        + "above, an affine maximiser's transfers, under every profile" };
    },
  };
}

function rowsOf(
  { every, why, least, tie }: Answer, agent: string, values: Point,
  { problem, metrics = BALL_METRICS, radius = RADIUS }: EfficientRuleQuestion,
): Estimate[] {
  return metrics.flatMap((metric) => {
    const point = { ...values, metric };
    const fixed = { agent, confidence: 1, guarantee: 'continuum', profiles: 0 } as const;
    const { least: { estimate, lower, upper }, basis, pair } = least(Math.min(1, radius / SETS[metric].unit));
    return [
      ...['monotonicityRadius', 'robustRadius'].map((quantity): Estimate => ({
        quantity, point, ...exactly(every ? SETS[metric].unit : 0), ...fixed, basis: every ? `every belief; ${why}` : why,
        ...(tie ? { witness: tie } : {}),
      })),
      {
        quantity: 'leastEpsilon', point: { ...point, radius }, estimate, lower, upper, ...fixed, basis,
        ...(pair ? { witness: tieWitness(problem as LinearProblem, pair) } : {}),
      },
    ];
  });
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

/**
 * The efficient rule of a social choice problem, or of a double auction. With linear values all beliefs about the others will do, or none;
 * others: nonlinear-rule.ts.
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
import { exactly } from '../../statistics/interval.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { proofName } from '../proof-name.ts';
import { tieWitness } from '../tie-witness.ts';
import { askedAgents } from './asked-agents.ts';
import { SETS } from './metrics.ts';
import { areListed } from '../field/second-best-sizes.ts';
import { listedAnswer } from './listed-rule.ts';
import { nonlinearAnswer } from './nonlinear-rule.ts';
import type { Answer } from './rule-answer.ts';
import { BALL_METRICS, RADIUS, type EfficientRuleQuestion } from './study-point.ts';

const NOTHING: Answer['least'] = () => ({ least: exactly(0), basis: 'incentive compatible under every belief' });

/** Known without a draw. */
const SURE = { confidence: 1, profiles: 0 } as const;

const PRIVATE: Answer = { ...SURE, share: [1, 1], why: 'values are private: VCG payments make truth dominant', least: NOTHING };

/** Of her signals. */
const namesOf = (problem: SocialChoiceProblem, agent: string): readonly string[] =>
  ownSpace(problem, problem.agents.indexOf(agent)).names;

async function answerOf(problem: SocialChoiceProblem, agent: string): Promise<Answer> {
  const place = problem.agents.indexOf(agent);
  if (areListed(problem)) return listedAnswer(problem as LinearProblem, place);
  const gaps = await congruenceGaps(problem as LinearProblem, place);
  const isBroken = ({ gap, alignment }: PairGap): boolean => gap > 0 || alignment < 0;
  const broken = gaps.find((one) => one.ties && isBroken(one));
  const endless = broken ? undefined : problem.signals.find(({ law }) => law.whole);
  if (endless && gaps.some(isBroken)) {
    return {
      ...SURE, share: [0, 1], why: `pairs that are not congruent tie nowhere in [${endless.law.support.join(', ')}] and the like, and `
        + `whether they do beyond is open (${endless.law.text} has no end)`,
      least(delta) {
        const { least } = efficientRuleInBall(problem as LinearProblem, place, gaps, delta);
        return { least, basis: "an affine maximiser's transfers, under every profile" };
      },
    };
  }
  if (!broken) {
    return {
      ...SURE, share: [1, 1], why: 'every pair that ties at the top is congruent, with a rate that is not negative', least: NOTHING,
    };
  }
  const named = ({ pair }: PairGap): string => pair.map((k) => `'${problem.alternatives[k]}'`).join(' and ');
  return {
    ...SURE, share: [0, 0], witness: tieWitness(problem, broken, namesOf(problem, agent)),
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
  { share, by, why, least, confidence, profiles, witness: known }: Answer, agent: string, values: Point,
  { problem, metrics = BALL_METRICS, radius = RADIUS }: EfficientRuleQuestion,
): Estimate[] {
  return metrics.flatMap((metric) => {
    const point = { ...values, metric };
    const { unit, metric: kind } = SETS[metric];
    const { monotone, robust, witness = known } = by?.(kind) ?? { monotone: share, robust: share };
    const fixed = { agent, guarantee: 'continuum', profiles: 0 } as const;
    const { least: { estimate, lower, upper }, basis, isOpen, pair } = least(Math.min(1, radius / unit), kind);
    return [
      ...([['monotonicityRadius', monotone], ['robustRadius', robust]] as const).map(([quantity, [low, high]]): Estimate => ({
        quantity, point, estimate: (unit * (low + high)) / 2, lower: unit * low, upper: unit * high, ...fixed, confidence, profiles,
        basis: low === 1 ? `every belief; ${why}` : why, ...(witness ? { witness } : {}),
      })),
      {
        quantity: 'leastEpsilon', point: { ...point, radius }, estimate, lower, upper, ...fixed, basis, confidence: 1,
        ...(isOpen ? { guarantee: 'point' } : {}),
        ...(pair ? { witness: tieWitness(problem as LinearProblem, pair, namesOf(problem as LinearProblem, agent)) } : {}),
      },
    ];
  });
}

function verdictOf({ share, by, why }: Answer, agent: string, point: Point): Verdict {
  // A contamination is in every ball of its size.
  const [low, high] = by?.('contamination').robust ?? share;
  if (by && low > 0 && low < 1) {
    const text = `Some ball of beliefs leaves the efficient rule implementable, and not all beliefs do: ${why}`;
    return { id: 'locally-robust', agent, point, holds: true, status: 'yes', text };
  }
  const status = low === 1 ? 'yes' : high === 0 ? 'no' : 'undecided';
  const text = {
    yes: 'The efficient rule is ex post implementable', no: 'No ball of beliefs leaves the efficient rule implementable',
    undecided: 'Whether some ball of beliefs leaves the efficient rule implementable is open',
  }[status];
  return { id: 'locally-robust', agent, point, holds: status === 'yes', status, text: `${text}: ${why}` };
}

async function study(question: EfficientRuleQuestion, values: Point, aim: StudyAim, run: Run): Promise<PointResult> {
  const estimates: Estimate[] = [];
  const verdicts: Verdict[] = [];
  const agents = askedAgents(question);
  const { problem } = question;
  for (const agent of agents) {
    if (run.signal?.aborted) break;
    const answer = !('valuations' in problem) ? PRIVATE
      : problem.valuations.kind === 'linear' ? await answerOf(problem, agent) : await nonlinearAnswer(problem, agent, aim, run);
    if (!answer) break;
    estimates.push(...rowsOf(answer, agent, values, question));
    for (const metric of answer.file ? question.metrics ?? BALL_METRICS : []) {
      for (const quantity of ['robustRadius', 'monotonicityRadius'] as const) {
        run.prove(proofName('robust', agent, metric, quantity), () => answer.file!(metric, quantity, { ...values, metric }));
      }
    }
    verdicts.push(verdictOf(answer, agent, values));
  }
  const complete = verdicts.length === agents.length;
  return { samplers: [], estimates, curves: [], surfaces: [], verdicts, notes: [], complete };
}

export async function planEfficientRule({ problem, values }: SweepPoint<EfficientRuleQuestion>, aim: StudyAim): Promise<PlannedPoint> {
  return { cost: 1, study: (run) => study(problem, values, aim, run) };
}

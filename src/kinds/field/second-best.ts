/** The most welfare that incentive compatible mechanisms reach, beside the first best. */
import { coordinatesOf } from '../../environment/social-choice.ts';
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { congruenceGaps, isImplementable } from '../../notions/congruence-gap.ts';
import type { Estimate } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';
import type { PlannedPoint, PointResult, StudyAim, SweepPoint } from '../kind.ts';
import { bracket, type SecondBestAnswer, type SecondBestCase } from './second-best-answer.ts';
import { firstBestVerdict, MARKET, notesOf } from './second-best-rows.ts';
import { secondBestOverCells } from './second-best-cells.ts';
import { exactSecondBest } from './second-best-exact.ts';
import { nonlinearSecondBest } from './second-best-nonlinear.ts';
import { listedSecondBest } from './second-best-listed.ts';
import { isBoundBy, isExact, isListedProgram, jointSize, sizeOfAxis } from './second-best-sizes.ts';
import { marketSecondBest } from './market-second-best.ts';
import type { MarketSecondBestQuestion, SecondBestQuestion } from './study-point.ts';

type Asked = SecondBestQuestion | MarketSecondBestQuestion;

const isOfMarket = (at: SecondBestCase<Asked>): at is SecondBestCase<MarketSecondBestQuestion> => at.question.question !== 'second-best';

/** Whether the efficient rule is implementable by structure, for every agent. */
async function isFree(problem: LinearProblem, run: Run): Promise<boolean> {
  for (const agent of problem.agents.keys()) {
    if (coordinatesOf(problem, agent).length > 0 && !isImplementable(await congruenceGaps(problem, agent, run.solve))) return false;
  }
  return true;
}

/** Nothing is lost where the efficient rule is implementable by structure and money does not bind. */
const withoutLoss = ({ first, curves, complete }: SecondBestAnswer): SecondBestAnswer => ({
  first, curves, complete, second: first, loss: exactly(0), confidence: 1, profiles: 0,
  basis: 'zero by structure: every pair that ties at the top is congruent with a rate that is not negative',
});

/**
 * Ends that hold whatever was computed. Agents who may stay away are left with nothing or more, out of welfare and the deficit: no
 * mechanism is worth less than minus the deficit. The first best is no less than the second, so that a sharper end of one is an end of the
 * other.
 */
function withSureEnds(answer: SecondBestAnswer, asked: SecondBestCase<Asked>): SecondBestAnswer {
  if (!answer.complete) return answer;
  const { question: { deficit = 0 }, isBound } = asked;
  const { confidence, basis } = answer;
  const least = isBound ? Math.min(0 - deficit, answer.second.upper) : -Infinity;
  const isSure = answer.second.lower < least;
  const second = bracket({ lower: Math.max(answer.second.lower, least), upper: Math.min(answer.second.upper, answer.first.upper) });
  const first = confidence === 1 && second.lower > answer.first.lower
    ? bracket({ lower: second.lower, upper: answer.first.upper }) : answer.first;
  const loss = bracket({
    lower: Math.max(0, answer.loss.lower, first.lower - second.upper), upper: Math.min(answer.loss.upper, first.upper - second.lower),
  });
  return {
    ...answer, second, first, loss,
    basis: isSure ? `${basis}; nor below minus the deficit, where nobody may be left with less than nothing` : basis,
    ...(answer.at ? { at: (share: number) => withSureEnds(answer.at!(share), asked) } : {}),
  };
}

async function answerOf(given: SecondBestCase<Asked>, aim: StudyAim, run: Run): Promise<SecondBestAnswer | undefined> {
  if (isOfMarket(given)) {
    const answer = await marketSecondBest(given, run);
    return answer && withSureEnds(answer, given);
  }
  const at = given as SecondBestCase;
  if (at.question.problem.valuations.kind !== 'linear') {
    const answer = await nonlinearSecondBest(at, aim, run);
    return answer && withSureEnds(answer, at);
  }
  const problem = at.question.problem as LinearProblem;
  if (isListedProgram(at.question)) return withSureEnds(await listedSecondBest(at, run), at);
  if (!isExact(at.question)) {
    const answer = withSureEnds(await secondBestOverCells(at, aim, run), at);
    return !at.isBound && (await isFree(problem, run)) ? withoutLoss(answer) : answer;
  }
  const exact = await exactSecondBest(at, at.question.cells, run);
  if (!exact) return undefined;
  const answer = withSureEnds(exact, at);
  return exact.price === 0 && (await isFree(problem, run)) ? withoutLoss(answer) : answer;
}

async function study(at: SecondBestCase<Asked>, aim: StudyAim, run: Run): Promise<PointResult> {
  const { values, question } = at;
  const nothing = { samplers: [], surfaces: [], curves: [], estimates: [], verdicts: [], notes: [], complete: false };
  const answer = await answerOf(at, aim, run).catch((error: unknown) => {
    // A program that was given up has failed.
    if (run.signal?.aborted) return undefined;
    throw error;
  });
  if (!answer?.complete || run.signal?.aborted) return nothing;
  const { second, first, loss, basis, curves, confidence, profiles, complete, witness } = answer;
  const shown = { basis, ...(witness ? { witness } : {}) };
  const row = (quantity: string, interval: Interval, more: Partial<Estimate> & Pick<Estimate, 'basis'>): Estimate =>
    ({ quantity, agent: MARKET, point: values, ...interval, confidence, guarantee: 'continuum', profiles, ...more });
  return {
    ...nothing, complete, curves,
    estimates: [
      row('secondBestWelfare', second, shown),
      row('firstBestWelfare', first, { basis: 'the same with every signal public', confidence: 1, profiles: 0 }),
      row('welfareLoss', loss, shown),
    ],
    verdicts: [firstBestVerdict(values, loss)], notes: notesOf(question),
    intervalAt: ({ quantity }, share) => (quantity === 'welfareLoss' ? answer.at?.(share).loss : undefined),
  };
}

/** Expected work: over joint cells of types about as a program of so many entries, between two alternatives by cells. */
function costOf(at: SecondBestCase<Asked>): number {
  if (isOfMarket(at)) return (at.question.cells ?? 1) * Math.sqrt(at.question.market.sellers + at.question.market.buyers);
  const question = at.question as SecondBestQuestion;
  if (isExact(question)) return question.cells ?? 1;
  const problem = question.problem as LinearProblem;
  if (isListedProgram(question)) return problem.signals.reduce((all, { law }) => all * law.atoms!.length, problem.alternatives.length);
  return jointSize(problem, question.cells ?? sizeOfAxis(problem)) ** 1.5;
}

export function planSecondBest({ problem: question, values, pictures }: SweepPoint<Asked>, aim: StudyAim): Promise<PlannedPoint> {
  const at: SecondBestCase<Asked> = { question, values, isBound: isBoundBy(question) };
  return Promise.resolve({
    cost: costOf(at),
    // The least that any mechanism loses is known once it is computed.
    mayRefuse: at.isBound,
    study: async (run: Run) => {
      run.progress('second best', 0);
      const result = await study(at, aim, run);
      return pictures ? result : { ...result, curves: [] };
    },
  });
}

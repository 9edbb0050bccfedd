/** Whole profiles under truth-telling of problems with atoms beside densities, drawn and played one by one (interim.ts). */
import type { StreamKey } from '../../../kernels/kernel.ts';
import { coordinatesOf, type SocialChoiceProblem } from '../../environment/social-choice.ts';
import { schemeOf, type Mechanism } from '../../mechanism/mechanism.ts';
import { dot } from '../../mechanism/welfare-transfers.ts';
import type { Range } from '../../mechanism/range.ts';
import type { DrawOptions, OpenExperiment } from '../../run/request.ts';
import type { Draw } from '../../run/run.ts';
import { turn } from '../../run/turns.ts';
import { payoffOf, Play } from '../enumeration/play.ts';
import { payoffRounding } from '../enumeration/scale.ts';
import { mergeExPostSums, type ExPostSampler, type ExPostSums, type InterimQuestion, type Moments } from '../interim-sums.ts';
import { exPostBack, questionNear, recentred, type Audited } from '../recentred.ts';
import { signalDraws } from '../tensor/draws.ts';
import type { ExPostParameters } from '../tensor/ex-post.ts';
import { payoffRange, transferRange, welfareRange } from '../tensor/ranges.ts';
import { playedLawShare } from './law-error.ts';
import { PIECE, playedSampler } from './sampler.ts';

export const PLAYED_EX_POST = 'played-ex-post';

const NS_PER_PROFILE = 800;
const HELD = 'expected externalities are those of the profile itself, not means';
/** Below it, in roundings of a payoff, money is nothing. */
const NOTHING = 2 ** 6;
/** Profiles between two turns of the event loop. */
const TURN = 64;

export function playedExPostSampler(
  problem: SocialChoiceProblem, mechanism: Mechanism, questions: readonly InterimQuestion[], run: Draw, asked: Audited = 'payoffs',
): ExPostSampler {
  const near = recentred(problem, mechanism, asked);
  const parameters: ExPostParameters = {
    problem, mechanism, questions, ...(asked === 'payoffs' ? {} : { asked }), ...(near && { origin: near.origin, taken: near.welfare }),
  };
  const rows = questions.reduce((sum, { reports }) => sum + reports.length, 1);
  const sampler = playedSampler({
    name: PLAYED_EX_POST, parameters, merge: mergeExPostSums, opened: openPlayedExPost(parameters),
    cost: NS_PER_PROFILE * rows * problem.agents.length * problem.alternatives.length,
  }, run);
  return { ...sampler, run: async (...drawn) => exPostBack(near, await sampler.run(...drawn)) };
}

/** The experiment, for whichever thread draws pieces of it. */
export function openPlayedExPost({ problem, mechanism, questions, asked }: ExPostParameters): OpenExperiment<ExPostSums> {
  const near = recentred(problem, mechanism, asked);
  return near ? opened({
    problem: near.problem, mechanism: near.mechanism, questions: questions.map((question) => questionNear(near, question)),
  }) : opened({ problem, mechanism, questions });
}

function opened({ problem, mechanism, questions }: ExPostParameters): OpenExperiment<ExPostSums> {
  const draws = signalDraws(problem);
  // Of money that holds a mean the profile's own number stands for it: budgets balance whatever it is.
  const isHeld = schemeOf(mechanism.transfers).holdsExternality === true;
  const play = new Play(problem, mechanism, undefined, isHeld ? (_agent, _j, signals) => signals : undefined);
  const tolerance = NOTHING * problem.agents.length * payoffRounding(problem);
  return {
    piece: PIECE,
    async run(stream: StreamKey, first: number, count: number, { onProgress, signal }: DrawOptions): Promise<ExPostSums> {
      let sums: ExPostSums = {
        ...emptySums(problem, mechanism, questions, tolerance), ...(isHeld ? { innerTerms: HELD } : {}),
      };
      const rows = draws.draw(stream, first, count);
      const width = problem.signals.length;
      let done = 0;
      while (done < count && !signal?.aborted) {
        for (const end = Math.min(count, done + TURN); done < end; done++) {
          sums = mergeExPostSums(sums, profileSums(sums, play, questions, Array.from(rows.subarray(done * width, (done + 1) * width))));
        }
        onProgress?.(done);
        await turn();
      }
      return sums;
    },
  };
}

function emptySums(
  problem: SocialChoiceProblem, mechanism: Mechanism, questions: readonly InterimQuestion[], tolerance: number,
): ExPostSums {
  const { agents, signals } = problem;
  const paid = agents.map((_, i) => transferRange(problem, mechanism, i));
  const revenue: Range = [0 - paid.reduce((sum, [, high]) => sum + high, 0), 0 - paid.reduce((sum, [low]) => sum + low, 0)];
  // Money is made of the choice and of what would be chosen without each agent.
  const lawShare = playedLawShare(problem, [...signals.keys()], agents.length + 2);
  const moments = (range: Range): Moments => ({ sum: 0, squares: 0, range, bias: lawShare * (range[1] - range[0]) });
  const nobody = agents.map(() => 0);
  return {
    profiles: 0, firstBest: moments(welfareRange(problem)), welfare: moments(welfareRange(problem)), revenue: moments(revenue),
    payoff: agents.map((_, i) => moments(payoffRange(problem, mechanism, i))),
    deficits: 0, imbalances: 0, irViolations: nobody, gainful: nobody, largestGain: nobody,
    reports: Math.max(0, ...questions.map(({ reports }) => reports.length)), tolerance, lawError: lawShare,
  };
}

function profileSums(
  empty: ExPostSums, play: Play, questions: readonly InterimQuestion[], signals: readonly number[],
): ExPostSums {
  const { problem } = play;
  const { tolerance } = empty;
  const values = play.values(signals);
  const chances = play.probabilities(signals);
  const total = problem.alternatives.map((_, k) => values.reduce((sum, row) => sum + row[k]!, 0));
  const paid = problem.agents.map((_, i) => play.transfer(signals, i));
  const revenue = 0 - paid.reduce((sum, x) => sum + x, 0);
  const one = (moments: Moments, x: number): Moments => ({ ...moments, sum: x, squares: x ** 2 });
  const payoffs = problem.agents.map((_, i) => dot(chances, values[i]!) + paid[i]!);
  const gains = problem.agents.map((_, i) => {
    const question = questions.find(({ agent }) => agent === i);
    const type = coordinatesOf(problem, i).map((d) => signals[d]!);
    return Math.max(0, ...(question?.reports ?? []).map((report) => payoffOf(play.exPost(i, report, signals), type) - payoffs[i]!));
  });
  return {
    ...empty,
    profiles: 1,
    firstBest: one(empty.firstBest, Math.max(...total)), welfare: one(empty.welfare, dot(chances, total)),
    revenue: one(empty.revenue, revenue),
    payoff: payoffs.map((x, i) => one(empty.payoff[i]!, x)),
    deficits: Number(revenue < -tolerance), imbalances: Number(Math.abs(revenue) > tolerance),
    irViolations: payoffs.map((x) => Number(x < -tolerance)),
    gainful: gains.map((gain) => Number(gain > tolerance)), largestGain: gains.map((gain) => (gain > tolerance ? gain : 0)),
  };
}

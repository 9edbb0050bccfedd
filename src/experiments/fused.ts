/** Samplers on the fused kernels `interim` and `ex-post`, for what these cover; the tensor path does the rest. */
import type { InterimParameters } from '../../kernels/interim/spec.ts';
import type { SocialChoiceProblem } from '../environment/social-choice.ts';
import type { Mechanism } from '../mechanism/mechanism.ts';
import type { Draw } from '../run/run.ts';
import type { ExPostSampler, InterimQuestion, InterimSampler } from './interim-sums.ts';
import { decodeExPost, decodeInterim } from './integer/decode.ts';
import { integerExPost } from './integer/ex-post.ts';
import { integerInterim } from './integer/interim.ts';
import type { Unsupported } from './integer/plan.ts';
import { exPostBack, questionNear, recentred, type Audited } from './recentred.ts';

/** Nanoseconds, from kernels/interim: draws, terms and pairs of the functionals, then every report or every crossing. */
function interimCost(
  problem: SocialChoiceProblem,
  { reports, paired }: InterimQuestion,
  { classes, line, base }: InterimParameters,
): number {
  const drawn = problem.signals.length * 5 + problem.alternatives.length * problem.agents.length * 1.5;
  const choosing = line && !base ? classes * Math.log2(classes + 1) * 4 + 30 : reports.length * classes * 4;
  return drawn + choosing + paired.length ** 2 * 0.6;
}

export function fusedInterimSampler(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  question: InterimQuestion,
  run: Draw,
): InterimSampler | Unsupported {
  const near = recentred(problem, mechanism);
  const asked = near ? questionNear(near, question) : question;
  const lowered = integerInterim(near?.problem ?? problem, near?.mechanism ?? mechanism, asked);
  if ('unsupported' in lowered) return lowered;
  return {
    path: 'fused',
    reason: 'linear values and a rule that maximises welfare',
    cost: interimCost(problem, question, lowered.parameters),
    async run(stream, first, count, options) {
      // Interrupted runs are cut to whole groups by the device's own chunks, which are powers of two.
      const { statistics, profiles } = await run.draw({ kernel: 'interim', parameters: lowered.parameters, stream, first, count }, options);
      return decodeInterim(statistics, profiles, question, lowered);
    },
  };
}

/** `questions`: reports tried in hindsight, agent by agent; agents without a question try none. */
export function fusedExPostSampler(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  questions: readonly InterimQuestion[],
  run: Draw,
  asked: Audited = 'payoffs',
): ExPostSampler | Unsupported {
  const near = recentred(problem, mechanism, asked);
  const put = near ? questions.map((question) => questionNear(near, question)) : questions;
  const reports = problem.agents.map((_, i) => put.find(({ agent }) => agent === i)?.reports);
  const lowered = integerExPost(near?.problem ?? problem, near?.mechanism ?? mechanism, reports);
  if ('unsupported' in lowered) return lowered;
  const tried = reports.reduce((sum, list) => sum + (list?.length ?? 0), 0);
  return {
    path: 'fused',
    reason: 'linear values and a rule that maximises welfare',
    cost: problem.signals.length * 5 + problem.alternatives.length * problem.agents.length * 4 + tried * problem.alternatives.length * 0.7,
    async run(stream, first, count, options) {
      const { statistics, profiles } = await run.draw({ kernel: 'ex-post', parameters: lowered.parameters, stream, first, count }, options);
      return exPostBack(near, decodeExPost(statistics, profiles, lowered));
    },
  };
}

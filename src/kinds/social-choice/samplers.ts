/** Fused kernels where they cover a mechanism, tensor ops otherwise; where a law has atoms, profiles played on the host. */
import { hasAtoms } from './atoms.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Draw } from '../../run/run.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { fusedExPostSampler, fusedInterimSampler } from '../../experiments/fused.ts';
import type { ExPostSampler, InterimQuestion, InterimSampler } from '../../experiments/interim-sums.ts';
import type { Audited } from '../../experiments/recentred.ts';
import { playedExPostSampler } from '../../experiments/played/ex-post.ts';
import { playedInterimSampler } from '../../experiments/played/interim.ts';
import { tensorExPostSampler } from '../../experiments/tensor/ex-post.ts';
import { tensorInterimSampler } from '../../experiments/tensor/interim.ts';

export async function interimSampler(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  question: InterimQuestion,
  run: Draw,
): Promise<InterimSampler> {
  if (hasAtoms(problem)) return playedInterimSampler(problem, mechanism, question, run);
  const fused = fusedInterimSampler(problem, mechanism, question, run);
  if (!('unsupported' in fused)) return fused;
  return { ...(await tensorInterimSampler(problem, mechanism, question, run)), reason: fused.unsupported };
}

/** `questions`: reports against which gains in hindsight are looked for. `asked`: whether payoffs are wanted. */
export async function exPostSampler(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  questions: readonly InterimQuestion[],
  run: Draw,
  asked: Audited = 'payoffs',
): Promise<ExPostSampler> {
  if (hasAtoms(problem)) return playedExPostSampler(problem, mechanism, questions, run, asked);
  const fused = fusedExPostSampler(problem, mechanism, questions, run, asked);
  if (!('unsupported' in fused)) return fused;
  const options = asked === 'payoffs' ? {} : { asked };
  return { ...(await tensorExPostSampler(problem, mechanism, questions, run, options)), reason: fused.unsupported };
}

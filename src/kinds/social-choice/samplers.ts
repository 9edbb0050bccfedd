/** Fused kernels where they cover a mechanism, tensor ops otherwise. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Device } from '../../engine/device.ts';
import type { Mechanism } from '../../mechanism/mechanism.ts';
import { fusedExPostSampler, fusedInterimSampler } from '../../experiments/fused.ts';
import type { ExPostSampler, InterimQuestion, InterimSampler } from '../../experiments/interim-sums.ts';
import { tensorExPostSampler } from '../../experiments/tensor/ex-post.ts';
import { tensorInterimSampler } from '../../experiments/tensor/interim.ts';

export async function interimSampler(problem: SocialChoiceProblem, mechanism: Mechanism, question: InterimQuestion, device: Device): Promise<InterimSampler> {
  const fused = fusedInterimSampler(problem, mechanism, question, device);
  if (!('unsupported' in fused)) return fused;
  return { ...(await tensorInterimSampler(problem, mechanism, question, device)), reason: fused.unsupported };
}

/** `questions`: reports against which gains in hindsight are looked for. */
export async function exPostSampler(problem: SocialChoiceProblem, mechanism: Mechanism, questions: readonly InterimQuestion[], device: Device): Promise<ExPostSampler> {
  const fused = fusedExPostSampler(problem, mechanism, questions, device);
  if (!('unsupported' in fused)) return fused;
  return { ...(await tensorExPostSampler(problem, mechanism, questions, device)), reason: fused.unsupported };
}

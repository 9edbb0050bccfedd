/** Profiles of the others, one after the other, for experiments on the host. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { TensorExperiment } from '../../run/request.ts';
import { signalDraws } from '../tensor/draws.ts';

/** Profiles between two looks at whether to stop. */
const BLOCK = 1024;

/** Calls `each` with the signals of every profile of the others in turn, her own being 0; how many there were. */
export async function everyProfile(
  problem: SocialChoiceProblem, agent: number, each: (signals: Float64Array) => void,
  ...[, stream, first, count, { signal, onProgress } = {}]: Parameters<TensorExperiment<{ readonly profiles: number }>['draw']>
): Promise<number> {
  const draws = signalDraws(problem, agent);
  const width = problem.signals.length;
  for (let done = 0; done < count; done += BLOCK) {
    if (signal?.aborted) return done;
    onProgress?.(done);
    await Promise.resolve();
    const size = Math.min(BLOCK, count - done);
    const rows = draws.draw(stream, first + done, size);
    for (let i = 0; i < size; i++) each(rows.subarray(i * width, (i + 1) * width));
  }
  return count;
}

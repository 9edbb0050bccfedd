/** Profiles of the others, one after the other, for experiments on the host. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { TensorExperiment } from '../../run/request.ts';
import { inTurns } from '../../run/turns.ts';
import { signalDraws } from '../tensor/draws.ts';

/** Profiles drawn at once. */
const BLOCK = 1024;

/** What is done with the signals of a profile, her own being 0: in steps where one profile may take long, and then added up in the last. */
export type Each = (signals: Float64Array) => Generator<undefined, void> | void;

/** Calls `each` for every profile of the others in turn; how many were done. Whatever one costs, events have their turn every 50 ms. */
export async function everyProfile(
  problem: SocialChoiceProblem, agent: number, each: Each,
  ...[, stream, first, count, { signal, onProgress } = {}]: Parameters<TensorExperiment<{ readonly profiles: number }>['draw']>
): Promise<number> {
  const draws = signalDraws(problem, agent);
  const width = problem.signals.length;
  let done = 0;
  function* steps(): Generator<undefined, void> {
    let rows = new Float64Array() as Float64Array;
    while (done < count) {
      const at = done % BLOCK;
      if (at === 0) {
        rows = draws.draw(stream, first + done, Math.min(BLOCK, count - done));
        onProgress?.(done);
      }
      const more = each(rows.subarray(at * width, (at + 1) * width));
      if (more) yield* more;
      done += 1;
      yield;
    }
  }
  await inTurns(steps(), signal);
  return done;
}

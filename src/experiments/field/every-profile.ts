/** Profiles of the others, one after the other, for experiments on the host. */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { TensorExperiment } from '../../run/request.ts';
import { inTurns } from '../../run/turns.ts';
import { signalDraws } from '../tensor/draws.ts';
import { profilesIn, type GridLaw } from './grid-opponents.ts';

/** Profiles drawn at once. */
const BLOCK = 1024;

/** Where the others' signals are, instead of following their laws. */
export interface OthersAt {
  /** Of every coordinate that the agent does not see. */
  readonly laws: readonly GridLaw[];
  /** Welfares that differ by no more are tied, and the first-listed alternative is chosen. Absent: what ties is left open. */
  readonly tie?: number;
}

/**
 * What is done with the signals of a profile, her own being 0, and with its weight: in steps where one profile may take long, and then
 * added up in the last.
 */
export type Each = (signals: Float64Array, weight: number) => Generator<undefined, void> | void;

/** Every profile of the others with its chance; the array is used again. */
function* listed({ laws }: OthersAt, width: number): Generator<{ readonly signals: Float64Array; readonly chance: number }> {
  const signals = new Float64Array(width);
  for (let profile = 0; profile < profilesIn(laws); profile++) {
    signals.fill(0);
    let [chance, rest] = [1, profile];
    for (const { coordinate, points, weights } of laws) {
      signals[coordinate] = points[rest % points.length]!;
      chance *= weights[rest % points.length]!;
      rest = Math.floor(rest / points.length);
    }
    yield { signals, chance };
  }
}

/**
 * Calls `each` for every profile of the others in turn; how many were done. Where others are at given points all their profiles are one of
 * the stream's, each weighed by its chance. Whatever one costs, events have their turn every 50 ms.
 */
export async function everyProfile(
  { problem, agent, others }: { readonly problem: SocialChoiceProblem; readonly agent: number; readonly others?: OthersAt | undefined },
  each: Each,
  ...[, stream, first, count, { signal, onProgress } = {}]: Parameters<TensorExperiment<{ readonly profiles: number }>['draw']>
): Promise<number> {
  if (others) {
    let gone = 0;
    const all = function* () {
      for (const { signals, chance } of listed(others, problem.signals.length)) {
        const more = each(signals, chance);
        if (more) yield* more;
        gone += 1;
        yield;
      }
      return count;
    };
    return (await inTurns(all(), signal, () => onProgress?.((count * gone) / profilesIn(others.laws)))) ?? 0;
  }
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
      const more = each(rows.subarray(at * width, (at + 1) * width), 1);
      if (more) yield* more;
      done += 1;
      yield;
    }
  }
  await inTurns(steps(), signal);
  return done;
}

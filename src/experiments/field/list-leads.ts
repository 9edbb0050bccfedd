/**
 * By how much each of three lists of alternatives leads the other two at own signals of zero, draw by draw of the others. Where an agent's
 * signals move all alternatives of a list alike, list k is chosen where both its leads exceed what her signals take off them: so what
 * counts is, for each list, how many draws lie beyond any two points. Counted are squares of a fine grid, and what lies beyond its ends.
 */
import type { TensorExperiment } from '../../run/request.ts';
import { turn } from '../../run/turns.ts';
import { othersWorth, type LinearProblem } from './walk-sums.ts';

export type ListPlace = 0 | 1 | 2;
/** The other two of each list, in the order in which its leads over them are told. */
export const OTHERS = [[1, 2], [0, 2], [0, 1]] as const;

export interface ListLeadQuestion {
  readonly agent: number;
  /** [3] alternatives by their places. */
  readonly lists: readonly (readonly number[])[];
  /** [3][2] between which numbers the lead over each of the other two is counted. */
  readonly ends: readonly (readonly (readonly [number, number])[])[];
}

export interface ListLeadSums {
  readonly profiles: number;
  /** [3][SIDE²] draws by the bin of the first lead, which turns fastest, and of the second: below `low`, even bins, from `high` on. */
  readonly counts: readonly Uint32Array[];
}

/** Even bins between the ends, and with those beyond. */
export const BINS = 512;
export const SIDE = BINS + 2;
/** Profiles between two looks at whether to stop, and of one piece of work. */
const BLOCK = 8192;
const CHUNK = 2 ** 20;

/** Place of a lead among the bins. */
const binOf = (lead: number, [low, high]: readonly [number, number]): number =>
  Math.min(BINS + 1, Math.max(0, 1 + Math.floor(((lead - low) / (high - low)) * BINS)));

export function listLeadExperiment(problem: LinearProblem, question: ListLeadQuestion): TensorExperiment<ListLeadSums> {
  const { agent, lists, ends } = question;
  const drawOthers = othersWorth({ problem, agent });
  return {
    name: 'field-list-leads',
    parameters: { problem, question },
    chunk: CHUNK,
    async draw(_tensors, stream, from, count, { signal, onProgress } = {}) {
      const counts = lists.map(() => new Uint32Array(SIDE * SIDE));
      const worths = new Float64Array(problem.alternatives.length);
      const best = new Float64Array(lists.length);
      for (let i = 0; i < count; i++) {
        if (i % BLOCK === 0 && i > 0) {
          if (signal?.aborted) return { profiles: i, counts };
          onProgress?.(i);
          await turn();
        }
        drawOthers(stream, from + i, worths);
        for (let k = 0; k < best.length; k++) {
          best[k] = -Infinity;
          for (const alternative of lists[k]!) best[k] = Math.max(best[k]!, worths[alternative]!);
        }
        for (let k = 0; k < best.length; k++) {
          const [l, m] = OTHERS[k as ListPlace];
          counts[k]![binOf(best[k]! - best[l]!, ends[k]![0]!) + SIDE * binOf(best[k]! - best[m]!, ends[k]![1]!)]!++;
        }
      }
      return { profiles: count, counts };
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles,
      counts: earlier.counts.map((row, k) => row.map((count, bin) => count + later.counts[k]![bin]!)),
    }),
  };
}

/**
 * By how much one list of alternatives leads another at own signals of zero, draw by draw of the others:
 *
 *     D = max of W_k over the first list  -  max of W_l over the second.
 *
 * Where an agent's signals s move all of the first against all of the second alike, by β·s, the best of all is of the first list where
 * D > -β·s, of the second where D < -β·s. Counted are draws of D between points that are evenly spaced, and those beyond either end.
 */
import type { Evaluation, TensorExperiment } from '../../run/request.ts';
import { turn } from '../../run/turns.ts';
import { basesOf, type GridLaw } from './grid-opponents.ts';
import { othersWorth, type LinearProblem } from './walk-sums.ts';

/** Two lists of alternatives by their places, and between which numbers their lead is counted. */
export interface LeadQuestion {
  readonly agent: number;
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly low: number;
  readonly high: number;
}

export interface LeadSums {
  readonly profiles: number;
  /** [BINS + 2] draws of D below `low`, in each of the even bins [from, to), and from `high` on. */
  readonly counts: Float64Array;
}

/** Even bins between the ends. */
export const BINS = 2 ** 14;
/** Profiles between two looks at whether to stop, and of one piece of work. */
const BLOCK = 8192;
const CHUNK = 2 ** 20;

const highestOf = (list: readonly number[], worths: ArrayLike<number>): number =>
  list.reduce((most, k) => Math.max(most, worths[k]!), -Infinity);

/** Place of D among the counts; of doubles the bin may be off by one next to its ends. */
function binOf(lead: number, { low, high }: LeadQuestion): number {
  return Math.min(BINS + 1, Math.max(0, 1 + Math.floor(((lead - low) / (high - low)) * BINS)));
}

export function leadExperiment(problem: LinearProblem, question: LeadQuestion): TensorExperiment<LeadSums> {
  const { agent, first, second } = question;
  const drawOthers = othersWorth({ problem, agent });
  return {
    name: 'field-leads',
    parameters: { problem, question },
    chunk: CHUNK,
    async draw(_tensors, stream, from, count, { signal, onProgress } = {}) {
      const counts = new Float64Array(BINS + 2);
      const worths = new Float64Array(problem.alternatives.length);
      for (let i = 0; i < count; i++) {
        if (i % BLOCK === 0 && i > 0) {
          if (signal?.aborted) return { profiles: i, counts };
          onProgress?.(i);
          await turn();
        }
        drawOthers(stream, from + i, worths);
        counts[binOf(highestOf(first, worths) - highestOf(second, worths), question)]!++;
      }
      return { profiles: count, counts };
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles, counts: earlier.counts.map((count, bin) => count + later.counts[bin]!),
    }),
  };
}

export interface Leads {
  /** Increasing. */
  readonly leads: readonly number[];
  readonly chances: readonly number[];
}

/** The same where others are at given points: every value of D with its chance. */
export const gridLeads = (
  problem: LinearProblem, { first, second }: LeadQuestion, laws: readonly GridLaw[],
): Evaluation<Leads> => ({
  evaluation: 'field-leads-on-grids',
  parameters: { problem, first, second, laws },
  async compute() {
    const chances = new Map<number, number>();
    for (const { base, chance } of basesOf(problem, laws)) {
      const lead = highestOf(first, base) - highestOf(second, base);
      chances.set(lead, (chances.get(lead) ?? 0) + chance);
    }
    const leads = [...chances.keys()].sort((a, b) => a - b);
    return { leads, chances: leads.map((lead) => chances.get(lead)!) };
  },
});

/**
 * What a menu rule loses against the efficient one where values are no linear functions, profile by profile, in double precision on the
 * host; as loss-sums.ts, with scores Σ_i λ_i Σ_k lottery_k f_k^i(s^i) + price, f the own parts of values.
 */
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import type { Expression } from '../../environment/formula/expression.ts';
import { Tape } from '../../environment/formula/tape.ts';
import type { TensorExperiment } from '../../run/request.ts';
import { turn } from '../../run/turns.ts';
import { signalDraws } from '../tensor/draws.ts';
import type { LossSums } from './loss-sums.ts';

/** Own parts and welfare as functions of all signals: [agents][K] and [K]. */
export interface BentScores {
  readonly own: readonly (readonly Expression[])[];
  readonly social: readonly Expression[];
}

interface Menu {
  readonly weights: readonly number[];
  readonly lotteries: readonly (readonly number[])[];
  readonly prices: readonly number[];
}

/** Profiles between two looks at whether to stop, and of one piece of work. */
const BLOCK = 4096;
const CHUNK = 2 ** 20;

/** [draws, agents, K] own parts and [draws, K] welfare of profiles of a stream. */
export function scoresOf(
  problem: SocialChoiceProblem, { own, social }: BentScores, stream: Parameters<ReturnType<typeof signalDraws>['draw']>[0],
  first: number, count: number,
): { readonly own: Float64Array; readonly welfare: Float64Array } {
  const tape = new Tape([...own.flat(), ...social]);
  const rows = signalDraws(problem).draw(stream, first, count);
  const width = problem.signals.length;
  const many = own.length * social.length;
  const found = { own: new Float64Array(count * many), welfare: new Float64Array(count * social.length) };
  for (let draw = 0; draw < count; draw++) {
    tape.evaluate(rows.subarray(draw * width, (draw + 1) * width));
    for (let r = 0; r < many; r++) found.own[draw * many + r] = tape.value[tape.roots[r]!]!;
    for (let k = 0; k < social.length; k++) found.welfare[draw * social.length + k] = tape.value[tape.roots[many + k]!]!;
  }
  return found;
}

export function bentLoss(problem: SocialChoiceProblem, scores: BentScores, menu: Menu): TensorExperiment<LossSums> {
  const { weights, lotteries, prices } = menu;
  const K = scores.social.length;
  return {
    name: 'bent-menu-loss',
    parameters: {
      signals: problem.signals, own: scores.own.map((row) => row.map(({ key }) => key)), social: scores.social.map(({ key }) => key), menu,
    },
    chunk: CHUNK,
    async draw(_tensors, stream, first, count, { signal, onProgress } = {}) {
      let [loss, squares] = [0, 0];
      for (let done = 0; done < count; done += BLOCK) {
        if (done > 0) {
          if (signal?.aborted) return { profiles: done, loss, squares };
          onProgress?.(done);
          await turn();
        }
        const block = Math.min(BLOCK, count - done);
        const { own, welfare } = scoresOf(problem, scores, stream, first + done, block);
        const score = new Float64Array(K);
        for (let draw = 0; draw < block; draw++) {
          score.fill(0);
          for (let i = 0; i < weights.length; i++) {
            for (let k = 0; k < K; k++) score[k]! += weights[i]! * own[(draw * weights.length + i) * K + k]!;
          }
          let [chosen, best] = [0, -Infinity];
          for (let j = 0; j < prices.length; j++) {
            let value = prices[j]!;
            for (let k = 0; k < K; k++) value += lotteries[j]![k]! * score[k]!;
            if (value > best) [chosen, best] = [j, value];
          }
          let [most, reached] = [-Infinity, 0];
          for (let k = 0; k < K; k++) {
            const worth = welfare[draw * K + k]!;
            most = Math.max(most, worth);
            reached += lotteries[chosen]![k]! * worth;
          }
          loss += most - reached;
          squares += (most - reached) ** 2;
        }
      }
      return { profiles: count, loss, squares };
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles, loss: earlier.loss + later.loss, squares: earlier.squares + later.squares,
    }),
  };
}

/**
 * What a menu rule loses against the efficient one, profile by profile, in double precision on the host. A rule is a list of items, each
 * a lottery over alternatives with a score that is linear in all signals; the item with the highest score is chosen, the first of several.
 *
 *     loss = max_k w_k - Σ_k lottery_k w_k >= 0.
 */
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import type { TensorExperiment } from '../../run/request.ts';
import { turn } from '../../run/turns.ts';
import type { LinearProblem } from './walk-sums.ts';

export interface MenuItem {
  /** [D] */
  readonly weights: readonly number[];
  readonly constant: number;
  /** [K] adding up to one. */
  readonly lottery: readonly number[];
}

export interface LossSums {
  readonly profiles: number;
  /** Σ loss and Σ loss² over profiles. */
  readonly loss: number;
  readonly squares: number;
}

/** Welfare of every alternative as a linear function of all signals. */
export function welfareOf({ alternatives, signals, valuations: { constants, coefficients } }: LinearProblem): Pick<MenuItem,
  'weights' | 'constant'>[] {
  return alternatives.map((_, k) => ({
    constant: constants.reduce((sum, row) => sum + row[k]!, 0),
    weights: signals.map((__, d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)),
  }));
}

/** No profile loses more: the largest difference of two welfares over the signals' supports. */
export function largestLoss(problem: LinearProblem): number {
  const welfare = welfareOf(problem);
  return Math.max(0, ...welfare.flatMap((one) => welfare.map((other) => problem.signals.reduce((sum, { law: { support } }, d) => {
    const slope = one.weights[d]! - other.weights[d]!;
    return sum + slope * (slope > 0 ? support[1] : support[0]);
  }, one.constant - other.constant))));
}

/** Signals of profile i: coordinate d from word (i, d) of the stream, at the middle of its 2^32 quantiles. */
export function signalsOf({ signals }: LinearProblem, stream: Parameters<typeof threefry2x32>[0], profile: number): number[] {
  return signals.map(({ law }, d) => law.quantile((threefry2x32(stream, [profile, d])[0] + 0.5) / 2 ** 32));
}

const scoreOf = ({ weights, constant }: Pick<MenuItem, 'weights' | 'constant'>, signals: readonly number[]): number =>
  weights.reduce((sum, weight, d) => sum + weight * signals[d]!, constant);

/** Profiles between two looks at whether to stop, and of one piece of work. */
const BLOCK = 4096;
const CHUNK = 2 ** 20;

export function lossExperiment(problem: LinearProblem, items: readonly MenuItem[]): TensorExperiment<LossSums> {
  const welfare = welfareOf(problem);
  return {
    name: 'menu-loss',
    parameters: { problem, items },
    chunk: CHUNK,
    async draw(_tensors, stream, first, count, { signal, onProgress } = {}) {
      let [loss, squares] = [0, 0];
      for (let i = 0; i < count; i++) {
        if (i % BLOCK === 0 && i > 0) {
          if (signal?.aborted) return { profiles: i, loss, squares };
          onProgress?.(i);
          await turn();
        }
        const signals = signalsOf(problem, stream, first + i);
        const worths = welfare.map((one) => scoreOf(one, signals));
        let [chosen, score] = [items[0]!, -Infinity];
        for (const item of items) {
          const own = scoreOf(item, signals);
          if (own > score) [chosen, score] = [item, own];
        }
        const lost = Math.max(...worths) - chosen.lottery.reduce((sum, share, k) => sum + share * worths[k]!, 0);
        loss += lost;
        squares += lost * lost;
      }
      return { profiles: count, loss, squares };
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles, loss: earlier.loss + later.loss, squares: earlier.squares + later.squares,
    }),
  };
}

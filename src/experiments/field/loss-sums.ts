/**
 * What a menu rule loses against the efficient one, profile by profile, in double precision on the host. A rule is a list of items, each
 * a lottery over alternatives with a score that is linear in all signals; the item with the highest score is chosen, the first of several.
 *
 *     loss = max_k w_k - Σ_k lottery_k w_k >= 0,
 *
 * of laws without an end no more than `largestLoss`, beyond which `lossBeyond` has what is left.
 */
import { quantileBySearch, type Distribution } from '../../distributions/distribution.ts';
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

/** Chance of either end of a law without one beyond which losses are not counted draw by draw. */
const FAR = 2 ** -17;

/** Between which signals losses are counted: of laws without an end, most of them. */
function boundsOf({ whole, support }: Distribution): readonly [number, number] {
  if (!whole) return support;
  const inner = (p: number): number => quantileBySearch({ support, cdf: (x) => whole.cdf(x) }, p);
  return [whole.ends[0] === -Infinity ? inner(FAR) : support[0], whole.ends[1] === Infinity ? inner(1 - FAR) : support[1]];
}

/** No profile loses more: the largest difference of two welfares over the signals' supports, of laws without an end over most of them. */
export function largestLoss(problem: LinearProblem): number {
  const welfare = welfareOf(problem);
  const bounds = problem.signals.map(({ law }) => boundsOf(law));
  return Math.max(0, ...welfare.flatMap((one) => welfare.map((other) => bounds.reduce((sum, [low, high], d) => {
    const slope = one.weights[d]! - other.weights[d]!;
    return sum + slope * (slope > 0 ? high : low);
  }, one.constant - other.constant))));
}

/**
 * What is lost beyond that on average, at most: a loss is no more than the largest difference of two welfares, which moves with a signal by
 * no more than slopes differ. 0 where all laws have ends.
 */
export function lossBeyond(problem: LinearProblem): number {
  const welfare = welfareOf(problem);
  return problem.signals.reduce((sum, { law }, d) => {
    if (!law.whole) return sum;
    const [low, high] = boundsOf(law);
    const slopes = welfare.map(({ weights }) => weights[d]!);
    const { whole: { ends, excess, shortfall } } = law;
    const past = (ends[1] === Infinity ? excess(high) : 0) + (ends[0] === -Infinity ? shortfall(low) : 0);
    return sum + (Math.max(...slopes) - Math.min(...slopes)) * past;
  }, 0);
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
  const most = problem.signals.some(({ law }) => law.whole) ? largestLoss(problem) : Infinity;
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
        const lost = Math.min(most, Math.max(...worths) - chosen.lottery.reduce((sum, share, k) => sum + share * worths[k]!, 0));
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

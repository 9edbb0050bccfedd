/**
 * What information leaves agents under the efficient rule, draw by draw. Of a start w_i and types s_i beyond it in every coordinate,
 *
 *     rent = Σ_i ∫ A_k(x)·dx along the straight line from w_i to s_i - max_k w_k(s),      way = Σ_i |s_i - w_i|,
 *
 * k(x) being the best alternative where agent i is of type x and the others are as drawn; a type that is not beyond the start counts for
 * nothing. Along a line the best alternative is the upper envelope of linear functions, so the integral is exact.
 */
import { coordinatesOf } from '../../environment/social-choice.ts';
import type { TensorExperiment } from '../../run/request.ts';
import { turn } from '../../run/turns.ts';
import { signalsOf, welfareOf } from './loss-sums.ts';
import { gradientsOf, type LinearProblem } from './walk-sums.ts';

/** Of an agent: each coordinate's value at the start, and whether types beyond it are above (1) or below (-1). */
export interface RentStart {
  readonly agent: number;
  readonly from: readonly number[];
  readonly signs: readonly number[];
}

export interface RentSums {
  readonly profiles: number;
  readonly rent: number;
  readonly rentSquares: number;
  readonly way: number;
  readonly waySquares: number;
}

/** Profiles between two looks at whether to stop, and of one piece of work. */
const BLOCK = 4096;
const CHUNK = 2 ** 20;

/** ∫_0^1 rise of the alternative that is best at t, values being base + t slope. */
export function alongEnvelope(base: readonly number[], slope: readonly number[], rise: readonly number[]): number {
  let at = 0;
  let best = 0;
  for (let k = 1; k < base.length; k++) {
    if (base[k]! > base[best]! || (base[k] === base[best] && slope[k]! > slope[best]!)) best = k;
  }
  let sum = 0;
  while (at < 1) {
    let [next, until] = [-1, 1];
    for (let k = 0; k < base.length; k++) {
      if (!(slope[k]! > slope[best]!)) continue;
      const meets = Math.max(at, (base[best]! - base[k]!) / (slope[k]! - slope[best]!));
      if (meets < until || (meets === until && next >= 0 && slope[k]! > slope[next]!)) [next, until] = [k, meets];
    }
    sum += rise[best]! * (until - at);
    if (next < 0) break;
    [at, best] = [until, next];
  }
  return sum;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, c) => sum + x * b[c]!, 0);

export function rentExperiment(problem: LinearProblem, starts: readonly RentStart[]): TensorExperiment<RentSums> {
  const welfare = welfareOf(problem);
  const agents = starts.map((start) =>
    ({ ...start, ...gradientsOf(problem, start.agent), coordinates: coordinatesOf(problem, start.agent) }));
  return {
    name: 'information-rents',
    parameters: { problem, starts },
    chunk: CHUNK,
    async draw(_tensors, stream, first, count, { signal, onProgress } = {}) {
      let [rent, rentSquares, way, waySquares] = [0, 0, 0, 0];
      for (let i = 0; i < count; i++) {
        if (i % BLOCK === 0 && i > 0) {
          if (signal?.aborted) return { profiles: i, rent, rentSquares, way, waySquares };
          onProgress?.(i);
          await turn();
        }
        const signals = signalsOf(problem, stream, first + i);
        const worths = welfare.map(({ weights, constant }) => dot(weights, signals) + constant);
        let one = -Math.max(...worths);
        let length = 0;
        for (const { from, signs, own, social, coordinates } of agents) {
          const step = coordinates.map((d, c) => signals[d]! - from[c]!);
          if (step.some((x, c) => x * signs[c]! < 0)) continue;
          const slope = social.map((row) => dot(row, step));
          one += alongEnvelope(worths.map((worth, k) => worth - slope[k]!), slope, own.map((row) => dot(row, step)));
          length += step.reduce((sum, x, c) => (own.some((row) => row[c] !== 0) ? sum + Math.abs(x) : sum), 0);
        }
        rent += one;
        rentSquares += one * one;
        way += length;
        waySquares += length * length;
      }
      return { profiles: count, rent, rentSquares, way, waySquares };
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles, rent: earlier.rent + later.rent, rentSquares: earlier.rentSquares + later.rentSquares,
      way: earlier.way + later.way, waySquares: earlier.waySquares + later.waySquares,
    }),
  };
}

/** No draw's rent, and no draw's way, lies outside these. */
export function rentRanges(problem: LinearProblem, starts: readonly RentStart[]) {
  let [low, high, way] = [0, 0, 0];
  for (const { agent, from, signs } of starts) {
    const { own } = gradientsOf(problem, agent);
    coordinatesOf(problem, agent).forEach((d, c) => {
      const { support } = problem.signals[d]!.law;
      const reach = Math.max(0, signs[c]! * (support[signs[c]! > 0 ? 1 : 0] - from[c]!));
      const rates = own.map((row) => signs[c]! * row[c]!);
      low += reach * Math.min(0, ...rates);
      high += reach * Math.max(0, ...rates);
      if (rates.some((rate) => rate !== 0)) way += reach;
    });
  }
  const ends = welfareOf(problem).map(({ weights, constant }) => problem.signals.reduce(([least, most], { law: { support } }, d) => {
    const [a, b] = [weights[d]! * support[0], weights[d]! * support[1]];
    return [least + Math.min(a, b), most + Math.max(a, b)] as const;
  }, [constant, constant] as readonly [number, number]));
  return {
    rent: [low - Math.max(...ends.map(([, most]) => most)), high - Math.max(...ends.map(([least]) => least))] as const,
    way: [0, way] as const,
  };
}

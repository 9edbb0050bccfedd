/**
 * How fast an agent's value moves under the efficient rule, between two ends for whole cells of her types, draw by draw. With A_k her own
 * rates, of a cell [x_j, x_j+1] of her signal c, her other signals being anywhere on their supports,
 *
 *     most = max { A_kc : k is efficient for some type of the cell },      least = min of the same.
 *
 * For a type t of the cell E Σ_k p_k(t, .) A_kc lies between their means, whatever rule decides ties. Efficient for some type is read
 * pair by pair: k is counted where, for each l, some type of the cell has W_k >= W_l, which counts too many at worst.
 */
import { coordinatesOf } from '../../environment/social-choice.ts';
import type { Evaluation, TensorExperiment } from '../../run/request.ts';
import { turn } from '../../run/turns.ts';
import { basesOf, type GridLaw } from './grid-opponents.ts';
import { signalsOf, welfareOf } from './loss-sums.ts';
import { gradientsOf, type LinearProblem } from './walk-sums.ts';

/** One signal of one agent, in cells. */
export interface SlopeAxis {
  readonly agent: number;
  /** Place among her signals. */
  readonly coordinate: number;
  /** Ends of the cells, increasing, from one end of the support to the other. */
  readonly knots: readonly number[];
}

export interface SlopeSums {
  readonly profiles: number;
  /** [axes][cells] sums over profiles, and of squares. */
  readonly most: readonly Float64Array[];
  readonly mostSquares: readonly Float64Array[];
  readonly least: readonly Float64Array[];
  readonly leastSquares: readonly Float64Array[];
}

/** Profiles between two looks at whether to stop, and of one piece of work. */
const BLOCK = 4096;
const CHUNK = 2 ** 20;
/** Alternatives this share of all that welfare is made of below the best are counted, so that rounding leaves out none. */
const ROUNDING = 1e-13;

/** Sums over draws of functions that are constant between few cells: what a function steps up by at each. */
class StepSums {
  readonly most: Float64Array;
  readonly mostSquares: Float64Array;
  readonly least: Float64Array;
  readonly leastSquares: Float64Array;

  constructor(cells: number) {
    this.most = new Float64Array(cells + 1);
    this.mostSquares = new Float64Array(cells + 1);
    this.least = new Float64Array(cells + 1);
    this.leastSquares = new Float64Array(cells + 1);
  }

  /** Adds what holds from cell `from` to before cell `to`, `weight` times. */
  add(from: number, to: number, most: number, least: number, weight: number): void {
    this.most[from]! += weight * most;
    this.most[to]! -= weight * most;
    this.mostSquares[from]! += weight * most * most;
    this.mostSquares[to]! -= weight * most * most;
    this.least[from]! += weight * least;
    this.least[to]! -= weight * least;
    this.leastSquares[from]! += weight * least * least;
    this.leastSquares[to]! -= weight * least * least;
  }
}

const levels = (steps: Float64Array): Float64Array => {
  let level = 0;
  return steps.map((step) => (level += step)).subarray(0, steps.length - 1);
};

/** How many of the numbers, which increase, lie below x, or with `orAt` not above it. */
function below(numbers: readonly number[], x: number, orAt: boolean): number {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (numbers[middle]! < x || (orAt && numbers[middle] === x)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** No alternative is worth more than this in size, nor any part of what it is worth. */
const sizeOf = (problem: LinearProblem): number => Math.max(...welfareOf(problem).map(({ weights, constant }) =>
  problem.signals.reduce((sum, { law: { support: [low, high] } }, d) =>
    sum + Math.abs(weights[d]!) * Math.max(Math.abs(low), Math.abs(high)), Math.abs(constant))));

/** Adds one draw: `base` are the welfares at own signals of zero. */
function adder(
  problem: LinearProblem, { agent, coordinate, knots }: SlopeAxis, sums: StepSums,
): (base: ArrayLike<number>, weight?: number) => void {
  const { own, social } = gradientsOf(problem, agent);
  const supports = coordinatesOf(problem, agent).map((d) => problem.signals[d]!.law.support);
  const alternatives = own.length;
  const rates = own.map((row) => row[coordinate]!);
  const rises = social.map((row) => social.map((other) => row[coordinate]! - other[coordinate]!));
  const rounding = ROUNDING * sizeOf(problem);
  // By how much more than l alternative k may be worth because of her other signals.
  const helped = social.map((row) => social.map((other) => supports.reduce((sum, [low, high], c) => {
    if (c === coordinate) return sum;
    const rise = row[c]! - other[c]!;
    return sum + rise * (rise > 0 ? high : low);
  }, rounding)));
  const cells = knots.length - 1;
  const [from, to] = [new Int32Array(alternatives), new Int32Array(alternatives)];
  const cuts = new Int32Array(2 * alternatives);
  return (base, weight = 1) => {
    let count = 0;
    for (let k = 0; k < alternatives; k++) {
      let [first, last] = [0, cells];
      for (let l = 0; l < alternatives; l++) {
        if (l === k) continue;
        const lead = base[k]! - base[l]! + helped[k]![l]!;
        const rise = rises[k]![l]!;
        if (rise > 0) first = Math.max(first, below(knots, -lead / rise, false) - 1);
        else if (rise < 0) last = Math.min(last, below(knots, lead / -rise, true));
        else if (lead < 0) last = 0;
      }
      from[k] = first;
      to[k] = Math.min(last, cells);
      if (first >= to[k]!) continue;
      cuts[count++] = first;
      cuts[count++] = to[k]!;
    }
    const sorted = cuts.subarray(0, count).sort();
    for (let j = 0; j + 1 < count; j++) {
      const [start, end] = [sorted[j]!, sorted[j + 1]!];
      if (start === end) continue;
      let [most, least] = [-Infinity, Infinity];
      for (let k = 0; k < alternatives; k++) {
        if (from[k]! > start || to[k]! < end) continue;
        most = Math.max(most, rates[k]!);
        least = Math.min(least, rates[k]!);
      }
      sums.add(start, end, most, least, weight);
    }
  };
}

export function slopeExperiment(problem: LinearProblem, axes: readonly SlopeAxis[]): TensorExperiment<SlopeSums> {
  const welfare = welfareOf(problem);
  const owned = axes.map(({ agent }) => coordinatesOf(problem, agent));
  return {
    name: 'field-slopes',
    parameters: { problem, axes },
    chunk: CHUNK,
    async draw(_tensors, stream, first, count, { signal, onProgress } = {}) {
      const steps = axes.map(({ knots }) => new StepSums(knots.length - 1));
      const adders = axes.map((axis, a) => adder(problem, axis, steps[a]!));
      const summed = (profiles: number): SlopeSums => ({
        profiles, most: steps.map(({ most }) => levels(most)), mostSquares: steps.map(({ mostSquares }) => levels(mostSquares)),
        least: steps.map(({ least }) => levels(least)), leastSquares: steps.map(({ leastSquares }) => levels(leastSquares)),
      });
      for (let i = 0; i < count; i++) {
        if (i % BLOCK === 0 && i > 0) {
          if (signal?.aborted) return summed(i);
          onProgress?.(i);
          await turn();
        }
        const signals = signalsOf(problem, stream, first + i);
        const worths = welfare.map(({ weights, constant }) => weights.reduce((sum, weight, d) => sum + weight * signals[d]!, constant));
        for (const [a, add] of adders.entries()) {
          add(worths.map((worth, k) => owned[a]!.reduce((sum, d) => sum - welfare[k]!.weights[d]! * signals[d]!, worth)));
        }
      }
      return summed(count);
    },
    merge: (earlier, later) => {
      const added = (one: readonly Float64Array[], other: readonly Float64Array[]): Float64Array[] =>
        one.map((row, a) => row.map((value, j) => value + other[a]![j]!));
      return {
        profiles: earlier.profiles + later.profiles, most: added(earlier.most, later.most), least: added(earlier.least, later.least),
        mostSquares: added(earlier.mostSquares, later.mostSquares), leastSquares: added(earlier.leastSquares, later.leastSquares),
      };
    },
  };
}

/** The same where others are at given points, every profile of theirs with its chance: one observation, whose squares say nothing. */
export const gridSlopes = (problem: LinearProblem, axes: readonly SlopeAxis[], laws: readonly GridLaw[]): Evaluation<SlopeSums> => ({
  evaluation: 'field-slopes-on-grids',
  parameters: { problem, axes, laws },
  async compute() {
    const steps = axes.map(({ knots }) => new StepSums(knots.length - 1));
    const adders = axes.map((axis, a) => adder(problem, axis, steps[a]!));
    for (const { base, chance } of basesOf(problem, laws)) for (const add of adders) add(base, chance);
    const of = (which: 'most' | 'mostSquares' | 'least' | 'leastSquares'): Float64Array[] => steps.map((one) => levels(one[which]));
    return {
      profiles: 1, most: of('most'), mostSquares: of('mostSquares'), least: of('least'), leastSquares: of('leastSquares'),
    };
  },
});

/**
 * What drawing signals at the middles of 2^32 quantiles may change of a mean: the draws for which one of some alternatives is counted are,
 * along each signal, within so many intervals, each end of which may be off by half a step.
 */
export const slopeLawError = ({ alternatives, signals }: LinearProblem, range: number): number =>
  range * alternatives.length * signals.length * 2 ** -32;

/**
 * What an agent gains along closed walks in her own signal space, profile by profile of the others, in double precision on the host.
 *
 * Values are linear, so her own value of alternative k has the constant gradient A_k, and an efficient rule is the upper envelope of
 * the welfares W_k. Round the points p_0, p_1, ... of a closed walk:
 *
 *     lies   Σ_j A_{k*(p_{j+1})} · (p_j - p_{j+1})        each type p_j reports the next point; utilities cancel
 *     path   -Σ_j ∫_{p_j}^{p_{j+1}} A_{k*(p)} · dp          the same with steps that vanish: minus the circulation of the field
 *
 * A path integral is exact: along a segment the choice changes at the crossings of lines, between which her value changes by a known
 * difference. Ties go to the lowest index. Where private and social rates agree a path gains nothing on any profile.
 */
import type { StreamKey } from '../../../kernels/kernel.ts';
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import type { LinearValuations, SocialChoiceProblem } from '../../environment/social-choice.ts';
import { coordinatesOf } from '../../environment/social-choice.ts';
import type { TensorExperiment } from '../../run/request.ts';
import { turn } from '../../run/turns.ts';

export interface Walk {
  readonly kind: 'lies' | 'path';
  /** Own signals; the last point is followed by the first. */
  readonly points: readonly (readonly number[])[];
}

export interface WalkSums {
  readonly profiles: number;
  /** [walks] Σ gain and Σ gain² over profiles. */
  readonly gain: Float64Array;
  readonly squares: Float64Array;
  /** [walks] bound on how far means are from those under the true laws, and a profile's number from its walk's range. Absent: 0. */
  readonly bias?: readonly number[];
  /** Why no kernel drew them, in words. Absent: one did, or there is none. */
  readonly unsupported?: string;
}

/** Gradients of an agent's own value and of welfare in her own coordinates, [K][C]. */
export interface Gradients {
  readonly own: readonly (readonly number[])[];
  readonly social: readonly (readonly number[])[];
}

export type LinearProblem = SocialChoiceProblem & { readonly valuations: LinearValuations };

export function gradientsOf(problem: LinearProblem, agent: number): Gradients {
  const coordinates = coordinatesOf(problem, agent);
  const { coefficients } = problem.valuations;
  return {
    own: problem.alternatives.map((_, k) => coordinates.map((d) => coefficients[agent]![k]![d]!)),
    social: problem.alternatives.map((_, k) => coordinates.map((d) => coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0))),
  };
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, c) => sum + x * b[c]!, 0);

/** Welfare of every alternative is base_k + height; along a step it moves from heights.from to heights.to, her own value by `rise`. */
interface Step {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly rise: readonly number[];
}

const stepsOf = ({ points }: Walk, { own, social }: Gradients): Step[] =>
  points.map((point, j) => {
    const next = points[(j + 1) % points.length]!;
    const change = next.map((x, c) => x - point[c]!);
    return {
      from: social.map((row) => dot(row, point)), to: social.map((row) => dot(row, next)), rise: own.map((row) => dot(row, change)),
    };
  });

function highest(base: Float64Array, heights: readonly number[]): number {
  let best = 0;
  for (let k = 1; k < base.length; k++) if (base[k]! + heights[k]! > base[best]! + heights[best]!) best = k;
  return best;
}

/** ∫ of the chosen alternative's rise along the step: from one crossing of the envelope to the next. */
function alongStep(base: Float64Array, { from, to, rise }: Step): number {
  let k = highest(base, from);
  let at = 0;
  let total = 0;
  for (let crossings = 0; crossings < base.length; crossings++) {
    let next = 1;
    let taker = -1;
    const slope = to[k]! - from[k]!;
    for (let other = 0; other < base.length; other++) {
      const faster = to[other]! - from[other]! - slope;
      if (!(faster > 0)) continue;
      const meets = (base[k]! + from[k]! - base[other]! - from[other]!) / faster;
      if (meets < next) {
        next = Math.max(at, meets);
        taker = other;
      }
    }
    total += (next - at) * rise[k]!;
    if (taker < 0) break;
    k = taker;
    at = next;
  }
  return total;
}

function gainOf(base: Float64Array, kind: Walk['kind'], steps: readonly Step[]): number {
  let sum = 0;
  for (const step of steps) sum += kind === 'path' ? alongStep(base, step) : step.rise[highest(base, step.to)]!;
  return -sum;
}

/** What she gains along each walk, by the welfare of every alternative at own signals of zero. */
export function walkGains(walks: readonly Walk[], gradients: Gradients): (base: Float64Array) => number[] {
  const steps = walks.map((walk) => stepsOf(walk, gradients));
  return (base) => walks.map(({ kind }, w) => gainOf(base, kind, steps[w]!));
}

/** [low, high] of the gain of any one profile, from the gradients alone. */
export function walkRange(walk: Walk, gradients: Gradients): readonly [number, number] {
  const rises = stepsOf(walk, gradients).map(({ rise }) => rise);
  return [rises.reduce((sum, rise) => sum - Math.max(...rise), 0), rises.reduce((sum, rise) => sum - Math.min(...rise), 0)];
}

/**
 * What a profile of the others makes every alternative worth to all, the agent's own signals being 0, written over `worths`. Profile i
 * draws coordinate d from word (i, d) of the stream, at the middle of its 2^32 quantiles.
 */
export function othersWorth({ problem, agent }: { readonly problem: LinearProblem; readonly agent: number }) {
  const { constants, coefficients } = problem.valuations;
  const others = problem.signals.flatMap(({ owner, law }, d) =>
    (owner === agent ? [] : [{ d, law, weights: problem.alternatives.map((_, k) =>
      coefficients.reduce((sum, rows) => sum + rows[k]![d]!, 0)) }]));
  const fixed = Float64Array.from(problem.alternatives, (_, k) => constants.reduce((sum, row) => sum + row[k]!, 0));
  return (stream: StreamKey, profile: number, worths: Float64Array): void => {
    worths.set(fixed);
    for (const { d, law, weights } of others) {
      const x = law.quantile((threefry2x32(stream, [profile, d])[0] + 0.5) / 2 ** 32);
      for (let k = 0; k < worths.length; k++) worths[k]! += weights[k]! * x;
    }
  };
}

/** Gains along the walks, one term a profile of the others and walk. */
export function walkExperiment(problem: LinearProblem, agent: number, walks: readonly Walk[]): TensorExperiment<WalkSums> {
  const gradients = gradientsOf(problem, agent);
  const gainsOf = walkGains(walks, gradients);
  const drawOthers = othersWorth({ problem, agent });
  return {
    name: 'field-walks',
    parameters: { problem, agent, walks },
    chunk: CHUNK,
    async draw(_tensors, stream, first, count, { signal, onProgress } = {}) {
      const gain = new Float64Array(walks.length);
      const squares = new Float64Array(walks.length);
      const base = new Float64Array(problem.alternatives.length);
      for (let i = 0; i < count; i++) {
        if (i % BLOCK === 0 && i > 0) {
          if (signal?.aborted) return { profiles: i, gain, squares };
          onProgress?.(i);
          await turn();
        }
        drawOthers(stream, first + i, base);
        const gains = gainsOf(base);
        for (let w = 0; w < gains.length; w++) {
          const gained = gains[w]!;
          gain[w]! += gained;
          squares[w]! += gained * gained;
        }
      }
      return { profiles: count, gain, squares };
    },
    merge: (earlier, later) => ({
      profiles: earlier.profiles + later.profiles,
      gain: earlier.gain.map((value, w) => value + later.gain[w]!),
      squares: earlier.squares.map((value, w) => value + later.squares[w]!),
    }),
  };
}

/** Profiles between two looks at whether to stop. */
const BLOCK = 4096;
/** A second's work, or a few. */
const CHUNK = 2 ** 20;

/**
 * The least ε that payments reach while beliefs may be any of a ball; payments may depend on the belief, which a scoring rule elicits.
 *
 * - Where one payoff decides and types are numbers: half the worst fall of the interim slope, -min E[h] / 2 (fields.md (3)).
 * - Where no ball will do, the ball holds contaminations. *Below:* across the boundary at z a pair close together gains its whole a·Δ with
 *   probability δ, over twice its length; where the boundary is the same for all z the baseline parts the pair as well, and of two z one
 *   adds at least half of δ times the difference of what the pair gains there. A chance circulates round the unit square, of length 4,
 *   by at least half of δ times the range of its ex post circulations, whatever the baseline's. *Above:* the transfers that would be
 *   right if the value were λ times the index or chance, and besides linear in the report: half the largest |∂_x v_i - λ ∂_x ψ|
 *   (fields.md (7)), at the best λ >= 0.
 */
import { affineAt, type Affine } from '../../beliefs/affine.ts';
import type { Metric } from '../../beliefs/belief-set.ts';
import { worstMean, type BoundedPayoff } from '../../beliefs/worst-mean.ts';
import { bilinearAt, corners, gradient, type Bilinear, type TwoAgentRule } from '../../environment/two-agent.ts';
import type { Interval } from '../../statistics/interval.ts';
import { boundaryVariation, sameBoundary } from './ex-post-boundary.ts';

/** `delta` in [0, 1]: the ball of that size of that set of beliefs. */
export function leastEpsilonOfPayoff(metric: Metric, delta: number, payoff: BoundedPayoff): Interval {
  const [low, high] = worstMean(metric, delta, payoff);
  const [lower, upper] = [Math.max(0, -high) / 2, Math.max(0, -low) / 2];
  return { estimate: (lower + upper) / 2, lower, upper };
}

/** Signed circulations of a chance round the unit square of two coordinates, at corners and in the middle of the other's types. */
function circulationRange(value: Bilinear, chance: Bilinear): number {
  const points = [...corners(value.second.length), value.second.map(() => 0.5)];
  const [a, b] = [gradient(value), gradient(chance)];
  return Math.max(0, ...a.flatMap((_, x) => a.slice(x + 1).map((__, step) => {
    const y = x + 1 + step;
    const minors = points.map((z) => affineAt(a[x]!, z) * affineAt(b[y]!, z) - affineAt(a[y]!, z) * affineAt(b[x]!, z));
    return Math.max(...minors) - Math.min(...minors);
  })));
}

/** Gain per unit of lie of the best pair close to the boundary at z. */
function boundaryRate(value: Bilinear, index: Bilinear, z: readonly number[]): number {
  const [a, b] = [gradient(value), gradient(index)].map((of) => of.map((one) => affineAt(one, z))) as [number[], number[]];
  const { size, from, to } = boundaryVariation(value, index, z);
  const length = from.reduce((sum, x, j) => sum + Math.abs(x - to[j]!), 0);
  if (sameBoundary(index)) {
    const gains = corners(z.length).map((corner) => bilinearAt(value, to, corner) - bilinearAt(value, from, corner));
    return length > 0 ? (Math.max(...gains) - Math.min(...gains)) / (4 * length) : 0;
  }
  const across = Math.max(0, ...a.map((x, j) => (x * b[j]! < 0 ? Math.abs(x) : 0)));
  return Math.max(across, length > 0 ? size / length : 0) / 2;
}

/** Half of min over λ >= 0 of the largest |a_x(z) - λ b_x(z)|, convex in λ; any λ will do for a bound. */
function structuralBound(a: readonly Affine[], b: readonly Affine[]): number {
  const pairs = corners(a[0]!.slopes.length).flatMap((z) => a.map((one, x) => [affineAt(one, z), affineAt(b[x]!, z)] as const));
  const at = (lambda: number): number => Math.max(...pairs.map(([x, y]) => Math.abs(x - lambda * y))) / 2;
  let [low, high] = [0, Math.max(0, ...pairs.flatMap(([x, y]) => (y === 0 ? [] : [Math.abs(x / y)])))];
  for (let step = 0; step < THIRDS; step++) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (at(left) <= at(right)) high = right;
    else low = left;
  }
  return Math.min(at(0), at((low + high) / 2));
}

const THIRDS = 120;

/** Where no ball, however small, will do; `at`: a type of the other at which ex post incentives fail. */
export function leastEpsilonWithoutBall(value: Bilinear, rule: TwoAgentRule, at: readonly number[], delta: number): Interval {
  const upper = structuralBound(gradient(value), gradient(rule.kind === 'deterministic' ? rule.index : rule.chance));
  const lower = Math.min(upper, delta * (rule.kind === 'deterministic' ? boundaryRate(value, rule.index, at) : circulationRange(value,
    rule.chance) / 8));
  return { estimate: (lower + upper) / 2, lower, upper };
}

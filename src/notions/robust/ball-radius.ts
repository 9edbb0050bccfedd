/** The largest closed ball of beliefs under all of which a payoff is expected to be at least 0. */
import type { Metric } from '../../beliefs/belief-set.ts';
import { worstMean, type BoundedPayoff } from '../../beliefs/worst-mean.ts';
import { atOnce } from '../../run/turns.ts';
import { exactly, type Interval } from '../../statistics/interval.ts';

/** Radii are told apart to this width, where cells do. */
const TOLERANCE = 1e-7;
const STEPS_MAX = 60;

/** Radii on both sides of the last one at which the excess is not negative, to the tolerance; `known` is no further than that one. */
function* lastWhere(excess: (radius: number) => number, known: number): Generator<undefined, readonly [number, number]> {
  let [from, to] = [known, 1];
  let [above, below] = [excess(known), excess(1)];
  if (above < 0) return [0, known];
  // The other side of the bracket is near where the first was found: look close by before far off.
  for (let step = 16 * TOLERANCE; known > 0 && from + step < 1; step *= 16) {
    yield;
    const value = excess(from + step);
    if (value < 0) {
      [to, below] = [from + step, value];
      break;
    }
    [from, above] = [from + step, value];
  }
  let side = 0;
  for (let step = 0; step < STEPS_MAX && to - from > TOLERANCE; step++) {
    // False position, with the end that stays put drawn in; every third step halves.
    const guess = step % 3 === 2 || above === below ? (from + to) / 2 : from + ((to - from) * above) / (above - below);
    const radius = Math.min(to - TOLERANCE / 4, Math.max(from + TOLERANCE / 4, guess));
    yield;
    const value = excess(radius);
    if (value >= 0) {
      [from, above] = [radius, value];
      if (side === 1) below /= 2;
      side = 1;
    } else {
      [to, below] = [radius, value];
      if (side === -1) above /= 2;
      side = -1;
    }
  }
  return [from, to];
}

export type BallRadius = Interval & { readonly fails: boolean };

/**
 * Radii in [0, 1]: `lower` is proven to do, whatever exceeds `upper` is proven not to. 1 where the payoff is nowhere below 0: the ball is
 * then the set of all beliefs. `fails`: the prior itself has a negative expectation.
 */
export function* ballRadiusInSteps(metric: Metric, payoff: BoundedPayoff): Generator<undefined, BallRadius> {
  if (payoff.least >= 0) return { ...exactly(1), fails: false };
  const [meanLow, meanHigh] = worstMean(metric, 0, payoff);
  if (meanHigh < 0) return { ...exactly(0), fails: true };
  if (metric === 'contamination') {
    const radius = (mean: number): number => Math.max(0, mean) / (Math.max(0, mean) - payoff.least);
    const [lower, upper] = [radius(meanLow), radius(meanHigh)];
    return { estimate: (lower + upper) / 2, lower, upper, fails: false };
  }
  const lower = (yield* lastWhere((radius) => worstMean(metric, radius, payoff)[0], 0))[0];
  const upper = (yield* lastWhere((radius) => worstMean(metric, radius, payoff)[1], lower))[1];
  return { estimate: (lower + upper) / 2, lower, upper, fails: false };
}

export const ballRadius = (metric: Metric, payoff: BoundedPayoff): BallRadius => atOnce(ballRadiusInSteps(metric, payoff));

/**
 * One direction: what leads to an alternative is an interval of it, the same for every profile, and the alternative is within reach
 * where the box, an interval too, comes up to it from below and from above.
 */
import { firstValue, highOf, lowOf, opposite, placeOf, type Conditions, type Row } from './conditions.ts';
import { SPAN, type ReachParameters } from './spec.ts';

/** Least whole z with constant + slope z >= 0, slope > 0. Doubles divide almost exactly; the rest is put right. */
function crossing(constant: number, slope: number): number {
  let z = Math.ceil(-constant / slope);
  while (constant + slope * z < 0) z++;
  while (constant + slope * (z - 1) >= 0) z--;
  return z;
}

/**
 * [R, K, 2] least and greatest whole z at which k is ahead of all alternatives of other classes, by `margin` (their class, its own); the
 * least is infinite where there is none.
 */
function intervalsOf(
  { alternatives, classes, classOf, constants, reportObjective, reports, slopes }: ReachParameters,
  margin: (rival: number, own: number) => number,
): Float64Array {
  const intervals = new Float64Array(reports * alternatives * 2);
  for (let at = 0; at < reports * alternatives; at++) {
    const [r, k] = [Math.floor(at / alternatives), at % alternatives];
    const start = (l: number): number => constants[l]! + reportObjective[r * classes + classOf[l]!]!;
    let [low, high] = [-Infinity, Infinity];
    for (let l = 0; l < alternatives; l++) {
      if (classOf[l] === classOf[k]) continue;
      const constant = SPAN * (start(k) - start(l)) - margin(classOf[l]!, classOf[k]!);
      const slope = slopes[k]! - slopes[l]!;
      if (slope > 0) low = Math.max(low, crossing(constant, slope));
      else if (slope < 0) high = Math.min(high, -crossing(constant, -slope));
      else if (constant < 0) low = Infinity;
    }
    intervals.set([low, high], 2 * at);
  }
  return intervals;
}

/** A box within reach has its high end at or above the interval's low one and its low end at or below the high one. */
export function lineConditions(parameters: ReachParameters): Conditions {
  const { alternatives, classes, classOf, excluded, hulls, reports } = parameters;
  const by = (k: number, entry: (at: number) => number): Float64Array =>
    Float64Array.from({ length: reports }, (_, r) => entry(r * alternatives + k));
  // Of equals the lower class is chosen.
  const [chosen, met] = [intervalsOf(parameters, (rival, own) => (rival < own ? 1 : 0)), intervalsOf(parameters, () => 0)];
  return {
    still: [],
    moving: [opposite(lowOf(parameters, 0))],
    choosing: Array.from(classOf, (c, k): Row => ({
      bits: c << classes,
      conditions: [{ item: placeOf(0), from: by(k, (at) => chosen[2 * at]!), to: by(k, (at) => chosen[2 * at + 1]! + 1) }],
    })).filter(({ bits }) => bits !== 0),
    reaching: Array.from(classOf, (c, k): Row => ({
      bits: 1 << c,
      conditions: [
        {
          item: highOf(parameters, 0),
          from: by(k, (at) => (excluded[at] === 1 ? Infinity : Math.max(met[2 * at]!, hulls?.[2 * at] ?? -Infinity))),
        },
        { item: firstValue(parameters), from: by(k, (at) => Math.max(-met[2 * at + 1]!, -(hulls?.[2 * at + 1] ?? Infinity))) },
      ],
    })),
  };
}

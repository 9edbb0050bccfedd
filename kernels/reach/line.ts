/**
 * One direction: what leads to an alternative is an interval of it, the same for every profile, and the alternative is within reach
 * where the box, an interval too, comes up to it from below or from above.
 */
import { createBoxes } from './boxes.ts';
import type { ProfileAdder } from './extremes.ts';
import { createMaskCounts } from './mask-counts.ts';
import { isExact, movesAny, SPAN, type ReachParameters } from './spec.ts';

export const isLine = (parameters: ReachParameters): boolean => parameters.directions === 1 && isExact(parameters);

/** Least whole z with constant + slope z >= 0, slope > 0. Doubles divide almost exactly; the rest is put right. */
function crossing(constant: number, slope: number): number {
  let z = Math.ceil(-constant / slope);
  while (constant + slope * z < 0) z++;
  while (constant + slope * (z - 1) >= 0) z--;
  return z;
}

/** [R, K, 2]: a box within reach of k has its high end at or above the first and its low end at or below the second. */
export function crossings({
  alternatives, classes, classOf, constants, excluded, hulls, reportObjective, reports, slopes,
}: ReachParameters): Float64Array {
  const intervals = new Float64Array(reports * alternatives * 2);
  for (let at = 0; at < reports * alternatives; at++) {
    const [r, k] = [Math.floor(at / alternatives), at % alternatives];
    const start = (l: number): number => constants[l]! + reportObjective[r * classes + classOf[l]!]!;
    let [low, high] = hulls ? [hulls[2 * at]!, hulls[2 * at + 1]!] : [-Infinity, Infinity];
    if (excluded[at] === 1) low = Infinity;
    for (let l = 0; l < alternatives; l++) {
      if (classOf[l] === classOf[k]) continue;
      const constant = SPAN * (start(k) - start(l));
      const slope = slopes[k]! - slopes[l]!;
      if (slope > 0) low = Math.max(low, crossing(constant, slope));
      else if (slope < 0) high = Math.min(high, -crossing(constant, -slope));
      else if (constant < 0) low = Infinity;
    }
    intervals.set([low, high], 2 * at);
  }
  return intervals;
}

export function createLineAdder(parameters: ReachParameters): ProfileAdder {
  const { alternatives, classes, classOf, constants, radii, reportObjective, reports, slopes } = parameters;
  const { high, low, of, place } = createBoxes(parameters);
  const intervals = crossings(parameters);
  const tables = Float64Array.from(reportObjective, (x) => SPAN * x);
  const starts = Float64Array.from(constants, (x) => SPAN * x);
  const here = new Float64Array(classes);
  const from = new Int32Array(classes);
  const counts = createMaskCounts(parameters);
  const moves = movesAny(parameters);
  const start = moves.includes(true) ? moves.indexOf(true) : radii;

  /** First radius from `start` to `to` - 1 that comes up to the interval; \`to\` if none. */
  const firstRadius = (at: number, to: number): number => {
    const bottom = intervals[at]!;
    const top = intervals[at + 1]!;
    let least = start;
    let most = to - 1;
    while (least < most) {
      const middle = (least + most) >> 1;
      if (high[middle]! >= bottom && low[middle]! <= top) most = middle;
      else least = middle + 1;
    }
    return least;
  };
  return {
    add(positions) {
      of(positions);
      for (let c = 0; c < classes; c++) here[c] = -Infinity;
      for (let k = 0; k < alternatives; k++) {
        const score = starts[k]! + slopes[k]! * place[0]!;
        if (score > here[classOf[k]!]!) here[classOf[k]!] = score;
      }
      for (let r = 0, at = 0; r < reports; r++) {
        let chosen = 0;
        let most = -Infinity;
        for (let c = 0, table = r * classes; c < classes; c++, table++) {
          const score = here[c]! + tables[table]!;
          if (score > most) {
            most = score;
            chosen = c;
          }
        }
        for (let c = 0; c < classes; c++) from[c] = radii;
        from[chosen] = 0;
        for (let k = 0; k < alternatives; k++, at += 2) {
          const to = from[classOf[k]!]!;
          if (to > start && high[to - 1]! >= intervals[at]! && low[to - 1]! <= intervals[at + 1]!) from[classOf[k]!] = firstRadius(at, to);
        }
        counts.add(r, chosen, from);
      }
    },
    flush: (into) => counts.flush(into.outer!),
  };
}

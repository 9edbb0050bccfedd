/**
 * Looks for a point of a box at which an alternative leads all alternatives of other classes, by fictitious play: the point is
 * best against the rivals so far taken together, the next rival is best at the points so far on average. Both the points
 * and their averages are tried. Where the alternative cannot lead the rivals so far even on average, there is no such point.
 * Either answer is certain; there may be none.
 */
import { SPAN, type ReachParameters } from './spec.ts';

/** Points tried; sums of so many leads are still exact (SCORE_MAX). */
export const WITNESS_STEPS = 16;

export interface WitnessSearch {
  /** Whether the last search has shown that there is no such point. */
  readonly refuted: boolean;
  /**
   * Point z at which score[k] - score[l] >= `margin` for all l of other classes, given low and high ends [G] of the box and
   * a place [G] within it that is kept where a direction does not matter; undefined where none was found. Overwritten by later calls.
   */
  find(
    report: number,
    k: number,
    low: ArrayLike<number>,
    high: ArrayLike<number>,
    place: ArrayLike<number>,
    margin?: number,
  ): Float64Array | undefined;
}

type Searched = Pick<ReachParameters, 'alternatives' | 'classes' | 'classOf' | 'constants' | 'directions' | 'reportObjective' | 'slopes'>;

export function createWitnessSearch({
  alternatives, classes, classOf, constants, directions, reportObjective, slopes,
}: Searched): WitnessSearch {
  const point = new Float64Array(directions);
  const sum = new Float64Array(directions);
  const mean = new Float64Array(directions);
  /** [G] of k against all rivals so far. */
  const slope = new Float64Array(directions);

  const startOf = (report: number, l: number): number => constants[l]! + reportObjective[report * classes + classOf[l]!]!;
  const scoreOf = (report: number, l: number, points: Float64Array, times: number): number => {
    let score = times * SPAN * startOf(report, l);
    for (let g = 0; g < directions; g++) score += slopes[g * alternatives + l]! * points[g]!;
    return score;
  };
  /** The best alternative of another class; of equals the first. -1 where there is none. */
  const rivalAt = (report: number, k: number, points: Float64Array, times: number): number => {
    let best = -1;
    let most = -Infinity;
    for (let l = 0; l < alternatives; l++) {
      if (classOf[l] === classOf[k]) continue;
      const score = scoreOf(report, l, points, times);
      if (score > most) [best, most] = [l, score];
    }
    return best;
  };
  const wins = (report: number, k: number, rival: number, points: Float64Array, times: number, margin: number): boolean =>
    rival < 0 || scoreOf(report, k, points, times) - scoreOf(report, rival, points, times) >= times * margin;

  /** Of k over the rivals so far taken together, at the point best against them. */
  let lead = 0;
  let refuted = false;

  return {
    get refuted() {
      return refuted;
    },
    find(report, k, low, high, place, margin = 0) {
      lead = 0;
      refuted = false;
      for (let g = 0; g < directions; g++) {
        slope[g] = sum[g] = 0;
        point[g] = place[g]!;
      }
      let rival = rivalAt(report, k, point, 1);
      if (wins(report, k, rival, point, 1, margin)) return point;
      for (let step = 1; step <= WITNESS_STEPS; step++) {
        lead += SPAN * (startOf(report, k) - startOf(report, rival));
        let most = lead;
        for (let g = 0; g < directions; g++) {
          slope[g]! += slopes[g * alternatives + k]! - slopes[g * alternatives + rival]!;
          point[g] = slope[g]! > 0 ? high[g]! : slope[g]! < 0 ? low[g]! : place[g]!;
          sum[g]! += point[g]!;
          most += slope[g]! * point[g]!;
        }
        if (most < step * margin) {
          refuted = true;
          return undefined;
        }
        if (wins(report, k, rivalAt(report, k, point, 1), point, 1, margin)) return point;
        rival = rivalAt(report, k, sum, step);
        if (wins(report, k, rival, sum, step, margin)) {
          for (let g = 0; g < directions; g++) mean[g] = sum[g]! / step;
          return mean;
        }
      }
      return undefined;
    },
  };
}

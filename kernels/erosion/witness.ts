/**
 * Looks for a point of a box at which an alternative has the largest score of all other classes' alternatives, by fictitious
 * play: the point is best against the rivals so far taken together, the next rival is best at the points so far on average.
 * Both the points and their averages are tried. What is found is certain; what is not found may be there.
 */
import { SPAN, type ErosionParameters } from './spec.ts';

/** Points tried; averages of so many scores are still exact (SCORE_MAX). */
export const WITNESS_STEPS = 8;

export interface WitnessSearch {
  /**
   * Point z at which score[k] - score[l] >= `margin` for all l of other classes, given low and high ends [G] of the box and
   * a place [G] within it that is kept where a direction does not matter; undefined where none was found. Overwritten by later calls.
   */
  find(report: number, k: number, low: ArrayLike<number>, high: ArrayLike<number>, place: ArrayLike<number>, margin?: number): Float64Array | undefined;
}

type Searched = Pick<ErosionParameters, 'alternatives' | 'classes' | 'classOf' | 'constants' | 'directions' | 'reportObjective' | 'slopes'>;

export function createWitnessSearch({ alternatives, classes, classOf, constants, directions, reportObjective, slopes }: Searched): WitnessSearch {
  const point = new Float64Array(directions);
  const sum = new Float64Array(directions);
  const mean = new Float64Array(directions);
  /** [G] of k against all rivals so far. */
  const slope = new Float64Array(directions);

  const scoreOf = (report: number, l: number, points: Float64Array, times: number): number => {
    let score = times * SPAN * (constants[l]! + reportObjective[report * classes + classOf[l]!]!);
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

  return {
    find(report, k, low, high, place, margin = 0) {
      slope.fill(0);
      sum.fill(0);
      for (let g = 0; g < directions; g++) point[g] = place[g]!;
      let rival = rivalAt(report, k, point, 1);
      if (wins(report, k, rival, point, 1, margin)) return point;
      for (let step = 1; step <= WITNESS_STEPS; step++) {
        for (let g = 0; g < directions; g++) {
          slope[g]! += slopes[g * alternatives + k]! - slopes[g * alternatives + rival]!;
          point[g] = slope[g]! > 0 ? high[g]! : slope[g]! < 0 ? low[g]! : place[g]!;
          sum[g]! += point[g]!;
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

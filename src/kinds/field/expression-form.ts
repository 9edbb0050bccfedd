/**
 * Values that are expressions: walks are enclosed profile by profile (enclosed-line.ts), gaps and the upper end are bounded over boxes of
 * signals, and a grid is told by means of what every type gains by every report.
 */
import { derivativeBy, type Expression } from '../../environment/formula/expression.ts';
import type { Box } from '../../environment/polynomial.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { expressions as algebra } from '../../environment/value-algebra.ts';
import { rangeOver } from '../../environment/formula/demands.ts';
import { EnclosedValues } from '../../experiments/field/enclosed-line.ts';
import { ownExpressions, tiesAlong } from '../../experiments/field/own-expressions.ts';
import { enclosedWalks, gainsOfTypes } from '../../experiments/field/enclosed-sums.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';
import type { LieNotion } from '../../notions/least-epsilon.ts';
import { nonlinearBound } from '../../notions/least-epsilon/nonlinear-bound.ts';
import { localGaps } from '../../notions/local-congruence.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import { hoeffding } from '../../statistics/hoeffding.ts';
import { union } from '../../statistics/union.ts';
import type { ValueForm } from './value-form.ts';

/** Boxes that are halved for the range of a value or of a slope. */
const ROUNDS = 64;

/** `all`: [N][K] values of everybody. */
export function expressionForm(
  problem: SocialChoiceProblem, all: readonly (readonly Expression[])[], space: OwnSpace, words: string,
): ValueForm {
  const { agent, coordinates, relevant } = space;
  const { alternatives, signals } = problem;
  const values = ownExpressions(all, agent, coordinates);
  const box: Box = signals.map(({ law }) => law.support);
  const sole = signals.length === coordinates.length;
  const smooth = { ...values, algebra, box };
  const lines = new EnclosedValues(values);
  /** [C] ends of slopes of any of her values. */
  const slopes = coordinates.map((d) => {
    const ends = values.own.map((e) => rangeOver(derivativeBy(d)(e), box, ROUNDS));
    return [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))] as const;
  });
  const spread = Math.max(...values.own.map((e) => {
    const [low, high] = rangeOver(e, box, ROUNDS);
    return high - low;
  }));
  return {
    words,
    effort: { types: 4096, shapes: 24, lines: 256, surface: 512, certify: 20_000, grid: 16_384 },
    async walks(walks, draw) {
      const ranges = walks.map((walk) => lines.gainOver(walk, box));
      const sums = await draw(enclosedWalks(problem, agent, values, walks, ranges));
      return {
        ...sums,
        // The lower ends lie below the gains, profile by profile, and so do their means; each side spends its half of alpha.
        intervals: (alpha) => walks.map((_, w) => {
          const { gain, low, lowSquares, high, highSquares, profiles } = sums;
          if (sole) return { estimate: gain[w]!, lower: low[w]!, upper: high[w]! };
          const below = boundedMean(low[w]!, lowSquares[w]!, profiles, ranges[w]!, alpha);
          const above = boundedMean(high[w]!, highSquares[w]!, profiles, ranges[w]!, alpha);
          return { estimate: gain[w]! / Math.max(1, profiles), lower: below.lower, upper: above.upper };
        }),
      };
    },
    async types(points, draw, pictures) {
      const { gains, choices, slopes: sums, profiles } = await draw(gainsOfTypes(problem, agent, values, points, pictures));
      return {
        profiles,
        field: {
          points, relevant, classes: 0, values: new Float64Array(0), chances: new Float64Array(0),
          gains: gains.map((sum) => sum / profiles),
        },
        // A value moves by no more than its steepest slopes a unit, and by its range in all.
        error: (alpha, notion) => {
          if (sole) return 0;
          const each = union(alpha, points.length * (points.length - 1));
          const steep = slopes.flatMap((ends, c) => (relevant[c] ? [Math.max(...ends.map(Math.abs))] : []));
          const whatever = hoeffding(profiles, 2 * spread, each);
          if (notion === 'ic') return whatever;
          const perUnit = notion === 'weak' ? steep.reduce((sum, slope) => sum + slope, 0) : Math.max(0, ...steep);
          return Math.min(hoeffding(profiles, 2 * perUnit, each), whatever / leastDistance(points, relevant, notion));
        },
        told: (alpha) => {
          const off = (width: number, many: number): number =>
            (sole ? 0 : hoeffding(profiles, width, union(alpha, 2 * points.length * many)));
          return {
            chances: alternatives.map((name, k) => ({
              name, ends: [0, 1], error: off(1, alternatives.length), at: (t: number) => choices[t * alternatives.length + k]! / profiles,
            })),
            // Slopes without bound have no band.
            components: slopes.every(([low, high]) => Number.isFinite(high - low)) && sums.length > 0 ? slopes.map((ends, c) => ({
              ends, error: off(ends[1] - ends[0], slopes.length), at: (t: number) => sums[t * slopes.length + c]! / profiles,
            })) : [],
          };
        },
      };
    },
    tiesAlong(from, to, profile) {
      lines.face(profile);
      lines.line(from, to);
      return tiesAlong(lines.stretches());
    },
    gaps: (ties) => localGaps(smooth, space, ties),
    bound: () => nonlinearBound(smooth, space),
  };
}

/** Between two types that a lie can tell apart. */
function leastDistance(points: readonly (readonly number[])[], relevant: readonly boolean[], notion: LieNotion): number {
  let least = Infinity;
  // Millions of pairs: no lists are made for one.
  for (let s = 0; s < points.length; s++) {
    for (let t = s + 1; t < points.length; t++) {
      let distance = 0;
      for (let c = 0; c < relevant.length; c++) {
        const step = Math.abs(points[s]![c]! - points[t]![c]!);
        if (notion === 'weak') distance = Math.max(distance, step);
        else if (relevant[c]) distance += step;
      }
      if (distance > 0 && distance < least) least = distance;
    }
  }
  return least;
}

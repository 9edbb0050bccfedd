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
import type { OthersAt } from '../../experiments/field/every-profile.ts';
import { profilesIn } from '../../experiments/field/grid-opponents.ts';
import { ownExpressions, tiesAlong } from '../../experiments/field/own-expressions.ts';
import { enclosedWalks, gainsOfTypes } from '../../experiments/field/enclosed-sums.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';
import type { LieNotion } from '../../notions/least-epsilon.ts';
import { nearerBound, nonlinearBound } from '../../notions/least-epsilon/nonlinear-bound.ts';
import { localGaps } from '../../notions/local-congruence.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import { hoeffding } from '../../statistics/hoeffding.ts';
import { union } from '../../statistics/union.ts';
import { once, pointValues } from './point-values.ts';
import type { ValueForm } from './value-form.ts';

/** Boxes that are halved for the range of a value or of a slope. */
const ROUNDS = 64;
/** Rounding of a sum of gains, as a share of their range; welfares that differ by no more are tied on a grid, as a share of their size. */
const ROUNDING = 1e-12;
const EQUAL = 1e-12;

/** `all`: [N][K] values of everybody. */
export function expressionForm(
  problem: SocialChoiceProblem, all: readonly (readonly Expression[])[], space: OwnSpace, words: string,
): ValueForm {
  const { agent, coordinates, relevant } = space;
  const { alternatives, signals } = problem;
  const values = ownExpressions(all, agent, coordinates);
  const box: Box = signals.map(({ law }) => law.support);
  const smooth = { ...values, algebra, box };
  const lines = once(() => new EnclosedValues(values));
  /** [C] ends of slopes of any of her values. */
  const slopesOf = once(() => coordinates.map((d) => {
    const ends = values.own.map((e) => rangeOver(derivativeBy(d)(e), box, ROUNDS));
    return [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))] as const;
  }));
  const spreadOf = once(() => Math.max(...values.own.map((e) => {
    const [low, high] = rangeOver(e, box, ROUNDS);
    return high - low;
  })));
  const tieOf = once(() => EQUAL * Math.max(...values.social.flatMap((e) => rangeOver(e, box, 1).map(Math.abs))));
  const points = once(() => pointValues(smooth, coordinates));
  const facing = (others: OthersAt | undefined): ValueForm => {
    const isExact = others !== undefined || signals.length === coordinates.length;
    return {
      words,
      expressions: () => all,
      isExact,
      effort: { types: 4096, shapes: 24, lines: 256, surface: 512, certify: 20_000, grid: 16_384 },
      async walks(walks, draw) {
        const ranges = walks.map((walk) => lines().gainOver(walk, box));
        const sums = await draw(enclosedWalks(problem, agent, values, walks, ranges, others));
        return {
          ...sums,
          // The lower ends lie below the gains, profile by profile, and so do their means; each side spends its half of alpha.
          intervals: (alpha) => walks.map((_, w) => {
            const { gain, low, lowSquares, high, highSquares, profiles } = sums;
            if (isExact) {
              // A single profile is enclosed; sums over many are rounded.
              const slack = others && profilesIn(others.laws) > 1 ? ROUNDING * (Math.abs(ranges[w]![0]) + Math.abs(ranges[w]![1])) : 0;
              return { estimate: gain[w]!, lower: low[w]! - slack, upper: high[w]! + slack };
            }
            const below = boundedMean(low[w]!, lowSquares[w]!, profiles, ranges[w]!, alpha);
            const above = boundedMean(high[w]!, highSquares[w]!, profiles, ranges[w]!, alpha);
            return { estimate: gain[w]! / Math.max(1, profiles), lower: below.lower, upper: above.upper };
          }),
        };
      },
      async types(points, draw, pictures) {
        const slopes = isExact && !pictures ? [] : slopesOf();
        const { gains, choices, slopes: sums, profiles } = await draw(gainsOfTypes(problem, agent, values, points, pictures, others));
        return {
          profiles,
          field: {
            points, relevant, classes: 0, values: new Float64Array(0), chances: new Float64Array(0),
            gains: gains.map((sum) => sum / profiles),
          },
          // A value moves by no more than its steepest slopes a unit, and by its range in all.
          error: (alpha, notion) => {
            if (isExact) return 0;
            const each = union(alpha, points.length * (points.length - 1));
            const steep = slopes.flatMap((ends, c) => (relevant[c] ? [Math.max(...ends.map(Math.abs))] : []));
            const whatever = hoeffding(profiles, 2 * spreadOf(), each);
            if (notion === 'ic') return whatever;
            const perUnit = notion === 'weak' ? steep.reduce((sum, slope) => sum + slope, 0) : Math.max(0, ...steep);
            return Math.min(hoeffding(profiles, 2 * perUnit, each), whatever / leastDistance(points, relevant, notion));
          },
          told: (alpha) => {
            const off = (width: number, many: number): number =>
              (isExact ? 0 : hoeffding(profiles, width, union(alpha, 2 * points.length * many)));
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
        const line = lines();
        line.face(profile);
        line.line(from, to);
        return tiesAlong(line.stretches());
      },
      slopesAt: (at) => points().slopesAt(at),
      welfareAt: (at) => points().welfareAt(at),
      gaps: (ties) => localGaps(smooth, space, ties),
      bound: (isKnown = false) => (isKnown ? nonlinearBound(smooth, space, true) : nearerBound(smooth, space)),
      against: (laws, ties) => facing({ laws, ...(ties === 'first' ? { tie: tieOf() } : {}) }),
    };
  };
  return facing(undefined);
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

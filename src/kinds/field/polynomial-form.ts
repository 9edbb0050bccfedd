/**
 * Values that are polynomials: changes of choice are roots, so that walks are exact profile by profile, and means of a few moments tell a
 * grid.
 */
import { plus, power, product, signal, times } from '../../environment/formula/expression.ts';
import { derivative, rangeOn, valueAt, type Box, type Polynomial } from '../../environment/polynomial.ts';
import type { PolynomialProblem } from '../../environment/polynomial-values.ts';
import { polynomials as algebra } from '../../environment/value-algebra.ts';
import type { OthersAt } from '../../experiments/field/every-profile.ts';
import { facing, ownPolynomials, polynomialRange, TypeLine, welfarePolynomials } from '../../experiments/field/own-polynomials.ts';
import { polynomialTypes, polynomialWalks } from '../../experiments/field/polynomial-sums.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';
import { nearerBound, nonlinearBound } from '../../notions/least-epsilon/nonlinear-bound.ts';
import { localGaps } from '../../notions/local-congruence.ts';
import { boundedMean } from '../../statistics/bounded-mean.ts';
import { hoeffding } from '../../statistics/hoeffding.ts';
import { union } from '../../statistics/union.ts';
import { once, pointValues } from './point-values.ts';
import { CERTIFY } from './search.ts';
import type { MeasuredTypes, ValueForm } from './value-form.ts';

/** Rounding of a gain, as a share of the range it may have. */
const ROUNDING = 1e-12;

const expressionOf = (polynomial: Polynomial) => plus(...polynomial.map(({ coefficient, powers }) =>
  times(coefficient, product(...powers.map((n, d) => power(signal(d), n))))));

export function polynomialForm(problem: PolynomialProblem, space: OwnSpace): ValueForm {
  const { agent } = space;
  const polynomials = ownPolynomials(problem, agent);
  const { monomials, own } = polynomials;
  const { alternatives, valuations: { terms }, signals } = problem;
  const box: Box = signals.map(({ law }) => law.support);
  const values = { algebra, own: terms[agent]!, social: welfarePolynomials(problem), box };
  const faced = facing(polynomials);
  const one = (powers: readonly number[]) => [{ coefficient: 1, powers }];
  const points = once(() => pointValues(values, space.coordinates));
  const tieOf = once(() => ROUNDING * Math.max(...values.social.flatMap((e) => rangeOn(e, box).map(Math.abs))));
  const against = (others: OthersAt | undefined): ValueForm => {
    const isExact = others !== undefined || signals.length === space.coordinates.length;
    return {
      words: 'polynomials',
      expressions: () => terms.map((row) => row.map(expressionOf)),
      isExact,
      effort: { types: 20_000, shapes: 128, lines: 256, surface: 4096, certify: CERTIFY, grid: Infinity },
      async walks(walks, draw) {
        const sums = await draw(polynomialWalks(problem, agent, walks, others));
        const ranges = walks.map((walk) => polynomialRange(walk, polynomials, box));
        return {
          ...sums,
          intervals: (alpha) => walks.map((_, w) => {
            const [low, high] = ranges[w]!;
            if (!isExact) return boundedMean(sums.gain[w]!, sums.squares[w]!, sums.profiles, [low, high], alpha);
            const slack = ROUNDING * (Math.abs(low) + Math.abs(high));
            return { estimate: sums.gain[w]!, lower: sums.gain[w]! - slack, upper: sums.gain[w]! + slack };
          }),
        };
      },
      async types(points, draw) {
        const { moments, choices, profiles } = await draw(polynomialTypes(problem, agent, points, others));
        const field = {
          points, relevant: space.relevant, classes: monomials.length, chances: moments.map((sum) => sum / profiles),
          values: Float64Array.from(points.flatMap((point) => monomials.map((powers) => valueAt(one(powers), point)))),
        };
        // By how much each mean Q_m is off at no type.
        const off = (alpha: number): number[] => monomials.map((_, m) => {
          const ends = own.flatMap((row) => rangeOn(row[m]!, box));
          const width = Math.max(...ends) - Math.min(...ends);
          return isExact || width === 0 ? 0 : hoeffding(profiles, width, union(alpha, 2 * points.length * monomials.length));
        });
        const steepest = (c: number): number[] => monomials.map((powers) =>
          Math.max(...rangeOn(derivative(one(powers), c), space.supports).map(Math.abs)));
        const widths = monomials.map((powers) => {
          const [low, high] = rangeOn(one(powers), space.supports);
          return high - low;
        });
        const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, m) => sum + x * b[m]!, 0);
        const read: MeasuredTypes = {
          profiles, field,
          // Σ_m |δQ_m| times what a lie of length 1 does to φ_m at most.
          error: (alpha, notion) => {
            const each = space.relevant.flatMap((enters, c) => (enters ? [steepest(c)] : []));
            return dot(off(alpha), monomials.map((_, m) => {
              const slopes = each.map((of) => of[m]!);
              if (notion === 'ic') return widths[m]!;
              return notion === 'weak' ? slopes.reduce((sum, slope) => sum + slope, 0) : Math.max(0, ...slopes);
            }));
          },
          told: (alpha) => {
            const errors = off(alpha);
            const deviation = isExact ? 0 : hoeffding(profiles, 1, union(alpha, 2 * points.length * alternatives.length));
            return {
              chances: alternatives.map((name, k) => ({
                name, ends: [0, 1], error: deviation, at: (t: number) => choices[t * alternatives.length + k]! / profiles,
              })),
              components: space.names.map((_, c) => {
                const slopes = monomials.map((powers) => derivative(one(powers), c));
                const ends = terms[agent]!.map((value) => rangeOn(derivative(value, space.coordinates[c]!), box));
                return {
                  ends: [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))], error: dot(errors, steepest(c)),
                  at: (t: number) => slopes.reduce((sum, slope, m) =>
                    sum + field.chances[t * monomials.length + m]! * valueAt(slope, points[t]!), 0),
                };
              }),
            };
          },
        };
        return read;
      },
      tiesAlong: (from, to, profile) => {
        const stretches = new TypeLine(polynomials, from, to, alternatives.length).stretches(faced(profile));
        return stretches.slice(1).map(({ alternative, from: x }, j) => ({ pair: [stretches[j]!.alternative, alternative], x }));
      },
      slopesAt: (at) => points().slopesAt(at),
      welfareAt: (at) => points().welfareAt(at),
      gaps: (ties) => localGaps(values, space, ties),
      bound: (isKnown = false) => (isKnown ? nonlinearBound(values, space, true) : nearerBound(values, space)),
      against: (laws, ties) => against({ laws, ...(ties === 'first' ? { tie: tieOf() } : {}) }),
    };
  };
  return against(undefined);
}

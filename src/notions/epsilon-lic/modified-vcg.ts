/**
 * The epsilon-LIC constant of the modified VCG over the continuum, for an agent with one own-payoff-relevant coordinate x and any
 * irrelevant ones y (Song22 section 6.2.1; values linear; two classes, served with own slope a and not).
 *
 * Its truthful payoff mu(x) is the base's at y = top, convex in x with derivative A(x, top), A(x, y) = a Pr(served | x, y): for every draw
 * it is the largest of affine functions. So for a report (x, y) and a true type with relevant coordinate s
 *
 *     g = mu(x) - mu(s) + A(x, y) (s - x) <= (A(x, y) - A(x, top)) (s - x)
 *
 * with equality in the limit s -> x. Raising y raises the others' welfare where the agent is not served and nowhere else, so A falls in y:
 * for s < x no lie gains, and the epsilon-LIC constant is sup_x [A(x, bottom) - A(x, top)]; draw by draw the event is that she is
 * served at (x, bottom) and not at (x, top), whose counts are differences of counts, being nested. Between neighbouring x both counts
 * rise, so the event is contained in `served at (x', bottom), not at (x, top)`, x' the upper end: nested again.
 */
import type { InterimSums } from '../../experiments/interim-sums.ts';
import type { Certified } from '../certified.ts';
import { union } from '../../statistics/union.ts';
import { chernoffLower, chernoffUpper } from '../../statistics/chernoff.ts';

/** Share of alpha for the lower bound. */
const LOWER_SHARE = 0.5;

/**
 * `sums.question.reports`: x_0 .. x_J with irrelevant coordinates at the bottom, then x_0 .. x_J with them at the top. `served`: the
 * class; `slope`: a; `chosen`: the place j that an independent sample chose for the lower bound, if any.
 */
export function epsilonLicOfModifiedVcg(
  sums: InterimSums,
  served: number,
  slope: number,
  relevant: number,
  alpha: number,
  chosen?: number,
): Certified {
  const { profiles, classes, choices, lawError = 0, question: { reports } } = sums;
  const points = reports.length / 2;
  const count = (r: number): number => choices[r * classes + served]!;
  const between = (upper: number, lower: number): number => Math.max(0, count(upper) - count(points + lower));
  let best = chosen ?? 0;
  if (chosen === undefined) for (let j = 1; j < points; j++) if (between(j, j) > between(best, best)) best = j;
  const each = union((1 - LOWER_SHARE) * alpha, points - 1);
  let most = 0;
  for (let j = 0; j + 1 < points; j++) most = Math.max(most, between(j + 1, j));
  const estimate = between(best, best);
  return {
    estimate: (slope * estimate) / profiles,
    // Two probabilities, each of which the drawn laws may have moved.
    lower: slope * Math.max(
      0,
      chernoffLower(estimate, profiles, union(LOWER_SHARE * alpha, chosen === undefined ? points : 1)) - 2 * lawError,
    ),
    // The bound rises with the count, so the largest count has the largest bound.
    upper: slope * Math.min(1, chernoffUpper(most, profiles, each) + 2 * lawError),
    guarantee: 'continuum',
    witness: {
      type: reports[best]!.map((x, c) => (c === relevant ? reports[Math.min(best + 1, points - 1)]![c]! : x)),
      report: reports[best]!,
    },
  };
}

/**
 * An upper bound on the least ε of an efficient rule whose values are polynomials, without sampling (docs/fields.md, section 9).
 *
 * Let μ(s) = λ E max_k W_k(s, ·) + g(s), λ >= 0: an affine maximiser's transfers and a function of the report. What is chosen at t is worth
 * no more than the best at s, so with r_k = v_k - λ W_k
 *
 *     u(t, s) - μ(s) <= E[Σ_k p_k(t, ·) ((r_k - g)(s, ·) - (r_k - g)(t, ·))] <= d(t, s) max over k, x, s of |∂_x (r_k - g)|,
 *
 * whatever the laws. g is a mixture of the r_k, with others' signals at their middles. Along a coordinate that does not enter her own value
 * r_k - g may not move at all, which λ = 0 ensures.
 */
import { boundOver, derivative, minus, plus, rangeOn, times, type Box, type Polynomial } from '../../environment/polynomial.ts';
import type { PolynomialProblem } from '../../environment/polynomial-values.ts';
import { welfarePolynomials } from '../../experiments/field/own-polynomials.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';

export interface PolynomialBound {
  readonly epsilon: number;
  readonly lambda: number;
}

/** Boxes that are halved: while λ is sought, and for the bound itself. */
const ROUGHLY = 12;
const CLOSELY = 400;
const STEPS = 24;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Alternatives whose pairs are tried as mixtures. */
const PAIRS_OF = 4;

/** Weights of the r_k in g. */
function mixtures(alternatives: number): number[][] {
  const all = (weight: number): number[] => Array.from({ length: alternatives }, () => weight);
  const pairs = alternatives > PAIRS_OF ? [] : all(0).flatMap((_, k) => all(0).flatMap((__, l) =>
    (l > k ? [all(0).map((___, j) => (j === k || j === l ? 0.5 : 0))] : [])));
  return [all(0.5), all(1 / alternatives), all(0), ...pairs];
}

/** Others' signals at their middles. */
const atMiddles = (terms: Polynomial, own: readonly number[], box: Box): Polynomial => plus(terms.map(({ coefficient, powers }) => ({
  coefficient: powers.reduce((value, n, d) => (own.includes(d) ? value : value * ((box[d]![0] + box[d]![1]) / 2) ** n), coefficient),
  powers: powers.map((n, d) => (own.includes(d) ? n : 0)),
})));

export function polynomialBound(problem: PolynomialProblem, { agent, coordinates, relevant }: OwnSpace): PolynomialBound {
  const box = problem.signals.map(({ law }) => law.support);
  const values = problem.valuations.terms[agent]!;
  const welfare = welfarePolynomials(problem);
  const shares = mixtures(values.length);
  const boundAt = (lambda: number, rounds: number): number => {
    const rest = values.map((value, k) => minus(value, times(lambda, welfare[k]!)));
    const middles = rest.map((polynomial) => atMiddles(polynomial, coordinates, box));
    return Math.min(...shares.map((weights) => {
      const g = plus(...middles.map((polynomial, k) => times(weights[k]!, polynomial)));
      const slopes = rest.flatMap((polynomial) => coordinates.flatMap((d, c) => {
        const slope = derivative(minus(polynomial, g), d);
        return slope.length > 0 ? [{ slope, counts: relevant[c]! }] : [];
      }));
      if (slopes.some(({ counts }) => !counts)) return Infinity;
      if (slopes.length === 0) return 0;
      return boundOver(box, (part) => slopes.reduce((most, { slope }) =>
        rangeOn(slope, part).reduce((size, end) => Math.max(size, Math.abs(end)), most), 0), rounds);
    }));
  };
  const lambdas = [0, ...cancelling(values, welfare)];
  const rough = lambdas.map((lambda) => boundAt(lambda, ROUGHLY));
  let lambda = lambdas[rough.indexOf(Math.min(...rough))]!;
  let least = Math.min(...rough);
  // The bound is convex in λ at every mixture; past the largest factor at which anything cancels it only rises.
  let [left, right] = [0, Math.max(...lambdas)];
  for (let step = 0; step < STEPS && least > 0 && right > left; step++) {
    const [one, other] = [right - GOLDEN * (right - left), left + GOLDEN * (right - left)];
    const [atOne, atOther] = [boundAt(one, ROUGHLY), boundAt(other, ROUGHLY)];
    if (atOne <= atOther) right = other;
    else left = one;
    const [best, at] = atOne <= atOther ? [atOne, one] : [atOther, other];
    if (best < least) [least, lambda] = [best, at];
  }
  return { epsilon: boundAt(lambda, CLOSELY), lambda };
}

/** Factors λ > 0 at which a term of some r_k - r_l vanishes. */
function cancelling(values: readonly Polynomial[], welfare: readonly Polynomial[]): number[] {
  const found = new Set<number>();
  values.forEach((value, k) => [[], ...values.slice(k + 1)].forEach((other, j) => {
    const social = minus(welfare[k]!, j === 0 ? [] : welfare[k + j]!);
    for (const { coefficient, powers } of minus(value, other)) {
      const shared = social.find((term) => term.powers.join() === powers.join())?.coefficient ?? 0;
      if (coefficient * shared > 0) found.add(coefficient / shared);
    }
  }));
  return [...found].slice(0, FACTORS_MAX);
}

const FACTORS_MAX = 24;

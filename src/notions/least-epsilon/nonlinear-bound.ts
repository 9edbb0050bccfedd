/**
 * An upper bound on the least ε of an efficient rule, whatever functions values are, without sampling (docs/fields.md, section 9).
 *
 * Let μ(s) = E max_k H(W_k(s, ·)) + g(s) with H any function that does not fall. What is chosen at t has the largest W_k there, hence the
 * largest H(W_k), and at s no larger one than the best. So with r_k = v_k - H(W_k)
 *
 *     u(t, s) - μ(s) <= E[Σ_k p_k(t, ·) ((r_k - g)(s, ·) - (r_k - g)(t, ·))] <= d(t, s) max over k, x, s of |∂_x (r_k - g)|,
 *
 * whatever the laws. g is a mixture of the r_k, with others' signals at their middles. Here H(w) = λ w, an affine maximiser's transfers;
 * bent-bound.ts looks for other H. Along a coordinate that does not enter her own value r_k - g may not move at all, which λ = 0 ensures.
 */
import { boundInSteps, type Box } from '../../environment/polynomial.ts';
import { atMiddles, boxOf, type OwnValues } from '../../environment/value-algebra.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';
import { bentBound, type Bend } from './bent-bound.ts';

export interface NonlinearBound {
  readonly epsilon: number;
  readonly lambda: number;
  /** [K] of the r_k in g. */
  readonly weights: readonly number[];
  /** Slopes of H, where it is no straight line. */
  readonly bend?: Bend;
  /** Whether g is a function of all signals. */
  readonly isKnown?: boolean;
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

/** Slopes of all r_k - g by her coordinates, [K][C], at one λ and one mixture. */
function restSlopes<E>(
  values: OwnValues<E>, { coordinates }: OwnSpace, lambda: number, weights: readonly number[], isKnown: boolean,
): E[][] {
  const { algebra: { derivative, minus, plus, times }, own, social } = values;
  const rest = own.map((value, k) => minus(value, times(lambda, social[k]!)));
  const g = plus(...(isKnown ? rest : rest.map(atMiddles(values, coordinates))).map((middle, k) => times(weights[k]!, middle)));
  return rest.map((part) => coordinates.map((d) => derivative(minus(part, g), d)));
}

/** Whether the slopes of her own values or of welfare in her signals move with others' signals. */
function isSeparable<E>({ algebra: { derivative, isZero }, own, social, box }: OwnValues<E>, { coordinates }: OwnSpace): boolean {
  const others = box.map((_, d) => d).filter((d) => !coordinates.includes(d));
  return [...own, ...social].every((e) => coordinates.every((c) => {
    const slope = derivative(e, c);
    return others.every((d) => isZero(derivative(slope, d)));
  }));
}

/**
 * The nearer of two bounds in the mean over the others' signals: what gains no more than ε a unit under every profile of theirs gains no
 * more in the mean, so that g may know their signals after all. In steps.
 */
export function* nearerBound<E>(values: OwnValues<E>, space: OwnSpace): Generator<undefined, NonlinearBound> {
  const middles = yield* nonlinearBound(values, space);
  if (middles.epsilon === 0 || isSeparable(values, space)) return middles;
  const known = yield* nonlinearBound(values, space, true);
  return known.epsilon < middles.epsilon ? { ...known, isKnown: true } : middles;
}

/**
 * In steps: boxes are halved thousands of times. `isKnown`: every profile of the others is judged by itself, and transfers may depend on
 * all reports, so that g is a function of all signals and the mixture is taken at others' signals as they are.
 */
export function* nonlinearBound<E>(values: OwnValues<E>, space: OwnSpace, isKnown = false): Generator<undefined, NonlinearBound> {
  const { algebra, own, box } = values;
  const { isZero, ranges } = algebra;
  const shares = mixtures(own.length);
  function* boundWith(lambda: number, weights: readonly number[], rounds: number): Generator<undefined, number> {
    yield;
    const slopes = restSlopes(values, space, lambda, weights, isKnown).flatMap((row) => row.flatMap((slope, c) =>
      (isZero(slope) ? [] : [{ slope, counts: space.relevant[c]! }])));
    if (slopes.some(({ counts }) => !counts)) return Infinity;
    if (slopes.length === 0) return 0;
    const list = slopes.map(({ slope }) => slope);
    const over = ranges(list);
    const size = (part: Box): number => over(part).reduce((most, [low, high]) => Math.max(most, Math.abs(low), Math.abs(high)), 0);
    return yield* boundInSteps(boxOf(algebra, list, box), size, rounds);
  }
  function* boundsAt(lambda: number, rounds: number): Generator<undefined, number[]> {
    const bounds: number[] = [];
    for (const weights of shares) bounds.push(yield* boundWith(lambda, weights, rounds));
    return bounds;
  }
  function* boundAt(lambda: number, rounds: number): Generator<undefined, number> {
    return Math.min(...yield* boundsAt(lambda, rounds));
  }
  const lambdas = [0, ...cancelling(values)];
  const rough: number[] = [];
  for (const lambda of lambdas) rough.push(yield* boundAt(lambda, ROUGHLY));
  let lambda = lambdas[rough.indexOf(Math.min(...rough))]!;
  let least = Math.min(...rough);
  // The bound is convex in λ at every mixture; past the largest factor at which anything cancels it only rises.
  let [left, right] = [0, Math.max(...lambdas)];
  for (let step = 0; step < STEPS && least > 0 && right > left; step++) {
    const [one, other] = [right - GOLDEN * (right - left), left + GOLDEN * (right - left)];
    const [atOne, atOther] = [yield* boundAt(one, ROUGHLY), yield* boundAt(other, ROUGHLY)];
    if (atOne <= atOther) right = other;
    else left = one;
    const [best, at] = atOne <= atOther ? [atOne, one] : [atOther, other];
    if (best < least) [least, lambda] = [best, at];
  }
  const smallest = (bounds: readonly number[]): number => bounds.indexOf(Math.min(...bounds));
  const closely = yield* boundsAt(lambda, CLOSELY);
  const straight: NonlinearBound = { epsilon: Math.min(...closely), lambda, weights: shares[smallest(closely)]! };
  if (straight.epsilon === 0) return straight;
  const best = shares[smallest(yield* boundsAt(lambda, ROUGHLY))]!;
  const bent = yield* bentBound(
    values, space, lambda, { weights: best, slopes: restSlopes(values, space, lambda, best, isKnown) }, isKnown,
  );
  return bent && bent.epsilon < straight.epsilon * (1 - LEAST_GAIN) ? { ...bent, lambda, weights: best } : straight;
}

/** Share by which a bent H has to do better for it to be spoken of. */
const LEAST_GAIN = 1e-6;

/** Factors λ > 0 at which a term of some r_k - r_l vanishes. */
function cancelling<E>({ algebra, own, social }: OwnValues<E>): number[] {
  const { coefficients, minus } = algebra;
  const found = new Set<number>();
  own.forEach((value, k) => [undefined, ...own.slice(k + 1)].forEach((other, j) => {
    const shared = coefficients(other === undefined ? social[k]! : minus(social[k]!, social[k + j]!));
    for (const [name, coefficient] of coefficients(other === undefined ? value : minus(value, other))) {
      const of = shared.get(name) ?? 0;
      if (coefficient * of > 0) found.add(coefficient / of);
    }
  }));
  return [...found].slice(0, FACTORS_MAX);
}

const FACTORS_MAX = 24;

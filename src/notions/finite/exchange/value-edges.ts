/** Values of three agents at weights between two facets of everyone's utility set: roots of quadratics. */
import { isZero, ONE, rational, sign, sum, ZERO, type Rational } from '../../../programs/rational.ts';
import { Surd } from '../../../programs/surd.ts';
import {
  isValue, normalised, shapleyShares, shapleyValue, topOf, worthsAt, type SetsByMask, type Value, type Values,
} from './shapley-value.ts';
import type { Facet } from './utility-set.ts';

/** A polynomial by its coefficients, the constant first. */
type Polynomial = readonly Rational[];
const times = (a: Polynomial, b: Polynomial): Polynomial => Array.from({ length: a.length + b.length - 1 }, (_, k) =>
  sum(a.flatMap((value, i) => (b[k - i] === undefined ? [] : [value.mul(b[k - i]!)]))));
const plus = (a: Polynomial, b: Polynomial): Polynomial =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, k) => (a[k] ?? ZERO).add(b[k] ?? ZERO));

const scaled = (a: Polynomial, by: Rational): Polynomial => a.map((value) => value.mul(by));
const total = (all: readonly Polynomial[]): Polynomial => all.reduce(plus, []);

/** Real roots of c + b x + a x²; undefined where every x is one. */
function rootsOf([c, b, a]: Polynomial): Surd[] | undefined {
  if (isZero(a!)) return isZero(b!) ? (isZero(c!) ? undefined : []) : [Surd.of(c!.div(b!).neg())];
  const discriminant = b!.mul(b!).sub(a!.mul(c!).mul(4));
  if (sign(discriminant) < 0) return [];
  const root = Surd.squareRoot(discriminant);
  const half = rational(1, 2).div(a!);
  return [root, root.scale(rational(-1))].map((term) => Surd.of(b!.neg()).add(term).scale(half));
}

/**
 * Values at weights within the normal cone of the edge between two facets n, n' of everyone's set: λ = (1 - s) n + s n', the Shapley values
 * linear in s between breaks of pairs, and U = Sh / λ on the edge where n · U = b. Times λ_1 λ_2 λ_3 that is a cubic in s of which s is a
 * factor, so s is a root of a quadratic.
 */
export function onEdge(sets: SetsByMask, one: Facet, other: Facet): Values {
  const line = one.weights.map((weight, k): Polynomial => [weight, other.weights[k]!.sub(weight)]);
  const weightsAt = (s: Surd): Surd[] => line.map(([at, slope]) => Surd.of(at!).add(s.scale(slope!)));
  const breaks = [ZERO, ONE];
  for (const set of sets) {
    if (set?.coalition.length !== 2) continue;
    const [i, j] = set.coalition as [number, number];
    // λ_i b_j = λ_j b_i.
    for (const { weights: [bi, bj] } of set.facets) {
      const [at, slope] = plus(scaled(line[i]!, bj!), scaled(line[j]!, bi!.neg()));
      const s = isZero(slope!) ? undefined : at!.div(slope!).neg();
      if (s !== undefined && sign(s) > 0 && s.compare(ONE) < 0) breaks.push(s);
    }
  }
  breaks.sort((a, b) => a.compare(b));
  const values: Value[] = [];
  let curve = false;
  const shares = shapleyShares(3);
  for (const [k, from] of breaks.slice(0, -1).entries()) {
    const to = breaks[k + 1]!;
    if (from.equals(to)) continue;
    const middle = weightsAt(Surd.of(from.add(to).div(2)));
    const corners = sets.map((set) => set && topOf(set, set.coalition.map((agent) => middle[agent]!)).vertex);
    const worths = corners.map((corner, mask) => (corner === undefined ? [ZERO] : total(sets[mask]!.coalition
      .map((agent, place) => scaled(line[agent]!, corner[place]!)))));
    const shapley = shares.map((own) => total(worths.map((worth, mask) => scaled(worth, own[mask]!))));
    // Σ_i n_i Sh_i λ_j λ_k - b λ_1 λ_2 λ_3, without its factor s.
    const rest = (i: number): Polynomial => line.filter((_, j) => j !== i).reduce(times);
    const cubic = total([
      ...shapley.map((value, i) => times(scaled(value, one.weights[i]!), rest(i))), scaled(line.reduce(times), one.bound.neg()),
    ]);
    if (!isZero(cubic[0]!)) throw new Error('utilities leave the hyperplane of a facet at its own weights');
    const roots = rootsOf(cubic.slice(1));
    const attempt = (s: Surd): boolean => {
      const weights = normalised(weightsAt(s));
      const utilities = shapleyValue(worthsAt(sets, weights), 3).map((value, agent) => value.div(weights[agent]!));
      if (!isValue(sets, utilities, weights)) return false;
      values.push({ utilities, weights });
      return true;
    };
    if (roots === undefined) {
      const moves = shapley.some(([at, slope], i) => !at!.mul(line[i]![1]!).equals((slope ?? ZERO).mul(line[i]![0]!)));
      const found = attempt(Surd.of(from.add(to).div(2)));
      // Where utilities move along the edge they may be on it at some weights and beyond its ends at others.
      curve ||= moves || !found;
    } else {
      const inside = (s: Surd): boolean => s.compare(Surd.of(from)) >= 0 && s.compare(Surd.of(to)) <= 0;
      for (const s of roots) if (inside(s) && s.sign() > 0 && s.compare(Surd.of(ONE)) < 0) attempt(s);
    }
  }
  return { values, curve };
}

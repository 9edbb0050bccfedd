/**
 * What of an agent's beliefs decides whether a rule is monotone and implementable, for values that are polynomials of two numbers. With
 *
 *     K(θ, θ̂; z) = ∫_θ̂^θ (q(s, z) - q(θ̂, z)) ∂_i v_i(s, z) ds
 *
 * payoff equivalence leaves only the envelope payments, so that truth beats the report θ̂ under a belief iff E[K] >= 0, and (2) of JMM12
 * is E[K(θ, θ̂) + K(θ̂, θ)] >= 0. Across a boundary θ_i = c(z) of the index, K is v_i(θ, z) - v_i(c(z), z) for the types z whose
 * boundary parts the two, and 0 for others.
 */
import { leastPolynomial, piecewisePolynomial, type Coefficients } from '../../beliefs/piecewise-polynomial.ts';
import type { BeliefPayoff } from '../../beliefs/belief-payoff.ts';
import type { Bilinear, Polynomial, Side } from '../../environment/two-agent.ts';
import { InputError } from '../../errors.ts';
import type { Witness } from '../../results/document.ts';
import type { BeliefCondition, Conditions } from './conditions.ts';
import { acrossCut } from './failing-lies.ts';

/** Steps of the grid of types. */
const STEPS = 16;

const add = (p: Coefficients, q: Coefficients, by = 1): number[] =>
  Array.from({ length: Math.max(p.length, q.length) }, (_, k) => (p[k] ?? 0) + by * (q[k] ?? 0));
const multiply = (p: Coefficients, q: Coefficients): number[] =>
  Array.from({ length: p.length + q.length - 1 }, (_, k) => p.reduce((sum, x, a) => sum + x * (q[k - a] ?? 0), 0));
const scale = (p: Coefficients, by: number): number[] => p.map((x) => x * by);

/** Σ_a rows[a] w(a): as a polynomial of z. */
const combined = (rows: Polynomial['coefficients'], weight: (power: number) => number): number[] =>
  rows.reduce<number[]>((sum, row, a) => add(sum, row, weight(a)), []);

const sectionAt = ({ coefficients }: Polynomial, own: number): number[] => combined(coefficients, (a) => own ** a);
/** ∫_from^to v(s, z) ds. */
const integral = ({ coefficients }: Polynomial, from: number, to: number): number[] =>
  combined(coefficients, (a) => (to ** (a + 1) - from ** (a + 1)) / (a + 1));
/** v(c(z), z) and ∂_i v(c(z), z), with c affine. */
const onBoundary = ({ coefficients }: Polynomial, cut: Coefficients): number[] =>
  coefficients.reduceRight<number[]>((sum, row) => add(multiply(sum, cut), row), [0]);
const rateOf = ({ coefficients }: Polynomial): Polynomial =>
  ({ coefficients: coefficients.length > 1 ? coefficients.slice(1).map((row, a) => scale(row, a + 1)) : [[0]] });

/** Types that differ, in both orders; near `cut`, too, where one is given. */
function pairs(cut?: number): Witness[] {
  const grid = Array.from({ length: STEPS + 1 }, (_, j) => j / STEPS);
  const types = cut === undefined ? grid : [...new Set([...grid, ...[-1e-3, 0, 1e-3].map((step) => Math.min(1, Math.max(0, cut + step)))])];
  return types.flatMap((type) => types.filter((report) => report !== type).map((report) => ({ type, report })));
}

const family = (why: string, list: readonly Witness[], payoffOf: (type: number, report: number) => BeliefPayoff): BeliefCondition => ({
  kind: 'family', why, pairs: list, payoffOf: ({ type, report }) => payoffOf(type as number, report as number),
});

const MONOTONE = '(2) for the worst pair of types of a grid';
const ENVELOPE = 'envelope payments, the worst type and report of a grid';

function stochastic(value: Polynomial, { first, cross }: Bilinear): Conditions {
  const rate = [first[0]!, cross[0]![0]!];
  if (rate.every((x) => x === 0)) return ignored();
  const list = pairs();
  const up = list.filter(({ type, report }) => type < report);
  return {
    monotone: family(MONOTONE, up, (s, t) =>
      piecewisePolynomial(scale(multiply(rate, add(sectionAt(value, t), sectionAt(value, s), -1)), 1 / (t - s)))),
    robust: family(ENVELOPE, list, (type, report) => {
      const over = add(scale(sectionAt(value, type), type - report), integral(value, report, type), -1);
      return piecewisePolynomial(scale(multiply(rate, over), 1 / (type - report) ** 2));
    }),
  };
}

function ignored(): Conditions {
  const every: BeliefCondition = { kind: 'every', why: 'the rule does not depend on her type' };
  return { monotone: every, robust: every };
}

/** The z whose boundary k + f θ + e z = 0 lies between two types of hers, as an interval, which is empty where `from` > `to`. */
function parted({ constant, first, second }: Bilinear, low: number, high: number): readonly [number, number] {
  const [f, e] = [first[0]!, second[0]!];
  if (e === 0) return (constant + f * low < 0) === (constant + f * high < 0) ? [1, 0] : [0, 1];
  const ends = [-(constant + f * low) / e, -(constant + f * high) / e];
  return [Math.max(0, Math.min(...ends)), Math.min(1, Math.max(...ends))];
}

function deterministic(value: Polynomial, index: Bilinear): Conditions {
  if (index.cross[0]![0] !== 0) {
    throw new InputError('rule.index.cross', 'must be 0 where a value is a polynomial: a straight boundary is needed');
  }
  const [f, e] = [index.first[0]!, index.second[0]!];
  const [from, to] = f === 0 ? [1, 0] : parted(index, 0, 1);
  if (from >= to) return ignored();
  const sign = Math.sign(f);
  const cut = [-index.constant / f, -e / f];
  const rises = scale(onBoundary(rateOf(value), cut), sign);
  const lowest = leastPolynomial(rises, from, to);
  if (e !== 0 && lowest.value < 0) {
    const z = lowest.at[0]!;
    const at = (p: Coefficients): number => p.reduceRight((sum, x) => sum * z + x, 0);
    const none: BeliefCondition = {
      kind: 'none', at: lowest.at,
      witness: acrossCut((type) => at(sectionAt(value, type)), cut[0]! + cut[1]! * z, sign, lowest.at),
      why: 'where the boundary passes her value falls into alternative 1, and nearby pairs are told apart there alone',
    };
    return { monotone: none, robust: none };
  }
  const list = pairs(e === 0 ? cut[0] : undefined)
    .filter(({ type, report }) => {
      const [a, b] = parted(index, Math.min(type as number, report as number), Math.max(type as number, report as number));
      return a < b;
    });
  const boundary = onBoundary(value, cut);
  return {
    monotone: family(MONOTONE, list.filter(({ type, report }) => type < report), (s, t) =>
      piecewisePolynomial(scale(add(sectionAt(value, t), sectionAt(value, s), -1), sign / (t - s)), parted(index, s, t))),
    robust: family(ENVELOPE, list, (type, report) => piecewisePolynomial(
      scale(add(sectionAt(value, type), boundary, -1), sign / (type - report)),
      parted(index, Math.min(type, report), Math.max(type, report)),
    )),
  };
}

/** Throws InputError where the rule's boundary is curved. */
export const polynomialConditions = ({ value, rule }: Side & { readonly value: Polynomial }): Conditions =>
  (rule.kind === 'stochastic' ? stochastic(value, rule.chance) : deterministic(value, rule.index));

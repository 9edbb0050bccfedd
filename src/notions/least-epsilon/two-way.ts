/**
 * The least ε of an efficient rule with linear values where an agent's signals tell two lists of alternatives apart and no more: bounds
 * from above that become exact as a grid of her types becomes fine (docs/fields.md, section 10).
 *
 * Let own rates differ by α and social ones by β between any alternative of the first list and any of the second, and not within a list.
 * Then the first is chosen at type s with chance q(β·s), which does not fall, and her field is Q(s) = α q(β·s) but for a constant.
 *
 * Theorem. Let a signal be *with* welfare if α_i β_i >= 0, and *against* it if not, and let [l(s), h(s)] hold β·s' for all types s' that
 * differ from s in signals against welfare alone. ε-LIC holds with any utility μ, convex or not, for which almost everywhere on lines
 * along axes
 *
 *     |α_i q(β·s) - ∂_i μ(s)| <= ε  where i is with welfare and α_i ≠ 0,      ∂_i μ = 0  where α_i = 0,
 *     |α_i q(w) - ∂_i μ(s)| <= ε  at w = l(s) and w = h(s), hence between,  where i is against it.                                  (*)
 *
 * Proof. From the type reported t go to s in the order said in docs/fields.md, section 10. u(t, s) - μ(s) is the sum over signals of the
 * integrals of α_i q(β·t) - ∂_i μ. Along signals against welfare each is at most ε a unit wherever l <= β·t <= h, and where β·t is beyond
 * that range in the direction that (*) allows. Along signals with welfare it is at most ε d and ∫ α_i (q(β·t) - q) dx_i = -ρ_i (F_i -
 * F_{i-1}), ρ_i = α_i/β_i, F(w) = ∫ (q(v) - q(β·t)) dv from β·t on, which is never below 0, for q does not fall: and these add up to no
 * more than 0.
 *
 * So far lies cost nothing beyond near ones, and by the duality of paths and potentials the least ε is the largest circulation over length.
 * Of utilities on a grid (lattice-utilities.ts) r q is left, r = α - λβ, and over a box q lies between its ends at the least and the
 * largest β·s.
 */
import type { Gradients } from '../../experiments/field/walk-sums.ts';
import type { Box, Remainder } from './lattice-utilities.ts';
import { structuralBound } from './structural.ts';

export interface TwoWay {
  /** Alternatives by their places. */
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** [C] */
  readonly alpha: readonly number[];
  readonly beta: readonly number[];
}

/** Signals that move welfare and her own values in different directions. */
export const againstWelfare = ({ alpha, beta }: Pick<TwoWay, 'alpha' | 'beta'>): number[] =>
  [...alpha.keys()].filter((c) => alpha[c]! * beta[c]! < 0);

const same = (a: readonly number[], b: readonly number[]): boolean => a.every((x, c) => x === b[c]);

/** Undefined where her signals do not tell two lists apart, or more than two. */
export function twoWay({ own, social }: Gradients): TwoWay | undefined {
  const isLike = (k: number, l: number): boolean => same(own[k]!, own[l]!) && same(social[k]!, social[l]!);
  const all = [...own.keys()];
  const first = all.filter((k) => isLike(k, 0));
  const second = all.filter((k) => !isLike(k, 0));
  const other = second[0];
  if (other === undefined || second.some((k) => !isLike(k, other))) return undefined;
  const alpha = own[0]!.map((x, c) => x - own[other]![c]!);
  return { first, second, alpha, beta: social[0]!.map((x, c) => x - social[other]![c]!) };
}

/** Ends of the chance that the first list is chosen, at any β·s; neither falls. */
export interface ChanceBand {
  lower(w: number): number;
  upper(w: number): number;
}

/** What is left of the field, r q, and on which signals g depends. */
export type Rest = Pick<Remainder, 'lambda' | 'open' | 'rates'>;

/** λ is that of the affine maximiser, 0 where a signal moves the choice without a value of its own, or against welfare. */
export function restOf({ alpha, beta }: TwoWay): Rest {
  const isThin = alpha.some((a, c) => a === 0 && beta[c] !== 0);
  const isPlain = isThin || againstWelfare({ alpha, beta }).length > 0;
  const { lambda } = isPlain ? { lambda: 0 } : structuralBound({ own: [alpha, alpha.map(() => 0)], social: [beta, beta.map(() => 0)] });
  return { lambda, rates: alpha.map((a, c) => a - lambda * beta[c]!), open: [...alpha.keys()].filter((c) => alpha[c] !== 0) };
}

/** Ends of β·s over a box. */
function rangeOver(beta: readonly number[], box: Box): [number, number] {
  let [low, high] = [0, 0];
  for (let c = 0; c < beta.length; c++) {
    const ends = [beta[c]! * box[c]![0], beta[c]! * box[c]![1]];
    low += Math.min(ends[0]!, ends[1]!);
    high += Math.max(ends[0]!, ends[1]!);
  }
  return [low, high];
}

/** Ends of r q while β·s is in [low, high]. */
function restOver(rate: number, band: ChanceBand, [low, high]: readonly [number, number]): [number, number] {
  const [least, most] = [band.lower(low), band.upper(high)];
  return rate >= 0 ? [rate * least, rate * most] : [rate * most, rate * least];
}

/** Where (*) reads q for the slope along signal c: over the box, and over all of the signals against welfare if c is one of them. */
function readOver(against: readonly number[], supports: Box, box: Box, c: number): Box {
  return against.includes(c) ? box.map((ends, d) => (against.includes(d) ? supports[d]! : ends)) : box;
}

/** Ends of R = r q over boxes of types. */
export function remainderOf(field: TwoWay, rest: Rest, supports: Box, band: ChanceBand): Remainder {
  const against = againstWelfare(field);
  return {
    ...rest, over: (box, c) => restOver(rest.rates[c]!, band, rangeOver(field.beta, readOver(against, supports, box, c))),
  };
}

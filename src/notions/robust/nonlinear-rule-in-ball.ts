/**
 * The efficient rule of values that are no linear functions, while beliefs may be any of a ball (docs/robust.md, section 9).
 *
 * *No ball will do.* Let k and l tie at the top at a profile, with a and b the gradients of v_k - v_l and W_k - W_l in her own signals, and
 * Δ a direction with b·Δ > 0 > a·Δ. Types s + hΔ and s - hΔ are told apart under that profile z of the others, and gain -2h a·Δ together by
 * reporting each other. Let W's be analytic. For each z' the types at which the choice is not locally constant lie among zeros of analytic
 * functions of the type that do not vanish, a null set; so by Fubini at almost every s the z' at which it is not are a null set of the
 * baseline, and the two types are told apart with a share of it that vanishes with h, for a gain of the order of h (her slopes near s have
 * a bound, whatever the others are). Where the tie moves with z there is one at every type close by. So for every share δ of a
 * contamination at z the two lies gain δ (-a·Δ) / 2 a unit in the limit, |Δ| = 1 in own-payoff-relevant signals, and (2) of JMM12 fails.
 * The same where nothing of a and b moves with others' signals: then the pair fails wherever it is at the top. A tie is proved inside a
 * small box round where it was found: W_k - W_l has both signs there, all other alternatives are worse throughout, and the slopes are
 * enclosed. Kinks are allowed where every difference of welfares either does not move with her signals or has in one of them slopes that
 * are nowhere 0.
 *
 * *Every belief will do.* One signal: if the slopes of v_k - v_l and W_k - W_l are both nowhere negative, or both nowhere positive, for any
 * two alternatives, then what is chosen at x rather than at t is worth more to her all the way beyond: truth gains
 * ∫ (p(x) - p(t))·v'(x) dx >= 0 over every lie, profile by profile.
 */
import { partsOf, type Expression } from '../../environment/formula/expression.ts';
import { rangeOver } from '../../environment/formula/demands.ts';
import type { Box } from '../../environment/polynomial.ts';
import { expressions as algebra, type OwnValues } from '../../environment/value-algebra.ts';
import type { OwnSpace } from '../../experiments/own-signal.ts';
import type { Tie } from '../local-congruence.ts';

/** Of the supports: half a side of the box in which a tie is proved; by how much a direction leans off the boundary. */
const NEAR = 1e-6;
const LEAN = 1e-4;
/** Of an end that is 0, as a share of the other. */
const ROUNDING = 1e-12;
/** Boxes that are halved for a range. */
const ROUNDS = 64;

export interface BrokenTie {
  readonly pair: readonly [number, number];
  readonly at: readonly number[];
  /** Least -a·Δ there, |Δ| = 1 in own-payoff-relevant signals; 0 for directions without a length. */
  readonly rate: number;
}

const between = (list: readonly Expression[], k: number, l: number): Expression => algebra.minus(list[k]!, list[l]!);
const slopesOf = (e: Expression, coordinates: readonly number[]): Expression[] => coordinates.map((d) => algebra.derivative(e, d));
const isSmooth = (list: readonly Expression[]): boolean => partsOf(list).every(({ op }) => op !== 'abs' && op !== 'max' && op !== 'where');

/** Whether the choice changes at null sets of her types, whatever the others are: analytic welfares, or slopes that are nowhere 0. */
function hasThinBoundaries({ social, box }: OwnValues<Expression>, { coordinates }: OwnSpace): boolean {
  if (isSmooth(social)) return true;
  return social.every((_, k) => social.slice(k + 1).every((__, step) => {
    const slopes = slopesOf(between(social, k, k + 1 + step), coordinates);
    return slopes.every(algebra.isZero) || slopes.some((slope) => {
      const [low, high] = rangeOver(slope, box, ROUNDS);
      return low > 0 || high < 0;
    });
  }));
}

/** Directions with |Δ| = 1 among which that of most -a·Δ, b·Δ >= 0, lies: along one signal, or along two with b·Δ = 0, leaning to b > 0. */
function directions(b: readonly number[], relevant: readonly boolean[]): number[][] {
  const found: number[][] = [];
  const unit = (c: number, size: number): number[] => b.map((_, j) => (j === c ? size : 0));
  const free = b.findIndex((slope, c) => !relevant[c] && slope !== 0);
  b.forEach((slope, x) => {
    if (!relevant[x]) return;
    for (const sign of [1, -1]) {
      // A signal without a value of its own moves society, and costs no length.
      if (free >= 0) found.push(unit(x, sign).map((d, c) => (c === free ? (2 * (Math.abs(slope) + LEAN)) / b[free]! : d)));
      else if (sign * slope > 0) found.push(unit(x, sign));
      b.forEach((other, y) => {
        if (free >= 0 || y === x || !relevant[y] || other === 0) return;
        const step = -(sign * slope) / other;
        const lean = (LEAN * Math.sign(other));
        const size = 1 + Math.abs(step + lean);
        found.push(unit(x, sign / size).map((d, c) => (c === y ? (step + lean) / size : d)));
      });
    }
  });
  return found;
}

/** Σ Δ_c [low, high]_c */
const along = (ranges: readonly (readonly [number, number])[], delta: readonly number[]): readonly [number, number] =>
  delta.reduce(([low, high], d, c) => (d === 0 ? [low, high] as const
    : [low + d * ranges[c]![d > 0 ? 0 : 1], high + d * ranges[c]![d > 0 ? 1 : 0]] as const), [0, 0] as readonly [number, number]);

/** What a tie proves; undefined where it proves nothing. */
export function brokenTie(values: OwnValues<Expression>, { coordinates, relevant }: OwnSpace, { pair, at }: Tie): BrokenTie | undefined {
  const { own, social, box } = values;
  const [k, l] = pair;
  const near: Box = box.map(([low, high], d) => [at[d]! - NEAR * (high - low), at[d]! + NEAR * (high - low)]);
  if (near.some(([low, high], d) => low < box[d]![0] || high > box[d]![1])) return undefined;
  const difference = between(social, k, l);
  const [ownSlopes, socialSlopes] = [slopesOf(between(own, k, l), coordinates), slopesOf(difference, coordinates)];
  const others = box.map((_, d) => d).filter((d) => !coordinates.includes(d));
  const otherSlopes = slopesOf(difference, others);
  const rest = social.flatMap((other, j) =>
    (j === k || j === l ? [] : [algebra.minus(social[k]!, other), algebra.minus(social[l]!, other)]));
  const rangesOf = (list: readonly Expression[], over: Box): readonly (readonly [number, number])[] => algebra.ranges(list)(over);
  if (rangesOf(rest, near).some(([low]) => !(low > 0))) return undefined;
  const whatever: Box = near.map((side, d) => (coordinates.includes(d) ? side : box[d]!));
  const steep = rangesOf(own.flatMap((e) => slopesOf(e, coordinates)), whatever);
  if (!steep.flat().every(Number.isFinite)) return undefined;
  const moves = rangesOf(otherSlopes, near).some(([low, high]) => low > 0 || high < 0);
  const isFixed = [...ownSlopes, ...socialSlopes].every((slope) => others.every((d) => !algebra.moves(slope, d)))
    && otherSlopes.every(algebra.isZero);
  if (!moves && !isFixed) return undefined;
  const [a, b] = [rangesOf(ownSlopes, near), rangesOf(socialSlopes, near)];
  // The two corners of the box along the steepest slopes of welfare.
  const corner = (sign: number): Box => near.map(([low, high], d) => {
    const [least, most] = rangesOf([algebra.derivative(difference, d)], near)[0]!;
    const x = least + most > 0 === sign > 0 ? high : low;
    return [x, x];
  });
  if (!(rangesOf([difference], corner(1))[0]![0] > 0 && rangesOf([difference], corner(-1))[0]![1] < 0)) return undefined;
  const middles = b.map(([low, high]) => (low + high) / 2);
  let rate = -1;
  for (const delta of directions(middles, relevant)) {
    if (!(along(b, delta)[0] > 0)) continue;
    rate = Math.max(rate, -along(a, delta)[1]);
  }
  return rate > 0 ? { pair, at, rate } : undefined;
}

/** The tie that says most among those found; in steps. `rough`: how far own and social slopes are from one another at a tie. */
export function* worstBrokenTie(
  values: OwnValues<Expression>, space: OwnSpace, ties: readonly Tie[], rough: (tie: Tie) => number,
): Generator<undefined, BrokenTie | undefined> {
  if (!hasThinBoundaries(values, space)) return undefined;
  const ranked = ties.map((tie) => ({ tie, size: rough(tie) })).filter(({ size }) => size > 0).sort((x, y) => y.size - x.size);
  let best: BrokenTie | undefined;
  for (const { tie } of ranked.slice(0, TRIED)) {
    yield;
    const broken = brokenTie(values, space, tie);
    if (broken && !(broken.rate <= (best?.rate ?? 0))) best = broken;
  }
  return best;
}

const TRIED = 24;

/** Whether one signal orders every two alternatives alike for her and for society, throughout. */
export function isAlignedThroughout({ own, social, box }: OwnValues<Expression>, { coordinates }: OwnSpace): boolean {
  if (coordinates.length !== 1) return false;
  const signs = (e: Expression): readonly [boolean, boolean] => {
    const slope = algebra.derivative(e, coordinates[0]!);
    const [low, high] = algebra.isZero(slope) ? [0, 0] : rangeOver(slope, box, ROUNDS);
    const rounding = ROUNDING * Math.max(Math.abs(low), Math.abs(high));
    return [low >= -rounding, high <= rounding];
  };
  return own.every((_, k) => own.slice(k + 1).every((__, step) => {
    const [up, down] = signs(between(own, k, k + 1 + step));
    const [rises, falls] = signs(between(social, k, k + 1 + step));
    return (up && rises) || (down && falls);
  }));
}

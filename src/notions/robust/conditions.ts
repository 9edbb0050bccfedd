/**
 * What of an agent's beliefs decides whether a rule is monotone (JMM12 (2)) and whether any payments make it incentive compatible, for
 * bilinear values; docs/robust.md derives it. With a(z) = ∇_i v_i and b(z) the gradient of the rule's index or chance, both at the other's
 * type z and neither depending on her own type:
 *
 *     chance           monotone iff E[(a·Δ)(b·Δ)] >= 0 for all Δ; robust besides only if a and b are parallel everywhere (Lemma 2)
 *     dictatorial      robust iff a(z) is parallel to b everywhere and E[a·b] >= 0
 *     other boundary   every z whose boundary passes through her types has pairs that are told apart with a vanishing share of the prior:
 *                      a and b must be parallel and point the same way there, and then the rule is ex post monotone
 */
import { affineAt, scaledAffine, type Affine } from '../../beliefs/affine.ts';
import { affine, affineProduct } from '../../beliefs/affine-product.ts';
import type { BeliefPayoff } from '../../beliefs/belief-payoff.ts';
import { isNothing, parallelEverywhere, rankAtMostOne } from '../../environment/parallel.ts';
import {
  corners, gradient, isDictatorial, sectionAt, type Bilinear, type Side,
} from '../../environment/two-agent.ts';
import { InputError } from '../../errors.ts';
import type { Solve } from '../../programs/solve.ts';
import type { Witness } from '../../results/document.ts';
import { sameBoundary } from './ex-post-boundary.ts';
import { boundaryPair, cornerPair, squareWalk, whereSteepest } from './failing-lies.ts';
import { interiorPoint } from './interior-point.ts';

/** Under which beliefs something holds. `none`: in no ball, however small. */
export type BeliefCondition =
  | { readonly kind: 'every'; readonly why: string }
  | { readonly kind: 'none'; readonly why: string; readonly at: readonly number[]; readonly witness: Witness }
  /** Where the payoff is expected to be at least 0; `witness` gains most from what it measures. */
  | { readonly kind: 'payoff'; readonly why: string; readonly payoff: BeliefPayoff; readonly witness: Witness }
  /** Where all payoffs are, one for each pair of types listed. */
  | { readonly kind: 'family'; readonly why: string; readonly pairs: readonly Witness[]; payoffOf(pair: Witness): BeliefPayoff };

export interface Conditions {
  /** (2) of JMM12, necessary for any payments. */
  readonly monotone: BeliefCondition;
  /** Incentive compatibility with the envelope payments, which are the only ones up to what she cannot change. */
  readonly robust: BeliefCondition;
  /** A type of the other at which the ex post field circulates; then nothing is robust. */
  readonly circulates?: readonly number[];
}

const both = (condition: BeliefCondition): Conditions => ({ monotone: condition, robust: condition });

const middle = (dimensions: number): number[] => Array.from({ length: dimensions }, () => 0.5);
const ends = (dimensions: number): Witness =>
  ({ type: dimensions === 1 ? 0 : middle(dimensions).fill(0), report: dimensions === 1 ? 1 : middle(dimensions).fill(1) });

const IGNORED = 'the rule does not depend on her type';
const EX_POST = 'ex post monotone: wherever her report matters her value rises the way the chance of alternative 1 does';

/** A z with a and b not parallel, among some points of the cube and the one given. */
function notParallelAt(a: readonly Affine[], b: readonly Affine[], preferred: readonly (readonly number[])[]): readonly number[] {
  const minor = (z: readonly number[]): number => {
    const [u, v] = [a, b].map((of) => of.map((one) => affineAt(one, z))) as [number[], number[]];
    return Math.max(...u.flatMap((x, j) => u.slice(j + 1).map((y, step) => Math.abs(x * v[j + 1 + step]! - y * v[j]!))));
  };
  return preferred.reduce((best, z) => (minor(z) > minor(best) ? z : best));
}

/** Where b is a multiple of a or both lie on one line: signs of the common rate at z are those of the product of the two returned. */
function commonRate(a: readonly Affine[], b: readonly Affine[]): readonly [Affine, Affine] | 'positive' | 'negative' {
  const j = a.findIndex((one, k) => !isNothing(one) && !isNothing(b[k]!));
  if (j < 0) return 'positive';
  const pair = [a[j]!, b[j]!] as const;
  const vectors = (of: Affine): number[] => [of.constant, ...of.slopes];
  if (!rankAtMostOne([vectors(pair[0]), vectors(pair[1])])) return pair;
  const at = vectors(pair[1]).findIndex((x) => x !== 0);
  return vectors(pair[0])[at]! * vectors(pair[1])[at]! < 0 ? 'negative' : 'positive';
}

const asList = (signal: Witness['type']): readonly number[] => (typeof signal === 'number' ? [signal] : signal);

/** Directions of lies, in the half space that makes them different: evenly spaced in the plane, pairs of coordinates in more. */
function directions(dimensions: number): number[][] {
  const turns = dimensions === 2 ? 64 : 16;
  const planes = Array.from({ length: dimensions }, (_, x) => x).flatMap((x) =>
    Array.from({ length: dimensions - x - 1 }, (_, step) => [x, x + 1 + step] as const));
  return planes.flatMap(([x, y]) => Array.from({ length: turns }, (_, t) => {
    const angle = (Math.PI * t) / turns;
    const direction = Array.from({ length: dimensions }, () => 0);
    [direction[x], direction[y]] = [Math.cos(angle), Math.sin(angle)];
    return direction;
  }));
}

const along = (of: readonly Affine[], direction: readonly number[]): Affine => ({
  constant: of.reduce((sum, { constant }, j) => sum + constant * direction[j]!, 0),
  slopes: of[0]!.slopes.map((_, k) => of.reduce((sum, { slopes }, j) => sum + slopes[k]! * direction[j]!, 0)),
});

function stochastic(a: readonly Affine[], b: readonly Affine[]): Conditions {
  const dimensions = a.length;
  if (b.every(isNothing)) return both({ kind: 'every', why: IGNORED });
  if (dimensions === 1) {
    return both({
      kind: 'payoff', payoff: affineProduct(b[0]!, a[0]!), witness: ends(1),
      why: 'E[∂_i q ∂_i v_i], the same for all pairs of types',
    });
  }
  if (!parallelEverywhere(a, b)) {
    const others = a[0]!.slopes.length;
    const at = notParallelAt(a, b, [middle(others), ...corners(others)]);
    return {
      circulates: at,
      robust: { kind: 'none', why: 'the ex post field q ∇_i v_i circulates (Lemma 2)', at, witness: squareWalk(a, b, at) },
      monotone: {
        kind: 'family', why: 'E[(∇_i q·Δ)(∇_i v_i·Δ)] in the worst direction Δ of a list',
        pairs: directions(dimensions).map((direction) => ({
          type: direction.map((x) => 0.5 - x / 2), report: direction.map((x) => 0.5 + x / 2),
        })),
        payoffOf: ({ type, report }) => {
          const direction = asList(report).map((x, j) => x - asList(type)[j]!);
          return affineProduct(along(a, direction), along(b, direction));
        },
      },
    };
  }
  const rate = commonRate(a, b);
  if (rate === 'positive') return both({ kind: 'every', why: EX_POST });
  if (rate === 'negative') {
    const centre = middle(a[0]!.slopes.length);
    const witness = cornerPair(b, whereSteepest(b, [centre, ...corners(centre.length)]));
    return both({ kind: 'none', why: 'ex post her value falls wherever the chance rises', at: centre, witness });
  }
  return both({
    kind: 'payoff', payoff: affineProduct(...rate), witness: ends(dimensions), why: 'E[∂_i q ∂_i v_i], along the common normal',
  });
}

/** Types of the other for which some corner of her types gets 0 and another 1: then so do both sides of a boundary inside. */
async function crossing(index: Bilinear, dimensions: number, more: readonly Affine[], solve: Solve): Promise<number[] | undefined> {
  const sections = corners(dimensions).map((corner) => sectionAt(index, corner));
  for (const low of sections) {
    for (const high of sections) {
      if (low === high) continue;
      const found = await interiorPoint([scaledAffine(low, -1), high, ...more], solve);
      if (found) return found;
    }
  }
  return undefined;
}

async function deterministic(value: Bilinear, index: Bilinear, solve: Solve): Promise<Conditions> {
  const a = gradient(value);
  const dimensions = a.length;
  const b = gradient(index);
  const at = await crossing(index, dimensions, [], solve);
  if (!at) return both({ kind: 'every', why: IGNORED });
  if (!parallelEverywhere(a, b)) {
    const where = notParallelAt(a, b, [at, ...corners(at.length).map((corner) => at.map((x, j) => x + 0.01 * (corner[j]! - x)))]);
    return {
      ...both({
        kind: 'none', why: 'her value varies along the boundary, so the ex post field circulates (Lemmas 2 and 3)', at: where,
        witness: boundaryPair(value, index, where),
      }),
      circulates: where,
    };
  }
  if (sameBoundary(index)) return fixedBoundary(a, index);
  const rate = commonRate(a, b);
  const wrong = 'where the boundary passes her value falls into alternative 1, and nearby pairs are told apart there alone';
  if (rate === 'positive') return both({ kind: 'every', why: EX_POST });
  if (rate === 'negative') return both({ kind: 'none', why: wrong, at, witness: cornerPair(b, at) });
  for (const sign of [1, -1]) {
    const found = await crossing(index, dimensions, [scaledAffine(rate[0], sign), scaledAffine(rate[1], -sign)], solve);
    if (found) return both({ kind: 'none', why: wrong, at: found, witness: cornerPair(b, found) });
  }
  return both({ kind: 'every', why: EX_POST });
}

/** Dictatorial, up to the sides: her value across the boundary is what counts, whichever pair of types it parts. */
function fixedBoundary(a: readonly Affine[], index: Bilinear): Conditions {
  const b = gradient(index);
  const others = a[0]!.slopes.length;
  const signs = corners(others).map((z) => Math.sign(b.map((one) => affineAt(one, z)).find((x) => x !== 0) ?? 0));
  if (signs.includes(1) && signs.includes(-1)) {
    throw new InputError('rule.index', 'has one boundary for all types of the other, whose sides change with them; make it regular');
  }
  const j = b.findIndex((one) => !isNothing(one));
  const at = corners(others).find((z) => affineAt(b[j]!, z) !== 0)!;
  const normal = b.map((one) => Math.sign(affineAt(one, at)));
  const relevant = a.findIndex((one, k) => normal[k] !== 0 && !isNothing(one));
  if (relevant < 0) return both({ kind: 'every', why: 'her value does not depend on her own type' });
  const where = isDictatorial(index) && a.length === 1 ? ` at ${-index.constant / index.first[0]!}` : '';
  return both({
    kind: 'payoff', payoff: affine(scaledAffine(a[relevant]!, normal[relevant]!)),
    witness: ends(a.length),
    why: `E[∂_i v_i] across the boundary${where}, whatever the pair`,
  });
}

/** Of an agent with bilinear values. Throws InputError for boundaries that no condition here covers. */
export async function bilinearConditions(
  { value, rule }: Side & { readonly value: Bilinear },
  solve: Solve,
): Promise<Conditions> {
  const a = gradient(value);
  if (a.every(isNothing)) return both({ kind: 'every', why: 'her value does not depend on her own type' });
  if (rule.kind === 'stochastic') return stochastic(a, gradient(rule.chance));
  return deterministic(value, rule.index, solve);
}

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
 * Here μ = λ E max_k W_k + g(s), g multilinear between the nodes of a grid. (*) then reads |r_i q - ∂_i g| <= ε, r = α - λβ. On a cell q
 * lies between its ends at the least and the largest β·s, and ∂_i g between those at the corners: so ε is a largest number over cells.
 */
import type { Gradients } from '../../experiments/field/walk-sums.ts';
import { stridesOf, type Lattice } from '../../programs/lattice-potentials.ts';
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

/** A grid over an agent's signals; one cell along those that do not enter her values, on which g does not depend. */
export interface TypeLattice {
  readonly supports: readonly (readonly [number, number])[];
  /** [C] */
  readonly cells: readonly number[];
}

/** What is left of the field, r q, and on which signals g depends. */
export interface Rest {
  readonly lambda: number;
  /** [C] */
  readonly rates: readonly number[];
  /** Signals that enter her values. */
  readonly open: readonly number[];
}

/** λ is that of the affine maximiser, 0 where a signal moves the choice without a value of its own, or against welfare. */
export function restOf({ alpha, beta }: TwoWay): Rest {
  const isThin = alpha.some((a, c) => a === 0 && beta[c] !== 0);
  const isPlain = isThin || againstWelfare({ alpha, beta }).length > 0;
  const { lambda } = isPlain ? { lambda: 0 } : structuralBound({ own: [alpha, alpha.map(() => 0)], social: [beta, beta.map(() => 0)] });
  return { lambda, rates: alpha.map((a, c) => a - lambda * beta[c]!), open: [...alpha.keys()].filter((c) => alpha[c] !== 0) };
}

const edgeOf = ([low, high]: readonly [number, number], cells: number, j: number): number => low + ((high - low) * j) / cells;

/** Ends of β·s over a box. */
function rangeOver(beta: readonly number[], box: readonly (readonly [number, number])[]): [number, number] {
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

type Box = readonly (readonly [number, number])[];

/** Where (*) reads q for the slope along signal c: over the box, and over all of the signals against welfare if c is one of them. */
function readOver(against: readonly number[], supports: Box, box: Box, c: number): Box {
  return against.includes(c) ? box.map((ends, d) => (against.includes(d) ? supports[d]! : ends)) : box;
}

/** Steps (places in cells) of a lattice's node. */
const placeOf = (sizes: readonly number[], node: number): number[] => {
  let rest = node;
  return sizes.map((size) => {
    const at = rest % size;
    rest = (rest - at) / size;
    return at;
  });
};

const sizesOf = ({ cells }: TypeLattice, { open }: Rest): number[] => open.map((c) => cells[c]! + 1);

/** Where a node lies, with signals on which g does not depend over all of their supports. */
function boxAt({ supports, cells }: TypeLattice, { open }: Rest, place: readonly number[]): (readonly [number, number])[] {
  const box = supports.map((support) => support);
  open.forEach((c, a) => {
    const x = edgeOf(supports[c]!, cells[c]!, place[a]!);
    box[c] = [x, x];
  });
  return box;
}

/** The program whose solution is g: ends of r_i q on every edge. */
export function latticeOf(field: TwoWay, rest: Rest, types: TypeLattice, band: ChanceBand): Lattice {
  const sizes = sizesOf(types, rest);
  const nodes = sizes.reduce((n, size) => n * size, 1);
  const against = againstWelfare(field);
  const [low, high] = [0, 1].map(() => sizes.map(() => new Float64Array(nodes))) as [Float64Array[], Float64Array[]];
  for (let node = 0; node < nodes; node++) {
    const place = placeOf(sizes, node);
    const box = boxAt(types, rest, place);
    rest.open.forEach((c, a) => {
      if (place[a] === sizes[a]! - 1) return;
      const along = box.map((ends, d) => (d === c ? [ends[0], edgeOf(types.supports[c]!, types.cells[c]!, place[a]! + 1)] as const : ends));
      [low[a]![node], high[a]![node]] = restOver(
        rest.rates[c]!, band, rangeOver(field.beta, readOver(against, types.supports, along, c)),
      );
    });
  }
  return { sizes, widths: rest.open.map((c) => (types.supports[c]![1] - types.supports[c]![0]) / types.cells[c]!), low, high };
}

/** Stretches of a cell across which q is bounded by itself, along each signal but that of the slope, by the number of signals. */
const STRETCHES = [1, 4, 2] as const;
/** Sums of few terms, as a share. */
const ROUNDING = 1e-12;

/** All lists with one entry of 0 .. n - 1 an axis. */
const products = (axes: number, n: number): number[][] =>
  (axes === 0 ? [[]] : products(axes - 1, n).flatMap((row) => Array.from({ length: n }, (_, j) => [...row, j])));

/** The ε of (*) for `potentials`, the values of g at the nodes: largest over all cells and signals; in steps. */
export function* epsilonOf(
  field: TwoWay, rest: Rest, types: TypeLattice, band: ChanceBand, potentials: ArrayLike<number>,
): Generator<undefined, number> {
  const { open, rates } = rest;
  const sizes = sizesOf(types, rest);
  const strides = stridesOf(sizes);
  const stretches = STRETCHES[open.length - 1]!;
  const corners = products(open.length - 1, 2);
  const parts = products(open.length - 1, stretches);
  const width = (c: number): number => (types.supports[c]![1] - types.supports[c]![0]) / types.cells[c]!;
  const against = againstWelfare(field);
  let most = 0;
  for (let node = 0; node < potentials.length; node++) {
    if (node % 256 === 0) yield;
    const place = placeOf(sizes, node);
    if (place.some((at, a) => at === sizes[a]! - 1)) continue;
    for (let a = 0; a < open.length; a++) {
      const across = open.flatMap((_, b) => (b === a ? [] : [b]));
      const slopes = corners.map((corner) => {
        const at = corner.reduce((sum, side, i) => sum + side * strides[across[i]!]!, node);
        return (potentials[at + strides[a]!]! - potentials[at]!) / width(open[a]!);
      });
      for (const part of parts) {
        const box = types.supports.map((support) => support);
        open.forEach((c, b) => {
          const i = across.indexOf(b);
          const start = i < 0 ? place[b]! : place[b]! + part[i]! / stretches;
          box[c] = [edgeOf(types.supports[c]!, types.cells[c]!, start),
            edgeOf(types.supports[c]!, types.cells[c]!, i < 0 ? start + 1 : start + 1 / stretches)];
        });
        const [low, high] = restOver(
          rates[open[a]!]!, band, rangeOver(field.beta, readOver(against, types.supports, box, open[a]!)),
        );
        for (const corner of corners) {
          // The slope at a corner of the part: multilinear between those along the edges of the cell.
          const slope = corners.reduce((sum, edge, e) => sum + slopes[e]! * edge.reduce((share, side, i) => {
            const x = (part[i]! + corner[i]!) / stretches;
            return share * (side === 1 ? x : 1 - x);
          }, 1), 0);
          most = Math.max(most, high - slope, slope - low);
        }
      }
    }
  }
  return most * (1 + ROUNDING) + ROUNDING * Math.max(...rates.map(Math.abs));
}

/**
 * Utilities at the nodes of a grid of an agent's types, and the ε that they leave where near lies decide (docs/fields.md, section 10): then
 * ε-LIC holds with any utility μ for which, almost everywhere on lines along axes, |Q_i(s) - ∂_i μ(s)| <= ε for every signal i that enters
 * her values.
 *
 * Here μ = λ E max_k W_k + g, g multilinear between the nodes, so that what is left is |R_i - ∂_i g| <= ε with R = Q - λ ∂ E max_k W_k.
 * On a box R_i lies between its ends there, and ∂_i g between those at the corners: so ε is a largest number over boxes.
 */
import { stridesOf, type Lattice } from '../../programs/lattice-potentials.ts';

export type Box = readonly (readonly [number, number])[];

/** What an affine maximiser's part of the utility leaves of a field. */
export interface Remainder {
  readonly lambda: number;
  /** Signals that enter her values, on which g depends. */
  readonly open: readonly number[];
  /** [C] no R_i is larger in size. */
  readonly rates: readonly number[];
  /** Ends of R_c over a box of types. */
  over(box: Box, c: number): readonly [number, number];
}

/** A grid over an agent's signals; one cell along those that do not enter her values, on which g does not depend. */
export interface TypeLattice {
  readonly supports: Box;
  /** [C] */
  readonly cells: readonly number[];
}

const edgeOf = ([low, high]: readonly [number, number], cells: number, j: number): number => low + ((high - low) * j) / cells;

/** Steps (places in cells) of a lattice's node. */
const placeOf = (sizes: readonly number[], node: number): number[] => {
  let rest = node;
  return sizes.map((size) => {
    const at = rest % size;
    rest = (rest - at) / size;
    return at;
  });
};

const sizesOf = ({ cells }: TypeLattice, { open }: Remainder): number[] => open.map((c) => cells[c]! + 1);

/** Where a node lies, with signals on which g does not depend over all of their supports. */
function boxAt({ supports, cells }: TypeLattice, { open }: Remainder, place: readonly number[]): (readonly [number, number])[] {
  const box = supports.map((support) => support);
  open.forEach((c, a) => {
    const x = edgeOf(supports[c]!, cells[c]!, place[a]!);
    box[c] = [x, x];
  });
  return box;
}

/** The program whose solution is g: ends of R_i on every edge. */
export function latticeOf(remainder: Remainder, types: TypeLattice): Lattice {
  const { open } = remainder;
  const sizes = sizesOf(types, remainder);
  const nodes = sizes.reduce((n, size) => n * size, 1);
  const [low, high] = [0, 1].map(() => sizes.map(() => new Float64Array(nodes))) as [Float64Array[], Float64Array[]];
  for (let node = 0; node < nodes; node++) {
    const place = placeOf(sizes, node);
    const box = boxAt(types, remainder, place);
    open.forEach((c, a) => {
      if (place[a] === sizes[a]! - 1) return;
      const along = box.map((ends, d) => (d === c ? [ends[0], edgeOf(types.supports[c]!, types.cells[c]!, place[a]! + 1)] as const : ends));
      [low[a]![node], high[a]![node]] = remainder.over(along, c);
    });
  }
  return { sizes, widths: open.map((c) => (types.supports[c]![1] - types.supports[c]![0]) / types.cells[c]!), low, high };
}

/** Stretches of a cell across which R is bounded by itself, along each signal but that of the slope, by the number of signals. */
const STRETCHES = [1, 4, 2] as const;
/** Sums of few terms, as a share. */
const ROUNDING = 1e-12;

/** All lists with one entry of 0 .. n - 1 an axis. */
const products = (axes: number, n: number): number[][] =>
  (axes === 0 ? [[]] : products(axes - 1, n).flatMap((row) => Array.from({ length: n }, (_, j) => [...row, j])));

/** The ε that `potentials`, the values of g at the nodes, leave: largest over all cells and signals; in steps. */
export function* epsilonOf(remainder: Remainder, types: TypeLattice, potentials: ArrayLike<number>): Generator<undefined, number> {
  const { open, rates } = remainder;
  const sizes = sizesOf(types, remainder);
  const strides = stridesOf(sizes);
  const stretches = STRETCHES[open.length - 1]!;
  const corners = products(open.length - 1, 2);
  const parts = products(open.length - 1, stretches);
  // The slope at a corner of a part is multilinear between those along the edges of the cell: shares of these, [parts][corners][edges].
  const shares = parts.map((part) => corners.map((corner) => corners.map((edge) => edge.reduce((share, side, i) => {
    const x = (part[i]! + corner[i]!) / stretches;
    return share * (side === 1 ? x : 1 - x);
  }, 1))));
  const width = (c: number): number => (types.supports[c]![1] - types.supports[c]![0]) / types.cells[c]!;
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
      for (const [p, part] of parts.entries()) {
        const box = types.supports.map((support) => support);
        open.forEach((c, b) => {
          const i = across.indexOf(b);
          const start = i < 0 ? place[b]! : place[b]! + part[i]! / stretches;
          box[c] = [edgeOf(types.supports[c]!, types.cells[c]!, start),
            edgeOf(types.supports[c]!, types.cells[c]!, i < 0 ? start + 1 : start + 1 / stretches)];
        });
        const [low, high] = remainder.over(box, open[a]!);
        for (const row of shares[p]!) {
          const slope = row.reduce((sum, share, e) => sum + share * slopes[e]!, 0);
          most = Math.max(most, high - slope, slope - low);
        }
      }
    }
  }
  return most * (1 + ROUNDING) + ROUNDING * Math.max(...rates.map(Math.abs));
}

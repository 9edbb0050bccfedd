/**
 * The epsilon-LIC constant of a trader whose types have gaps in which others lie, in the seller's orientation. With x >= c' >= c,
 *
 *     g(x, c) <= g(c', c) + g(x, c'),     g(x, c) <= w int_c^x P,
 *
 * since losses grow with the length of a lie. So a lie through several pieces and gaps gains by its size no more than the best part of it,
 * and the constant is the larger of w sup P over the pieces of types, and of g(x, c) / (x - c) over types c at the lower end of a gap and
 * reports x in it, up to its upper end.
 */
import { TileBounder } from '../epsilon-ic/tiling.ts';
import { integrals, type Survival } from '../../experiments/order-statistics/survival.ts';
import { clopperPearsonUpper } from '../../statistics/clopper-pearson.ts';
import { empiricalBernstein } from '../../statistics/empirical-bernstein.ts';
import { union } from '../../statistics/union.ts';
import { atLeastZero, certain, type CertifiedOnLine } from '../certified.ts';
import { gainAt } from '../misreport-gain.ts';

/** From boundary to boundary. */
export type IndexRange = readonly [number, number];

export interface TypeGaps {
  /** Increasing. */
  readonly pieces: readonly {
    /** Boundaries that are types of the piece. */
    readonly types: IndexRange;
    /** From the lower end of the cell round an atom at its lower end to the upper end of that round one at its upper end. */
    readonly cells: IndexRange;
    /** Between these two cells: from a lower boundary to a higher one, or none where the piece is one atom. */
    readonly inner?: IndexRange;
  }[];
}

const LOWER_SHARE = 0.4;

/**
 * Upper bound: for every cell of a piece, {L < x_{j+1}, U >= x_j} by Clopper-Pearson; for every cell of reports in a gap the smaller of
 * that, the largest from the gap's lower end on, and of the tile's bound on the gain by the lie's least size. Lower bound: the mean gain
 * of `pair`, boundaries that an independent sample chose, or 0. `possible`: cells that can hold the price-setting event; `isAtom`: cells
 * with nothing inside but what lies at one point, of which both ends are looked at instead.
 */
export function epsilonLicWithGaps(
  s: Survival,
  { pieces }: TypeGaps,
  pair: { readonly type: number; readonly report: number } | undefined,
  alpha: number,
  lawError: number,
  possible: (cell: number) => boolean,
  isAtom: (cell: number) => boolean,
): CertifiedOnLine {
  const { n, x, weight, sign, atLeastL, atLeastU } = s;
  if (weight === 0) return certain(0);
  const sums = integrals(s);
  const gaps = pieces.slice(1).map(({ cells: [to] }, i) => ({ type: pieces[i]!.types[1], from: pieces[i]!.cells[1], to }));
  const inPieces = pieces.flatMap(({ inner }) => (inner ? [inner] : []));
  const seenIn = (cell: number): number => (!possible(cell) ? 0 : isAtom(cell)
    ? Math.max(0, atLeastU[cell]! - atLeastL[cell]!, atLeastU[cell + 1]! - atLeastL[cell + 1]!)
    : Math.max(0, atLeastU[cell]! - atLeastL[cell + 1]!));
  // Two probabilities of a cell round an atom, one of any other.
  const statements = 2 * (pieces.at(-1)!.cells[1] - pieces[0]!.cells[0]);
  const each = union(((1 - LOWER_SHARE) * alpha) / 2, Math.max(1, statements));
  const chance = (seen: number): number => weight * Math.min(1, clopperPearsonUpper(seen, n, each) + lawError);
  let most = 0;
  let seen = false;
  for (const [from, to] of inPieces) {
    for (let j = from; j < to; j++) {
      seen ||= possible(j);
      most = Math.max(most, seenIn(j));
    }
  }
  let upper = seen ? chance(most) : 0;
  const bounder = new TileBounder(each, n);
  for (const { type, from, to } of gaps) {
    let highest = 0;
    for (let k = from; k < to; k++) {
      seen ||= possible(k);
      highest = Math.max(highest, seenIn(k));
      if (!seen) continue;
      const size = x[k]! - x[from]!;
      const slack = 4 * lawError * (1 + weight) * (x[k + 1]! - x[type]!);
      const far = k === from ? Infinity : (bounder.bound(s, sums, { i0: type, i1: from, k0: k, k1: k + 1 }) + slack) / size;
      if (far > upper) upper = Math.max(upper, Math.min(far, chance(highest)));
    }
  }
  if (!seen) return certain(0);
  if (!pair) return { estimate: 0, lower: 0, upper, guarantee: 'continuum' };
  const { estimate, lower } = gainAt(s, sums, pair.type, pair.report);
  const size = x[pair.report]! - x[pair.type]!;
  const active = Math.max(0, atLeastU[pair.type]! - atLeastL[pair.report]!);
  const error = empiricalBernstein(n, active / Math.max(1, n - 1), 1 + weight, LOWER_SHARE * alpha) + lawError * (1 + weight);
  return {
    ...atLeastZero(lower / size - error, estimate / size, upper),
    witness: { type: sign * x[pair.type]!, report: sign * x[pair.report]! },
  };
}

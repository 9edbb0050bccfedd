/** Which cells can hold the price-setting event {L < x <= U} at all, from the supports of the others' laws. */
import type { TraderProblem } from '../../environment/double-auction.ts';
import { atomsOf, atomWidth } from './layout.ts';
import type { TraderSample } from './trader-study.ts';

/**
 * For a cell [x_j, x_{j+1}] the bracketing event is {L < x_{j+1}, U >= x_j}: at least `rank` others below x_{j+1} and at
 * most `rank` below x_j. It is impossible where too few could be below the one or too many must be below the other.
 */
export function cellCanPrice({ others, rank }: TraderProblem, boundaries: Float64Array): (cell: number) => boolean {
  // Supports, not distribution functions: far in a tail those round to 0 or 1 where something can still happen.
  const allBelow = (law: TraderProblem['law'], x: number): boolean => x > law.support[1] || (x === law.support[1] && !endsInAtom(law));
  const surely = boundaries.map((x) => others.reduce((sum, { count, law }) => sum + (allBelow(law, x) ? count : 0), 0));
  const possibly = boundaries.map((x) => others.reduce((sum, { count, law }) => sum + (x > law.support[0] ? count : 0), 0));
  return (cell) => surely[cell]! <= rank && possibly[cell + 1]! >= rank;
}

const endsInAtom = ({ atoms = [], support }: TraderProblem['law']): boolean => atoms.at(-1)?.at === support[1];

/**
 * Whether cell [x_j, x_{j+1}] of a sample's survival table is one of those that layouts put at every atom, too narrow to hold
 * anything but the atom: what happens in it happens at one of its ends.
 */
export function atomCells({ plan: { problem }, survival }: Pick<TraderSample, 'plan' | 'survival'>): (cell: number) => boolean {
  const { x, sign } = survival;
  const places = new Set(atomsOf(problem).map((at) => sign * at));
  if (places.size === 0) return () => false;
  const width = 2 * atomWidth(problem);
  return (cell) => x[cell + 1]! - x[cell]! < width && (places.has(x[cell]!) || places.has(x[cell + 1]!));
}

/** The same of a sample's survival table; a buyer's runs through the cells backwards. */
export function possibleCells({ plan: { problem, grid }, survival }: Pick<TraderSample, 'plan' | 'survival'>): (cell: number) => boolean {
  const possible = cellCanPrice(problem, grid.boundaries);
  const cells = grid.boundaries.length - 1;
  return survival.sign === 1 ? possible : (cell) => possible(cells - 1 - cell);
}

/**
 * Whether the trader's types, in the seller's orientation, reach the supremum of U, near which L has left first: the (rank + 1)-th lowest
 * of the tops of the others' supports, or reflected, unless an atom lies there, at which both may be.
 */
export function reachesTop({ trader, law, others, rank }: TraderProblem): boolean {
  const seller = trader === 'seller';
  const oriented = ([a, b]: readonly [number, number]): [number, number] => (seller ? [a, b] : [-b, -a]);
  const tops = others.filter(({ count }) => count > 0)
    .map(({ count, law: { support, atoms = [] } }) => {
      const top = oriented(support)[1];
      return { count, top, isAtom: atoms.some(({ at }) => (seller ? at : -at) === top) };
    })
    .sort((p, q) => p.top - q.top);
  const above = tops.reduce((sum, { count }) => sum + count, 0);
  let below = seller ? rank : above - rank;
  const [from, to] = oriented(law.support);
  for (const { count, top } of tops) {
    if (below < count) return from < top && top <= to && !tops.some((one) => one.top === top && one.isAtom);
    below -= count;
  }
  return false;
}

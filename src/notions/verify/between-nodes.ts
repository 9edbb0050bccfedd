/**
 * What utilities that a file gives at the nodes of a grid of types leave of the least ε, where an agent's signals tell two lists of
 * alternatives apart: by a·s in her own values and by b·s in welfare. The first list is efficient with a chance q that does not fall in
 * b·s. Where no a_i b_i is below 0 the ways of lies can be so ordered (a_i/b_i falling) that far ones gain no more a unit than near ones;
 * so no lie gains more than the largest |a_i q - slope of utility along i|, of a weight λ in welfare and a function between the nodes,
 * linear along each axis. Signals with a_i b_i < 0 come into it too if their slopes are that near to a_i q at every type that differs from
 * the one at hand in such signals alone; λ is 0 there. On a part of a cell q lies between its values at the least and the largest b·s.
 */
import { InputError } from '../../errors.ts';
import type { Seen } from './maximiser.ts';

export interface Nodes {
  /** [C] cells along each of her signals, one where utility does not depend on it. */
  readonly cells: readonly number[];
  /** At the nodes, the first signal with more than one cell turning fastest. */
  readonly potentials: readonly number[];
}

/** Two lists of alternatives, and by how much her signals move the first against the second. */
export interface Lists {
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
}

const less = (x: readonly number[], y: readonly number[]): number[] => x.map((one, c) => one - y[c]!);
const isZero = (x: readonly number[]): boolean => x.every((one) => one === 0);

/** Undefined where her signals tell more than two lists apart. Throws InputError where one moves welfare and not her own values. */
export function listsOf({ rates, social }: Seen): Lists | undefined {
  const apart = (k: number, l: number): boolean => !isZero(less(rates[k]!, rates[l]!)) || !isZero(less(social[k]!, social[l]!));
  const all = rates.map((_, k) => k);
  const second = all.filter((k) => apart(k, 0));
  const first = all.filter((k) => !apart(k, 0));
  const [other] = second;
  if (other === undefined || second.some((k) => apart(k, other))) return undefined;
  const [a, b] = [less(rates[0]!, rates[other]!), less(social[0]!, social[other]!)];
  if (a.some((x, c) => x === 0 && b[c] !== 0)) {
    throw new InputError('lattice', 'proves nothing where a signal moves welfare and not her own values');
  }
  return { first, second, a, b };
}

/** Throws InputError where they tell more than two apart as well. */
export function twoListsOf(seen: Seen): Lists {
  const lists = listsOf(seen);
  if (!lists) throw new InputError('lattice', 'proves nothing where her signals do not tell two lists of alternatives apart, and no more');
  return lists;
}

/**
 * Two numbers between which the best of the first list exceeds that of the second at her signals 0, and how likely that is: draws, which
 * are all alike, have no chances.
 */
export type Lead = readonly [low: number, high: number, chance?: number];

/** Places in order, and the chance of what lies from each on. */
interface Ordered {
  readonly places: Float64Array;
  readonly chances: Float64Array;
}

function ordered(leads: readonly Lead[], end: 0 | 1): Ordered {
  const sorted = leads.map((lead) => [lead[end], lead[2] ?? 1 / leads.length] as const).sort(([x], [y]) => x - y);
  const chances = new Float64Array(sorted.length + 1);
  for (let j = sorted.length - 1; j >= 0; j--) chances[j] = chances[j + 1]! + sorted[j]![1];
  return { places: Float64Array.from(sorted, ([x]) => x), chances };
}

/** Chance of the first list: of leads that exceed -w for sure, and of those that may reach it. */
class Shares {
  private readonly least: Ordered;
  private readonly most: Ordered;

  constructor(leads: readonly Lead[]) {
    this.least = ordered(leads, 0);
    this.most = ordered(leads, 1);
  }

  private static above({ places, chances }: Ordered, x: number, orAt: boolean): number {
    let [from, to] = [0, places.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (places[middle]! > x || (orAt && places[middle] === x)) to = middle;
      else from = middle + 1;
    }
    return chances[from]!;
  }

  from(w: number): number {
    return Shares.above(this.least, -w, false);
  }

  to(w: number): number {
    return Shares.above(this.most, -w, true);
  }
}

const NODES_MAX = 2 ** 20;

/** Signals with several cells. Throws InputError where the nodes do not fit her signals, of which these enter her values. */
export function requireNodes({ cells, potentials }: Nodes, enters: readonly boolean[]): number[] {
  if (cells.length !== enters.length) throw new InputError('lattice.cells', `must be ${enters.length}, one for each of her signals`);
  const open = cells.flatMap((n, c) => (n > 1 ? [c] : []));
  const still = open.find((c) => !enters[c]);
  if (still !== undefined) throw new InputError('lattice.cells', `must be 1 for signal ${still + 1}, which does not enter her values`);
  const closed = enters.findIndex((does, c) => does && !open.includes(c));
  if (closed >= 0) throw new InputError('lattice.cells', `must be 2 or more for signal ${closed + 1}, which enters her values`);
  const nodes = open.reduce((n, c) => n * (cells[c]! + 1), 1);
  if (!(nodes <= NODES_MAX)) throw new InputError('lattice.cells', `make ${nodes} nodes, more than ${NODES_MAX}`);
  if (potentials.length !== nodes) {
    throw new InputError('lattice.potentials', `must be ${nodes}, one at each node, got ${potentials.length}`);
  }
  return open;
}

/** Parts of a cell across each axis but that of the slope. */
const PARTS = 8;

type Box = readonly (readonly [number, number])[];

/**
 * The largest |a_i q - slope| over all parts of all cells, at the shares of the draws, and the largest rate by which an error of these
 * counts.
 */
export function epsilonBetween(
  lists: Lists, supports: Box, lambda: number, nodes: Nodes, leads: readonly Lead[],
): { readonly epsilon: number; readonly rate: number } {
  const open = requireNodes(nodes, lists.a.map((x) => x !== 0));
  const rates = lists.a.map((x, c) => x - lambda * lists.b[c]!);
  if (rates.some((rate, c) => lists.a[c] === 0 && rate !== 0)) {
    throw new InputError('lambda', 'must be 0 where a signal that does not enter her values moves welfare');
  }
  const turned = lists.a.map((x, c) => x * lists.b[c]! < 0);
  if (lambda !== 0 && turned.includes(true)) {
    throw new InputError('lambda', 'must be 0 where a signal moves welfare and her own values in different directions');
  }
  const shares = new Shares(leads);
  const ends = (box: Box, along: number): [number, number] => {
    let [low, high] = [0, 0];
    lists.b.forEach((b, c) => {
      const [from, to] = turned[c] && turned[along] ? supports[c]! : box[c]!;
      low += Math.min(b * from, b * to);
      high += Math.max(b * from, b * to);
    });
    const [one, other] = [rates[along]! * shares.from(low), rates[along]! * shares.to(high)];
    return [Math.min(one, other), Math.max(one, other)];
  };
  const epsilon = largestBetween({ open, supports, nodes, parts: open.length > 2 ? PARTS / 2 : PARTS }, ends);
  return { epsilon, rate: Math.max(...rates.map(Math.abs)) };
}

/** The largest distance of a slope of utility from `ends`, over all parts of all cells and all signals with several cells. */
export function largestBetween(
  { open, supports, nodes: { cells, potentials }, parts }: {
    readonly open: readonly number[]; readonly supports: Box; readonly nodes: Nodes; readonly parts: number;
  },
  ends: (box: Box, along: number) => readonly [number, number],
): number {
  const strides: number[] = [];
  open.reduce((stride, c) => (strides.push(stride), stride * (cells[c]! + 1)), 1);
  const width = (c: number): number => (supports[c]![1] - supports[c]![0]) / cells[c]!;
  let epsilon = 0;
  /** Along axis `a` in the cell at `place`; `starts`: of the part along the others. */
  const look = (place: readonly number[], a: number, others: readonly number[], starts: readonly number[]): void => {
    const box = supports.map((support, c) => {
      const axis = open.indexOf(c);
      if (axis < 0) return support;
      const start = place[axis]! + (axis === a ? 0 : starts[others.indexOf(axis)]! / parts);
      return [support[0] + start * width(c), support[0] + (start + (axis === a ? 1 : 1 / parts)) * width(c)] as const;
    });
    const [low, high] = ends(box, open[a]!);
    const base = place.reduce((sum, at, axis) => sum + at * strides[axis]!, 0);
    for (let corner = 0; corner < 2 ** others.length; corner++) {
      let slope = 0;
      for (let edge = 0; edge < 2 ** others.length; edge++) {
        let [weight, node] = [1, base];
        others.forEach((axis, i) => {
          const x = (starts[i]! + ((corner >> i) & 1)) / parts;
          weight *= (edge >> i) & 1 ? x : 1 - x;
          node += (edge >> i) & 1 ? strides[axis]! : 0;
        });
        slope += (weight * (potentials[node + strides[a]!]! - potentials[node]!)) / width(open[a]!);
      }
      epsilon = Math.max(epsilon, high - slope, slope - low);
    }
  };
  const each = (sizes: readonly number[], visit: (place: number[]) => void): void => {
    const place = sizes.map(() => 0);
    for (let n = sizes.reduce((all, size) => all * size, 1); n > 0; n--) {
      visit(place);
      for (let axis = 0; axis < place.length && ++place[axis]! === sizes[axis]; axis++) place[axis] = 0;
    }
  };
  each(open.map((c) => cells[c]!), (place) => open.forEach((_, a) => {
    const others = open.flatMap((__, axis) => (axis === a ? [] : [axis]));
    each(others.map(() => parts), (starts) => look(place, a, others, starts));
  }));
  return epsilon;
}

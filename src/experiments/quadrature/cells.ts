/**
 * Means and worst cases of a function known at the nodes of a grid, as bounds. Within a cell it is taken to lie between its values
 * at the two ends; means assume as well that it is no further from the chord than the cell's width times the larger change of slope
 * at those
 * ends: a smooth function keeps eight times closer, and a kink or a jump in the cell shows in these slopes.
 *
 * With h_delta(y) the least h within delta of y, and top_delta the mean of the delta share of largest values times delta,
 *     min over B_delta of E_F h = E h_delta - top_delta(h_delta) + delta inf h
 *     Lambda = E_G h - that     = E (h - h_delta) + top_delta(h_delta) - delta inf h          (prokhorov)
 *     Lambda                    = top_delta(h) - delta inf h                                  (totalVariation)
 *     Lambda                    = delta (E_G h - inf h)                                       (contamination).
 * All grow with h - inf h and with top_delta's argument, so that bounds on these at every piece bound the whole. Where a belief
 * may move a piece's mass to one node, what it is then worth is known exactly, whatever the cell it came from holds.
 */
import type { BeliefSet, Metric } from '../../beliefs/belief-set.ts';
import type { CellLaw, Grid, Reach } from './grid.ts';
import { Scratch, slidingLeast } from './sliding.ts';
import { topShare } from './top-share.ts';

/** An interval for one number; estimates are the middles. */
export interface Ends {
  readonly lower: number;
  readonly upper: number;
}

const scratch = new Scratch();

/** Trapezoids: for estimates. */
export function meanOverCells(h: ArrayLike<number>, masses: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < masses.length; j++) sum += masses[j]! * (h[j]! + h[j + 1]!);
  return sum / 2;
}

export function meanBounds(h: Float64Array, { masses, skews, widths }: CellLaw): Ends {
  const last = masses.length - 1;
  const slope = (j: number): number => (h[j + 1]! - h[j]!) / widths[j]!;
  let [lower, upper, before, here] = [0, 0, slope(0), slope(0)];
  for (let j = 0; j <= last; j++) {
    const after = j < last ? slope(j + 1) : here;
    const half = Math.abs(h[j + 1]! - h[j]!) / 2;
    const off = Math.min(half, Math.max(Math.abs(here - before), Math.abs(after - here)) * widths[j]! + half * skews[j]!);
    const middle = (h[j]! + h[j + 1]!) / 2;
    lower += masses[j]! * (middle - off);
    upper += masses[j]! * (middle + off);
    [before, here] = [here, after];
  }
  return { lower, upper };
}

export function leastOf(h: ArrayLike<number>): number {
  let least = Infinity;
  for (let j = 0; j < h.length; j++) if (h[j]! < least) least = h[j]!;
  return least;
}

/** Lambda of h. */
export const premiumBounds = (h: Float64Array, grid: Grid, metric: Metric, delta: number): Ends =>
  (metric === 'prokhorov' ? premiumWithin(reached(h, grid, delta), delta, leastOf(h)) : ballBounds(h, grid, metric, delta).premium);

/** Lambda of h and the least E_F h over the beliefs within delta, which rest on the same numbers. */
export function ballBounds(h: Float64Array, grid: Grid, metric: Metric, delta: number): { readonly premium: Ends; readonly worst: Ends } {
  const least = leastOf(h);
  if (metric === 'prokhorov') {
    const pieces = reached(h, grid, delta);
    return { premium: premiumWithin(pieces, delta, least), worst: worstWithin(pieces, delta, least) };
  }
  if (metric === 'contamination') {
    const { lower, upper } = meanBounds(h, grid);
    return {
      premium: { lower: delta * (lower - least), upper: delta * (upper - least) },
      worst: { lower: (1 - delta) * lower + delta * least, upper: (1 - delta) * upper + delta * least },
    };
  }
  const { masses } = grid;
  const { low, high } = cellEnds(h, grid);
  const [lower, upper] = [topShare(low, masses, delta), topShare(high, masses, delta)];
  return {
    premium: { lower: lower - delta * least, upper: upper - delta * least },
    worst: { lower: meanOf(low, masses) - lower + delta * least, upper: meanOf(high, masses) - upper + delta * least },
  };
}

/** min over the set of E_F h; `others`: the priors of a finite set. */
export function worstCaseBounds(h: Float64Array, grid: Grid, beliefs: BeliefSet, others: readonly CellLaw[] = []): Ends {
  const least = leastOf(h);
  switch (beliefs.kind) {
    case 'bayesian':
      return meanBounds(h, grid);
    case 'all':
      return { lower: least, upper: least };
    case 'priors': {
      const means = others.map((law) => meanBounds(h, law));
      return { lower: Math.min(...means.map(({ lower }) => lower)), upper: Math.min(...means.map(({ upper }) => upper)) };
    }
    case 'contamination':
    case 'totalVariation':
      return ballBounds(h, grid, beliefs.kind, beliefs.delta).worst;
    case 'prokhorov':
      return worstWithin(reached(h, grid, beliefs.delta), beliefs.delta, least);
  }
}

/** Of every piece: its mass, both ends of h, the least h within delta of it, and the largest delta share of the outer ones. */
interface Reached extends ReturnType<typeof pieceEnds>, ReturnType<typeof eroded> {
  readonly masses: Float64Array;
  readonly topOfOuter: number;
}

function reached(h: Float64Array, grid: Grid, delta: number): Reached {
  const reach = grid.reach(delta);
  const { inner, outer } = eroded(h, reach);
  return { ...pieceEnds(h, reach), inner, outer, masses: reach.masses, topOfOuter: topShare(outer, reach.masses, delta) };
}

/** `inner`, where a belief need not move what would rise beyond `most`. */
function unraised(inner: Float64Array, most: Float64Array): Float64Array {
  const moved = scratch.take('moved', inner.length);
  for (let j = 0; j < inner.length; j++) moved[j] = inner[j]! < most[j]! ? inner[j]! : most[j]!;
  return moved;
}

function premiumWithin({ masses, low, high, inner, outer, topOfOuter }: Reached, delta: number, least: number): Ends {
  const moved = unraised(inner, low);
  let [lower, upper] = [0, 0];
  for (let j = 0; j < masses.length; j++) {
    lower += masses[j]! * (low[j]! - moved[j]!);
    upper += masses[j]! * (high[j]! - outer[j]!);
  }
  return { lower: lower + topShare(moved, masses, delta) - delta * least, upper: upper + topOfOuter - delta * least };
}

function worstWithin({ masses, high, inner, outer, topOfOuter }: Reached, delta: number, least: number): Ends {
  const moved = unraised(inner, high);
  return {
    lower: meanOf(outer, masses) - topOfOuter + delta * least,
    upper: meanOf(moved, masses) - topShare(moved, masses, delta) + delta * least,
  };
}

/** A mean over cells or pieces. */
function meanOf(values: Float64Array, masses: Float64Array): number {
  let mean = 0;
  for (let j = 0; j < masses.length; j++) mean += masses[j]! * values[j]!;
  return mean;
}

/** Lower and upper end of h in every cell. */
function cellEnds(h: Float64Array, { cells }: Grid): { low: Float64Array; high: Float64Array } {
  const [low, high] = [scratch.take('low', cells), scratch.take('high', cells)];
  for (let j = 0; j < cells; j++) {
    low[j] = Math.min(h[j]!, h[j + 1]!);
    high[j] = Math.max(h[j]!, h[j + 1]!);
  }
  return { low, high };
}

/** The same of the cells that pieces lie in. */
function pieceEnds(h: Float64Array, { pieces, cell }: Reach): { low: Float64Array; high: Float64Array } {
  const [low, high] = [scratch.take('low', pieces), scratch.take('high', pieces)];
  for (let j = 0; j < pieces; j++) {
    const [left, right] = [h[cell[j]!]!, h[cell[j]! + 1]!];
    low[j] = Math.min(left, right);
    high[j] = Math.max(left, right);
  }
  return { low, high };
}

/** Least h within delta of a piece: over nodes near all of it (Infinity where there is none), and over all that is near some of it. */
function eroded(h: Float64Array, { innerFrom, innerTo, outerFrom, outerTo, pieces }: Reach): { inner: Float64Array; outer: Float64Array } {
  const [inner, outer] = [scratch.take('inner', pieces), scratch.take('outer', pieces)];
  slidingLeast(h, innerFrom, innerTo, inner, scratch);
  slidingLeast(h, outerFrom, outerTo, outer, scratch);
  return { inner, outer };
}

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
export function premiumBounds(h: Float64Array, grid: Grid, metric: Metric, delta: number): Ends {
  const least = leastOf(h);
  if (metric === 'contamination') {
    const mean = meanBounds(h, grid);
    return { lower: delta * (mean.lower - least), upper: delta * (mean.upper - least) };
  }
  if (metric === 'totalVariation') {
    const { low, high } = cellEnds(h, grid);
    return { lower: topShare(low, grid.masses, delta) - delta * least, upper: topShare(high, grid.masses, delta) - delta * least };
  }
  const reach = grid.reach(delta);
  const { low, high } = pieceEnds(h, reach);
  const { inner, outer } = eroded(h, reach);
  let [lower, upper] = [0, 0];
  for (let j = 0; j < reach.pieces; j++) {
    // A belief need not move what would rise.
    if (!(inner[j]! < low[j]!)) inner[j] = low[j]!;
    lower += reach.masses[j]! * (low[j]! - inner[j]!);
    upper += reach.masses[j]! * (high[j]! - outer[j]!);
  }
  return {
    lower: lower + topShare(inner, reach.masses, delta) - delta * least,
    upper: upper + topShare(outer, reach.masses, delta) - delta * least,
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
    case 'contamination': {
      const mean = meanBounds(h, grid);
      return {
        lower: (1 - beliefs.delta) * mean.lower + beliefs.delta * least,
        upper: (1 - beliefs.delta) * mean.upper + beliefs.delta * least,
      };
    }
    case 'totalVariation': {
      const { low, high } = cellEnds(h, grid);
      return { lower: remaining(low, grid.masses, beliefs.delta, least), upper: remaining(high, grid.masses, beliefs.delta, least) };
    }
    case 'prokhorov': {
      const reach = grid.reach(beliefs.delta);
      const { high } = pieceEnds(h, reach);
      const { inner, outer } = eroded(h, reach);
      for (let j = 0; j < reach.pieces; j++) if (!(inner[j]! < high[j]!)) inner[j] = high[j]!;
      return { lower: remaining(outer, reach.masses, beliefs.delta, least), upper: remaining(inner, reach.masses, beliefs.delta, least) };
    }
  }
}

/** Mean of values once the delta share of the largest is sent to the least. */
function remaining(values: Float64Array, masses: Float64Array, delta: number, least: number): number {
  let mean = 0;
  for (let j = 0; j < masses.length; j++) mean += masses[j]! * values[j]!;
  return mean - topShare(values, masses, delta) + delta * least;
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

/**
 * The opponent's support cut in cells. The nodes, at which payoffs are known, are the ends of equal cells, the ends of a bracket
 * round every jump of the choice, and the caller's own.
 *
 * For a radius delta the cells are cut once more at the jumps' distance delta on either side, where what is within reach
 * changes; no payoff need be known at those cuts. `Reach` then holds for every piece [l, r] the nodes within delta of all of
 * its points (inner, possibly none) and a range of nodes between whose cells everything within delta of any of its points
 * lies (outer).
 */
import type { Distribution } from '../../distributions/distribution.ts';

/** Half the width of a bracket round a jump, as a share of the support: above what single precision can tell apart. */
export const BRACKET = 2 ** -21;
/** Nodes this near, as a share of the support, are one: y + delta - delta is not y in floating point. */
const SAME = 2 ** -40;

/** A law on the cells. */
export interface CellLaw {
  /** [n] mass of the cell from node j to node j + 1. */
  readonly masses: Float64Array;
  /** [n] how unevenly the cell's mass is spread: the difference of its halves' masses as a share of it. */
  readonly skews: Float64Array;
  /** [n] of the cells. */
  readonly widths: Float64Array;
}

export class Grid implements CellLaw {
  readonly law: Distribution;
  /** [n + 1], increasing, from one end of the support to the other. */
  readonly nodes: Float64Array;
  readonly masses: Float64Array;
  readonly skews: Float64Array;
  readonly widths: Float64Array;
  /** Ends of the brackets round jumps, and the caller's nodes. */
  readonly breaks: Float64Array;
  readonly #reach = new Map<number, Reach>();

  constructor(law: Distribution, cells: number, breaks: readonly number[] = []) {
    const [low, high] = law.support;
    this.law = law;
    const equal = Array.from({ length: cells + 1 }, (_, j) => (j === cells ? high : low + ((high - low) * j) / cells));
    const inside = breaks.filter((y) => y > low && y < high);
    this.breaks = distinct(inside, this.tolerance);
    this.nodes = distinct([...inside, ...equal], this.tolerance);
    this.nodes[0] = low;
    this.nodes[this.nodes.length - 1] = high;
    this.masses = massesBetween(law, this.nodes);
    this.skews = skewsBetween(law, this.nodes, this.masses);
    this.widths = this.masses.map((_, j) => this.nodes[j + 1]! - this.nodes[j]!);
  }

  get cells(): number {
    return this.masses.length;
  }

  get tolerance(): number {
    return (this.law.support[1] - this.law.support[0]) * SAME;
  }

  /** Another law of the same signal; undefined where it has mass outside the support. */
  under(law: Distribution): CellLaw | undefined {
    if (law.cdf(this.nodes[0]!) > 0 || law.cdf(this.nodes[this.cells]!) < 1) return undefined;
    const masses = massesBetween(law, this.nodes);
    return { masses, skews: skewsBetween(law, this.nodes, masses), widths: this.widths };
  }

  reach(delta: number): Reach {
    const known = this.#reach.get(delta) ?? reachWithin(this, delta);
    // A bisection asks for many radii once.
    if (this.#reach.size >= 64) this.#reach.clear();
    this.#reach.set(delta, known);
    return known;
  }
}

/** For every piece, in order; node ranges are inclusive and both their ends increase. */
export interface Reach {
  readonly pieces: number;
  /** Cell that holds the piece, and its prior mass. */
  readonly cell: Int32Array;
  readonly masses: Float64Array;
  /** [pieces + 1] ends. */
  readonly ends: Float64Array;
  /** Nothing where from > to: even the ends of the piece's own cell are too far. */
  readonly innerFrom: Int32Array;
  readonly innerTo: Int32Array;
  readonly outerFrom: Int32Array;
  readonly outerTo: Int32Array;
}

function reachWithin(grid: Grid, delta: number): Reach {
  const { nodes, breaks, law, tolerance } = grid;
  const [low, high] = law.support;
  const cuts = [...breaks].flatMap((y) => [y - delta, y + delta]).filter((y) => y > low && y < high);
  const ends = cuts.length === 0 ? nodes : mergeNodes(nodes, cuts, tolerance);
  const pieces = ends.length - 1;
  const last = nodes.length - 1;
  const cell = new Int32Array(pieces);
  const [innerFrom, innerTo, outerFrom, outerTo] = Array.from({ length: 4 }, () => new Int32Array(pieces)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  let [at, innerLow, innerHigh, outerLow, outerHigh] = [0, 0, 0, 0, 0];
  for (let j = 0; j < pieces; j++) {
    const [left, right] = [ends[j]!, ends[j + 1]!];
    while (at < last - 1 && nodes[at + 1]! <= left) at++;
    while (innerLow < last && nodes[innerLow]! < right - delta - tolerance) innerLow++;
    while (innerHigh < last && nodes[innerHigh + 1]! <= left + delta + tolerance) innerHigh++;
    while (outerLow < last && nodes[outerLow + 1]! <= left - delta + tolerance) outerLow++;
    while (outerHigh < last && nodes[outerHigh]! < right + delta - tolerance) outerHigh++;
    cell[j] = at;
    innerFrom[j] = innerLow;
    innerTo[j] = nodes[innerHigh]! >= right - delta - tolerance ? innerHigh : innerLow - 1;
    outerFrom[j] = outerLow;
    outerTo[j] = outerHigh;
  }
  return { pieces, cell, masses: massesBetween(law, ends), ends, innerFrom, innerTo, outerFrom, outerTo };
}

function massesBetween(law: Distribution, ends: Float64Array): Float64Array {
  const masses = new Float64Array(ends.length - 1);
  let below = law.cdf(ends[0]!);
  for (let j = 0; j < masses.length; j++) {
    const to = law.cdf(ends[j + 1]!);
    masses[j] = to - below;
    below = to;
  }
  return masses;
}

function skewsBetween(law: Distribution, ends: Float64Array, masses: Float64Array): Float64Array {
  return masses.map((mass, j) => {
    const below = law.cdf((ends[j]! + ends[j + 1]!) / 2) - law.cdf(ends[j]!);
    return mass > 0 ? Math.min(1, Math.abs(2 * below - mass) / mass) : 0;
  });
}

/** In order, those within `tolerance` of the last one kept left out. */
function distinct(numbers: readonly number[], tolerance: number): Float64Array {
  let kept = -Infinity;
  return Float64Array.from(numbers).sort().filter((y) => {
    if (!(y - kept > tolerance)) return false;
    kept = y;
    return true;
  });
}

/** All nodes, and the cuts that are not nodes. */
function mergeNodes(nodes: Float64Array, cuts: readonly number[], tolerance: number): Float64Array {
  const sorted = distinct(cuts, tolerance);
  const merged = new Float64Array(nodes.length + sorted.length);
  let [from, count] = [0, 0];
  for (const node of nodes) {
    while (from < sorted.length && sorted[from]! < node - tolerance) merged[count++] = sorted[from++]!;
    while (from < sorted.length && sorted[from]! <= node + tolerance) from++;
    merged[count++] = node;
  }
  return merged.slice(0, count);
}

/** One profile of kernel `binomial-splitting`. */
import { createCellLookup, type CellLookup } from '../cell-lookup.ts';
import { binomial, type Uniforms } from './binomial.ts';
import { CANDIDATES_MAX, type SplittingParameters } from './spec.ts';

/** Finds the cell of a level within a group. */
export interface CellFinder {
  find(group: number, level: number): number;
}

/** Extended levels 0 = E(0) <= .. <= E(J + 2) = 1 of every group. */
export const extendedLevels = ({ groups }: SplittingParameters): Float64Array[] =>
  groups.map(({ levels }) => Float64Array.from([0, ...levels, 1]));

/** Expected number of others below each extended level, and where a given number is expected. */
export interface Expectation {
  readonly below: Float64Array;
  readonly lookup: CellLookup;
}

export function expectation({ groups }: SplittingParameters, extended: readonly Float64Array[]): Expectation {
  const below = new Float64Array(extended[0]!.length);
  groups.forEach(({ count }, g) => extended[g]!.forEach((level, e) => (below[e]! += count * level)));
  return { below, lookup: createCellLookup(below, 0, below.at(-1)!) };
}

export class Splitter {
  readonly #rank: number;
  readonly #counts: readonly number[];
  readonly #extended: readonly Float64Array[];
  readonly #expectation: Expectation;
  readonly #finder: CellFinder;
  /** Candidates left in each group, and how many of them fell below the latest pivot. */
  readonly #left: Float64Array;
  readonly #fell: Float64Array;
  readonly #cells = new Int32Array(CANDIDATES_MAX);
  lower = 0;
  upper = 0;

  constructor(parameters: SplittingParameters, finder: CellFinder) {
    this.#rank = parameters.rank;
    this.#counts = parameters.groups.map(({ count }) => count);
    this.#extended = extendedLevels(parameters);
    this.#expectation = expectation(parameters, this.#extended);
    this.#finder = finder;
    this.#left = new Float64Array(this.#counts.length);
    this.#fell = new Float64Array(this.#counts.length);
  }

  /** Leaves the cells of ranks r and r + 1 in `lower` and `upper`. */
  draw(uniforms: Uniforms): void {
    const top = this.#extended[0]!.length - 1;
    const left = this.#left;
    let total = 0;
    for (let g = 0; g < left.length; g++) total += left[g] = this.#counts[g]!;
    let from = 0;
    let to = top;
    let rank = this.#rank;
    // Ranks that do not exist lie in the outermost cells.
    this.lower = 0;
    this.upper = top - 1;
    while (total > CANDIDATES_MAX && to - from > 1) {
      const pivot = this.#pivot(from, to, rank, total);
      const fallen = this.#split(from, pivot, to, uniforms);
      if (rank < fallen) {
        to = pivot;
        for (let g = 0; g < left.length; g++) left[g] = this.#fell[g]!;
        total = fallen;
      } else if (rank > fallen) {
        from = pivot;
        for (let g = 0; g < left.length; g++) left[g]! -= this.#fell[g]!;
        total -= fallen;
        rank -= fallen;
      } else {
        if (rank > 0) this.lower = this.#largest(from, pivot, this.#fell, uniforms);
        for (let g = 0; g < left.length; g++) left[g]! -= this.#fell[g]!;
        if (total > fallen) this.upper = this.#smallest(pivot, to, left, uniforms);
        return;
      }
    }
    if (to - from === 1) {
      // All candidates share the cell.
      if (rank > 0) this.lower = from;
      if (rank < total) this.upper = from;
      return;
    }
    this.#drawAll(from, to, rank, total, uniforms);
  }

  /**
   * Where to cut: in the middle of many candidates at the ranks themselves; where they lie near an end, a little beyond
   * them, so that the long rest falls away.
   */
  #pivot(from: number, to: number, rank: number, total: number): number {
    const after = total - rank;
    const reach = 2 * Math.sqrt(Math.min(rank, after)) + 2;
    let target = rank + 0.5;
    if (rank + reach < 0.25 * total) target = rank + 1 + reach;
    else if (after + reach < 0.25 * total) target = rank - reach;
    const { below, lookup } = this.#expectation;
    const wanted = below[from]! + (target / total) * (below[to]! - below[from]!);
    const pivot = lookup.find(wanted);
    return pivot <= from ? from + 1 : pivot >= to ? to - 1 : pivot;
  }

  #split(from: number, pivot: number, to: number, uniforms: Uniforms): number {
    let fallen = 0;
    for (let g = 0; g < this.#left.length; g++) {
      const levels = this.#extended[g]!;
      const width = levels[to]! - levels[from]!;
      const share = width > 0 ? (levels[pivot]! - levels[from]!) / width : 0;
      fallen += this.#fell[g] = binomial(this.#left[g]!, share, uniforms);
    }
    return fallen;
  }

  /** Cell of the largest of counts[g] draws between two pivots: its level is distributed as V^(1/k). */
  #largest(from: number, to: number, counts: Float64Array, uniforms: Uniforms): number {
    let largest = from;
    for (let g = 0; g < counts.length; g++) {
      if (counts[g] === 0) continue;
      const level = this.#inside(g, from, to, Math.exp(Math.log(uniforms.fine()) / counts[g]!));
      largest = Math.max(largest, level);
    }
    return largest;
  }

  #smallest(from: number, to: number, counts: Float64Array, uniforms: Uniforms): number {
    let smallest = to - 1;
    for (let g = 0; g < counts.length; g++) {
      if (counts[g] === 0) continue;
      const level = this.#inside(g, from, to, -Math.expm1(Math.log(uniforms.fine()) / counts[g]!));
      smallest = Math.min(smallest, level);
    }
    return smallest;
  }

  /** Cell of the point a share of the way between two pivots, in group g's levels. */
  #inside(g: number, from: number, to: number, share: number): number {
    const levels = this.#extended[g]!;
    const cell = this.#finder.find(g, levels[from]! + share * (levels[to]! - levels[from]!));
    // Rounding may put a point next to a pivot on its other side.
    return cell < from ? from : cell >= to ? to - 1 : cell;
  }

  #drawAll(from: number, to: number, rank: number, total: number, uniforms: Uniforms): void {
    const cells = this.#cells;
    let drawn = 0;
    for (let g = 0; g < this.#left.length; g++) {
      for (let k = 0; k < this.#left[g]!; k++, drawn++) {
        const cell = this.#inside(g, from, to, uniforms.fine());
        let i = drawn - 1;
        while (i >= 0 && cells[i]! > cell) {
          cells[i + 1] = cells[i]!;
          i--;
        }
        cells[i + 1] = cell;
      }
    }
    if (rank > 0) this.lower = cells[rank - 1]!;
    if (rank < total) this.upper = cells[rank]!;
  }
}

/** Counts of the two events of every set of classes that premiums from reach ask for. */
import type { ReachSums } from '../../experiments/reach-sums.ts';

/** Masks of what is surely within reach, and of all that may be. */
export type Side = 'inner' | 'outer';

/** Counted when first asked for. */
export class EventCounts {
  readonly #sums: ReachSums;
  readonly #sets: number;
  /** [side, radius, report, set]; -1 where not counted yet. */
  readonly #chosen: Float64Array;
  readonly #movable: Float64Array;

  constructor(sums: ReachSums) {
    this.#sums = sums;
    this.#sets = 2 ** sums.classes;
    const entries = 2 * sums.question.radii.length * sums.question.reports.length * this.#sets;
    this.#chosen = new Float64Array(entries).fill(-1);
    this.#movable = new Float64Array(entries);
  }

  #place(side: Side, radius: number, report: number, set: number): number {
    const { radii, reports } = this.#sums.question;
    const at = (((side === 'inner' ? 0 : radii.length) + radius) * reports.length + report) * this.#sets + set;
    if (this.#chosen[at]! >= 0) return at;
    let [chosen, movable] = [0, 0];
    for (const one of this.#sums[side][radius]![report]!) {
      if (!((set >> one.chosen) & 1)) continue;
      chosen += one.count;
      if ((one.mask & ~set) !== 0) movable += one.count;
    }
    this.#chosen[at] = chosen;
    this.#movable[at] = movable;
    return at;
  }

  /** Chosen in T. */
  chosen(side: Side, radius: number, report: number, set: number): number {
    return this.#chosen[this.#place(side, radius, report, set)]!;
  }

  /** Chosen in T, reach not inside T. */
  movable(side: Side, radius: number, report: number, set: number): number {
    return this.#movable[this.#place(side, radius, report, set)]!;
  }
}

/** The best report in a box by a bound of slopes (Piyavskii 1972), and what no report is worth more than. */
import { MechanismFault } from '../function/mechanism.ts';
import { createHeap, type Heap } from '../regret/heap.ts';

export interface SlopeProblem {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly slope: number;
  readonly boxes: number;
  readonly gap: number;
  /** What a report is worth. */
  worth(report: Float64Array): number;
}

export interface SlopeResult {
  readonly upper: number;
  readonly boxes: number;
}

/** Rounding of worths that breaks no bound, as a share of their size and of what the bound allows. */
const SLACK = 1e-9;

/** `found` holds a report and its worth, and is replaced by better ones. */
export function searchBySlope(
  { low, high, slope, boxes, gap, worth }: SlopeProblem, found: { readonly report: Float64Array; worth: number },
  heap: Heap = createHeap(),
): SlopeResult {
  const objects = found.report.length;
  const [from, to, middle] = [Float64Array.from(low), Float64Array.from(high), new Float64Array(objects)];
  const before = new Float64Array(objects);
  const [cutLow, cutHigh] = [new Float64Array(objects), new Float64Array(objects)];
  heap.clear(2 * objects);
  let looked = 0;
  let settled = -Infinity;
  /** `parent`: worth at `before`. */
  const look = (parent?: number): void => {
    looked++;
    let [reach, moved, axis, widest] = [0, 0, 0, -1];
    for (let j = 0; j < objects; j++) {
      const width = to[j]! - from[j]!;
      middle[j] = from[j]! + width / 2;
      reach += width / 2;
      moved += Math.abs(middle[j]! - before[j]!);
      if (width > widest) [axis, widest] = [j, width];
    }
    const here = worth(middle);
    if (parent !== undefined && Math.abs(here - parent) > slope * moved * (1 + SLACK) + SLACK * Math.max(1, Math.abs(here))) {
      throw new MechanismFault(`utility rises by ${Math.abs(here - parent) / moved} per unit of a bid between reports `
        + `[${before}] and [${middle}], and the slope given is ${slope}`);
    }
    if (here > found.worth) {
      found.worth = here;
      found.report.set(middle);
    }
    const bound = here + slope * reach * (1 + SLACK);
    if (middle[axis]! > from[axis]! && middle[axis]! < to[axis]!) heap.push(bound, axis, from, to);
    else settled = Math.max(settled, bound);
  };
  look();
  while (heap.size > 0 && looked + 2 <= boxes && heap.top() > found.worth + gap) {
    const axis = heap.pop(cutLow, cutHigh);
    for (let j = 0; j < objects; j++) before[j] = cutLow[j]! + (cutHigh[j]! - cutLow[j]!) / 2;
    const parent = worth(before);
    for (const side of [0, 1]) {
      from.set(cutLow);
      to.set(cutHigh);
      (side === 0 ? to : from)[axis] = before[axis]!;
      look(parent);
    }
  }
  return { upper: Math.max(found.worth, settled, heap.size > 0 ? heap.top() : -Infinity), boxes: looked };
}

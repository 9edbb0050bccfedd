/** Branch and bound over one bidder's reports. */
import type { Evaluator, Worth } from '../network/mechanism.ts';
import { up } from '../network/rounding.ts';
import { createHeap } from './heap.ts';

/** One bidder at one profile. */
export interface Problem {
  readonly bidder: number;
  readonly objects: number;
  /** [objects] each. */
  readonly type: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A report and what it is worth at least. */
export interface Found {
  readonly report: Float64Array;
  worth: number;
}

export interface Proof {
  /** No report is worth more. */
  upper: number;
  boxes: number;
}

export interface Bounder {
  /** Puts all bids but the bidder's own into the tape. */
  fix(bids: ArrayLike<number>): void;
  /** Ends of what the report is worth. */
  at(problem: Problem, report: ArrayLike<number>, into: Worth, slopes: boolean): void;
  /** Slope of the worth by the bidder's bid for object j, after `at` with slopes: the middle of its ends, 0 where unknown. */
  slope(problem: Problem, j: number): number;
  /** Proves a bound; better reports met on the way replace `found`. */
  prove(problem: Problem, found: Found, boxes: number, gap: number): Proof;
}

export function bounderOf(evaluator: Evaluator): Bounder {
  const bids = evaluator.tape.cells[0]!;
  const heap = createHeap();
  const worth: Worth = { low: 0, high: 0 };
  const centreWorth: Worth = { low: 0, high: 0 };
  const types: { low: ArrayLike<number>; high: ArrayLike<number> } = { low: [], high: [] };

  const at: Bounder['at'] = ({ bidder, objects, type }, report, into, slopes) => {
    types.low = types.high = type;
    for (let j = 0; j < objects; j++) bids.low[bidder * objects + j] = bids.high[bidder * objects + j] = report[j]!;
    evaluator.worth(bidder, types, into, slopes);
  };

  const prove: Bounder['prove'] = (problem, found, boxes, gap) => {
    const { bidder, objects, type } = problem;
    const own = bidder * objects;
    const low = Float64Array.from(problem.low);
    const high = Float64Array.from(problem.high);
    const slopeLow = new Float64Array(objects);
    const slopeHigh = new Float64Array(objects);
    const centre = new Float64Array(objects);

    /** A bound of the worth over the box [low, high], which shrinks to a face where the worth rises or falls all along. */
    const bound = (): number => {
      for (let j = 0; j < objects; j++) {
        bids.low[own + j] = low[j]!;
        bids.high[own + j] = high[j]!;
      }
      types.low = types.high = type;
      evaluator.worth(bidder, types, worth, true);
      const natural = worth.high;
      if (worth.high <= found.worth + gap) return natural;
      let known = true;
      for (let j = 0; j < objects; j++) {
        const [least, most] = [bids.slopeLow[own + j]!, bids.slopeHigh[own + j]!];
        if (!(Number.isFinite(least) && Number.isFinite(most))) known = false;
        if (least >= 0) low[j] = high[j]!;
        else if (most <= 0) high[j] = low[j]!;
        slopeLow[j] = least;
        slopeHigh[j] = most;
        // The point from which both ends of the axis have the same bound (Baumann 1988).
        const share = known && most > least ? most / (most - least) : 0.5;
        centre[j] = low[j] === high[j] ? low[j]! : Math.min(high[j]!, Math.max(low[j]!, low[j]! + share * (high[j]! - low[j]!)));
      }
      at(problem, centre, centreWorth, false);
      if (centreWorth.low > found.worth) {
        found.worth = centreWorth.low;
        found.report.set(centre);
      }
      if (!known) return natural;
      let linear = centreWorth.high;
      for (let j = 0; j < objects; j++) {
        const [above, below] = [up(high[j]! - centre[j]!), up(centre[j]! - low[j]!)];
        linear = up(linear + Math.max(0, up(slopeHigh[j]! * above), up(-slopeLow[j]! * below)));
      }
      return Math.min(natural, linear);
    };

    const widestAxis = (): number => {
      let [axis, most] = [0, -1];
      for (let j = 0; j < objects; j++) {
        const width = high[j]! - low[j]!;
        const steep = Math.max(Math.abs(slopeLow[j]!), Math.abs(slopeHigh[j]!));
        const smear = Number.isFinite(steep) ? width * steep : width;
        if (smear > most) [axis, most] = [j, smear];
      }
      return axis;
    };

    heap.clear(2 * objects);
    /** The bound of boxes that are too small to be cut. */
    let settled = -Infinity;
    let looked = 0;
    const look = (): void => {
      looked++;
      const most = bound();
      const axis = widestAxis();
      const middle = low[axis]! + (high[axis]! - low[axis]!) / 2;
      if (middle > low[axis]! && middle < high[axis]!) heap.push(most, axis, low, high);
      else settled = Math.max(settled, most);
    };
    look();
    while (heap.size > 0 && looked + 2 <= boxes) {
      if (heap.top() <= found.worth + gap) break;
      const axis = heap.pop(low, high);
      const [from, to] = [Float64Array.from(low), Float64Array.from(high)];
      const middle = from[axis]! + (to[axis]! - from[axis]!) / 2;
      high[axis] = middle;
      look();
      low.set(from);
      high.set(to);
      low[axis] = middle;
      look();
    }
    return { upper: Math.max(settled, heap.size > 0 ? heap.top() : -Infinity, found.worth), boxes: looked };
  };

  return {
    fix(values) {
      for (let c = 0; c < bids.low.length; c++) bids.low[c] = bids.high[c] = values[c]!;
    },
    at,
    slope({ bidder, objects }, j) {
      const [least, most] = [bids.slopeLow[bidder * objects + j]!, bids.slopeHigh[bidder * objects + j]!];
      return Number.isFinite(least) && Number.isFinite(most) ? least + (most - least) / 2 : 0;
    },
    prove,
  };
}

/** Branch and bound over one bidder's reports. */
import { cellsOf, type Cells } from '../network/cells.ts';
import type { Evaluator, NetworkMechanism, Outcome } from '../network/mechanism.ts';
import { traceOf } from '../network/trace.ts';
import { boxesOf, type Cutting } from './boxes.ts';
import { createHeap } from './heap.ts';
import { cutBelow } from './cut-below.ts';

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
  /** Puts all bids into the tape, and the bidder's type beside it. */
  fix(problem: Problem, bids: ArrayLike<number>): void;
  /** What the report is worth: ends, and slopes by the bids. */
  at(problem: Problem, report: ArrayLike<number>): Cells;
  /** Proves a bound; better reports met on the way replace `found`. */
  prove(problem: Problem, found: Found, boxes: number, gap: number): Proof;
}

/** `evaluator` is for boxes of as many axes as there are objects. */
export function bounderOf(evaluator: Evaluator, { bidders, result }: NetworkMechanism): Bounder {
  const { tape } = evaluator;
  const trace = traceOf([tape], tape.halves);
  const objects = tape.halves.length;
  const heap = createHeap();
  const types = cellsOf(objects, objects);
  const form = cellsOf(1, objects);
  const row = new Float64Array(bidders * objects);
  const outcome: Outcome = { amounts: new Float64Array(row.length), payments: new Float64Array(bidders) };

  const at: Bounder['at'] = ({ bidder }, report) => {
    for (let j = 0; j < objects; j++) tape.setBid(bidder * objects + j, j, report[j]!, report[j]!);
    tape.enclose();
    evaluator.worth(bidder, types, 0, form);
    return form;
  };

  const prove: Bounder['prove'] = (problem, found, boxes, gap) => {
    const { bidder, type } = problem;
    const own = bidder * objects;
    const low = Float64Array.from(problem.low);
    const high = Float64Array.from(problem.high);
    const slopes = new Float64Array(objects);
    const corner = new Float64Array(objects);
    const cutting: Cutting = { axis: 0, settled: -Infinity };

    /** What the corner to which the slopes point is worth, by plain evaluation. */
    const cornerWorth = (): number => {
      for (let j = 0; j < objects; j++) {
        const slope = slopes[j]!;
        row[own + j] = corner[j] = slope > 0 ? high[j]! : slope < 0 ? low[j]! : low[j]! + (high[j]! - low[j]!) / 2;
      }
      evaluator.outcome(row, outcome);
      let sum = -outcome.payments[bidder]!;
      for (let j = 0; j < objects; j++) sum += type[j]! * outcome.amounts[own + j]!;
      return sum;
    };

    /** The worth over the box at most, traced back from what the bidder gets and pays; its slopes. */
    const traced = (): number => {
      if (result.kind === 'menu') return Infinity;
      trace.start();
      for (let j = 0; j < objects; j++) tape.cells[result.amounts]!.weight[own + j] = type[j]!;
      tape.cells[result.payments]!.weight[bidder]! -= 1;
      return trace.finish();
    };

    /** A bound of the worth over the box [low, high]; sets the axis along which to cut, and cuts off what is worth too little. */
    const bound = (): number => {
      for (let j = 0; j < objects; j++) tape.setBid(own + j, j, low[j]!, high[j]!);
      tape.enclose();
      evaluator.worth(bidder, types, 0, form);
      const tight = traced();
      const most = Math.min(form.high[0]!, tight);
      for (let j = 0; j < objects; j++) slopes[j] = tight <= form.high[0]! ? trace.slopes[j]! : form.slope[j]![0]!;
      let [widest, total, error] = [-1, 0, most - form.centre[0]!];
      for (let j = 0; j < objects; j++) {
        total += tape.halves[j]!;
        error -= Math.abs(slopes[j]!) * tape.halves[j]!;
      }
      for (let j = 0; j < objects; j++) {
        const part = Math.abs(slopes[j]!) * tape.halves[j]! + (Math.max(0, error) * tape.halves[j]!) / (total || 1);
        if (part > widest) [cutting.axis, widest] = [j, part];
      }
      if (most > found.worth + gap && cornerWorth() > found.worth) {
        const sure = at(problem, corner).low[0]!;
        if (sure > found.worth) {
          found.worth = sure;
          found.report.set(corner);
        }
      }
      const level = found.worth + gap / 4;
      if (tight < Infinity && cutBelow(level, tight, trace.slopes, low, high)) cutting.settled = Math.max(cutting.settled, level);
      return most;
    };

    const cuts = boxesOf(heap, low, high, cutting, bound);
    while (cuts.looked + 2 <= boxes && cuts.top() > found.worth + gap) cuts.cut();
    return { upper: Math.max(cutting.settled, cuts.top(), found.worth), boxes: cuts.looked };
  };

  return {
    fix({ type }, values) {
      for (let c = 0; c < row.length; c++) {
        row[c] = values[c]!;
        tape.setBid(c, -1, values[c]!, values[c]!);
      }
      for (let j = 0; j < objects; j++) types.centre[j] = types.low[j] = types.high[j] = type[j]!;
    },
    at,
    prove,
  };
}

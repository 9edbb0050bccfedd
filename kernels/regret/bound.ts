/** Branch and bound over one bidder's reports. */
import { cellsOf, type Cells } from '../network/cells.ts';
import { pairEvaluatorOf, twinEvaluatorOf, type NetworkMechanism, type PairEvaluator } from '../network/mechanism.ts';
import { pairTraceOf } from '../network/trace.ts';
import { boxesOf, boxPair, type Cutting } from './boxes.ts';
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

/** Two reports. */
export type Reports = readonly [ArrayLike<number>, ArrayLike<number>];

export interface Bounder {
  /** Puts all bids into the tapes, and the bidder's type beside them. */
  fix(problem: Problem, bids: ArrayLike<number>): void;
  /** What two reports are worth: ends, and slopes by the bids. */
  at(problem: Problem, reports: Reports): readonly [Cells, Cells];
  /** Proves a bound; better reports met on the way replace `found`. */
  prove(problem: Problem, found: Found, boxes: number, gap: number): Proof;
}

const LANES = [0, 1] as const;

/** Of this bidder alone. */
export const bounderOf = (mechanism: NetworkMechanism, bidder: number): Bounder =>
  bounderBy(mechanism, (axes) => pairEvaluatorOf(mechanism, axes, bidder));

/** Its plain twin. */
export const twinBounderOf = (mechanism: NetworkMechanism): Bounder => bounderBy(mechanism, (axes) => twinEvaluatorOf(mechanism, axes));

function bounderBy({ bidders, objects, result }: NetworkMechanism, evaluatorOf: (axes: number) => PairEvaluator): Bounder {
  const [{ pair, payoffs }, corners] = [evaluatorOf(objects), evaluatorOf(0)];
  const trace = pairTraceOf([pair]);
  const heap = createHeap();
  const boxes = boxPair(objects);
  const [types, flat] = [cellsOf(objects, objects), cellsOf(objects, 0)];
  const forms = [cellsOf(1, objects), cellsOf(1, objects)] as const;
  const worth = cellsOf(1, 0);
  const slopes = LANES.map(() => new Float64Array(objects));
  const corner = LANES.map(() => new Float64Array(objects));

  const setPoint = ({ pair: { lanes } }: PairEvaluator, bidder: number, reports: Reports, axis: (j: number) => number): void => {
    for (const lane of LANES) {
      for (let j = 0; j < objects; j++) lanes[lane].setBid(bidder * objects + j, axis(j), reports[lane][j]!, reports[lane][j]!);
    }
  };
  const at: Bounder['at'] = ({ bidder }, reports) => {
    setPoint({ pair, payoffs }, bidder, reports, (j) => j);
    pair.enclose();
    for (const lane of LANES) payoffs[lane].worth(bidder, types, 0, forms[lane]);
    return forms;
  };

  const prove: Bounder['prove'] = (problem, found, budget, gap) => {
    const { bidder, type } = problem;
    const own = bidder * objects;
    const cutting: Cutting = { axis: 0, settled: -Infinity };
    let cornersKnown = false;

    /** The worth over the boxes at most, traced back from what the bidder gets and pays, and by affine forms. */
    const enclose = (): void => {
      for (const lane of LANES) {
        for (let j = 0; j < objects; j++) pair.lanes[lane].setBid(own + j, j, boxes[lane].low[j]!, boxes[lane].high[j]!);
      }
      pair.enclose();
      for (const lane of LANES) payoffs[lane].worth(bidder, types, 0, forms[lane]);
      if (result.kind === 'outcome') {
        trace.start();
        for (const { cells } of pair.lanes) {
          for (let j = 0; j < objects; j++) cells[result.amounts]!.weight[own + j] = type[j]!;
          cells[result.payments]!.weight[bidder]! -= 1;
        }
        trace.finish();
      }
      cornersKnown = false;
      for (const lane of LANES) {
        const { low, high } = boxes[lane];
        for (let j = 0; j < objects; j++) {
          const slope = slopes[lane]![j] = isTight(lane) ? trace.slopes[lane][j]! : forms[lane].slope[j]![0]!;
          corner[lane]![j] = slope > 0 ? high[j]! : slope < 0 ? low[j]! : low[j]! + (high[j]! - low[j]!) / 2;
        }
      }
    };
    const isTight = (lane: 0 | 1): boolean => result.kind === 'outcome' && trace.ends[lane] <= forms[lane].high[0]!;

    /** What the corner to which the slopes point is worth at least. */
    const cornerWorth = (lane: 0 | 1): number => {
      if (!cornersKnown) {
        setPoint(corners, bidder, [corner[0]!, corner[1]!], () => -1);
        corners.pair.enclose();
        cornersKnown = true;
      }
      corners.payoffs[lane].worth(bidder, flat, 0, worth);
      return worth.low[0]!;
    };

    /** Sets the axis along which to cut, and cuts off what is worth too little. */
    const bound = (lane: 0 | 1): number => {
      const { halves } = pair.lanes[lane];
      const most = isTight(lane) ? trace.ends[lane] : forms[lane].high[0]!;
      let [widest, total, error] = [-1, 0, most - forms[lane].centre[0]!];
      for (let j = 0; j < objects; j++) {
        total += halves[j]!;
        error -= Math.abs(slopes[lane]![j]!) * halves[j]!;
      }
      for (let j = 0; j < objects; j++) {
        const part = Math.abs(slopes[lane]![j]!) * halves[j]! + (Math.max(0, error) * halves[j]!) / (total || 1);
        if (part > widest) [cutting.axis, widest] = [j, part];
      }
      if (most > found.worth + gap) {
        const sure = cornerWorth(lane);
        if (sure > found.worth) {
          found.worth = sure;
          found.report.set(corner[lane]!);
        }
      }
      const level = found.worth + gap / 4;
      if (result.kind === 'outcome' && cutBelow(level, trace.ends[lane], trace.slopes[lane], boxes[lane].low, boxes[lane].high)) {
        cutting.settled = Math.max(cutting.settled, level);
      }
      return most;
    };

    const cuts = boxesOf(heap, boxes, problem, cutting, enclose, bound);
    while (cuts.looked + 2 <= budget && cuts.top() > found.worth + gap) cuts.cut();
    return { upper: Math.max(cutting.settled, cuts.top(), found.worth), boxes: cuts.looked };
  };

  return {
    fix({ type }, values) {
      for (const { pair: { lanes } } of [{ pair }, corners]) {
        for (const lane of lanes) for (let c = 0; c < bidders * objects; c++) lane.setBid(c, -1, values[c]!, values[c]!);
      }
      for (const { centre, low, high } of [types, flat]) for (let j = 0; j < objects; j++) centre[j] = low[j] = high[j] = type[j]!;
    },
    at,
    prove,
  };
}

/** A payoff of two boxes side by side: affine forms of it, and its ends traced back. */
import { cellsOf, type Cells, type Halves } from './cells.ts';
import type { Graph } from './graph.ts';
import { pairTapeOf, type PairTape } from './pair-tape.ts';
import { pairTraceOf } from './trace.ts';
import { wantedEntries } from './wanted.ts';

export interface PayoffLane {
  /** Bid c lies in [low, high] and moves with axis `axis`; with -1 it has one value. */
  setBid(c: number, axis: number, low: number, high: number): void;
  readonly halves: Halves;
  /** One entry. */
  readonly form: Cells;
  /** The payoff is nowhere in the box above; Infinity where it is not traced. */
  readonly traced: () => number;
  readonly slopes: Float64Array;
}

export interface PairPayoff {
  readonly lanes: readonly [PayoffLane, PayoffLane];
  /** Forms over the boxes that were set. */
  enclose(): void;
  /** Their ends, after `enclose`. */
  trace(): void;
}

/** Of the last entry of a graph. */
export function pairPayoffOf(graph: Graph, axes: number, tapeOf: typeof pairTapeOf = pairTapeOf): PairPayoff {
  const last = graph.length - 1;
  const pair = tapeOf(graph, axes, [last], wantedEntries(graph, [{ node: last, entries: [0] }]));
  const trace = pairTraceOf([pair]);
  const laneOf = (lane: 0 | 1): PayoffLane => {
    const { setBid, halves, cells } = pair.lanes[lane];
    return { setBid, halves, form: cells[last]!, traced: () => trace.ends[lane], slopes: trace.slopes[lane] };
  };
  return {
    lanes: [laneOf(0), laneOf(1)],
    enclose: () => { pair.enclose(); },
    trace() {
      trace.start();
      for (const { cells } of pair.lanes) cells[last]!.weight[0] = 1;
      trace.finish();
    },
  };
}

/** Of a mechanism that offers menus: forms that `formOf` makes of what the tapes hold, without traced ends. */
export function menuPayoffOf(
  axes: number, pairs: readonly PairTape[], setBid: (lane: 0 | 1) => PayoffLane['setBid'], formOf: (lane: 0 | 1, into: Cells) => void,
): PairPayoff {
  const laneOf = (lane: 0 | 1): PayoffLane => ({
    setBid: setBid(lane), halves: pairs[0]!.lanes[lane].halves, form: cellsOf(1, axes), traced: () => Infinity,
    slopes: new Float64Array(axes),
  });
  const lanes = [laneOf(0), laneOf(1)] as const;
  return {
    lanes,
    enclose() {
      for (const pair of pairs) pair.enclose();
      formOf(0, lanes[0].form);
      formOf(1, lanes[1].form);
    },
    trace: () => undefined,
  };
}

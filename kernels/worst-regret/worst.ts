/**
 * The largest regret that any profile of types can have, bounded from above: branch and bound over the types of all and the report of one
 * bidder at once,
 *
 *     g(t, r) = t_i . (Q_i(r, t_-i) - Q_i(t)) - P_i(r, t_-i) + P_i(t).
 */
import { cellsOf } from '../network/cells.ts';
import { addEntries } from '../network/elementwise.ts';
import { pairEvaluatorOf, type NetworkMechanism } from '../network/mechanism.ts';
import { menuPayoffOf, pairPayoffOf, type PairPayoff, type PayoffLane } from '../network/pair-payoff.ts';
import { gainGraph } from '../network/payoff-graph.ts';
import { dealtAbove, settleBound, type Bounded, type BoundsOf, type BoxBound } from '../regret/branch.ts';

/** Of a menu: the truth is worth the best offer. */
function menuGain(mechanism: NetworkMechanism, bidder: number): PairPayoff {
  const { bidders, objects } = mechanism;
  const [size, own] = [bidders * objects, bidder * objects];
  const axes = size + objects;
  const [truth, lie] = [pairEvaluatorOf(mechanism, axes, bidder), pairEvaluatorOf(mechanism, axes, bidder)];
  const best = cellsOf(1, axes);
  const setBid = (lane: 0 | 1): PayoffLane['setBid'] => (c, axis, low, high) => {
    if (c < size) truth.pair.lanes[lane].setBid(c, axis, low, high);
    if (c < own || c >= own + objects) lie.pair.lanes[lane].setBid(c < size ? c : c - size + own, axis, low, high);
  };
  return menuPayoffOf(axes, [truth.pair, lie.pair], setBid, (lane, into) => {
    const { halves, cells: [types] } = truth.pair.lanes[lane];
    for (let a = size; a < axes; a++) halves[a] = lie.pair.lanes[lane].halves[a]!;
    truth.payoffs[lane].truth(bidder, best);
    lie.payoffs[lane].worth(bidder, types!, own, into);
    addEntries(into, 0, into, 0, best, 0, -1, halves);
  });
}

/** Over boxes of types and reports, types first among the axes, then the report. */
function gainBounds(mechanism: NetworkMechanism, bidder: number): BoundsOf {
  const { bidders, objects, result } = mechanism;
  const axes = (bidders + 1) * objects;
  const { lanes, enclose, trace } = result.kind === 'menu' ? menuGain(mechanism, bidder)
    : pairPayoffOf(gainGraph(mechanism, result, bidder), axes);
  const boundOf = (): BoxBound => ({ most: 0, error: 0, linear: false, slopes: new Float64Array(axes) });
  const bounds = [boundOf(), boundOf()] as const;
  return (boxes) => {
    for (let lane = 0; lane < 2; lane++) {
      const { low, high } = boxes[lane]!;
      for (let c = 0; c < axes; c++) lanes[lane]!.setBid(c, c, low[c]!, high[c]!);
    }
    enclose();
    trace();
    for (let lane = 0; lane < 2; lane++) {
      const { form, traced, slopes, halves } = lanes[lane]!;
      settleBound(bounds[lane]!, form, traced(), slopes, halves);
    }
    return bounds;
  };
}

/** Of the boxes, those that are looked at before others are dealt in parts. */
export const DEALT = 1 / 16;

/**
 * Looks at `boxes` boxes at most. Types and reports lie in [low, high], an entry for every bidder and object. `floor`
 * is a regret that some profile is known to have: boxes whose bound is within `gap` of it are not cut. Part `of` of so many; what all have
 * in common is done once for each list of the other arguments, while it is the one last asked for.
 */
export type WorstRegret = (
  low: Float64Array, high: Float64Array, boxes: number, floor: number, gap: number, parts?: number, of?: number,
) => Bounded;

export function worstRegretOf(mechanism: NetworkMechanism, bidder: number): WorstRegret {
  const { objects } = mechanism;
  const own = bidder * objects;
  const boundsOf = gainBounds(mechanism, bidder);
  const withReport = (ends: Float64Array): Float64Array => Float64Array.from([...ends, ...ends.subarray(own, own + objects)]);
  let [known, partOf]: [readonly unknown[], ReturnType<typeof dealtAbove> | undefined] = [[], undefined];
  return (low, high, boxes, floor, gap, parts = 1, of = 0) => {
    const asked = [low, high, boxes, floor, gap, parts === 1];
    if (!partOf || asked.some((value, k) => value !== known[k])) {
      const first = parts === 1 ? 0 : DEALT * boxes;
      partOf = dealtAbove(boundsOf, withReport(low), withReport(high), boxes, first, floor, gap);
      known = asked;
    }
    const { upper, boxes: looked } = partOf(parts, of);
    // The truth is a report.
    return { upper: Math.max(0, upper), boxes: looked };
  };
}

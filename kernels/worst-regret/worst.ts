/**
 * The largest regret that any profile of types can have, bounded from above: branch and bound over the types of all and the report of one
 * bidder at once,
 *
 *     g(t, r) = t_i . (Q_i(r, t_-i) - Q_i(t)) - P_i(r, t_-i) + P_i(t).
 */
import { cellsOf, passOn } from '../network/cells.ts';
import { addEntries, multiplyEntries, pullProduct } from '../network/elementwise.ts';
import { evaluatorOf, type NetworkMechanism } from '../network/mechanism.ts';
import { traceOf } from '../network/trace.ts';
import { boundedAbove, type BoxBound, type Bounded } from '../regret/branch.ts';

/** Over boxes of types and reports, types first among the axes, then the report. */
function gainBound(mechanism: NetworkMechanism, bidder: number): (low: Float64Array, high: Float64Array) => Readonly<BoxBound> {
  const { bidders, objects, result } = mechanism;
  const size = bidders * objects;
  const own = bidder * objects;
  const axes = size + objects;
  const [truth, lie] = [evaluatorOf(mechanism, axes, bidder), evaluatorOf(mechanism, axes, bidder)];
  const { halves, cells: [types] } = truth.tape;
  const [form, other, product] = [cellsOf(1, axes), cellsOf(1, axes), cellsOf(1, axes)];
  const trace = traceOf([truth.tape, lie.tape], halves);
  const bound: BoxBound = { most: 0, error: 0, linear: false, slopes: new Float64Array(axes) };
  const place = (low: Float64Array, high: Float64Array): void => {
    for (let c = 0; c < size; c++) {
      const axis = c >= own && c < own + objects ? size + c - own : c;
      truth.tape.setBid(c, c, low[c]!, high[c]!);
      lie.tape.setBid(c, axis, low[axis]!, high[axis]!);
    }
    // Every axis belongs to one of the tapes, or to both alike.
    for (let axis = 0; axis < axes; axis++) {
      const all = Math.max(halves[axis]!, lie.tape.halves[axis]!);
      halves[axis] = lie.tape.halves[axis] = all;
    }
    truth.tape.enclose();
    lie.tape.enclose();
  };
  const kept = (most: number): Readonly<BoxBound> => {
    bound.most = most;
    bound.error = form.error[0]!;
    bound.linear = false;
    for (let a = 0; a < axes; a++) bound.slopes[a] = form.slope[a]![0]!;
    return bound;
  };
  return (low, high) => {
    halves.fill(0);
    lie.tape.halves.fill(0);
    place(low, high);
    if (result.kind === 'menu') {
      truth.truth(bidder, other);
      lie.worth(bidder, types!, own, form);
      addEntries(form, 0, form, 0, other, 0, -1, halves);
      return kept(form.high[0]!);
    }
    const [amounts, lies] = [truth.tape.cells[result.amounts]!, lie.tape.cells[result.amounts]!];
    const [payments, dues] = [truth.tape.cells[result.payments]!, lie.tape.cells[result.payments]!];
    trace.start();
    payments.weight[bidder]! += 1;
    dues.weight[bidder]! -= 1;
    addEntries(form, 0, payments, bidder, dues, bidder, -1, halves);
    for (let j = 0; j < objects; j++) {
      addEntries(other, 0, lies, own + j, amounts, own + j, -1, halves);
      multiplyEntries(product, 0, types!, own + j, other, 0, halves);
      addEntries(form, 0, form, 0, product, 0, 1, halves);
      other.weight[0] = 0;
      pullProduct(trace.rest, 1, types!, own + j, other, 0);
      passOn(trace.rest, other.weight[0]!, lies, own + j, 1, 0, 0);
      passOn(trace.rest, other.weight[0]!, amounts, own + j, -1, 0, 0);
    }
    const most = trace.finish();
    if (!(most <= form.high[0]!)) return kept(form.high[0]!);
    let reach = 0;
    for (let a = 0; a < axes; a++) reach += Math.abs(bound.slopes[a] = trace.slopes[a]!) * halves[a]!;
    bound.most = most;
    bound.error = Math.max(0, most - form.centre[0]! - reach);
    bound.linear = true;
    return bound;
  };
}

/**
 * Looks at `boxes` boxes at most. Types and reports lie in [low, high], an entry for every bidder and object. `floor`
 * is a regret that some profile is known to have: boxes whose bound is within `gap` of it are not cut.
 */
export function worstRegret(
  mechanism: NetworkMechanism, low: Float64Array, high: Float64Array, bidder: number, boxes: number, floor: number, gap: number,
): Bounded {
  const { objects } = mechanism;
  const own = bidder * objects;
  const withReport = (ends: Float64Array): Float64Array => Float64Array.from([...ends, ...ends.subarray(own, own + objects)]);
  const steps = boundedAbove(gainBound(mechanism, bidder), withReport(low), withReport(high), boxes, floor, gap);
  let step = steps.next();
  while (!step.done) step = steps.next();
  const { upper, boxes: looked } = step.value;
  // The truth is a report.
  return { upper: Math.max(0, upper), boxes: looked };
}

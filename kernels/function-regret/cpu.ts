/** Kernel `function-regret` on the CPU. */
import { functionOutcome, MechanismFault, requireSame } from '../function/mechanism.ts';
import type { ChunkRunner, Kernel } from '../kernel.ts';
import type { Outcome } from '../network/mechanism.ts';
import { createHeap } from '../regret/heap.ts';
import { addOutcome, addRegret, type RegretEnds } from '../regret/outcome-sums.ts';
import { coordinatesOf, emptyRegretStatistics, profilesIn } from '../regret/spec.ts';
import { prepareFunctionRegretReference } from './reference.ts';
import { searchBySlope } from './slope-search.ts';
import { validateFunctionRegret, type FunctionRegretParameters } from './spec.ts';

/** What one call of a user's function is taken to cost, in draws. */
const CALL = 64;

const roomFor = (size: number, bidders: number): Outcome => ({ amounts: new Float64Array(size), payments: new Float64Array(bidders) });

function prepare(parameters: FunctionRegretParameters): ChunkRunner {
  const { mechanism, low, high, first: origin, types, agents, search, unit, amountUnit = unit, unitDemand } = parameters;
  const { bidders, objects } = mechanism;
  const size = coordinatesOf(mechanism);
  const profiles = profilesIn(parameters);
  const shape = { bidders, objects, profiles, unit, amountUnit, unitDemand };
  const outcomeAt = functionOutcome(mechanism);
  const [truth, lie, again] = [roomFor(size, bidders), roomFor(size, bidders), roomFor(size, bidders)];
  const bids = new Float64Array(size);
  const found = { report: new Float64Array(objects), worth: 0 };
  const heap = createHeap();

  /** What a report of the bidder is worth to the type in `row`, the others' bids being in `bids`. */
  const worthOf = (row: Float64Array, bidder: number) => (report: ArrayLike<number>, offset = 0): number => {
    const own = bidder * objects;
    for (let j = 0; j < objects; j++) bids[own + j] = report[offset + j]!;
    outcomeAt(bids, lie);
    let worth = -lie.payments[bidder]!;
    for (let j = 0; j < objects; j++) worth += row[own + j]! * lie.amounts[own + j]!;
    return worth;
  };
  const best = (row: Float64Array, bidder: number): { readonly upper: number; readonly boxes: number } => {
    const own = bidder * objects;
    const worth = worthOf(row, bidder);
    if (search.kind === 'slope') {
      return searchBySlope({
        ...search, low: low.subarray(own, own + objects), high: high.subarray(own, own + objects), worth,
      }, found, heap);
    }
    const list = search.reports[bidder]!;
    for (let from = 0; from < list.length; from += objects) {
      const here = worth(list, from);
      if (here > found.worth) {
        found.worth = here;
        found.report.set(list.subarray(from, from + objects));
      }
    }
    return { upper: found.worth, boxes: list.length / objects };
  };
  const regretIn = (row: Float64Array, bidder: number): RegretEnds => {
    bids.set(row);
    found.report.set(row.subarray(bidder * objects, (bidder + 1) * objects));
    const truthful = found.worth = worthOf(row, bidder)(found.report);
    const { upper, boxes } = best(row, bidder);
    return {
      lower: found.worth - truthful, upper: upper - truthful, boxes,
      finished: search.kind === 'list' || upper <= found.worth + search.gap,
    };
  };
  const profileAt = (row: Float64Array, p: number, into: Parameters<ChunkRunner>[3]): void => {
    outcomeAt(row, truth);
    addOutcome(shape, row, truth, p, into);
    for (const [a, bidder] of agents.entries()) {
      const ends = regretIn(row, bidder);
      addRegret(shape, a, p, ends, found.report, into);
    }
    outcomeAt(row, again);
    requireSame(truth, again, row);
  };

  return (_key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const p = (profile - (origin % 2 ** 32)) >>> 0;
      try {
        profileAt(types.subarray(p * size, (p + 1) * size), p, into);
      } catch (error) {
        throw error instanceof MechanismFault ? error.at(origin + p) : error;
      }
    }
  };
}

export const functionRegret: Kernel<FunctionRegretParameters> = {
  name: 'function-regret',
  version: 1,
  drawsPerProfile: ({ agents, search }) =>
    CALL * (2 + agents.length * (search.kind === 'list' ? Math.max(...search.reports.map((list) => list.length)) : 2 * search.boxes)),
  callsUsers: () => true,
  emptyStatistics: emptyRegretStatistics,
  validate: validateFunctionRegret,
  prepareCpu: prepare,
  prepareReference: prepareFunctionRegretReference,
};

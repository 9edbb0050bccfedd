/** Kernel `regret` on the CPU: search, then branch and bound, for one profile and bidder after another. */
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { workOf } from '../network/graph.ts';
import { eachOutcomeOf } from '../network/outcomes.ts';
import { bounderOf, type Found, type Problem } from './bound.ts';
import { addOutcome, addRegret } from './outcome-sums.ts';
import { prepareRegretReference } from './reference.ts';
import { regretOf } from './regret-of.ts';
import { coordinatesOf, emptyRegretStatistics, profilesIn, validateRegret, type RegretParameters } from './spec.ts';

/** An enclosure with slopes costs some five evaluations, and a box one more. */
const BOX_EVALUATIONS = 6;

function prepare(parameters: RegretParameters): ChunkRunner {
  const { mechanism, low, high, first: origin, types, agents, effort, unit, amountUnit = unit, unitDemand } = parameters;
  const { bidders, objects } = mechanism;
  const size = coordinatesOf(mechanism);
  const profiles = profilesIn(parameters);
  const shape = { bidders, objects, profiles, unit, amountUnit, unitDemand };
  const bounders = agents.map((bidder) => bounderOf(mechanism, bidder));
  const eachOutcome = eachOutcomeOf(mechanism);
  const found: Found = { report: new Float64Array(objects), worth: 0 };
  const problems = agents.map((bidder): Problem => ({
    bidder, objects, type: new Float64Array(objects),
    low: low.slice(bidder * objects, (bidder + 1) * objects), high: high.slice(bidder * objects, (bidder + 1) * objects),
  }));

  return (key, first, count, into) => {
    const placeOf = (profile: number): number => (profile - (origin % 2 ** 32)) >>> 0;
    const rowOf = (p: number): Float64Array => types.subarray(p * size, (p + 1) * size);
    eachOutcome(count, (n, bids) => bids.set(rowOf(placeOf(first + n))), (n, outcome) => {
      const p = placeOf(first + n);
      addOutcome(shape, rowOf(p), outcome, p, into);
    });
    for (let profile = first; problems.length > 0 && profile < first + count; profile++) {
      const p = placeOf(profile);
      const row = rowOf(p);
      for (const [a, problem] of problems.entries()) {
        problem.type.set(row.subarray(problem.bidder * objects, (problem.bidder + 1) * objects));
        const ends = regretOf(bounders[a]!, problem, row, found, effort, key, profile);
        addRegret(shape, a, p, ends, found.report, into);
      }
    }
  };
}

export const regret: Kernel<RegretParameters> = {
  name: 'regret',
  version: 4,
  drawsPerProfile: ({ mechanism, agents, effort: { starts, steps, boxes } }) =>
    (agents.length * (starts * (steps + 1) + boxes) * BOX_EVALUATIONS + 1) * (20 + workOf(mechanism.graph)) / 16,
  emptyStatistics: emptyRegretStatistics,
  validate: validateRegret,
  prepareCpu: prepare,
  prepareReference: prepareRegretReference,
};

/** Kernel `worst-regret` on the CPU. */
import type { ChunkRunner, Kernel } from '../kernel.ts';
import { workOf } from '../network/graph.ts';
import { emptyWorstRegret, placeOf, validateWorstRegret, type WorstRegretParameters } from './spec.ts';
import { DEALT, worstRegretOf, type WorstRegret } from './worst.ts';

/** A box takes as many evaluations as two enclosures with slopes along all axes do. */
const BOX_EVALUATIONS = 20;

function prepare(parameters: WorstRegretParameters): ChunkRunner {
  const { mechanism, low, high, agents, floors, gap, boxes, parts = 1, unit } = parameters;
  /** Made where a worker looks at the bidder. */
  const known = new Map<number, WorstRegret>();
  const worstOf = (bidder: number): WorstRegret => {
    const worst = known.get(bidder) ?? worstRegretOf(mechanism, bidder);
    known.set(bidder, worst);
    return worst;
  };
  return (_key, first, count, into) => {
    for (let profile = first; profile < first + count; profile++) {
      const place = placeOf(parameters, profile);
      if (!(place < agents.length * parts)) continue;
      const a = Math.floor(place / parts);
      const found = worstOf(agents[a]!)(low, high, boxes, floors[a]!, gap, parts, place % parts);
      into.upper![place]! += Math.ceil(found.upper / unit);
      into.boxes![place]! += found.boxes;
    }
  };
}

export const worstRegrets: Kernel<WorstRegretParameters> = {
  name: 'worst-regret',
  version: 3,
  drawsPerProfile: ({ mechanism, boxes, parts = 1 }) =>
    (boxes * (1 / parts + (parts === 1 ? 0 : DEALT)) * BOX_EVALUATIONS * (20 + workOf(mechanism.graph))) / 16,
  emptyStatistics: emptyWorstRegret,
  validate: validateWorstRegret,
  prepareCpu: prepare,
  // No twin has the same bits: ends are judged against regrets of a grid from the definitions (test/contract/worst-regret.test.ts).
  prepareReference: prepare,
};

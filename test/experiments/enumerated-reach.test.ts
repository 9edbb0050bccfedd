/** Which alternatives a report leads to at given signals of the others, and near them: at ties the first-listed, for sure. */
import { expect, it } from 'vitest';
import { parseDistribution } from '../../src/distributions/parse.ts';
import { singleObject } from '../../src/environment/single-object.ts';
import { reachOf, type Reach } from '../../src/experiments/enumeration/reach.ts';

const law = parseDistribution('discrete(0:0.25,0.5:0.5,1:0.25)');
const reach = (bidders: number, agent: number): Reach => {
  const found = reachOf(singleObject({ laws: Array.from({ length: bidders }, () => law) }), { kind: 'efficient' }, agent);
  if ('unsupported' in found) throw new Error(found.unsupported);
  return found;
};
/** Alternatives reached, of the winners. */
const winners = (bidders: number, agent: number, report: number, profile: readonly number[], radius: number): number[] =>
  Array.from({ length: bidders }, (_, k) => k).filter((k) => reach(bidders, agent).reaches(k, [report], profile, radius));

it.each<[number, number, number, number[], number, number[]]>([
  [2, 0, 0.5, [0, 0.5], 0, [0]], [2, 1, 0.5, [0.5, 0], 0, [0]], [2, 1, 0.75, [0.5, 0], 0, [1]], [2, 0, 0.25, [0, 0.5], 0, [1]],
  // Near a tie the others may fall short of it, or pass it.
  [2, 0, 0.5, [0, 0.5], 0.1, [0, 1]], [2, 1, 0.5, [0.5, 0], 0.1, [0, 1]], [2, 1, 0.3, [0.5, 0], 0.1, [0]],
  // At the least there is no falling short.
  [2, 1, 0, [0, 0], 0.3, [0]], [2, 0, 0, [0, 0], 0.3, [0, 1]],
  // The radius just reaches the tie: who is listed first has it.
  [2, 0, 0.25, [0, 0.5], 0.25, [0, 1]], [2, 1, 0.25, [0.5, 0], 0.25, [0]],
  [3, 1, 0.5, [0.5, 0, 0.5], 0, [0]], [3, 1, 0.5, [0, 0, 0.5], 0, [1]], [3, 2, 0.5, [0, 0.5, 0], 0, [1]],
  [3, 1, 0.5, [0.5, 0, 0.5], 0.1, [0, 1, 2]],
])('%i bidders, number %i reports %d beside %j, radius %d: %j', (bidders, agent, report, profile, radius, expected) => {
  expect(winners(bidders, agent, report, profile, radius)).toEqual(expected);
});

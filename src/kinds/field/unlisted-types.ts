/** Types of a bidder at whom a market looks whose assignments are not listed: a grid where it is small enough, else draws of her laws. */
import { threefry2x32 } from '../../../kernels/threefry/threefry.ts';
import type { StreamKey } from '../../../kernels/kernel.ts';
import { assignmentProblem, type AssignmentMarket } from '../../environment/assignment-market.ts';
import { ownSpace, type OwnSpace } from '../../experiments/own-signal.ts';
import { sizeOfCells, typeGrid, TYPES_MAX } from './grid.ts';
import type { AssignmentQuestion } from './study-point.ts';

/** Types drawn where a grid would have too many. */
const DRAWN = 64;

/** Her worths: signals that are nobody else's. `agent` is the name of a bidder. */
export function bidderSpace(market: AssignmentMarket, agent: string): OwnSpace {
  const problem = assignmentProblem(market, false);
  // No alternative says so, as none is listed: every worth enters her own value.
  const space = ownSpace(problem, problem.agents.indexOf(agent));
  return { ...space, relevant: space.relevant.map(() => true) };
}

/** Whether types are drawn: no grid was asked for, and that of the default would have too many. */
export function areDrawn({ supports }: OwnSpace, { cells, nodes, slice }: Pick<AssignmentQuestion, 'cells' | 'nodes' | 'slice'>): boolean {
  const open = supports.filter((_, c) => slice?.[c] === undefined).length;
  return cells === undefined && nodes === undefined && sizeOfCells(open) ** open > TYPES_MAX;
}

/** [T][M]; draws by the stream. Throws InputError naming what makes too many types, or a slice that is not of the space. */
export function typesOf(
  space: OwnSpace, question: Pick<AssignmentQuestion, 'market' | 'cells' | 'nodes' | 'slice'>, key?: StreamKey,
): readonly (readonly number[])[] {
  const { market: { objects, laws }, slice } = question;
  if (!areDrawn(space, question)) return typeGrid(space, question).points;
  // What is wrong with a slice is wrong whatever the cells.
  typeGrid(space, { cells: 1, ...(slice ? { slice } : {}) });
  if (!key) return [];
  const share = (t: number, j: number): number => (threefry2x32(key, [t * objects + j, 0])[0] + 0.5) / 2 ** 32;
  return Array.from({ length: DRAWN }, (_, t) =>
    space.coordinates.map((d, j) => slice?.[j] ?? laws[d]!.quantile(share(t, j))));
}

/** What the efficient rule is worth, between two ends, where money counts; and deficits below what anyone could collect of it. */
import { coordinatesOf } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { firstBestOver, jointCells, welfareSlack } from '../../notions/second-best/joint-cells.ts';
import type { MeanBounds } from '../../notions/second-best/mean-of-maximum.ts';
import { typeCells } from '../../notions/second-best/type-cells.ts';
import { roundedDown } from '../../input/rounded.ts';
import type { Point } from '../../results/document.ts';
import type { Run } from '../../run/run.ts';
import type { ProblemQuestion } from './study-point.ts';
import { noted, readData, type File } from './told-problem.ts';

/** Cells of all agents together over which the welfare of the efficient rule is bracketed. */
const JOINT = 4096;

const cellsOf = ({ signals }: LinearProblem): number => Math.max(1, Math.min(64, Math.floor(JOINT ** (1 / signals.length) + 1e-9)));

export function welfareEnds(problem: LinearProblem): MeanBounds {
  const cells = cellsOf(problem);
  const parts = problem.agents.flatMap((_, agent) =>
    (coordinatesOf(problem, agent).length > 0 ? [typeCells(problem, agent, cells)] : []));
  return firstBestOver(jointCells(problem, parts), welfareSlack(parts));
}

/** Whether the least ε depends on what alternatives are worth. */
export const needsWelfare = ({ budget = 'none', individuallyRational = 'none' }: ProblemQuestion): boolean =>
  budget !== 'none' && individuallyRational !== 'none';

/** That no mechanism collects as much of agents who may stay away, whatever lies gain: all that alternatives are worth is less. */
export function welfareFile(given: LinearProblem, deficit: number, values: Point): File | string {
  const problem = noted(given);
  welfareEnds(problem);
  const data = readData(problem);
  return typeof data === 'string' ? data : {
    schema: 'misreport.uncollectable/1', point: values, problem: data, deficit, proof: { kind: 'welfare', cells: cellsOf(problem) },
  };
}

/** Throws InputError naming `deficit` where more is to be collected than alternatives are worth to agents who may stay away. */
export function requireCollectable(question: ProblemQuestion, values: Point, run: Pick<Run, 'prove'>): void {
  const { problem, deficit = 0, opponents } = question;
  // On a grid alternatives are worth something else.
  if (deficit >= 0 || opponents === 'grid' || !needsWelfare(question)) return;
  const { upper } = welfareEnds(problem as LinearProblem);
  if (upper + deficit >= 0) return;
  run.prove('least-epsilon-uncollectable', () => welfareFile(problem as LinearProblem, deficit, values), 'refusal');
  throw new InputError(
    'deficit', `must be at least ${0 - roundedDown(upper, 6)}: agents who may stay away pay no more than all that alternatives are `
    + `worth to them, got ${deficit}; participation of every type, weighed by her chance, and the budget add up to 0 >= `
    + `${Number((-deficit - upper).toPrecision(6))}`,
  );
}

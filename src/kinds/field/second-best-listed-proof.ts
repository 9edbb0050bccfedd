/** Certificates of second bests of types in lists, which src/notions/verify/second-best-lists.ts checks. */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import type { ListedSecondBest, ListedWeights } from '../../notions/second-best/listed-program.ts';
import type { Constraints } from '../../notions/second-best/relaxation.ts';
import type { Point } from '../../results/document.ts';
import { endsAlone, problemData, type File } from './told-problem.ts';

interface Asked {
  readonly constraints: Constraints;
  readonly values: Point;
}

function listsData(problem: LinearProblem, { lies, price }: ListedWeights, { constraints, values }: Asked): File | string {
  const data = problemData(problem, endsAlone);
  const { epsilon, participation, deficit } = constraints;
  return typeof data === 'string' ? data : {
    schema: 'misreport.second-best-lists/1', point: values, problem: data, permittedEpsilon: epsilon,
    ...(participation && deficit !== undefined ? { deficit } : {}), price, lies,
  };
}

/** The rule with its utilities, and weights of lies that bound welfare. */
export function listedFile(
  problem: LinearProblem, { lower, upper, chances, utilities, weights }: ListedSecondBest, asked: Asked,
): File | string {
  const data = listsData(problem, weights, asked);
  if (lower === -Infinity) return 'the rule found keeps the budget to within rounding only';
  return typeof data === 'string' ? data : { ...data, rule: { chances, utilities }, atLeast: lower, atMost: upper };
}

/** That no mechanism has such a deficit. */
export function uncollectableListedFile(problem: LinearProblem, weights: ListedWeights, asked: Asked): File | string {
  const data = listsData(problem, weights, asked);
  return typeof data === 'string' ? data : { ...data, infeasible: true };
}

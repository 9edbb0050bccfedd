/** Certificates of radii over types in lists, which src/notions/verify/robust-lists.ts checks. */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import type { PartTree } from '../../notions/robust/listed-ball-search.ts';
import type { ListedRule } from '../../notions/robust/listed-rule.ts';
import { listedUtilities, worstMoves, type ListedRadii } from '../../notions/robust/listed-rule-in-ball.ts';
import type { Point } from '../../results/document.ts';
import { endsAlone, problemData, type File } from '../field/told-problem.ts';
import { SETS } from './metrics.ts';
import type { BallMetric } from './study-point.ts';

interface Known {
  readonly problem: LinearProblem;
  readonly agent: number;
  readonly rule: ListedRule;
  readonly radii: ListedRadii;
}

/** A table where no ball was cut. */
const told = (trees: readonly PartTree[]): File => (trees.every((tree) => 'utilities' in tree)
  ? { utilities: trees.map((tree) => tree.utilities) } : { parts: trees });

/** Both ends of a radius: utilities under which no lie gains inside, and a cycle of lies with the belief under which it gains outside. */
export function listedRobustFile(
  { problem, agent, rule, radii }: Known, metric: BallMetric, quantity: 'monotonicityRadius' | 'robustRadius', values: Point,
): File | string {
  const data = problemData(problem, endsAlone);
  if (typeof data === 'string') return data;
  const { metric: kind, unit } = SETS[metric];
  const [[low, high], broken] = quantity === 'robustRadius' ? [radii.robust, radii.cycle] : [radii.monotone, radii.pair];
  return {
    schema: 'misreport.robust-lists/1', point: values, problem: data, agent: problem.agents[agent]!, metric, quantity,
    types: rule.points, others: rule.others, atLeast: unit * low, atMost: unit * high,
    ...(quantity === 'robustRadius' && low > 0 ? told(listedUtilities(rule, kind, low)) : {}),
    ...(broken ? { broken: { cycle: broken, moved: worstMoves(rule, broken, kind, high) } } : {}),
  };
}

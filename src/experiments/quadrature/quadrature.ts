/**
 * Worst cases without sampling, for an agent who faces one opponent with one one-dimensional signal y: any values, rule and
 * transfers, any number of own coordinates. The opponent's support is cut in cells whose masses are exact by the law's cdf;
 * probabilities, values and transfers are known at the cells' ends, the nodes, and the ends of a cell bound what is inside it.
 *
 * So bounds hold wherever, between neighbouring nodes, each number stays between its values at the two: where it is monotone there,
 * or jumps once. A rule that changes within a cell and changes back is not seen. Jumps of the choice that are seen are narrowed
 * down to a bracket of 2^-20 of the support, whose ends become nodes. Tensor ops are single precision; `rounding` covers
 * that for payoffs.
 */
import type { TensorDevice } from '../../engine/device.ts';
import type { Draw } from '../../run/run.ts';
import type { SocialChoiceProblem } from '../../environment/social-choice.ts';
import { InputError } from '../../errors.ts';
import { insuredMechanism, type Mechanism } from '../../mechanism/mechanism.ts';
import { float32Rounding } from '../tensor/ranges.ts';
import { ownRows } from '../tensor/rows.ts';
import { TensorProblem } from '../tensor/tensor-problem.ts';
import { QuadratureExperiment } from './experiment.ts';
import { recentred, reportsNear } from '../recentred.ts';
import { Grid } from './grid.ts';
import { bracketsOfJumps } from './jumps.ts';
import { payoffsAt, type Faced } from './payoffs.ts';

export { QuadratureExperiment } from './experiment.ts';

export interface QuadratureOptions {
  /** Equal cells of the opponent's support before jumps are narrowed down. Default: 1024 where values are linear, else 4096. */
  readonly cells?: number;
  /** Further nodes, where the caller knows of kinks or jumps. */
  readonly nodes?: readonly number[];
}

const CELLS_LINEAR = 1024;
const CELLS = 4096;
const CELLS_MAX = 2 ** 17;

/** One opponent, who sees one coordinate, independent of the agent's own. */
export function quadratureSupports({ agents, signals, dependence }: SocialChoiceProblem, agent: number): boolean {
  return agents.length === 2 && !dependence && signals.filter(({ owner }) => owner !== agent).length === 1;
}

/** `reports` are the types too. Throws InputError where `quadratureSupports` is false or a report does not fit the signal space. */
export async function quadratureExperiment(
  problem: SocialChoiceProblem,
  mechanism: Mechanism,
  agent: number,
  reports: readonly (readonly number[])[],
  run: Draw,
  options: QuadratureOptions = {},
): Promise<QuadratureExperiment> {
  if (!quadratureSupports(problem, agent)) {
    throw new InputError('problem', 'worst cases by quadrature need one opponent with one signal, independent of one\'s own');
  }
  const cells = options.cells ?? (problem.valuations.kind === 'linear' ? CELLS_LINEAR : CELLS);
  if (!(Number.isInteger(cells) && cells >= 1 && cells <= CELLS_MAX)) {
    throw new InputError('cells', `must be a whole number from 1 to ${CELLS_MAX}, got ${cells}`);
  }
  if (reports.length === 0) throw new InputError('reports', 'needs at least one');
  const coordinate = problem.signals.findIndex(({ owner }) => owner !== agent);
  const { law } = problem.signals[coordinate]!;
  const given = options.nodes ?? [];
  return run.draw({
    evaluation: 'quadrature', parameters: { problem, mechanism, agent, reports, cells, nodes: given },
    async compute(device: TensorDevice) {
      const near = recentred(problem, mechanism);
      const [lowered, played] = near ? [near.problem, near.mechanism] : [problem, mechanism];
      const shown = near ? reportsNear(near, agent, reports) : reports;
      const faced: Faced = {
        tensors: new TensorProblem(lowered, device), agent, coordinate, own: ownRows(lowered, agent, shown), reports: reports.length,
        origin: near?.origin[coordinate] ?? 0,
      };
      const brackets = await jumpsOfAll(faced, played, new Grid(law, cells, given));
      const grid = new Grid(law, cells, [...given, ...brackets]);
      const payoffs = await payoffsAt(faced, played, grid.nodes, grid.masses);
      return new QuadratureExperiment({
        problem,
        mechanism,
        agent,
        coordinate,
        reports,
        grid,
        payoffs,
        rounding: float32Rounding(lowered, played, agent),
      });
    },
  });
}

/** Of the mechanism's rule, and of those that its interim utility comes from. */
async function jumpsOfAll(faced: Faced, mechanism: Mechanism, grid: Grid): Promise<number[]> {
  const { probabilities } = await payoffsAt(faced, { ...mechanism, transfers: { kind: 'none' } }, grid.nodes, grid.masses);
  const own = await bracketsOfJumps(faced, mechanism, grid, probabilities);
  const base = insuredMechanism(mechanism.transfers);
  return base ? [...own, ...(await jumpsOfAll(faced, base, grid))] : own;
}

/**
 * The best mechanism that is constant on cells, for agents who see one signal each (docs/second-best.md, section 4): with ψ_i(T) = Σ_k A_k
 * q_k(T), a rule constant on cells is ε-LIC on the continuum under utilities of slope m_i if m_i does not fall from cell to cell and
 * |m_i - ψ_i| <= ε there. Between types s < t the mean slope is at least m_i(s) >= ψ_i(s) - ε and at most m_i(t) <= ψ_i(t) + ε, which are
 * the two lies. Utilities at the ends of cells, participation and the budget are linear in p and m, welfare is that of the cells' means.
 */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { FloatBuilder, type FloatTerm } from '../../programs/float-builder.ts';
import type { SolveFloat } from '../../programs/float.ts';
import { jointCells, welfareSlack } from './joint-cells.ts';
import type { Constraints } from './relaxation.ts';
import type { TypeCells } from './type-cells.ts';

export interface ScalarMechanism {
  readonly lower: number;
  /** [agents][T][K] */
  readonly chances: readonly (readonly (readonly number[])[])[];
}

/** By which a solver may have missed a row, as a share of all that signals do to values. */
const MISSED = 1e-7;

/** Undefined where no such rule keeps the constraints. `cells`: one coordinate each. */
export async function bestScalarMechanism(
  problem: LinearProblem,
  cells: readonly TypeCells[],
  { epsilon, participation, deficit }: Constraints,
  solve: SolveFloat,
): Promise<ScalarMechanism | undefined> {
  const build = new FloatBuilder('maximise');
  const joint = jointCells(problem, cells);
  const welfare: FloatTerm[] = [];
  const columns = joint.map(({ mass, worths }) => {
    const p = worths.map((worth) => build.column(0, 1, mass * worth));
    p.forEach((column, k) => welfare.push([column, mass * worths[k]!]));
    build.row(p.map((column) => [column, 1]), 1, 1);
    return p;
  });
  const rents: FloatTerm[] = [];
  let scale = 0;
  let unsure = welfareSlack(cells);
  const chances = cells.map(({ own, masses, means, lows, highs, relevant, error }, agent) => {
    const q = Array.from(masses, (mass, t) => problem.alternatives.map((_, k) => {
      const column = build.column(0, 1);
      const members = joint.flatMap(({ places, mass: all }, at): FloatTerm[] =>
        (places[agent] === t ? [[columns[at]![k]!, -all / mass]] : []));
      build.row([[column, 1], ...members], 0, 0);
      return column;
    }));
    const give = relevant[0] ? epsilon : 0;
    const steepest = Math.max(...own.map((row) => Math.abs(row[0]!)));
    scale += (steepest + give) * (highs.at(-1)![0]! - lows[0]![0]!);
    unsure += error[0]! * (steepest + give);
    let utility = build.column(participation ? 0 : -Infinity, Infinity);
    let before: number | undefined;
    q.forEach((row, t) => {
      const slope = build.column(-Infinity, Infinity);
      build.row([[slope, 1], ...row.map((column, k): FloatTerm => [column, -own[k]![0]!])], -give, give);
      if (before !== undefined) build.row([[slope, 1], [before, -1]], 0);
      const [low, high] = [lows[t]![0]!, highs[t]![0]!];
      rents.push([utility, -masses[t]!], [slope, -masses[t]! * (means[t]![0]! - low)]);
      const next = build.column(participation ? 0 : -Infinity, Infinity);
      build.row([[next, 1], [utility, -1], [slope, low - high]], 0, 0);
      [utility, before] = [next, slope];
    });
    return q;
  });
  const missed = MISSED * scale + unsure;
  if (participation && deficit !== undefined) build.row([...welfare, ...rents], missed - deficit);
  else if (cells.length > 0) build.row([[rents[0]![0], 1]], 0, participation ? Infinity : 0);
  const { status, primal, objective } = await solve(build.program());
  if (status === 'infeasible') return undefined;
  if (status !== 'optimal') throw new Error(`the solver of linear programs ended as '${status}' on rules constant on cells`);
  return { lower: objective - missed, chances: chances.map((q) => q.map((row) => row.map((column) => primal[column]!))) };
}

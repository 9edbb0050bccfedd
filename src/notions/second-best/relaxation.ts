/**
 * What no incentive compatible mechanism passes: a linear program over cells of types whose variables are means of a mechanism over cells
 * (docs/second-best.md, section 3). Of a mechanism with permitted ε let, for cells a of all agents together and T of one,
 *
 *     p_k(a)   the mean chance of alternative k,          q_k(T)   the same given the agent's own cell,
 *     c_kd(T)  the covariance within T of her chance of k and her signal d,          U(T)  her mean interim utility.
 *
 * Then, f and w being linear, with m the means of cells,
 *
 *     lie(S, T)     U(S) - U(T) >= Σ_k q_k(T) A_k·(m_S - m_T) - Σ_k A_k·c_k(T) - ε E|s - t|         (S = T included)
 *     slope(S, T)   |U(S) - U(T) - Σ_k A_kd (q_k(T) (m - low)_d(T) + c_kd(T) + q_k(S) (high - m)_d(S) - c_kd(S))| <= ε |m_S - m_T|
 *                   where S is next above T along coordinate d, whose law is uniform: U is the integral of its slope
 *     chances       Σ_k p_k(a) = 1,    q_k(T) = mean of p_k over the others' cells
 *     covariances   |c_kd(T)| <= r_d(T) · mean over the others' cells of min(p_k, 1 - p_k),    Σ_k c_kd(T) = 0
 *     participation U(T) >= 0, and at both ends of a cell where she sees one uniform signal
 *     budget        Σ_i E U_i <= welfare + deficit
 *     welfare       Σ_a P(a) (Σ_k p_k(a) w_k(m_a) + g(a)),    Σ_a P(a) g(a) = Σ_i Σ_T P(T) Σ_k B_k·c_k(T),
 *                   Σ_k p_k(a) w_k(m_a) + g(a) <= the mean of max_k w_k over a, for which that over its corners stands,
 *
 * r_d the largest distance from the mean of the cell. The program takes in lies as they are broken, until some utilities keep all lies at
 * the chances found; what it has left out only raises it, and the bound is computed from its multipliers, so that it does not rest on the
 * solver.
 */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { boundFromMultipliers } from '../../programs/float-bound.ts';
import type { SolveFloat } from '../../programs/float.ts';
import { openInside, type Inside } from '../../programs/inside.ts';
import { brokenLies, utilitiesThatKeep } from './relaxed-lies.ts';
import type { WeighedMeanRow } from './mean-rows.ts';
import { RelaxedProgram, type Most, type Constraints } from './relaxed-program.ts';
import type { TypeCells } from './type-cells.ts';

export type { WeighedMeanRow } from './mean-rows.ts';
export type { Constraints } from './relaxed-program.ts';

export interface Relaxation {
  readonly upper: number;
  /** [agents][T][K] and [agents][T]: chances and utilities at the optimum of the program. */
  readonly chances: readonly (readonly (readonly number[])[])[];
  readonly utilities: readonly Float64Array[];
  /** Multipliers from which the bound follows. */
  readonly weighed: readonly WeighedMeanRow[];
}

const ROUNDS_MAX = 30;

/** The interior point method, here or elsewhere. */
export type SolveInside = (...asked: Parameters<Inside>) => Pick<ReturnType<Inside>, 'status' | 'primal' | 'dual'>
  | Promise<Pick<ReturnType<Inside>, 'status' | 'primal' | 'dual'>>;

/**
 * `cells`: of every agent who sees a signal. `solve` is asked where an interior point method fails. Rejects with Error where both stall
 * before anything is proved. `most`: of `money` the bound is on what any mechanism collects of agents who may stay away; beside its
 * multipliers the budget counts once.
 */
export async function relaxedSecondBest(
  problem: LinearProblem,
  cells: readonly TypeCells[],
  constraints: Constraints,
  solve: SolveFloat,
  solveInside: SolveInside = openInside(),
  most: Most = 'welfare',
): Promise<Relaxation> {
  const relaxed = new RelaxedProgram(problem, cells, constraints, most);
  let upper = Infinity;
  let found: { readonly primal: Float64Array; readonly utilities: readonly Float64Array[] } | undefined;
  let weighed: readonly WeighedMeanRow[] = [];
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const program = relaxed.program();
    const inside = await solveInside(program, round > 0);
    const solution = inside.status === 'optimal' ? inside : await solve(program);
    if (solution.status !== 'optimal') break;
    const bound = boundFromMultipliers(program, solution.dual) + relaxed.slack;
    if (bound < upper) [upper, weighed] = [bound, relaxed.weighed(solution.dual)];
    const { primal } = solution;
    const kept = utilitiesThatKeep(relaxed, primal);
    found = { primal, utilities: kept ?? relaxed.agents.map(({ u }) => Float64Array.from(u, (column) => primal[column]!)) };
    if (kept) break;
    const broken = brokenLies(relaxed, primal);
    if (broken.filter(({ agent, type, report }) => relaxed.takeIn(agent, type, report)).length === 0) break;
  }
  if (found === undefined) throw new Error('the solver of linear programs failed on the relaxation of the second best');
  const { primal, utilities } = found;
  const chances = relaxed.agents.map(({ q }) => q.map((columns) => columns.map((column) => primal[column]!)));
  return { upper, utilities, weighed, chances };
}

/**
 * What no incentive compatible mechanism passes where values are no linear functions: the program of relaxation.ts over joint cells a of
 * all signals, values being linear in each up to what is enclosed there (docs/second-best.md, section 3a). Variables: p_k(a), the mean
 * chance of alternative k; c_kd(a), its covariance with signal d; y_k(a), for which p_k (1 - p_k) stands; ω(a), mean welfare; U(T). Of a
 * function f = f(m) + g·x + ρ over a, with R half of the range of ρ,
 *
 *     E[p_k f] = p_k E f + g·c_k + cov(p_k, ρ),      |cov(p_k, ρ)| <= 2 R p_k (1 - p_k),
 *
 * since the mean of ρ where a chance is taken and where it is not differ by 2 R at most. Write T×b for a cell of her types T and one, b,
 * of the others' signals, and v for her values less those at her middle type, which changes no difference of (2):
 *
 *     lie(S, T)    U(S) - U(T) >= Σ_b P(b) Σ_k E[p_k(t, z) (E_S v_k(·, z) - v_k(t, z)) | T×b] - ε E|s - t|
 *     slope(S, T)  U(S) - U(T) = E[(y - low) U'(y) | T] + E[(high - y) U'(y) | S] up to ε |m_S - m_T|, S next above T along an even signal,
 *                  U' = E Σ_k p_k ∂v_k,  E[(y - low) p ∂v] = p (E[v | y = high] - E v) + cov(p, (y - low) ∂v), and likewise from above
 *     |c_kd| <= r_d y_k,   Σ_k c_kd = 0,   y_k <= p_k, 1 - p_k and, under even laws, tangents of p (1 - p)
 *     ω <= Σ_k E[p_k w_k],   ω <= the mean of max_k w_k
 *
 * and participation and the budget as there. Every row holds for every mechanism with whatever is enclosed at its more generous end, since
 * p and y are not negative. The bound is computed from the multipliers (src/programs/float-bound.ts).
 */
import { boundFromMultipliers } from '../../programs/float-bound.ts';
import type { SolveFloat } from '../../programs/float.ts';
import { openInside } from '../../programs/inside.ts';
import type { BentCells } from './bent-cells.ts';
import { BentProgram, type BentRow } from './bent-program.ts';
import type { Constraints, Most } from './relaxed-program.ts';
import type { SolveInside } from './relaxation.ts';

export interface BentRelaxation {
  readonly upper: number;
  /** [agents][T][K] mean chances at the optimum of the program. */
  readonly chances: readonly (readonly (readonly number[])[])[];
  /** What the bound adds up: rows that speak of one agent's utilities, and money, by their weights, which are not negative. */
  readonly weighed: readonly WeighedRow[];
}

export type WeighedRow = BentRow & { readonly weight: number };

const ROUNDS_MAX = 16;
/** Of the spread of values: lies broken by less are left out; by how much a round has to lower the bound for another to follow. */
const TOLERANCE = 1e-7;
const PROGRESS = 1e-4;

const range = (length: number): number[] => Array.from({ length }, (_, j) => j);

/** The lie each cell is most tempted by, and the cell most tempted by each report, where they are broken. */
function brokenLies(program: BentProgram, primal: Float64Array): (readonly [number, number, number])[] {
  return program.agents.flatMap(({ u }, i) => {
    const own = u.map((column) => primal[column]!);
    const worst = (pairs: readonly (readonly [number, number, number])[]): (readonly [number, number, number])[] => {
      const [s, t, by] = pairs.reduce((so, one) => (one[2] > so[2] ? one : so));
      return by > TOLERANCE * program.spread ? [[i, s, t]] : [];
    };
    const by = own.map((utility, s) => own.map((other, t): readonly [number, number, number] =>
      [s, t, s === t ? 0 : other - utility - program.gained(i, s, t, primal)]));
    return [...by.flatMap(worst), ...own.flatMap((_, t) => worst(by.map((row) => row[t]!)))];
  });
}

/** Rejects with Error where solvers stall before anything is proved. */
export async function bentSecondBest(
  data: BentCells, constraints: Constraints, relevant: readonly (readonly boolean[])[], solve: SolveFloat,
  solveInside: SolveInside = openInside(), most: Most = 'welfare',
): Promise<BentRelaxation | 'infeasible'> {
  const relaxed = new BentProgram(data, constraints, relevant, most);
  let upper = Infinity;
  let weighed: readonly WeighedRow[] = [];
  let primal: Float64Array | undefined;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const program = relaxed.build.program();
    const inside = await solveInside(program, round > 0);
    const solution = inside.status === 'optimal' ? inside : await solve(program);
    if (solution.status === 'infeasible') return 'infeasible';
    if (solution.status !== 'optimal') break;
    const bound = boundFromMultipliers(program, solution.dual);
    const gained = upper - bound;
    if (bound < upper) {
      // At rows that are bounded from below multipliers are negative.
      weighed = [...relaxed.marks].flatMap(([row, mark]): WeighedRow[] => {
        const weight = solution.dual[row]! * (mark.kind === 'slope' ? 1 : -1);
        return weight > 0 ? [{ ...mark, weight }] : [];
      });
    }
    upper = Math.min(upper, bound);
    ({ primal } = solution);
    if (round > 1 && gained < PROGRESS * relaxed.spread) break;
    if (brokenLies(relaxed, primal).filter(([i, s, t]) => relaxed.takeIn(i, s, t)).length === 0) break;
  }
  if (!primal) throw new Error('the solver of linear programs failed on the relaxation of the second best');
  const found = primal;
  const { cells } = data;
  return {
    upper, weighed,
    chances: relaxed.agents.map(({ members, masses }) => members.map((list, t) => range(data.alternatives).map((k) =>
      list.reduce((sum, a) => sum + (cells[a]!.mass / masses[t]!) * found[relaxed.p[a]![k]!]!, 0)))),
  };
}

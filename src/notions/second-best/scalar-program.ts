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
  /** [joint][K], the last agent's cells fastest, and the slopes of utilities, [agents][T]. */
  readonly joint: readonly (readonly number[])[];
  readonly slopes: readonly (readonly number[])[];
  /** [agents][T - 1] the slope from each cell to the next, where types between them are missing; that of the former elsewhere. */
  readonly between: readonly (readonly number[])[];
}

/** By which a solver may have missed a row, as a share of all that signals do to values. */
const MISSED = 1e-7;

/** A multiplier of participation: of which agent, at which type, and how often it is taken beside one budget. */
export interface ParticipationRow {
  readonly agent: number;
  readonly at: number;
  readonly multiplier: number;
}

/** The most that such rules collect, and why: the budget and these rows of participation add up to it. */
export interface MostCollected {
  readonly money: number;
  readonly participation: readonly ParticipationRow[];
}

interface ScalarProgram {
  readonly build: FloatBuilder;
  readonly chances: readonly (readonly (readonly number[])[])[];
  readonly joint: readonly (readonly number[])[];
  readonly slopes: readonly (readonly number[])[];
  readonly between: readonly (readonly number[])[];
  readonly missed: number;
  /** Σ welfare less rents: what transfers collect. */
  readonly money: readonly FloatTerm[];
  /** Utilities at the ends of cells, by agent. */
  readonly utilities: readonly { readonly column: number; readonly agent: number; readonly at: number }[];
}

/** `isWelfare`: whether welfare is maximised; `nonnegative`: whether utilities are bounded as columns; `mayLeave`: by anything. */
function scalarProgram(
  problem: LinearProblem,
  cells: readonly TypeCells[],
  epsilon: number,
  { isWelfare, nonnegative, mayLeave }: { readonly isWelfare: boolean; readonly nonnegative: boolean; readonly mayLeave: boolean },
): ScalarProgram {
  const build = new FloatBuilder('maximise');
  const utilities: { readonly column: number; readonly agent: number; readonly at: number }[] = [];
  const joint = jointCells(problem, cells);
  const welfare: FloatTerm[] = [];
  const columns = joint.map(({ mass, worths }) => {
    const p = worths.map((worth) => build.column(0, 1, isWelfare ? mass * worth : 0));
    p.forEach((column, k) => welfare.push([column, mass * worths[k]!]));
    build.row(p.map((column) => [column, 1]), 1, 1);
    return p;
  });
  const rents: FloatTerm[] = [];
  const slopes: number[][] = [];
  const between: number[][] = [];
  let scale = 0;
  let unsure = welfareSlack(cells);
  const chances = cells.map(({ own, masses, means, lows, highs, relevant, error, open }, agent) => {
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
    const utilityAt = (at: number): number => {
      const column = build.column(nonnegative ? 0 : -Infinity, Infinity);
      utilities.push({ column, agent, at });
      return column;
    };
    /** Utility at the end of a stretch on which it has that slope. */
    const risen = (utility: number, slope: number, low: number, high: number): number => {
      if (high === low) return utility;
      const next = utilityAt(high);
      build.row([[next, 1], [utility, -1], [slope, low - high]], 0, 0);
      return next;
    };
    let utility = utilityAt(lows[0]![0]!);
    let before: number | undefined;
    const steep: number[] = [];
    const apart: number[] = [];
    slopes.push(steep);
    between.push(apart);
    q.forEach((row, t) => {
      const [low, high] = [lows[t]![0]!, highs[t]![0]!];
      if (before !== undefined) {
        const end = highs[t - 1]![0]!;
        // No type is there to tell the truth or lie: of its slope only that it does not fall matters.
        const gap = end < low ? build.column(-Infinity, Infinity) : before;
        if (gap !== before) build.row([[gap, 1], [before, -1]], 0);
        utility = risen(utility, gap, end, low);
        apart.push(gap);
        before = gap;
      }
      const slope = build.column(-Infinity, Infinity);
      steep.push(slope);
      build.row([[slope, 1], ...row.map((column, k): FloatTerm => [column, -own[k]![0]!])], -give, give);
      if (before !== undefined) build.row([[slope, 1], [before, -1]], 0);
      // Types without an end are left with nothing or more where utility does not fall on the way out, by more than a solver misses.
      const side = open[t]![0]!;
      if (mayLeave && side !== 0) build.row([[slope, side]], give > 0 ? Math.min(give / 2, MISSED * (steepest + give)) : 0);
      rents.push([utility, -masses[t]!], [slope, -masses[t]! * (means[t]![0]! - low)]);
      [utility, before] = [risen(utility, slope, low, high), slope];
    });
    return q;
  });
  return { build, chances, joint: columns, slopes, between, missed: MISSED * scale + unsure, money: [...welfare, ...rents], utilities };
}

/** Undefined where no such rule keeps the constraints. `cells`: one coordinate each. */
export async function bestScalarMechanism(
  problem: LinearProblem,
  cells: readonly TypeCells[],
  { epsilon, participation, deficit }: Constraints,
  solve: SolveFloat,
): Promise<ScalarMechanism | undefined> {
  const asked = { isWelfare: true, nonnegative: participation, mayLeave: participation && deficit !== undefined };
  const { build, chances, joint, slopes, between, missed, money, utilities } = scalarProgram(problem, cells, epsilon, asked);
  if (participation && deficit !== undefined) build.row(money, missed - deficit);
  else if (cells.length > 0) build.row([[utilities[0]!.column, 1]], 0, participation ? Infinity : 0);
  const { status, primal, objective } = await solve(build.program());
  if (status === 'infeasible') return undefined;
  if (status !== 'optimal') throw new Error(`the solver of linear programs ended as '${status}' on rules constant on cells`);
  const found = (columns: readonly (readonly number[])[]): number[][] => columns.map((row) => row.map((column) => primal[column]!));
  return { lower: objective - missed, chances: chances.map(found), joint: found(joint), slopes: found(slopes), between: found(between) };
}

/** Multipliers below this are rounding. */
const NEGLIGIBLE = 1e-7;

/** The most that rules constant on cells collect of agents who may stay away: the program's multipliers say why no more. */
export async function mostCollected(
  problem: LinearProblem,
  cells: readonly TypeCells[],
  epsilon: number,
  solve: SolveFloat,
): Promise<MostCollected> {
  const asked = { isWelfare: false, nonnegative: false, mayLeave: true };
  const { build, missed, money, utilities } = scalarProgram(problem, cells, epsilon, asked);
  const rows = utilities.map(({ column }) => build.row([[column, 1]], 0));
  const collected = build.column(-Infinity, Infinity, 1);
  build.row([...money, [collected, -1]], missed);
  const { status, dual, objective } = await solve(build.program());
  if (status !== 'optimal') throw new Error(`the solver of linear programs ended as '${status}' on what rules constant on cells collect`);
  return {
    money: objective,
    participation: utilities.flatMap(({ agent, at }, u) => {
      const multiplier = Math.abs(dual[rows[u]!]!);
      return multiplier > NEGLIGIBLE ? [{ agent, at, multiplier }] : [];
    }),
  };
}

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
 * r_d the largest distance from the mean of the cell. The program takes in lies as they are broken; what it has left out only raises it,
 * and the bound is computed from its multipliers, so that it does not rest on the solver.
 */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { boundFromMultipliers } from '../../programs/float-bound.ts';
import { FloatBuilder, type FloatTerm } from '../../programs/float-builder.ts';
import type { SolveFloat } from '../../programs/float.ts';
import { jointCells, welfareSlack, type JointCell } from './joint-cells.ts';
import type { TypeCells } from './type-cells.ts';

export interface Constraints {
  /** ε per unit of own-payoff-relevant signal. */
  readonly epsilon: number;
  readonly participation: boolean;
  /** Money per market that transfers may lose; absent: as much as they like. */
  readonly deficit?: number;
}

export interface Relaxation {
  readonly upper: number;
  /** [agents][T][K] and [agents][T]: chances and utilities at the optimum of the program. */
  readonly chances: readonly (readonly (readonly number[])[])[];
  readonly utilities: readonly Float64Array[];
}

interface AgentColumns {
  readonly cells: TypeCells;
  /** [T][K] */
  readonly q: readonly (readonly number[])[];
  /** [T][K][C] */
  readonly c: readonly (readonly (readonly number[])[])[];
  /** [T] */
  readonly u: readonly number[];
}

interface JointColumns {
  readonly p: number[][];
  readonly z: number[][];
  /** Welfare, and what must be zero: P(a) g(a) less the covariances that it is made of. */
  readonly welfare: FloatTerm[];
  readonly hidden: FloatTerm[];
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, j) => sum + x * b[j]!, 0);
const range = (length: number): number[] => Array.from({ length }, (_, j) => j);

/** Lies broken by less than this share of the spread of values are left out. */
const TOLERANCE = 1e-7;
const ROUNDS_MAX = 30;

class RelaxedProgram {
  readonly agents: readonly AgentColumns[];
  readonly spread: number;
  readonly slack: number;
  private readonly build = new FloatBuilder('maximise');
  readonly joint: readonly JointCell[];
  private readonly problem: LinearProblem;
  private readonly constraints: Constraints;
  private readonly taken = new Set<string>();

  constructor(problem: LinearProblem, cells: readonly TypeCells[], constraints: Constraints) {
    this.problem = problem;
    this.constraints = constraints;
    this.spread = cells.reduce((sum, { own, lows, highs }) => sum + lows[0]!.reduce((total, low, d) =>
      total + (highs.at(-1)![d]! - low) * Math.max(...own.map((row) => Math.abs(row[d]!)), constraints.epsilon), 0), 0);
    this.slack = welfareSlack(cells);
    this.joint = jointCells(problem, cells);
    const joint = this.jointColumns(this.joint);
    this.agents = cells.map((own, i) => this.agentColumns(own, i, cells, joint));
    this.build.row(joint.hidden, 0, 0);
    if (constraints.participation && constraints.deficit !== undefined) this.budgetRow(cells, joint);
    this.agents.forEach((_, i) => this.nearest(i));
  }

  /** Chances and their least with the rest, for every cell of all agents: [joint][K] columns of p and of min(p, 1 - p). */
  private jointColumns(joint: readonly JointCell[]): JointColumns {
    const hidden: FloatTerm[] = [];
    const welfare: FloatTerm[] = [];
    const p: number[][] = [];
    const z: number[][] = [];
    for (const { mass, worths, most: { upper } } of joint) {
      const columns = worths.map((worth) => this.build.column(0, 1, mass * worth));
      columns.forEach((column, k) => welfare.push([column, mass * worths[k]!]));
      this.build.row(columns.map((column) => [column, 1]), 1, 1);
      const swing = upper - Math.min(...worths);
      const inside = this.build.column(-swing, swing, mass);
      this.build.row([...columns.map((column, k): FloatTerm => [column, worths[k]!]), [inside, 1]], -Infinity, upper);
      hidden.push([inside, mass]);
      welfare.push([inside, mass]);
      z.push(columns.map((column) => {
        const least = this.build.column(0, 0.5);
        this.build.row([[column, 1], [least, -1]], 0);
        this.build.row([[column, -1], [least, -1]], -1);
        return least;
      }));
      p.push(columns);
    }
    return { p, z, welfare, hidden };
  }

  private agentColumns(
    own: TypeCells,
    agent: number,
    cells: readonly TypeCells[],
    { p, z, hidden }: JointColumns,
  ): AgentColumns {
    const { build, problem: { alternatives }, constraints: { participation } } = this;
    const alone = cells.length === 1;
    const mean = (columns: readonly number[][], t: number, k: number, high: number): number => {
      const members = columns.flatMap((row, at): FloatTerm[] => {
        const { places, mass } = this.joint[at]!;
        return places[agent] === t ? [[row[k]!, -mass / own.masses[t]!]] : [];
      });
      if (alone) return members[0]![0];
      const column = build.column(0, high);
      build.row([[column, 1], ...members], 0, 0);
      return column;
    };
    const types = range(own.masses.length);
    const q = types.map((t) => alternatives.map((_, k) => mean(p, t, k, 1)));
    const c = types.map((t) => {
      const columns = alternatives.map((_, k) => {
        const least = mean(z, t, k, 0.5);
        return own.radii[t]!.map((radius, d) => {
          const worth = own.masses[t]! * own.social[k]![d]!;
          const column = build.column(-radius / 2, radius / 2);
          hidden.push([column, -worth]);
          build.row([[column, -1], [least, radius]], 0);
          build.row([[column, 1], [least, radius]], 0);
          return column;
        });
      });
      own.radii[t]!.forEach((_, d) => build.row(columns.map((row) => [row[d]!, 1]), 0, 0));
      return columns;
    });
    const high = this.utilityRange(cells);
    const u = types.map((t) => build.column(participation ? 0 : t === 0 ? 0 : -high, t === 0 && !participation ? 0 : high));
    return { cells: own, q, c, u };
  }

  /** No interim utility differs by more from another; with participation and a budget none is above this. */
  private utilityRange(cells: readonly TypeCells[]): number {
    const { constants } = this.problem.valuations;
    const welfare = Math.max(...this.problem.alternatives.map((_, k) => Math.abs(constants.reduce((sum, row) => sum + row[k]!, 0))
      + cells.reduce((sum, { social, lows, highs }) => sum + social[k]!.reduce((total, b, d) =>
        total + Math.abs(b) * Math.max(Math.abs(lows[0]![d]!), Math.abs(highs.at(-1)![d]!)), 0), 0)));
    return 2 * this.spread + (this.constraints.participation ? welfare + Math.abs(this.constraints.deficit ?? 0) : 0);
  }

  private budgetRow(cells: readonly TypeCells[], { welfare }: JointColumns): void {
    const rents = this.agents.flatMap(({ u }, i) => u.map((column, t): FloatTerm => [column, -cells[i]!.masses[t]!]));
    this.build.row([...welfare, ...rents], -(this.constraints.deficit ?? 0) - this.slack);
  }

  /** How far two types of these cells are apart, on average. */
  private distance({ means, lows, highs, relevant }: TypeCells, s: number, t: number): number {
    return means[s]!.reduce((sum, x, d) => {
      if (!relevant[d]) return sum;
      return sum + (lows[s]![d] === lows[t]![d] ? (highs[s]![d]! - lows[s]![d]!) / 2 : Math.abs(x - means[t]![d]!));
    }, 0);
  }

  private takeIn(agent: number, s: number, t: number): boolean {
    const name = `${agent} ${s} ${t}`;
    if (this.taken.has(name)) return false;
    this.taken.add(name);
    const { cells, q, c, u } = this.agents[agent]!;
    const step = cells.means[s]!.map((x, d) => x - cells.means[t]![d]!);
    const slack = cells.error.reduce((sum, e, d) => sum + 2 * e * Math.max(...cells.own.map((row) => Math.abs(row[d]!))), 0);
    this.build.row([
      ...(s === t ? [] : [[u[s]!, 1], [u[t]!, -1]] as const),
      ...q[t]!.map((column, k): FloatTerm => [column, -dot(cells.own[k]!, step)]),
      ...c[t]!.flatMap((columns, k) => columns.map((column, d): FloatTerm => [column, cells.own[k]![d]!])),
    ], -this.constraints.epsilon * this.distance(cells, s, t) - slack);
    return true;
  }

  /** Lies within a cell, and between cells that touch along an axis. */
  private nearest(agent: number): void {
    const { lows, highs } = this.agents[agent]!.cells;
    lows.forEach((low, s) => lows.forEach((other, t) => {
      const apart = low.filter((x, d) => x !== other[d]).length;
      const touch = low.every((x, d) => x === other[d] || x === highs[t]![d] || highs[s]![d] === other[d]);
      if (apart === 0 || (apart === 1 && touch)) this.takeIn(agent, s, t);
      const d = low.findIndex((x, e) => x !== other[e]);
      if (apart === 1 && low[d] === highs[t]![d]) this.slope(agent, [s, t], d);
    }));
    if (this.constraints.participation) lows.forEach((_, t) => this.ends(agent, t));
  }

  /** Σ_k A_kd E[q_k (s - from)_d | T], up to sign: what a slope adds within the cell on its way to or from that end. */
  private within(agent: number, t: number, d: number, end: 'low' | 'high', factor: number): FloatTerm[] {
    const { cells: { own, means, lows, highs }, q, c } = this.agents[agent]!;
    const [reach, sign] = end === 'low' ? [means[t]![d]! - lows[t]![d]!, 1] : [highs[t]![d]! - means[t]![d]!, -1];
    return own.flatMap((row, k): FloatTerm[] => [[q[t]![k]!, factor * row[d]! * reach], [c[t]![k]![d]!, factor * sign * row[d]!]]);
  }

  private slope(agent: number, [s, t]: readonly [number, number], d: number): void {
    const { cells: { even, means, relevant }, u } = this.agents[agent]!;
    if (!even[d]) return;
    const give = relevant[d] ? this.constraints.epsilon * (means[s]![d]! - means[t]![d]!) : 0;
    this.build.row(
      [[u[s]!, 1], [u[t]!, -1], ...this.within(agent, t, d, 'low', -1), ...this.within(agent, s, d, 'high', -1)], -give, give,
    );
  }

  /** U at the lower end of a cell is its mean less E[Σ A q (high - s)], at the upper end its mean and E[Σ A q (s - low)]. */
  private ends(agent: number, t: number): void {
    const { cells: { even, lows, highs }, u } = this.agents[agent]!;
    if (even.length !== 1 || !even[0]) return;
    const give = (this.constraints.epsilon * (highs[t]![0]! - lows[t]![0]!)) / 2;
    this.build.row([[u[t]!, 1], ...this.within(agent, t, 0, 'high', -1)], -give);
    this.build.row([[u[t]!, 1], ...this.within(agent, t, 0, 'low', 1)], -give);
  }

  program(): ReturnType<FloatBuilder['program']> {
    return this.build.program();
  }

  /** The lie each cell is most tempted by, and the cell most tempted by each report, where they break their rows. */
  takeInBroken(primal: Float64Array): number {
    let added = 0;
    this.agents.forEach(({ cells, q, c, u }, agent) => {
      const types = range(u.length);
      const excess = (s: number, t: number): number => primal[u[t]!]! - primal[u[s]!]!
        + q[t]!.reduce((sum, column, k) => sum + primal[column]! * cells.own[k]!.reduce((total, a, d) =>
          total + a * (cells.means[s]![d]! - cells.means[t]![d]!), 0), 0)
        - c[t]!.reduce((sum, columns, k) => sum + columns.reduce((total, column, d) => total + primal[column]! * cells.own[k]![d]!, 0), 0)
        - this.constraints.epsilon * this.distance(cells, s, t);
      const worst = types.map(() => ({ of: -1, by: TOLERANCE * this.spread }));
      for (const s of types) {
        let [report, by] = [-1, TOLERANCE * this.spread];
        for (const t of types) {
          if (s === t) continue;
          const broken = excess(s, t);
          if (broken > by) [report, by] = [t, broken];
          if (broken > worst[t]!.by) worst[t] = { of: s, by: broken };
        }
        if (report >= 0 && this.takeIn(agent, s, report)) added++;
      }
      worst.forEach(({ of }, t) => { if (of >= 0 && this.takeIn(agent, of, t)) added++; });
    });
    return added;
  }
}

/** `cells`: of every agent who sees a signal. Rejects with Error where the solver stalls before it has proved anything. */
export async function relaxedSecondBest(
  problem: LinearProblem,
  cells: readonly TypeCells[],
  constraints: Constraints,
  solve: SolveFloat,
): Promise<Relaxation> {
  const relaxed = new RelaxedProgram(problem, cells, constraints);
  let upper = Infinity;
  let primal: Float64Array | undefined;
  let rounds = 0;
  while (rounds < ROUNDS_MAX) {
    const program = relaxed.program();
    const solution = await solve(program);
    rounds++;
    if (solution.status !== 'optimal') break;
    ({ primal } = solution);
    upper = Math.min(upper, boundFromMultipliers(program, solution.dual) + relaxed.slack);
    if (relaxed.takeInBroken(primal) === 0) break;
  }
  if (primal === undefined) throw new Error('the solver of linear programs failed on the relaxation of the second best');
  const at = primal;
  return {
    upper,
    chances: relaxed.agents.map(({ q }) => q.map((columns) => columns.map((column) => at[column]!))),
    utilities: relaxed.agents.map(({ u }) => Float64Array.from(u, (column) => at[column]!)),
  };
}

/** The linear program of `relaxation.ts`, as its columns and rows. */
import type { LinearProblem } from '../../experiments/field/walk-sums.ts';
import { FloatBuilder, type FloatTerm } from '../../programs/float-builder.ts';
import { jointCells, welfareSlack, type JointCell } from './joint-cells.ts';
import type { MeanRow, WeighedMeanRow } from './mean-rows.ts';
import { distance, meanSlack, type TypeCells } from './type-cells.ts';

export interface Constraints {
  /** ε per unit of own-payoff-relevant signal. */
  readonly epsilon: number;
  readonly participation: boolean;
  /** Money per market that transfers may lose; absent: as much as they like. */
  readonly deficit?: number;
}

/** What there is to be the most of: welfare, or what is left of it when utilities are taken off, which transfers collect. */
export type Most = 'welfare' | 'money';

export interface AgentColumns {
  readonly cells: TypeCells;
  /** [T][K] */
  readonly q: readonly (readonly number[])[];
  /** [T][K][C] */
  readonly c: readonly (readonly (readonly number[])[])[];
  /** [T][K] means of min(p, 1 - p) */
  readonly z: readonly (readonly number[])[];
  /** [T] */
  readonly u: readonly number[];
  /** U(S) - U(T) + Σ terms is within `give` of 0, and of single cells, where S is T, U(T) + Σ terms no less than -`give`. */
  readonly ties: Tie[];
}

interface Tie {
  readonly cells: readonly [number, number];
  readonly terms: readonly FloatTerm[];
  readonly give: number;
  /** What is added to `give`. */
  readonly loose?: readonly FloatTerm[];
}

interface JointColumns {
  readonly p: number[][];
  readonly z: number[][];
  /** Welfare, and what must be zero: P(a) g(a) less the covariances that it is made of. */
  readonly welfare: FloatTerm[];
  readonly hidden: FloatTerm[];
}

/** Multipliers below this share of the largest are left out: every choice of them proves some bound. */
const NEGLIGIBLE = 1e-12;

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, j) => sum + x * b[j]!, 0);
const range = (length: number): number[] => Array.from({ length }, (_, j) => j);

export class RelaxedProgram {
  readonly agents: readonly AgentColumns[];
  readonly spread: number;
  readonly slack: number;
  private readonly build = new FloatBuilder('maximise');
  readonly joint: readonly JointCell[];
  private readonly problem: LinearProblem;
  readonly constraints: Constraints;
  readonly most: Most;
  private readonly taken = new Set<string>();
  private readonly named: { readonly row: number; readonly mean: MeanRow }[] = [];

  constructor(problem: LinearProblem, cells: readonly TypeCells[], constraints: Constraints, most: Most = 'welfare') {
    this.problem = problem;
    this.most = most;
    this.constraints = constraints;
    this.spread = cells.reduce((sum, { own, lows, highs }) => sum + lows[0]!.reduce((total, low, d) =>
      total + (highs.at(-1)![d]! - low) * Math.max(...own.map((row) => Math.abs(row[d]!)), constraints.epsilon), 0), 0);
    this.slack = welfareSlack(cells);
    this.joint = jointCells(problem, cells);
    const joint = this.jointColumns(this.joint);
    this.agents = cells.map((own, i) => this.agentColumns(own, i, cells, joint));
    this.name({ kind: 'hidden' }, this.build.row(joint.hidden, 0, 0));
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
      // The best welfare, and that of p, at means that are off.
      const most = upper + 2 * this.slack;
      const swing = most - Math.min(...worths);
      // Chances that always pick what is worst there lose (K - 1) times as much at most: with d_k = w_k - w_k(m), whose means are 0,
      // E max_k -d_k <= sum over k > 1 of E (d_1 - d_k)^+ = sum E (d_k - d_1)^+ <= (K - 1) E max_k d_k; skewed laws come near.
      const inside = this.build.column(-(worths.length - 1) * swing, swing, mass);
      this.build.row([...columns.map((column, k): FloatTerm => [column, worths[k]!]), [inside, 1]], -Infinity, most);
      hidden.push([inside, mass]);
      welfare.push([inside, mass]);
      z.push(this.leastColumns(columns));
      p.push(columns);
    }
    return { p, z, welfare, hidden };
  }

  /** Columns of min(p, 1 - p), which two alternatives share. */
  private leastColumns(chances: readonly number[]): number[] {
    if (chances.length === 2) {
      const least = this.build.column(0, 0.5);
      for (const column of chances) this.build.row([[column, 1], [least, -1]], 0);
      return [least, least];
    }
    return chances.map((column) => {
      const least = this.build.column(0, 0.5);
      this.build.row([[column, 1], [least, -1]], 0);
      this.build.row([[column, -1], [least, -1]], -1);
      return least;
    });
  }

  private agentColumns(
    own: TypeCells,
    agent: number,
    cells: readonly TypeCells[],
    { p, z, hidden }: JointColumns,
  ): AgentColumns {
    const { build, problem: { alternatives }, constraints: { participation } } = this;
    const alone = cells.length === 1;
    const cellsOf: number[][] = Array.from(own.masses, () => []);
    this.joint.forEach(({ places }, at) => { cellsOf[places[agent]!]!.push(at); });
    const mean = (columns: readonly number[][], t: number, k: number, high: number): number => {
      const members = cellsOf[t]!.map((at): FloatTerm => [columns[at]![k]!, -this.joint[at]!.mass / own.masses[t]!]);
      if (alone) return members[0]![0];
      const column = build.column(0, high);
      build.row([[column, 1], ...members], 0, 0);
      return column;
    };
    const types = range(own.masses.length);
    const q = types.map((t) => alternatives.map((_, k) => mean(p, t, k, 1)));
    const least = types.map((t) => {
      const spreads = alternatives.slice(alternatives.length === 2 ? 1 : 0).map((_, k) => mean(z, t, k, 0.5));
      return alternatives.map((_, k) => spreads[k % spreads.length]!);
    });
    const c = types.map((t) => {
      const columns = alternatives.map((_, k) => {
        return own.radii[t]!.map((radius, d) => {
          const worth = own.masses[t]! * own.social[k]![d]!;
          const past = own.beyond[t]![d]!;
          const column = build.column(-radius / 2 - past, radius / 2 + past);
          // Nothing varies at a point.
          if (radius === 0) return column;
          hidden.push([column, -worth]);
          build.row([[column, -1], [least[t]![k]!, radius]], 0 - past);
          build.row([[column, 1], [least[t]![k]!, radius]], 0 - past);
          return column;
        });
      });
      own.radii[t]!.forEach((_, axis) =>
        this.name({ kind: 'spread', agent, type: t, axis }, build.row(columns.map((row) => [row[axis]!, 1]), 0, 0)));
      return columns;
    });
    const high = this.utilityRange(cells);
    const u = types.map((t) => build.column(
      participation ? 0 : t === 0 ? 0 : -high, t === 0 && !participation ? 0 : high, this.most === 'money' ? -own.masses[t]! : 0,
    ));
    return { cells: own, q, c, z: least, u, ties: [] };
  }

  /** No interim utility differs by more from another; with participation and a budget none is above this. */
  private utilityRange(cells: readonly TypeCells[]): number {
    const { constants } = this.problem.valuations;
    const welfare = Math.max(...this.problem.alternatives.map((_, k) => Math.abs(constants.reduce((sum, row) => sum + row[k]!, 0))
      + cells.reduce((sum, { social, lows, highs, beyond }) => sum + social[k]!.reduce((total, b, d) => total + Math.abs(b)
        * (Math.max(Math.abs(lows[0]![d]!), Math.abs(highs.at(-1)![d]!)) + beyond[0]![d]! + beyond.at(-1)![d]!), 0), 0)));
    return 2 * this.spread + (this.constraints.participation ? welfare + Math.abs(this.constraints.deficit ?? 0) : 0);
  }

  private budgetRow(cells: readonly TypeCells[], { welfare }: JointColumns): void {
    const rents = this.agents.flatMap(({ u }, i) => u.map((column, t): FloatTerm => [column, -cells[i]!.masses[t]!]));
    this.name({ kind: 'budget' }, this.build.row([...welfare, ...rents], -(this.constraints.deficit ?? 0) - this.slack));
  }

  /** False where the lie is in already. */
  takeIn(agent: number, s: number, t: number): boolean {
    const name = `${agent} ${s} ${t}`;
    if (this.taken.has(name)) return false;
    this.taken.add(name);
    const { cells, q, c, u } = this.agents[agent]!;
    const step = cells.means[s]!.map((x, d) => x - cells.means[t]![d]!);
    const row = this.build.row([
      ...(s === t ? [] : [[u[s]!, 1], [u[t]!, -1]] as const),
      ...q[t]!.map((column, k): FloatTerm => [column, -dot(cells.own[k]!, step)]),
      ...c[t]!.flatMap((columns, k) => columns.map((column, d): FloatTerm => [column, cells.own[k]![d]!])),
    ], -this.constraints.epsilon * distance(cells, s, t) - meanSlack(cells, this.constraints.epsilon));
    this.name({ kind: 'lie', agent, type: s, report: t }, row);
    return true;
  }

  private name(mean: MeanRow, row: number): void {
    this.named.push({ row, mean });
  }

  /** What weighs in a bound of the rows of means, by the multipliers of all rows. */
  weighed(dual: Float64Array): WeighedMeanRow[] {
    const isEither = ({ kind }: MeanRow): boolean => kind === 'slope' || kind === 'spread' || kind === 'hidden';
    const sizes = this.named.map(({ row, mean }) => (isEither(mean) ? dual[row]! : Math.min(0, dual[row]!)));
    const most = sizes.reduce((largest, y) => Math.max(largest, Math.abs(y)), 0);
    const budget = -sizes.reduce((sum, y, at) => (this.named[at]!.mean.kind === 'budget' ? sum + y : sum), 0);
    return this.named.flatMap(({ mean }, at): WeighedMeanRow[] => {
      const y = sizes[at]!;
      if (!(Math.abs(y) > NEGLIGIBLE * most)) return [];
      // What lies within cells may count as much as welfare does, not more.
      return [{ ...mean, weight: mean.kind === 'hidden' ? Math.min(y, 1 + budget) : mean.kind === 'spread' ? y : -y }];
    });
  }

  /** Lies within a cell, and between cells that touch along an axis. */
  private nearest(agent: number): void {
    const { places, lows, highs } = this.agents[agent]!.cells;
    places.forEach((place, s) => places.forEach((other, t) => {
      const apart = place.reduce((sum, j, d) => sum + Math.abs(j - other[d]!), 0);
      if (apart > 1) return;
      this.takeIn(agent, s, t);
      const d = place.findIndex((j, e) => j > other[e]!);
      // Over a gap nothing is known of the slope.
      if (d >= 0 && lows[s]![d] === highs[t]![d]) this.slope(agent, [s, t], d);
    }));
    if (this.constraints.participation) places.forEach((_, t) => this.ends(agent, t));
  }

  /** Σ_k A_kd E[q_k (s - from)_d | T], up to sign: what a slope adds within the cell on its way to or from that end. */
  private within(agent: number, t: number, d: number, end: 'low' | 'high', factor: number): FloatTerm[] {
    const { cells: { own, means, lows, highs }, q, c } = this.agents[agent]!;
    const [reach, sign] = end === 'low' ? [means[t]![d]! - lows[t]![d]!, 1] : [highs[t]![d]! - means[t]![d]!, -1];
    return own.flatMap((row, k): FloatTerm[] => [[q[t]![k]!, factor * row[d]! * reach], [c[t]![k]![d]!, factor * sign * row[d]!]]);
  }

  private slope(agent: number, [s, t]: readonly [number, number], d: number): void {
    const { cells: { even, means, relevant } } = this.agents[agent]!;
    if (!even[s]![d] || !even[t]![d]) {
      this.bend(agent, [s, t], d);
      return;
    }
    const give = relevant[d] ? this.constraints.epsilon * (means[s]![d]! - means[t]![d]!) : 0;
    const terms = [...this.within(agent, t, d, 'low', -1), ...this.within(agent, s, d, 'high', -1)];
    this.tie({ kind: 'slope', agent, above: s, below: t, axis: d }, { cells: [s, t], terms, give });
  }

  /**
   * The same under any density: what lies below a type of T, over the density, differs from the type by little, and so does what lies above
   * one of S; a chance's covariance with what bends is at most the range of that times min(p, 1 - p).
   */
  private bend(agent: number, [s, t]: readonly [number, number], d: number): void {
    const { cells, q, c, z, u, ties } = this.agents[agent]!;
    const { own, means, lows, highs, relevant, bends } = cells;
    const [lower, upper] = [bends[t]![d], bends[s]![d]];
    if (!lower || !upper) return;
    const { epsilon } = this.constraints;
    const give = (relevant[d] ? epsilon * (means[s]![d]! - means[t]![d]!) : 0) + meanSlack(cells, epsilon);
    const [up, down] = [highs[t]![d]! - means[t]![d]!, means[s]![d]! - lows[s]![d]!];
    const rates = own.map((row) => row[d]!);
    const middle = (Math.min(...rates) + Math.max(...rates)) / 2;
    const terms = rates.flatMap((rate, k): FloatTerm[] => [
      [q[t]![k]!, -rate * up], [c[t]![k]![d]!, -rate], [q[s]![k]!, -rate * down], [c[s]![k]![d]!, rate],
    ]);
    const loose = rates.flatMap((rate, k): FloatTerm[] => [
      [z[t]![k]!, 2 * Math.abs(rate - middle) * lower.below], [z[s]![k]!, 2 * Math.abs(rate - middle) * upper.above],
    ]).filter(([, factor]) => factor !== 0);
    ties.push({ cells: [s, t], terms, give, loose });
    const named = { kind: 'bend', agent, above: s, below: t, axis: d } as const;
    this.name({ ...named, side: 'least' }, this.build.row([[u[s]!, 1], [u[t]!, -1], ...terms, ...loose], -give));
    const turned = terms.map(([column, factor]): FloatTerm => [column, -factor]);
    this.name({ ...named, side: 'most' }, this.build.row([[u[s]!, -1], [u[t]!, 1], ...turned, ...loose], -give));
  }

  /** U at the lower end of a cell is its mean less E[Σ A q (high - s)], at the upper end its mean and E[Σ A q (s - low)]. */
  private ends(agent: number, t: number): void {
    const { cells: { even, lows, highs } } = this.agents[agent]!;
    if (even[t]!.length !== 1 || !even[t]![0] || lows[t]![0] === highs[t]![0]) return;
    const give = (this.constraints.epsilon * (highs[t]![0]! - lows[t]![0]!)) / 2;
    this.tie({ kind: 'end', agent, type: t, end: 'low' }, { cells: [t, t], terms: this.within(agent, t, 0, 'high', -1), give });
    this.tie({ kind: 'end', agent, type: t, end: 'high' }, { cells: [t, t], terms: this.within(agent, t, 0, 'low', 1), give });
  }

  private tie(mean: MeanRow & { readonly agent: number }, tie: Tie): void {
    const { u, ties } = this.agents[mean.agent]!;
    const { cells: [s, t], terms, give } = tie;
    ties.push(tie);
    this.name(mean, s === t ? this.build.row([[u[t]!, 1], ...terms], -give)
      : this.build.row([[u[s]!, 1], [u[t]!, -1], ...terms], -give, give));
  }

  program(): ReturnType<FloatBuilder['program']> {
    return this.build.program();
  }
}

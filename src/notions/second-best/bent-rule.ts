/**
 * The best mechanism that is constant on joint cells, for agents who see one signal each, whatever functions values are. Let p(a) be its
 * chances and U(s) = U(low) + ∫ Σ_k E[p_k(y, z) ∂v_k(y, z)] dy. Truth beats the report t by
 *
 *     ∫_t^s Σ_k E[(p_k(y, z) - p_k(t, z)) ∂v_k(y, z)] dy,
 *
 * so the mechanism is ε-LIC on the continuum if for cells X above T the integrand is no less than -ε on X, and for X below T no more than
 * ε: with σ = 1 or -1 and d_k = v_k - v_1, whose slopes over X×b are within h_k of g_k (Σ_k p_k = 1),
 *
 *     Σ_b P(b) Σ_k>1 ( g_k σ (p_k(X, b) - p_k(T, b)) - h_k |p_k(X, b) - p_k(T, b)| ) >= -ε.
 *
 * Where her slopes do not move with others' signals, chances given her own cell stand for those of joint cells. Between two alternatives
 * whose d has slopes of one sign this says that chances rise (or fall) from cell to cell, in the mean over the others in the first case and
 * else for every cell of theirs. Welfare, utilities at ends of cells and rents are sums over cells of p times what is enclosed there, each
 * taken at its middle; by how much they may be off is taken off welfare, participation and the budget.
 */
import { expressions as algebra } from '../../environment/value-algebra.ts';
import { FloatBuilder, type FloatTerm } from '../../programs/float-builder.ts';
import type { SolveFloat } from '../../programs/float.ts';
import type { BentCells } from './bent-cells.ts';
import type { Constraints } from './relaxed-program.ts';

/** By which a solver may have missed a row, as a share of all that signals do to values. */
const MISSED = 1e-7;
/** Columns of differences of chances at most. */
const DIFFERENCES_MAX = 6000;

const middle = ([low, high]: readonly [number, number]): number => (low + high) / 2;
const half = ([low, high]: readonly [number, number]): number => (high - low) / 2;

interface AgentRule {
  /** [X][b][K - 1] ends of slopes of d_k. */
  readonly slopes: readonly (readonly (readonly (readonly [number, number])[])[])[];
  /** [X] joint cells, in the order of the others' cells, and the mass of X. */
  readonly members: readonly (readonly number[])[];
  readonly masses: readonly number[];
  /** Whether they do not move with others' signals. */
  readonly isApart: boolean;
  /** 1 or -1 where all slopes have that sign, of two alternatives; else 0. */
  readonly sign: number;
}

function agentRule({ own, agents, cells, size, alternatives }: BentCells, i: number): AgentRule {
  const d = agents[i]!.coordinates[0]!;
  const list = own[i]!.slice(1).map((e) => algebra.derivative(algebra.minus(e, own[i]![0]!), d));
  const ranges = algebra.ranges(list);
  const members: number[][] = Array.from({ length: size }, () => []);
  const masses = new Array<number>(size).fill(0);
  cells.forEach(({ places, mass }, a) => {
    members[places[d]!]!.push(a);
    masses[places[d]!]! += mass;
  });
  const slopes = members.map((row) => row.map((a) => ranges(cells[a]!.sides.map(({ low, high }) => [low, high]))));
  const flat = slopes.flat(2);
  const sign = alternatives > 2 ? 0 : flat.every(([low]) => low >= 0) ? 1 : flat.every(([, high]) => high <= 0) ? -1 : 0;
  const isApart = list.every((e) => cells[0]!.sides.every((_, o) => o === d || !algebra.moves(e, o)));
  return { slopes, members, masses, isApart, sign };
}

/** How many columns differences of an agent's chances take. */
const differencesOf = ({ isApart, sign, members }: AgentRule, alternatives: number): number =>
  (sign === 0 ? members.length * (members.length - 1) * (isApart ? 1 : members[0]!.length) * (alternatives - 1) : 0);

class RuleProgram {
  readonly build = new FloatBuilder('maximise');
  readonly p: readonly (readonly number[])[];
  private readonly data: BentCells;
  readonly money: FloatTerm[] = [];
  /** What welfare, utilities and rents may be off by, and the largest gain that a solver may have missed. */
  unsure = 0;
  scale = 0;
  readonly utilities: number[] = [];

  constructor(data: BentCells, epsilon: number, participation: boolean) {
    this.data = data;
    this.p = data.cells.map(({ social, mass }) => {
      this.unsure += mass * Math.max(...social.map(({ mean }) => half(mean)));
      const p = social.map(({ mean }) => this.build.column(0, 1, mass * middle(mean)));
      this.build.row(p.map((column) => [column, 1]), 1, 1);
      p.forEach((column, k) => this.money.push([column, mass * middle(social[k]!.mean)]));
      return p;
    });
    data.agents.forEach((_, i) => this.agent(i, agentRule(data, i), epsilon, participation));
  }

  private agent(i: number, rule: AgentRule, epsilon: number, participation: boolean): void {
    const { size, supports, agents } = this.data;
    const [low, high] = supports[agents[i]!.coordinates[0]!]!;
    this.scale += epsilon * (high - low) + 2 * this.largest(i);
    for (let x = 0; x < size; x++) {
      for (let t = 0; t < size; t++) {
        if (x === t || (rule.sign !== 0 && epsilon === 0 && t !== x - 1)) continue;
        if (rule.sign === 0 || epsilon > 0) this.pair(rule, [x, t], epsilon);
        else this.rises(rule, x);
      }
    }
    if (participation) this.rents(i, rule);
  }

  private largest(i: number): number {
    return this.data.cells.reduce((most, { own }) => Math.max(most, ...own[i]!.map(({ size }) => size)), 0);
  }

  /** Differences of chances from the second alternative on, each with the ends of its slopes: in the mean, or for each cell of theirs. */
  private differences({ members, masses, slopes, isApart }: AgentRule, [x, t]: readonly [number, number]) {
    const { cells, alternatives } = this.data;
    const later = Array.from({ length: alternatives - 1 }, (_, k) => k + 1);
    const of = (b: number, k: number, share: number): FloatTerm[] =>
      [[this.p[members[x]![b]!]![k]!, share], [this.p[members[t]![b]!]![k]!, -share]];
    const shares = members[x]!.map((a) => cells[a]!.mass / masses[x]!);
    return isApart
      ? later.map((k) => ({ terms: shares.flatMap((share, b) => of(b, k, share)), share: 1, ends: slopes[x]![0]![k - 1]! }))
      : shares.flatMap((share, b) => later.map((k) => ({ terms: of(b, k, 1), share, ends: slopes[x]![b]![k - 1]! })));
  }

  private rises(rule: AgentRule, x: number): void {
    for (const { terms } of this.differences(rule, [x, x - 1])) {
      this.build.row(terms.map(([column, factor]) => [column, factor * rule.sign]), 0);
    }
  }

  private pair(rule: AgentRule, [x, t]: readonly [number, number], epsilon: number): void {
    const sign = x > t ? 1 : -1;
    const all = this.differences(rule, [x, t]).flatMap(({ terms, share, ends }): FloatTerm[] => {
      const wide = half(ends);
      const times = (by: number): FloatTerm[] => terms.map(([column, factor]): FloatTerm => [column, sign * by * factor]);
      if (!Number.isFinite(wide)) {
        // A slope without bound is met by differences of its sign alone.
        const [least, most] = ends.map(Number.isFinite) as [boolean, boolean];
        this.build.row(times(1), least ? 0 : most ? -Infinity : 0, least ? Infinity : 0);
        return least ? times(share * ends[0]) : most ? times(share * ends[1]) : [];
      }
      const moved = times(share * middle(ends));
      if (wide === 0) return moved;
      const size = this.build.column(0, 1);
      this.build.row([[size, 1], ...terms], 0);
      this.build.row([[size, 1], ...terms.map(([column, factor]): FloatTerm => [column, -factor])], 0);
      return [...moved, [size, -share * wide]];
    });
    this.build.row(all, -epsilon);
  }

  /** Utilities at ends of cells, and what is left to her. */
  private rents(i: number, { members, masses }: AgentRule): void {
    const { cells, agents } = this.data;
    const d = agents[i]!.coordinates[0]!;
    let utility = this.build.column(0, Infinity);
    this.utilities.push(utility);
    members.forEach((row, x) => {
      const rises: FloatTerm[] = [];
      let rising = 0;
      let falling = 0;
      for (const a of row) {
        const share = cells[a]!.mass / masses[x]!;
        const [from, to] = (['low', 'high'] as const).map((end) => this.data.face(a, i, d, end)) as [readonly (readonly [number, number])[],
          readonly (readonly [number, number])[]];
        cells[a]!.own[i]!.forEach(({ mean, ranges }, k) => {
          const column = this.p[a]![k]!;
          rises.push([column, share * (middle(to[k]!) - middle(from[k]!))]);
          this.money.push([column, -masses[x]! * share * (middle(mean) - middle(from[k]!))]);
          rising = Math.max(rising, ranges[d]![1]);
          falling = Math.min(falling, ranges[d]![0]);
        });
        this.unsure += 2 * share * Math.max(...from.map((ends, k) => half(ends) + half(to[k]!) + half(cells[a]!.own[i]![k]!.mean)));
      }
      this.money.push([utility, -masses[x]!]);
      const next = this.build.column(0, Infinity);
      this.build.row([[next, 1], [utility, -1], ...rises.map(([column, factor]): FloatTerm => [column, -factor])], 0, 0);
      // Where values of alternatives move in different directions she may be worse off within a cell of width w than at both ends: her
      // utility is at least U(low) - F (s - low) and U(high) - R (high - s), so at least (R U(low) + F U(high) - F R w) / (R + F).
      if (rising > 0 && falling < 0) {
        const { low, high } = cells[row[0]!]!.sides[d]!;
        if (Number.isFinite(rising - falling)) {
          this.build.row([[utility, rising], [next, -falling]], -falling * rising * (high - low));
        } else this.build.row([[utility, 1]], 2 * this.largest(i));
      }
      this.utilities.push(next);
      utility = next;
    });
  }
}

export interface BentRule {
  readonly welfare: number;
  /** [joint cells][K] */
  readonly chances: readonly (readonly number[])[];
}

/** The rule, and welfare that it reaches; `infeasible` where none keeps the constraints, `large` where the program would be too large. */
export async function bestBentRule(
  data: BentCells, { epsilon, participation, deficit }: Constraints, solve: SolveFloat,
): Promise<BentRule | 'infeasible' | 'large'> {
  const differences = data.agents.reduce((sum, _, i) => {
    const rule = agentRule(data, i);
    return sum + differencesOf(epsilon > 0 ? { ...rule, sign: 0 } : rule, data.alternatives);
  }, 0);
  if (differences > DIFFERENCES_MAX) return 'large';
  const program = new RuleProgram(data, epsilon, participation);
  const { build, money, utilities, unsure, scale } = program;
  const missed = MISSED * scale + unsure;
  if (participation && deficit !== undefined) {
    build.row(money, missed - deficit);
    for (const column of utilities) build.row([[column, 1]], missed);
  }
  const { status, objective, primal } = await solve(build.program());
  if (status === 'infeasible') return 'infeasible';
  if (status !== 'optimal') throw new Error(`the solver of linear programs ended as '${status}' on rules constant on cells`);
  const chances = program.p.map((columns) => {
    const found = columns.map((column) => Math.max(0, primal[column]!));
    const sum = found.reduce((all, x) => all + x, 0);
    return found.map((x) => x / sum);
  });
  return { welfare: objective - missed, chances };
}

/**
 * The most welfare of one alternative for everybody, where it may be had: each pays what her worst-off type has of it, and what that
 * collects is welfare less what her types have beyond it. Undefined where no alternative collects what is asked for.
 */
export function bestConstant(
  { cells, agents, alternatives, size }: BentCells, { participation, deficit = 0 }: Constraints,
): number | undefined {
  const worths = Array.from({ length: alternatives }, (_, k) => {
    const welfare = cells.reduce((sum, { mass, social }) => sum + mass * social[k]!.mean[0], 0);
    if (!participation) return welfare;
    const rents = agents.reduce((sum, { coordinates }, i) => {
      const least = new Float64Array(size ** coordinates.length);
      const masses = new Float64Array(least.length);
      let mean = 0;
      for (const { places, mass, own, sides } of cells) {
        const t = coordinates.reduce((so, d) => so * size + places[d]!, 0);
        const { at, slopes, rest, mean: of, size: most } = own[i]![k]!;
        const low = at[0] + rest[0] - slopes.reduce((all, slope, d) => all + Math.abs(slope) * (sides[d]!.high - sides[d]!.low), 0);
        least[t]! += mass * Math.max(low, -most);
        masses[t]! += mass;
        mean += mass * of[1];
      }
      return sum + mean - least.reduce((worst, value, t) => Math.min(worst, value / masses[t]!), Infinity);
    }, 0);
    return welfare + deficit - rents >= 0 ? welfare : -Infinity;
  });
  const best = Math.max(...worths);
  return best === -Infinity ? undefined : best;
}

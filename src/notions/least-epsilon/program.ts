/**
 * Least ε under side constraints, which may tie agents together: one linear program with the interim utilities μ_i of every type
 * of every agent and one ε for all.
 *
 *     minimise ε >= 0
 *     lie(i, s -> t)      μ_i(s) - μ_i(t) + ε d(t, s) >= Σ_c q_c(t) (f_c(s) - f_c(t))
 *     monotone(i, s, t)   μ_i(t) >= μ_i(s)                        where t is no lower than s in any coordinate of her value
 *     bounded(i, s, t)    μ_i(t) - μ_i(s) <= α + Σ_c (q_c(t) + m_c ε) (Δ_c - α)^+     for α = 0 and every Δ_c = f_c(t) - f_c(s) > 0
 *     individually rational   μ_i >= 0
 *     budget              Σ_i n_i Σ_s w_i(s) μ_i(s) <= welfare + deficit
 *
 * The rows `bounded` are Song22 Definition 4 without its weights: by duality max { Σ w_k Δ_k : 0 <= w_k <= q_k + ε, Σ w_k <= 1 }
 * is the least of the right sides over α >= 0, and its kinks are the α listed (m_c alternatives share class c, each with its
 * own ε). `welfare` is the expected value that all agents get from alternatives; transfers add up to at most `deficit` a market.
 *
 * There are far more rows than bind: the program begins with each type's nearest lies and takes in, round after round, the row that each
 * type breaks most, until none is broken. What comes back respects every row. With participation, and no more than a budget beside it, the
 * least utilities are known without a solver (paid-from-budget.ts): there a solver takes seconds or stalls where chances are 0 or 1, for
 * thousands of lies then gain alike.
 */
import { InputError } from '../../errors.ts';
import { roundedDown } from '../../input/rounded.ts';
import { solveFloat, type SolveFloat } from '../../programs/float.ts';
import { inTurns, turn } from '../../run/turns.ts';
import { lieGraph, scaleOf, type LieGraph, type LieNotion, type TypeField } from '../least-epsilon.ts';
import { paidFromBudget } from './paid-from-budget.ts';
import { floatProgram, unitsOf, type ProgramRow } from './program-units.ts';

export interface ConstrainedAgent {
  readonly field: TypeField;
  /** [T] law of the types, adding up to one: for the budget. */
  readonly weights: Float64Array;
  /** Agents of this kind in the market; default 1. */
  readonly count?: number;
  /** [C] alternatives in each class; default 1 each. */
  readonly members?: readonly number[];
}

export interface SideConstraints {
  readonly notion: LieNotion;
  readonly bounded?: boolean;
  readonly monotone?: boolean;
  readonly individuallyRational?: boolean;
  /** Both in money per market. */
  readonly budget?: { readonly welfare: number; readonly deficit: number };
}

export interface BindingRow {
  readonly kind: 'lie' | 'monotone' | 'bounded' | 'budget';
  readonly agent: number;
  /** True type and report for `lie`; lower and higher type else; absent for the budget. */
  readonly from?: number;
  readonly to?: number;
  /** Of `bounded`: the α of the row. */
  readonly alpha?: number;
  /** d ε / d bound, above zero. */
  readonly multiplier: number;
}

export interface ConstrainedLeastEpsilon {
  /** Infinity where no utilities keep the constraints at any ε: the rows taken in by then contradict each other. */
  readonly epsilon: number;
  /** [agents][T] μ; none where there are none. */
  readonly utilities: readonly Float64Array[];
  readonly binding: readonly BindingRow[];
}

/** Rows broken by less than this share of the largest difference of values are rounding of the solver. */
const TOLERANCE = 1e-9;
const NEAREST = 4;
const ROUNDS_MAX = 200;

interface Row extends ProgramRow {
  readonly kind: BindingRow['kind'];
  readonly agent: number;
  readonly from: number;
  readonly to: number;
  readonly alpha?: number;
}

/** One agent's columns and the rows she can break. */
class AgentRows {
  readonly graph: LieGraph;
  readonly agent: number;
  readonly offset: number;
  private readonly given: ConstrainedAgent;
  private readonly constraints: SideConstraints;
  private readonly weight: Float64Array;
  private readonly length: Float64Array;

  constructor(given: ConstrainedAgent, agent: number, offset: number, constraints: SideConstraints) {
    this.given = given;
    this.agent = agent;
    this.offset = offset;
    this.constraints = constraints;
    this.graph = lieGraph(given.field, constraints.notion);
    this.weight = new Float64Array(this.graph.nodes);
    this.length = new Float64Array(this.graph.nodes);
  }

  private lie(from: number, to: number): Row {
    return {
      kind: 'lie', agent: this.agent, from, to, bound: this.weight[to]!,
      columns: [0, this.offset + from, this.offset + to], coefficients: [this.length[to]!, 1, -1],
    };
  }

  /** Each type's nearest lies. */
  nearest(): Row[] {
    const rows: Row[] = [];
    for (let from = 0; from < this.graph.nodes; from++) {
      this.graph.row(from, this.weight, this.length);
      const others = [...this.length.keys()].filter((to) => to !== from).sort((a, b) => this.length[a]! - this.length[b]!);
      for (const to of others.slice(0, NEAREST)) rows.push(this.lie(from, to));
    }
    return rows;
  }

  /** The rows that the point breaks most: one lie a type, and one row of each other kind a pair broken; a type a step. */
  * broken(epsilon: number, utility: (node: number) => number, tolerance: number): Generator<undefined, Row[]> {
    const rows: Row[] = [];
    for (let from = 0; from < this.graph.nodes; from++) {
      yield;
      this.graph.row(from, this.weight, this.length);
      const own = utility(from);
      let worst = tolerance;
      let report = -1;
      for (let to = 0; to < this.graph.nodes; to++) {
        if (to === from) continue;
        const excess = this.weight[to]! + utility(to) - own - epsilon * this.length[to]!;
        if (excess > worst) [worst, report] = [excess, to];
      }
      if (report >= 0) rows.push(this.lie(from, report));
      if (this.constraints.monotone || this.constraints.bounded) rows.push(...this.brokenAbove(from, epsilon, utility, tolerance));
    }
    return rows;
  }

  /** Of rows between a type and those no lower than it, the worst of each kind. */
  private brokenAbove(from: number, epsilon: number, utility: (node: number) => number, tolerance: number): Row[] {
    const worst: { monotone?: Row; bounded?: Row } = {};
    const excess = { monotone: tolerance, bounded: tolerance };
    for (let to = 0; to < this.graph.nodes; to++) {
      if (!this.isAbove(from, to)) continue;
      const rise = utility(to) - utility(from);
      if (this.constraints.monotone && -rise > excess.monotone) {
        excess.monotone = -rise;
        worst.monotone = {
          kind: 'monotone', agent: this.agent, from, to, bound: 0, columns: [this.offset + to, this.offset + from], coefficients: [1, -1],
        };
      }
      if (!this.constraints.bounded) continue;
      for (const { fixed, slope, alpha } of this.caps(from, to)) {
        if (rise - fixed - slope * epsilon <= excess.bounded) continue;
        excess.bounded = rise - fixed - slope * epsilon;
        worst.bounded = {
          kind: 'bounded', agent: this.agent, from, to, bound: -fixed, alpha,
          columns: [0, this.offset + from, this.offset + to], coefficients: [slope, 1, -1],
        };
      }
    }
    return Object.values(worst);
  }

  private isAbove(from: number, to: number): boolean {
    if (from === to) return false;
    const { points, relevant } = this.given.field;
    const low = points[this.graph.firstOf[from]!]!;
    const high = points[this.graph.firstOf[to]!]!;
    return relevant.every((enters, x) => !enters || high[x]! >= low[x]!);
  }

  /** Right sides α + Σ_c (q_c(t) + m_c ε) (Δ_c - α)^+ as fixed + slope ε, one for each α. */
  private caps(from: number, to: number): { readonly fixed: number; readonly slope: number; readonly alpha: number }[] {
    const { classes, values, chances } = this.given.field;
    const low = this.graph.firstOf[from]!;
    const high = this.graph.firstOf[to]!;
    const rises = Array.from({ length: classes }, (_, c) => values[high * classes + c]! - values[low * classes + c]!);
    return [...new Set([0, ...rises.filter((rise) => rise > 0)])].map((alpha) => {
      let fixed = alpha;
      let slope = 0;
      rises.forEach((rise, c) => {
        if (rise <= alpha) return;
        fixed += chances[high * classes + c]! * (rise - alpha);
        slope += (this.given.members?.[c] ?? 1) * (rise - alpha);
      });
      return { fixed, slope, alpha };
    });
  }
}

/** [nodes] how many agents of the types of a node are expected. */
function expectedAt({ weights, count = 1 }: ConstrainedAgent, { nodes, nodeOf }: LieGraph): Float64Array {
  const sums = new Float64Array(nodes);
  weights.forEach((weight, type) => { sums[nodeOf[type]!]! += count * weight; });
  return sums;
}

function* withoutSolver(
  agents: readonly ConstrainedAgent[], { notion, budget }: SideConstraints,
): Generator<undefined, ConstrainedLeastEpsilon> {
  const paid = agents.map((agent) => {
    const graph = lieGraph(agent.field, notion);
    return { graph, weights: expectedAt(agent, graph), scale: scaleOf(agent.field) };
  });
  const { epsilon, potentials, lies, price } = yield* paidFromBudget(paid, budget ? budget.welfare + budget.deficit : Infinity);
  const binding = lies.filter(({ multiplier }) => multiplier > 0).map(({ agent, from, to, multiplier }): BindingRow => {
    const { graph } = paid[agent]!;
    return { kind: 'lie', agent, from: graph.firstOf[from]!, to: graph.report(from, to), multiplier };
  });
  return {
    epsilon, utilities: paid.map(({ graph }, i) => Float64Array.from(graph.nodeOf, (node) => potentials[i]![node]!)),
    binding: price > 0 ? [...binding, { kind: 'budget', agent: -1, multiplier: price }] : binding,
  };
}

/** Σ n_i Σ w_i μ_i <= welfare + deficit, turned round. */
function budgetRow(
  agents: readonly ConstrainedAgent[],
  parts: readonly AgentRows[],
  { welfare, deficit }: NonNullable<SideConstraints['budget']>,
): Row {
  const columns: number[] = [];
  const coefficients: number[] = [];
  parts.forEach(({ graph, offset }, i) => expectedAt(agents[i]!, graph).forEach((weight, node) => {
    columns.push(offset + node);
    coefficients.push(-weight);
  }));
  return { kind: 'budget', agent: -1, from: -1, to: -1, columns, coefficients, bound: -(welfare + deficit) };
}

/**
 * The optimum; throws InputError where welfare + deficit is below zero for individually rational agents, who cannot be asked
 * for more than all they get, and Error where the solver stalls. `solve`: not needed for participation with or without a budget alone.
 * Undefined where the signal was aborted before.
 */
export async function constrainedLeastEpsilon(
  agents: readonly ConstrainedAgent[], constraints: SideConstraints, solve?: SolveFloat,
): Promise<ConstrainedLeastEpsilon>;
export async function constrainedLeastEpsilon(
  agents: readonly ConstrainedAgent[], constraints: SideConstraints, solve: SolveFloat, signal: AbortSignal | undefined,
): Promise<ConstrainedLeastEpsilon | undefined>;
export async function constrainedLeastEpsilon(
  agents: readonly ConstrainedAgent[], constraints: SideConstraints, solve: SolveFloat = solveFloat, signal?: AbortSignal,
): Promise<ConstrainedLeastEpsilon | undefined> {
  const { individuallyRational = false, budget, bounded = false, monotone = false } = constraints;
  if (individuallyRational && budget && budget.welfare + budget.deficit < 0) {
    throw new InputError(
      'deficit',
      `must be at least ${0 - roundedDown(budget.welfare, 6)}: agents who may stay away pay no more than the `
      + `${Number(budget.welfare.toPrecision(6))} that alternatives give them, got `
      + `${budget.deficit}; participation of every type, weighed by her chance, and the budget add up to 0 >= `
      + `${Number((-budget.welfare - budget.deficit).toPrecision(6))}`,
    );
  }
  if (individuallyRational && !bounded && !monotone) return inTurns(withoutSolver(agents, constraints), signal);
  let columns = 1;
  const parts = agents.map((given, agent) => {
    const part = new AgentRows(given, agent, columns, constraints);
    columns += part.graph.nodes;
    return part;
  });
  const rows = [...parts.flatMap((part) => part.nearest()), ...(budget ? [budgetRow(agents, parts, budget)] : [])];
  const scale = Math.max(0, ...agents.map(({ field }) => scaleOf(field)));
  const units = unitsOf(agents.map(({ field }) => field), scale, constraints.notion);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    await turn();
    if (signal?.aborted) return undefined;
    const { status, primal, dual } = await solve(floatProgram(rows, columns, individuallyRational, units));
    // A program that was given up has failed.
    if (signal?.aborted) return undefined;
    if (status === 'infeasible') return { epsilon: Infinity, utilities: [], binding: [] };
    if (status !== 'optimal') throw new Error(`the solver of linear programs ended as '${status}' on a program that has a solution`);
    const epsilon = primal[0]! * units.epsilon;
    const utility = (offset: number) => (node: number): number => primal[offset + node]! * units.value;
    const added: Row[] = [];
    for (const part of parts) {
      const rowsBroken = await inTurns(part.broken(epsilon, utility(part.offset), scale * TOLERANCE), signal);
      if (!rowsBroken) return undefined;
      added.push(...rowsBroken);
    }
    if (added.length === 0) {
      const utilities = parts.map(({ graph, offset }) => Float64Array.from(graph.nodeOf, utility(offset)));
      return { epsilon, utilities, binding: bindingRows(rows, dual.map((price) => price * (units.epsilon / units.value)), parts) };
    }
    rows.push(...added);
  }
  throw new Error(`the program of least ε took ${ROUNDS_MAX} rounds of rows and was not done`);
}

const bindingRows = (rows: readonly Row[], dual: Float64Array, parts: readonly AgentRows[]): BindingRow[] =>
  rows.flatMap(({ kind, agent, from, to, alpha }, r): BindingRow[] => {
    if (!(dual[r]! > 0)) return [];
    if (kind === 'budget') return [{ kind, agent, multiplier: dual[r]! }];
    const { graph } = parts[agent]!;
    return [{
      kind, agent, from: graph.firstOf[from]!, to: kind === 'lie' ? graph.report(from, to) : graph.firstOf[to]!, multiplier: dual[r]!,
      ...(alpha === undefined ? {} : { alpha }),
    }];
  });

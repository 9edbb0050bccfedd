/**
 * Least ε of agents who may stay away and are paid from one budget, without a solver (docs/fields.md, section 1). At ε the least utilities
 * that keep every lie and are not negative are the best ways through the graph of lies, at every type at once; what they cost,
 *
 *     g(ε) = Σ over agents and types of  weight μ_ε(s),
 *
 * is convex and falls in ε, with slope -Σ weight length along the ways. So the least ε is that of the critical cycle where the budget pays
 * for it, and else the root of g = budget, which Newton's steps reach from below after finitely many ways. Multipliers are those of the
 * ways: a lie counts for all types whose way leads over it.
 */
import { criticalCycle } from '../../programs/cycles.ts';
import { potentialsInSteps, type LeastPotentials } from '../../programs/least-potentials.ts';
import type { LieGraph } from '../least-epsilon.ts';

export interface PaidAgent {
  readonly graph: LieGraph;
  /** [nodes] how many agents of these types are expected. */
  readonly weights: Float64Array;
  /** Largest difference of her values, by which rounding is measured. */
  readonly scale: number;
}

/** A lie between nodes, and d ε / d bound. */
export interface WeighedLie {
  readonly agent: number;
  readonly from: number;
  readonly to: number;
  readonly multiplier: number;
}

export interface PaidLeastEpsilon {
  readonly epsilon: number;
  /** [agents][nodes] */
  readonly potentials: readonly Float64Array[];
  readonly lies: readonly WeighedLie[];
  /** d ε / d money, zero where the budget does not bind. */
  readonly price: number;
}

type ReturnOf<G extends (...args: never[]) => Generator> = ReturnType<G> extends Generator<unknown, infer T> ? T : never;

/** Newton's steps; each finds other ways, a dozen are usual. */
const STEPS_MAX = 200;
/** By which share a step has to move ε. */
const MOVES = 2 ** -48;

const total = (agents: readonly PaidAgent[], of: (agent: number, node: number) => number): number =>
  agents.reduce((sum, { weights }, i) => weights.reduce((part, weight, node) => part + weight * of(i, node), sum), 0);

/** Lies along the ways, each as often as the types that lead over it. */
function liesAlong({ weights }: PaidAgent, { next, length }: LeastPotentials, agent: number, price: number): WeighedLie[] {
  const carried = Float64Array.from(weights, (weight, node) => (next[node]! < 0 ? 0 : weight));
  // Ways get shorter along themselves, so that the longest hand on first.
  const order = Array.from(carried.keys()).filter((node) => next[node]! >= 0).sort((a, b) => length[b]! - length[a]!);
  return order.map((from) => {
    const to = next[from]!;
    if (next[to]! >= 0) carried[to]! += carried[from]!;
    return { agent, from, to, multiplier: price * carried[from]! };
  });
}

/** `budget`: money for utilities, not negative; Infinity where it does not count. In steps. */
export function* paidFromBudget(agents: readonly PaidAgent[], budget: number): Generator<undefined, PaidLeastEpsilon> {
  const cycles: ReturnOf<typeof criticalCycle>[] = [];
  for (const { graph } of agents) cycles.push(yield* criticalCycle(graph));
  const worst = cycles.reduce((best, found, i) => ((found?.bound ?? -Infinity) > (cycles[best]?.bound ?? -Infinity) ? i : best), 0);
  const critical = Math.max(0, cycles[worst]?.bound ?? 0);
  let epsilon = critical;
  for (let step = 0; step < STEPS_MAX; step++) {
    const ways: LeastPotentials[] = [];
    for (const { graph, scale } of agents) ways.push((yield* potentialsInSteps(graph, epsilon, scale))!);
    const rest = { epsilon, potentials: ways.map(({ potentials }) => potentials) };
    const slope = total(agents, (i, node) => ways[i]!.length[node]!);
    const excess = total(agents, (i, node) => ways[i]!.potentials[node]!) - budget;
    const moved = excess > 0 && slope > 0 ? excess / slope : 0;
    if (moved > MOVES * epsilon) {
      epsilon += moved;
      continue;
    }
    if (epsilon > critical) {
      return { ...rest, price: 1 / slope, lies: agents.flatMap((agent, i) => liesAlong(agent, ways[i]!, i, 1 / slope)) };
    }
    return { ...rest, price: 0, lies: critical > 0 ? liesRound(agents[worst]!.graph, cycles[worst]!.cycle, worst) : [] };
  }
  throw new Error(`the least ε that a budget pays for was not found in ${STEPS_MAX} steps`);
}

function liesRound(graph: LieGraph, cycle: readonly number[], agent: number): WeighedLie[] {
  const [weight, length] = [new Float64Array(graph.nodes), new Float64Array(graph.nodes)];
  const lies = cycle.map((from, position) => ({ agent, from, to: cycle[(position + 1) % cycle.length]! }));
  const around = lies.reduce((sum, { from, to }) => {
    graph.row(from, weight, length);
    return sum + length[to]!;
  }, 0);
  return lies.map((lie) => ({ ...lie, multiplier: 1 / around }));
}

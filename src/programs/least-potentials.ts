/**
 * The least potentials that keep every arc of a complete directed graph at a price λ of length, and are not negative:
 *
 *     p_a >= 0,    p_a >= weight(a, b) - λ length(a, b) + p_b     for all a, b.
 *
 * They are what the best way from each node brings that may end anywhere, at every node at once, and exist where no cycle has a ratio above
 * λ. Labels are corrected row by row, forwards and backwards in turn, until none rises by more than rounding.
 */
import type { ArcRows } from './cycles.ts';

export interface LeastPotentials {
  /** [nodes] p, in the unit of weights. */
  readonly potentials: Float64Array;
  /** [nodes] the next node of the best way; -1 where it ends. */
  readonly next: Int32Array;
  /** [nodes] Σ weight and Σ length along it. */
  readonly weight: Float64Array;
  readonly length: Float64Array;
}

/** Rises below this share of the largest weight are rounding. */
const NEGLIGIBLE = 2 ** -44;
/** Sweeps over all rows, after which a cycle gains; ways of thousands of arcs take some dozens. */
const SWEEPS_MAX = 4_000;
/** Rows of one step. */
const ROWS = 64;

/** Throws Error where some cycle has a ratio above λ, so that no potentials will do; undefined after so many `sweeps`. */
export function leastPotentials(arcs: ArcRows, lambda: number, scale: number): LeastPotentials;
export function leastPotentials(arcs: ArcRows, lambda: number, scale: number, sweeps: number): LeastPotentials | undefined;
export function leastPotentials(arcs: ArcRows, lambda: number, scale: number, sweeps?: number): LeastPotentials | undefined {
  const steps = potentialsInSteps(arcs, lambda, scale, sweeps);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, some rows a step. */
export function* potentialsInSteps(
  arcs: ArcRows, lambda: number, scale: number, sweeps?: number,
): Generator<undefined, LeastPotentials | undefined> {
  const { nodes } = arcs;
  const [potentials, next] = [new Float64Array(nodes), new Int32Array(nodes).fill(-1)];
  const [weights, lengths] = [new Float64Array(nodes), new Float64Array(nodes)];
  const [ownWeight, ownLength] = [new Float64Array(nodes), new Float64Array(nodes)];
  const negligible = scale * NEGLIGIBLE;
  const correct = (from: number): boolean => {
    arcs.row(from, weights, lengths);
    let [best, chosen] = [potentials[from]! + negligible, -1];
    for (let to = 0; to < nodes; to++) {
      const value = weights[to]! - lambda * lengths[to]! + potentials[to]!;
      if (value > best && to !== from) [best, chosen] = [value, to];
    }
    if (chosen < 0) return false;
    [potentials[from], next[from], ownWeight[from], ownLength[from]] = [best, chosen, weights[chosen]!, lengths[chosen]!];
    return true;
  };
  for (let sweep = 0; ; sweep++) {
    if (sweep === sweeps) return undefined;
    if (sweep === SWEEPS_MAX) throw new Error(`ways through ${nodes} nodes gain without end at ${lambda} a unit of length`);
    let rose = false;
    for (let i = 0; i < nodes; i++) {
      if (i % ROWS === 0) yield;
      rose = correct(sweep % 2 === 0 ? i : nodes - 1 - i) || rose;
    }
    if (!rose) break;
  }
  const [weight, length] = [new Float64Array(nodes), new Float64Array(nodes)];
  const known = new Uint8Array(nodes);
  for (let node = 0; node < nodes; node++) {
    const way: number[] = [];
    let at = node;
    while (known[at] === 0 && next[at]! >= 0) {
      known[at] = 1;
      way.push(at);
      at = next[at]!;
    }
    known[at] = 1;
    for (const from of way.reverse()) {
      weight[from] = ownWeight[from]! + weight[next[from]!]!;
      length[from] = ownLength[from]! + length[next[from]!]!;
    }
  }
  return { potentials, next, weight, length };
}

/**
 * The largest ratio of weight to length over the cycles of a complete directed graph, with the proof of both its ends.
 *
 *     max over cycles of  Σ weight / Σ length  =  min { λ : some p has  weight(a, b) + p_b - p_a <= λ length(a, b) for all a, b },
 *
 * the dual linear programs of a maximum cycle ratio. The search is Howard's policy iteration: every node keeps one arc, the best
 * cycle of kept arcs sets λ, potentials follow along kept arcs, and arcs that raise a potential are taken instead. Its answer
 * is not trusted: `ratio` is added up along the cycle named, and `bound` is the largest of (weight + p_b - p_a) / length over
 * all arcs, so that ratio <= optimum <= bound whatever the search did, up to the rounding of a few additions.
 *
 * With all lengths 1 the ratio is a cycle mean.
 */

/** Arcs are written row by row, so that a graph of thousands of nodes need not be kept. */
export interface ArcRows {
  readonly nodes: number;
  /**
   * Fills weight and length of the arcs from a node to every node; what stands at the node itself is not looked at. Lengths are above zero.
   */
  row(from: number, weight: Float64Array, length: Float64Array): void;
}

export interface CriticalCycle {
  /** Σ weight / Σ length along the cycle, in weight per length. */
  readonly ratio: number;
  /** No cycle has a larger ratio. */
  readonly bound: number;
  /** Nodes in order; the last is followed by the first. */
  readonly cycle: readonly number[];
  /** [nodes] p, in the unit of weights; p is 0 at the first node. */
  readonly potentials: Float64Array;
}

/** Rounds of improvement after which a search has stalled; a few dozen are usual. */
const ROUNDS_MAX = 2_000;
/** Rows of arcs between two steps: a millisecond where there are thousands of nodes. */
const ROWS = 64;
/** Arcs kept a node. */
const KEPT = 16;
/** Improvements of a potential below this share of the largest weight are rounding. */
const NEGLIGIBLE = 2 ** -46;

/** Arcs up to which they are kept, 16 bytes each: copied they take half the time of being worked out at every look. */
const REMEMBERED_MAX = 2 ** 21;

function remembered(arcs: ArcRows): ArcRows {
  const { nodes } = arcs;
  if (nodes * nodes > REMEMBERED_MAX) return arcs;
  const [weights, lengths] = [new Float64Array(nodes * nodes), new Float64Array(nodes * nodes)];
  for (let from = 0; from < nodes; from++) {
    arcs.row(from, weights.subarray(from * nodes, (from + 1) * nodes), lengths.subarray(from * nodes, (from + 1) * nodes));
  }
  return {
    nodes,
    row(from, weight, length) {
      weight.set(weights.subarray(from * nodes, (from + 1) * nodes));
      length.set(lengths.subarray(from * nodes, (from + 1) * nodes));
    },
  };
}

/** Σ weight and Σ length along a cycle of nodes. */
export function alongCycle(arcs: ArcRows, cycle: readonly number[]): { readonly weight: number; readonly length: number } {
  const weights = new Float64Array(arcs.nodes);
  const lengths = new Float64Array(arcs.nodes);
  let weight = 0;
  let length = 0;
  cycle.forEach((from, position) => {
    const to = cycle[(position + 1) % cycle.length]!;
    arcs.row(from, weights, lengths);
    weight += weights[to]!;
    length += lengths[to]!;
  });
  return { weight, length };
}

/** The smallest λ that the potentials prove: max of (weight + p_b - p_a) / length; -Infinity where there is a single node. In steps. */
export function* ratioBound(arcs: ArcRows, potentials: Float64Array): Generator<undefined, number> {
  const weights = new Float64Array(arcs.nodes);
  const lengths = new Float64Array(arcs.nodes);
  let bound = -Infinity;
  for (let from = 0; from < arcs.nodes; from++) {
    if (from % ROWS === 0) yield;
    arcs.row(from, weights, lengths);
    const own = potentials[from]!;
    for (let to = 0; to < arcs.nodes; to++) {
      if (to === from) continue;
      const ratio = (weights[to]! + potentials[to]! - own) / lengths[to]!;
      if (!(ratio <= bound)) bound = ratio;
    }
  }
  return bound;
}

/**
 * The last few arcs that were best at each node, in rings. Between two looks at all arcs the search settles among these, which
 * costs nodes · KEPT instead of nodes²; it halves the number of looks or better.
 */
class Kept {
  readonly to: Int32Array;
  readonly weight: Float64Array;
  readonly length: Float64Array;
  private readonly added: Int32Array;

  constructor(nodes: number) {
    this.to = new Int32Array(nodes * KEPT).fill(-1);
    this.weight = new Float64Array(nodes * KEPT);
    this.length = new Float64Array(nodes * KEPT);
    this.added = new Int32Array(nodes);
  }

  add(from: number, to: number, weight: number, length: number): void {
    const at = from * KEPT + (this.added[from]!++ % KEPT);
    this.to[at] = to;
    this.weight[at] = weight;
    this.length[at] = length;
  }

  /** As `improve`, among the arcs kept. */
  improve(policy: Policy): number {
    const { potential, lambda } = policy;
    let rise = 0;
    for (let from = 0; from < potential.length; from++) {
      let best = potential[from]!;
      let chosen = -1;
      for (let at = from * KEPT; at < (from + 1) * KEPT && this.to[at] !== -1; at++) {
        const value = this.weight[at]! - lambda * this.length[at]! + potential[this.to[at]!]!;
        if (value > best) {
          best = value;
          chosen = at;
        }
      }
      if (chosen < 0) continue;
      rise = Math.max(rise, best - potential[from]!);
      potential[from] = best;
      policy.take(from, this.to[chosen]!, this.weight[chosen]!, this.length[chosen]!);
    }
    return rise;
  }
}

/** One arc a node, and what it weighs and measures. */
class Policy {
  readonly to: Int32Array;
  readonly weight: Float64Array;
  readonly length: Float64Array;
  readonly potential: Float64Array;
  lambda = -Infinity;
  cycle: number[] = [];

  constructor(nodes: number) {
    this.to = new Int32Array(nodes);
    this.weight = new Float64Array(nodes);
    this.length = new Float64Array(nodes);
    this.potential = new Float64Array(nodes);
  }

  take(from: number, to: number, weight: number, length: number): void {
    this.to[from] = to;
    this.weight[from] = weight;
    this.length[from] = length;
  }

  /** The best cycle among the kept arcs; every node leads into one. */
  findCycle(): void {
    const nodes = this.to.length;
    const seen = new Int32Array(nodes).fill(-1);
    this.lambda = -Infinity;
    for (let start = 0; start < nodes; start++) {
      let node = start;
      while (seen[node] === -1) {
        seen[node] = start;
        node = this.to[node]!;
      }
      if (seen[node] !== start) continue;
      const cycle: number[] = [];
      let weight = 0;
      let length = 0;
      let at = node;
      do {
        cycle.push(at);
        weight += this.weight[at]!;
        length += this.length[at]!;
        at = this.to[at]!;
      } while (at !== node);
      if (weight / length > this.lambda) [this.lambda, this.cycle] = [weight / length, cycle];
    }
  }

  /** Potentials of all nodes that lead into the best cycle, backwards from its first node, which keeps its own. */
  propagate(): void {
    const nodes = this.to.length;
    const first = new Int32Array(nodes).fill(-1);
    const next = new Int32Array(nodes).fill(-1);
    for (let node = 0; node < nodes; node++) {
      next[node] = first[this.to[node]!]!;
      first[this.to[node]!] = node;
    }
    const root = this.cycle[0]!;
    const queue = new Int32Array(nodes);
    let tail = 1;
    queue[0] = root;
    for (let head = 0; head < tail; head++) {
      const to = queue[head]!;
      for (let from = first[to]!; from !== -1; from = next[from]!) {
        if (from === root) continue;
        this.potential[from] = this.potential[to]! + this.weight[from]! - this.lambda * this.length[from]!;
        queue[tail++] = from;
      }
    }
  }
}

/** Takes the arc that gives each node the highest potential; the largest rise, in units of weight. */
function* improve(
  arcs: ArcRows, policy: Policy, kept: Kept, weights: Float64Array, lengths: Float64Array,
): Generator<undefined, number> {
  const { potential, lambda } = policy;
  let rise = 0;
  for (let from = 0; from < arcs.nodes; from++) {
    if (from % ROWS === 0) yield;
    arcs.row(from, weights, lengths);
    let best = -Infinity;
    let chosen = -1;
    for (let to = 0; to < arcs.nodes; to++) {
      const value = weights[to]! - lambda * lengths[to]! + potential[to]!;
      if (value > best && to !== from) {
        best = value;
        chosen = to;
      }
    }
    const gain = best - potential[from]!;
    if (gain <= 0) continue;
    if (gain > rise) rise = gain;
    potential[from] = best;
    policy.take(from, chosen, weights[chosen]!, lengths[chosen]!);
    kept.add(from, chosen, weights[chosen]!, lengths[chosen]!);
  }
  return rise;
}

/** Arcs to begin with: each node's steepest. Throws where a length is not above zero or a weight is no number. Largest |weight|. */
function* begin(arcs: ArcRows, policy: Policy, weights: Float64Array, lengths: Float64Array): Generator<undefined, number> {
  let scale = 0;
  for (let from = 0; from < arcs.nodes; from++) {
    if (from % ROWS === 0) yield;
    arcs.row(from, weights, lengths);
    let best = -Infinity;
    let chosen = -1;
    for (let to = 0; to < arcs.nodes; to++) {
      if (to === from) continue;
      const weight = weights[to]!;
      if (!(lengths[to]! > 0 && Math.abs(weight) < Infinity)) {
        throw new Error(`the arc ${from} -> ${to} has weight ${weight} and length ${lengths[to]}`);
      }
      scale = Math.max(scale, Math.abs(weight));
      if (weight / lengths[to]! > best) [best, chosen] = [weight / lengths[to]!, to];
    }
    policy.take(from, chosen, weights[chosen]!, lengths[chosen]!);
  }
  return scale;
}

/** Policy iteration among the arcs kept, to the best cycle they hold. */
function* settle(policy: Policy, kept: Kept, negligible: number): Generator<undefined, void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    yield;
    policy.findCycle();
    policy.propagate();
    if (kept.improve(policy) <= negligible) return;
  }
}

/**
 * The critical cycle and its proof; undefined where there are no two nodes, hence no cycle. Throws where the search stalls. In steps
 * (src/run/turns.ts), since among thousands of nodes it takes seconds.
 */
export function* criticalCycle(given: ArcRows): Generator<undefined, CriticalCycle | undefined> {
  if (given.nodes < 2) return undefined;
  const arcs = remembered(given);
  const weights = new Float64Array(arcs.nodes);
  const lengths = new Float64Array(arcs.nodes);
  const policy = new Policy(arcs.nodes);
  const kept = new Kept(arcs.nodes);
  const negligible = (yield* begin(arcs, policy, weights, lengths)) * NEGLIGIBLE;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    yield* settle(policy, kept, negligible);
    if ((yield* improve(arcs, policy, kept, weights, lengths)) > negligible) continue;
    const { weight, length } = alongCycle(arcs, policy.cycle);
    const origin = policy.potential[0]!;
    const potentials = policy.potential.map((value) => value - origin);
    return { ratio: weight / length, bound: yield* ratioBound(arcs, potentials), cycle: policy.cycle, potentials };
  }
  throw new Error(`the search for a critical cycle among ${arcs.nodes} nodes stalled`);
}

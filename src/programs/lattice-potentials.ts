/**
 * Potentials on a lattice whose steps are as near as can be to given ends: the least ε such that some g has
 *
 *     high - ε  <=  (g(upper) - g(lower)) / width  <=  low + ε        on every edge,
 *
 * which is the largest ratio of weight to length over closed walks of edges (`high` upwards, minus `low` downwards). Longest paths at some
 * ε are swept for in all directions in turn, which follows a path through a lattice as far as it does not turn back; where they go round in
 * a circle that gains, its ratio is the next ε (Newton's method for cycle ratios). Nothing rests on the answer: whoever uses g looks at all
 * edges again, and whoever uses the cycle measures it.
 */
export interface Lattice {
  /** [axes] nodes along each, one to three axes; the first turns fastest. */
  readonly sizes: readonly number[];
  /** [axes] length of an edge. */
  readonly widths: readonly number[];
  /** [axes][nodes] ends for the edge from a node upwards; what stands at the last node of a line is not looked at. */
  readonly low: readonly Float64Array[];
  readonly high: readonly Float64Array[];
}

export interface LatticePotentials {
  /** The ratio of the cycle: what no potentials can go below. */
  readonly epsilon: number;
  readonly potentials: Float64Array;
  /** Nodes in order, the last followed by the first; empty where none gains at the ε that the search began with. */
  readonly cycle: readonly number[];
}

export const stridesOf = (sizes: readonly number[]): number[] => sizes.map((_, a) => sizes.slice(0, a).reduce((n, size) => n * size, 1));

/** Rounds of sweeps after which the search ends with what it has. */
const ROUNDS_MAX = 300;
/** Rises below this share of the largest weight are rounding. */
const NEGLIGIBLE = 1e-13;

class Sweeper {
  readonly potentials: Float64Array;
  /** The node that each potential comes from; -1: from none. */
  readonly parents: Int32Array;
  epsilon: number;
  private readonly lattice: Lattice;
  private readonly strides: readonly number[];
  private readonly tolerance: number;
  /** An ε that nobody sees. */
  readonly negligible: number;

  constructor(lattice: Lattice, epsilon: number) {
    const nodes = lattice.sizes.reduce((n, size) => n * size, 1);
    this.lattice = lattice;
    this.epsilon = epsilon;
    this.strides = stridesOf(lattice.sizes);
    this.potentials = new Float64Array(nodes);
    this.parents = new Int32Array(nodes).fill(-1);
    const steepest = Math.max(...[...lattice.low, ...lattice.high].map((row) => row.reduce((most, x) => Math.max(most, Math.abs(x)), 0)));
    this.tolerance = NEGLIGIBLE * steepest * Math.max(...lattice.widths);
    this.negligible = 10 * NEGLIGIBLE * steepest;
  }

  /** One sweep, along each axis forwards or backwards; whether anything rose. */
  sweep(directions: number): boolean {
    const { lattice: { sizes, widths, low, high }, strides, potentials, parents, epsilon, tolerance } = this;
    const axes = sizes.length;
    const at = new Int32Array(axes);
    let rose = false;
    for (let n = 0; n < potentials.length; n++) {
      let node = 0;
      for (let a = 0, rest = n; a < axes; a++) {
        const step = rest % sizes[a]!;
        rest = (rest - step) / sizes[a]!;
        at[a] = directions & (1 << a) ? sizes[a]! - 1 - step : step;
        node += at[a]! * strides[a]!;
      }
      let best = potentials[node]! + tolerance;
      let from = -1;
      for (let a = 0; a < axes; a++) {
        const [stride, width] = [strides[a]!, widths[a]!];
        if (at[a]! > 0) {
          const risen = potentials[node - stride]! + width * (high[a]![node - stride]! - epsilon);
          if (risen > best) [best, from] = [risen, node - stride];
        }
        if (at[a]! < sizes[a]! - 1) {
          const fallen = potentials[node + stride]! - width * (low[a]![node]! + epsilon);
          if (fallen > best) [best, from] = [fallen, node + stride];
        }
      }
      if (from < 0) continue;
      potentials[node] = best;
      parents[node] = from;
      rose = true;
    }
    return rose;
  }

  /** Of the circles in which potentials come from one another, the one with the largest ratio. */
  steepest(): { readonly cycle: number[]; readonly ratio: number } | undefined {
    const { parents } = this;
    const seen = new Int32Array(parents.length).fill(-1);
    let best: { cycle: number[]; ratio: number } | undefined;
    for (let start = 0; start < parents.length; start++) {
      let node = start;
      while (node !== -1 && seen[node] === -1) {
        seen[node] = start;
        node = parents[node]!;
      }
      if (node === -1 || seen[node] !== start) continue;
      const back = [node];
      for (let at = parents[node]!; at !== node; at = parents[at]!) back.push(at);
      const cycle = back.reverse();
      const ratio = this.ratioOf(cycle);
      if (!best || ratio > best.ratio) best = { cycle, ratio };
    }
    return best;
  }

  private ratioOf(cycle: readonly number[]): number {
    const { lattice: { widths, low, high }, strides } = this;
    let [weight, length] = [0, 0];
    cycle.forEach((node, j) => {
      const next = cycle[(j + 1) % cycle.length]!;
      const a = strides.findLastIndex((stride) => Math.abs(next - node) >= stride);
      weight += widths[a]! * (next > node ? high[a]![node]! : -low[a]![next]!);
      length += widths[a]!;
    });
    return weight / length;
  }
}

/** `start`: an ε that is no larger than the least. In steps. */
export function* latticePotentials(lattice: Lattice, start = 0): Generator<undefined, LatticePotentials> {
  const sweeper = new Sweeper(lattice, start);
  let cycle: readonly number[] = [];
  const ways = 2 ** lattice.sizes.length;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    let rose = false;
    for (let directions = 0; directions < ways; directions++) {
      yield;
      rose = sweeper.sweep(directions) || rose;
    }
    if (!rose) break;
    const found = sweeper.steepest();
    if (!found) continue;
    sweeper.parents.fill(-1);
    if (found.ratio > sweeper.epsilon) cycle = found.cycle;
    // A circle that gains nothing but rounding goes round no more a little further up.
    sweeper.epsilon = Math.max(found.ratio, sweeper.epsilon) + sweeper.negligible;
  }
  return { epsilon: sweeper.epsilon, potentials: sweeper.potentials, cycle };
}

/**
 * Potentials on a lattice whose steps are as near as can be to given ends: the least ε such that some g has
 *
 *     high - ε  <=  (g(upper) - g(lower)) / width  <=  low + ε        on every edge,
 *
 * which is the largest ratio of weight to length over closed walks of edges (`high` upwards, minus `low` downwards). Longest paths at some
 * ε are swept for in all directions in turn, which follows a path through a lattice as far as it does not turn back; where they go round in
 * a circle that gains, its ratio is the next ε (Newton's method for cycle ratios). A lattice of every other node comes first: an edge of it
 * is two edges of the finer one, so that its circles are circles of the finer one with the same ratios, and its g is nearly one of theirs.
 * Nothing rests on the answer: whoever uses g looks at all edges again, and whoever uses the cycle measures it.
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

/** Rounds of sweeps after which the search ends with what it has; and after which ε is raised by a share of it in every round. */
const ROUNDS_MAX = 300;
const ROUNDS_EXACT = 60;
const RAISE = 1e-4;
/** Cells of an axis, at least, of a lattice that has a coarser one. */
const COARSENED = 16;
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

  constructor(lattice: Lattice, epsilon: number, potentials?: Float64Array) {
    const nodes = lattice.sizes.reduce((n, size) => n * size, 1);
    this.lattice = lattice;
    this.epsilon = epsilon;
    this.strides = stridesOf(lattice.sizes);
    this.potentials = potentials ?? new Float64Array(nodes);
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

/** Places along the axes of a node of a lattice of these sizes. */
const placesOf = (sizes: readonly number[], node: number): number[] => {
  let rest = node;
  return sizes.map((size) => {
    const at = rest % size;
    rest = (rest - at) / size;
    return at;
  });
};

/** The lattice of every other node along every axis; undefined where an axis has an odd number of cells, or few. */
function coarser({ sizes, widths, low, high }: Lattice): Lattice | undefined {
  if (sizes.some((size) => size % 2 === 0 || size - 1 < COARSENED)) return undefined;
  const halved = sizes.map((size) => (size + 1) / 2);
  const strides = stridesOf(sizes);
  const nodes = halved.reduce((n, size) => n * size, 1);
  const ends = (of: readonly Float64Array[]): Float64Array[] => of.map((row, a) => Float64Array.from({ length: nodes }, (_, node) => {
    const at = placesOf(halved, node);
    if (at[a] === halved[a]! - 1) return 0;
    const fine = at.reduce((sum, place, b) => sum + 2 * place * strides[b]!, 0);
    return (row[fine]! + row[fine + strides[a]!]!) / 2;
  }));
  return { sizes: halved, widths: widths.map((width) => 2 * width), low: ends(low), high: ends(high) };
}

/** Numbers at the nodes of the coarser lattice, and means of them between. */
function between(sizes: readonly number[], coarse: LatticePotentials): { readonly potentials: Float64Array; readonly cycle: number[] } {
  const strides = stridesOf(sizes);
  const halved = sizes.map((size) => (size + 1) / 2);
  const steps = stridesOf(halved);
  const potentials = new Float64Array(sizes.reduce((n, size) => n * size, 1)).map((_, node) => {
    let corners = [0];
    placesOf(sizes, node).forEach((at, a) => {
      const from = (at - (at % 2)) / 2;
      corners = corners.flatMap((corner) => (at % 2 === 0 ? [from] : [from, from + 1]).map((place) => corner + place * steps[a]!));
    });
    return corners.reduce((sum, corner) => sum + coarse.potentials[corner]!, 0) / corners.length;
  });
  const onFine = coarse.cycle.map((node) => placesOf(halved, node).reduce((sum, at, a) => sum + 2 * at * strides[a]!, 0));
  const cycle = onFine.flatMap((node, j) => [node, (node + onFine[(j + 1) % onFine.length]!) / 2]);
  return { potentials, cycle };
}

/** `start`: an ε that is no larger than the least. In steps. */
export function* latticePotentials(lattice: Lattice, start = 0): Generator<undefined, LatticePotentials> {
  const halved = coarser(lattice);
  const coarse = halved && (yield* latticePotentials(halved, start));
  const begun = coarse && between(lattice.sizes, coarse);
  const sweeper = new Sweeper(lattice, coarse?.epsilon ?? start, begun?.potentials);
  let cycle: readonly number[] = begun?.cycle ?? [];
  const ways = 2 ** lattice.sizes.length;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    let rose = false;
    for (let directions = 0; directions < ways; directions++) {
      yield;
      rose = sweeper.sweep(directions) || rose;
    }
    if (!rose) break;
    if (round >= ROUNDS_EXACT) sweeper.epsilon *= 1 + RAISE;
    const found = sweeper.steepest();
    if (!found) continue;
    sweeper.parents.fill(-1);
    if (found.ratio > sweeper.epsilon) cycle = found.cycle;
    // A circle that gains nothing but rounding goes round no more a little further up.
    sweeper.epsilon = Math.max(found.ratio, sweeper.epsilon) + sweeper.negligible;
  }
  return { epsilon: sweeper.epsilon, potentials: sweeper.potentials, cycle };
}

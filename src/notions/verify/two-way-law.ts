/** The law of what an agent with one signal gains herself from the second of two alternatives, by quadrature of the signal's own law. */
import { lawNamed } from './read-law.ts';
import type { FileProblem } from './draws.ts';
import type { Forms } from './two-way-forms.ts';

/** Gauss and Legendre's eight points on [0, 1], and their weights. */
const POINTS = ([
  [0.0198550717512319, 0.0506142681451882], [0.1016667612931866, 0.1111905172266872], [0.2372337950418355, 0.1568533229389437],
  [0.4082826787521751, 0.181341891689181],
] as const).flatMap(([x, weight]) => [[x, weight], [1 - x, weight]] as const);
const PIECES = 512;
/** Pieces beyond that, as shares of the way out. */
const OUTWARDS = Array.from({ length: 128 }, (_, k) => 2 ** (-k / 2));

export class GainLaw {
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly #cdf: (x: number) => number;
  readonly #ends: readonly number[];
  /** ∫ of the cdf from the low end up to each of the ends. */
  readonly #sums: readonly number[];
  /** Points of positive probability, rising. */
  readonly points: readonly { readonly x: number; readonly mass: number }[];
  /** Of a table: straight between neighbouring ends, which is the middle of what it may be. */
  readonly #straight: boolean;

  /** Chance of what lies below the low end, where it is left out; otherwise it counts as lying there, and this is 0. */
  readonly left: number;

  /**
   * `cuts`: where values are asked for; there nothing is interpolated. `isLeftOut`: whether what lies below the low end, of a law without
   * an end, is left out.
   */
  constructor(problem: FileProblem, { own, x, open }: Forms, cuts: readonly number[], isLeftOut = false) {
    const d = own.findIndex((weight) => weight !== 0);
    const [law, weight] = [lawNamed(problem.signals[d]!.law), own[d]!];
    // Of a law without an end, steps go on beyond the ends of what others work with.
    const low = open[0] ? Math.min(x[0], cuts[0] ?? x[0]) : x[0];
    const high = open[1] ? Math.max(x[1], cuts.at(-1) ?? x[1]) : x[1];
    this.low = low;
    this.high = high;
    this.#straight = problem.signals[d]!.tabulated === true;
    this.left = !isLeftOut || !law.whole ? 0 : weight > 0 ? law.whole.cdf(low / weight) : law.whole.survival(low / weight);
    const atoms = law.atoms ?? [];
    const listed = atoms.reduce((sum, { mass }) => sum + mass, 0);
    this.points = atoms.map(({ at, mass }) => ({ x: weight * at, mass })).sort((a, b) => a.x - b.x);
    // Without its points, which are counted by their own places; small chances of either tail to their last digits.
    const { whole } = law;
    const upTo = (s: number): number => law.cdf(s) - atoms.reduce((sum, { at, mass }) => sum + (at <= s ? mass : 0), 0);
    this.#cdf = whole ? (z) => (weight > 0 ? whole.cdf(z / weight) : whole.survival(z / weight))
      : (z) => (weight > 0 ? upTo(z / weight) : 1 - listed - upTo(z / weight));
    const even = Array.from({ length: this.#straight ? 0 : PIECES + 1 }, (_, i) => x[0] + ((x[1] - x[0]) * i) / PIECES);
    const knots = (law.knots ?? []).map((knot) => weight * knot);
    const outer = [...OUTWARDS.map((share) => x[0] + (low - x[0]) * share), ...OUTWARDS.map((share) => x[1] + (high - x[1]) * share)];
    const gaps = (law.gaps ?? []).flat().map((end) => weight * end);
    const inside = [...even, ...outer, ...cuts, ...knots, ...gaps, ...this.points.map((point) => point.x)]
      .filter((x) => x > low && x < high).sort((a, b) => a - b);
    this.#ends = [low, ...inside.filter((x, i) => i === 0 || x > inside[i - 1]!), high];
    const sums = [0];
    for (let i = 0; i + 1 < this.#ends.length; i++) sums.push(sums[i]! + this.#between(this.#ends[i]!, this.#ends[i + 1]!));
    this.#sums = sums;
    this.mean = high - sums.at(-1)!;
  }

  /** No point lies strictly between the two. */
  #between(from: number, to: number): number {
    if (this.#straight) return ((this.#cdf(from) + this.#cdf(to)) / 2) * (to - from);
    const rest = POINTS.reduce((sum, [share, weight]) => sum + weight * this.#cdf(from + share * (to - from)), 0);
    return (rest + this.#listed((x) => x <= from)) * (to - from);
  }

  #listed(isCounted: (x: number) => boolean): number {
    return this.points.reduce((sum, { x, mass }) => sum + (isCounted(x) ? mass : 0), 0);
  }

  cdf(z: number): number {
    if (z < this.low) return this.left;
    return z >= this.high ? 1 : (z === this.low ? this.left : this.#cdf(z)) + this.#listed((x) => x <= z);
  }

  /** Pr(X < z). */
  before(z: number): number {
    if (z <= this.low) return this.left;
    return z > this.high ? 1 : z === this.high ? 1 - this.#listed((x) => x === z) : this.#cdf(z) + this.#listed((x) => x < z);
  }

  /** ∫ of the cdf up to x. */
  below(x: number): number {
    if (x <= this.low) return 0;
    if (x >= this.high) return this.#sums.at(-1)! + x - this.high;
    let [from, to] = [0, this.#ends.length - 1];
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if (this.#ends[middle]! <= x) from = middle;
      else to = middle - 1;
    }
    return this.#sums[from]! + this.#between(this.#ends[from]!, x);
  }

  /** E[x; x at most z]. */
  momentUpTo(z: number): number {
    const end = Math.min(z, this.high);
    return end < this.low ? this.low * this.left : end * this.cdf(end) - this.below(end);
  }

  /** E[x; x less than z]. */
  momentBefore(z: number): number {
    return z <= this.low ? this.low * this.left : z * this.before(z) - this.below(z);
  }

  /** [steps] chance and first moment of x from each of these on to the next; the first is from the low end, the last up to the high one. */
  parts(starts: readonly number[]): { readonly mass: number; readonly moment: number }[] {
    return starts.map((start, j) => {
      const isLast = j + 1 === starts.length;
      const from = j === 0 ? this.low : start;
      return {
        mass: (isLast ? 1 : this.before(starts[j + 1]!)) - this.before(from),
        moment: (isLast ? this.momentUpTo(this.high) : this.momentBefore(starts[j + 1]!)) - this.momentBefore(from),
      };
    });
  }
}
